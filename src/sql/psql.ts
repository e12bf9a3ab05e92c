/** Takes out of a SQL script what only psql understands: its own commands, and the data of COPY. Parses no SQL. */

/** A psql command: where its backslash stands, its name (`ir`), and its arguments as written. */
export interface PsqlCommand {
  /** Index in the text, in UTF-16 code units. */
  readonly at: number;
  readonly name: string;
  readonly rest: string;
  /** It stands between the first token of a statement and its semicolon. */
  readonly inStatement: boolean;
}

/** A `COPY … FROM stdin` with its data. */
export interface CopyData {
  readonly at: number;
  /** As written: `public.orders`. */
  readonly table: string;
  /** Of data. */
  readonly lines: number;
}

/** A script as `readPsql` found it; all indexes count UTF-16 code units. */
export interface Plan {
  /** The text with commands and COPY data blanked out: every index and every line is still where it was. */
  readonly sql: string;
  readonly commands: readonly PsqlCommand[];
  readonly copies: readonly CopyData[];
  /** Index after each semicolon outside parentheses; some are in a BEGIN ATOMIC body, which only a parser can tell. */
  readonly ends: readonly number[];
  /** Index after the last token. */
  readonly end: number;
}

const space = /[ \t\n\r\f\v]+/y;
const comment = /--[^\n\r]*/y;
const commentBound = /\/\*|\*\//g;
const identifier = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const number = /[0-9][A-Za-z0-9_.]*/y;
const dollar = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const escapedString = /[^'\\]*(?:(?:\\.|'')[^'\\]*)*'?/sy;
/** What may stand between two parts of one string (documentation, 4.1.2.1): a line break, at least. */
const continuation = /(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y;
const endOfData = /(?<![^\n])\\\.\r?(?![^\n])/g;
const commandName = /[;:]|[^\s\\]*/y;
const commandArguments = /(?:'(?:[^'\\\n]|\\.|'')*'|"[^"\n]*"|`[^`\n]*`|[^\\\n])*/y;

/** Index after the match of a sticky expression at `at`; `at` where there is none. */
function after(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : at;
}

/** Index after the next `needle`, or the end of the text. */
function past(text: string, needle: string, from: number): number {
  const found = text.indexOf(needle, from);
  return found < 0 ? text.length : found + needle.length;
}

/** Index after a block comment; they nest. */
function afterComment(text: string, at: number): number {
  let depth = 0;
  commentBound.lastIndex = at;
  for (let match = commentBound.exec(text); match !== null; match = commentBound.exec(text)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return commentBound.lastIndex;
  }
  return text.length;
}

/** Index after an E'' string that begins with the quote at `at`, with the parts that continue it. */
function afterEscapedString(text: string, at: number): number {
  let end = after(escapedString, text, at + 1);
  for (let next = after(continuation, text, end); next > end; next = after(continuation, text, end)) {
    end = after(escapedString, text, next);
  }
  return end;
}

/** Index after the token at `at`. What is cut off by the end of the text ends there. */
function afterToken(text: string, at: number): number {
  const char = text.charAt(at);
  // A doubled quote needs no care: it reads as two strings side by side.
  if (char === "'" || char === '"') return past(text, char, at + 1);
  if (char === "$") {
    const open = after(dollar, text, at);
    return open === at ? at + 1 : past(text, text.slice(at, open), open);
  }
  const end = after(identifier, text, at);
  if (end === at) return Math.max(after(number, text, at), at + 1);
  const isEscapedString = end === at + 1 && (char === "E" || char === "e") && text.charAt(end) === "'";
  return isEscapedString ? afterEscapedString(text, end) : end;
}

