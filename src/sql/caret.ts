/** Draws where in a file something is wrong: the line, and a caret below the place. Knows no SQL. */
import type { Location } from "../finding.js";
import type { Statement } from "./statement.js";

/** Columns of a terminal that a drawn line has at most. */
const room = 120;
const tabStop = 4;
const ellipsis = "…";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\ufe0f]|\p{Emoji_Presentation}/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** What one character looks like on a terminal, and how many columns it takes there. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

function cell(text: string, column: number): Cell {
  if (text === "\t") {
    const width = tabStop - (column % tabStop);
    return { text: " ".repeat(width), width };
  }
  // Nothing of a file may steer the terminal.
  if (/^\p{Cc}/u.test(text)) return { text: "·", width: 1 };
  return { text, width: invisible.test(text) ? 0 : wide.test(text) ? 2 : 1 };
}

function cells(text: string): readonly Cell[] {
  const all: Cell[] = [];
  let column = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = cell(segment, column);
    all.push(next);
    column += next.width;
  }
  return all;
}

const widthOf = (list: readonly Cell[]): number => list.reduce((sum, { width }) => sum + width, 0);

/** As many cells from the start of the list as fit into `width` columns. */
function fitting(list: readonly Cell[], width: number): readonly Cell[] {
  let sum = 0;
  const end = list.findIndex((next) => (sum += next.width) > width);
  return end < 0 ? list : list.slice(0, end);
}

const print = (list: readonly Cell[]): string => list.map(({ text }) => text).join("");

/** UTF-16 index of the code point number `position`, counted from 1; at most the length of the text. */
function indexOf(text: string, position: number): number {
  let index = 0;
  for (let left = position - 1; left > 0 && index < text.length; left -= 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

/**
 * A line of a file and a caret under the character number `column`, which counts from 1 in code points; as two lines.
 * A long line is cut around the caret; tabs become spaces, and wide characters count two columns.
 */
export function drawCaret(sourceLine: string, column: number): string {
  const line = sourceLine.replace(/\r$/, "");
  const index = indexOf(line, column);
  // More than enough on both sides: a line can be a whole file.
  const from = Math.max(0, index - 4 * room);
  const to = Math.min(line.length, index + 4 * room);
  let before = cells(line.slice(from, index));
  let behind = cells(line.slice(index, to));
  let head = from > 0 ? ellipsis : "";
  let tail = to < line.length ? ellipsis : "";
  if (head !== "" || tail !== "" || widthOf(before) + widthOf(behind) > room) {
    const half = room / 2 - 1;
    const left = Math.max(half, room - 2 - widthOf(behind));
    const shownBefore = fitting(before.toReversed(), left).toReversed();
    if (shownBefore.length < before.length) head = ellipsis;
    before = shownBefore;
    const shownBehind = fitting(behind, room - 2 - widthOf(before));
    if (shownBehind.length < behind.length) tail = ellipsis;
    behind = shownBehind;
  }
  const padding = " ".repeat(head.length + widthOf(before));
  return `${head}${print(before)}${print(behind)}${tail}`.trimEnd() + `\n${padding}^`;
}

/** `file:line:column`, the line and the caret, as three lines. */
export function draw(location: Location, sourceLine: string): string {
  const { file, line, column = 1 } = location;
  return `${file}:${line}:${column}\n${drawCaret(sourceLine, column)}`;
}

/** Where in its file the character number `position` of a statement stands; it counts from 1, as PostgreSQL reports it. */
export function locate(statement: Statement, position: number): Location {
  const before = statement.text.slice(0, indexOf(statement.text, position));
  const lineStart = before.lastIndexOf("\n") + 1;
  const breaks = before.split("\n").length - 1;
  const characters = Array.from(before.slice(lineStart)).length;
  return {
    file: statement.file,
    line: statement.line + breaks,
    column: characters + (breaks === 0 ? statement.column : 1),
  };
}

/**
 * A failing statement: `file:line:column` in its file, the line of the statement and the caret under the character
 * number `position` of the statement; it counts from 1, as PostgreSQL reports it.
 */
export function drawStatement(statement: Statement, position: number): string {
  const { file, line, column = 1 } = locate(statement, position);
  const lines = statement.text.split("\n");
  const inStatement = line - statement.line;
  const shift = inStatement === 0 ? statement.column - 1 : 0;
  return `${file}:${line}:${column}\n${drawCaret(lines[inStatement] ?? "", column - shift)}`;
}
