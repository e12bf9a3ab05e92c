/** `driftline pr [target]`: what a branch does to the schema, as the comment on its pull request. */
import type { Argv } from "yargs";
import { readConfig } from "../config.js";
import { Failure, severities, type Severity } from "../finding.js";
import { emit } from "./output.js";
import {
  sourceOptions,
  targetNamed,
  today,
  withCommon,
  type CommonArguments,
  type ExitCode,
} from "./options.js";

export interface PrArguments extends CommonArguments {
  readonly target: string | undefined;
  readonly base: string | undefined;
  readonly migrations: string | undefined;
  readonly snapshot: string | undefined;
  readonly pr: number | undefined;
  readonly "dry-run": boolean;
  readonly output: string | undefined;
  readonly "fail-on": Severity | undefined;
}

export const command = "pr [target]";
export const describe = "What this branch does to the schema, as a pull-request comment";

export const builder = (yargs: Argv): Argv<PrArguments> =>
  withCommon(yargs)
    .positional("target", { type: "string", describe: "A target of driftline.yaml; the default one without" })
    .option("base", {
      type: "string",
      requiresArg: true,
      describe: "Branch to be merged into (that of the job, else origin/main)",
    })
    .option("migrations", {
      type: "string",
      requiresArg: true,
      describe: "Directory or file of migrations (migrations)",
    })
    .option("snapshot", {
      type: "string",
      requiresArg: true,
      describe: "Committed snapshot of production (the target's)",
    })
    .option("pr", { type: "number", describe: "Number of the pull or merge request (that of the job)" })
    .option("dry-run", { type: "boolean", default: false, describe: "Print the comment, and change nothing" })
    .option("output", {
      alias: "o",
      type: "string",
      requiresArg: true,
      describe: "File for the full report, however long",
    })
    .option("fail-on", {
      choices: severities,
      describe: "Problems of this severity and worse make the exit code 1",
    })
    .example("driftline pr --dry-run", "on your own machine")
    .example("driftline pr prod -o driftline-pr.md", "in a job of GitHub or GitLab");

export async function run(given: PrArguments): Promise<ExitCode> {
  const config = await readConfig(given.config);
  if (given.target !== undefined && !config.targets.has(given.target))
    throw new Failure(
      `there is no target ${given.target}: driftline.yaml has ${[...config.targets.keys()].join(", ")}`,
    );
  const target = targetNamed(config, given.target);
  const { announce, jobOf } = await import("../pr/announce.js");
  const { prReport } = await import("../pr/report.js");
  const { exitCodes, verdictOf } = await import("../pr/verdict.js");
  const job = await jobOf(given["dry-run"], given.pr);
  const report = await prReport({
    ...sourceOptions(given, target),
    target: target?.name ?? "migrations",
    base: given.base === undefined ? job?.base : { ref: given.base, name: given.base },
    migrations: given.migrations ?? target?.migrations ?? "migrations",
    snapshot: given.snapshot ?? target?.snapshot,
    scope: config.scope,
    policy: config.policy,
    judging: { target: target?.name, failOn: given["fail-on"] ?? target?.failOn, today: today() },
  });
  const { text, full, failure: refusal } = await announce(report, job, config.labels, given.output);
  if (given.output !== undefined) await emit(full, given.output);
  await emit(text, undefined);
  const failure = refusal ?? report.failure;
  if (failure !== undefined) throw failure;
  return exitCodes[verdictOf(report)];
}
