/** Turns drifts into findings: severity, words, blame. Asks the kinds; decides nothing of its own. */
import type { Blame, Change, Finding, Severity } from "../finding.js";
import { kindNamed, layoutNamed } from "../kinds/kinds.js";
import { keyOf, printPath } from "../model/key.js";
import { holderPath, targetOf } from "../kinds/order.js";
import type { Gap, Model, Obj, Plain } from "../model/model.js";
import type { Changed, Drift } from "./diff.js";
import { fieldAt } from "./possible.js";
import { fold, type Folded } from "./fold.js";

export interface Sides {
  readonly expected: Model;
  readonly actual: Model;
  /** Statement behind an object or field of the expected side. */
  readonly blame: ReadonlyMap<string, Blame>;
}

export function findings(drifts: readonly Drift[], sides: Sides): Finding[] {
  const folded = fold(drifts, layoutNamed, {
    broughtBy: (object) => kindNamed(object.kind).brings?.(object) ?? [],
    comesWith: (object) => kindNamed(object.kind).comesWith?.(object),
  });
  return folded.map((item) => finding(item, sides));
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

function finding({ drift, along }: Folded, sides: Sides): Finding {
  const blame = blameOf(drift, sides.blame);
  return {
    ...words(drift, sides),
    key: drift.key,
    ...place(drift.type === "changed" ? drift.expectedObject : drift.object),
    ...(along.length === 0 ? {} : { along }),
    ...(blame === undefined ? {} : { blame }),
  };
}

type Words = Pick<Finding, "code" | "severity" | "message" | "help" | "change" | "field">;

function words(drift: Drift, { expected, actual }: Sides): Words {
  switch (drift.type) {
    case "missing": {
      const kind = kindNamed(drift.object.kind);
      return {
        code: "drift/missing",
        severity: kind.missing,
        message: "is missing: the migrations define it, the database does not have it",
        help: "Apply the migration that makes it; if it is not wanted any more, write one that drops it.",
        change: { expected: definition(drift.object, expected) },
      };
    }
    case "unexpected": {
      const kind = kindNamed(drift.object.kind);
      return {
        code: "drift/unexpected",
        severity: kind.unexpected,
        message: "is unexpected: the database has it, no migration defines it",
        help: "Write a migration that makes it, so that it is on record; or drop it.",
        change: { actual: definition(drift.object, actual) },
      };
    }
    case "renamed":
      return {
        code: "drift/renamed",
        severity: kindNamed(drift.object.kind).missing,
        message: `is called ${keyOf(drift.actualObject.kind, drift.actualObject.path)} in the database (the same definition under another name)`,
        help: "Write a migration that renames it, or give it its name back.",
        change: {
          expected: definition(drift.object, expected),
          actual: definition(drift.actualObject, actual),
        },
      };
    case "changed":
      return changedWords(drift);
  }
}

function changedWords(drift: Changed): Words {
  const kind = kindNamed(drift.expectedObject.kind);
  const field = drift.field.join(".");
  const [name = "", item] = drift.field;
  const leaf = fieldAt(kind.fields, drift.field);
  const base = {
    field,
    severity: leaf?.severity ?? "warning",
    ...helpOf(kind.help?.(field, drift.expectedObject)),
  };
  const change = changeOf(drift.expected, drift.actual);
  if (
    item === "order" &&
    drift.field.length === 2 &&
    Array.isArray(drift.expected) &&
    Array.isArray(drift.actual)
  ) {
    return {
      ...base,
      code: "drift/order",
      severity: "info",
      message: `has its ${name} in another order`,
      change,
    };
  }
  const what = drift.field.length === 2 ? `${singular(name)} ${item ?? ""}` : field;
  if (drift.field.length === 2 && leaf?.shape.type === "named") {
    const list = kind.fields[name]?.severity ?? "warning";
    if (drift.actual === undefined) {
      return {
        ...base,
        severity: list,
        code: "drift/missing",
        message: `lacks ${what}`,
        change,
        help: "Apply the migration that adds it; if it is not wanted any more, write one that drops it.",
      };
    }
    if (drift.expected === undefined) {
      return {
        ...base,
        severity: milder(list),
        code: "drift/unexpected",
        message: `has ${what}, which no migration defines`,
        change,
        help: "Write a migration that adds it, so that it is on record; or drop it.",
      };
    }
    return {
      ...base,
      severity: list,
      code: "drift/renamed",
      message: `has ${what} under another name: ${String((drift.actual as { name?: string }).name)}`,
      change,
    };
  }
  return {
    help: "Bring the database back with a migration, or write one that makes the change official.",
    ...base,
    code: "drift/changed",
    message: `differs in ${field}`,
    change,
  };
}

const helpOf = (help: string | undefined): { readonly help?: string } => (help === undefined ? {} : { help });

/** What is there in addition breaks less than what lacks. */
const milder = (severity: Severity): Severity => (severity === "breaking" ? "warning" : severity);

const singular = (name: string): string => name.replace(/s$/, "");

function changeOf(expected: Plain | undefined, actual: Plain | undefined): Change {
  return {
    ...(expected === undefined ? {} : { expected: shown(expected) }),
    ...(actual === undefined ? {} : { actual: shown(actual) }),
  };
}

/** Plain data as a reader wants it: texts as they are, lists a line each, records as `name: value` lines. */
function shown(value: Plain): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item: Plain) => shown(item)).join("\n");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, item]) => `${name}: ${shown(item)}`)
      .join("\n");
  }
  return String(value);
}

function definition(object: Obj, model: Model): string {
  return kindNamed(object.kind)
    .create(object, targetOf(model))
    .map((statement) => `${statement};`)
    .join("\n");
}

/** A table and its parts are shown together, under the table's name. */
function place({ kind, path }: Obj): Pick<Finding, "group" | "subject"> {
  if (layoutNamed(kind).part !== "many") return { group: printPath(path), subject: kind };
  return { group: printPath(holderPath(path)), subject: `${kind} ${printPath([path.at(-1) ?? ""])}` };
}

/** The statement that last touched the part, else the object, else what holds it. */
function blameOf(drift: Drift, blame: Sides["blame"]): Blame | undefined {
  if (drift.type === "changed") {
    for (let length = drift.field.length; length > 0; length -= 1) {
      const found = blame.get(`${drift.key} ${drift.field.slice(0, length).join(".")}`);
      if (found !== undefined) return found;
    }
  }
  return drift.type === "unexpected" ? undefined : blame.get(drift.key);
}
