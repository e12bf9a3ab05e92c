/** Writes a model as a snapshot: YAML to review in a pull request, the same to the byte for the same model. */
import { keyOf, printPath } from "./key.js";
import { indexLayouts, parentPath } from "./layouts.js";
import type { Layouts } from "./layouts.js";
import type { Body, Layout, Model, Obj, Path, Shape } from "./model.js";
import { fieldsOf, placed, text, texts, writeFields, writeValue } from "./yaml-record.js";
import { keyed } from "./yaml-text.js";

/** Version of the format of snapshots. */
export const formatVersion = 1;

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

type Named = readonly [name: string, object: Obj];

/** Objects with what each is called, in the order of writing. */
const byName = (objects: readonly Obj[], nameOf: (object: Obj) => string): readonly Named[] =>
  objects.map((object): Named => [nameOf(object), object]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

interface Whole {
  readonly layouts: Layouts;
  readonly parts: Parts;
  readonly ahead: Ahead;
}

/** The fields of bodies that were written ahead, and the indentation that they were given. */
type Ahead = WeakMap<Body, { readonly indent: string; readonly text: string }>;

/** Where the fields of an object stand, unless what should hold it is not there. */
const usualIndents: Readonly<Record<Layout["part"], string>> = {
  none: " ".repeat(4),
  one: " ".repeat(6),
  many: " ".repeat(8),
};

/** Appends an object behind `lead`, with its parts; its headline alone, where that is all there is. */
function writeObject(
  lines: string[],
  lead: string,
  object: Obj,
  layout: Layout,
  whole: Whole,
  indent: string,
): void {
  const { needs, later, stub } = object;
  const below = `${indent}  `;
  const parts = whole.parts.get(object);
  const isBare = needs === undefined && later === undefined && stub === undefined && parts === undefined;
  const written = whole.ahead.get(object.body);
  if (written?.indent === below) lines.push(lead, written.text);
  else writeBody(lines, lead, object, layout, isBare, indent);
  if (needs !== undefined) writeValue(lines, `${below}needs:`, needs.toSorted(), texts, below);
  if (later !== undefined) writeValue(lines, `${below}later:`, later.toSorted(), texts, below);
  if (stub !== undefined) writeValue(lines, `${below}stub:`, stub, text, below);
  if (parts === undefined) return;
  for (const part of whole.layouts.parts) {
    const [first, ...more] = parts.get(part) ?? [];
    if (first === undefined) continue;
    const section = `${below}${part.section}:`;
    if (part.part === "one") {
      writeObject(lines, section, first, part, whole, below);
      continue;
    }
    lines.push(section);
    const indent = `${below}  `;
    for (const [name, one] of byName([first, ...more], ({ path }) => path.at(-1) ?? ""))
      writeObject(lines, keyed(lines, indent, name, indent), one, part, whole, indent);
  }
}

/** @param isBare whether nothing else of the object is written */
function writeBody(
  lines: string[],
  lead: string,
  { kind, path, body }: Obj,
  { shape, headline }: Layout,
  isBare: boolean,
  indent: string,
): void {
  try {
    const fields = fieldsOf(body, shape);
    const [first, second] = fields;
    if (isBare && first === undefined) lines.push(`${lead} {}`);
    else if (isBare && first?.name === headline && first !== undefined && second === undefined)
      writeValue(lines, lead, body[first.name], first.shape, indent);
    else {
      lines.push(lead);
      writeFields(lines, body, fields, `${indent}  `);
    }
  } catch (error) {
    throw placed(error, `writing ${keyOf(kind, path)}`);
  }
}

const serverShape = { postgres: text, timescaledb: text };
const gapsShape: Shape = { type: "list", fields: { reason: text, what: text, help: text } };

/** Writes a snapshot of objects that come one after the other. Throws where two layouts could be taken for each other. */
export class SnapshotWriter {
  readonly #layouts: Layouts;
  readonly #ahead: Ahead = new WeakMap();

  constructor(layouts: readonly Layout[]) {
    this.#layouts = indexLayouts(layouts);
  }

  /**
   * Writes an object's body while there is time, as when a server is waited for: where the model has that very body, it
   * is done. One that may be a mere headline depends on what else there is of the object.
   */
  writeAhead({ kind, path, body }: Obj): void {
    const layout = this.#layouts.byName.get(kind);
    if (layout === undefined) return;
    const indent = usualIndents[layout.part];
    const lines: string[] = [];
    try {
      const fields = fieldsOf(body, layout.shape);
      if (fields.every(({ name }) => name === layout.headline)) return;
      writeFields(lines, body, fields, indent);
    } catch (error) {
      throw placed(error, `writing ${keyOf(kind, path)}`);
    }
    this.#ahead.set(body, { indent, text: lines.join("\n") });
  }

  /**
   * The text of a snapshot, in pieces that make it one after the other: to put a long one together costs more than to
   * write it. `header.target` is named in its first line. Throws where an object does not fit its layout.
   */
  pieces(model: Model, header: Header = {}): readonly string[] {
    return inPieces(snapshotLines(model, this.#layouts, this.#ahead, header));
  }

  /** The same as one text. */
  write(model: Model, header: Header = {}): string {
    return this.pieces(model, header).join("");
  }
}

interface Header {
  readonly target?: string;
}

/** The same for a model that is there as a whole. */
export const write = (model: Model, layouts: readonly Layout[], header: Header = {}): string =>
  new SnapshotWriter(layouts).write(model, header);

/** Characters of a piece, at least: so few that memory is used again for the next one. */
const pieceLength = 2 ** 16;

function inPieces(lines: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  let [from, length] = [0, 0];
  for (const [index, line] of lines.entries()) {
    length += line.length;
    if (length < pieceLength && index + 1 < lines.length) continue;
    pieces.push(`${lines.slice(from, index + 1).join("\n")}\n`);
    [from, length] = [index + 1, 0];
  }
  return pieces;
}

/** Lines, or some of them in one text. */
function snapshotLines(model: Model, layouts: Layouts, ahead: Ahead, header: Header): readonly string[] {
  const whole = { layouts, parts: partsOf(model, layouts), ahead };
  const lines: string[] = [];
  if (header.target !== undefined)
    lines.push(`# ${printPath([header.target])}, as driftline snapshot found it`);
  lines.push(`driftline: ${formatVersion}`, "server:");
  const server = { ...model.server };
  writeFields(lines, server, fieldsOf(server, serverShape), "  ");
  for (const layout of layouts.all) {
    const objects = whole.parts.get(null)?.get(layout) ?? [];
    if (objects.length > 0) lines.push(`${layout.section}:`);
    for (const [name, object] of byName(objects, ({ path }) => printPath(path))) {
      // As one text: of all lines there are far more than of objects.
      const own: string[] = [];
      writeObject(own, keyed(own, "  ", name, "  "), object, layout, whole, "  ");
      lines.push(own.join("\n"));
    }
  }
  if (model.gaps.length > 0) {
    const gaps = model.gaps.map(({ reason, what, help }) => ({
      reason,
      what,
      ...(help === undefined ? {} : { help }),
    }));
    writeValue(lines, "gaps:", gaps, gapsShape, "");
  }
  return lines;
}
