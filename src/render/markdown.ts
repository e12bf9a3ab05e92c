/** A comparison as GitHub-flavoured markdown: fits a pull-request comment. */
import type { Comparison } from "../diff/comparison.js";
import type { Finding, Severity } from "../finding.js";
import { changeLines, isKnownByBlame } from "./change.js";
import { bySeverity, drifted, grouped, headline, isGap, objects, serverLine } from "./summary.js";

/** Of severities. */
export const marks: Readonly<Record<Severity, string>> = { breaking: "🔴", warning: "🟡", info: "🔵" };

export function renderMarkdown(comparison: Comparison): string {
  const found = drifted(comparison);
  const gaps = comparison.findings.filter(isGap);
  const counts = bySeverity(found);
  const lines = [
    `## ${found.length > 0 ? "❌" : comparison.gaps ? "⚠️" : "✅"} ${plain(headline(comparison))}`,
    "",
    "| | source | server | objects |",
    "| --- | --- | --- | ---: |",
    ...[comparison.expected, comparison.actual].map(
      (side, index) =>
        `| ${index === 0 ? "expected" : "actual"} | ${code(side.label)} | ${serverLine(side)} | ${objects(side)} |`,
    ),
  ];
  if (found.length > 0) {
    lines.push(
      "",
      Object.entries(counts)
        .flatMap(([severity, count]) =>
          count === 0 ? [] : [`${marks[severity as Severity]} ${count} ${severity}`],
        )
        .join(" · "),
    );
  }
  for (const [group, findings] of grouped(found)) {
    lines.push("", `### ${code(group)}`, "", ...findings.flatMap(findingLines));
    const helps = new Set(findings.flatMap(({ help }) => (help === undefined ? [] : [help])));
    lines.push("", ...[...helps].map((help) => `> ${plain(help)}`));
  }
  if (gaps.length > 0) {
    lines.push(
      "",
      "<details><summary>Not compared</summary>",
      "",
      ...gaps.map((gap) => `- ${plain(gap.message)}`),
      "",
      "</details>",
    );
  }
  return `${lines.join("\n")}\n`;
}

/** A finding as an item of a list. */
export function findingLines(finding: Finding): string[] {
  const { severity, message, change, blame, along } = finding;
  const where = blame === undefined ? "" : ` (${code(`${blame.file}:${blame.line}`)})`;
  const lines = [`- ${marks[severity]} ${code(finding.subject)} ${plain(message)}${where}`];
  if (along !== undefined) lines.push(`  with ${along.map(code).join(", ")}`);
  if (change !== undefined && !isKnownByBlame(finding)) {
    lines.push("", ...fenced(changeLines(change), "diff").map((line) => `  ${line}`), "");
  }
  return lines;
}

/** Text that markdown leaves alone. */
export const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replaceAll("\n", " ");

/** Inline code that a back-tick or a bar in the text cannot end. */
export function code(text: string): string {
  const ticks = "`".repeat(longestRun(text) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${ticks}${pad}${text.replaceAll("\n", " ").replaceAll("|", "\\|")}${pad}${ticks}`;
}

/** A block of code that nothing in it can end. */
export function fenced(lines: readonly string[], language = ""): string[] {
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return [`${fence}${language}`, ...lines, fence];
}

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
