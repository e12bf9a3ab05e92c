/** A comparison as JUnit XML: a suite for each group, a failure for each finding, what was not compared as skipped. */
import type { Comparison } from "../diff/comparison.js";
import { isNote, type Finding } from "../finding.js";
import { detail, sentence } from "./detail.js";
import { noteSections } from "./notes.js";
import { drifted, grouped, headline, isGap } from "./summary.js";

/** Where nothing is found there is one case, and it passes: to many readers a report without cases is a fault. */
export function renderJunit(comparison: Comparison): string {
  const found = drifted(comparison);
  const gaps = comparison.findings.filter(isGap);
  const suites = [
    ...[...grouped(found)].map(([group, findings]) => suite(group, findings, failure)),
    ...noteSections(comparison).map(({ title, findings }) => suite(title, findings, remark)),
    ...(gaps.length === 0 ? [] : [suite("not compared", gaps, skipped)]),
    ...(found.length === 0 ? [passed(comparison)] : []),
  ];
  const tests = comparison.findings.length + (found.length === 0 ? 1 : 0);
  const counts = `tests="${tests}" failures="${found.length}" errors="0" skipped="${gaps.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="driftline" ${counts}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(group: string, findings: readonly Finding[], outcome: (finding: Finding) => string[]): string {
  const skips = findings.filter(isGap).length;
  const counts = `tests="${findings.length}" failures="${drifted({ findings }).length}" errors="0" skipped="${skips}"`;
  return [
    `  <testsuite name="${attribute(group)}" ${counts}>`,
    ...findings.flatMap((finding) => [
      `    <testcase name="${attribute(caseName(finding))}" classname="${attribute(group)}"${at(finding)}>`,
      ...outcome(finding),
      "    </testcase>",
    ]),
    "  </testsuite>",
  ].join("\n");
}

const caseName = (finding: Finding): string =>
  `${isGap(finding) || isNote(finding) ? finding.key : finding.subject}${finding.field === undefined ? "" : ` ${finding.field}`}`;

const at = ({ blame }: Finding): string =>
  blame === undefined ? "" : ` file="${attribute(blame.file)}" line="${blame.line}"`;

const failure = (finding: Finding): string[] => [
  `      <failure type="${attribute(finding.code)}" message="${attribute(`${finding.severity}: ${sentence(finding)}`)}">${text(detail(finding).join("\n"))}</failure>`,
];

/** A case that passed, and has something to say. */
const remark = (note: Finding): string[] => [
  `      <system-out>${text([sentence(note), ...detail(note)].join("\n"))}</system-out>`,
];

const skipped = (gap: Finding): string[] => [
  `      <skipped message="${attribute(gap.help === undefined ? gap.message : `${gap.message}. ${gap.help}`)}"/>`,
];

const passed = (comparison: Comparison): string =>
  [
    '  <testsuite name="comparison" tests="1" failures="0" errors="0" skipped="0">',
    `    <testcase name="${attribute(headline(comparison))}" classname="comparison"/>`,
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
