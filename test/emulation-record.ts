/**
 * Records what the scripts of fixtures/timescale leave behind on real servers:
 * `DRIFTLINE_TEST_TIMESCALE_URL=postgres://… npx tsx test/emulation-record.ts [name …]`. The server needs the releases of
 * `versions`, a tablespace ts1, and roles rich_reader and rich_writer.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import pg from "pg";
import {
  type Case,
  cases,
  type Fault,
  faultOf,
  type Outcome,
  queries,
  settings,
  statementsOf,
  type Row,
  surface,
  surfaceRecording,
  type Version,
  versions,
} from "./emulation-cases.js";

const url = process.env["DRIFTLINE_TEST_TIMESCALE_URL"];
if (url === undefined) throw new Error("DRIFTLINE_TEST_TIMESCALE_URL is not set");

const database = "emu_recording";

async function session<T>(name: string | undefined, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const target = new URL(url ?? "");
  if (name !== undefined) target.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: target.href });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function record(one: Case, version: Version): Promise<Outcome> {
  await session(undefined, async (client) => {
    await client.query(`drop database if exists ${database} with (force)`);
    await client.query(`create database ${database}`);
  });
  return session(database, async (client) => {
    await client.query(`create extension timescaledb version '${version}'`);
    await client.query("set client_min_messages = error");
    const faults: Fault[] = [];
    const statements = await statementsOf(one.sql);
    for (const [i, { text }] of statements.entries()) {
      await client.query(text).catch((error: unknown) => {
        faults.push(faultOf(i + 1, error));
      });
    }
    await client.query(`reset role; ${settings}`);
    const state: Record<string, readonly Row[]> = {};
    for (const [name, sql] of Object.entries(queries())) {
      const { rows } = await client.query<{ row: Row }>(`select to_jsonb(q) as row from (${sql}) q`);
      if (rows.length > 0) state[name] = rows.map(({ row }) => row);
    }
    return { faults, state };
  });
}

async function recordSurface(version: Version): Promise<Record<string, readonly Row[]>> {
  const empty: Case = { name: "surface", sql: "select 1", recording: surfaceRecording };
  await record(empty, version);
  return session(database, async (client) => {
    const found: Record<string, readonly Row[]> = {};
    for (const [name, sql] of Object.entries(surface)) found[name] = (await client.query<Row>(sql)).rows;
    return found;
  });
}

const wanted = process.argv.slice(2);
if (wanted.length === 0) {
  const surfaces: Record<string, unknown> = {};
  for (const version of versions) surfaces[version] = await recordSurface(version);
  writeFileSync(surfaceRecording, `${JSON.stringify(surfaces, null, 1)}\n`);
}
for (const version of versions) {
  for (const one of cases(version)) {
    if (wanted.length > 0 && !wanted.includes(one.name)) continue;
    const before: unknown = existsSync(one.recording) ? JSON.parse(readFileSync(one.recording, "utf8")) : {};
    const outcome = await record(one, version);
    writeFileSync(
      one.recording,
      `${JSON.stringify({ ...(before as object), [version]: outcome }, null, 1)}\n`,
    );
    process.stderr.write(`${version} ${one.name}: ${outcome.faults.length} errors\n`);
  }
}
await session(undefined, (client) => client.query(`drop database if exists ${database} with (force)`));
