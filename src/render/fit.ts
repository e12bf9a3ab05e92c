/** A document that may not be longer than a limit: what matters most gets the room, the rest is counted. */

export interface Section {
  readonly head: string;
  /** The most important first; each ends where a line ends. */
  readonly items: readonly string[];
  readonly foot?: string;
  /** Stands for items that found no room. */
  readonly rest: (count: number) => string;
}

/**
 * Sections, in order, as one text; the first ones get the room first. An item is there whole or not at all.
 * @param limit characters, as `length` counts them
 */
export function fit(sections: readonly Section[], limit: number): string {
  let room = sections.reduce((left, section) => left - written(section, []).length, limit);
  return sections
    .map((section) => {
      const kept: string[] = [];
      for (const item of section.items) {
        if (item.length + 1 > room) break;
        room -= item.length + 1;
        kept.push(item);
      }
      return written(section, kept);
    })
    .join("");
}

function written({ head, items, foot, rest }: Section, kept: readonly string[]): string {
  const left = items.length - kept.length;
  return [head, ...kept, ...(left === 0 ? [] : [rest(left)]), ...(foot === undefined ? [] : [foot])]
    .map((text) => `${text}\n`)
    .join("");
}

/** A text of at most so many lines and characters, with a line that says how many were left out. */
export function clipped(
  lines: readonly string[],
  mostLines: number,
  mostCharacters: number,
): readonly string[] {
  const kept: string[] = [];
  let room = mostCharacters;
  for (const line of lines.slice(0, mostLines)) {
    if (line.length > room) break;
    room -= line.length + 1;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return left === 0 ? kept : [...kept, `… ${left} more ${left === 1 ? "line" : "lines"}`];
}
