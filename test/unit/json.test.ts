/** JSON of catalog queries, in every way that PostgreSQL writes it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../../src/source/json.js";

test.each([
  ["json_build_object", '{"a" : null, "b" : [], "c" : 1}'],
  ["row_to_json", '{"a":null,"b":[],"c":1}'],
  ["jsonb", '{"a": null, "b": [], "c": 1}'],
])("%s: nulls and empty lists are left out", (_function, text) => {
  expect(parseJson(text)).toEqual({ c: 1 });
});

test("at every depth", () => {
  expect(parseJson('[{"a":{"b":null,"c":[{"d" : []}]}}]')).toEqual([{ a: { c: [{}] } }]);
});

test("a text that reads like a default is none, nor is a name", () => {
  const value = { not_null: true, type: "text[]", default: "'[]': null", list: [null, "null"] };
  expect(parseJson(JSON.stringify(value))).toEqual(value);
});

const holdsDefault = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Array.isArray(value)
    ? value.some(holdsDefault)
    : Object.values(value).some(
        (field) => field === null || (Array.isArray(field) && field.length === 0) || holdsDefault(field),
      ));

test("nothing is left of them in any value, and nothing else is lost", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const parsed = parseJson(JSON.stringify(value));
      expect(holdsDefault(parsed)).toBe(false);
      if (!holdsDefault(value)) expect(parsed).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
