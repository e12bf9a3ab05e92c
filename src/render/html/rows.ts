/** Two texts, line beside line, with the words that differ marked. Knows no HTML. */
import { diffArrays, diffWordsWithSpace } from "diff";

/** A piece of a line; marked where the other side has something else. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** A line of each side; a side that has none beside the other's is absent. */
export interface Row {
  readonly expected?: readonly Piece[];
  readonly actual?: readonly Piece[];
}

/** Lines that are left out: the same on both sides, or too many. */
export interface Skip {
  readonly skipped: number;
  readonly why: "same" | "more";
}

/** Equal lines to keep around a difference, in a text of many lines. */
const context = 3;
/** Edits after which two texts are simply not the same text. */
const maxEditLength = 2000;

export function rows(expected: string, actual: string, limit: number): (Row | Skip)[] {
  const [before, after] = [expected.split("\n"), actual.split("\n")];
  // An absent result means that there was nothing in common within the limit of edits.
  const chunks = diffArrays(before, after, { maxEditLength }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const result: (Row | Skip)[] = [];
  let removed: readonly string[] = [];
  for (const [index, chunk] of chunks.entries()) {
    if (chunk.removed) {
      removed = chunk.value;
      if (chunks[index + 1]?.added !== true) result.push(...beside(removed, []));
    } else if (chunk.added) {
      result.push(...beside(chunks[index - 1]?.removed === true ? removed : [], chunk.value));
    } else {
      result.push(...same(chunk.value, index === 0, index === chunks.length - 1));
    }
  }
  return cut(result, limit);
}

/** A text that the other side does not have. */
export function alone(side: "expected" | "actual", text: string, limit: number): (Row | Skip)[] {
  return cut(
    text.split("\n").map((line) => ({ [side]: [{ text: line, marked: false }] })),
    limit,
  );
}

function cut(all: (Row | Skip)[], limit: number): (Row | Skip)[] {
  return all.length <= limit ? all : [...all.slice(0, limit), { skipped: all.length - limit, why: "more" }];
}

function same(lines: readonly string[], first: boolean, last: boolean): (Row | Skip)[] {
  const keepBefore = first ? 0 : context;
  const keepAfter = last ? 0 : context;
  const skipped = lines.length - keepBefore - keepAfter;
  const plain = lines.map((text): Row => ({
    expected: [{ text, marked: false }],
    actual: [{ text, marked: false }],
  }));
  if (skipped <= context) return plain;
  const end = keepAfter === 0 ? [] : plain.slice(-keepAfter);
  return [...plain.slice(0, keepBefore), { skipped, why: "same" }, ...end];
}

/** Lines that stand for each other, in their order; what is left over stands alone. */
function beside(removed: readonly string[], added: readonly string[]): Row[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => {
    const before = removed[index];
    const after = added[index];
    if (before === undefined) return after === undefined ? {} : { actual: [{ text: after, marked: true }] };
    if (after === undefined) return { expected: [{ text: before, marked: true }] };
    return words(before, after);
  });
}

/** Word by word, unless so little is common that marks would only be noise. */
function words(before: string, after: string): Row {
  const changes = diffWordsWithSpace(before, after, { maxEditLength }) ?? [];
  const common = changes
    .filter(({ added, removed }) => !added && !removed)
    .reduce((sum, { value }) => sum + value.length, 0);
  if (common * 4 < Math.max(before.length, after.length)) {
    return { expected: [{ text: before, marked: true }], actual: [{ text: after, marked: true }] };
  }
  return {
    expected: changes
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, marked: removed })),
    actual: changes
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, marked: added })),
  };
}
