/** Finds which of several objects without a name are the same ones. Knows no kind. */
import { keyOf } from "../model/key.js";
import type { Layout, Model, Obj, Path } from "../model/model.js";
import { same } from "./diff.js";

type Objects = Model["objects"];

/**
 * The actual objects, where a number alone tells some apart, under the numbers that the same ones have among the expected:
 * of three jobs alike the second is missing, not two changed and the third missing.
 */
export function pairAlike(expected: Objects, actual: Objects, layoutOf: (kind: string) => Layout): Objects {
  const groups = new Map<string, { readonly expected: Obj[]; readonly actual: Obj[] }>();
  for (const [side, objects] of [
    ["expected", expected],
    ["actual", actual],
  ] as const) {
    for (const object of objects.values()) {
      if (layoutOf(object.kind).numbered !== true) continue;
      const id = keyOf(object.kind, numbered(object.path, 1));
      const group = groups.get(id) ?? { expected: [], actual: [] };
      groups.set(id, group);
      group[side].push(object);
    }
  }
  const result = new Map(actual);
  for (const group of groups.values()) {
    if (group.expected.length + group.actual.length < 3) continue;
    for (const { kind, path } of group.actual) result.delete(keyOf(kind, path));
    for (const object of renumbered(group.expected, group.actual)) {
      result.set(keyOf(object.kind, object.path), object);
    }
  }
  return result;
}

/** Objects of one group: those that equal an expected one under its path, the others under paths that are free. */
function renumbered(expected: readonly Obj[], actual: readonly Obj[]): Obj[] {
  const open = [...expected];
  const equal = new Map<Obj, Obj>();
  for (const object of actual) {
    const at = open.findIndex(({ body }) => same(body, object.body));
    const [twin] = at < 0 ? [] : open.splice(at, 1);
    if (twin !== undefined) equal.set(object, twin);
  }
  const taken = new Set([...equal.values()].map(({ path }) => JSON.stringify(path)));
  let number = 1;
  const next = (path: Path): Path => {
    while (taken.has(JSON.stringify(numbered(path, number)))) number += 1;
    return numbered(path, number++);
  };
  return actual.map((object) => ({ ...object, path: equal.get(object)?.path ?? next(object.path) }));
}

/** A path with another number behind its last name; the first has none. */
function numbered(path: Path, number: number): Path {
  const [first, ...rest] = path;
  const name = (rest.at(-1) ?? "").replace(/ \d+$/, "");
  return [first, ...rest.slice(0, -1), number === 1 ? name : `${name} ${String(number)}`];
}
