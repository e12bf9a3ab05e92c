/** A model as those look at it who want to change something in it: by kind, and who mentions whom. */
import { targetOf } from "../kinds/order.js";
import type { Target } from "../kinds/kind.js";
import { keyOf } from "../model/key.js";
import type { Body, Model, Obj, Path, Plain } from "../model/model.js";
import { qualified } from "../sql/quote.js";

export interface Schema {
  /** Major version of the server. */
  readonly major: number;
  /** Release of TimescaleDB, 2.17.2 as 2017; 0 without it. */
  readonly timescaledb: number;
  readonly target: Target;
  readonly objects: Model["objects"];
  /** All objects of a kind, by key. */
  readonly of: (kind: string) => readonly Obj[];
  readonly has: (kind: string, path: Path) => boolean;
  /** Parts of a kind that stand below an object. */
  readonly parts: (kind: string, path: Path) => readonly Obj[];
  /** Whether a name occurs in the definition of anything else than what is at `key`, or at `key field`. */
  readonly mentioned: (name: string, key: string) => boolean;
}

export function schemaOf(model: Model): Schema {
  const byKind = new Map<string, Obj[]>();
  for (const object of model.objects.values()) {
    const list = byKind.get(object.kind);
    if (list === undefined) byKind.set(object.kind, [object]);
    else list.push(object);
  }
  const of = (kind: string): readonly Obj[] => byKind.get(kind) ?? [];
  const target = targetOf(model);
  const [release = "0", minor = "0"] = (model.server.timescaledb ?? "").split(".");
  const words = wordsOf(model);
  return {
    major: Number.parseInt(model.server.postgres, 10),
    timescaledb: Number(release) * 1000 + Number(minor),
    target,
    objects: model.objects,
    of,
    has: (kind, path) => model.objects.has(keyOf(kind, path)),
    parts: (kind, path) =>
      of(kind).filter(
        (part) => part.path.length === path.length + 1 && path.every((name, at) => part.path[at] === name),
      ),
    mentioned: (name, key) => {
      const parts = tokens(name);
      return (
        parts.length === 0 ||
        parts.every((word) => [...(words.get(word) ?? [])].some((owner) => owner !== key))
      );
    },
  };
}

const tokens = (text: string): string[] => text.match(/[\p{L}\p{N}_$]+/gu) ?? [];

/** Comments say nothing of other objects; columns are looked at by themselves. */
const isHidden = (field: string, value: Plain): boolean =>
  field === "comment" || (field === "columns" && Array.isArray(value));

/** Keys of the objects, and `key columns.name` of the columns, by the words in their definitions. */
function wordsOf(model: Model): ReadonlyMap<string, ReadonlySet<string>> {
  const words = new Map<string, Set<string>>();
  const note = (owner: string, text: string): void => {
    for (const word of tokens(text)) {
      const owners = words.get(word);
      if (owners === undefined) words.set(word, new Set([owner]));
      else owners.add(owner);
    }
  };
  for (const [key, { path, body }] of model.objects) {
    // Types in the signature of a function, or of a cast.
    note(key, path.filter((name) => /[(.]/.test(name)).join(" "));
    const definition = text(body, "definition") ?? "";
    // A body that is a text says nothing to the server of what it uses.
    if (/\sAS \$[a-z]*\$|\sAS '/.test(definition) && !definition.includes("BEGIN ATOMIC")) continue;
    note(
      key,
      JSON.stringify(body, (field, value: Plain) => (isHidden(field, value) ? undefined : value)),
    );
    for (const column of records(body["columns"])) {
      const owner = `${key} columns.${nameOf(column)}`;
      note(owner, JSON.stringify({ ...column, name: "", comment: "" }));
    }
  }
  return words;
}

/** A field that holds a text. */
export function text(body: Body, field: string): string | undefined {
  const value = body[field];
  return typeof value === "string" ? value : undefined;
}

/** The name of a record. */
export const nameOf = (record: Body | undefined): string => text(record ?? {}, "name") ?? "";

/** A field that holds a list of texts. */
export const texts = (body: Body, field: string): readonly string[] => {
  const value = body[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

/** A value that is a list of records. */
export function records(value: Plain | undefined): readonly Body[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

const isRecord = (value: Plain): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object, ready to be named in a statement. */
export interface Named {
  readonly key: string;
  readonly path: Path;
  readonly body: Body;
  /** Qualified and quoted. */
  readonly sql: string;
  readonly definition: string;
}

export const named = ({ kind, path, body }: Obj): Named => ({
  key: keyOf(kind, path),
  path,
  body,
  sql: qualified(path),
  definition: text(body, "definition") ?? "",
});

/** Objects of a kind, ready to be named in statements. */
export const all =
  (kind: string) =>
  (schema: Schema): readonly Named[] =>
    schema.of(kind).map(named);
