/** What renderers are given: a comparison, and what is known beside it. */
import type { Comparison } from "../diff/comparison.js";
import { isGap, isNote, type Finding } from "../finding.js";
import { isAtLeast, type Hidden, type Judgement } from "../policy/judge.js";
import type { News } from "./news.js";
import { titleOf } from "../policy/policy.js";

export interface Report extends Comparison {
  /** What the policy decided; absent where none was applied: every finding fails, none is hidden. */
  readonly judgement?: Judgement;
  /** What has changed since the run before; absent where no history is kept. */
  readonly news?: News;
}

/** The findings of this severity and worse make the exit code 1. */
export const failOnOf = ({ judgement }: Report): Judgement["failOn"] => judgement?.failOn ?? "info";

/** Whether a finding makes the exit code 1. */
export const fails = (finding: Finding, report: Report): boolean =>
  !isGap(finding) && !isNote(finding) && isAtLeast(finding.severity, failOnOf(report));

/** Exit code of `check` and `diff`. */
export function exitCodeOf(report: Report): 0 | 1 | 3 {
  if (report.findings.some((finding) => fails(finding, report))) return 1;
  return report.gaps ? 3 : 0;
}

export const hiddenOf = ({ judgement }: Pick<Report, "judgement">): readonly Hidden[] =>
  judgement?.hidden ?? [];

/** Number of findings that rules hide. */
export const hiddenCount = (report: Pick<Report, "judgement">): number =>
  hiddenOf(report).reduce((sum, { findings }) => sum + findings.length, 0);

/** A rule as every report describes it: what it hides, why, whose it is, and until when. */
export interface RuleWords {
  readonly title: string;
  readonly reason: string;
  /** `until 2026-12-31, Ann` */
  readonly terms: string;
}

export const ruleWords = ({ rule }: Hidden): RuleWords => ({
  title: oneLine(titleOf(rule)),
  reason: oneLine(rule.reason),
  terms: [rule.until === "never" ? "without end" : `until ${rule.until}`, rule.owner]
    .filter((part) => part !== undefined)
    .join(", "),
});

const oneLine = (text: string): string => text.trim().replace(/\s+/g, " ");

/** One line: `2 hidden by index public.events.* (until 2026-12-31, Ann): made by hand`. */
export function hiddenLine(hidden: Hidden): string {
  const { title, reason, terms } = ruleWords(hidden);
  return `${hidden.findings.length} hidden by ${title} (${terms}): ${reason}`;
}
