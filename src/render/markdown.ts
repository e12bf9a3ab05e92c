/** A comparison as GitHub-flavoured markdown: fits a pull-request comment. */
import type { Comparison } from "../diff/comparison.js";
import type { Finding, Severity } from "../finding.js";
import { changeLines, isKnownByBlame } from "./change.js";
import { noteSections } from "./notes.js";
import { bySeverity, drifted, grouped, headline, isGap, objects, serverLine } from "./summary.js";

const marks: Readonly<Record<Severity, string>> = { breaking: "🔴", warning: "🟡", info: "🔵" };

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
    lines.push("", ...helpLines(findings));
  }
  for (const { title, findings } of noteSections(comparison)) {
    const named = findings.map((finding) => ({ ...finding, subject: finding.key }));
    lines.push(
      "",
      `### ${title[0]?.toUpperCase() ?? ""}${title.slice(1)}`,
      "",
      ...named.flatMap(findingLines),
    );
    lines.push("", ...helpLines(findings));
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

/** Each repair once. */
const helpLines = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.flatMap(({ help }) => (help === undefined ? [] : [help])))].map(
    (help) => `> ${plain(help)}`,
  );

function findingLines(finding: Finding): string[] {
  const { severity, message, change, blame, along } = finding;
  const where = blame === undefined ? "" : ` (${code(`${blame.file}:${blame.line}`)})`;
  const lines = [`- ${marks[severity]} ${code(finding.subject)} ${plain(message)}${where}`];
  if (along !== undefined) lines.push(`  with ${along.map(code).join(", ")}`);
  if (change !== undefined && !isKnownByBlame(finding)) {
    const body = changeLines(change);
    const fence = fenceFor(body);
    lines.push("", `  ${fence}diff`, ...body.map((line) => `  ${line}`), `  ${fence}`, "");
  }
  return lines;
}

/** Text that markdown leaves alone. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replaceAll("\n", " ");

/** Inline code that a back-tick or a bar in the text cannot end. */
function code(text: string): string {
  const ticks = "`".repeat(longestRun(text) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${ticks}${pad}${text.replaceAll("\n", " ").replaceAll("|", "\\|")}${pad}${ticks}`;
}

const fenceFor = (lines: readonly string[]): string =>
  "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
