/** The one codec for keys, the printed addresses of objects: `index public.orders.orders_pkey`. Knows no kind. */
import { Failure } from "../finding.js";
import type { Obj, Path } from "./model.js";

/*
 * key   = kind " " path           kind: lower-case words, with a space between
 * path  = part *( "." part )
 * part  = name | name "(" arguments ")" | quoted
 *
 * A quoted part doubles `"` and `\`, and writes as \n, \r, \t or \u{hex} what would break the line, hide itself or turn
 * the direction of the text. Outside quotes and parentheses a path has no space, so it begins after the last one.
 */
const bare = String.raw`[a-z_][a-z0-9_$]*(?:\([A-Za-z0-9_$., \[\]]*\))?`;
const quoted = String.raw`"(?:[^"\\\n\r]|""|\\.)*"`;
const isBare = new RegExp(`^${bare}$`);
const nextPart = new RegExp(`(?:(${bare})|(${quoted}))(\\.|$)`, "y");
const splitKey = new RegExp(`^([a-z][a-z0-9_-]*(?: [a-z0-9_-]+)*) ((?:${bare}|").*)$`, "s");

const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const escapes: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
const unescapes: ReadonlyMap<string, string> = new Map([...escapes].map(([from, to]) => [to, from]));

function part(name: string): string {
  if (isBare.test(name)) return name;
  const escaped = name
    .replaceAll('"', '""')
    .replaceAll("\\", "\\\\")
    .replace(unprintable, (char) => escapes.get(char) ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return `"${escaped}"`;
}

/** The name that a quoted part stands for. Throws `SyntaxError` on an escape that `part` does not write. */
export function unquoted(text: string): string {
  return text.slice(1, -1).replace(/""|\\u\{([0-9a-f]{1,6})\}|\\./gsu, (escape, hex: string | undefined) => {
    if (escape === '""') return '"';
    if (escape === "\\\\") return "\\";
    const code = hex === undefined ? NaN : parseInt(hex, 16);
    const char = code <= 0x10ffff ? String.fromCodePoint(code) : unescapes.get(escape);
    if (char === undefined) throw new SyntaxError(`no escape: ${escape}`);
    return char;
  });
}

/** A path as one line of text: `public."Order lines"`; unambiguous, and undone by `parsePath`. */
export function printPath(path: Path): string {
  return path.map(part).join(".");
}

/** The path that `printPath` printed; null where the text is none. */
export function parsePath(text: string): Path | null {
  const parts: string[] = [];
  nextPart.lastIndex = 0;
  let last: string | undefined = ".";
  while (last === ".") {
    const match = nextPart.exec(text);
    if (match === null) return null;
    last = match[3];
    try {
      parts.push(match[1] ?? unquoted(match[2] ?? ""));
    } catch {
      return null;
    }
  }
  const [first, ...rest] = parts;
  return first === undefined ? null : [first, ...rest];
}

/** The printed address of an object: `materialized view public.sales`. One line, whatever the names hold. */
export function keyOf(kind: string, path: Path): string {
  return `${kind} ${printPath(path)}`;
}

/** The kind and path of a key. Throws `Failure` where the text is no key; whether the kind exists is not asked. */
export function parseKey(text: string): { readonly kind: string; readonly path: Path } {
  // The kind is greedy, so it ends at the last space that a path could begin after.
  const [, kind, rest] = splitKey.exec(text) ?? [];
  const path = rest === undefined ? null : parsePath(rest);
  if (kind === undefined || path === null) {
    throw new Failure(
      `${JSON.stringify(text)} is no address of an object: write the kind and the path, like \`table public.orders\`, ` +
        `with names in double quotes where they are not plain lower case.`,
    );
  }
  return { kind, path };
}

/** Objects as a model holds them: by key, sorted by key (by UTF-16 code units). Of two with one key the later stays. */
export const byKey = (objects: Iterable<Obj>): ReadonlyMap<string, Obj> =>
  inOrder(new Map(Array.from(objects, (object) => [keyOf(object.kind, object.path), object])));

/**
 * Objects by key, in the order that a model has them in.
 * @param keys theirs, where many of them are known to be in order already, one after the other
 */
export function inOrder(
  objects: ReadonlyMap<string, Obj>,
  keys: Iterable<string> = objects.keys(),
): ReadonlyMap<string, Obj> {
  const sorted = new Map<string, Obj>();
  for (const key of [...keys].sort()) {
    const object = objects.get(key);
    if (object !== undefined) sorted.set(key, object);
  }
  return sorted;
}
