/** What a pull request is told: what its branch does to the schema, and whether production can take it. */
import { compare, differences, type Comparison, type Side } from "../diff/comparison.js";
import { diff, type Drift } from "../diff/diff.js";
import { gapFindings } from "../diff/findings.js";
import { Failure, type Finding, type Severity } from "../finding.js";
import { layoutNamed } from "../kinds/kinds.js";
import { judge, type JudgeOptions } from "../policy/judge.js";
import type { Policy } from "../policy/policy.js";
import { hiddenCount, type Report } from "../render/report.js";
import type { Sourced } from "../source/source.js";
import { readBranch, replayBranch, type Branch, type BranchOptions } from "./branch.js";
import { branchBlame, changeFindings, type Sides } from "./changes.js";
import { alreadyThere, likelyCollisions, rehearsedCollisions, type Encounter } from "./collisions.js";
import { fileChanges, fileFindings, type FileChange } from "./files.js";
import { pendingOf, rehearse, type Passed, type Rehearsal } from "./rehearsal.js";

export interface PrReport {
  /** Name of the target, or of what stands for one. */
  readonly target: string;
  readonly base: { readonly name: string; readonly commit: string };
  readonly commit: string;
  readonly files: readonly FileChange[];
  /** undefined: no snapshot says what production has. */
  readonly production: Pick<Side, "label" | "server"> | undefined;
  /** Migrations that do not replay: nothing after that is known. */
  readonly failure?: Failure;
  /** From the base to the branch. */
  readonly changes: readonly Finding[];
  /** What is wrong with the branch: files that were edited, collisions with production, a change without migration. */
  readonly problems: readonly Finding[];
  /** Problems of this severity and worse fail the check. */
  readonly failOn: Severity;
  /** Number of problems that rules of the configuration hide. */
  readonly hidden: number;
  readonly notes: readonly Finding[];
  readonly rehearsal?: Rehearsal;
  /** What differed before: between the base and production. */
  readonly drift?: Report;
  /** Statements and objects of the branch that could not be looked at. */
  readonly gaps: readonly Finding[];
}

export interface PrOptions extends BranchOptions {
  readonly target: string;
  readonly policy: Policy;
  readonly judging: JudgeOptions;
}

/** @throws Failure where the base cannot be read; migrations that fail on either side are part of the report */
export async function prReport(options: PrOptions): Promise<PrReport> {
  const branch = await readBranch(options);
  const { base, commit, production } = branch;
  const now = production?.now;
  const known = {
    target: options.target,
    base: { name: base.name, commit: base.commit },
    commit,
    files: fileChanges(branch.before, branch.after),
    production: now === undefined ? undefined : { label: now.label, server: now.model.server },
  };
  const imitating = { ...options, timescaledb: now?.model.server.timescaledb ?? options.timescaledb };
  let sides: Sides;
  try {
    sides = await replayBranch(branch, imitating);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const nothing = { changes: [], problems: [], hidden: 0, notes: [], gaps: [] };
    return { ...known, failure: error, failOn: options.policy.failOn, ...nothing };
  }
  const { drift, ...found } = await findings(branch, sides, known.files, imitating);
  const { policy, judging } = options;
  const judged = judge({ findings: found.problems, gaps: false }, policy, { ...judging, tellUnused: false });
  return {
    ...known,
    ...found,
    problems: judged.findings,
    failOn: judged.judgement.failOn,
    hidden: hiddenCount(judged),
    ...(drift === undefined ? {} : { drift: judge(drift, policy, { ...judging, tellUnused: false }) }),
  };
}

type Found = Pick<PrReport, "changes" | "problems" | "notes" | "rehearsal" | "gaps"> & {
  readonly drift?: Comparison;
};

