/** Finds quickly what may know a name, among very much that does not. Knows no kind. */

/** What stands between the names in a text that does not need quotes for them. */
const between = /[^\p{L}\p{N}_$]+/u;
const plain = /^[\p{L}\p{N}_$]+$/u;

/** The word, and what stands before each of its underscores: `orders_id_seq` may be named after `orders` and `orders_id`. */
function* stems(word: string): Generator<string> {
  yield word;
  for (let at = word.lastIndexOf("_"); at > 0; at = word.lastIndexOf("_", at - 1)) yield word.slice(0, at);
}

/**
 * @param textOf all that an item says, as one text
 * @returns for a name the items whose text has it, or a name that is made of it and an underscore, and perhaps others; in
 * their order
 */
export function mentions<T>(
  items: readonly T[],
  textOf: (item: T) => string,
): (name: string) => readonly T[] {
  const texts = items.map(textOf);
  let known: ReadonlyMap<string, ReadonlySet<number>> | undefined;
  return (name) => {
    if (!plain.test(name)) {
      const inQuotes = name.replaceAll('"', '""');
      return items.filter((_item, i) => texts[i]?.includes(name) === true || texts[i]?.includes(inQuotes));
    }
    known ??= byStem(texts);
    return Array.from(known.get(name) ?? [], (index) => items[index]).filter((item) => item !== undefined);
  };
}

function byStem(texts: readonly string[]): ReadonlyMap<string, ReadonlySet<number>> {
  const known = new Map<string, Set<number>>();
  texts.forEach((text, index) => {
    for (const word of text.split(between))
      for (const stem of stems(word)) {
        const set = known.get(stem) ?? new Set();
        known.set(stem, set.add(index));
      }
  });
  return known;
}
