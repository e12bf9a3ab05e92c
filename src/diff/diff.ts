/** Compares two models. Knows no kind: objects are paths and plain data. */
import type { Body, Layout, Model, Obj, Plain, Shape } from "../model/model.js";
import { pairAlike } from "./alike.js";
import { pairRenames } from "./rename.js";

/** One difference between what is expected and what is there. */
export type Drift = Missing | Unexpected | Changed | Renamed;

export interface Missing {
  readonly type: "missing";
  readonly key: string;
  readonly object: Obj;
}

export interface Unexpected {
  readonly type: "unexpected";
  readonly key: string;
  readonly object: Obj;
}

/** One field of an object that both sides have. A side that is undefined has the default. */
export interface Changed {
  readonly type: "changed";
  readonly key: string;
  readonly expectedObject: Obj;
  readonly actualObject: Obj;
  /**
   * `columns`, `price`, `type`; for a record that one side lacks, `columns`, `price`: a record that both have, under
   * two names, was renamed. `columns`, `order`, with two lists of names: the records stand in another order.
   */
  readonly field: readonly string[];
  readonly expected: Plain | undefined;
  readonly actual: Plain | undefined;
}

/** Expected under one name, there under another, with the same body. */
export interface Renamed {
  readonly type: "renamed";
  readonly key: string;
  readonly object: Obj;
  readonly actualKey: string;
  readonly actualObject: Obj;
  /** Keys of what goes with it, having it in its own name or in its definition; `key field` for a field. */
  readonly along: readonly string[];
}

export type LayoutOf = (kind: string) => Layout;

/** All differences, in the order of keys. */
export function diff(expected: Model, actual: Model, layoutOf: LayoutOf): Drift[] {
  const found: Changed[] = [];
  const missing: Missing[] = [];
  const unexpected: Unexpected[] = [];
  const actualObjects = pairAlike(expected.objects, actual.objects, layoutOf);
  for (const [key, object] of expected.objects) {
    const other = actualObjects.get(key);
    if (other === undefined) missing.push({ type: "missing", key, object });
    else found.push(...changes(key, object, other, layoutOf(object.kind).shape));
  }
  for (const [key, object] of actualObjects) {
    if (!expected.objects.has(key)) unexpected.push({ type: "unexpected", key, object });
  }
  return [...pairRenames(missing, unexpected, found, layoutOf)].sort(byKey);
}

const byKey = (a: Drift, b: Drift): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

function* changes(
  key: string,
  expectedObject: Obj,
  actualObject: Obj,
  shapes: Readonly<Record<string, Shape>>,
): Generator<Changed> {
  for (const { field, expected, actual } of compareRecords(expectedObject.body, actualObject.body, shapes)) {
    yield { type: "changed", key, expectedObject, actualObject, field, expected, actual };
  }
}

interface Difference {
  readonly field: readonly string[];
  readonly expected: Plain | undefined;
  readonly actual: Plain | undefined;
}

function* compareRecords(
  expected: Body,
  actual: Body,
  shapes: Readonly<Record<string, Shape>>,
): Generator<Difference> {
  for (const [name, shape] of Object.entries(shapes)) {
    for (const { field, ...sides } of compareValues(expected[name], actual[name], shape)) {
      yield { field: [name, ...field], ...sides };
    }
  }
}

function* compareValues(
  expected: Plain | undefined,
  actual: Plain | undefined,
  shape: Shape,
): Generator<Difference> {
  if (same(expected, actual)) return;
  if (shape.type !== "named") {
    yield { field: [], expected, actual };
    return;
  }
  const left = records(expected);
  const right = records(actual);
  const renamed = renamedRecord(left, right);
  for (const [name, record] of left) {
    const other = right.get(name);
    if (other === undefined)
      yield { field: [name], expected: record, actual: renamed?.[0] === name ? renamed[1] : undefined };
    else
      for (const { field, ...sides } of compareRecords(record, other, shape.fields)) {
        yield { field: [name, ...field], ...sides };
      }
  }
  for (const [name, record] of right) {
    if (!left.has(name) && renamed?.[1]["name"] !== name)
      yield { field: [name], expected: undefined, actual: record };
  }
  const order = (one: ReadonlyMap<string, Body>, other: ReadonlyMap<string, Body>): string[] =>
    [...one.keys()].filter((name) => other.has(name));
  const expectedOrder = order(left, right);
  const actualOrder = order(right, left);
  if (!same(expectedOrder, actualOrder))
    yield { field: ["order"], expected: expectedOrder, actual: actualOrder };
}

/** The one record that only the left has, and the one that only the right has, where their names alone differ. */
function renamedRecord(
  left: ReadonlyMap<string, Body>,
  right: ReadonlyMap<string, Body>,
): readonly [string, Body] | undefined {
  const [gone, ...moreGone] = [...left.keys()].filter((name) => !right.has(name));
  const [come, ...moreCome] = [...right.values()].filter((record) => !left.has(nameOf(record)));
  if (gone === undefined || come === undefined || moreGone.length > 0 || moreCome.length > 0)
    return undefined;
  return same({ ...left.get(gone), name: "" }, { ...come, name: "" }) ? [gone, come] : undefined;
}

function records(value: Plain | undefined): ReadonlyMap<string, Body> {
  const found = new Map<string, Body>();
  if (!Array.isArray(value)) return found;
  for (const item of value as readonly Plain[]) {
    if (isRecord(item)) found.set(nameOf(item), item);
  }
  return found;
}

/** Name of a record of a named list. */
const nameOf = ({ name }: Body): string => (typeof name === "string" ? name : "");

const isRecord = (value: Plain): value is { readonly [key: string]: Plain } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Equality of plain data; the order of keys in a record means nothing. */
export function same(a: Plain | undefined, b: Plain | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: Plain, index) => same(item, b[index] as Plain));
  }
  const left = a as Body;
  const right = b as Body;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  );
}
