/** pg_dump as the referee of two databases. Shares no code with driftline, and must not. */
import { createTwoFilesPatch } from "diff";
import pg from "pg";
import { installedPgDump, runPgDump } from "./native.js";
import { paragraphs } from "./paragraphs.js";
import { runWasmPgDump, wasmMajor } from "./wasm.js";

export interface DumpOptions {
  /** More of pg_dump's flags: `--no-owner`, `--no-privileges`, `--exclude-schema=…`. Owners and grants count without. */
  readonly flags?: readonly string[];
}

/** The referee's judgement; `diff` is a unified diff, empty where both are the same. */
export interface Verdict {
  readonly same: boolean;
  readonly diff: string;
}

const installed = installedPgDump();

async function majorOf(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ major: number }>(
      "select current_setting('server_version_num')::int / 10000 as major",
    );
    return rows[0]?.major ?? 0;
  } finally {
    await client.end();
  }
}

/** By a pg_dump that can read servers of `major`: the installed one, else WASM's. */
async function dump(url: string, major: number, flags: readonly string[]): Promise<readonly string[]> {
  if (installed !== undefined && installed.major >= major)
    return paragraphs(await runPgDump(installed, url, flags));
  if (wasmMajor >= major) return paragraphs(await runWasmPgDump(url, flags));
  throw new Error(
    `no pg_dump for PostgreSQL ${major}: the newest is ${Math.max(installed?.major ?? 0, wasmMajor)}`,
  );
}

/**
 * What pg_dump says of a database's schema, without what tells of the run, in one order whatever the objects' order.
 * @throws Error if pg_dump fails, or the server is newer than any pg_dump at hand.
 */
export async function dumpSchema(url: string, { flags = [] }: DumpOptions = {}): Promise<string> {
  return whole(await dump(url, await majorOf(url), flags));
}

/** What pg_dump says, as it says it: a script for psql, without psql's own commands. */
export async function rawDump(url: string): Promise<string> {
  if (installed === undefined) return runWasmPgDump(url, []);
  return (await runPgDump(installed, url, [])).replace(/^\\.*$/gm, "");
}

/** Whether two databases have the same schema, by the same pg_dump for both. */
export async function sameSchema(urlA: string, urlB: string, options: DumpOptions = {}): Promise<Verdict> {
  const flags = options.flags ?? [];
  const major = Math.max(await majorOf(urlA), await majorOf(urlB));
  const [a, b] = [await dump(urlA, major, flags), await dump(urlB, major, flags)];
  return judge(whole(a), whole(b));
}

/** The same of what `dumpSchema` said of each, on servers of one major. */
export const judge = (a: string, b: string): Verdict =>
  a === b ? { same: true, diff: "" } : { same: false, diff: createTwoFilesPatch("a", "b", a, b) };

/** @throws Error where there is nothing: of an empty database, too, it prints settings. */
function whole(dumped: readonly string[]): string {
  if (dumped.length === 0) throw new Error("pg_dump printed nothing");
  return dumped.join("\n\n") + "\n";
}
