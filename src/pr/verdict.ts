/** What a report comes down to: the state that its headline shows, the exit code, the labels. */
import type { Finding } from "../finding.js";
import type { Label } from "../forge/forge.js";
import { isAtLeast } from "../policy/judge.js";
import { drifted } from "../render/summary.js";
import { looks, meanings, type LabelNames, type Meaning } from "./labels.js";
import type { PrReport } from "./report.js";

/** `failed`: migrations do not replay; `incomplete`: something could not be looked at; `none`: no change. */
export type Verdict = "failed" | "problems" | "incomplete" | "changes" | "none";

export function verdictOf(report: PrReport): Verdict {
  const { failure, gaps, changes } = report;
  if (failure !== undefined) return "failed";
  if (failing(report).length > 0) return "problems";
  if (gaps.length > 0) return "incomplete";
  return changes.length > 0 ? "changes" : "none";
}

/** Problems that the policy lets fail. */
export const failing = ({ problems, failOn }: PrReport): readonly Finding[] =>
  problems.filter(({ severity }) => isAtLeast(severity, failOn));

/** A change of the schema is what migrations are for: it is not "something found". */
export const exitCodes: Readonly<Record<Verdict, 0 | 1 | 2 | 3>> = {
  failed: 2,
  problems: 1,
  incomplete: 3,
  changes: 0,
  none: 0,
};

export interface Labelling {
  /** All that driftline sets and takes off. */
  readonly managed: readonly Label[];
  /** Names of those that the request should have. */
  readonly wanted: readonly string[];
}

export function labelling(report: PrReport, names: LabelNames): Labelling {
  const used = meanings.flatMap((meaning) => {
    const name = names[meaning];
    return name === undefined ? [] : [{ meaning, label: { name, ...looks[meaning] } }];
  });
  return {
    managed: used.map(({ label }) => label),
    wanted: used.filter(({ meaning }) => applies[meaning](report)).map(({ label }) => label.name),
  };
}

/** Codes of problems that a new migration is the answer to. */
const wantMigration = ["migration/required", "migration/edited", "migration/removed"];

const applies: Readonly<Record<Meaning, (report: PrReport) => boolean>> = {
  "schema-change": ({ changes, failure, files }) =>
    changes.length > 0 || (failure !== undefined && files.length > 0),
  "schema-drift": ({ drift }) => drift !== undefined && drifted(drift).length > 0,
  "migration-required": ({ problems }) => problems.some(({ code }) => wantMigration.includes(code)),
};
