/** A comparison as JSON, for programs. The shape is documented in docs/json.md; `format` changes when it does. */
import type { Comparison } from "../diff/comparison.js";
import { isNote } from "../finding.js";
import { bySeverity, drifted, isGap } from "./summary.js";

export const jsonFormat = 1;

export function renderJson(comparison: Comparison): string {
  const found = drifted(comparison);
  return `${JSON.stringify(
    {
      format: jsonFormat,
      status: found.length > 0 ? "drift" : comparison.gaps ? "incomplete" : "same",
      summary: {
        differences: found.length,
        ...bySeverity(found),
        gaps: comparison.findings.filter(isGap).length,
        notes: comparison.findings.filter(isNote).length,
      },
      expected: comparison.expected,
      actual: comparison.actual,
      findings: comparison.findings,
    },
    null,
    2,
  )}\n`;
}
