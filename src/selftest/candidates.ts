/** What changes can be made to, ready to be named in statements: tables and their columns, the plainest first. */
import { keyOf } from "../model/key.js";
import type { Body, Path } from "../model/model.js";
import { identifier, qualified } from "../sql/quote.js";
import { named, records, text, texts, type Named, type Schema } from "./schema.js";
import { changed, type Touch } from "./sort.js";

export interface Table extends Named {
  readonly columns: readonly Column[];
  /** Address of a part of it: `part("index", "orders_idx")` */
  readonly part: (kind: string, name: string) => string;
}

export interface Column {
  readonly key: string;
  readonly name: string;
  readonly quoted: string;
  readonly type: string;
  readonly body: Body;
  readonly table: Named;
  /** `columns.price` */
  readonly field: string;
  /** `ALTER TABLE public.orders` */
  readonly alterTable: string;
  /** `ALTER TABLE public.orders ALTER COLUMN price` */
  readonly alter: string;
  /** A field of the column that changes. */
  readonly change: (field: string) => Touch;
}

/** Tables that neither have nor are children or partitions; hypertables, which refuse some changes, come last. */
export function tables(schema: Schema): readonly Table[] {
  const parents = new Set(
    schema.of("table").flatMap(({ body }) => [...texts(body, "inherits"), text(body, "partition_of") ?? ""]),
  );
  const single = schema
    .of("table")
    .filter(
      ({ path, body }) =>
        body["inherits"] === undefined &&
        body["partition_of"] === undefined &&
        body["partition_by"] === undefined &&
        !parents.has(qualified(path)) &&
        !schema.has("typed table", path),
    );
  const isHyper = (path: Path): number => (schema.has("hypertable", path) ? 1 : 0);
  return single.sort((a, b) => isHyper(a.path) - isHyper(b.path)).map((object) => tableOf(named(object)));
}

export const hypertables = (schema: Schema): readonly Table[] =>
  schema.of("hypertable").flatMap(({ path }) => {
    const object = schema.objects.get(keyOf("table", path));
    return object === undefined ? [] : [tableOf(named(object))];
  });

/** Every table, whatever it is. */
export const anyTables = (schema: Schema): readonly Table[] =>
  schema.of("table").map((object) => tableOf(named(object)));

function tableOf(table: Named): Table {
  return {
    ...table,
    columns: records(table.body["columns"]).map((body) => columnOf(table, body)),
    part: (kind, name) => keyOf(kind, [...table.path, name]),
  };
}

function columnOf(table: Named, body: Body): Column {
  const name = text(body, "name") ?? "";
  const field = `columns.${name}`;
  const alterTable = `ALTER TABLE ${table.sql}`;
  return {
    key: table.key,
    name,
    quoted: identifier(name),
    type: text(body, "type") ?? "",
    body,
    table,
    field,
    alterTable,
    alter: `${alterTable} ALTER COLUMN ${identifier(name)}`,
    change: (part) => changed(table.key, `${field}.${part}`),
  };
}

export const columns = (schema: Schema): readonly Column[] =>
  tables(schema).flatMap((table) => table.columns);

/** Columns that no definition but their own mentions. */
export const freeColumns = (schema: Schema): readonly Column[] =>
  columns(schema).filter(({ name, key, field }) => !schema.mentioned(name, `${key} ${field}`));

/** Whether a column has a type and nothing else, apart from fields that are named. */
export const isPlain = ({ body }: Column, ...allowed: readonly string[]): boolean =>
  Object.keys(body).every((name) => ["name", "type", ...allowed].includes(name));

/** Whether a column's value is made from something: a default, an expression, a sequence. */
export const isMade = ({ body }: Column): boolean =>
  ["default", "generated", "serial", "identity"].some((field) => body[field] !== undefined);

/** Two values of a type, as SQL; none where the type is not one of the usual ones. */
export function values(type: string): readonly [string, string] | undefined {
  if (/^(?:smallint|integer|bigint|numeric|real|double precision)\b/.test(type)) return ["17", "18"];
  if (/^(?:text|character varying)\b/.test(type)) return ["'selftest'::text", "'another'::text"];
  if (type === "boolean") return ["true", "false"];
  if (/^timestamp|^date$/.test(type)) return ["now()", "(now() - '1 day'::interval)"];
  if (/^jsonb?$/.test(type)) return [`'{}'::${type}`, `'[]'::${type}`];
  return undefined;
}

/** Another type that a column of a type can be given without more ado. */
export function otherType(type: string): string | undefined {
  const other: Readonly<Record<string, string>> = {
    smallint: "integer",
    integer: "bigint",
    bigint: "numeric",
    text: "character varying",
    "character varying": "text",
    real: "double precision",
    "double precision": "numeric",
    "timestamp without time zone": "timestamp with time zone",
    "timestamp with time zone": "timestamp without time zone",
    date: "timestamp without time zone",
    json: "jsonb",
  };
  return other[type];
}

/** The same type with another length or precision: numeric(12,2) → numeric(13,2) */
export function otherModifier(type: string): string | undefined {
  const [, name, first, rest = ""] =
    /^(numeric|character varying|character|bit|time|timestamp)\((\d+)(.*)$/.exec(type) ?? [];
  if (name === undefined) return undefined;
  return `${name}(${name.startsWith("time") ? (first === "3" ? 4 : 3) : Number(first) + 1}${rest}`;
}
