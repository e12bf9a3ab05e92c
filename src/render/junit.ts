/** A comparison as JUnit XML: a suite for each group, a failure for each finding, what was not compared as skipped. */
import { isGap, isNote, type Finding } from "../finding.js";
import type { Hidden } from "../policy/judge.js";
import { detail, sentence } from "./detail.js";
import { fixedLine, newsMark } from "./news.js";
import { noteSections } from "./notes.js";
import { fails, hiddenCount, hiddenLine, hiddenOf, type Report } from "./report.js";
import { grouped, headline, weighty } from "./summary.js";

/** What becomes of a test case, and how many of a suite have which. */
interface Outcome {
  readonly lines: readonly string[];
  readonly result: "failure" | "skipped" | "passed";
}

/**
 * A finding that does not fail the check is a case that passed and has something to say. Where nothing is found there is
 * one case, and it passes: to many readers a report without cases is a fault.
 */
export function renderJunit(report: Report): string {
  const found = weighty(report);
  const gaps = report.findings.filter(isGap);
  const told = (finding: Finding): Outcome => {
    const status = newsMark(report.news, finding);
    const words = `${finding.severity}: ${status === undefined ? "" : `${status}: `}${sentence(finding)}`;
    return fails(finding, report) ? failure(finding, words) : remark(finding, words);
  };
  const fixed = report.news?.fixed ?? [];
  const suites = [
    ...[...grouped(found)].map(([group, findings]) => suite(group, findings, told)),
    ...noteSections(report).map(({ title, findings }) => suite(title, findings, told)),
    ...(gaps.length === 0 ? [] : [suite("not compared", gaps, gap)]),
    ...hiddenOf(report).map((hidden) => suite(hiddenLine(hidden), hidden.findings, ignored(hidden))),
    ...(fixed.length === 0 ? [] : [passed("fixed", fixed.map(fixedLine))]),
    ...(found.length === 0 ? [passed("comparison", [headline(report)])] : []),
  ];
  const failures = found.filter((finding) => fails(finding, report)).length;
  const ignoredCount = hiddenCount(report);
  const tests = report.findings.length + ignoredCount + fixed.length + (found.length === 0 ? 1 : 0);
  const counts = `tests="${tests}" failures="${failures}" errors="0" skipped="${gaps.length + ignoredCount}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="driftline" ${counts}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(
  group: string,
  findings: readonly Finding[],
  outcomeOf: (finding: Finding) => Outcome,
): string {
  const outcomes = findings.map((finding) => ({ finding, ...outcomeOf(finding) }));
  const count = (wanted: Outcome["result"]): number =>
    outcomes.filter(({ result }) => result === wanted).length;
  const counts = `tests="${findings.length}" failures="${count("failure")}" errors="0" skipped="${count("skipped")}"`;
  return [
    `  <testsuite name="${attribute(group)}" ${counts}>`,
    ...outcomes.flatMap(({ finding, lines }) => [
      `    <testcase name="${attribute(caseName(finding))}" classname="${attribute(group)}"${at(finding)}>`,
      ...lines,
      "    </testcase>",
    ]),
    "  </testsuite>",
  ].join("\n");
}

const caseName = (finding: Finding): string =>
  `${isGap(finding) || isNote(finding) ? finding.key : finding.subject}${finding.field === undefined ? "" : ` ${finding.field}`}`;

const at = ({ blame }: Finding): string =>
  blame === undefined ? "" : ` file="${attribute(blame.file)}" line="${blame.line}"`;

const failure = (finding: Finding, words: string): Outcome => ({
  result: "failure",
  lines: [
    `      <failure type="${attribute(finding.code)}" message="${attribute(words)}">${text(detail(finding).join("\n"))}</failure>`,
  ],
});

const remark = (finding: Finding, words: string): Outcome => ({
  result: "passed",
  lines: [`      <system-out>${text([words, ...detail(finding)].join("\n"))}</system-out>`],
});

const skipped = (message: string): Outcome => ({
  result: "skipped",
  lines: [`      <skipped message="${attribute(message)}"/>`],
});

const gap = ({ message, help }: Finding): Outcome =>
  skipped(help === undefined ? message : `${message}. ${help}`);

const ignored =
  ({ rule }: Hidden) =>
  (finding: Finding): Outcome =>
    skipped(`ignored: ${rule.reason}. ${sentence(finding)}`);

const passed = (suiteName: string, cases: readonly string[]): string =>
  [
    `  <testsuite name="${suiteName}" tests="${cases.length}" failures="0" errors="0" skipped="0">`,
    ...cases.map((name) => `    <testcase name="${attribute(name)}" classname="${suiteName}"/>`),
    "  </testsuite>",
  ].join("\n");

/** What XML 1.0 forbids, even as a reference (2.2, `Char`). */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const text = (value: string): string =>
  value
    .replace(forbidden, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");

const attribute = (value: string): string =>
  text(value).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");
