/** Columns of tables, foreign ones among them (pg_attribute). */
import type { Path } from "../../model/model.js";
import { identifier, literal, qualified } from "../../sql/quote.js";
import { flag, sql, text, texts, type BodyOf } from "../kind.js";
import { collationName } from "./collation-name.js";
import { comment } from "./comment.js";
import { storage, storageFields, storageQuery, storageWhere } from "./column.js";
import { sequenceOptions } from "./serial.js";

export const columnFields = {
  type: text("breaking"),
  collation: text("warning"),
  /** A parent's, and not declared again. */
  inherited: flag("info"),
  /** false: a parent's is, and this one gave it up. */
  not_null: flag("breaking"),
  /** `NULL`: a parent's has one, and this one gave it up. */
  default: sql("warning"),
  /** The expression of a stored generated column. */
  generated: sql("breaking"),
  /** Declared here as well as by a parent, whose expression it takes over. */
  generated_by_parent: flag("info"),
  /** PostgreSQL 18: computed when read. */
  virtual: flag("warning"),
  /** smallserial, serial or bigserial stands for type, sequence and default. */
  serial: flag("warning"),
  /** `always` or `by default` */
  identity: text("warning"),
  /** Options of the identity's sequence that are not the default ones. */
  identity_options: text("warning"),
  /** Comment on that sequence. */
  identity_comment: text("info"),
  /** Sequences that go with the column when it is dropped (OWNED BY), where they are no serial. */
  owns: texts("info"),
  ...storageFields,
  comment: text("info"),
};

/**
 * Whether a column `pa` that column `a` of table `c` is inherited from is so: what its column would be, too, if it were
 * made anew. A partition is made on its own, and then attached.
 */
const parentHas = (what: string): string => `(
             a.attinhcount > 0 and not c.relispartition and exists (
               select from pg_catalog.pg_inherits pi
                 join pg_catalog.pg_attribute pa on pa.attrelid = pi.inhparent and pa.attname = a.attname and pa.${what}
                where pi.inhrelid = a.attrelid))`;

/** For column `a` of type `t` of table `c`, with default `f`, comment `d` and sequences `q`. */
export const columnQuery = {
  name: "a.attname",
  type: "format_type(a.atttypid, a.atttypmod)",
  collation: `case when a.attcollation <> t.typcollation then ${collationName("a.attcollation")} end`,
  inherited: "nullif(not a.attislocal and not c.relispartition, false)",
  not_null: `case when a.attnotnull then true when ${parentHas("attnotnull")} then false end`,
  // A default names no column, so its table need not be looked at: that is most of the time it takes.
  default: `case when coalesce(q.serial, false) or a.attgenerated <> '' then null
              when f.oid is not null then pg_get_expr(f.adbin, 0)
              when a.attidentity = '' and ${parentHas("atthasdef")} then 'NULL' end`,
  generated: "case when a.attgenerated <> '' then pg_get_expr(f.adbin, f.adrelid) end",
  generated_by_parent:
    "nullif(a.attgenerated <> '' and a.attislocal and a.attinhcount > 0 and not c.relispartition, false)",
  virtual: "nullif(a.attgenerated = 'v', false)",
  serial: "nullif(q.serial, false)",
  // Since PostgreSQL 17 a partition has its parent's, without a sequence of its own.
  identity:
    "case when q.identity then case a.attidentity when 'a' then 'always' when 'd' then 'by default' end end",
  identity_options: `case when q.identity then (
             select nullif(concat_ws(' ',
                      case when qc.relnamespace <> c.relnamespace or qc.relname <> c.relname || '_' || a.attname || '_seq'
                           then format('SEQUENCE NAME %s', qc.oid::regclass) end,
                      ${sequenceOptions("s", "a.atttypid")}), '')
               from pg_catalog.pg_sequence s join pg_catalog.pg_class qc on qc.oid = s.seqrelid
              where s.seqrelid = q.identity_sequence) end`,
  identity_comment: `case when q.identity then (
             select sd.description from pg_catalog.pg_description sd
              where sd.classoid = 'pg_class'::regclass and sd.objoid = q.identity_sequence and sd.objsubid = 0) end`,
  owns: "q.owns",
  ...storageQuery,
  storage: storageWhere(`a.attstorage <> t.typstorage or ${parentHas("attstorage <> a.attstorage")}`),
  compression: `coalesce(${storageQuery.compression}, case when ${parentHas("attcompression <> ''")} then 'default' end)`,
  comment: "d.description",
};

