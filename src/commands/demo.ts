/** `driftline demo`: the whole tour, on an embedded database, with nothing to install. */
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Argv } from "yargs";
import * as baseline from "./baseline.js";
import * as check from "./check.js";
import type { ExitCode } from "./options.js";
import * as snapshot from "./snapshot.js";

export interface DemoArguments {
  readonly lines: number;
}

export const command = "demo";
export const describe = "The whole tour, on an embedded database";

export const builder = (yargs: Argv): Argv<DemoArguments> =>
  yargs.option("lines", { type: "number", default: 24, describe: "Lines to show of each file that is written" });

const stockval = fileURLToPath(new URL("../../fixtures/stockval", import.meta.url));

export async function run({ lines }: DemoArguments): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), "driftline-demo-"));
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  const show = async (file: string): Promise<void> => {
    const all = (await readFile(file, "utf8")).trimEnd().split("\n");
    say(all.slice(0, lines).map((line) => `    ${line}`).join("\n"));
    if (all.length > lines) say(`    … ${all.length - lines} more lines in ${file}`);
    say("");
  };
  const common = { config: undefined, shadow: undefined, cache: true };
  const production = shown(join(stockval, "prod.sql"));
  const migrations = shown(join(stockval, "migrations"));
  const yaml = join(folder, "prod.yaml");
  const sql = join(folder, "000_baseline_prod_schema.sql");

  say("A trading platform on TimescaleDB. Nobody knows whether production is what the migrations say.\n");
  say("1. Production, as YAML that a pull request can show");
  say(`$ driftline snapshot ${production} -o prod.yaml\n`);
  await snapshot.run({ ...common, source: production, output: yaml });
  await show(yaml);

  say("2. Is it what the migrations define?");
  say(`$ driftline check prod.yaml --migrations ${migrations}\n`);
  await check.run({ ...common, target: yaml, migrations, offline: false, format: "text", output: undefined });

  say("\n3. Production as the first migration, proven");
  say("$ driftline baseline prod.yaml -o 000_baseline_prod_schema.sql --certificate proof.json\n");
  await baseline.run({ ...common, source: yaml, output: sql, certificate: join(folder, "proof.json"), verify: true });
  await show(sql);

  say("4. And production is what the baseline defines");
  say("$ driftline check prod.yaml --migrations 000_baseline_prod_schema.sql\n");
  await check.run({ ...common, target: yaml, migrations: sql, offline: false, format: "text", output: undefined });
  return 0;
}

/** A path as short as it can be written from here. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

