/** Writes a model as a snapshot: YAML to review in a pull request, the same to the byte for the same model. */
import { keyOf, printPath } from "./key.js";
import { indexLayouts, parentPath } from "./layouts.js";
import type { Layouts } from "./layouts.js";
import { isList } from "./model.js";
import type { Body, Gap, Layout, Model, Obj, Path, Plain, Shape } from "./model.js";
import { printYaml } from "./yaml-text.js";
import type { LateTree, Tree, YamlMap } from "./yaml-text.js";

/** Version of the format of snapshots. */
export const formatVersion = 1;

type Entry = readonly [string, Tree];
type Fields = Readonly<Record<string, Shape>>;

const sorted = <E extends readonly [string, unknown]>(entries: readonly E[]): readonly E[] =>
  entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** The text that stands for a record, where its headline is all there is. */
function headlineOf(entries: readonly Entry[], headline: string | undefined): string | undefined {
  const [name, value] = entries[0] ?? [];
  return entries.length === 1 && name === headline && typeof value === "string" ? value : undefined;
}

const isRecord = (value: Plain): value is Body =>
  typeof value === "object" && value !== null && !isList(value);

/** A model that does not fit its layouts is a fault of the kind. Its place is put together on the way out. */
class Misfit extends Error {
  within(place: string): Misfit {
    return new Misfit(`${place}${this.message}`);
  }
}

/** Adds a place to what is thrown, on the way out only: places are many, and misfits none. */
const placed = (error: unknown, place: string): unknown =>
  error instanceof Misfit ? error.within(place) : error;

/** The rank of each field, by which the fields of a record are written. */
const ranks = new WeakMap<Fields, ReadonlyMap<string, number>>();

function ranksOf(fields: Fields): ReadonlyMap<string, number> {
  const known = ranks.get(fields) ?? new Map(Object.keys(fields).map((field, rank) => [field, rank]));
  ranks.set(fields, known);
  return known;
}

