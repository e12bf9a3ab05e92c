/** A comparison as GitLab's Code Quality report: the findings of a merge request, on the lines that are to blame. */
import type { Comparison } from "../diff/comparison.js";
import type { Severity } from "../finding.js";
import { sentence } from "./detail.js";
import { identified } from "./fingerprint.js";
import { weightOf } from "./notes.js";
import { placeOf } from "./place.js";

const severities: Readonly<Record<Severity, "critical" | "major" | "info">> = {
  breaking: "critical",
  warning: "major",
  info: "info",
};

/** The array that GitLab documents as "Code Quality report format"; empty where nothing was found. */
export function renderGitlab(comparison: Comparison): string {
  const issues = identified(comparison.findings).map(({ finding, id }) => {
    const { file, line } = placeOf(finding, comparison);
    return {
      description: `${sentence(finding)}${finding.help === undefined ? "" : `. ${finding.help}`}`,
      check_name: finding.code,
      fingerprint: id,
      severity: severities[weightOf(finding)],
      location: { path: file.replace(/^\.\//, ""), lines: { begin: line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