async function findings(
  branch: Branch,
  sides: Sides,
  files: readonly FileChange[],
  options: PrOptions,
): Promise<Found> {
  const { before, after } = sides;
  const drifts = diff(before.model, after.model, layoutNamed);
  const sortOf = new Map(files.map(({ file, sort }) => [file, sort]));
  const blameOf = branchBlame(after, files);
  const own = {
    changes: changeFindings(drifts, sides, blameOf),
    problems: fileFindings(files, branch.base.name),
    gaps: newGaps(sides),
    notes: [],
  };
  if (branch.production === undefined) return own;
  const { now, before: then } = branch.production;
  const encounter = await encounterOf(sides, now, drifts, blameOf, options);
  const staged = {
    production: now,
    pending: pendingOf(branch.before, encounter.baseToProduction, before),
    added: branch.after.filter(({ file }) => sortOf.get(file) === "added"),
  };
  const rehearsal = staged.added.length === 0 ? undefined : await rehearse(staged, options);
  const drift = await compare(before, then ?? now, options);
  const unmigrated =
    then === undefined ? [] : withoutMigration(drift, await compare(after, now, options), drifts);
  return {
    ...own,
    problems: [...own.problems, ...unmigrated, ...collisions(encounter, rehearsal)],
    notes: rehearsal?.outcome === "passed" ? alreadyThere(encounter, leftBy(encounter, rehearsal)) : [],
    ...(rehearsal === undefined ? {} : { rehearsal }),
    drift,
  };
}

async function encounterOf(
  { before, after }: Sides,
  production: Sourced,
  baseToBranch: readonly Drift[],
  blameOf: Encounter["blameOf"],
  options: PrOptions,
): Promise<Encounter> {
  const to = async (from: Sourced): Promise<readonly Drift[]> =>
    (await differences(from.model, production.model, options)).drifts;
  return {
    after: after.model,
    production: production.model,
    baseToBranch,
    baseToProduction: await to(before),
    branchToProduction: await to(after),
    blameOf,
  };
}

/** What production would still have otherwise than the branch defines it. */
const leftBy = ({ after }: Encounter, { model }: Passed): readonly Drift[] => diff(after, model, layoutNamed);

function collisions(encounter: Encounter, rehearsal: Rehearsal | undefined): readonly Finding[] {
  if (rehearsal?.outcome === "passed")
    return rehearsedCollisions(encounter, rehearsal.model, leftBy(encounter, rehearsal));
  const likely = likelyCollisions(encounter);
  if (rehearsal?.outcome !== "failed") return likely;
  const { message, at } = rehearsal;
  const failed: Finding = {
    code: "collision/fails",
    severity: "breaking",
    key: `migration ${at?.file ?? ""}`,
    group: at?.file ?? "",
    subject: "migration",
    message: `fails on a copy of production: ${message.replace(/^.*?:\d+:\d+: /, "")}`,
    help: "Write the migration for what production has.",
    ...(at === undefined ? {} : { blame: { ...at, statement: "" } }),
  };
  return [failed, ...likely];
}

/** What only the branch holds and could not be looked at. */
function newGaps({ before, after }: Sides): readonly Finding[] {
  const known = new Set(before.model.gaps.map(({ what }) => what));
  const gaps = after.model.gaps.filter(({ what }) => !known.has(what));
  return gapFindings([{ label: after.label, gaps }]);
}

/**
 * What the branch's snapshot says has changed in production, and its migrations do not define: somebody changed the
 * database, and no migration says so.
 */
function withoutMigration(before: Comparison, after: Comparison, own: readonly Drift[]): readonly Finding[] {
  const known = new Set(before.findings.map(identity));
  const keys = new Set(own.map(({ key }) => key));
  return after.findings
    .filter(({ code }) => code.startsWith("drift/"))
    .filter((finding) => !known.has(identity(finding)) && !keys.has(finding.key))
    .map((finding) => ({
      ...finding,
      code: "migration/required",
      message: `${finding.message} (new in ${after.actual.label})`,
    }));
}

const identity = ({ code, key, field, change }: Finding): string =>
  JSON.stringify([code, key, field ?? null, change ?? null]);