export type Column = { readonly name: string } & BodyOf<typeof columnFields>;

const serialTypes: Readonly<Record<string, string>> = {
  smallint: "smallserial",
  integer: "serial",
  bigint: "bigserial",
};

/**
 * @param notNull what says that it is not null, if anything
 * @param options of a foreign table's column, which stand after its type
 */
export function columnDefinition(column: Column, notNull: string, options = ""): string {
  const type = column.type ?? "text";
  const clauses = [identifier(column.name), column.serial === true ? (serialTypes[type] ?? type) : type];
  if (options !== "") clauses.push(options);
  if (column.collation !== undefined) clauses.push(`COLLATE ${column.collation}`);
  if (column.default !== undefined && column.default !== "NULL") clauses.push(`DEFAULT ${column.default}`);
  if (column.generated !== undefined) {
    clauses.push(`GENERATED ALWAYS AS (${column.generated})${column.virtual === true ? "" : " STORED"}`);
  }
  if (column.identity !== undefined) clauses.push(identityClause(column));
  if (notNull !== "") clauses.push(notNull);
  return clauses.join(" ");
}

function identityClause({ identity = "", identity_options: options }: Column): string {
  return `GENERATED ${identity.toUpperCase()} AS IDENTITY${options === undefined ? "" : ` (${options})`}`;
}

/**
 * What the definition of a column cannot say.
 * @param alter `ALTER TABLE public.orders`
 * @param table its path
 * @param notNull inherited columns that are still to be made NOT NULL
 */
export const settleColumns = (
  alter: string,
  table: readonly string[],
  columns: readonly Column[],
  notNull: readonly string[],
): string[] =>
  columns.flatMap((column) => [
    ...settleInherited(`${alter} ALTER COLUMN ${identifier(column.name)}`, column),
    ...(notNull.includes(column.name)
      ? [`${alter} ALTER COLUMN ${identifier(column.name)} SET NOT NULL`]
      : []),
    ...(column.owns ?? []).map(
      (sequence) => `ALTER SEQUENCE ${sequence} OWNED BY ${qualified([...table, column.name])}`,
    ),
    ...storage(alter, column),
    ...comment(`SEQUENCE ${identitySequence(table, column)}`, column.identity_comment),
  ]);

/** `SEQUENCE NAME public.a_seq …` → `public.a_seq` */
const sequenceName = /^SEQUENCE NAME ((?:"(?:[^"]|"")+"|[^".\s]+)\.(?:"(?:[^"]|"")+"|[^".\s]+))/;

const identitySequence = (table: readonly string[], column: Column): string =>
  sequenceName.exec(column.identity_options ?? "")?.[1] ?? qualified(ownSequence(table, column.name));

/** The sequence that PostgreSQL makes for a column, where the names are not too long. */
export const ownSequence = ([schema = "", table = ""]: readonly string[], column: string): Path => [
  schema,
  `${table}_${column}_seq`,
];

/** A column as it is once its table has another name, which its sequence does not follow. */
export function withSequence(table: readonly string[], column: Column): Column {
  const { serial, ...rest } = column;
  const sequence = qualified(ownSequence(table, column.name));
  if (serial === true)
    return {
      ...rest,
      default: `nextval(${literal(sequence)}::regclass)`,
      owns: [sequence, ...(rest.owns ?? [])].sort(),
    };
  const { identity, identity_options: options = "" } = column;
  if (identity === undefined || sequenceName.test(options)) return column;
  return { ...column, identity_options: `SEQUENCE NAME ${sequence}${options === "" ? "" : ` ${options}`}` };
}

/** What a column of a parent is otherwise here; and a serial that may be null. */
function settleInherited(alter: string, column: Column): string[] {
  const { inherited = false, default: value, not_null, serial = false } = column;
  return [
    ...(value === "NULL" ? [`${alter} DROP DEFAULT`] : []),
    ...(inherited && value !== undefined && value !== "NULL" ? [`${alter} SET DEFAULT ${value}`] : []),
    ...(not_null === false || (serial && not_null !== true) ? [`${alter} DROP NOT NULL`] : []),
    ...(inherited && column.identity !== undefined ? [`${alter} ADD ${identityClause(column)}`] : []),
  ];
}
