/** The objects of one database as plain data. Knows neither SQL nor any kind of object. */

/** What a YAML file can hold. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

export const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** Raw names from the outside in, never OIDs: `["public", "orders", "orders_pkey"]`. */
export type Path = readonly [string, ...string[]];

export type Body = Readonly<Record<string, Plain>>;

/** One thing in a database. Only `body` is compared. */
export interface Obj<B = Body> {
  /** Name of its kind: `index`. */
  readonly kind: string;
  readonly path: Path;
  /** Canonical: defaults are left out, never null. */
  readonly body: B;
  /** Keys of objects that must stand first and that the order of phases does not put there already; sorted. */
  readonly needs?: readonly string[];
  /** In a circle of needs: those of `needs` that can wait, because it can be made without them at first; sorted. */
  readonly later?: readonly string[];
  /** In a circle of needs: what its kind wants to know beside `body` to make it without those. */
  readonly stub?: string;
}

/** Versions of the server that a model was read from. */
export interface ServerVersions {
  /** As PostgreSQL prints it: `16.4`. */
  readonly postgres: string;
  readonly timescaledb?: string;
}

/** Something that exists and that the model does not hold. */
export interface Gap {
  /**
   * `unmodelled`: no kind for it; `unreadable`: the catalog refused; `skipped`: a statement that was not replayed;
   * `lacking`: an extension that the shadow does not have.
   */
  readonly reason: "unmodelled" | "unreadable" | "skipped" | "lacking";
  /** What it is, in words: `range type public.span`. */
  readonly what: string;
  readonly help?: string;
  /** Objects, or single parts of them, that a model lacks because of it. Names as in a path, perhaps without a schema. */
  readonly hides?: readonly { readonly names: readonly string[]; readonly part?: string }[];
}

export interface Model {
  readonly server: ServerVersions;
  /** By key (see key.ts), sorted by key. */
  readonly objects: ReadonlyMap<string, Obj>;
  readonly gaps: readonly Gap[];
}

/**
 * What the model's own code has to know of a kind in order to write and read it: how it is laid out in YAML.
 * The kinds satisfy it; this module does not know them.
 */
export interface Layout {
  /** `materialized view` */
  readonly name: string;
  /** Heading in YAML; a kind that is single below its parent (a table's hypertable) has its own name as heading. */
  readonly section: string;
  /**
   * `none`: stands alone. `many`: `path` is its parent's path and its own name, and it is written below the parent,
   * under `section`. `one`: `path` is its parent's path, and its body is written below the parent, as `section`.
   */
  readonly part: "none" | "many" | "one";
  /** A kind that parts may stand under: its objects share one namespace (tables, views, …). */
  readonly holdsParts: boolean;
  /** Where a body has only this field it is written as a plain text in place of a map. */
  readonly headline?: string;
  /** Its body with what PostgreSQL has named after the object, and leaves so when the object is renamed. */
  spelledOut?(object: Obj): Body;
  /** Objects that have no name of their own: a number, `x 2`, tells those after the first apart, and means nothing. */
  readonly numbered?: boolean;
  readonly shape: Readonly<Record<string, Shape>>;
}

/**
 * The form of a field's value. `named` is a list of records with a unique `name`, in a meaningful order; in YAML it is
 * a map from name to the rest of the record.
 */
export type Shape =
  | { readonly type: "text" | "flag" | "number" | "texts" }
  | { readonly type: "named"; readonly fields: Readonly<Record<string, Shape>>; readonly headline?: string }
  | { readonly type: "list"; readonly fields: Readonly<Record<string, Shape>> };
