/** Tables and their columns (pg_class, pg_attribute). What is made after a table, its constraints say, is a kind of its own. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, named, number, sql, text, texts, type BodyOf } from "../kind.js";
import { columnComments, comment, joinComment } from "./comment.js";
import { ownedSequences, sequenceOptions } from "./serial.js";

const columnFields = {
  type: text("breaking"),
  collation: text("warning"),
  not_null: flag("breaking"),
  default: sql("warning"),
  /** The expression of a stored generated column. */
  generated: sql("breaking"),
  /** PostgreSQL 18: computed when read. */
  virtual: flag("warning"),
  /** smallserial, serial or bigserial stands for type, sequence and default. */
  serial: flag("warning"),
  /** `always` or `by default` */
  identity: text("warning"),
  /** Options of the identity's sequence that are not the default ones. */
  identity_options: text("warning"),
  /** Sequence that goes with the column when it is dropped (OWNED BY), where it is no serial. */
  owns: text("info"),
  storage: text("info"),
  compression: text("info"),
  statistics: number("info"),
  options: texts("info"),
  comment: text("info"),
};

type Column = { readonly name: string } & BodyOf<typeof columnFields>;

export const table = defineKind({
  name: "table",
  section: "tables",
  part: "none",
  holdsParts: true,
  catalog: "pg_class",
  phase: "table",
  rank: () => 0,
  missing: "breaking",
  unexpected: "warning",
  fields: {
    columns: named("breaking", columnFields, "type"),
    unlogged: flag("warning"),
    options: texts("info"),
    tablespace: text("info"),
    comment: text("info"),
  },
  // pg_attver: a counter that some builds of the server keep among a column's options; pg_dump leaves it out as well.
  query: () => `,
sequence as (${ownedSequences}),
col as (
select a.attrelid,
       json_object_agg('columns.' || a.attname, greatest(a.xmin::text::bigint, f.xmin::text::bigint)) as xids,
       json_agg(json_build_object(
         'name', a.attname,
         'type', format_type(a.atttypid, a.atttypmod),
         'collation', case when a.attcollation <> t.typcollation then
                      (select format('%I.%I', cn.nspname, co.collname)
                         from pg_catalog.pg_collation co
                         join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
                        where co.oid = a.attcollation) end,
         'not_null', nullif(a.attnotnull, false),
         'default', case when a.attgenerated = '' and not coalesce(q.serial, false)
                         then pg_get_expr(f.adbin, f.adrelid) end,
         'generated', case when a.attgenerated <> '' then pg_get_expr(f.adbin, f.adrelid) end,
         'virtual', nullif(a.attgenerated = 'v', false),
         'serial', nullif(q.serial, false),
         'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
         'identity_options', case when q.identity then (
             select nullif(concat_ws(' ',
                      case when qc.relnamespace <> c.relnamespace or qc.relname <> c.relname || '_' || a.attname || '_seq'
                           then format('SEQUENCE NAME %s', qc.oid::regclass) end,
                      ${sequenceOptions("s")}), '')
               from pg_catalog.pg_sequence s join pg_catalog.pg_class qc on qc.oid = s.seqrelid
              where s.seqrelid = q.seqrelid) end,
         'owns', case when not q.serial and not q.identity then q.seqrelid::regclass::text end,
         'storage', case when a.attstorage <> t.typstorage then
                    case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end,
         'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
         'statistics', nullif(a.attstattarget, -1),
         'options', (select json_agg(o order by o) from unnest(a.attoptions) o where not starts_with(o, 'pg_attver=')),
         'comment', d.description) order by a.attnum) as columns
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
  left join sequence q on q.refobjid = a.attrelid and q.refobjsubid = a.attnum
  left join pg_catalog.pg_description d
    on d.classoid = 'pg_class'::regclass and d.objoid = a.attrelid and d.objsubid = a.attnum
 where r.kind in ('r', 'p')
 group by a.attrelid
)
select c.oid, t.xmin::text::bigint as xid, col.xids,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'columns', col.columns,
         'unlogged', nullif(c.relpersistence = 'u', false),
         'options', (select json_agg(o order by o) from unnest(c.reloptions) o),
         'tablespace', ts.spcname,
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_type t on t.oid = c.reltype
  left join col on col.attrelid = c.oid
  left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
  ${joinComment("pg_class", "c.oid")}
 where r.kind in ('r', 'p')`,
  create: ({ path, body }) => {
    const name = qualified(path);
    const columns = body.columns ?? [];
    const alter = (column: Column, change: string): string =>
      `ALTER TABLE ${name} ALTER COLUMN ${identifier(column.name)} ${change}`;
    return [
      `CREATE ${body.unlogged === true ? "UNLOGGED " : ""}TABLE ${name} (${columns
        .map((column) => `\n    ${columnDefinition(column)}`)
        .join(",")}\n)${body.options === undefined ? "" : ` WITH (${body.options.join(", ")})`}${
        body.tablespace === undefined ? "" : ` TABLESPACE ${identifier(body.tablespace)}`
      }`,
      ...columns.flatMap((column) => [
        ...(column.serial === true && column.not_null !== true ? [alter(column, "DROP NOT NULL")] : []),
        ...(column.owns === undefined
          ? []
          : [`ALTER SEQUENCE ${column.owns} OWNED BY ${name}.${identifier(column.name)}`]),
        ...(column.storage === undefined ? [] : [alter(column, `SET STORAGE ${column.storage.toUpperCase()}`)]),
        ...(column.compression === undefined ? [] : [alter(column, `SET COMPRESSION ${column.compression}`)]),
        ...(column.statistics === undefined ? [] : [alter(column, `SET STATISTICS ${column.statistics}`)]),
        ...(column.options === undefined ? [] : [alter(column, `SET (${column.options.join(", ")})`)]),
      ]),
      ...comment(`TABLE ${name}`, body.comment),
      ...columnComments(name, columns, identifier),
    ];
  },
});

const serialTypes: Readonly<Record<string, string>> = {
  smallint: "smallserial",
  integer: "serial",
  bigint: "bigserial",
};

function columnDefinition(column: Column): string {
  const type = column.type ?? "text";
  const clauses = [identifier(column.name), column.serial === true ? (serialTypes[type] ?? type) : type];
  if (column.collation !== undefined) clauses.push(`COLLATE ${column.collation}`);
  if (column.default !== undefined) clauses.push(`DEFAULT ${column.default}`);
  if (column.generated !== undefined) {
    clauses.push(`GENERATED ALWAYS AS (${column.generated})${column.virtual === true ? "" : " STORED"}`);
  }
  if (column.identity !== undefined) {
    const options = column.identity_options === undefined ? "" : ` (${column.identity_options})`;
    clauses.push(`GENERATED ${column.identity.toUpperCase()} AS IDENTITY${options}`);
  }
  if (column.not_null === true && column.serial !== true) clauses.push("NOT NULL");
  return clauses.join(" ");
}
