/** What a report comes down to: the state that its headline shows, the exit code, the labels. */
import type { Label } from "../forge/forge.js";
import { isGap } from "../render/summary.js";
import type { PrReport } from "./report.js";

/** `failed`: migrations do not replay; `incomplete`: something could not be looked at; `none`: no change. */
export type Verdict = "failed" | "problems" | "incomplete" | "changes" | "none";

export function verdictOf({ failure, problems, gaps, changes }: PrReport): Verdict {
  if (failure !== undefined) return "failed";
  if (problems.some(({ severity }) => severity !== "info")) return "problems";
  if (gaps.length > 0) return "incomplete";
  return changes.length > 0 ? "changes" : "none";
}

/** A change of the schema is what migrations are for: it is not "something found". */
export const exitCodes: Readonly<Record<Verdict, 0 | 1 | 2 | 3>> = {
  failed: 2,
  problems: 1,
  incomplete: 3,
  changes: 0,
  none: 0,
};

/** Labels by what they say, as a configuration knows them. */
export type Meaning = "schema-change" | "schema-drift" | "migration-required";

/** What each label is called; undefined: it is not used. */
export type LabelNames = Readonly<Record<Meaning, string | undefined>>;

const looks: Readonly<Record<Meaning, Omit<Label, "name">>> = {
  "schema-change": { color: "1d76db", description: "Changes the database schema" },
  "schema-drift": { color: "d93f0b", description: "Production is not what the migrations define" },
  "migration-required": { color: "b60205", description: "A schema change that no new migration makes" },
};

export interface Labelling {
  /** All that driftline sets and takes off. */
  readonly managed: readonly Label[];
  /** Names of those that the request should have. */
  readonly wanted: readonly string[];
}

export function labelling(report: PrReport, names: LabelNames): Labelling {
  const meanings: readonly Meaning[] = ["schema-change", "schema-drift", "migration-required"];
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
  "schema-drift": ({ drift }) => drift?.findings.some((finding) => !isGap(finding)) === true,
  "migration-required": ({ problems }) => problems.some(({ code }) => wantMigration.includes(code)),
};
