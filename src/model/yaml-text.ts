/** Writes keys and texts as YAML 1.2 that a YAML 1.1 reader understands in the same way. Knows no model. */

/** Characters that an editor or a terminal would hide, or read as a line break or a change of direction. */
const unprintable = /[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/u;
const escaped = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

/** What no plain scalar begins with, or holds (specification of YAML 1.2, 7.3.3). */
const needsQuotes = /^$|^\s|\s$|^[,[\]{}#&*!|>'"%@`]|^[-?:](?:\s|$)|^---|^\.\.\.|:\s|:$|\s#/;
const word = /^(?:~|null|true|false|yes|no|on|off|y|n|\.nan|[-+]?\.inf|<<|=)$/i;
const number =
  /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]*(?:e[-+]?[0-9]+)?|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|e[-+]?[0-9]+)$/i;
const date = /^\d{4}-\d\d?-\d\d?(?:t|\s|$)/i;

/** Longest key that may stand before its colon; YAML allows 1,024 characters. */
const longestKey = 1000;

function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    escaped,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether a text of several lines shows all that it holds. */
export function isPrintable(text: string): boolean {
  return !unprintable.test(text.replace(/[\n\t]/g, ""));
}

/** Whether YAML reads a text, written plain on one line, as this text or as a number, a flag or null. */
export function isPlain(text: string): boolean {
  return !needsQuotes.test(text) && !unprintable.test(text);
}

/** Most texts: names, which are neither a number (`e5`) nor begin a date. */
const name = /^[a-df-z_][a-z0-9_]*$/;

/** A text on one line: plain where YAML reads it back as this text, else in the quotes that need fewer escapes. */
function inline(text: string): string {
  if (name.test(text) && !word.test(text)) return text;
  if (unprintable.test(text)) return doubleQuoted(text);
  if (!needsQuotes.test(text) && !word.test(text) && !number.test(text) && !date.test(text)) return text;
  return /["\\]/.test(text) && !text.includes("'") ? `'${text}'` : doubleQuoted(text);
}

/**
 * Whether a text is written as a literal block: several lines without control characters. Blank lines at its ends must
 * be empty, as readers disagree on spaces there.
 */
function isBlock(text: string): boolean {
  if (!text.includes("\n") || !/\S/.test(text)) return false;
  return !/^\n*[ \t]+\n|\n[ \t]+\n*$/.test(text) && isPrintable(text);
}

function block(text: string, indent: string): string {
  // Else a reader would take the indentation of the first line for that of the block.
  const indicator = /^\n*[ \t]/.test(text) ? "2" : "";
  const chomping = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
  const body = (chomping === "-" ? text : text.slice(0, -1)).replace(/^(?=[^\n])/gm, indent);
  return `|${indicator}${chomping}\n${body}`;
}

/** A value behind its key; the lines of a text that has several go below it, deeper than `indent`. */
export function scalar(value: string | number | boolean, indent: string): string {
  if (typeof value === "string") return isBlock(value) ? block(value, `${indent}  `) : inline(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The same within braces, where a comma or a bracket ends a plain text; undefined where it goes below its key. */
export function scalarInFlow(value: string | number | boolean): string | undefined {
  if (typeof value !== "string") return scalar(value, "");
  if (isBlock(value)) return undefined;
  const plain = inline(value);
  return plain === value && /[,[\]{}]/.test(value) ? doubleQuoted(value) : plain;
}

/** Longest line that a map is put on as a whole. */
export const shortLine = 120;

/**
 * A key with its colon, for its value to stand behind. One that is too long for that gets a line of its own.
 * @param lead what the line begins with: `indent`, or the dash of a list's item
 */
export function keyed(lines: string[], lead: string, key: string, indent: string): string {
  const name = inline(key);
  if (name.length <= longestKey) return `${lead}${name}:`;
  lines.push(`${lead}? ${name}`);
  return `${indent}:`;
}
