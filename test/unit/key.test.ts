import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../src/finding.js";
import { byKey, keyOf, parseKey, parsePath, printPath } from "../../src/model/key.js";
import type { Obj, Path } from "../../src/model/model.js";

const name = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    " ",
    ".",
    '"',
    '""',
    "\\",
    "\\n",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u2028",
    "\u202e",
    "\ud800",
  ),
  fc.constantFrom(
    "f(integer, text)",
    "f(",
    ")",
    "f()()",
    'f("A b")',
    "f(a\nb)",
    "__proto__",
    "👩‍👩‍👧",
    "a b",
    "A",
  ),
  fc
    .array(fc.constantFrom('"', ".", " ", "\\", "n", "(", ")", "u{41}", "\n"), { maxLength: 8 })
    .map((x) => x.join("")),
);
const path = fc.tuple(name, fc.array(name, { maxLength: 3 })).map(([first, rest]): Path => [first, ...rest]);
const kind = fc.constantFrom("table", "materialized view", "continuous aggregate", "a b c");

describe("keyOf", () => {
  test.each<[string, Path, string]>([
    ["index", ["public", "orders", "orders_pkey"], "index public.orders.orders_pkey"],
    ["materialized view", ["public", "x"], "materialized view public.x"],
    ["function", ["public", "f(integer, text)"], "function public.f(integer, text)"],
    [
      "function",
      ["public", "f(timestamp with time zone[])"],
      "function public.f(timestamp with time zone[])",
    ],
    ["function", ["public", 'f(public."A")'], 'function public."f(public.""A"")"'],
    ["table", ["public", "Order lines"], 'table public."Order lines"'],
    ["table", ["public", "user"], "table public.user"],
    ["table", ["a.b", ""], 'table "a.b".""'],
    ["table", ["a\nb\\"], 'table "a\\nb\\\\"'],
    ["table", ["a\u202eb"], 'table "a\\u{202e}b"'],
    ["schema", ["__proto__"], "schema __proto__"],
  ])("%s %j is %s, and back", (kind, path, key) => {
    expect(keyOf(kind, path)).toBe(key);
    expect(parseKey(key)).toEqual({ kind, path });
  });

  test("is one line, and parseKey undoes it, for every name", () => {
    fc.assert(
      fc.property(kind, path, (kind, path) => {
        const key = keyOf(kind, path);
        expect(key).not.toMatch(/[\n\r\0\u2028\u2029]/);
        expect(key).not.toMatch(/\p{Cs}/u);
        expect(parseKey(key)).toEqual({ kind, path });
        expect(parsePath(printPath(path))).toEqual(path);
      }),
      { numRuns: 2000 },
    );
  });

  test("differs where kind or path differ", () => {
    fc.assert(
      fc.property(kind, path, kind, path, (kindA, pathA, kindB, pathB) => {
        const same = kindA === kindB && JSON.stringify(pathA) === JSON.stringify(pathB);
        expect(keyOf(kindA, pathA) === keyOf(kindB, pathB)).toBe(same);
      }),
    );
  });
});

describe("parseKey", () => {
  test.each([
    "",
    "table",
    "table ",
    "public.orders.",
    "table public.",
    "table .orders",
    'table "a',
    'table "a"b"',
    'table "a\\x"',
    'table "\\u{110000}"',
    "table a.b c.d",
    "table public.Orders",
    "Table public.orders",
    "table a b.c d",
    "table f(a))",
    'table "a\nb"',
    "table  orders",
  ])("refuses %j in one sentence", (text) => {
    expect(() => parseKey(text)).toThrow(Failure);
    expect(() => parseKey(text)).toThrow("is no address of an object");
  });

  test("ends or throws a Failure, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const { kind, path } = parseKey(text);
          expect(parseKey(keyOf(kind, path))).toEqual({ kind, path });
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
    );
  });

  test("takes a text of 100,000 characters in its stride", () => {
    const long = "x ".repeat(50_000);
    expect(() => parseKey(`${long}.`)).toThrow(Failure);
    expect(parseKey(keyOf("table", [long])).path).toEqual([long]);
  });
});

test("byKey sorts by key", () => {
  const objects: Obj[] = [
    { kind: "table", path: ["b"], body: {} },
    { kind: "table", path: ["__proto__"], body: {} },
    { kind: "index", path: ["z"], body: {} },
  ];
  expect([...byKey(objects)]).toEqual([
    ["index z", objects[2]],
    ["table __proto__", objects[1]],
    ["table b", objects[0]],
  ]);
  expect(byKey([]).size).toBe(0);
});
