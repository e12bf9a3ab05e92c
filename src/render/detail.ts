/** A finding in plain lines of text, for formats that show it outside a report of driftline. */
import { isGap, type Finding } from "../finding.js";
import { changeLines } from "./change.js";

/** What is so, with the object it is said of. */
export const sentence = (finding: Finding): string =>
  isGap(finding) ? finding.message : `${finding.key} ${finding.message}`;

/** The difference, what goes along, the statement to blame and the repair; `lines` limits the difference. */
export function detail({ change, along, blame, help }: Finding, { lines = 200 } = {}): string[] {
  const changed = change === undefined ? [] : changeLines(change);
  const left = changed.length - lines;
  return [
    ...(left > 0 ? [...changed.slice(0, lines), `… ${left} more lines`] : changed),
    ...(along === undefined ? [] : [`with ${along.join(", ")}`]),
    ...(blame === undefined ? [] : [`${blame.file}:${blame.line}  ${blame.statement}`]),
    ...(help === undefined ? [] : [`→ ${help}`]),
  ];
}
