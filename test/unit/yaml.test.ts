import { describe, expect, test } from "vitest";
import { Failure } from "../../src/finding.js";
import { byKey } from "../../src/model/key.js";
import type { Layout, Model, Obj } from "../../src/model/model.js";
import { readLines } from "../../src/model/yaml-lines.js";
import { read, write } from "../../src/model/yaml.js";
import { alone, layouts, model, obj, text } from "./yaml-models.js";

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
      "yes": { type: "numeric(12,2)", not_null: true }
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

  test("after a checkout that turned line breaks to CRLF", () => {
    expect(read(written.replaceAll("\n", "\r\n"), layouts, "a.yaml")).toEqual(orders);
  });

  test("without the library, and with it where somebody has edited the file", () => {
    expect(readLines(written)).not.toBeNull();
    const edited = written.replace("bigint", "bigint # was: int");
    expect(readLines(edited)).toBeNull();
    expect(read(edited, layouts, "a.yaml")).toEqual(orders);
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
