import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Failure } from "../../src/finding.js";
import { byKey } from "../../src/model/key.js";
import type { Gap, Layout, Model, Obj, Path, Plain, Shape } from "../../src/model/model.js";
import { readAnyYaml } from "../../src/model/yaml-any.js";
import { readLines } from "../../src/model/yaml-lines.js";
import { read, write } from "../../src/model/yaml.js";

const text: Shape = { type: "text" };
const part = { holdsParts: false, part: "many" } as const;
const alone = { holdsParts: false, part: "none" } as const;

/** All shapes, all sorts of parts, parts of parts, and a kind without any field. */
const layouts: readonly Layout[] = [
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

const obj = (kind: string, path: Path, body: Obj["body"] = {}, needs?: readonly string[]): Obj =>
  needs === undefined ? { kind, path, body } : { kind, path, body, needs };
const model = (objects: readonly Obj[], gaps: readonly Gap[] = [], timescaledb?: string): Model => ({
  server: { postgres: "16.4", ...(timescaledb === undefined ? {} : { timescaledb }) },
  objects: byKey(objects),
  gaps,
});

const orders: Model = model(
  [
    obj("schema", ["public"]),
    obj("index", ["public", "orders", "by time"], { definition: "CREATE INDEX …" }),
    obj("constraint", ["public", "orders", "orders_pkey"], { definition: "PRIMARY KEY (id)" }, [
      "schema y",
      "table x",
    ]),
    obj("hypertable", ["public", "orders"], { chunk: "7 days" }),
    obj("table", ["public", "orders"], {
      comment: "a\n  b\n",
      columns: [
        { name: "id", type: "bigint" },
        { name: "yes", type: "numeric(12,2)", not_null: true },
        { name: "__proto__" },
      ],
      fillfactor: 70,
      bounds: [{ from: "it's: 1" }, {}],
      inherits: [],
    }),
    obj("constraint", ["public", "gone", "c"], { definition: "CHECK (true)" }),
    obj("materialized view", ["public", "Sales"], { query: " SELECT 1\n   FROM x;" }),
  ],
  [{ reason: "unmodelled", what: "range type public.span" }],
  "2.17.2",
);

const written = `driftline: 1
server:
  postgres: "16.4"
  timescaledb: 2.17.2
schemas:
  public: {}
tables:
  public.orders:
    columns:
      id: bigint
      "yes":
        type: numeric(12,2)
        not_null: true
      __proto__: {}
    comment: |
      a
        b
    fillfactor: 70
    inherits: []
    bounds:
      - from: "it's: 1"
      - {}
    constraints:
      orders_pkey:
        definition: PRIMARY KEY (id)
        needs:
          - schema y
          - table x
    indexes:
      by time: CREATE INDEX …
    hypertable:
      chunk: 7 days
constraints:
  public.gone.c: CHECK (true)
materialized views:
  public."Sales": |2-
     SELECT 1
       FROM x;
gaps:
  - reason: unmodelled
    what: range type public.span
`;

const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "yes",
    "1",
    "null",
    "~",
    "__proto__",
    "",
    " ",
    "\n",
    "\t",
    "\r\n",
    "a\rb",
    "#a",
    "a #b",
    "a: b",
    "a:",
  ),
  fc.constantFrom(
    "-",
    "- a",
    "-a",
    "? a",
    ": a",
    "'a'",
    '"a"',
    "`a`",
    "@a",
    "%a",
    "&a",
    "*a",
    "!a",
    "!!int 1",
    "|",
    ">",
  ),
  fc.constantFrom(
    "[a",
    "{a",
    "a, b",
    "---",
    "--- a",
    "...",
    "<<",
    "=",
    "1e400",
    "0x1F",
    "1_000",
    "1:30",
    "2020-01-01",
  ),
  fc.constantFrom(
    "a\n b\n",
    "\n\na",
    " a\nb",
    "\ta\nb",
    "a\n\n\n",
    "a\n ",
    "a\n  \n",
    " \n a",
    "\n \na",
    "a \nb\t\n",
    "#\n#",
  ),
  fc.constantFrom(
    "\u0085",
    "a\n\u2028b",
    "\ufeffa",
    "\u202ea",
    "\u0007",
    "👩‍👩‍👧\n🎉",
    "\\n",
    "a\\b'c\"d",
    "x".repeat(2000),
    "\ud800",
  ),
  fc
    .array(fc.constantFrom("a", " ", "\n", "\t", ":", "#", "-", "'", '"', "\\", "\r", "é"), { maxLength: 12 })
    .map((x) => x.join("")),
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

