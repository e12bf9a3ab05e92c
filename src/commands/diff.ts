/** `driftline diff expected actual`: any two sources. */
import type { Argv } from "yargs";
import { readConfig } from "../config.js";
import {
  sourceNamed,
  sourceOptions,
  today,
  withCommon,
  type CommonArguments,
  type ExitCode,
} from "./options.js";
import { report, scopeOf, withReport, type ReportArguments } from "./report.js";

export interface DiffArguments extends CommonArguments, ReportArguments {
  readonly expected: string;
  readonly actual: string;
}

export const command = "diff <expected> <actual>";
export const describe = "Any two of: database, snapshot, migrations";

export const builder = (yargs: Argv): Argv<DiffArguments> =>
  withReport(withCommon(yargs))
    .positional("expected", { type: "string", demandOption: true, describe: "What should be" })
    .positional("actual", { type: "string", demandOption: true, describe: "What is" })
    .example("driftline diff migrations/ snapshots/prod.yaml", "")
    .example("driftline diff postgres://localhost/staging postgres://localhost/prod --format markdown", "");

export async function run(given: DiffArguments): Promise<ExitCode> {
  const { readPair } = await import("../diff/pair.js");
  const { compare } = await import("../diff/comparison.js");
  const { judge } = await import("../policy/judge.js");
  const config = await readConfig(given.config);
  const scope = scopeOf(config, given);
  const options = { ...sourceOptions(given), health: scope.ops };
  const { expected, actual } = await readPair(
    await sourceNamed(given.expected, given.config),
    await sourceNamed(given.actual, given.config),
    options,
  );
  const comparison = await compare(expected, actual, { ...options, scope });
  const judgeOptions = { failOn: given["fail-on"], today: today(), tellUnused: false };
  return report(judge(comparison, config.policy, judgeOptions), given, { expected, actual });
}
