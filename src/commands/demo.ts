/** `driftline demo`: the whole tour, on an embedded database, with nothing to install. */
import { cp, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Argv } from "yargs";
import * as baseline from "./baseline.js";
import * as check from "./check.js";
import { nothingElse } from "./nightly-options.js";
import type { ExitCode } from "./options.js";
import * as snapshot from "./snapshot.js";

export interface DemoArguments {
  readonly lines: number;
}

export const command = "demo";
export const describe = "The whole tour, on an embedded database";

export const builder = (yargs: Argv): Argv<DemoArguments> =>
  yargs.option("lines", {
    type: "number",
    default: 24,
    describe: "Lines to show of each file that is written",
  });

const stockval = fileURLToPath(new URL("../../fixtures/stockval", import.meta.url));

export async function run({ lines }: DemoArguments): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), "driftline-demo-"));
  await cp(stockval, folder, { recursive: true });
  process.chdir(folder);
  const common = { config: undefined, shadow: undefined, cache: true };

  say("A trading platform on TimescaleDB. Nobody knows whether production is what the migrations say.\n");
  say("1. Production, as YAML that a pull request can show\n");
  say("$ driftline snapshot prod.sql -o prod.yaml\n");
  await snapshot.run({ ...common, source: "prod.sql", output: "prod.yaml" });
  await show("prod.yaml", lines);

  const report = {
    ...common,
    ...nothingElse,
    offline: false,
    format: "text",
    output: undefined,
    "fail-on": undefined,
    ops: true,
  } as const;
  say("2. Is it what the migrations define?\n");
  say("$ driftline check prod.yaml --migrations migrations\n");
  await check.run({ ...report, target: "prod.yaml", migrations: "migrations" });

  say("\n3. Production as the first migration, proven\n");
  say("$ driftline baseline prod.yaml -o 000_baseline_prod_schema.sql --certificate proof.json\n");
  const baselineFile = "000_baseline_prod_schema.sql";
  await baseline.run({
    ...common,
    source: "prod.yaml",
    output: baselineFile,
    certificate: "proof.json",
    verify: true,
  });
  await show(baselineFile, lines);

  say("4. And production is what the baseline defines\n");
  say(`$ driftline check prod.yaml --migrations ${baselineFile}\n`);
  await check.run({ ...report, target: "prod.yaml", migrations: baselineFile });
  say(`\nAll of it is in ${folder}`);
  return 0;
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function show(file: string, lines: number): Promise<void> {
  const all = (await readFile(file, "utf8")).trimEnd().split("\n");
  say(
    all
      .slice(0, lines)
      .map((line) => `    ${line}`.trimEnd())
      .join("\n"),
  );
  if (all.length > lines) say(`    … ${all.length - lines} more lines`);
  say("");
}
