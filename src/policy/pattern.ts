/** Patterns of findings: keys as reports print them, with wildcards for what may be anything. */
import { isGap, type Finding } from "../finding.js";
import { kinds } from "../kinds/kinds.js";
import { parseKey, unquoted } from "../model/key.js";

export type Matcher = (finding: Pick<Finding, "code" | "key" | "field">) => boolean;

export interface Fault {
  /** What is wrong, to follow the place where it is written. */
  readonly fault: string;
}

/*
 * pattern = kind " " path | "**"  `*` in a kind: any letters
 * path    = part *( "." part )    `**` as a part: any number of parts, also none
 * part    = a part of a key, with `*`: any characters of that one name; in quotes `\*` is the character itself
 */
const bare = String.raw`[a-z_*][a-z0-9_$*]*(?:\([A-Za-z0-9_$., \[\]*]*\))?`;
const quoted = String.raw`"(?:[^"\\\n\r]|""|\\.)*"`;
const nextPart = new RegExp(`(?:(${bare})|(${quoted}))(\\.|$)`, "y");
const wholePattern = new RegExp(
  `^([a-z*][a-z0-9_*-]*(?: [a-z0-9_*-]+)*) ((?:${bare}|${quoted})(?:\\..*)?)$`,
  "s",
);

/** Any number of parts. */
const anyParts = "**";

/**
 * What selects a finding that fits all of them; or what is wrong with `match`. Where `code` is one of `gap/…`, `match` is
 * compared with the words that say what was not compared: that is no key.
 */
export function matcherOf(given: {
  readonly match?: string;
  readonly code?: string;
  readonly field?: string;
}): Matcher | Fault {
  const isOfGaps = given.code !== undefined && isGap({ code: given.code });
  const key = given.match === undefined ? undefined : isOfGaps ? glob(given.match) : keyMatcher(given.match);
  if (key !== undefined && "fault" in key) return key;
  const code = given.code === undefined ? undefined : glob(given.code);
  const field = given.field === undefined ? undefined : glob(given.field);
  return (finding) =>
    (isOfGaps || !isGap(finding)) &&
    (code?.(finding.code) ?? true) &&
    (field === undefined || (finding.field !== undefined && field(finding.field))) &&
    (key?.(finding.key) ?? true);
}

/** Whether a key fits a pattern of keys; or why the pattern is none. */
function keyMatcher(pattern: string): ((key: string) => boolean) | Fault {
  if (pattern === anyParts) return () => true;
  const [, kindPattern, pathPattern] = wholePattern.exec(pattern.trim()) ?? [];
  const parts = pathPattern === undefined ? undefined : partsOf(pathPattern);
  if (kindPattern === undefined || parts === undefined) {
    return {
      fault:
        `${JSON.stringify(pattern)} is no pattern: write the kind and the path, like index public.orders.*, with names in ` +
        `double quotes where they are not plain lower case; * is any name or a part of one, ** any number of names`,
    };
  }
  const kind = glob(kindPattern);
  if (!kinds.some(({ name }) => kind(name)))
    return {
      fault: `${JSON.stringify(pattern)}: there is no kind of object called ${JSON.stringify(kindPattern)}`,
    };
  return (key) => {
    const address = addressOf(key);
    return address !== undefined && kind(address.kind) && fits(address.path, parts);
  };
}

type PartPattern = typeof anyParts | ((name: string) => boolean);

function partsOf(text: string): readonly PartPattern[] | undefined {
  const parts: PartPattern[] = [];
  nextPart.lastIndex = 0;
  let end: string | undefined = ".";
  while (end === ".") {
    const match = nextPart.exec(text);
    if (match === null) return undefined;
    const [, plain, inQuotes, after] = match;
    end = after;
    try {
      if (plain === anyParts) parts.push(anyParts);
      else parts.push(plain === undefined ? quotedGlob(inQuotes ?? "") : glob(plain));
    } catch {
      return undefined;
    }
  }
  return parts;
}

function fits(path: readonly string[], [first, ...rest]: readonly PartPattern[]): boolean {
  if (first === undefined) return path.length === 0;
  if (first === anyParts) return path.some((_, at) => fits(path.slice(at), rest)) || fits([], rest);
  const [name, ...others] = path;
  return name !== undefined && first(name) && fits(others, rest);
}

function addressOf(key: string): { readonly kind: string; readonly path: readonly string[] } | undefined {
  try {
    return parseKey(key);
  } catch {
    return undefined;
  }
}

/** `*` is any run of characters. */
const glob = (pattern: string): ((text: string) => boolean) => fromPieces(pattern.split("*"));

/** The same for a quoted name, where `\*` is the character. */
function quotedGlob(text: string): (name: string) => boolean {
  const pieces = [""];
  for (const token of text.slice(1, -1).match(/\\.|\*|[^\\*]+/gsu) ?? []) {
    if (token === "*") pieces.push("");
    else pieces.push((pieces.pop() ?? "") + (token === "\\*" ? "\\u{2a}" : token));
  }
  return fromPieces(pieces.map((piece) => unquoted(`"${piece}"`)));
}

/** Texts that have these pieces in this order, the first at the beginning and the last at the end. */
function fromPieces(pieces: readonly string[]): (text: string) => boolean {
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const piece of others) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
