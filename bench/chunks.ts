/**
 * Times `driftline snapshot` of hypertables with many chunks beside the same hypertables with few: chunks are no part of
 * a schema and must cost nothing. Needs a server with TimescaleDB, on which it makes databases of its own.
 */
import pg from "pg";
import { inTurns, mebibytes, seconds, type Measure } from "./measure.js";

/** Hypertables, and chunks of each: what is compared to what. */
interface Case {
  readonly hypertables: number;
  readonly few: number;
  readonly many: number;
}

const cases: readonly Case[] = [
  { hypertables: 1000, few: 0, many: 10 },
  { hypertables: 1, few: 10, many: 1000 },
];

const table = (n: number): string => `m${String(n).padStart(5, "0")}`;

/** A hypertable with a primary key, a check, three indexes; every second one is compressed by a policy. */
const hypertable = (name: string, compressed: boolean): string => `
create table ${name} (
  time timestamptz not null,
  device integer not null check (device > 0),
  value double precision,
  note text,
  primary key (device, time)
);
select create_hypertable('${name}', 'time', chunk_time_interval => interval '1 day');
create index ${name}_value on ${name} (value) where value > 0;
${
  compressed
    ? `alter table ${name} set (timescaledb.compress, timescaledb.compress_segmentby = 'device');
select add_compression_policy('${name}', compress_after => interval '100 years');`
    : ""
}`;

/** A database with that many hypertables and chunks, and the statistics that a living server has of its catalogs. */
async function load(client: pg.Client, hypertables: number, chunks: number): Promise<void> {
  await client.query("create extension timescaledb");
  await client.query("set client_min_messages = error");
  for (let n = 0; n < hypertables; n++) {
    await client.query(hypertable(table(n), n % 2 === 1));
    await client.query(
      `insert into ${table(n)} select timestamptz '2020-01-01' + day * interval '1 day', 1 from generate_series(1, $1) as day`,
      [chunks],
    );
  }
  const { rows } = await client.query<{ count: string }>(
    "select count(*) from timescaledb_information.chunks",
  );
  if (Number(rows[0]?.count) !== hypertables * chunks)
    throw new Error(`${rows[0]?.count ?? "no"} chunks were made in place of ${hypertables * chunks}`);
  await client.query("vacuum analyze");
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/**
 * @param server a superuser's URL
 * @param snapshot program and arguments that take a URL
 */
export async function benchChunks(
  server: string,
  snapshot: (url: string) => readonly string[],
): Promise<void> {
  const made: string[] = [];
  try {
    const rows: Record<string, Readonly<Record<string, string | number>>> = {};
    for (const { hypertables, few, many } of cases) {
      const urls: string[] = [];
      for (const chunks of [few, many]) {
        const name = `driftline_bench_${process.pid}_${made.length}`;
        await withClient(server, (client) => client.query(`create database ${name} template template0`));
        made.push(name);
        const url = new URL(server);
        url.pathname = `/${name}`;
        urls.push(url.href);
        const start = performance.now();
        await withClient(url.href, (client) => load(client, hypertables, chunks));
        console.error(`${hypertables} × ${chunks} chunks loaded in ${seconds(performance.now() - start)}`);
      }
      const [without, beside] = await inTurns(urls.map(snapshot), 9);
      if (without === undefined || beside === undefined) throw new Error("nothing was measured");
      rows[`${hypertables} hypertables`] = row(few, many, without, beside);
    }
    console.table(rows);
  } finally {
    for (const name of made)
      await withClient(server, (client) => client.query(`drop database ${name} with (force)`));
  }
}

const row = (
  few: number,
  many: number,
  without: Measure,
  beside: Measure,
): Record<string, string | number> => ({
  "chunks of each": `${few} / ${many}`,
  few: seconds(without.time),
  many: seconds(beside.time),
  ratio: (beside.time / without.time).toFixed(2),
  "peak, few": mebibytes(without.memory),
  "peak, many": mebibytes(beside.memory),
});