const bodyOf = (shape: Readonly<Record<string, Shape>>): fc.Arbitrary<Obj["body"]> =>
  fc.record(Object.fromEntries(Object.entries(shape).map(([field, form]) => [field, valueOf(form)])), {
    requiredKeys: [],
    noNullPrototype: true,
  });

const object = fc
  .constantFrom(...layouts)
  .chain((layout) =>
    fc
      .tuple(path, bodyOf(layout.shape), fc.option(fc.array(hostile, { maxLength: 3 }), { nil: undefined }))
      .map(([at, body, needs]) => obj(layout.name, at, body, needs?.toSorted())),
  );
const gap: fc.Arbitrary<Gap> = fc.record(
  { reason: fc.constantFrom("unmodelled", "unreadable", "skipped"), what: hostile, help: hostile },
  { requiredKeys: ["reason", "what"], noNullPrototype: true },
);
const models: fc.Arbitrary<Model> = fc.record(
  {
    server: fc.record(
      { postgres: hostile, timescaledb: hostile },
      { requiredKeys: ["postgres"], noNullPrototype: true },
    ),
    objects: fc.array(object, { maxLength: 12 }).map(byKey),
    gaps: fc.array(gap, { maxLength: 2 }),
  },
  { noNullPrototype: true },
);

describe("write", () => {
  test("nests parts, keeps order where it means something, and quotes no more than it must", () => {
    expect(write(orders, layouts)).toBe(written);
    expect(write(orders, layouts, { target: "prod" })).toBe(
      `# prod, as driftline snapshot found it\n${written}`,
    );
    expect(write(orders, layouts, { target: "a\nb: c" }).split("\n").slice(1).join("\n")).toBe(written);
  });

  test("of an empty database has a version and a server", () => {
    expect(write(model([]), layouts)).toBe('driftline: 1\nserver:\n  postgres: "16.4"\n');
  });

  test.each<[string, Obj]>([
    ["a kind without a layout", obj("sequence", ["a"])],
    ["its layout has no field definition", obj("table", ["a"], { definition: "x" })],
    ["its layout has no field __proto__", obj("table", ["a"], Object.fromEntries([["__proto__", 1]]))],
    ["no text", obj("table", ["a"], { comment: 1 })],
    ["no text", obj("table", ["a"], { comment: null })],
    ["no flag", obj("table", ["a"], { unlogged: "true" })],
    ["no number", obj("table", ["a"], { fillfactor: NaN })],
    ["no texts", obj("table", ["a"], { inherits: "b" })],
    ["no record", obj("table", ["a"], { bounds: ["b"] })],
    ["a record without a name", obj("table", ["a"], { columns: [{ type: "int" }] })],
    ["two of one name", obj("table", ["a"], { columns: [{ name: "a" }, { name: "a" }] })],
  ])("refuses a model that it could not read back: %s", (message, bad) => {
    expect(() => write(model([bad]), layouts)).toThrow(message);
  });

  test.each<[string, Partial<Layout>]>([
    ["two kinds have one name", { name: "schema" }],
    ["two kinds have one section", { section: "schemas" }],
    ["field indexes of x", { holdsParts: true, shape: { indexes: text } }],
    ["field needs of x", { shape: { needs: text } }],
    ["section gaps", { section: "gaps" }],
    ["cannot hold parts itself", { part: "one", holdsParts: true }],
    ["headline of x", { headline: "flag", shape: { flag: { type: "flag" } } }],
    ["headline of x.y", { shape: { y: { type: "named", headline: "z", fields: {} } } }],
  ])("refuses layouts that could be mistaken: %s", (message, change) => {
    const layout: Layout = { name: "x", section: "xs", ...alone, shape: {} };
    expect(() => write(model([]), [...layouts, layout])).not.toThrow();
    expect(() => write(model([]), [...layouts, { ...layout, ...change }])).toThrow(message);
  });
});

