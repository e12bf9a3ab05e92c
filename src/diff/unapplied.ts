/** Files of migrations of which nothing is there: what an audit by hand would ask first. Knows no kind. */
import type { Blame, Finding } from "../finding.js";
import type { Drift } from "./diff.js";

/**
 * Files whose every definition is missing, in the order of their names: they were probably never applied. Of what is there
 * and differs it is not known who made it what it is, so its file is not told.
 * @param blame statement behind each object (by key) and each part (by `key field`) of the expected side
 */
export function unappliedFindings(drifts: readonly Drift[], blame: ReadonlyMap<string, Blame>): Finding[] {
  const missing = missingPlaces(drifts);
  const gone = new Map<string, Set<string>>();
  const applied = new Set<string>();
  for (const [place, { file, line, column = 1 }] of blame) {
    if (isMissing(place, missing)) gone.set(file, (gone.get(file) ?? new Set()).add(`${line}:${column}`));
    else applied.add(file);
  }
  return [...gone]
    .filter(([file]) => !applied.has(file))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, lines]) => unapplied(file, lines.size));
}

function unapplied(file: string, statements: number): Finding {
  const all =
    statements === 1 ? "what its one statement defines" : `all that its ${statements} statements define`;
  return {
    code: "files/unapplied",
    severity: "info",
    key: file,
    group: file,
    subject: file,
    message: `was probably never applied: ${all} is missing`,
  };
}

/** Where something is missing: by key, and by `key field` for parts. */
const missingPlaces = (drifts: readonly Drift[]): ReadonlySet<string> =>
  new Set(
    drifts.flatMap((drift) => {
      if (drift.type === "missing") return [drift.key];
      const lacks = drift.type === "changed" && drift.field.length === 2 && drift.actual === undefined;
      return lacks ? [`${drift.key} ${drift.field.join(".")}`] : [];
    }),
  );

/** Whether a place is missing itself, or is a part of an object that is. */
function isMissing(place: string, missing: ReadonlySet<string>): boolean {
  for (let end = place.length; end > 0; end = place.lastIndexOf(" ", end - 1)) {
    if (missing.has(place.slice(0, end))) return true;
  }
  return false;
}
