/** How names and texts read once an object is called otherwise. Knows no kind: a path, and what is named after its end. */
import type { Path, Plain } from "../model/model.js";
import { identifier, qualified } from "../sql/quote.js";

/** Texts as they would be after a rename, as far as can be told from the texts. */
export type Respell = (text: string) => string;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Not within another name. */
const start = String.raw`(?<![\p{L}\p{N}_$".])`;
const end = String.raw`(?![\p{L}\p{N}_$"])`;

/**
 * `public.orders`, `orders.id`, and what PostgreSQL names after it by itself, `orders_pkey` and `public.orders_id_seq`;
 * of a schema, whatever is qualified with it.
 */
export function respelling(from: Path, to: Path): Respell {
  const [old = "", name = ""] = [from.at(-1), to.at(-1)];
  const above = from.slice(0, -1);
  const prefix = above.length === 0 ? "" : `${qualified(above)}.`;
  type Rule = readonly [pattern: RegExp, by: (rest: string) => string];
  const derived = (rest: string): string => `${prefix}${identifier(name + rest)}`;
  const rules: readonly Rule[] = [
    [new RegExp(`${start}${escaped(identifier(old))}()(?=\\.)`, "gu"), () => identifier(name)],
    ...(prefix === ""
      ? []
      : ([
          [new RegExp(`${start}${escaped(qualified(from))}()${end}`, "gu"), () => qualified(to)],
          [new RegExp(`${start}${escaped(prefix + old)}(_[\\p{L}\\p{N}_$]*)`, "gu"), derived],
          [
            new RegExp(`${start}${escaped(`${prefix}"${old.replaceAll('"', '""')}`)}(_(?:[^"]|"")*)"`, "gu"),
            (rest) => derived(rest.replaceAll('""', '"')),
          ],
        ] satisfies Rule[])),
  ];
  return (text) => {
    if (text === old) return name;
    if (text.startsWith(`${old}_`)) return name + text.slice(old.length);
    return rules.reduce(
      (result, [pattern, by]) => result.replace(pattern, (_, rest: string) => by(rest)),
      text,
    );
  };
}

/** All texts in plain data. */
export function respelled(value: Plain, respell: Respell): Plain {
  if (typeof value === "string") return respell(value);
  if (Array.isArray(value)) return value.map((item: Plain) => respelled(item, respell));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, respelled(item, respell)]));
}

/** Whether data is the same once its texts are respelled: those that mean the name, and not those that only hold it. */
export function readsAs(a: Plain | undefined, b: Plain | undefined, respell: Respell): boolean {
  if (a === b) return true;
  if (typeof a === "string") return respell(a) === b;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.size === right.size &&
    [...left].every(([key, value]) => right.has(key) && readsAs(value, right.get(key), respell))
  );
}
