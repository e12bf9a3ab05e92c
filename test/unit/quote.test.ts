import { loadModule, parseSync, scanSync } from "libpg-query";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { identifier, literal, qualified } from "../../src/sql/quote.js";

beforeAll(loadModule);

/** What PostgreSQL's own scanner reads in place of a name: its kind and category (1: unreserved keyword). */
const keywordKind = (word: string) => scanSync(word).tokens[0]?.keywordKind;

/** The alias that PostgreSQL's own grammar reads from `select 1 as <text>`. */
function parsed(text: string, field: "name" | "value"): unknown {
  const sql = field === "name" ? `select 1 as ${text}` : `select ${text}`;
  const found = /"(?:name|sval)":("(?:[^"\\]|\\.)*")/.exec(
    JSON.stringify(parseSync(sql)).replace('"sval":{"sval"', '"sval"'),
  );
  return found?.[1] === undefined ? undefined : JSON.parse(found[1]);
}

const sqlText = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !text.includes("\0"));

describe("identifier", () => {
  test.each([
    ["orders", "orders"],
    ["_a1", "_a1"],
    ["Orders", '"Orders"'],
    ["1a", '"1a"'],
    ["a$b", '"a$b"'],
    ["a b", '"a b"'],
    ['a"b', '"a""b"'],
    ["é", '"é"'],
    ["", '""'],
    ["name", "name"],
    ["type", "type"],
    ["begin", "begin"],
    ["user", '"user"'],
    ["left", '"left"'],
    ["timestamp", '"timestamp"'],
    ["system_user", '"system_user"'],
    ["json_table", '"json_table"'],
    ["__proto__", "__proto__"],
    ["constructor", "constructor"],
  ])("%s is written %s", (name, sql) => {
    expect(identifier(name)).toBe(sql);
  });

  test("quotes just the words that PostgreSQL's scanner calls more than unreserved", () => {
    const words = "abort action columns offset lateral over window merge values within level xmltable period";
    const counts = { quoted: 0, bare: 0 };
    for (const word of words.split(" ")) {
      const bare = identifier(word) === word;
      counts[bare ? "bare" : "quoted"] += 1;
      expect([word, bare]).toEqual([word, (keywordKind(word) ?? 0) <= 1]);
    }
    expect(counts).toEqual({ quoted: 5, bare: 8 });
  });

  test("is read back unchanged by PostgreSQL's grammar", () => {
    fc.assert(
      fc.property(sqlText, (name) => {
        // Longer names are cut by the scanner.
        fc.pre(Buffer.byteLength(name) <= 63);
        expect(parsed(identifier(name), "name")).toBe(name);
      }),
    );
  });
});

test("qualified joins quoted names with dots", () => {
  expect(qualified(["public", "Orders", "user"])).toBe('public."Orders"."user"');
  expect(qualified(["orders"])).toBe("orders");
});

describe("literal", () => {
  test.each([
    ["", "''"],
    ["it's", "'it''s'"],
    ["a\nb", "'a\nb'"],
    ["a\\b'c", "E'a\\\\b''c'"],
  ])("%j is written %s", (text, sql) => {
    expect(literal(text)).toBe(sql);
  });

  test("is read back unchanged by PostgreSQL's grammar", () => {
    fc.assert(
      fc.property(sqlText, (text) => {
        expect(parsed(literal(text), "value")).toBe(text);
      }),
    );
  });
});
