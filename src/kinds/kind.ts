/** The interface that every kind of object fulfils, and the words to describe one with. Knows no kind. */
import type { Severity } from "../finding.js";
import type { Body, Layout, Obj, Path, Plain, Shape } from "../model/model.js";
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
  "partition",
  "reference",
  "aggregate",
  "view",
  "policy",
  "replication",
  "content",
  "owner",
  "ownership",
  "privilege",
  "job",
  "event",
] as const;
export type Phase = (typeof phases)[number];

/** Phase of the parts that are written right below what holds them, whatever that is. */
export const partPhase: Phase = "table";

/** Headings of the phases in a baseline; without one the kind's own heading serves. */
export const phaseTitles: Readonly<Partial<Record<Phase, string>>> = {
  table: "Tables",
  partition: "Indexes of partitioned tables",
  aggregate: "Continuous aggregates",
  view: "Views",
  policy: "Compression and policies",
  content: "Contents of materialized views",
  owner: "Owners",
  ownership: "Owners",
  privilege: "Privileges",
};

/** What a configuration may leave out of sight. */
export type ScopePart = "owners" | "grants";

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
  /** Compared only where both sides say it: migrations leave it to the server. */
  readonly stated?: boolean;
  /** As with a kind: what a configuration may leave out of sight. */
  readonly scope?: ScopePart;
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
/** A flag that is kept for a baseline: only one side can have it, so it is never a difference. */
export const remark = (): Field<boolean> => ({ ...flag("info"), stated: true });
export const state = (severity: Severity): Field<boolean> => ({
  shape: { type: "flag" },
  severity,
  state: true,
});
export const stated = (severity: Severity): Field<string> => ({
  shape: { type: "text" },
  severity,
  stated: true,
});
/** The role that an object belongs to. */
export const owner = (severity: Severity): Field<string> => ({ ...text(severity), scope: "owners" });
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
   * the sequence of a serial column. JSON has OIDs as texts.
   */
  readonly also?: readonly (number | string)[] | null;
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
  /** Major of PostgreSQL. */
  readonly major: number;
  /** Release of TimescaleDB: `2.17.2` */
  readonly timescaledb?: string;
  /** Schema of TimescaleDB's functions, where it is not public. */
  readonly timescaledbSchema?: string;
  /** Kind of what stands at a path and holds parts: a part may be made otherwise below a view than below a table. */
  readonly holderAt: (path: Path) => string | undefined;
  /** Body of an object of another kind, where there is one. */
  readonly bodyOf: (kind: string, path: Path) => Body | undefined;
  /** Objects of a kind that stand below a path. */
  readonly partsOf: (kind: string, path: Path) => readonly Obj[];
}

/** What comes into being with an object, without a statement of its own. */
export interface Brought {
  readonly kind: string;
  readonly path: Path;
  /** A field of that object, where the object itself is not brought: `columns.time.not_null`. */
  readonly field?: string;
}

/** What a kind may look at beside an object: the other objects of its side, and the release that they live on. */
export interface Surroundings {
  /** Release of TimescaleDB as a number, 2017; 0 where it is not there. */
  readonly release: number;
  readonly objectAt: (kind: string, path: Path) => Obj | undefined;
}

/** An object on the older and on the newer of two releases of TimescaleDB; at least one of them has it. */
export interface Across<B> {
  readonly older: Surroundings & { readonly object: Obj<B> | undefined };
  readonly newer: Surroundings & { readonly object: Obj<B> | undefined };
}

/** A difference that two releases may make by themselves. */
export interface Skew {
  /** Field that differs; absent: the older side lacks the whole object. */
  readonly field?: string;
  /** What which release does. */
  readonly why: string;
}

/** How an object fares in a database that runs: no part of a model. */
export type Vitals = Readonly<Record<string, Plain>>;

