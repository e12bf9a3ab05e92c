/** What must stand before what, as keys, without what the order of phases gives already. */
import { phaseOf, phases, type Kind } from "../kinds/kind.js";
import type { Obj } from "../model/model.js";
import type { Values } from "./connection.js";

/** Keys of objects by their identity in pg_depend: a catalog and an OID. */
export class Identities {
  readonly #keys = new Map<string, Map<number, string>>();

  set(catalog: string, oid: number | string, key: string): void {
    const own = this.#keys.get(catalog) ?? new Map<number, string>();
    this.#keys.set(catalog, own.set(Number(oid), key));
  }

  get(catalog: unknown, oid: unknown): string | undefined {
    return this.#keys.get(String(catalog))?.get(Number(oid));
  }
}

/** Puts what each needs into objects. */
export function addNeeds(
  objects: Map<string, Obj>,
  rows: readonly Values[],
  identities: Identities,
  stubs: ReadonlyMap<string, string>,
  kindOf: (object: Obj) => Kind,
): void {
  const edges = new Map<string, Map<string, boolean>>();
  for (const row of rows) {
    const key = identities.get(row["catalog"], row["oid"]);
    const need = identities.get(row["ref_catalog"], row["ref_oid"]);
    if (key === undefined || need === undefined || key === need) continue;
    const needs = edges.get(key) ?? new Map<string, boolean>();
    edges.set(key, needs.set(need, row["later"] === true && needs.get(need) !== false));
  }
  const pruned = prune(edges, objects, kindOf);
  const circling = inCircles(withHolders(pruned, objects, kindOf));
  for (const [key, needs] of pruned) {
    const object = objects.get(key);
    if (object === undefined) continue;
    const later = circling.has(key) ? needs.filter((need) => edges.get(key)?.get(need) === true) : [];
    const stub = stubs.get(key);
    objects.set(key, {
      ...object,
      needs,
      ...(later.length === 0 ? {} : { later }),
      ...(later.length === 0 || stub === undefined ? {} : { stub }),
    });
  }
}

/** The same, and that a part needs what holds it, as far as anything leads there. */
function withHolders(
  needs: ReadonlyMap<string, readonly string[]>,
  objects: ReadonlyMap<string, Obj>,
  kindOf: (object: Obj) => Kind,
): ReadonlyMap<string, readonly string[]> {
  const place = (path: readonly string[]): string => path.join("\0");
  const holders = new Map<string, string>();
  if (needs.size > 0)
    for (const [key, object] of objects) if (kindOf(object).holdsParts) holders.set(place(object.path), key);
  const holderOf = (object: Obj | undefined): readonly string[] => {
    const part = object === undefined ? "none" : kindOf(object).part;
    if (object === undefined || part === "none") return [];
    const holder = holders.get(place(part === "many" ? object.path.slice(0, -1) : object.path));
    return holder === undefined ? [] : [holder];
  };
  const edges = new Map<string, readonly string[]>();
  for (const open = [...needs.keys()]; open.length > 0;) {
    const key = open.pop() ?? "";
    if (edges.has(key)) continue;
    const next = [...(needs.get(key) ?? []), ...holderOf(objects.get(key))];
    edges.set(key, next);
    open.push(...next);
  }
  return edges;
}

/** What stands in a circle of needs, or between two: all that is left once what needs nothing, or is not needed, is gone. */
function inCircles(edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const upstream = without(edges, new Set(edges.keys()));
  const reversed = new Map<string, string[]>([...upstream].map((key) => [key, []]));
  for (const key of upstream) for (const need of edges.get(key) ?? []) reversed.get(need)?.push(key);
  return without(reversed, upstream);
}

/** Keys of `among` that are left when, again and again, those are taken away that have no edge to another one. */
function without(edges: ReadonlyMap<string, readonly string[]>, among: ReadonlySet<string>): Set<string> {
  const left = new Set(among);
  const waiting = new Map<string, string[]>();
  const visit = (first: string): void => {
    for (const stack = [first]; stack.length > 0;) {
      const key = stack.pop() ?? "";
      const open = edges.get(key)?.find((other) => other !== key && left.has(other));
      if (open === undefined) {
        left.delete(key);
        stack.push(...(waiting.get(key) ?? []));
        waiting.delete(key);
      } else waiting.set(open, [...(waiting.get(open) ?? []), key]);
    }
  };
  for (const key of among) visit(key);
  return left;
}

/**
 * Drops what the phases say already. An edge stays where it points to a phase that is not earlier, or to an object
 * that such an edge moves back ("late").
 */
function prune(
  edges: ReadonlyMap<string, ReadonlyMap<string, boolean>>,
  objects: ReadonlyMap<string, Obj>,
  kindOf: (object: Obj) => Kind,
): Map<string, readonly string[]> {
  const late = new Map<string, boolean>();
  const phase = (key: string): number => {
    const object = objects.get(key);
    return object === undefined ? -1 : phases.indexOf(phaseOf(kindOf(object), object));
  };
  const isLate = (key: string): boolean => {
    const known = late.get(key);
    if (known !== undefined) return known;
    late.set(key, false); // a cycle does not make itself late
    const own = phase(key);
    const result = [...(edges.get(key)?.keys() ?? [])].some((need) => phase(need) > own || isLate(need));
    late.set(key, result);
    return result;
  };
  const pruned = new Map<string, readonly string[]>();
  for (const [key, needs] of edges) {
    const own = phase(key);
    const object = objects.get(key);
    const path = object === undefined || kindOf(object).part === "none" ? [] : object.path;
    const kept = [...needs.keys()].filter((need) => {
      if (phase(need) < own && !isLate(need)) return false;
      // A part comes after its parent in any case.
      const parent = objects.get(need)?.path ?? [];
      return !(parent.length < path.length && parent.every((name, index) => path[index] === name));
    });
    if (kept.length > 0) pruned.set(key, kept.sort());
  }
  return pruned;
}
