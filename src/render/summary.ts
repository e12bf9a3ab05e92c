/** The numbers and the one sentence that every report begins with. */
import type { Side } from "../diff/comparison.js";
import { isGap, isNote, isPolicy, severities, type Finding, type Severity } from "../finding.js";
import { exitCodeOf, failOnOf, hiddenCount, type Report } from "./report.js";

/** Findings that are drift: the others say what could not be compared, or are about rules. */
export const drifted = ({ findings }: Pick<Report, "findings">): readonly Finding[] =>
  weighty({ findings }).filter((finding) => !isPolicy(finding));

/** Findings that can fail a check: drift, and rules that need attention. */
export const weighty = ({ findings }: Pick<Report, "findings">): readonly Finding[] =>
  findings.filter((finding) => !isGap(finding) && !isNote(finding));

export function headline(report: Report): string {
  const count = drifted(report).length;
  if (count > 0)
    return `${counted(count, "difference")} between ${report.expected.label} and ${report.actual.label}`;
  const ignored = hiddenCount(report);
  const beside = ignored === 0 ? "" : ` beside ${ignored} that ${ignored === 1 ? "is" : "are"} ignored`;
  if (report.gaps) return `no difference found${beside}, but not everything could be compared`;
  const compared = `${counted(objects(report.actual), "object")} compared`;
  return ignored === 0 ? `no drift: ${compared}, all as expected` : `no drift${beside}: ${compared}`;
}

/** `3 differences: 1 breaking, 2 warning; 1 rule to look at; 2 ignored`, and what that makes of the exit code. */
export function totals(report: Report): string | undefined {
  const found = drifted(report);
  const rules = report.findings.filter(isPolicy).length;
  const ignored = hiddenCount(report);
  const parts = [
    ...(found.length === 0 ? [] : [`${counted(found.length, "difference")}: ${severityWords(found)}`]),
    ...(rules === 0 ? [] : [`${counted(rules, "ignore rule")} to look at`]),
    ...(ignored === 0 ? [] : [`${ignored} ignored`]),
  ];
  const passed = exitCodeOf(report) !== 1 && found.length + rules > 0;
  if (passed) parts.push(`none fails (fail_on: ${failOnOf(report)})`);
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** `1 breaking, 2 warning`: those that there are. */
export const severityWords = (findings: readonly Finding[]): string =>
  Object.entries(bySeverity(findings))
    .flatMap(([severity, count]) => (count === 0 ? [] : [`${count} ${severity}`]))
    .join(", ");

export const objects = ({ counts }: Side): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

export function bySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { breaking: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Findings by what they are shown under; the group with the worst finding first, rules last. */
export function grouped(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  const rank = (finding: Finding): number =>
    severities.indexOf(finding.severity) + (isPolicy(finding) ? severities.length : 0);
  for (const finding of [...findings].sort((a, b) => rank(a) - rank(b))) {
    const group = groups.get(finding.group);
    if (group === undefined) groups.set(finding.group, [finding]);
    else group.push(finding);
  }
  return groups;
}

export const serverLine = ({ server }: Pick<Side, "server">): string =>
  `PostgreSQL ${server.postgres}${server.timescaledb === undefined ? "" : `, TimescaleDB ${server.timescaledb}`}`;
