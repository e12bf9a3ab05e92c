/** HTML that escapes by itself: a tagged template whose texts cannot become markup. */

/** A piece of finished HTML. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | undefined | Markup | readonly Markup[];

/** Texts in the holes are escaped, for elements and quoted attributes alike; pieces of HTML are not. */
export function hypertext(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: strings.map((string, index) => string + inserted(values[index])).join("") };
}

function inserted(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "string") return escape(value);
  if (typeof value === "number") return String(value);
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

/** Text that is HTML already: the style and the script of the page. */
export const raw = (markup: string): Markup => ({ markup });

export const nothing: Markup = { markup: "" };

/** Characters that hide, break out of their line or turn the direction of what follows; a line break and a tab do not. */
const unprintable =
  /[\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|(?![\n\t])\p{Cc}/gu;

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

const escape = (text: string): string =>
  text.replace(unprintable, printed).replace(/[&<>"']/g, (char) => entities.get(char) ?? char);

const printed = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
