/** Indexes (pg_index), without those that belong to a constraint. */
import { identifier, qualified } from "../../sql/quote.js";
import { record } from "../json.js";
import { defineKind, flag, named, number, sql, state, text } from "../kind.js";
import { isOneOf } from "../relation.js";
import { indexUse, indexUseFields, indexUseQuery } from "./index-use.js";
import {
  attach,
  attachedTo,
  indexPartitionFields,
  indexPartitionQuery,
  laterPhase,
  only,
} from "./index-partition.js";
import { comment, joinComment } from "./comment.js";

/** For index `x` (pg_index, pg_class `i`) of table `t`, as the catalogs name it, with tablespace `ts` and comment `d`. */
const bodyQuery = {
  unique: "nullif(x.indisunique, false)",
  // The text of pg_get_indexdef without what stands in the path and in `unique`. It is cut by length, not parsed.
  definition: `substr(pg_get_indexdef(i.oid),
             length(format('CREATE %sINDEX %I ON %s%I.%I ', case when x.indisunique then 'UNIQUE ' end, i.relname,
                           case when r.kind = 'p' then 'ONLY ' end,
                           t.schema, t.name)) + 1)`,
  tablespace: "ts.spcname",
  ...indexUseQuery,
  ...indexPartitionQuery,
  invalid: "nullif(not x.indisvalid and r.kind <> 'p', false)",
  unnamed: "nullif(own.unnamed, false)",
  statistics: `case when x.indexprs is not null then (
             select json_agg(json_build_object('name', a.attnum::text, 'target', a.attstattarget) order by a.attnum)
               from pg_catalog.pg_attribute a where a.attrelid = i.oid and a.attstattarget >= 0) end`,
  comment: "d.description",
};

const namedTable = "cross join lateral (select r.schema, r.name) t";

/** The table of a continuous aggregate has another name than the aggregate. */
const storedTable = `
  cross join lateral (
       select tn.nspname as schema, tc.relname as name
         from pg_catalog.pg_class tc join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace
        where tc.oid = x.indrelid) t`;

export const index = defineKind({
  name: "index",
  section: "indexes",
  part: "many",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_class",
  opens: true,
  phase: "table",
  rank: () => 3,
  missing: "warning",
  unexpected: "warning",
  fields: {
    unique: flag("breaking"),
    /** From USING on, as CREATE INDEX takes it. */
    definition: sql("warning"),
    /** A failed CREATE INDEX CONCURRENTLY leaves it: it costs, and serves no query. */
    invalid: state("warning"),
    /** The server names it itself: an index of a continuous aggregate, whose table has a number for a name. */
    unnamed: flag("info"),
    tablespace: text("info"),
    ...indexUseFields,
    ...indexPartitionFields,
    statistics: named("info", { target: number("info") }),
    comment: text("info"),
  },
  query: ({ timescaledb }) => `
select i.oid, x.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, case when own.unnamed then substr(i.relname, length(t.name) + 2)
                                               else i.relname end) as path,
       (${record(bodyQuery)})::json as body
  from relation r
  join pg_catalog.pg_index x on x.indrelid = r.oid
  join pg_catalog.pg_class i on i.oid = x.indexrelid
  ${timescaledb === null ? namedTable : storedTable}
  left join pg_catalog.pg_tablespace ts on ts.oid = i.reltablespace
  cross join lateral (select r.kind = 'a' and starts_with(i.relname, t.name || '_') as unnamed) own
  ${joinComment("pg_class", "i.oid")}
 where ${isOneOf("rpma")}
   and not exists (select from pg_catalog.pg_constraint k
                    where k.conrelid = x.indrelid and k.conindid = i.oid and k.contype in ('p', 'u', 'x'))${
                      timescaledb === null
                        ? ""
                        : `
   and not (own.unnamed and x.indnatts = 1 and x.indpred is null and x.indoption[0] = 3 and exists (
       -- every continuous aggregate has an index on its bucket
       select from _timescaledb_catalog.hypertable h
         join _timescaledb_catalog.dimension dim on dim.hypertable_id = h.id
         join pg_catalog.pg_attribute a on a.attrelid = x.indrelid and a.attname = dim.column_name
        where h.schema_name = t.schema and h.table_name = t.name and a.attnum = x.indkey[0]))`
                    }`,
  laterPhase: ({ body }) => laterPhase(body),
  comesWith: ({ kind, body }) => attachedTo(kind, body),
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    const own = qualified([...path.slice(0, -2), path.at(-1) ?? ""]);
    return [
      `CREATE ${body.unique === true ? "UNIQUE " : ""}INDEX ${body.unnamed === true ? "" : `${name} `}ON ${only(body)}${table} ${body.definition ?? ""}`,
      ...(body.tablespace === undefined
        ? []
        : [`ALTER INDEX ${own} SET TABLESPACE ${identifier(body.tablespace)}`]),
      ...attach(own, body),
      ...indexUse(table, name, body),
      ...(body.statistics ?? []).map(
        (column) => `ALTER INDEX ${own} ALTER COLUMN ${column.name} SET STATISTICS ${column.target ?? -1}`,
      ),
      ...(body.unnamed === true ? [] : comment(`INDEX ${own}`, body.comment)),
    ];
  },
});