describe("read undoes write", () => {
  test("for a model with all there is", () => {
    expect(read(written, layouts, "a.yaml")).toEqual(orders);
    expect([...read(written, layouts, "a.yaml").objects.keys()]).toEqual([...orders.objects.keys()]);
  });

  test("for every model", () => {
    fc.assert(
      fc.property(models, (model) => {
        const yaml = write(model, layouts);
        expect(read(yaml, layouts, "a.yaml")).toStrictEqual(model);
        expect(write(read(yaml, layouts, "a.yaml"), layouts)).toBe(yaml);
      }),
      { numRuns: 1500 },
    );
  });

  test("after a checkout that turned line breaks to CRLF", () => {
    expect(read(written.replaceAll("\n", "\r\n"), layouts, "a.yaml")).toEqual(orders);
  });

  test.each(["1.1", "1.2"] as const)("and a reader of YAML %s takes the same texts from it", (version) => {
    fc.assert(
      fc.property(hostile, hostile, (key, value) => {
        // The library's YAML 1.1 reads `<<` and objects in its own way, quoted or not.
        fc.pre(key !== "<<" && key !== "__proto__");
        const body = { columns: [{ name: key, type: value }], inherits: [value] };
        const data: unknown = parse(write(model([obj("table", ["t"], body)]), layouts), {
          version,
          uniqueKeys: false,
        });
        expect(data).toMatchObject({ tables: { t: { columns: { [key]: value }, inherits: [value] } } });
      }),
      { numRuns: 500 },
    );
  });

  test("for 2,000 tables in a second or two, and for a text of a megabyte", () => {
    const tables = Array.from({ length: 2000 }, (_, i) => [
      obj("table", ["public", `t${i}`], {
        columns: Array.from({ length: 10 }, (_, c) => ({
          name: `c${c}`,
          type: "bigint",
          not_null: c % 2 === 0,
        })),
      }),
      ...Array.from({ length: 8 }, (_, p) =>
        obj("index", ["public", `t${i}`, `i${p}`], { definition: "CREATE INDEX" }),
      ),
    ]).flat();
    const large = model([
      ...tables,
      obj("materialized view", ["v"], { query: "select 1;\n".repeat(100_000) }),
    ]);
    const start = performance.now();
    expect(read(write(large, layouts), layouts, "a.yaml").objects.size).toBe(18_001);
    expect(performance.now() - start).toBeLessThan(10_000);
  }, 20_000);
});

