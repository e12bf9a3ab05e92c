/** A comparison as GitLab's Code Quality report: the findings of a merge request, on the lines that are to blame. */
import type { Severity } from "../finding.js";
import { sentence } from "./detail.js";
import { digest, identified } from "./fingerprint.js";
import { weightOf } from "./notes.js";
import { placeOf } from "./place.js";
import { hiddenLine, hiddenOf, ruleWords, type Report } from "./report.js";

const severities: Readonly<Record<Severity, "critical" | "major" | "info">> = {
  breaking: "critical",
  warning: "major",
  info: "info",
};

/** The array that GitLab documents as "Code Quality report format"; empty where nothing was found. A rule that hides something is an issue of its own. */
export function renderGitlab(report: Report): string {
  const issues = identified(report.findings).map(({ finding, id }) => {
    const { file, line } = placeOf(finding, report);
    return {
      description: `${sentence(finding)}${finding.help === undefined ? "" : `. ${finding.help}`}`,
      check_name: finding.code,
      fingerprint: id,
      severity: severities[weightOf(finding)],
      location: { path: file.replace(/^\.\//, ""), lines: { begin: line } },
    };
  });
  const rules = hiddenOf(report).map((hidden) => ({
    description: hiddenLine(hidden),
    check_name: "policy/ignored",
    fingerprint: digest(`policy/ignored ${ruleWords(hidden).title}`),
    severity: "info",
    location: { path: hidden.rule.place.file.replace(/^\.\//, ""), lines: { begin: hidden.rule.place.line } },
  }));
  return `${JSON.stringify([...issues, ...rules], null, 2)}\n`;
}
