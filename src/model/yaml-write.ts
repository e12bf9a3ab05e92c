/** Writes a model as a snapshot: YAML to review in a pull request, the same to the byte for the same model. */
import { keyOf, printPath } from "./key.js";
import { indexLayouts, parentPath } from "./layouts.js";
import type { Layouts } from "./layouts.js";
import type { Body, Layout, Model, Obj, Path, Shape } from "./model.js";
import { fieldsOf, placed, text, texts, writeFields, writeValue } from "./yaml-record.js";
import { keyed } from "./yaml-text.js";

/** Version of the format of snapshots. */
export const formatVersion = 1;

/** What tells paths apart, cheaper than printing them: no name in PostgreSQL holds a NUL. */
const place = (path: Path): string => path.join("\0");

interface Whole {
  readonly layouts: Layouts;
  readonly ahead: Ahead;
  /** What parts stand below, by place. */
  readonly holders: ReadonlyMap<string, Obj>;
  /** The objects of each layout by the place that they stand below; null: below nothing that is there. */
  readonly groups: ReadonlyMap<Layout, ReadonlyMap<string | null, readonly Obj[]>>;
}

function wholeOf({ objects }: Model, layouts: Layouts, ahead: Ahead): Whole {
  const groups = new Map<Layout, Map<string | null, Obj[]>>();
  const holders = new Map<string, Obj>();
  const add = (layout: Layout, at: string | null, siblings: Obj[]): void => {
    const places = groups.get(layout) ?? new Map<string | null, Obj[]>();
    groups.set(layout, places);
    const others = places.get(at);
    if (others === undefined) places.set(at, siblings);
    else for (const one of siblings) others.push(one);
  };
  for (const { layout, parent, siblings } of runsOf([...objects.values()], layouts)) {
    add(layout, parent === null ? null : place(parent), siblings);
    if (layout.holdsParts) for (const object of siblings) holders.set(place(object.path), object);
  }
  for (const [layout, places] of groups)
    for (const [at, siblings] of places) {
      if (at === null || holders.has(at)) continue;
      places.delete(at);
      add(layout, null, siblings);
    }
  return { layouts, ahead, holders, groups };
}

interface Run {
  readonly layout: Layout;
  readonly parent: Path | null;
  readonly siblings: Obj[];
}

/** Objects of one layout below one place: they follow each other, save where odd names stand between them. */
function* runsOf(objects: readonly Obj[], layouts: Layouts): Generator<Run> {
  let from = 0;
  for (let first = objects[from]; first !== undefined; first = objects[from]) {
    const { kind, path } = first;
    const layout = layouts.byName.get(kind);
    if (layout === undefined) throw new Error(`writing ${kind}: a kind without a layout`);
    let to = from + 1;
    for (
      let next = objects[to];
      next?.kind === kind && areSiblings(layout, path, next.path);
      next = objects[to]
    )
      to += 1;
    yield { layout, parent: parentPath(layout, path), siblings: objects.slice(from, to) };
    from = to;
  }
}

/** Whether objects of one layout stand below the same place. */
const areSiblings = ({ part }: Layout, one: Path, other: Path): boolean =>
  part === "none" ||
  (part === "many" &&
    one.length === other.length &&
    one.every((name, index) => name === other[index] || index + 1 === one.length));

type Named = readonly [name: string, object: Obj];

