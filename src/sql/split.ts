/** Splits a SQL file, as psql would read it, to statements with positions. Knows no database. */
import { dirname, isAbsolute, join, resolve } from "node:path";
import { SqlError, loadModule, parseSync } from "libpg-query";
import type { Node } from "libpg-query";
import { Failure } from "../finding.js";
import { drawCaret } from "./caret.js";
import { includedFile, isInclude, refusal } from "./psql-command.js";
import { readPsql } from "./psql.js";
import type { CopyData, Plan, PsqlCommand } from "./psql.js";
import type { Script, Skipped, Statement } from "./statement.js";

export interface SplitOptions {
  /** Folder that a name in `\i` is relative to, as psql's working directory; the current one by default. */
  readonly root?: string;
  /** Reads an included file, and rejects where there is none. Without it `\i` and `\ir` are failures. */
  readonly readFile?: (path: string) => Promise<string>;
}

/** Characters to parse at once: bounds what the parser holds, and is enough for its start-up to vanish. */
const chunkLength = 1_000_000;
const deepestInclude = 50;

/** A place in a text that only moves forward: its line and column are counted in one pass over the text. */
function cursor(text: string): (index: number) => { readonly line: number; readonly column: number } {
  let [at, line, column] = [0, 1, 1];
  return (index) => {
    const passed = text.slice(at, index);
    const lastBreak = passed.lastIndexOf("\n");
    if (lastBreak >= 0) {
      for (let next = passed.indexOf("\n"); next >= 0; next = passed.indexOf("\n", next + 1)) line += 1;
      column = 1;
    }
    for (const {} of passed.slice(lastBreak + 1)) column += 1;
    at = index;
    return { line, column };
  };
}

