/** What is told beside a comparison: sections of their own, below the differences. They do not change the exit code. */
import type { Comparison } from "../diff/comparison.js";
import { isNote, type Finding, type Severity } from "../finding.js";

export interface Section {
  readonly title: string;
  /** Named in full: they do not stand under their table. */
  readonly findings: readonly Finding[];
}

const titles: readonly (readonly [family: string, title: string])[] = [
  ["ops/", "Operations"],
  ["skew/", "Explained by the releases"],
];

/** The sections that have something to tell. */
export const noteSections = ({ findings }: Pick<Comparison, "findings">): readonly Section[] =>
  titles.flatMap(([family, title]) => {
    const own = findings.filter(({ code }) => code.startsWith(family));
    return own.length === 0 ? [] : [{ title, findings: own }];
  });

/** How a finding weighs where a format has levels that others act upon: a note never more than a hint. */
export const weightOf = (finding: Finding): Severity => (isNote(finding) ? "info" : finding.severity);
