/** What a branch does, in a sentence: `adds 1 table and 2 columns, drops 1 index`. */
import { singular } from "../diff/words.js";
import type { Finding } from "../finding.js";
import { kindNamed } from "../kinds/kinds.js";
import { parseKey } from "../model/key.js";

const verbs: Readonly<Record<string, string>> = {
  "change/added": "adds",
  "change/dropped": "drops",
  "change/renamed": "renames",
  "change/changed": "changes",
  "change/order": "changes",
};

export function changeSentence(changes: readonly Finding[]): string {
  const parts = [...new Set(Object.values(verbs))].flatMap((verb) => {
    const things = counts(changes.filter(({ code }) => verbs[code] === verb));
    return things.length === 0 ? [] : [`${verb} ${listed(things)}`];
  });
  return parts.join(", ");
}

/** `2 tables`, by noun; an object of which several things change is one. */
function counts(changes: readonly Finding[]): string[] {
  const things = new Map<string, Set<string>>();
  for (const change of changes) {
    const { one, many, id } = thing(change);
    const noun = `${one}/${many}`;
    things.set(noun, (things.get(noun) ?? new Set()).add(id));
  }
  return [...things].map(([noun, ids]) => {
    const [one = "", many = ""] = noun.split("/");
    return `${ids.size} ${ids.size === 1 ? one : many}`;
  });
}

function thing({ code, key, field }: Finding): {
  readonly one: string;
  readonly many: string;
  readonly id: string;
} {
  const { name, section } = kindNamed(parseKey(key).kind);
  if (field !== undefined && code !== "change/changed" && code !== "change/order") {
    const [parts = ""] = field.split(".", 1);
    return { one: singular(parts), many: parts, id: `${key} ${field}` };
  }
  return { one: name, many: section === name ? `${name}s` : section.replaceAll("_", " "), id: key };
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
