/** A comparison as GitHub-flavoured markdown: fits a pull-request comment. */
import { isGap, type Finding, type Severity } from "../finding.js";
import { changeLines, isKnownByBlame } from "./change.js";
import { fixedLine, newsLine, newsMark } from "./news.js";
import { noteSections } from "./notes.js";
import { exitCodeOf, failOnOf, hiddenCount, hiddenOf, ruleWords, type Report } from "./report.js";
import { bySeverity, grouped, headline, objects, serverLine, weighty } from "./summary.js";

/** Of severities. */
export const marks: Readonly<Record<Severity, string>> = { breaking: "🔴", warning: "🟡", info: "🔵" };

/** By the exit code of the check. */
const marksOfExit = { 0: "✅", 1: "❌", 3: "⚠️" } as const;

export function renderMarkdown(report: Report): string {
  const found = weighty(report);
  const gaps = report.findings.filter(isGap);
  const counts = bySeverity(found);
  const lines = [
    `## ${marksOfExit[exitCodeOf(report)]} ${plain(headline(report))}`,
    "",
    "| | source | server | objects |",
    "| --- | --- | --- | ---: |",
    ...[report.expected, report.actual].map(
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
    if (exitCodeOf(report) !== 1)
      lines.push("", `None of them fails the check (${code(`fail_on: ${failOnOf(report)}`)}).`);
  }
  if (report.news !== undefined) lines.push("", `**${newsLine(report.news)}**`);
  for (const [group, findings] of grouped(found)) {
    lines.push(
      "",
      `### ${code(group)}`,
      "",
      ...findings.flatMap((finding) => findingLines(finding, newsMark(report.news, finding))),
    );
    lines.push("", ...helpLines(findings));
  }
  for (const { title, findings } of noteSections(report)) {
    const named = findings.map((finding) => ({ ...finding, subject: finding.key }));
    lines.push(
      "",
      `### ${title}`,
      "",
      ...named.flatMap((finding) => findingLines(finding)),
      "",
      ...helpLines(findings),
    );
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
  return `${[...lines, ...ignoredLines(report), ...fixedLines(report)].join("\n")}\n`;
}

function fixedLines({ news }: Report): string[] {
  if (news === undefined || news.fixed.length === 0) return [];
  return ["", "### Fixed", "", ...news.fixed.map((item) => `- ✅ ${code(fixedLine(item))}`)];
}

/** Each repair once. */
const helpLines = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.flatMap(({ help }) => (help === undefined ? [] : [help])))].map(
    (help) => `> ${plain(help)}`,
  );

/** The rules that hide something, with what they hide, folded. */
function ignoredLines(report: Report): string[] {
  const hidden = hiddenOf(report);
  if (hidden.length === 0) return [];
  const rules = hidden.flatMap((item) => {
    const { title, terms, reason } = ruleWords(item);
    return [
      `- ${item.findings.length} by ${code(title)} (${plain(terms)}): ${plain(reason)}`,
      ...item.findings.map(({ key, message }) => `  - ${code(key)} ${plain(message)}`),
    ];
  });
  return ["", `<details><summary>Ignored: ${hiddenCount(report)}</summary>`, "", ...rules, "", "</details>"];
}

/**
 * A finding as an item of a list.
 * @param mark a word to set it off: `new`
 */
export function findingLines(finding: Finding, mark?: string): string[] {
  const { severity, message, change, blame, along } = finding;
  const where = blame === undefined ? "" : ` (${code(`${blame.file}:${blame.line}`)})`;
  const fresh = mark === undefined ? "" : ` **${mark}**`;
  const lines = [`- ${marks[severity]}${fresh} ${code(finding.subject)} ${plain(message)}${where}`];
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
