/**
 * Times `driftline snapshot` beside `pg_dump -s`, as whole processes that take turns, on schemas of growing size:
 * `npm run bench -- 100 1000 10000`. Both read the same server, which is started for it.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { installedPgDump } from "../test/referee/native.js";
import { startServer, type TestDatabase, type TestServer } from "../test/servers/server.js";
import { generateScripts } from "./generate.js";
import { measure, median, type Measure } from "./measure.js";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

/** Loads a schema, and collects the statistics that a living server has of its catalogs. */
async function load(database: TestDatabase, tables: number): Promise<number> {
  const start = performance.now();
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    for (const script of generateScripts(tables)) await client.query(script);
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
  return performance.now() - start;
}

const seconds = (time: number): string => `${(time / 1000).toFixed(2)} s`;
const mebibytes = (memory: number | undefined): string =>
  memory === undefined ? "?" : `${memory.toFixed(1)} MiB`;

/** Both programs in turns, so that a busy moment of the machine hits both; the first turn warms up and is not counted. */
async function compare(url: string, pgDump: string, scratch: string, runs: number) {
  const yaml = path.join(scratch, "snapshot.yaml");
  const sql = path.join(scratch, "dump.sql");
  const ours: Measure[] = [];
  const theirs: Measure[] = [];
  for (let run = 0; run <= runs; run++) {
    const one = await measure(process.execPath, [cli, "snapshot", url, "-o", yaml]);
    const other = await measure(pgDump, ["-s", "-d", url, "-f", sql]);
    if (run === 0) continue;
    ours.push(one);
    theirs.push(other);
  }
  const [snapshot, dump] = [median(ours.map(({ time }) => time)), median(theirs.map(({ time }) => time))];
  const memory = (of: readonly Measure[]) => {
    const known = of.flatMap((one) => one.memory ?? []);
    return known.length === 0 ? undefined : Math.max(...known);
  };
  return {
    "driftline snapshot": seconds(snapshot),
    "pg_dump -s": seconds(dump),
    ratio: (snapshot / dump).toFixed(2),
    "driftline peak": mebibytes(memory(ours)),
    "pg_dump peak": mebibytes(memory(theirs)),
    "snapshot size": mebibytes(statSync(yaml).size / 2 ** 20),
    runs,
  };
}

/** The newest major that the installed pg_dump reads and that can be started. */
async function start(newest: number): Promise<TestServer> {
  for (let major = newest; major >= 14; major--) {
    try {
      return await startServer(major);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
  throw new Error("no PostgreSQL server to measure on");
}

async function main(): Promise<void> {
  const given = process.argv.slice(2).map(Number);
  const sizes = given.length > 0 ? given : [100, 1_000, 10_000];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) throw new Error("usage: bench [TABLES]…");
  if (!existsSync(cli)) throw new Error(`${cli} is not there: run npm run build first`);
  const pgDump = installedPgDump();
  if (pgDump === undefined) throw new Error("pg_dump is not installed");
  const scratch = mkdtempSync(path.join(os.tmpdir(), "driftline-bench-"));
  const server = await start(Math.min(pgDump.major, 18));
  try {
    const rows: Record<string, Awaited<ReturnType<typeof compare>> & { readonly loaded: string }> = {};
    for (const tables of sizes) {
      const database = await server.createDatabase();
      const loaded = seconds(await load(database, tables));
      console.error(`${tables} tables loaded in ${loaded}`);
      rows[`${tables} tables`] = {
        ...(await compare(database.url, pgDump.file, scratch, tables < 10_000 ? 5 : 3)),
        loaded,
      };
      await database.drop();
    }
    console.log(`PostgreSQL ${server.major}, pg_dump ${pgDump.major}, Node ${process.version}; medians`);
    console.table(rows);
  } finally {
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
