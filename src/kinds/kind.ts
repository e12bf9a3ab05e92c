/** The interface that every kind of object fulfils, and the words to describe one with. Knows no kind. */
import type { Severity } from "../finding.js";
import type { Layout, Obj, Path, Plain, Shape } from "../model/model.js";
import type { Server } from "./server.js";

/**
 * Places in a baseline, first to last, where `needs` leaves a choice. A table's hypertable, constraints, indexes and
 * triggers are in the table's phase: they are written below it.
 */
export const phases = [
  "schema",
  "extension",
  "type",
  "sequence",
  "function",
  "table",
  "reference",
  "aggregate",
  "view",
  "policy",
  "job",
  "replication",
  "owner",
  "ownership",
  "privilege",
  "event",
] as const;
export type Phase = (typeof phases)[number];

/** Phase of the parts that are written right below what holds them, whatever that is. */
export const partPhase: Phase = "table";

/** Headings of the phases in a baseline; without one the kind's own heading serves. */
export const phaseTitles: Readonly<Partial<Record<Phase, string>>> = {
  table: "Tables",
  aggregate: "Continuous aggregates",
  view: "Views",
  policy: "Compression and policies",
  owner: "Owners",
  ownership: "Owners",
  privilege: "Privileges",
};

/** A field of a kind's body: the form of its value, and what a change of it means. */
export interface Field<T> {
  readonly shape: Shape;
  readonly severity: Severity;
  /** Fields of the records of a `named` or `list` value. */
  readonly fields?: Fields;
  /** SQL that PostgreSQL prints from its catalogs: another major may print the same thing otherwise. */
  readonly deparsed?: boolean;
  /** A state that no statement makes (an index left invalid): a baseline cannot bring it back and need not. */
  readonly state?: boolean;
  /** Never set: carries the type of the value to the compiler. */
  readonly value?: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The body that fields describe. All are optional: what has its default is left out. */
export type BodyOf<F extends Fields> = { readonly [K in keyof F]?: F[K] extends Field<infer T> ? T : never };

export const text = (severity: Severity): Field<string> => ({ shape: { type: "text" }, severity });
export const sql = (severity: Severity): Field<string> => ({
  shape: { type: "text" },
  severity,
  deparsed: true,
});
export const flag = (severity: Severity): Field<boolean> => ({ shape: { type: "flag" }, severity });
export const state = (severity: Severity): Field<boolean> => ({
  shape: { type: "flag" },
  severity,
  state: true,
});
export const number = (severity: Severity): Field<number> => ({ shape: { type: "number" }, severity });
export const texts = (severity: Severity): Field<readonly string[]> => ({
  shape: { type: "texts" },
  severity,
});

/** Records in a meaningful order, each with a unique `name`. `headline` is the field that may stand for a record. */
export function named<F extends Fields>(
  severity: Severity,
  fields: F,
  headline?: keyof F & string,
): Field<readonly ({ readonly name: string } & BodyOf<F>)[]> {
  const shape = {
    type: "named" as const,
    fields: shapes(fields),
    ...(headline === undefined ? {} : { headline }),
  };
  return { shape, severity, fields };
}

export const shapes = (fields: Fields): Record<string, Shape> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.shape]));

/** One object as a kind's catalog query returns it. */
export interface Row {
  /** With the kind's `catalog`: its identity in pg_depend. */
  readonly oid: number;
  /**
   * pg_class OIDs that depend, or are depended upon, in this object's stead: the index of a constraint,
   * the sequence of a serial column. */
  readonly also?: readonly number[] | null;
  /** Transaction that last touched it, and those that last touched parts of it, by field: `columns.price`. */
  readonly xid: number;
  readonly xids?: Readonly<Record<string, number>> | null;
  readonly path: Path;
  readonly body: Readonly<Record<string, Plain>>;
  /** What `cut` wants to know beside the body. */
  readonly stub?: string | null;
}

/** Where statements are to be run. */
export interface Target {
  /** Release of TimescaleDB: `2.17.2` */
  readonly timescaledb?: string;
  /** Schema of TimescaleDB's functions, where it is not public. */
  readonly timescaledbSchema?: string;
  /** Kind of what stands at a path and holds parts: a part may be made otherwise below a view than below a table. */
  readonly holderAt: (path: Path) => string | undefined;
  /** The role that an object of a kind of owners says; undefined: the database's owner, who runs the statements. */
  readonly ownerAt: (kind: string, path: Path) => string | undefined;
}

/** What comes into being with an object, without a statement of its own. */
export interface Brought {
  readonly kind: string;
  readonly path: Path;
  /** A field of that object, where the object itself is not brought: `columns.time.not_null`. */
  readonly field?: string;
}

export interface Kind<B = Readonly<Record<string, Plain>>> extends Omit<Layout, "shape"> {
  readonly fields: Fields;
  /** Catalog of the OIDs that `query` returns, as pg_depend names it; absent where objects have none. */
  readonly catalog?: string;
  readonly phase: Phase;
  /** Place among the parts of one parent. */
  rank?(object: Obj<B>): number;
  readonly missing: Severity;
  readonly unexpected: Severity;
  /** What a configuration may leave out of sight as a whole: an environment may have roles of its own. */
  readonly scope?: "owners" | "grants";
  /** Lowest major of PostgreSQL that has objects of the kind: that an older one has none is no difference. */
  readonly since?: number;
  /** A statement that a script with objects of the kind begins with. */
  readonly prelude?: string;
  /**
   * All objects of the kind in one query, which may use the tables of scope.ts. Columns: those of `Row`; nulls in
   * `body` are dropped. null: this server has none.
   */
  query(server: Server): string | null;
  /**
   * For a kind whose catalog not every role may read: a query that everybody may run, with a row where there are any
   * objects of the kind.
   */
  readonly present?: string;
  /** The statements that make it, without semicolons. */
  create(object: Obj<B>, target: Target): readonly string[];
  /**
   * The same in two steps, where objects need each other: what can be made without the needs that are `later`, and the
   * rest. undefined: it cannot.
   */
  cut?(
    object: Obj<B>,
    target: Target,
  ): { readonly first: readonly string[]; readonly rest: readonly string[] } | undefined;
  brings?(object: Obj<B>): readonly Brought[];
  /** Path of what an object points at from where it stands, as a foreign key does: a line on a map of the schema. */
  references?(object: Obj<B>): Path | undefined;
  /** What a server needs to have a changed field mended, where a plain ALTER does not do. */
  help?(field: string): string | undefined;
}

/** Checks a kind's body against its fields, and hands it on as one of many. */
export function defineKind<const F extends Fields>(
  kind: Omit<Kind<BodyOf<F>>, "fields"> & { readonly fields: F },
): Kind {
  // The one place where rows and files, checked against `fields`, become typed bodies.
  return kind as unknown as Kind;
}
