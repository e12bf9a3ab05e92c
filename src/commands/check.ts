/** `driftline check [target]`: a live database, or its snapshot, against the migrations. */
import { stat } from "node:fs/promises";
import type { Argv } from "yargs";
import { readConfig, type Target } from "../config.js";
import { Failure } from "../finding.js";
import { interpolate } from "../settings.js";
import {
  ambientDatabase,
  sourceOptions,
  targetNamed,
  today,
  withCommon,
  type CommonArguments,
  type ExitCode,
} from "./options.js";
import { nightly } from "./nightly.js";
import { withNightly, type NightlyArguments } from "./nightly-options.js";
import { scopeOf, withReport } from "./report.js";

export interface CheckArguments extends CommonArguments, NightlyArguments {
  readonly target: string | undefined;
  readonly migrations: string | undefined;
  readonly offline: boolean;
}

export const command = "check [target]";
export const describe = "A live database against the migrations: the nightly job";

export const builder = (yargs: Argv): Argv<CheckArguments> =>
  withNightly(withReport(withCommon(yargs)))
    .positional("target", {
      type: "string",
      describe: "A target of driftline.yaml, postgres://… or a snapshot; DATABASE_URL or PG* by default",
    })
    .option("migrations", {
      type: "string",
      requiresArg: true,
      describe: "Directory or file of migrations (migrations)",
    })
    .option("offline", {
      type: "boolean",
      default: false,
      describe: "Compare the target's snapshot, not its database",
    })
    .example("driftline check", "the only target, or DATABASE_URL against migrations/")
    .example("driftline check prod --format markdown -o drift.md", "")
    .example("driftline check prod --report-dir reports --history history.jsonl", "every night");

export async function run(given: CheckArguments): Promise<ExitCode> {
  const started = Date.now();
  const config = await readConfig(given.config);
  const named = given.target === undefined || config.targets.has(given.target);
  const target = named ? targetNamed(config, given.target) : undefined;
  const actual = named ? actualOf(target, given) : given.target;
  const scope = scopeOf(config, given);
  const options = { ...sourceOptions(given, target), health: scope.ops };
  const { readPair } = await import("../diff/pair.js");
  const { compare } = await import("../diff/comparison.js");
  const { judge } = await import("../policy/judge.js");
  const pair = await readPair(await migrationsOf(target, given), actual, options);
  const comparison = await compare(pair.expected, pair.actual, { ...options, scope });
  const failOn = given["fail-on"] ?? target?.failOn;
  const judged = judge(comparison, config.policy, { target: target?.name, failOn, today: today() });
  const checked = target?.name ?? pair.actual.label;
  return nightly(given, { judged, config, target: checked, pair, started });
}

function actualOf(target: Target | undefined, { target: name, offline }: CheckArguments): string | undefined {
  const where = name === undefined ? "the target" : `target ${name}`;
  if (offline) {
    if (target?.snapshot === undefined)
      throw new Failure(`${where} has no snapshot: --offline has nothing to compare`);
    return target.snapshot;
  }
  if (target?.database !== undefined) return interpolate(target.database, where);
  return target?.snapshot ?? ambientDatabase();
}

async function migrationsOf(target: Target | undefined, { migrations }: CheckArguments): Promise<string> {
  const path = migrations ?? target?.migrations ?? "migrations";
  if ((await stat(path).catch(() => null)) !== null) return path;
  throw new Failure(
    `there are no migrations at ${path}: say where they are with --migrations, or in driftline.yaml`,
  );
}