/** @param name field of a record that stands before its colon, and is none of its layout's */
function fieldsOf(value: Plain, fields: Fields, name?: string): Entry[] {
  if (!isRecord(value)) throw new Misfit(": no record");
  const rank = ranksOf(fields);
  const entries: Entry[] = [];
  let [last, ordered] = [-1, true];
  // Runs once for every column there is, of which most have few of the fields that there are.
  for (const field in value) {
    const [part, shape, place] = [value[field], fields[field], rank.get(field)];
    if (part === undefined || (field === name && place === undefined)) continue;
    if (shape === undefined || place === undefined) throw new Misfit(`: its layout has no field ${field}`);
    if (place < last) ordered = false;
    last = place;
    try {
      entries.push([field, valueOf(part, shape)]);
    } catch (error) {
      throw placed(error, `, ${field}`);
    }
  }
  return ordered ? entries : entries.sort(([a], [b]) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

function namedEntry(item: Plain, shape: Shape & { readonly type: "named" }): Entry {
  const name = isRecord(item) ? item["name"] : undefined;
  if (typeof name !== "string") throw new Misfit(": a record without a name");
  try {
    const entries = fieldsOf(item, shape.fields, "name");
    return [name, headlineOf(entries, shape.headline) ?? { entries, short: true }];
  } catch (error) {
    throw placed(error, ` ${name}`);
  }
}

function valueOf(value: Plain, shape: Shape): Tree {
  switch (shape.type) {
    case "text":
      if (typeof value === "string") return value;
      break;
    case "flag":
      if (typeof value === "boolean") return value;
      break;
    case "number":
      if (typeof value === "number" && Number.isFinite(value)) return value;
      break;
    case "texts":
      if (isList(value)) return { items: value.map((item) => valueOf(item, { type: "text" })) };
      break;
    case "list":
      if (isList(value)) return { items: value.map((item) => ({ entries: fieldsOf(item, shape.fields) })) };
      break;
    case "named": {
      if (!isList(value)) break;
      const entries = value.map((item) => namedEntry(item, shape));
      if (new Set(entries.map(([name]) => name)).size < entries.length) throw new Misfit(": two of one name");
      return { entries };
    }
  }
  throw new Misfit(`: no ${shape.type}`);
}

/** The objects of a model by what they stand under: another object, or null. */
type Parts = ReadonlyMap<Obj | null, ReadonlyMap<Layout, readonly Obj[]>>;

/** What tells paths apart, cheaper than printing them: no name in PostgreSQL holds a NUL. */
const place = (path: Path): string => path.join("\0");

function partsOf({ objects }: Model, layouts: Layouts): Parts {
  const layoutOf = ({ kind }: Obj): Layout => {
    const layout = layouts.byName.get(kind);
    if (layout === undefined) throw new Error(`writing ${kind}: a kind without a layout`);
    return layout;
  };
  const holders = new Map<string, Obj>();
  for (const object of objects.values())
    if (layoutOf(object).holdsParts) holders.set(place(object.path), object);
  const parts = new Map<Obj | null, Map<Layout, Obj[]>>();
  for (const object of objects.values()) {
    const layout = layoutOf(object);
    const path = parentPath(layout, object.path);
    const parent = (path === null ? undefined : holders.get(place(path))) ?? null;
    const siblings = parts.get(parent) ?? new Map<Layout, Obj[]>();
    parts.set(parent, siblings);
    const same = siblings.get(layout);
    if (same === undefined) siblings.set(layout, [object]);
    else same.push(object);
  }
  return parts;
}

function bodyOf({ kind, path, body }: Obj, { shape }: Layout): Entry[] {
  try {
    return fieldsOf(body, shape);
  } catch (error) {
    throw placed(error, `writing ${keyOf(kind, path)}`);
  }
}

function objectTree(object: Obj, layout: Layout, parts: Parts, layouts: Layouts): Tree {
  const entries = bodyOf(object, layout);
  if (object.needs !== undefined) entries.push(["needs", { items: object.needs.toSorted() }]);
  if (object.later !== undefined) entries.push(["later", { items: object.later.toSorted() }]);
  if (object.stub !== undefined) entries.push(["stub", object.stub]);
  const own = parts.get(object);
  for (const part of own === undefined ? [] : layouts.parts) {
    const [first, ...more] = own?.get(part) ?? [];
    if (first === undefined) continue;
    const named = [first, ...more].map((below): Entry => {
      return [below.path.at(-1) ?? "", objectTree(below, part, parts, layouts)];
    });
    entries.push([
      part.section,
      part.part === "one" ? objectTree(first, part, parts, layouts) : { entries: sorted(named) },
    ]);
  }
  return headlineOf(entries, layout.headline) ?? { entries };
}

function gapTree({ reason, what, help }: Gap): YamlMap {
  return {
    entries: [["reason", reason], ["what", what], ...(help === undefined ? [] : [["help", help] as const])],
  };
}

/**
 * The text of a snapshot; `header.target` is named in its first line. Throws `Error` where an object does not fit its
 * layout, or where two layouts could be taken for each other.
 */
export function write(
  model: Model,
  layouts: readonly Layout[],
  header: { readonly target?: string } = {},
): string {
  const known = indexLayouts(layouts);
  const parts = partsOf(model, known);
  const top = parts.get(null);
  const { postgres, timescaledb } = model.server;
  const entries: Entry[] = [
    ["driftline", formatVersion],
    [
      "server",
      {
        entries: [
          ["postgres", postgres],
          ...(timescaledb === undefined ? [] : [["timescaledb", timescaledb] as const]),
        ],
      },
    ],
  ];
  for (const layout of layouts) {
    const objects = top?.get(layout) ?? [];
    if (objects.length === 0) continue;
    const named = objects.map((object): readonly [string, LateTree] => [
      printPath(object.path),
      { make: () => objectTree(object, layout, parts, known) },
    ]);
    entries.push([layout.section, { entries: sorted(named) }]);
  }
  if (model.gaps.length > 0) entries.push(["gaps", { items: model.gaps.map(gapTree) }]);
  const head =
    header.target === undefined ? "" : `# ${printPath([header.target])}, as driftline snapshot found it\n`;
  return head + printYaml({ entries });
}