/** Index after `bytes` of UTF-8 from `from` on. */
function afterBytes(text: string, from: number, bytes: number): number {
  let index = from;
  for (let left = bytes; left > 0; index += 1) {
    const code = text.charCodeAt(index);
    // A surrogate is half of a character of four bytes.
    left -= code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return index;
}

/** Index after `count` characters (code points) from `from` on. */
function afterCharacters(text: string, from: number, count: number): number {
  let index = from;
  for (let left = count; left > 0 && index < text.length; left -= 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

function failureAt(file: string, text: string, index: number, message: string, cause?: unknown): Failure {
  const { line, column } = cursor(text)(index);
  const start = text.lastIndexOf("\n", index - 1) + 1;
  const end = text.indexOf("\n", index);
  const detail = drawCaret(text.slice(start, end < 0 ? undefined : end), column);
  return new Failure(`${file}:${line}:${column}: ${message}`, { cause, detail });
}

/** The parser's message, which would quote all that is left of a string without an end. */
function brief(message: string): string {
  if (message.endsWith(' near ":"'))
    return `${message}; psql's variables cannot be replayed, write the value into the SQL`;
  const line = message.replace(/\n[^]*$/, "").slice(0, 100);
  return line === message ? message : `${line}…`;
}

/** A syntax error, by its index in the whole text. */
interface Wrong {
  readonly at: number;
  readonly message: string;
  readonly cause: unknown;
}

interface ParsedStatement {
  readonly at: number;
  readonly to: number;
  readonly tree: Node;
}

interface Parsed {
  readonly statements: readonly ParsedStatement[];
  readonly wrong?: Wrong;
}

type Item = ParsedStatement | CopyData | PsqlCommand;

/** Parses the text between two indexes; the statements' indexes are those of the whole text. */
function parsePart(plan: Plan, from: number, to: number): Parsed {
  const sql = plan.sql.slice(from, to);
  if (sql.trim() === "") return { statements: [] };
  try {
    let [at, bytes] = [from, 0];
    const statements = (parseSync(sql).stmts ?? []).flatMap(
      ({ stmt, stmt_location: location = 0, stmt_len }) => {
        at = afterBytes(plan.sql, at, location - bytes);
        bytes = location;
        const end = stmt_len === undefined ? to : afterBytes(plan.sql, at, stmt_len);
        return stmt === undefined ? [] : [{ at, to: Math.min(end, plan.end), tree: stmt }];
      },
    );
    return { statements };
  } catch (cause) {
    if (!(cause instanceof SqlError)) {
      const message =
        "a statement here or below is too large or too deeply nested for the parser; split it up";
      return { statements: [], wrong: { at: from + sql.length - sql.trimStart().length, message, cause } };
    }
    const atEnd = cause.message.endsWith("at end of input");
    const at = afterCharacters(plan.sql, from, cause.sqlDetails?.cursorPosition ?? 0);
    return { statements: [], wrong: { at: atEnd ? plan.end : at, message: brief(cause.message), cause } };
  }
}

/** Parses all statements of a script, some at a time. */
function parseAll(plan: Plan): Parsed {
  const statements: ParsedStatement[] = [];
  for (let from = 0; from < plan.sql.length;) {
    const to = plan.ends.find((end) => end >= from + chunkLength) ?? plan.sql.length;
    const part = parsePart(plan, from, to);
    // A semicolon in a BEGIN ATOMIC body is no end: only the parser of all the rest knows.
    const { statements: more, wrong } =
      part.wrong === undefined ? part : parsePart(plan, from, plan.sql.length);
    for (const statement of more) statements.push(statement);
    if (wrong !== undefined) return { statements, wrong };
    from = part.wrong === undefined ? to : plan.sql.length;
  }
  return { statements };
}

async function include(
  command: PsqlCommand,
  fail: (message: string, cause?: unknown) => Failure,
  including: readonly string[],
  options: SplitOptions,
): Promise<Script> {
  const name = includedFile(command.rest) ?? "";
  const folder =
    command.name.endsWith("r") || command.name.endsWith("relative")
      ? dirname(including.at(-1) ?? "")
      : options.root;
  const path = isAbsolute(name) ? name : join(folder ?? ".", name);
  if (including.some((file) => resolve(file) === resolve(path)) || including.length > deepestInclude) {
    throw fail(`a file cannot include itself: ${[...including, path].join(" → ")}`);
  }
  if (options.readFile === undefined)
    throw fail(`${path} cannot be included here; put its statements in its place`);
  const text = await options.readFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fail(
      `${path}, which is included here, cannot be read (${reason}); correct the name or add the file`,
      cause,
    );
  });
  return splitFile(text, [...including, path], options);
}

/** `including`: the files that include each other down to this one, which is the last. */
async function splitFile(
  source: string,
  including: readonly string[],
  options: SplitOptions,
): Promise<Script> {
  const file = including.at(-1) ?? "";
  const text = source.replace(/^\ufeff/, "");
  const fail = (index: number) => (message: string, cause?: unknown) =>
    failureAt(file, text, index, message, cause);
  const zero = text.indexOf("\0");
  if (zero >= 0) throw fail(zero)("a NUL character, so this is no SQL text; save the file as UTF-8");

  const plan = readPsql(text);
  const parsed = parseAll(plan);
  const refused = plan.commands.find((command) => refusal(command) !== null);
  if (parsed.wrong !== undefined && parsed.wrong.at <= (refused?.at ?? Infinity)) {
    throw fail(parsed.wrong.at)(parsed.wrong.message, parsed.wrong.cause);
  }
  if (refused !== undefined) throw fail(refused.at)(refusal(refused) ?? "");

  const position = cursor(text);
  const statements: Statement[] = [];
  const skipped: Skipped[] = [];
  const items: Item[] = [...parsed.statements, ...plan.copies, ...plan.commands.filter(isInclude)];
  for (const item of items.sort((a, b) => a.at - b.at)) {
    if ("name" in item) {
      const included = await include(item, fail(item.at), including, options);
      for (const statement of included.statements) statements.push(statement);
      skipped.push(...included.skipped);
    } else if ("table" in item) {
      if (item.lines === 0) continue;
      const what = `COPY data of ${item.table} (${item.lines} ${item.lines === 1 ? "line" : "lines"})`;
      skipped.push({ file, line: position(item.at).line, what });
    } else {
      statements.push({
        text: plan.sql.slice(item.at, item.to).trimEnd(),
        file,
        ...position(item.at),
        tree: item.tree,
      });
    }
  }
  return { statements, skipped };
}

/**
 * The statements of a SQL file in their order, with those of the files that it includes in their places; `file` is what
 * the user calls it, a path from the current directory. COPY data is passed over and listed in `skipped`. Throws
 * `Failure` (`file:line:column: …`, with the line and a caret) on a syntax error, on a psql command that cannot be
 * replayed, and on an included file that is missing or includes itself.
 */
export async function split(text: string, file: string, options: SplitOptions = {}): Promise<Script> {
  await loadModule();
  return splitFile(text, [file], options);
}
