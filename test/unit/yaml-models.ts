/** Layouts and models to test snapshots with. */
import fc from "fast-check";
import { byKey } from "../../src/model/key.js";
import type { Body, Gap, Layout, Model, Obj, Path, Plain, Shape } from "../../src/model/model.js";

/** The shape of a text. */
export const text: Shape = { type: "text" };
const part = { holdsParts: false, part: "many" } as const;
/** Stands alone and holds nothing. */
export const alone = { holdsParts: false, part: "none" } as const;

/** All shapes, all sorts of parts, parts of parts, and a kind without any field. */
export const layouts: readonly Layout[] = [
  { name: "schema", section: "schemas", ...alone, shape: {} },
  {
    name: "table",
    section: "tables",
    part: "none",
    holdsParts: true,
    shape: {
      columns: {
        type: "named",
        fields: { type: text, not_null: { type: "flag" }, options: { type: "texts" } },
        headline: "type",
      },
      comment: text,
      unlogged: { type: "flag" },
      fillfactor: { type: "number" },
      inherits: { type: "texts" },
      bounds: { type: "list", fields: { from: text, inner: { type: "named", fields: { note: text } } } },
    },
  },
  {
    name: "constraint",
    section: "constraints",
    ...part,
    headline: "definition",
    shape: { definition: text },
  },
  {
    name: "index",
    section: "indexes",
    ...part,
    holdsParts: true,
    headline: "definition",
    shape: { definition: text },
  },
  {
    name: "hypertable",
    section: "hypertable",
    part: "one",
    holdsParts: false,
    shape: { chunk: text, dimensions: { type: "list", fields: { column: text } } },
  },
  {
    name: "materialized view",
    section: "materialized views",
    part: "none",
    holdsParts: true,
    headline: "query",
    shape: { query: text, comment: text },
  },
];

/** An object of these layouts. */
export const obj = (kind: string, path: Path, body: Obj["body"] = {}, needs?: readonly string[]): Obj =>
  needs === undefined ? { kind, path, body } : { kind, path, body, needs };
/** A model of such objects. */
export const model = (objects: readonly Obj[], gaps: readonly Gap[] = [], timescaledb?: string): Model => ({
  server: { postgres: "16.4", ...(timescaledb === undefined ? {} : { timescaledb }) },
  objects: byKey(objects),
  gaps,
});

/** Texts that YAML, or a careless writer of it, takes for something else. */
const odd = [
  ..."yes 1 null ~ __proto__ #a a: - -a 'a' \"a\" `a` @a %a &a *a !a | > [a {a --- ... << = . E0".split(" "),
  ..."1e400 0x1F 1_000 1:30 2020-01-01 \\n a\\b'c\"d \u0085 \u202ea \u0007 \ufeffa \ud800".split(" "),
  ...["", " ", "\n", "\t", "\r\n", "a\rb", "a #b", "a: b", "- a", "? a", ": a", "!!int 1", "a, b", "--- a"],
  ...["a\n b\n", "\n\na", " a\nb", "\ta\nb", "a\n\n\n", "a\n ", "a\n  \n", " \n a", "\n \na", "a \nb\t\n"],
  ...["#\n#", "a\n\u2028b", "👩‍👩‍👧\n🎉", "x".repeat(2000)],
];

/** Any text, and more often than not an odd one. */
export const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  { weight: 4, arbitrary: fc.constantFrom(...odd) },
  fc
    .array(fc.constantFrom("a", " ", "\n", "\t", ":", "#", "-", "'", '"', "\\", "\r", "é"), { maxLength: 12 })
    .map((parts) => parts.join("")),
);

/** Few, so that objects stand under each other. */
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("a", "b", "a b.", "__proto__") },
  { weight: 1, arbitrary: hostile },
);
const path = fc.tuple(name, fc.array(name, { maxLength: 3 })).map(([first, rest]): Path => [first, ...rest]);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));

function valueOf(shape: Shape): fc.Arbitrary<Plain> {
  switch (shape.type) {
    case "text":
      return hostile;
    case "flag":
      return fc.boolean();
    case "number":
      return number;
    case "texts":
      return fc.array(hostile, { maxLength: 3 });
    case "list":
      return fc.array(bodyOf(shape.fields), { maxLength: 3 });
    case "named":
      return fc
        .uniqueArray(fc.tuple(name, bodyOf(shape.fields)), { maxLength: 3, selector: ([key]) => key })
        .map((items) => items.map(([key, rest]) => ({ name: key, ...rest })));
  }
}

function bodyOf(shape: Readonly<Record<string, Shape>>): fc.Arbitrary<Body> {
  const fields = Object.entries(shape).map(([field, form]) =>
    fc
      .option(valueOf(form), { nil: undefined })
      .map((value) => (value === undefined ? [] : [[field, value] as const])),
  );
  return fc.tuple(...fields).map((entries) => Object.fromEntries(entries.flat()));
}

const objectOf = (all: readonly Layout[]): fc.Arbitrary<Obj> =>
  fc
    .constantFrom(...all)
    .chain((layout) =>
      fc
        .tuple(path, bodyOf(layout.shape), fc.option(fc.array(hostile, { maxLength: 3 }), { nil: undefined }))
        .map(([at, body, needs]) => obj(layout.name, at, body, needs?.toSorted())),
    );
const gap: fc.Arbitrary<Gap> = fc.record(
  { reason: fc.constantFrom("unmodelled", "unreadable", "skipped"), what: hostile, help: hostile },
  { requiredKeys: ["reason", "what"], noNullPrototype: true },
);
/** Models of some layouts, with hostile names and values. */
export const modelsOf = (all: readonly Layout[]): fc.Arbitrary<Model> =>
  fc.record(
    {
      server: fc.record(
        { postgres: hostile, timescaledb: hostile },
        { requiredKeys: ["postgres"], noNullPrototype: true },
      ),
      objects: fc.array(objectOf(all), { maxLength: 12 }).map(byKey),
      gaps: fc.array(gap, { maxLength: 2 }),
    },
    { noNullPrototype: true },
  );

export const models = modelsOf(layouts);
