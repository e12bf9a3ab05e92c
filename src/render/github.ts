/** A comparison as workflow commands of GitHub Actions: annotations on the lines that are to blame, the worst first. */
import { severities, type Finding, type Severity } from "../finding.js";
import { detail, sentence } from "./detail.js";
import { weightOf } from "./notes.js";
import { placeOf } from "./place.js";
import { newsLine, newsMark } from "./news.js";
import { hiddenLine, hiddenOf, type Report } from "./report.js";
import { headline } from "./summary.js";

const commands: Readonly<Record<Severity, "error" | "warning" | "notice">> = {
  breaking: "error",
  warning: "warning",
  info: "notice",
};

/** An annotation is read in a corner of a page: a definition of many lines is cut. */
const shownLines = 20;

/** GitHub shows ten annotations of a kind for a step, so the order matters; the last line is the headline, with what is ignored. */
export function renderGithub(report: Report): string {
  const worstFirst = [...report.findings].sort(
    (a, b) => severities.indexOf(weightOf(a)) - severities.indexOf(weightOf(b)),
  );
  const lines = worstFirst.map((finding) => annotation(finding, report));
  return `${[
    ...lines,
    command(
      "notice",
      { title: "driftline" },
      [
        headline(report),
        ...(report.news === undefined ? [] : [newsLine(report.news)]),
        ...hiddenOf(report).map(hiddenLine),
      ].join("\n"),
    ),
  ].join("\n")}\n`;
}

function annotation(finding: Finding, report: Report): string {
  const { file, line, column } = placeOf(finding, report);
  const status = newsMark(report.news, finding);
  const fresh = status === undefined ? "" : ` (${status})`;
  const text = [sentence(finding), ...detail(finding, { lines: shownLines })].join("\n");
  const col = column === undefined ? {} : { col: String(column) };
  return command(
    commands[weightOf(finding)],
    { file, line: String(line), ...col, title: `${finding.code}${fresh}` },
    text,
  );
}

const command = (name: string, properties: Readonly<Record<string, string>>, message: string): string =>
  `::${name} ${Object.entries(properties)
    .map(([key, value]) => `${key}=${property(value)}`)
    .join(",")}::${data(message)}`;

/** As the runner's own toolkit escapes it (actions/toolkit, `command.ts`). */
const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
