/**
 * Times `driftline snapshot` beside `pg_dump -s`, as whole processes that take turns, on schemas of growing size, and on one
 * of which no two tables have the same columns: `npm run bench -- 100 1000 10000 unlike:10000`. Both read the same server,
 * which is started for it. `npm run bench -- --chunks` times it with and without chunks, on the server of
 * DRIFTLINE_TEST_TIMESCALE_URL.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { installedPgDump } from "../test/referee/native.js";
import { startServer, type TestDatabase, type TestServer } from "../test/servers/server.js";
import { benchChunks } from "./chunks.js";
import { generateScripts } from "./generate.js";
import { inTurns, mebibytes, seconds } from "./measure.js";

const cli = fileURLToPath(new URL("../dist/bin/cli.js", import.meta.url));

interface Size {
  readonly tables: number;
  readonly alike: boolean;
}

/** `1000` or `unlike:1000`; NaN tables where it is neither. */
function sizeOf(argument: string): Size {
  const [, unlike, tables] = /^(unlike:)?([1-9]\d*)$/.exec(argument) ?? [];
  return { tables: Number(tables), alike: unlike === undefined };
}

/** Loads a schema, and collects the statistics that a living server has of its catalogs. */
async function load(database: TestDatabase, { tables, alike }: Size): Promise<number> {
  const start = performance.now();
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    for (const script of generateScripts(tables, alike)) await client.query(script);
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
  return performance.now() - start;
}

async function compare(url: string, pgDump: string, scratch: string, runs: number) {
  const yaml = path.join(scratch, "snapshot.yaml");
  const sql = path.join(scratch, "dump.sql");
  const [ours, theirs] = await inTurns(
    [
      [process.execPath, cli, "snapshot", url, "-o", yaml],
      [pgDump, "-s", "-d", url, "-f", sql],
    ],
    runs,
  );
  if (ours === undefined || theirs === undefined) throw new Error("nothing was measured");
  return {
    "driftline snapshot": seconds(ours.time),
    "pg_dump -s": seconds(theirs.time),
    ratio: (ours.time / theirs.time).toFixed(2),
    "driftline peak": mebibytes(ours.memory),
    "pg_dump peak": mebibytes(theirs.memory),
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
  if (process.argv[2] === "--chunks") {
    const timescale = process.env["DRIFTLINE_TEST_TIMESCALE_URL"];
    if (timescale === undefined) throw new Error("DRIFTLINE_TEST_TIMESCALE_URL is not set");
    await benchChunks(timescale, (url) => [process.execPath, cli, "snapshot", url]);
    return;
  }
  const given = process.argv.slice(2);
  const sizes = (given.length > 0 ? given : ["100", "1000", "10000", "unlike:10000"]).map(sizeOf);
  if (sizes.some(({ tables }) => Number.isNaN(tables)))
    throw new Error("usage: bench [TABLES | unlike:TABLES]… | bench --chunks");
  if (!existsSync(cli)) throw new Error(`${cli} is not there: run npm run build first`);
  const pgDump = installedPgDump();
  if (pgDump === undefined) throw new Error("pg_dump is not installed");
  const scratch = mkdtempSync(path.join(os.tmpdir(), "driftline-bench-"));
  const server = await start(Math.min(pgDump.major, 18));
  try {
    const rows: Record<string, Awaited<ReturnType<typeof compare>> & { readonly loaded: string }> = {};
    for (const size of sizes) {
      const database = await server.createDatabase();
      const loaded = seconds(await load(database, size));
      const name = `${size.tables} tables${size.alike ? "" : ", no two alike"}`;
      console.error(`${name}, loaded in ${loaded}`);
      rows[name] = {
        ...(await compare(database.url, pgDump.file, scratch, size.tables < 10_000 ? 5 : 3)),
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
