/** Tables and their columns (pg_class, pg_attribute). What is made after a table, its constraints say, is a kind of its own. */
import type { Path } from "../../model/model.js";
import { identifier, qualified } from "../../sql/quote.js";
import { array, record } from "../json.js";
import { defineKind, flag, named, sql, text, texts, type BodyOf, type Target } from "../kind.js";
import { isOneOf } from "../relation.js";
import { accessMethodQuery } from "./access-method.js";
import { columnComments, comment, joinComment } from "./comment.js";
import { parametersQuery } from "./storage-parameters.js";
import { columnSequences } from "./serial.js";
import { notNullsOf } from "./not-null.js";
import {
  columnDefinition,
  columnFields,
  columnQuery,
  ownSequence,
  settleColumns,
  withSequence,
  type Column,
} from "./table-column.js";

const tableFields = {
  columns: named("breaking", columnFields, "type"),
  /** Tables that it inherits from. */
  inherits: texts("breaking"),
  /** `RANGE (time)`: it is partitioned. */
  partition_by: sql("breaking"),
  /** It is a partition of that table, for these values. */
  partition_of: text("breaking"),
  partition_bound: sql("breaking"),
  unlogged: flag("warning"),
  /** `enabled`, or `forced` for the owner as well; `forced when enabled`: prepared, and not enabled. */
  row_security: text("breaking"),
  options: texts("info"),
  /** `full` or `nothing`; one by an index is the index's. */
  replica_identity: text("warning"),
  tablespace: text("info"),
  /** How its rows are stored, where not as a heap. */
  access_method: text("warning"),
  comment: text("info"),
};

type Table = BodyOf<typeof tableFields>;

/** For table `c` with columns `col`, parents `parents`, tablespace `ts` and comment `d`. */
const bodyQuery = {
  columns: "col.columns",
  inherits: "case when not c.relispartition then parents.names end",
  partition_by: "pg_get_partkeydef(c.oid)",
  partition_of: "case when c.relispartition then parents.names ->> 0 end",
  partition_bound: "pg_get_expr(c.relpartbound, c.oid)",
  unlogged: "nullif(c.relpersistence = 'u', false)",
  row_security: `case when c.relforcerowsecurity and c.relrowsecurity then 'forced'
              when c.relforcerowsecurity then 'forced when enabled' when c.relrowsecurity then 'enabled' end`,
  options: parametersQuery,
  replica_identity: "case c.relreplident when 'n' then 'nothing' when 'f' then 'full' end",
  tablespace: "ts.spcname",
  access_method: accessMethodQuery,
  comment: "d.description",
};

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
  fields: tableFields,
  query: ({ traced }) => `,
sequence as (${columnSequences}),
-- Where a parent was given another column, the inherited ones are not the first, as they would be if the table were made
-- anew: they are in no order of their own, so they are told by name.
merged as (
select distinct i.inhrelid
  from relation r
  join pg_catalog.pg_inherits i on i.inhrelid = r.oid
  join pg_catalog.pg_class c on c.oid = r.oid and not c.relispartition
  join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attinhcount > 0 and not a.attislocal and a.attnum > 0
),
col as (
select a.attrelid,
       ${
         traced
           ? "json_object_agg('columns.' || a.attname, greatest(a.xmin::text::bigint, f.xmin::text::bigint))"
           : "null::json"
       } as xids,
       -- Who needs the sequence of such a column needs the table.
       json_agg(q.serial_sequence) filter (where q.serial_sequence is not null) as also,
       ${array(record(columnQuery), 'case when m.inhrelid is not null and a.attinhcount > 0 then a.attname end collate "C", a.attnum')} as columns
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
  left join sequence q on q.refobjid = a.attrelid and q.refobjsubid = a.attnum
  left join merged m on m.inhrelid = a.attrelid
  left join pg_catalog.pg_description d
    on d.classoid = 'pg_class'::regclass and d.objoid = a.attrelid and d.objsubid = a.attnum
 where ${isOneOf("rp")}
 group by a.attrelid
)
select c.oid, t.xmin::text::bigint as xid, col.xids, col.also,
       json_build_array(r.schema, r.name) as path,
       (${record(bodyQuery)})::json as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_type t on t.oid = c.reltype
  left join col on col.attrelid = c.oid
  left join (select i.inhrelid, json_agg(i.inhparent::regclass::text order by i.inhseqno) as names
               from pg_catalog.pg_inherits i where i.inhrelid in (select oid from relation)
              group by i.inhrelid) parents on parents.inhrelid = c.oid
  left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
  ${joinComment("pg_class", "c.oid")}
 where ${isOneOf("rp")}`,
  create: ({ path, body }, target) => [...createTable(path, body, target), ...settle(path, body, target)],
  spelledOut: ({ path, body }) => ({
    ...body,
    columns: (body.columns ?? []).map((column) => withSequence(path, column)),
  }),
  brings: ({ path, body }) =>
    (body.columns ?? []).flatMap(({ name, serial }) =>
      serial === true ? [{ kind: "sequence", path: ownSequence(path, name) }] : [],
    ),
  // A default may call a function that needs the table.
  cut: ({ path, body }, target) => {
    const withDefault = (body.columns ?? []).filter(({ default: expression }) => expression !== undefined);
    if (withDefault.length === 0) return undefined;
    const bare = (body.columns ?? []).map((column) => omitDefault(column));
    return {
      first: createTable(path, { ...body, columns: bare }, target),
      rest: [
        ...withDefault.map((column) => `${alterColumn(path, column)} SET DEFAULT ${column.default ?? ""}`),
        ...settle(path, body, target),
      ],
    };
  },
});

