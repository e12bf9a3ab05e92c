/** What is said of a difference: one sentence, severity, repair, both sides. Who speaks chooses the words. */
import type { Change, Finding, Severity } from "../finding.js";
import { kindNamed } from "../kinds/kinds.js";
import { fieldAt } from "./possible.js";
import { targetOf } from "../kinds/order.js";
import { keyOf } from "../model/key.js";
import type { Model, Obj, Plain } from "../model/model.js";
import type { Changed, Drift, Renamed } from "./diff.js";

/** Two models that are compared. */
export interface Models {
  readonly expected: Model;
  readonly actual: Model;
}

export type Words = Pick<Finding, "code" | "severity" | "message" | "help" | "change" | "field">;

export interface Saying {
  readonly message: string;
  readonly help?: string;
}

/** The words for one sort of comparison. */
export interface Voice {
  /** Codes, stable across releases: see `Finding.code`. */
  readonly codes: Readonly<Record<Drift["type"] | "order", string>>;
  readonly missing: Saying;
  readonly unexpected: Saying;
  /** @param to key that the object has on the actual side */
  readonly renamed: (to: string) => Saying;
  /** @param part `column price`: only the expected side has it */
  readonly lacks: (part: string) => Saying;
  /** @param part `column price`: only the actual side has it */
  readonly has: (part: string) => Saying;
  readonly renamedPart: (part: string, to: string) => Saying;
  /** @param parts `columns`: the same ones in another order */
  readonly order: (parts: string) => Saying;
  /** @param field `columns.price.type` */
  readonly differs: (field: string, change: Change) => Saying;
  /** Severity of what only the actual side has, where it is not what the kind says. */
  readonly addition?: Severity;
}

const drift: Voice = {
  codes: {
    missing: "drift/missing",
    unexpected: "drift/unexpected",
    changed: "drift/changed",
    renamed: "drift/renamed",
    order: "drift/order",
  },
  missing: {
    message: "is missing: the migrations define it, the database does not have it",
    help: "Apply the migration that makes it; if it is not wanted any more, write one that drops it.",
  },
  unexpected: {
    message: "is unexpected: the database has it, no migration defines it",
    help: "Write a migration that makes it, so that it is on record; or drop it.",
  },
  renamed: (to) => ({
    message: `is called ${to} in the database (the same definition under another name)`,
    help: "Write a migration that renames it, or give it its name back.",
  }),
  lacks: (part) => ({
    message: `lacks ${part}`,
    help: "Apply the migration that adds it; if it is not wanted any more, write one that drops it.",
  }),
  has: (part) => ({
    message: `has ${part}, which no migration defines`,
    help: "Write a migration that adds it, so that it is on record; or drop it.",
  }),
  renamedPart: (part, to) => ({ message: `has ${part} under another name: ${to}` }),
  order: (parts) => ({ message: `has its ${parts} in another order` }),
  differs: (field) => ({
    message: `differs in ${field}`,
    help: "Bring the database back with a migration, or write one that makes the change official.",
  }),
};

export function wordsOf(found: Drift, { expected, actual }: Models, voice: Voice = drift): Words {
  const code = voice.codes[found.type];
  switch (found.type) {
    case "missing":
      return {
        code,
        severity: kindNamed(found.object.kind).missing,
        ...voice.missing,
        change: { expected: definition(found.object, expected) },
      };
    case "unexpected":
      return {
        code,
        severity: voice.addition ?? kindNamed(found.object.kind).unexpected,
        ...voice.unexpected,
        change: { actual: definition(found.object, actual) },
      };
    case "renamed":
      return {
        code,
        severity: renamedSeverity(found),
        ...voice.renamed(keyOf(found.actualObject.kind, found.actualObject.path)),
        change: {
          expected: definition(found.object, expected),
          actual: definition(found.actualObject, actual),
        },
      };
    case "changed":
      return changedWords(found, voice);
  }
}

function renamedSeverity({ object }: Renamed): Severity {
  const kind = kindNamed(object.kind);
  return kind.renamed ?? kind.missing;
}

function changedWords(found: Changed, voice: Voice): Words {
  const { codes } = voice;
  const kind = kindNamed(found.expectedObject.kind);
  const field = found.field.join(".");
  const [name = "", item] = found.field;
  const leaf = fieldAt(kind.fields, found.field);
  const change = changeOf(found.expected, found.actual);
  const help = kind.help?.(field, found.expectedObject);
  const base = { field, change, ...(help === undefined ? {} : { help }) };
  if (
    item === "order" &&
    found.field.length === 2 &&
    Array.isArray(found.expected) &&
    Array.isArray(found.actual)
  ) {
    return { ...base, code: codes.order, severity: "info", ...voice.order(name) };
  }
  if (found.field.length === 2 && leaf?.shape.type === "named") {
    const part = `${singular(name)} ${item ?? ""}`;
    const list = kind.fields[name]?.severity ?? "warning";
    if (found.actual === undefined)
      return { ...voice.lacks(part), ...base, code: codes.missing, severity: list };
    if (found.expected === undefined) {
      const severity = voice.addition ?? milder(list);
      return { ...voice.has(part), ...base, code: codes.unexpected, severity };
    }
    const to = String((found.actual as { name?: string }).name);
    return { ...base, code: codes.renamed, severity: list, ...voice.renamedPart(part, to) };
  }
  const severity = leaf?.severity ?? "warning";
  return { ...voice.differs(field, change), ...base, code: codes.changed, severity };
}

/** What is there in addition breaks less than what lacks. */
const milder = (severity: Severity): Severity => (severity === "breaking" ? "warning" : severity);

/** `columns` holds each `column`. */
export const singular = (name: string): string => name.replace(/s$/, "");

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

/** The statements that make an object, as text; its fields where it is made with another one. */
function definition(object: Obj, model: Model): string {
  const kind = kindNamed(object.kind);
  const statements = [...kind.create(object, targetOf(model)), ...(kind.fill?.(object) ?? [])];
  if (statements.length === 0) return shown(object.body);
  return statements.map((statement) => `${statement};`).join("\n");
}
