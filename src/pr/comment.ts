/** A report as the comment on a pull request: short where all is well, the worst first, never over the limit. */
import { isGap, severities, type Finding } from "../finding.js";
import { changeLines } from "../render/change.js";
import { clipped, fit, type Section } from "../render/fit.js";
import { code, fenced, findingLines, marks, plain } from "../render/markdown.js";
import { counted, drifted, serverLine } from "../render/summary.js";
import type { FileChange } from "./files.js";
import type { Rehearsal } from "./rehearsal.js";
import type { PrReport } from "./report.js";
import { changeSentence } from "./summary.js";
import { failing, verdictOf } from "./verdict.js";

export interface CommentOptions {
  /** First line, by which the comment is found again. */
  readonly marker: string;
  /** Characters; none where the text is a file of its own. */
  readonly limit?: number;
  /** Where what found no room can be read: `[this run](https://…)`. */
  readonly full?: string;
  readonly version: string;
}

/** Lines and characters of one statement, definition or message: no single one may take all the room. */
const mostLines = 150;
const mostCharacters = 5000;

export function renderComment(report: PrReport, options: CommentOptions): string {
  const { marker, limit = Number.POSITIVE_INFINITY, version } = options;
  const more = options.full === undefined ? "" : `; all of them: ${options.full}`;
  const rest = (count: number): string => `\n… and ${count} more${more}\n`;
  const whole = limit === Number.POSITIVE_INFINITY;
  const clip = (lines: readonly string[]): readonly string[] =>
    whole ? lines : clipped(lines, mostLines, mostCharacters);
  const sections: readonly (Section | undefined)[] = [
    { head: [marker, ...opening(report, clip)].join("\n"), items: [], rest },
    listSection("### Problems", worstFirst(report.problems), clip, rest),
    changeTable(report.changes, rest),
    folded(
      "Statements",
      report.files.flatMap((file) => statements(file, clip)),
      rest,
    ),
    folded(
      "Definitions, before and after",
      report.changes.flatMap((change) => definition(change, clip)),
      rest,
    ),
    listSection("### Good to know", report.notes, clip, rest),
    listSection("### Not looked at", report.gaps, clip, rest),
    driftSection(report, clip, rest),
    { head: `\n<sub>driftline ${version}, at ${report.commit.slice(0, 9)}</sub>`, items: [], rest },
  ];
  return fit(
    sections.filter((section) => section !== undefined),
    limit,
  );
}

type Clip = (lines: readonly string[]) => readonly string[];
type Rest = Section["rest"];

function opening(report: PrReport, clip: Clip): readonly string[] {
  const { base, production, failure, rehearsal } = report;
  return [
    `## ${headline(report)}`,
    "",
    `Compared with ${code(base.name)} at ${code(base.commit.slice(0, 9))}${production === undefined ? "" : `, and with production as ${code(production.label)} records it (${serverLine(production)})`}.`,
    ...(failure === undefined
      ? []
      : ["", `The migrations fail: ${plain(failure.message)}`, "", ...fenced(clip(lines(failure.detail)))]),
    ...(rehearsal === undefined ? [] : ["", ...rehearsalLines(rehearsal, clip)]),
    ...(report.hidden === 0
      ? []
      : [
          "",
          `${counted(report.hidden, "problem")} ${report.hidden === 1 ? "is" : "are"} hidden by rules of the configuration.`,
        ]),
    ...(production === undefined && failure === undefined && report.changes.length > 0
      ? [
          "",
          "Whether production can take this is not known: commit its snapshot and name it in `driftline.yaml`.",
        ]
      : []),
  ];
}

function headline(report: PrReport): string {
  const { changes } = report;
  const does = changes.length === 0 ? "does not change the schema" : plain(changeSentence(changes));
  switch (verdictOf(report)) {
    case "failed":
      return "❌ The migrations of this branch do not replay";
    case "problems":
      return `❌ ${counted(failing(report).length, "problem")}: this branch ${does}`;
    case "incomplete":
      return `⚠️ This branch ${does}, and not everything could be looked at`;
    case "changes":
      return `✅ This branch ${does}`;
    case "none":
      return "✅ This branch does not change the schema";
  }
}

function rehearsalLines(rehearsal: Rehearsal, clip: Clip): readonly string[] {
  if (rehearsal.outcome === "impossible")
    return [`The new migrations could not be rehearsed on a copy of production: ${plain(rehearsal.why)}`];
  const { pending } = rehearsal;
  const first =
    pending.length === 0
      ? ""
      : `, after ${pending.length === 1 ? "one" : String(pending.length)} that production does not have yet (${pending.map(code).join(", ")})`;
  if (rehearsal.outcome === "passed")
    return [`The new migrations ran through on a copy of production's schema${first}.`];
  return [
    `On a copy of production's schema the new migrations fail${first}:`,
    "",
    ...fenced(clip([rehearsal.message, ...lines(rehearsal.detail)])),
  ];
}

