import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../src/finding.js";
import { split } from "../../src/sql/split.js";
import type { SplitOptions } from "../../src/sql/split.js";
import type { Statement } from "../../src/sql/statement.js";

const texts = async (sql: string, options?: SplitOptions): Promise<string[]> =>
  (await split(sql, "a.sql", options)).statements.map(({ text }) => text);

const tags = (statements: readonly Statement[]): (string | undefined)[] =>
  statements.map(({ tree }) => Object.keys(tree)[0]);

/** Reads from the given files, and says of others that there are none. */
const files = (contents: Record<string, string>): SplitOptions => ({
  readFile: (path) => {
    const text = contents[path];
    return text === undefined ? Promise.reject(new Error(`no such file: ${path}`)) : Promise.resolve(text);
  },
});

async function failure(sql: string, options?: SplitOptions): Promise<Failure> {
  const error: unknown = await split(sql, "a.sql", options).then(
    () => "nothing thrown",
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`no Failure: ${String(error)}`);
  return error;
}

describe("statements", () => {
  test("have their text, place and tree", async () => {
    const sql =
      "-- head\nCREATE TABLE t (\n  a int -- here\n);\n\n  /* c; */ SELECT 'é;😀' , 1 ; drop table t";
    const { statements, skipped } = await split(sql, "db/1.sql");
    expect(statements.map(({ text, file, line, column }) => ({ text, file, line, column }))).toEqual([
      { text: "CREATE TABLE t (\n  a int -- here\n)", file: "db/1.sql", line: 2, column: 1 },
      { text: "SELECT 'é;😀' , 1", file: "db/1.sql", line: 6, column: 12 },
      { text: "drop table t", file: "db/1.sql", line: 6, column: 31 },
    ]);
    expect(tags(statements)).toEqual(["CreateStmt", "SelectStmt", "DropStmt"]);
    expect(skipped).toEqual([]);
  });

  test.each([
    "",
    "\ufeff",
    " \n\t",
    ";",
    ";;\n;",
    "-- only this",
    "/* a /* nested */ one */",
    "\ufeff-- x\r\n",
  ])("%j has none", async (sql) => {
    expect(await split(sql, "a.sql")).toEqual({ statements: [], skipped: [] });
  });

  test.each<[string, string[]]>([
    ["a byte order mark", ["\ufeffselect 1; select 2", "select 1", "select 2"]],
    ["CRLF", ["select 1;\r\nselect\r\n2;\r\n", "select 1", "select\r\n2"]],
    [
      "dollar quotes",
      ["do $a$ ; $$ ; $b$ $a$; select $$\\i x;$$", "do $a$ ; $$ ; $b$ $a$", "select $$\\i x;$$"],
    ],
    ["dollars in names", ["select a$$b; select 1 as c$d$;", "select a$$b", "select 1 as c$d$"]],
    ["parameters", ["prepare p as select $1, $2; select 1", "prepare p as select $1, $2", "select 1"]],
    ["nested comments", ["/* ; /* ; */ ; */ select 1 /* ; */; select 2", "select 1 /* ; */", "select 2"]],
    ["strings", ["select ';''\\', '\\i x'; select 2", "select ';''\\', '\\i x'", "select 2"]],
    ["E strings", ["select E'a\\';\\\\', 1; select 2", "select E'a\\';\\\\', 1", "select 2"]],
    ["E strings in parts", ["select e'a' \n ';\\';', 1; select 2", "select e'a' \n ';\\';', 1", "select 2"]],
    ["a type before a string", ["select date'2020-01-01\\'; select 2"]],
    ["names in quotes", ['select 1 as ";""\\i x"; select 2', 'select 1 as ";""\\i x"', "select 2"]],
    ["a last comment", ["select 1 -- the end", "select 1"]],
    [
      "CASE in parentheses",
      ["select (case when true then 1 end); select 2", "select (case when true then 1 end)", "select 2"],
    ],
    [
      "rules",
      [
        "create rule r as on insert to t do (select 1; select 2); select 3",
        "create rule r as on insert to t do (select 1; select 2)",
        "select 3",
      ],
    ],
    [
      "BEGIN ATOMIC",
      [
        "create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3",
        "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
        "select 3",
      ],
    ],
  ])("are told apart with %s", async (_, [sql = "", ...expected]) => {
    if (expected.length === 0) expected = sql.split(/;\s*/);
    expect(await texts(sql)).toEqual(expected);
  });

  test("are those that were put together, and stand where they say, whatever is between them", async () => {
    const statement = fc.constantFrom(
      "select 1",
      "select 'é\n;''', E'\\';\n'",
      "select $x$;\n$$ \\i $x$",
      'select "a;\nb" from "😀"',
      "create rule r as on insert to t do (select 1;\nselect 2)",
      "create procedure p() begin atomic select 1;\n select 2; end",
      "do $$ begin\nperform 1; end $$",
    );
    const between = fc.constantFrom(
      ";",
      " ;\n",
      ";;",
      ";\r\n-- é;'\n",
      ";/* ; /* ' */ $$ */ ",
      ";\n\\echo it's;\n",
      ";\t",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(statement, between), { minLength: 1, maxLength: 8 }),
        async (parts) => {
          const sql = parts.flat().join("");
          const { statements } = await split(sql, "a.sql");
          expect(statements.map(({ text }) => text)).toEqual(parts.map(([text]) => text));
          const lines = sql.split("\n");
          for (const { text, line, column } of statements) {
            const first = Array.from(lines[line - 1] ?? "").slice(column - 1);
            expect([first.join(""), ...lines.slice(line)].join("\n").startsWith(text)).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("syntax errors", () => {
  test("name file, line and column, and show the line with a caret", async () => {
    const error = await failure("select 1;\n\tselect 'é😀' frm x y;\nselect 2");
    expect(error.message).toBe('a.sql:2:18: syntax error at or near "x"');
    expect(error.detail).toBe("    select 'é😀' frm x y;\n                     ^");
  });

  test("at the end of the file point behind the last token", async () => {
    const error = await failure("select 1;\ncreate table t (\n  a int\n\n-- the end\n");
    expect(error.message).toBe("a.sql:3:8: syntax error at end of input");
  });

  test("do not quote all that follows an open quote", async () => {
    const error = await failure(`select 1;\nselect 'abc${"\nmore".repeat(1000)}`);
    expect(error.message).toBe(`a.sql:2:8: unterminated quoted string at or near "'abc…`);
    expect((await failure("select $$abc")).message).toContain("a.sql:1:8: unterminated dollar-quoted string");
    expect((await failure("select 1; /* abc")).message).toContain("a.sql:1:11: unterminated /* comment");
  });

  test("beyond the first megabyte are found where they are", async () => {
    const sql = `${`select '${"é".repeat(1000)}';\n`.repeat(2000)}selct 1;\nselect 2;`;
    expect((await failure(sql)).message).toBe('a.sql:2001:1: syntax error at or near "selct"');
  });

  test("say that psql's variables are not replaced", async () => {
    expect((await failure("select :x")).message).toMatch(/near ":"; psql's variables cannot be replayed/);
    expect((await failure("select 1;\nselect 'a\0b'")).message).toMatch(/^a\.sql:2:10: a NUL character/);
  });
});

describe("psql commands", () => {
  test("that change nothing are passed over", async () => {
    const sql =
      "\\restrict aBc\n\\set ON_ERROR_STOP on\n\\echo 'a;b' \\timing\nselect 1;\r\n\\unrestrict aBc\r\n";
    const { statements, skipped } = await split(sql, "a.sql");
    expect(statements).toMatchObject([{ text: "select 1", line: 4, column: 1 }]);
    expect(skipped).toEqual([]);
    expect(await texts("select 1\n\\unrestrict x")).toEqual(["select 1"]);
    expect(await texts("\\echo a \\\\ select 1;")).toEqual(["select 1"]);
    expect(await texts("\\dt+ x\n\\encoding 'UTF8'\nselect 1;")).toEqual(["select 1"]);
  });

  test.each([
    ["\\connect db", "\\connect"],
    ["\\c db", "\\c"],
    ["\\set x 1", "\\set"],
    ["\\if :x", "\\if"],
    ["\\set ON_ERROR_STOPPED 1", "\\set"],
    ["\\encoding latin1", "\\encoding"],
    ["\\copy t from 'x'", "\\copy"],
    ["select 1 as a \\gset", "\\gset"],
    ["select 1 \\;", "\\;"],
    ["\\echo a \\quit", "\\quit"],
    ["\\.", "\\."],
    ["\\! rm x", "\\!"],
  ])("%s is refused in one sentence", async (command, name) => {
    const error = await failure(`select 0;\n${command}\nselect 1;`);
    expect(error.message).toMatch(/^a\.sql:2:\d+: /);
    expect(error.message).toContain(`the psql command ${name} cannot be replayed; `);
    expect(error.message).not.toContain("\n");
    expect(error.detail).toContain(command);
  });

  test("of the file are reported in the order of the file", async () => {
    expect((await failure("selct 1;\n\\connect x")).message).toContain("a.sql:1:1: syntax error");
    expect((await failure("\\connect x\nselct 1;")).message).toContain("\\connect");
  });
});

describe("included files", () => {
  test("stand in the place of the command: \\i from the root, \\ir from the file", async () => {
    const options = files({
      "db/x.sql": "select 2;\n\\ir sub/y.sql\nselect 4",
      "db/sub/y.sql": "\ufeffselect 3;",
      "root/db/z z.sql": "select 5;",
    });
    const sql = "select 1;\n\\ir x.sql\n\\i 'db/z z.sql'\nselect 6;\n\\include_relative sub/y.sql";
    const { statements } = await split(sql, "db/a.sql", { ...options, root: "root" });
    expect(statements.map(({ text, file, line }) => [text, file, line])).toEqual([
      ["select 1", "db/a.sql", 1],
      ["select 2", "db/x.sql", 1],
      ["select 3", "db/sub/y.sql", 1],
      ["select 4", "db/x.sql", 3],
      ["select 5", "root/db/z z.sql", 1],
      ["select 6", "db/a.sql", 4],
      ["select 3", "db/sub/y.sql", 1],
    ]);
  });

  test("that are missing, include themselves or cannot be named are failures with a place", async () => {
    expect((await failure("\n\\i x.sql", files({}))).message).toBe(
      "a.sql:2:1: x.sql, which is included here, cannot be read (no such file: x.sql); correct the name or add the file",
    );
    const cycle = files({ "a.sql": "\\i b.sql", "b.sql": "\n\\ir ./a.sql" });
    expect((await failure("\\i b.sql", cycle)).message).toBe(
      "b.sql:2:1: a file cannot include itself: a.sql → b.sql → a.sql",
    );
    expect((await failure("\\i :name", files({}))).message).toContain("\\i needs the name of one file");
    expect((await failure("select 1\n\\i b.sql", files({}))).message).toContain("stands inside a statement");
    expect((await failure("\\i b.sql")).message).toContain("b.sql cannot be included here");
    expect((await failure("\\i b.sql", files({ "b.sql": "selct" }))).message).toContain("b.sql:1:1: syntax");
  });
});

describe("COPY data", () => {
  test("is passed over and recorded", async () => {
    const data = "1\t'\\N\n2\t$$ ; \\i x\n\\.x\n";
    const sql =
      `copy public.t (a, "b)") from stdin;\n${data}\\.\nselect 1;\n` +
      `COPY "my t" FROM STDIN WITH (FORMAT csv); -- now\r\n1,"\r\n\\.\r\nselect 2; copy t from '/x';copy e from stdin;\n\\.\n` +
      "select 3;\nCOPY t FROM stdin;\n1\n2";
    const { statements, skipped } = await split(sql, "a.sql");
    expect(statements.map(({ text, line }) => [text, line])).toEqual([
      ["select 1", 6],
      ["select 2", 10],
      ["copy t from '/x'", 10],
      ["select 3", 12],
    ]);
    expect(skipped).toEqual([
      { file: "a.sql", line: 1, what: "COPY data of public.t (3 lines)" },
      { file: "a.sql", line: 7, what: 'COPY data of "my t" (1 line)' },
      { file: "a.sql", line: 13, what: "COPY data of t (2 lines)" },
    ]);
  });

  test("of nothing is nothing", async () => {
    expect(await split("COPY t FROM stdin", "a.sql")).toEqual({ statements: [], skipped: [] });
    expect(await split("COPY t FROM stdin;\n\\.\n", "a.sql")).toEqual({ statements: [], skipped: [] });
    expect(await texts("copy (select 1 from stdin) to stdout")).toHaveLength(1);
  });
});

test("20,000 statements, 2 MB, in one line or in many, take a second or two", async () => {
  const count = 20_000;
  const statement =
    "CREATE INDEX orders_i ON public.orders_é USING btree (customer_id, created_at) WHERE (a > 1);";
  for (const end of ["\n\n", " "]) {
    const { statements } = await split((statement + end).repeat(count), "a.sql");
    expect(statements.length).toBe(count);
    const { line, column } = statements.at(-1) ?? {};
    expect({ line, column }).toEqual(
      end === " " ? { line: 1, column: 94 * (count - 1) + 1 } : { line: 2 * count - 1, column: 1 },
    );
  }
}, 60_000);