/** Objects with what each is called, in the order of writing. */
const byName = (objects: readonly Obj[], nameOf: (object: Obj) => string): readonly Named[] =>
  objects.map((object): Named => [nameOf(object), object]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/**
 * Objects, by their bodies, that were written ahead: where they usually stand, and as if each were bare if one line does
 * for it, and were not otherwise.
 */
type Ahead = ReadonlyMap<Body, string>;

/** Where an object stands, unless what should hold it is not there. */
const usualIndents: Readonly<Record<Layout["part"], string>> = {
  none: " ".repeat(2),
  one: " ".repeat(4),
  many: " ".repeat(6),
};

/** What an object is called where it usually stands. */
const usualName = ({ part, section }: Layout, path: Path): string =>
  part === "none" ? printPath(path) : part === "one" ? section : (path.at(-1) ?? "");

/** Appends an object under the name that it has there, with its parts. */
function writeObject(
  lines: string[],
  name: string,
  object: Obj,
  layout: Layout,
  whole: Whole,
  indent: string,
): void {
  const { needs, later, stub } = object;
  const below = `${indent}  `;
  const parts = layout.holdsParts ? partsOf(object, whole) : [];
  const isBare = needs === undefined && later === undefined && stub === undefined && parts.length === 0;
  const written = indent === usualIndents[layout.part] ? whole.ahead.get(object.body) : undefined;
  if (written !== undefined && (isBare || written.includes("\n"))) lines.push(written);
  else writeBody(lines, name, object, layout, isBare, indent);
  if (needs !== undefined) writeValue(lines, `${below}needs:`, needs.toSorted(), texts, below);
  if (later !== undefined) writeValue(lines, `${below}later:`, later.toSorted(), texts, below);
  if (stub !== undefined) writeValue(lines, `${below}stub:`, stub, text, below);
  for (const [part, siblings] of parts) {
    const isOne = part.part === "one";
    if (!isOne) lines.push(`${below}${part.section}:`);
    const nameOf = ({ path }: Obj): string => usualName(part, path);
    for (const [name, one] of byName(siblings, nameOf))
      writeObject(lines, name, one, part, whole, isOne ? below : `${below}  `);
  }
}

/** What stands below an object, in the order of writing. */
function partsOf(
  object: Obj,
  { layouts, holders, groups }: Whole,
): readonly (readonly [Layout, readonly Obj[]])[] {
  const at = place(object.path);
  const found: (readonly [Layout, readonly Obj[]])[] = [];
  if (holders.get(at) !== object) return found;
  for (const layout of layouts.parts) {
    const siblings = groups.get(layout)?.get(at);
    if (siblings !== undefined) found.push([layout, siblings]);
  }
  return found;
}

/**
 * Appends an object without its parts and needs; its headline alone, where that is all there is.
 * @param isBare whether nothing else of the object is written
 */
function writeBody(
  lines: string[],
  name: string,
  { kind, path, body }: Obj,
  { shape, headline }: Layout,
  isBare: boolean,
  indent: string,
): void {
  const lead = keyed(lines, indent, name, indent);
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
  readonly #ahead = new Map<Body, string>();
  #reading = 1;

  constructor(layouts: readonly Layout[]) {
    this.#layouts = indexLayouts(layouts);
  }

  /**
   * Writes an object while there is time, as when a server is waited for: where the model has its very body, and there,
   * it is done.
   * @param reading where all are read again, the next number: what came of the one before is forgotten
   */
  writeAhead(object: Obj, reading = 1): void {
    if (reading !== this.#reading) this.#ahead.clear();
    this.#reading = reading;
    const { kind, path, body } = object;
    const layout = this.#layouts.byName.get(kind);
    if (layout === undefined) return;
    const isHeadline = Object.keys(body).every((field) => field === layout.headline);
    const lines: string[] = [];
    writeBody(lines, usualName(layout, path), object, layout, isHeadline, usualIndents[layout.part]);
    const text = lines.join("\n");
    if (!isHeadline || !text.includes("\n")) this.#ahead.set(body, text);
  }

  /**
   * The text of a snapshot, in pieces, each made when it is asked for: the one before it can be written meanwhile.
   * `header.target` is named in the first line. Throws where an object does not fit its layout.
   */
  pieces(model: Model, header: Header = {}): Iterable<string> {
    return inPieces(snapshotLines(model, this.#layouts, this.#ahead, header));
  }

  /** The same as one text. */
  write(model: Model, header: Header = {}): string {
    return [...this.pieces(model, header)].join("");
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

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  let length = 0;
  for (const line of lines) {
    piece.push(line);
    length += line.length;
    if (length < pieceLength) continue;
    yield `${piece.join("\n")}\n`;
    [piece, length] = [[], 0];
  }
  if (piece.length > 0) yield `${piece.join("\n")}\n`;
}

/** Lines, or some of them in one text. */
function* snapshotLines(model: Model, layouts: Layouts, ahead: Ahead, header: Header): Generator<string> {
  const whole = wholeOf(model, layouts, ahead);
  if (header.target !== undefined) yield `# ${printPath([header.target])}, as driftline snapshot found it`;
  yield `driftline: ${formatVersion}`;
  yield "server:";
  const server = { ...model.server };
  yield textOf((lines) => {
    writeFields(lines, server, fieldsOf(server, serverShape), "  ");
  });
  for (const layout of layouts.all) {
    const objects = whole.groups.get(layout)?.get(null) ?? [];
    if (objects.length > 0) yield `${layout.section}:`;
    for (const [name, object] of byName(objects, ({ path }) => printPath(path)))
      yield textOf((lines) => {
        writeObject(lines, name, object, layout, whole, "  ");
      });
  }
  if (model.gaps.length > 0) {
    const gaps = model.gaps.map(({ reason, what, help }) => ({
      reason,
      what,
      ...(help === undefined ? {} : { help }),
    }));
    yield textOf((lines) => {
      writeValue(lines, "gaps:", gaps, gapsShape, "");
    });
  }
}

function textOf(write: (lines: string[]) => void): string {
  const lines: string[] = [];
  write(lines);
  return lines.join("\n");
}
