/** Turns drifts into findings: severity, words, blame. Asks the kinds; decides nothing of its own. */
import type { Blame, Finding } from "../finding.js";
import { kindNamed, layoutNamed } from "../kinds/kinds.js";
import { printPath } from "../model/key.js";
import { holderPath } from "../kinds/order.js";
import type { Gap, Obj } from "../model/model.js";
import type { Drift } from "./diff.js";
import { fold, type Folded } from "./fold.js";
import { wordsOf, type Models, type Words } from "./words.js";

export interface Sides extends Models {
  /** Statement behind an object or field of the expected side. */
  readonly blame: ReadonlyMap<string, Blame>;
}

/** What differs between what should be and what is. */
export const findings = (drifts: readonly Drift[], { blame, ...models }: Sides): Finding[] =>
  tell(drifts, {
    words: (drift) => wordsOf(drift, models),
    blameOf: (drift) => (drift.type === "unexpected" ? undefined : blamed(drift, blame)),
  });

/** What is said of a difference, and which statement is behind it. */
export interface Telling {
  readonly words: (drift: Drift) => Words;
  readonly blameOf: (drift: Drift) => Blame | undefined;
}

/** Differences as findings, each with what goes along with it. */
export function tell(drifts: readonly Drift[], telling: Telling): Finding[] {
  const folded = fold(drifts, layoutNamed, {
    broughtBy: (object) => kindNamed(object.kind).brings?.(object) ?? [],
    comesWith: (object) => kindNamed(object.kind).comesWith?.(object),
  });
  return folded.map((item) => finding(item, telling));
}

/** What the models could not hold; what neither could is told once. */
export function gapFindings(
  sides: readonly { readonly label: string; readonly gaps: readonly Gap[] }[],
): Finding[] {
  const found = new Map<string, { readonly gap: Gap; readonly labels: string[] }>();
  for (const { label, gaps } of sides) {
    for (const gap of gaps) {
      const known = found.get(gap.what);
      if (known === undefined) found.set(gap.what, { gap, labels: [label] });
      else known.labels.push(label);
    }
  }
  return [...found.values()].map(({ gap: { reason, what, help }, labels }) => ({
    code: `gap/${reason}`,
    severity: "info",
    key: what,
    group: what,
    subject: what,
    message: `${what}: ${gapWords[reason]}${labels.length === sides.length ? "" : ` (only in ${labels.join(", ")})`}`,
    ...(help === undefined ? {} : { help }),
  }));
}

const gapWords: Readonly<Record<Gap["reason"], string>> = {
  unmodelled: "driftline does not compare this yet",
  unreadable: "could not be read",
  skipped: "was passed over",
  lacking: "the shadow does not have it, so what it brings is not compared",
};

function finding({ drift, along }: Folded, { words, blameOf }: Telling): Finding {
  const blame = blameOf(drift);
  return {
    ...words(drift),
    key: drift.key,
    ...place(drift.type === "changed" ? drift.expectedObject : drift.object),
    ...(along.length === 0 ? {} : { along }),
    ...(blame === undefined ? {} : { blame }),
  };
}

/** A table and its parts are shown together, under the table's name. */
export function place({ kind, path }: Obj): Pick<Finding, "group" | "subject"> {
  if (layoutNamed(kind).part !== "many") return { group: printPath(path), subject: kind };
  return { group: printPath(holderPath(path)), subject: `${kind} ${printPath([path.at(-1) ?? ""])}` };
}

/** The statement that last touched the part, else the object. */
export function blamed(drift: Drift, blame: ReadonlyMap<string, Blame>): Blame | undefined {
  if (drift.type === "changed") {
    for (let length = drift.field.length; length > 0; length -= 1) {
      const found = blame.get(`${drift.key} ${drift.field.slice(0, length).join(".")}`);
      if (found !== undefined) return found;
    }
  }
  return blame.get(drift.key);
}
