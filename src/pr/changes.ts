/** What a branch does to the schema, as findings: from its base to what its migrations define now. */
import type { Blame, Finding } from "../finding.js";
import type { Drift } from "../diff/diff.js";
import { blamed, tell } from "../diff/findings.js";
import { wordsOf } from "../diff/words.js";
import { blameOn } from "../source/shadow/replay.js";
import type { Sourced } from "../source/source.js";
import type { FileChange } from "./files.js";
import { changeVoice } from "./voices.js";

export interface Sides {
  readonly before: Sourced;
  readonly after: Sourced;
}

export const changeFindings = (
  drifts: readonly Drift[],
  { before, after }: Sides,
  blameOf: (drift: Drift) => Blame | undefined,
): Finding[] =>
  tell(drifts, {
    words: (drift) => wordsOf(drift, { expected: before.model, actual: after.model }, changeVoice),
    blameOf,
  });

/**
 * The statement of the branch behind a change. The catalogs know who made a thing, but nothing of what dropped it: for
 * that it is the last statement of a file that the branch touched in which its name stands, or that of what held it.
 */
export function branchBlame(
  { blame }: Sourced,
  touched: readonly FileChange[],
): (drift: Drift) => Blame | undefined {
  const statements = touched.flatMap((change) => change.statements);
  const files = new Set([...statements, ...touched].map(({ file }) => file));
  return (drift) => {
    const known = isLoss(drift) ? undefined : blamed(drift, blame);
    if (known !== undefined && files.has(known.file)) return known;
    const found = namesOf(drift)
      .map((name) => statements.findLast(({ text }) => text.toLowerCase().includes(name.toLowerCase())))
      .find((statement) => statement !== undefined);
    return found === undefined ? undefined : blameOn(found);
  };
}

const isLoss = (drift: Drift): boolean =>
  drift.type === "missing" || (drift.type === "changed" && drift.actual === undefined);

/** Names that a statement about it may hold, the most telling first: of a column, of the object, of what holds it. */
function namesOf(drift: Drift): readonly string[] {
  const { path } = drift.type === "changed" ? drift.expectedObject : drift.object;
  const part =
    drift.type === "changed"
      ? drift.field.slice(1, 2)
      : drift.type === "renamed"
        ? drift.actualObject.path.slice(-1)
        : [];
  const names = path.slice(path.length > 1 ? 1 : 0).map((name) => name.replace(/\(.*$/s, ""));
  return [...part, ...names.reverse()];
}
