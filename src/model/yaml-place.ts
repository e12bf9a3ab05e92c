/** Values of a YAML file with their places, taken only in the form that is asked for. Knows no model. */
import { Failure } from "../finding.js";
import { readAnyYaml } from "./yaml-any.js";
import { readLines } from "./yaml-lines.js";
import type { YamlNode } from "./yaml-lines.js";

/** A value of a file, and where it stands. */
export interface Place {
  readonly file: string;
  readonly node: YamlNode;
  /** The map that it stands in, and its key there; absent at the top. */
  readonly above?: Place;
  readonly key?: string;
}

const repair = "correct it, or write the file again with `driftline snapshot`";

/** Keys from the top, on one line: `tables › public.orders › columns`. */
function trailOf({ above, key }: Place): string {
  const trail = above === undefined ? "" : trailOf(above);
  if (key === undefined) return trail;
  const shown = JSON.stringify(key).slice(1, -1);
  return trail === "" ? shown : `${trail} › ${shown}`;
}

/** What is wrong at a place, as one sentence with file, line and keys. */
export function failAt(place: Place, what: string, todo = repair): Failure {
  const trail = trailOf(place);
  return new Failure(`${place.file}:${place.node.line}: ${trail === "" ? "" : `${trail}: `}${what}; ${todo}`);
}

/** The top of a file. Throws `Failure` where it is no YAML. */
export function readYaml(text: string, file: string): Place {
  return { file, node: readLines(text) ?? readAnyYaml(text, file, repair) };
}

/** The text of a place. Throws `Failure` where there is none. */
export function textOf(place: Place): string {
  if (place.node.type !== "text") throw failAt(place, "a text is expected here");
  return place.node.text;
}

/** The map of a place, in its order. Throws `Failure` where there is none, or a key stands twice. */
export function entriesOf(place: Place): ReadonlyMap<string, Place> {
  const { file, node } = place;
  if (node.type !== "map") throw failAt(place, "a map is expected here");
  const entries = new Map<string, Place>();
  for (const [key, value] of node.entries) {
    if (entries.has(key)) {
      throw failAt(
        { ...place, node: value },
        `${JSON.stringify(key)} stands here twice`,
        "remove one of them",
      );
    }
    entries.set(key, { file, node: value, above: place, key });
  }
  return entries;
}

/** The list of a place. Throws `Failure` where there is none. */
export function itemsOf(place: Place): readonly Place[] {
  const { file, node } = place;
  if (node.type !== "list") throw failAt(place, "a list is expected here");
  return node.items.map((item) => ({ file, node: item, above: place }));
}
