/** A comparison for a terminal: the worst first, a table's findings together, and what to do. */
import { styleText } from "node:util";
import { isGap, type Blame, type Finding, type Severity } from "../finding.js";
import { changeLines, isKnownByBlame } from "./change.js";
import { fixedLine, newsLine, newsMark } from "./news.js";
import { noteSections } from "./notes.js";
import { hiddenOf, ruleWords, type Report } from "./report.js";
import { grouped, headline, serverLine, totals, weighty } from "./summary.js";

export interface TextOptions {
  readonly color?: boolean;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const marks: Readonly<
  Record<Severity, { readonly mark: string; readonly style: Parameters<typeof styleText>[0] }>
> = {
  breaking: { mark: "✗ breaking", style: "red" },
  warning: { mark: "! warning ", style: "yellow" },
  info: { mark: "· info    ", style: "cyan" },
};

export function renderText(report: Report, { color = false }: TextOptions = {}): string {
  const paint: Paint = color
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
  const gaps = report.findings.filter(isGap);
  const lines = [
    paint("bold", headline(report)),
    "",
    `  expected  ${report.expected.label}  ${paint("dim", `(${serverLine(report.expected)})`)}`,
    `  actual    ${report.actual.label}  ${paint("dim", `(${serverLine(report.actual)})`)}`,
  ];
  if (report.news !== undefined) lines.push(`  news      ${newsLine(report.news)}`);
  for (const [group, findings] of grouped(weighty(report))) {
    lines.push(
      "",
      paint("bold", group),
      ...findings.flatMap((finding) => findingLines(finding, report, paint)),
      ...helpLines(findings, paint),
    );
  }
  for (const { title, findings } of noteSections(report)) {
    lines.push(
      "",
      paint("bold", title),
      ...findings.flatMap((finding) => findingLines({ ...finding, subject: finding.key }, report, paint)),
      ...helpLines(findings, paint),
    );
  }
  if (gaps.length > 0) {
    lines.push(
      "",
      paint("bold", "not compared"),
      ...gaps.map((gap) => `  ${gap.message}${gap.help === undefined ? "" : `. ${gap.help}`}`),
    );
  }
  lines.push(...ignoredLines(report, paint));
  const fixed = report.news?.fixed ?? [];
  if (fixed.length > 0)
    lines.push(
      "",
      paint("bold", "fixed"),
      ...fixed.map((item) => `  ${paint("green", "✓")} ${fixedLine(item)}`),
    );
  const total = totals(report);
  if (total !== undefined) lines.push("", total);
  return `${lines.join("\n")}\n`;
}

function findingLines(finding: Finding, { news }: Report, paint: Paint): string[] {
  const { mark, style } = marks[finding.severity];
  const status = newsMark(news, finding);
  const fresh = status === undefined ? "" : paint("bold", `  (${status})`);
  const lines = [`  ${paint(style, mark)}  ${finding.subject} ${finding.message}${fresh}`];
  for (const line of changeOf(finding)) {
    lines.push(
      `      ${line.startsWith("-") ? paint("red", line) : line.startsWith("+") ? paint("green", line) : line}`,
    );
  }
  if (finding.along !== undefined) lines.push(`      with ${finding.along.join(", ")}`);
  if (finding.blame !== undefined) lines.push(`      ${paint("dim", blameLine(finding.blame))}`);
  return lines;
}

const changeOf = (finding: Finding): string[] =>
  finding.change === undefined || isKnownByBlame(finding) ? [] : changeLines(finding.change);

export const blameLine = ({ file, line, statement }: Blame): string =>
  `${file}:${line}  ${cut(statement, 80)}`;

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** Each repair once for a group. */
function helpLines(findings: readonly Finding[], paint: Paint): string[] {
  const helps = new Set(findings.flatMap(({ help }) => (help === undefined ? [] : [help])));
  return [...helps].map((help) => `  ${paint("dim", "→")} ${help}`);
}

/** The rules that hide something, with how much. */
function ignoredLines(report: Report, paint: Paint): string[] {
  const hidden = hiddenOf(report);
  if (hidden.length === 0) return [];
  const rules = hidden.map((item) => {
    const { title, terms, reason } = ruleWords(item);
    return `  ${String(item.findings.length).padStart(3)}  ${title}  ${paint("dim", `(${terms}) ${reason}`)}`;
  });
  return ["", paint("bold", "ignored"), ...rules];
}