const lines = (text: string | undefined): readonly string[] => (text === undefined ? [] : text.split("\n"));

const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));

function listSection(
  title: string,
  findings: readonly Finding[],
  clip: Clip,
  rest: Rest,
): Section | undefined {
  if (findings.length === 0) return undefined;
  const sided = findings.some(({ change }) => change?.expected !== undefined && change.actual !== undefined);
  return {
    head: `\n${title}\n`,
    items: findings.map((finding) => advised(finding, clip)),
    ...(sided ? { foot: "\n`-` this branch, `+` production" } : {}),
    rest,
  };
}

/** A finding under its own name: the list has no groups. */
function item(finding: Finding, clip: Clip): string {
  if (isGap(finding)) return `- ${plain(finding.message)}`;
  return findingLines({ ...shortened(finding, clip), subject: finding.key }).join("\n");
}

const advised = (finding: Finding, clip: Clip): string =>
  [
    item(finding, clip).trimEnd(),
    ...(finding.help === undefined ? [] : ["", `  > ${plain(finding.help)}`]),
  ].join("\n");

/** Definitions are clipped before they are fenced, so that the fence is closed. */
function shortened({ change, along, ...finding }: Finding, clip: Clip): Finding {
  const side = (text: string): string => clip(text.split("\n")).join("\n");
  return {
    ...finding,
    ...(along === undefined ? {} : { along: clip(along) }),
    ...(change === undefined
      ? {}
      : {
          change: {
            ...(change.expected === undefined ? {} : { expected: side(change.expected) }),
            ...(change.actual === undefined ? {} : { actual: side(change.actual) }),
          },
        }),
  };
}

const signs: Readonly<Record<string, string>> = {
  "change/added": "➕",
  "change/dropped": "➖",
  "change/renamed": "✏️",
};

function changeTable(changes: readonly Finding[], rest: Rest): Section | undefined {
  if (changes.length === 0) return undefined;
  const row = ({ code: what, severity, key, message, blame, along }: Finding): string => {
    const beside =
      along === undefined ? "" : `, with ${along.length} that ${along.length === 1 ? "goes" : "go"} along`;
    const where = blame === undefined ? "" : code(`${blame.file}:${blame.line}`);
    const mark = severity === "breaking" ? ` ${marks.breaking}` : "";
    return `| ${signs[what] ?? "✳️"}${mark} | ${code(key)} | ${plain(message)}${beside} | ${where} |`;
  };
  return {
    head: "\n### What it does\n\n| | object | change | where |\n| --- | --- | --- | --- |",
    items: worstFirst(changes).map(row),
    ...(changes.some(({ severity }) => severity === "breaking")
      ? { foot: `\n${marks.breaking} code that relies on it as it was may fail` }
      : {}),
    rest,
  };
}

function folded(title: string, items: readonly string[], rest: Rest): Section | undefined {
  if (items.length === 0) return undefined;
  return { head: `\n<details><summary>${title}</summary>\n`, items, foot: "\n</details>", rest };
}

function statements({ file, sort, statements: list }: FileChange, clip: Clip): string[] {
  if (list.length === 0) return [];
  const title = `${code(file)}, ${sort === "added" ? "new" : sort}`;
  return [[title, "", ...fenced(clip(list.flatMap(({ text }) => `${text};`.split("\n"))), "sql")].join("\n")];
}

/** Only of what was there and is there: a new definition stands in the statements. */
function definition(finding: Finding, clip: Clip): string[] {
  const { key, field, change } = finding;
  if (change?.expected === undefined || change.actual === undefined) return [];
  const title = code(field === undefined ? key : `${key} ${field}`);
  return [[title, "", ...fenced(clip(changeLines(change)), "diff")].join("\n")];
}

function driftSection({ drift, base }: PrReport, clip: Clip, rest: Rest): Section | undefined {
  if (drift === undefined) return undefined;
  const found = drifted(drift);
  if (found.length === 0) return undefined;
  const title = `Drift that was there before: ${counted(found.length, "difference")} between ${code(base.name)} and production`;
  return folded(
    summaryText(title),
    worstFirst(found).map((finding) => item(finding, clip)),
    rest,
  );
}

/** `<summary>` is HTML: back-ticks mean nothing in it. */
const summaryText = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/`+ ?([^`]*?) ?`+/g, "<code>$1</code>");
