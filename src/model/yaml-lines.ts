/** Reads the YAML that driftline writes, line by line: ten times as fast as a reader of all YAML. Knows no model. */
import { isPlain, isPrintable } from "./yaml-text.js";

/** A value of a YAML file; all scalars are texts, as they were written. */
export type YamlNode = YamlTextNode | YamlMapNode | YamlListNode | YamlOtherNode;

interface Placed {
  /** Of its key; of itself in a list or at the top. From 1. */
  readonly line: number;
}

export interface YamlTextNode extends Placed {
  readonly type: "text";
  readonly text: string;
}

export interface YamlMapNode extends Placed {
  readonly type: "map";
  /** As written: a key can stand here twice. */
  readonly entries: readonly (readonly [string, YamlNode])[];
}

export interface YamlListNode extends Placed {
  readonly type: "list";
  readonly items: readonly YamlNode[];
}

/** Nothing at all, or something that no snapshot has. */
export interface YamlOtherNode extends Placed {
  readonly type: "other";
}

/** Lines and the index of the next one. */
interface Cursor {
  readonly lines: string[];
  at: number;
}

/** Thrown, and caught in `readLines`: the text is not in the form that driftline writes. */
class Otherwise extends Error {}

const json = /^"(?:[^"\\\u0000-\u001f]|\\["\\bfnrt]|\\u[0-9a-f]{4})*"/;
const single = /^'[^']*'/;

/** The text of a scalar; null where it is none, or none of the plain forms. */
function scalarText(text: string): string | null {
  if (isPlain(text)) return text;
  if (json.exec(text)?.[0] === text) return String(JSON.parse(text));
  return single.exec(text)?.[0] === text ? text.slice(1, -1) : null;
}

function scalar(text: string): string {
  const result = scalarText(text);
  if (result === null) throw new Otherwise();
  return result;
}

/** The key of a line, and what follows its colon. */
function splitEntry(text: string): readonly [string, string] {
  const quoted = (json.exec(text) ?? single.exec(text))?.[0];
  const end = quoted === undefined ? `${text} `.search(/:\s/) : quoted.length;
  const rest = text.slice(end + 1);
  if (end < 0 || text.charAt(end) !== ":" || !/^(?: \S|$)/.test(rest)) throw new Otherwise();
  return [scalar(text.slice(0, end)), rest.slice(1)];
}

/** The lines of a literal block, deeper than `indent`, after its header. */
function literalBlock(cursor: Cursor, header: string, indent: string): string {
  const { lines } = cursor;
  const below = `${indent}  `;
  const content: string[] = [];
  for (let line = lines[cursor.at]; line !== undefined; line = lines[cursor.at]) {
    if (line !== "" && !line.startsWith(below)) {
      if (line.trim() === "") throw new Otherwise();
      break;
    }
    content.push(line.slice(below.length));
    cursor.at += 1;
  }
  const first = content.find((line) => line !== "");
  const endsBlank = content.at(-1)?.trim() === "";
  const isIndented = /^\s/.test(first ?? " ") && !header.includes("2");
  if (first === undefined || isIndented || (endsBlank && !header.endsWith("+"))) throw new Otherwise();
  return content.join("\n") + (header.endsWith("-") ? "" : "\n");
}

const empty = /^(?:\{\}|\[\])$/;
const blockHeader = /^\|2?[-+]?$/;

/** The value after `key:` or `-`, on the same line or below. */
function valueAfter(cursor: Cursor, text: string, indent: string, line: number): YamlNode {
  if (text === "") return deeper(cursor, `${indent}  `, line);
  if (text === "{}") return { type: "map", entries: [], line };
  if (text === "[]") return { type: "list", items: [], line };
  if (text.startsWith("{ ")) return flowMap(text, line);
  return {
    type: "text",
    text: blockHeader.test(text) ? literalBlock(cursor, text, indent) : scalar(text),
    line,
  };
}

/** A key within braces is the name of a field; its value ends at a comma or the closing brace. */
const flowEntry = /([a-z_]+): ("(?:[^"\\]|\\.)*"|'[^']*'|[^,[\]{}]*[^,[\]{} ])(, | \}$)/y;

/** `{ type: integer, not_null: true }` */
function flowMap(text: string, line: number): YamlMapNode {
  const entries: (readonly [string, YamlNode])[] = [];
  flowEntry.lastIndex = 2;
  for (;;) {
    const [, key, value, end] = flowEntry.exec(text) ?? [];
    if (key === undefined || value === undefined) throw new Otherwise();
    entries.push([key, { type: "text", text: scalar(value), line }]);
    if (end === " }") return { type: "map", entries, line };
  }
}

/** Whether a line has just this indentation. */
const isAt = (line: string | undefined, indent: string): line is string =>
  line?.startsWith(indent) === true && line.length > indent.length && line.charAt(indent.length) !== " ";

/** A map or a list whose lines all have this indentation. */
function deeper(cursor: Cursor, indent: string, line: number): YamlNode {
  const { lines } = cursor;
  const first = lines[cursor.at];
  if (!isAt(first, indent)) throw new Otherwise();
  const node = first.startsWith("- ", indent.length) ? list(cursor, indent, line) : map(cursor, indent, line);
  const next = lines[cursor.at];
  // What comes next belongs to something above, so it begins further left.
  if (next !== undefined && (next.startsWith(indent) || next.trim() === "")) throw new Otherwise();
  return node;
}

function map(cursor: Cursor, indent: string, line: number): YamlMapNode {
  const entries: (readonly [string, YamlNode])[] = [];
  for (let next = cursor.lines[cursor.at]; isAt(next, indent); next = cursor.lines[cursor.at]) {
    const [key, rest] = splitEntry(next.slice(indent.length));
    cursor.at += 1;
    entries.push([key, valueAfter(cursor, rest, indent, cursor.at)]);
  }
  return { type: "map", entries, line };
}

function list(cursor: Cursor, indent: string, line: number): YamlListNode {
  const { lines } = cursor;
  const items: YamlNode[] = [];
  for (let next = lines[cursor.at]; isAt(next, indent); next = lines[cursor.at]) {
    if (!next.startsWith("- ", indent.length)) throw new Otherwise();
    const text = next.slice(indent.length + 2);
    if (empty.test(text) || blockHeader.test(text) || scalarText(text) !== null) {
      cursor.at += 1;
      items.push(valueAfter(cursor, text, indent, cursor.at));
    } else {
      // A map begins behind the dash, and goes on below its first key.
      lines[cursor.at] = `${indent}  ${text}`;
      items.push(deeper(cursor, `${indent}  `, cursor.at + 1));
    }
  }
  return { type: "list", items, line };
}

/**
 * The map that a text holds; null where it is not in the very form that `printYaml` writes, so that a reader of all YAML
 * has to say what it is. What it returns is what such a reader would.
 */
export function readLines(text: string): YamlMapNode | null {
  if (!text.endsWith("\n") || !isPrintable(text)) return null;
  const lines = text.split("\n");
  lines.pop();
  const at = Math.max(
    lines.findIndex((line) => !line.startsWith("#")),
    0,
  );
  try {
    const node = deeper({ lines, at }, "", at + 1);
    return node.type === "map" ? node : null;
  } catch (error) {
    if (error instanceof Otherwise) return null;
    throw error;
  }
}
