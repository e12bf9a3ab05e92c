/** Reads any YAML, with the yaml library: for files that somebody has edited. Knows no model. */
import { LineCounter, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { Failure } from "../finding.js";
import type { YamlNode } from "./yaml-lines.js";

/** What the yaml library read, as our nodes; `line` is that of the key. */
function nodeOf(node: unknown, lines: LineCounter, line?: number): YamlNode {
  const range = isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined;
  const at = line ?? (range ? lines.linePos(range[0]).line : 1);
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }): readonly [string, YamlNode] => {
      const name = nodeOf(key, lines);
      if (name.type === "text") return [name.text, nodeOf(value, lines, name.line)];
      return ["?", { type: "other", line: name.line }];
    });
    return { type: "map", entries, line: at };
  }
  if (isSeq(node)) return { type: "list", items: node.items.map((item) => nodeOf(item, lines)), line: at };
  const isText =
    isScalar(node) && typeof node.value === "string" && (node.value !== "" || node.type !== "PLAIN");
  return isText ? { type: "text", text: String(node.value), line: at } : { type: "other", line: at };
}

/** A text as any YAML. Throws `Failure` where it is none, which ends with what is to do. */
export function readAnyYaml(text: string, file: string, todo: string): YamlNode {
  const lines = new LineCounter();
  // Duplicate keys are looked for in `entriesOf`: the library takes quadratic time for it.
  const options = { schema: "failsafe", uniqueKeys: false, lineCounter: lines, prettyErrors: false } as const;
  const document = parseDocument(text, { ...options, logLevel: "error" });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault === undefined) return nodeOf(document.contents, lines);
  const { line, col } = lines.linePos(fault.pos[0]);
  const message = fault.message.replace(/\s+/g, " ");
  throw new Failure(`${file}:${line}:${col}: this is no YAML (${message}); ${todo}`, { cause: fault });
}