function omitDefault(column: Column): Column {
  const { default: expression, ...rest } = column;
  return expression === undefined ? column : rest;
}

/** A child may not say anew what its parent generates. */
function withoutParents(column: Column): Column {
  const { generated, ...rest } = column;
  return column.generated_by_parent === true && generated !== undefined ? rest : column;
}

const alterColumn = (path: Path, column: Column): string =>
  `ALTER TABLE ${qualified(path)} ALTER COLUMN ${identifier(column.name)}`;

function createTable(path: Path, body: Table, target: Target): string[] {
  const {
    columns = [],
    unlogged,
    options,
    tablespace,
    inherits,
    partition_by,
    partition_of,
    partition_bound,
    access_method,
  } = body;
  const own = columns.filter(({ inherited }) => inherited !== true);
  // Columns of a parent come first where INHERITS makes them; where all are the table's own, it became a child later.
  const notNulls = notNullsOf(path, body, target);
  const born = own.length < columns.length || notNulls.born;
  const definitions = [
    ...own
      .map((column) => (born ? withoutParents(column) : column))
      .map((column) => columnDefinition(column, notNulls.clauseOf(column))),
    ...notNulls.constraints,
  ]
    .map((definition) => `\n    ${definition}`)
    .join(",");
  const clauses = [
    ...(born && inherits !== undefined ? [`INHERITS (${inherits.join(", ")})`] : []),
    ...(partition_by === undefined ? [] : [`PARTITION BY ${partition_by}`]),
    ...(access_method === undefined ? [] : [`USING ${identifier(access_method)}`]),
    ...(options === undefined ? [] : [`WITH (${options.join(", ")})`]),
    ...(tablespace === undefined ? [] : [`TABLESPACE ${identifier(tablespace)}`]),
  ];
  const table = `CREATE ${unlogged === true ? "UNLOGGED " : ""}TABLE ${qualified(path)} (${definitions}\n)`;
  return [
    [table, ...clauses].join(" "),
    ...(born ? [] : (inherits ?? []).map((parent) => `ALTER TABLE ${qualified(path)} INHERIT ${parent}`)),
    ...(partition_of === undefined
      ? []
      : [
          `ALTER TABLE ONLY ${partition_of} ATTACH PARTITION ${qualified(path)} ${partition_bound ?? "DEFAULT"}`,
        ]),
  ];
}

/** What CREATE TABLE cannot say. */
function settle(path: Path, body: Table, target: Target): string[] {
  const { columns = [], row_security, replica_identity, comment: description } = body;
  const name = qualified(path);
  return [
    ...settleColumns(`ALTER TABLE ${name}`, path, columns, notNullsOf(path, body, target).later),
    ...(row_security === "enabled" || row_security === "forced"
      ? [`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`]
      : []),
    ...(row_security?.startsWith("forced") === true ? [`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`] : []),
    ...(replica_identity === undefined
      ? []
      : [`ALTER TABLE ${name} REPLICA IDENTITY ${replica_identity.toUpperCase()}`]),
    ...comment(`TABLE ${name}`, description),
    ...columnComments(name, columns, identifier),
  ];
}