/** The block of COPY data whose first line begins at `at`: the index of the line break after its `\.`, and its lines. */
function readData(text: string, at: number): { readonly end: number; readonly lines: number } {
  endOfData.lastIndex = at;
  const match = endOfData.exec(text);
  const to = match?.index ?? text.length;
  let lines = to > at && text.charAt(to - 1) !== "\n" ? 1 : 0;
  for (let next = text.indexOf("\n", at); next >= 0 && next < to; next = text.indexOf("\n", next + 1))
    lines += 1;
  return { end: match === null ? to : endOfData.lastIndex, lines };
}

/** The table of a `COPY … FROM stdin`, from the tokens of the statement outside parentheses; null: it is none. */
function copyTable(tokens: readonly string[]): string | null {
  const from = tokens.findIndex(
    (token, index) => token.toUpperCase() === "FROM" && tokens[index + 1]?.toUpperCase() === "STDIN",
  );
  return from < 0 ? null : tokens.slice(1, from).join("");
}

const spaces = (replaced: string): string => " ".repeat(replaced.length);

/** Reads a whole script, in time near linear in its length. Takes every text; what is wrong in it is the parser's to say. */
export function readPsql(text: string): Plan {
  const commands: PsqlCommand[] = [];
  const copies: CopyData[] = [];
  const ends: number[] = [];
  const pieces: string[] = [];
  let kept = 0;
  const blank = (from: number, to: number): void => {
    const first = Math.max(from, kept);
    pieces.push(text.slice(kept, first), text.slice(first, to).replace(/[^\r\n]+/g, spaces));
    kept = to;
  };

  let end = 0;
  /** Where the current statement began; -1 before its first token. */
  let start = -1;
  /** Of parentheses. */
  let depth = 0;
  /** The tokens outside parentheses of a statement that begins with COPY. */
  let copy: string[] | null = null;
  /** COPY statements whose data begins in the next line. */
  let waiting: { readonly at: number; readonly table: string }[] = [];

  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    if (char === "\n" && waiting.length > 0) {
      for (const statement of waiting) {
        const data = readData(text, at + 1);
        copies.push({ ...statement, lines: data.lines });
        blank(at, data.end);
        at = data.end;
      }
      waiting = [];
    } else if (char <= " " && after(space, text, at) > at) {
      // With data waiting, each line break counts.
      at = waiting.length > 0 ? at + 1 : after(space, text, at);
    } else if (char === "-" && text.charAt(at + 1) === "-") {
      at = after(comment, text, at);
    } else if (char === "/" && text.charAt(at + 1) === "*") {
      at = afterComment(text, at);
    } else if (char === "\\") {
      const nameEnd = after(commandName, text, at + 1);
      const isSeparator = text.charAt(at + 1) === "\\";
      const stop = isSeparator ? at + 2 : after(commandArguments, text, nameEnd);
      const [name, rest] = [text.slice(at + 1, nameEnd), text.slice(nameEnd, stop).trim()];
      if (!isSeparator) commands.push({ at, name, rest, inStatement: start >= 0 });
      blank(at, stop);
      at = stop;
    } else if (char === ";" && depth <= 0) {
      const table = copy === null ? null : copyTable(copy);
      at += 1;
      if (table === null) {
        ends.push(at);
        end = at;
      } else {
        waiting.push({ at: start, table });
        blank(start, at);
      }
      [start, depth, copy] = [-1, 0, null];
    } else {
      if (char === "(") depth += 1;
      if (char === ")") depth -= 1;
      const next = afterToken(text, at);
      if (start < 0) {
        start = at;
        if (next - at === 4 && text.slice(at, next).toUpperCase() === "COPY") copy = [];
      }
      if (depth === 0 && char !== ")") copy?.push(text.slice(at, next));
      at = next;
      end = at;
    }
  }
  const unended = copy === null ? null : copyTable(copy);
  if (unended !== null) {
    waiting.push({ at: start, table: unended });
    blank(start, text.length);
  }
  for (const statement of waiting) copies.push({ ...statement, lines: 0 });
  pieces.push(text.slice(kept));
  return { sql: pieces.join(""), commands, copies, ends, end };
}
