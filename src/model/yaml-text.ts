/** Prints plain trees as YAML 1.2 that a YAML 1.1 reader understands in the same way. Knows no model. */

/** A tree that is made when it is printed, so that few of many are there at once. */
export interface LateTree {
  readonly make: () => Tree;
}

export interface YamlMap {
  /** In the order of writing; keys are unique. */
  readonly entries: readonly (readonly [string, Tree | LateTree])[];
  /** On one line where it is short: `{ type: integer, not_null: true }`. */
  readonly short?: boolean;
}

export interface YamlList {
  readonly items: readonly Tree[];
}

export type Tree = string | number | boolean | YamlMap | YamlList;

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
  if (isPlain(text) && !word.test(text) && !number.test(text) && !date.test(text)) return text;
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

/** Longest line that a map is put on as a whole. */
const shortLine = 120;

/** A map on one line, or undefined where it holds more than short scalars. */
function flow({ entries }: YamlMap, room: number): string | undefined {
  const parts: string[] = [];
  for (const [key, tree] of entries) {
    if (typeof tree === "object" || (typeof tree === "string" && isBlock(tree))) return undefined;
    parts.push(`${key}: ${typeof tree === "string" ? inFlow(tree) : String(tree)}`);
  }
  const text = `{ ${parts.join(", ")} }`;
  return text.length <= room ? text : undefined;
}

/** Within braces a comma or a bracket ends a plain scalar. */
function inFlow(text: string): string {
  const plain = inline(text);
  return plain === text && /[,[\]{}]/.test(text) ? doubleQuoted(text) : plain;
}

/** Appends a map, the first key behind `first` and the others behind `indent`. */
function appendMap(lines: string[], { entries }: YamlMap, indent: string, first: string): void {
  let lead = first;
  for (const [key, tree] of entries) {
    const name = inline(key);
    const isLong = name.length > longestKey;
    if (isLong) lines.push(`${lead}? ${name}`);
    const place = isLong ? `${indent}:` : `${lead}${name}:`;
    if (typeof tree === "object" && "make" in tree) {
      const own: string[] = [];
      appendValue(own, place, tree.make(), indent);
      lines.push(own.join("\n"));
    } else appendValue(lines, place, tree, indent);
    lead = indent;
  }
}

/** Appends a value behind `lead`, which is a key with its colon; what goes below it is deeper than `indent`. */
function appendValue(lines: string[], lead: string, tree: Tree, indent: string): void {
  const below = `${indent}  `;
  if (typeof tree === "string") {
    lines.push(`${lead} ${isBlock(tree) ? block(tree, below) : inline(tree)}`);
  } else if (typeof tree !== "object") {
    lines.push(`${lead} ${Object.is(tree, -0) ? "-0" : String(tree)}`);
  } else if ("entries" in tree) {
    const line =
      tree.short === true && tree.entries.length > 0 ? flow(tree, shortLine - lead.length) : undefined;
    if (line !== undefined) {
      lines.push(`${lead} ${line}`);
      return;
    }
    lines.push(tree.entries.length === 0 ? `${lead} {}` : lead);
    appendMap(lines, tree, below, below);
  } else {
    lines.push(tree.items.length === 0 ? `${lead} []` : lead);
    for (const item of tree.items) {
      if (typeof item === "object" && "entries" in item && item.entries.length > 0) {
        appendMap(lines, item, `${below}  `, `${below}- `);
      } else {
        appendValue(lines, `${below}-`, item, below);
      }
    }
  }
}

/** The lines of a YAML file, each with its line break: `key: value`, below each other, not folded. */
export function printYaml(tree: YamlMap): string {
  const lines: string[] = [];
  appendMap(lines, tree, "", "");
  return `${lines.join("\n")}\n`;
}
