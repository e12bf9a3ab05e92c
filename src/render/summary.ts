/** The numbers and the one sentence that every report begins with. */
import type { Comparison, Side } from "../diff/comparison.js";
import { isNote, severities, type Finding, type Severity } from "../finding.js";

export const isGap = ({ code }: Finding): boolean => code.startsWith("gap/");

/** Findings that are drift: the others say what could not be compared, or are told beside the comparison. */
export const drifted = ({ findings }: Pick<Comparison, "findings">): readonly Finding[] =>
  findings.filter((finding) => !isGap(finding) && !isNote(finding));

export function headline(comparison: Comparison): string {
  const count = drifted(comparison).length;
  if (count > 0)
    return `${counted(count, "difference")} between ${comparison.expected.label} and ${comparison.actual.label}`;
  if (comparison.gaps) return "no difference found, but not everything could be compared";
  return `no drift: ${counted(objects(comparison.actual), "object")} compared, all as expected`;
}

export const objects = ({ counts }: Side): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

export function bySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { breaking: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Findings by what they are shown under; the group with the worst finding first. */
export function grouped(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  const worstFirst = [...findings].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  for (const finding of worstFirst) {
    const group = groups.get(finding.group);
    if (group === undefined) groups.set(finding.group, [finding]);
    else group.push(finding);
  }
  return groups;
}

export const serverLine = ({ server }: Side): string =>
  `PostgreSQL ${server.postgres}${server.timescaledb === undefined ? "" : `, TimescaleDB ${server.timescaledb}`}`;