describe("the reader of our own lines takes the same from a text as the reader of all YAML", () => {
  /** What they both read; null where the first leaves it to the second. */
  function both(yaml: string): unknown {
    const ours = readLines(yaml);
    if (ours !== null) expect(ours).toStrictEqual(readAnyYaml(yaml, "a.yaml", "x"));
    return ours;
  }

  test("and leaves it nothing that we write", () => {
    expect(both(written)).not.toBeNull();
    expect(both(`# prod\n${written}`)).not.toBeNull();
    fc.assert(
      fc.property(models, (model) => {
        const yaml = write(model, layouts);
        // A very long key is written in a form of its own.
        if (!/^ *\? /m.test(yaml)) expect(both(yaml)).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test("when somebody has edited the file, too", () => {
    let read = 0;
    const edit = fc.tuple(
      fc.nat(),
      fc.nat(),
      fc.constantFrom(
        " ",
        "  ",
        "\n",
        "#",
        ":",
        "- ",
        "'",
        '"',
        "\\",
        "|",
        "a",
        "\t",
        "{",
        "&",
        "\r",
        "? ",
        "...",
        "\n\n",
        ": ",
      ),
      fc.constantFrom(0, 1, 2, 9),
    );
    fc.assert(
      fc.property(models, fc.array(edit, { minLength: 1, maxLength: 3 }), (model, edits) => {
        const yaml = edits.reduce(
          (text, [at, line, insert, remove]) => {
            const starts = Array.from(text.matchAll(/^/gm), ({ index }) => index);
            const start = (starts[line % starts.length] ?? 0) + (at % 3 === 0 ? 0 : at % 20);
            return text.slice(0, start) + insert + text.slice(start + remove);
          },
          write(model, layouts),
        );
        try {
          if (both(yaml) !== null) read += 1;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          throw new Error(`only ours reads ${JSON.stringify(yaml)}`, { cause: error });
        }
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(20);
  });
});

describe("read refuses in one sentence", () => {
  const head = "driftline: 1\nserver:\n  postgres: '16'\n";

  test("nothing of a good file", () => {
    expect(read(head, layouts, "a.yaml")).toEqual({
      server: { postgres: "16" },
      objects: new Map(),
      gaps: [],
    });
    expect(read(`# c\n${head}tables: {"a": {comment: 016}}`, layouts, "a.yaml").objects).toEqual(
      byKey([obj("table", ["a"], { comment: "016" })]),
    );
  });

  test.each([
    ["", "a.yaml: this is no snapshot"],
    ["hello", "a.yaml: this is no snapshot"],
    ["- a", "a.yaml:1: a map is expected here"],
    ["a: 1", "a.yaml: this is no snapshot"],
    ["driftline: x\n", "a.yaml: this is no snapshot"],
    [
      "driftline: 2\nnew: 1",
      "a.yaml: written by a newer driftline (format 2, this one reads up to 1); upgrade driftline",
    ],
    ["driftline: 1", "a.yaml:1: the server's versions are missing"],
    ["driftline: 1\nserver: {}", "a.yaml:2: server: the version of PostgreSQL is missing"],
    [`${head}tables: [`, "a.yaml:4:10: this is no YAML"],
    [`${head}a: b: c`, "a.yaml:4:4: this is no YAML"],
    [`${head}tables:\n\ta: {}`, "a.yaml:5:1: this is no YAML"],
    [`${head}tables: {}\n---\nb: 1`, "a.yaml:5:1: this is no YAML"],
    [`${head}tables: !x {}`, "a.yaml:4:9: this is no YAML"],
    [`${head}table: {}`, 'a.yaml:4: unknown section "table"; correct its name, or upgrade'],
    [
      `${head}tables:\n  t:\n    colums: {}`,
      'a.yaml:6: tables › t: unknown field "colums"; correct its name, or upgrade',
    ],
    [`${head}tables:\n  t:\n    __proto__: {}`, 'a.yaml:6: tables › t: unknown field "__proto__"'],
    [`${head}schemas:\n  t:\n    indexes: {}`, 'a.yaml:6: schemas › t: unknown field "indexes"'],
    [
      `${head}tables:\n  t:\n    columns:\n      c: {x: y}`,
      'a.yaml:7: tables › t › columns › c: unknown field "x"',
    ],
    [
      `${head}tables:\n  t:\n    columns: []`,
      "a.yaml:6: tables › t › columns: a map is expected here; correct it, or",
    ],
    [`${head}tables:\n  t:\n    comment: {}`, "a.yaml:6: tables › t › comment: a text is expected here"],
    [`${head}tables:\n  t:\n    comment:\n`, "a.yaml:6: tables › t › comment: a text is expected here"],
    [
      `${head}tables:\n  t:\n    unlogged: yes`,
      "a.yaml:6: tables › t › unlogged: true or false is expected here",
    ],
    [
      `${head}tables:\n  t:\n    fillfactor: 1e400`,
      "a.yaml:6: tables › t › fillfactor: a number is expected here",
    ],
    [`${head}tables:\n  t:\n    inherits: a`, "a.yaml:6: tables › t › inherits: a list is expected here"],
    [
      `${head}tables:\n  t:\n    inherits:\n      - a\n      - []`,
      "a.yaml:8: tables › t › inherits: a text is expected",
    ],
    [`${head}tables:\n  t: a`, "a.yaml:5: tables › t: a map is expected here"],
    [`${head}tables:\n  t:`, "a.yaml:5: tables › t: a map is expected here"],
    [`${head}tables:\n  a: &x {}\n  b: *x`, "a.yaml:6: tables › b: a map is expected here"],
    [`${head}tables:\n  A.b: {}`, "a.yaml:5: tables › A.b: this is no path"],
    [`${head}tables:\n  t: {}\n  t: {}`, 'a.yaml:6: tables: "t" stands here twice; remove one of them'],
    [`${head}tables:\n  t: {}\n  '"t"': {}`, 'a.yaml:6: tables › \\"t\\": table t stands in this file twice'],
    [`${head}tables:\n  t: {comment: a, comment: b}`, 'a.yaml:5: tables › t: "comment" stands here twice'],
    [`${head}gaps:\n  - reason: bored\n    what: x`, "a.yaml:5: gaps: a gap has a reason"],
  ])("%j", (yaml, message) => {
    let thrown: unknown;
    try {
      read(yaml, layouts, "a.yaml");
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof Failure)) throw new Error(`no Failure: ${String(thrown)}`);
    expect(thrown.message).toContain(message);
    expect(thrown.message).not.toContain("\n");
  });
});
