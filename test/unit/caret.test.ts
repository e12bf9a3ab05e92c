import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draw, drawCaret, drawStatement, locate } from "../../src/sql/caret.js";
import type { Statement } from "../../src/sql/statement.js";

const statement = (text: string): Statement => ({
  text,
  file: "db/1.sql",
  line: 7,
  column: 5,
  tree: { SelectStmt: {} },
});

describe("drawCaret", () => {
  test.each<[string, string, number, string, string]>([
    ["a plain line", "select 1", 8, "select 1", "       ^"],
    ["the first character", "select 1", 1, "select 1", "^"],
    ["the end of the line", "abc", 4, "abc", "   ^"],
    ["what is beyond the end", "abc", 99, "abc", "   ^"],
    ["an empty line", "", 1, "", "^"],
    ["tabs", "\ta\tb", 4, "    a   b", "        ^"],
    ["a carriage return", "abc\r", 3, "abc", "  ^"],
    ["control characters", "a\u001b[31mb", 7, "a·[31mb", "      ^"],
    ["wide characters", "表 🎉 x", 5, "表 🎉 x", "      ^"],
    ["characters of several code points", "👩‍👩‍👧e\u0301x", 8, "👩‍👩‍👧e\u0301x", "   ^"],
  ])("points below %s", (_, line, column, shown, caret) => {
    expect(drawCaret(line, column)).toBe(`${shown}\n${caret}`);
  });

  test("cuts a long line around the caret", () => {
    const line = Array.from({ length: 100 }, (_, i) => `c${String(i).padStart(3, "0")}`).join(",");
    expect(drawCaret(line, 1)).toBe(`${line.slice(0, 118)}…\n^`);
    expect(drawCaret(line, 251)).toBe(`…${line.slice(191, 309)}…\n${" ".repeat(60)}^`);
    expect(drawCaret(line, 499)).toBe(`…${line.slice(-118)}\n${" ".repeat(118)}^`);
    expect(drawCaret("x".repeat(120), 60)).toBe(`${"x".repeat(120)}\n${" ".repeat(59)}^`);
    expect(drawCaret("表".repeat(1000), 500).split("\n")[0]).toHaveLength(61);
  });

  test("takes 120 columns at most and points at the character, whatever the line", () => {
    const char = fc.oneof(
      fc.constantFrom("a", " ", "\t", "\u0000"),
      fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(char, { maxLength: 400 }), fc.nat(400), (chars, at) => {
        const line = chars.map((each) => (each === "\n" || each === "\r" ? "n" : each)).join("");
        const marked = `${line.slice(0, at)}§${line.slice(at)}`;
        const [shown = "", caret = ""] = drawCaret(marked, Math.min(at, line.length) + 1).split("\n");
        expect(shown.length).toBeLessThanOrEqual(120);
        expect(caret.trimStart()).toBe("^");
        expect(shown.charAt(caret.length - 1)).toBe("§");
      }),
    );
  });

  test("takes a line of 5 MB in its stride", () => {
    expect(drawCaret("a".repeat(5e6), 4e6).split("\n")[0]).toHaveLength(120);
  });
});

test("draw names the place", () => {
  expect(draw({ file: "a.sql", line: 3, column: 2 }, "xyz")).toBe("a.sql:3:2\nxyz\n ^");
  expect(draw({ file: "a.sql", line: 3 }, "xyz")).toBe("a.sql:3:1\nxyz\n^");
});

describe("a failing statement", () => {
  test("is placed in its file by the position that PostgreSQL reports", () => {
    expect(locate(statement("select x"), 8)).toEqual({ file: "db/1.sql", line: 7, column: 12 });
    expect(locate(statement("select\n  🎉, x"), 13)).toEqual({ file: "db/1.sql", line: 8, column: 6 });
    expect(locate(statement("select"), 1)).toEqual({ file: "db/1.sql", line: 7, column: 5 });
  });

  test("is drawn with the line of the position", () => {
    expect(drawStatement(statement("select x"), 8)).toBe("db/1.sql:7:12\nselect x\n       ^");
    expect(drawStatement(statement("select\r\n  🎉, x\nfrom t"), 14)).toBe("db/1.sql:8:6\n  🎉, x\n      ^");
  });
});