/** What an operator should know of an object, whether it drifted or not. */
export interface Concern {
  /** `job-failing`: printed as `ops/job-failing`. */
  readonly code: string;
  readonly severity: Severity;
  /** Field that it comes from: where that one drifted it is told already. */
  readonly field?: string;
  /** One sentence that goes on from the object's name. */
  readonly message: string;
  readonly help: string;
}

export interface Kind<B = Readonly<Record<string, Plain>>> extends Omit<Layout, "shape" | "spelledOut"> {
  readonly fields: Fields;
  /** Catalog of the OIDs that `query` returns, as pg_depend names it; absent where objects have none. */
  readonly catalog?: string;
  readonly phase: Phase;
  /** Phase of an object that cannot be made in that of its kind. */
  laterPhase?(object: Obj<B>): Phase | undefined;
  /** Place among the parts of one parent. */
  rank?(object: Obj<B>): number;
  readonly missing: Severity;
  readonly unexpected: Severity;
  /** Of one that is there under another name; as a missing one, where the name is what code relies on. */
  readonly renamed?: Severity;
  /** What a configuration may leave out of sight as a whole: an environment may have roles of its own. */
  readonly scope?: ScopePart;
  /** Lowest major of PostgreSQL that has objects of the kind: that an older one has none is no difference. */
  readonly since?: number;
  /** Whether every new database of a major of PostgreSQL has this very object, so that its kind leaves it out there. */
  usual?(object: Obj<B>, major: number): boolean;
  /** A statement that a script with objects of the kind begins with. */
  readonly prelude?: string;
  /**
   * All objects of the kind in one query, which may use the tables of scope.ts. Columns: those of `Row`; nulls in
   * `body` are dropped. null: this server has none.
   */
  query(server: Server): string | null;
  /**
   * Whether the server opens tables to print what `query` finds. Its process keeps them open, so that one connection should
   * read all such kinds of a table. They are asked for in several shares of the relations.
   */
  readonly opens?: boolean;
  /**
   * SQL condition, which every role may ask: whether there may be objects of the kind at all. Most databases have objects
   * of few kinds; the others are not asked for. It may use the tables of scope.ts, and aggregate over all relations `r` of
   * the scope with their rows `c` of pg_class, which are gone through once for all kinds.
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
  /**
   * Statements for the phase "content", when all that the object needs has had its own, whether pg_depend knows of it or
   * not. Empty: it has none, nor has anything that needs it.
   */
  fill?(object: Obj<B>): readonly string[];
  spelledOut?(object: Obj<B>): Body;
  brings?(object: Obj<B>): readonly Brought[];
  /** The other way round: what it came into being with, and goes with. */
  comesWith?(object: Obj<B>): Brought | undefined;
  /** Path of what an object points at from where it stands, as a foreign key does: a line on a map of the schema. */
  references?(object: Obj<B>): Path | undefined;
  /** Differences that the releases of both sides may explain, whether they are there or not. */
  skew?(sides: Across<B>): readonly Skew[];
  /** Columns `path` and `vitals`, a row for each object that there is something to say of; null: nothing to ask for. */
  vitals?(server: Server): string | null;
  /** @param vitals empty where the database is not there to be asked */
  concerns?(object: Obj<B>, around: Surroundings, vitals: Vitals): readonly Concern[];
  /** What a server needs to have a changed field mended, where a plain ALTER does not do. */
  help?(field: string, object: Obj<B>): string | undefined;
}

/**
 * Checks a kind's functions against its fields, and hands it on as one of many: rows and files are checked against
 * `fields` where they enter, so that a body is what the kind takes it to be.
 */
export function defineKind<const F extends Fields>(
  kind: Omit<Kind<BodyOf<F>>, "fields"> & { readonly fields: F },
): Kind;
export function defineKind(kind: Kind): Kind {
  return kind;
}

/** Where an object stands in a baseline. */
export const phaseOf = (kind: Kind, object: Obj): Phase => kind.laterPhase?.(object) ?? kind.phase;
