/** Writes records and their fields, by the shapes that a layout gives them, as YAML. Knows no objects. */
import { isList } from "./model.js";
import type { Body, Plain, Shape } from "./model.js";
import { keyed, scalar, scalarInFlow, shortLine } from "./yaml-text.js";

export type Fields = Readonly<Record<string, Shape>>;

export const text: Shape = { type: "text" };
export const texts: Shape = { type: "texts" };

const isRecord = (value: Plain): value is Body =>
  typeof value === "object" && value !== null && !isList(value);

/** A model that does not fit its layouts is a fault of the kind. Its place is put together on the way out. */
class Misfit extends Error {
  within(place: string): Misfit {
    return new Misfit(`${place}${this.message}`);
  }
}

/** Adds a place to what is thrown, on the way out only: places are many, and misfits none. */
export const placed = (error: unknown, place: string): unknown =>
  error instanceof Misfit ? error.within(place) : error;

/** A field of a layout; fields are written by rank. */
interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly rank: number;
}

const indexed = new WeakMap<Fields, ReadonlyMap<string, Field>>();

function indexOf(fields: Fields): ReadonlyMap<string, Field> {
  const known =
    indexed.get(fields) ??
    new Map(Object.entries(fields).map(([name, shape], rank) => [name, { name, shape, rank }]));
  indexed.set(fields, known);
  return known;
}

/**
 * The fields that a record has, in the order of writing. Runs for every column there is.
 * @param label field of the record that stands before its colon, and is none of its layout's
 */
export function fieldsOf(record: Body, fields: Fields, label?: string): readonly Field[] {
  const known = indexOf(fields);
  const found: Field[] = [];
  let [last, ordered] = [-1, true];
  for (const name in record) {
    const field = known.get(name);
    if (record[name] === undefined || (field === undefined && name === label)) continue;
    if (field === undefined) throw new Misfit(`: its layout has no field ${name}`);
    if (field.rank < last) ordered = false;
    last = field.rank;
    found.push(field);
  }
  return ordered ? found : found.sort((a, b) => a.rank - b.rank);
}

/** The value of a field that is written behind its key; undefined where it is a list or a map. */
function scalarOf(value: Plain, { type }: Shape): string | number | boolean | undefined {
  if (type === "text" && typeof value === "string") return value;
  if (type === "flag" && typeof value === "boolean") return value;
  if (type === "number" && typeof value === "number" && Number.isFinite(value)) return value;
  return undefined;
}

/** Appends the fields of a record, the first behind `lead` and the others behind `indent`. */
export function writeFields(
  lines: string[],
  record: Body,
  fields: readonly Field[],
  indent: string,
  lead = indent,
): void {
  for (const { name, shape } of fields) {
    try {
      writeValue(lines, keyed(lines, lead, name, indent), record[name], shape, indent);
    } catch (error) {
      throw placed(error, `, ${name}`);
    }
    lead = indent;
  }
}

/** Appends a value behind `lead`, which is a key with its colon; what goes below it is deeper than `indent`. */
export function writeValue(
  lines: string[],
  lead: string,
  value: Plain | undefined,
  shape: Shape,
  indent: string,
): void {
  const plain = value === undefined ? undefined : scalarOf(value, shape);
  if (plain !== undefined) {
    lines.push(`${lead} ${scalar(plain, indent)}`);
    return;
  }
  const { type } = shape;
  if ((type !== "texts" && type !== "list" && type !== "named") || value === undefined || !isList(value))
    throw new Misfit(`: no ${type}`);
  if (value.length === 0) lines.push(`${lead} ${type === "named" ? "{}" : "[]"}`);
  else lines.push(lead);
  const below = `${indent}  `;
  if (type === "named") writeNamed(lines, value, shape, below);
  else for (const item of value) writeItem(lines, item, type === "list" ? shape.fields : undefined, below);
}

/** Appends an item of a list: a record, where it has fields, else a text. */
function writeItem(lines: string[], item: Plain, fields: Fields | undefined, indent: string): void {
  if (fields === undefined) {
    writeValue(lines, `${indent}-`, item, text, indent);
    return;
  }
  if (!isRecord(item)) throw new Misfit(": no record");
  const found = fieldsOf(item, fields);
  if (found.length === 0) lines.push(`${indent}- {}`);
  writeFields(lines, item, found, `${indent}  `, `${indent}- `);
}

/** Appends records as a map from name to the rest, each on one line where it is short. */
function writeNamed(
  lines: string[],
  items: readonly Plain[],
  { fields, headline }: Shape & { readonly type: "named" },
  indent: string,
): void {
  const names = new Set<string>();
  for (const item of items) {
    const name = isRecord(item) ? item["name"] : undefined;
    if (!isRecord(item) || typeof name !== "string") throw new Misfit(": a record without a name");
    const lead = keyed(lines, indent, name, indent);
    try {
      const found = fieldsOf(item, fields, "name");
      writeShort(lines, lead, item, found, headline, indent);
    } catch (error) {
      throw placed(error, ` ${name}`);
    }
    if (names.has(name)) throw new Misfit(": two of one name");
    names.add(name);
  }
}

/** Appends a record behind `lead`: its headline, where that is all there is, or `{ type: integer, not_null: true }`. */
function writeShort(
  lines: string[],
  lead: string,
  record: Body,
  fields: readonly Field[],
  headline: string | undefined,
  indent: string,
): void {
  const [first] = fields;
  if (first === undefined) lines.push(`${lead} {}`);
  else if (fields.length === 1 && first.name === headline)
    writeValue(lines, lead, record[first.name], first.shape, indent);
  else {
    const line = flowOf(record, fields, shortLine - lead.length);
    lines.push(line === undefined ? lead : `${lead} ${line}`);
    if (line === undefined) writeFields(lines, record, fields, `${indent}  `);
  }
}

/** A record on one line; undefined where it holds more than scalars, or is longer than there is room. */
function flowOf(record: Body, fields: readonly Field[], room: number): string | undefined {
  const parts: string[] = [];
  for (const { name, shape } of fields) {
    const plain = scalarOf(record[name] ?? null, shape);
    const part = plain === undefined ? undefined : scalarInFlow(plain);
    if (part === undefined) return undefined;
    parts.push(`${name}: ${part}`);
  }
  const line = `{ ${parts.join(", ")} }`;
  return line.length <= room ? line : undefined;
}
