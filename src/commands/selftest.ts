/** `driftline selftest [source]`: proof that a check can fail. */
import { fileURLToPath } from "node:url";
import type { Argv } from "yargs";
import { Failure } from "../finding.js";
import type { Sort } from "../selftest/sort.js";
import { emit, wantsColor } from "./output.js";
import { sourceNamed, sourceOptions, withCommon, type CommonArguments, type ExitCode } from "./options.js";

export interface SelftestArguments extends CommonArguments {
  readonly source: string | undefined;
  readonly only: string | undefined;
  readonly format: "text" | "json";
  readonly output: string | undefined;
}

export const command = "selftest [source]";
export const describe = "Proof that a check can fail: every sort of change, made to a copy of a schema";

export const builder = (yargs: Argv): Argv<SelftestArguments> =>
  withCommon(yargs)
    .positional("source", {
      type: "string",
      describe: "postgres://…, a snapshot, migrations, or a target; by default a schema that comes along",
    })
    .option("only", {
      type: "string",
      requiresArg: true,
      describe: "Sorts of change whose name or family this pattern matches",
    })
    .option("format", {
      choices: ["text", "json"] as const,
      default: "text" as const,
      describe: "Form of the report",
    })
    .option("output", {
      alias: "o",
      type: "string",
      requiresArg: true,
      describe: "File to write, in place of stdout",
    })
    .example("driftline selftest prod --only index", "");

/** A schema to which every sort applies. */
const rich = fileURLToPath(new URL("../../fixtures/selftest/schema.sql", import.meta.url));

export async function run(given: SelftestArguments): Promise<ExitCode> {
  const { readSource } = await import("../source/source.js");
  const { selftest } = await import("../selftest/selftest.js");
  const { catalog } = await import("../selftest/catalog.js");
  const { passed, renderSelftest, renderSelftestJson, tally } = await import("../selftest/report.js");
  const options = sourceOptions(given);
  const sorts = given.only === undefined ? catalog : matching(catalog, given.only);
  const source = given.source === undefined ? rich : await sourceNamed(given.source, given.config);
  const { model, label } = await readSource(source, options);
  const test = await selftest(
    { model, label: given.source === undefined ? "the schema that comes along" : label },
    { ...options, sorts },
  );
  const text =
    given.format === "json"
      ? renderSelftestJson(test)
      : renderSelftest(test, { color: wantsColor(given.output) });
  await emit(text, given.output);
  if (tally(test).sorts === 0)
    throw new Failure(`no sort of change applies to ${test.label}: nothing is proven`);
  return passed(test) ? 0 : 1;
}

function matching(sorts: readonly Sort[], pattern: string): readonly Sort[] {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "i");
  } catch (cause) {
    throw new Failure(`--only wants a pattern (a regular expression), and ${pattern} is none`, { cause });
  }
  const found = sorts.filter(({ family, name }) => expression.test(`${family}: ${name}`));
  if (found.length === 0)
    throw new Failure(`no sort of change matches ${pattern}: driftline selftest lists them all`);
  return found;
}
