/** Adds an ignore rule to the text of a configuration: every other byte of it stays as it is. */
import { isMap, isNode, isScalar, isSeq, parseDocument, stringify, type Document } from "yaml";

/** A rule as it is written; what is undefined is left out. */
export interface WrittenRule {
  readonly match: string;
  readonly code: string | undefined;
  readonly field: string | undefined;
  readonly targets: readonly string[] | undefined;
  readonly reason: string;
  readonly owner: string | undefined;
  readonly until: string;
}

const list = "ignore";

/**
 * The text with the rule as the last of its list; an empty text gets the list. A list in one line (`[…]`) is written
 * anew, with the comments of the file kept.
 * @param text a document of YAML without errors, whose root is a map
 */
export function withRule(text: string, rule: WrittenRule): string {
  const document = parseDocument(text);
  const rules: unknown = document.get(list, true);
  if (isSeq(rules) && rules.flow !== true && rules.items.length > 0) return inserted(text, rules.items, rule);
  if (document.has(list) && rangeOf(rules)[0] < rangeOf(rules)[1]) return rewritten(document, rule);
  const key = isMap(document.contents)
    ? document.contents.items.map((pair) => pair.key).find((node) => isScalar(node) && node.value === list)
    : undefined;
  if (key !== undefined) return at(text, lineAfter(text, rangeOf(key)[1]), lines(rule, "  ", text));
  const gap = text === "" ? "" : lineEnd(text);
  return at(text, text.length, `${gap}${list}:${lineEnd(text)}${lines(rule, "  ", text)}`);
}

/** Puts lines into a text, at the start of one of its lines or at its end. */
function at(text: string, place: number, added: string): string {
  const before = text.slice(0, place);
  return `${before}${before === "" || before.endsWith("\n") ? "" : lineEnd(text)}${added}${text.slice(place)}`;
}

/** After the last item, the rest of its line, and the comments that are set in as deep as its content. */
function inserted(text: string, items: readonly unknown[], rule: WrittenRule): string {
  const [start, end] = [rangeOf(items[0])[0], rangeOf(items.at(-1))[1]];
  const dash = text.lastIndexOf("-", start);
  const indent = text.slice(text.lastIndexOf("\n", dash) + 1, dash);
  let place = lineAfter(text, end);
  while (ownComment(text.slice(place), indent.length)) place = lineAfter(text, place + 1);
  return at(text, place, lines(rule, indent, text));
}

const ownComment = (text: string, indent: number): boolean =>
  (/^ *(?=#)/.exec(text)?.[0].length ?? -1) > indent;

/** Start of the line after a place; a place at the start of a line is one. */
function lineAfter(text: string, at: number): number {
  if (text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

function rewritten(document: Document, rule: WrittenRule): string {
  const rules: unknown = document.get(list);
  const item = document.createNode(given(rule));
  if (isSeq(rules)) {
    rules.flow = false;
    rules.add(item);
  } else document.set(list, document.createNode([item]));
  return document.toString({ lineWidth: 0 });
}

const lines = (rule: WrittenRule, indent: string, text: string): string =>
  stringify([given(rule)], { lineWidth: 0 })
    .replace(/^(?=.)/gm, indent)
    .replaceAll("\n", lineEnd(text));

const given = (rule: WrittenRule): Record<string, unknown> =>
  Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));

const lineEnd = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

const rangeOf = (node: unknown): readonly [number, number, number] =>
  (isNode(node) ? node.range : undefined) ?? [0, 0, 0];
