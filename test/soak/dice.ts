/** Random numbers from a seed: the same seed makes the same schema on every machine. */

export interface Dice {
  /** From 0 to `below`, exclusive. */
  readonly int: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  /** Up to `most` of them, in a random order, at least one where there are any. */
  readonly some: <T>(from: readonly T[], most: number) => T[];
  /** The text, with a chance, else nothing: an optional clause. */
  readonly maybe: (text: string, probability?: number) => string;
}

/** Dice of a seed, by the generator "mulberry32". */
export function diceOf(seed: number): Dice {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    chance: (probability) => next() < probability,
    pick: (from) => from[int(from.length)] ?? from[0],
    some: (from, most) => {
      const left = [...from];
      const count = Math.min(left.length, 1 + int(most));
      return Array.from({ length: count }, () => left.splice(int(left.length), 1)).flat();
    },
    maybe: (text, probability = 0.3) => (next() < probability ? ` ${text}` : ""),
  };
}
