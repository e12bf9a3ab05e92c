/** Cuts SQL text at tokens, so that what is kept stays as it was written. Knows no statement. */
import { scan } from "libpg-query";

/** From a token to before a token, counted from 0. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** SQL text with its tokens; comments are no tokens. */
export class Tokens {
  readonly #bytes: Buffer;
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];
  /** The tokens as written. */
  readonly texts: readonly string[];

  private constructor(bytes: Buffer, starts: readonly number[], ends: readonly number[]) {
    this.#bytes = bytes;
    this.#starts = starts;
    this.#ends = ends;
    this.texts = starts.map((start, i) => bytes.subarray(start, ends[i]).toString("utf8"));
  }

  static async of(text: string): Promise<Tokens> {
    const { tokens } = await scan(text);
    const kept = tokens.filter(({ tokenName }) => !tokenName.endsWith("COMMENT"));
    return new Tokens(
      Buffer.from(text, "utf8"),
      kept.map(({ start }) => start),
      kept.map(({ end }) => end),
    );
  }

  /** The token at a byte, as parse trees count; the next one if none begins there. */
  at(location: number): number {
    const found = this.#starts.findIndex((start) => start >= location);
    return found === -1 ? this.#starts.length : found;
  }

  /** The token as a word in lower case. */
  word(i: number): string {
    return this.texts[i]?.toLowerCase() ?? "";
  }

  /** The first `word` outside of parentheses at or after a token, or -1. */
  find(word: string, from: number): number {
    let depth = 0;
    for (let i = from; i < this.texts.length; i++) {
      const text = this.word(i);
      if (text === "(") depth++;
      else if (text === ")") depth--;
      else if (depth === 0 && text === word) return i;
    }
    return -1;
  }

  /** The list in parentheses that a token is in: the parentheses, and what stands between commas. */
  list(inside: number): { readonly span: Span; readonly items: readonly Span[] } {
    let open = inside;
    while (open > 0 && this.texts[open] !== "(") open--;
    const items: Span[] = [];
    let depth = 0;
    let from = open + 1;
    for (let i = open + 1; i < this.texts.length; i++) {
      const text = this.texts[i];
      if (text === "(") depth++;
      if (depth === 0 && (text === "," || text === ")")) {
        items.push({ from, to: i });
        from = i + 1;
        if (text === ")") return { span: { from: open, to: i + 1 }, items };
      }
      if (text === ")") depth--;
    }
    return { span: { from: open, to: this.texts.length }, items };
  }

  /** The text of a span. */
  slice({ from, to }: Span): string {
    if (to <= from) return "";
    return this.#bytes.subarray(this.#starts[from], this.#ends[to - 1]).toString("utf8");
  }

  /** The text before and after a span. */
  around({ from, to }: Span): readonly [string, string] {
    const start = this.#starts[from] ?? this.#bytes.length;
    const end = to > from ? (this.#ends[to - 1] ?? this.#bytes.length) : start;
    return [this.#bytes.subarray(0, start).toString("utf8"), this.#bytes.subarray(end).toString("utf8")];
  }

  /** The whole text with a span replaced. */
  replace(span: Span, by: string): string {
    return this.around(span).join(by);
  }
}
