/** Indexes (pg_index), without those that belong to a constraint. */
import { identifier, qualified } from "../../sql/quote.js";
import { record } from "../json.js";
import { defineKind, flag, named, number, sql, state, text } from "../kind.js";
import { isOneOf } from "../relation.js";
import type { Server, Timescale } from "../server.js";
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
import { printedQuery, withoutPlaces } from "./printed.js";

/** The text of pg_get_indexdef() without what stands in the path and in `unique`. It is cut by length, not parsed. */
const definition = `substr(pg_get_indexdef(own.oid),
             length(format('CREATE %sINDEX %I ON %s%I.%I ', case when own.indisunique then 'UNIQUE ' end, own.relname,
                           case when own.relkind = 'I' then 'ONLY ' end,
                           t.schema, t.name)) + 1)`;

/** For index `own` of table `t`, as the catalogs name it, with tablespace `ts` and comment `d`. */
const bodyQuery = {
  unique: "nullif(own.indisunique, false)",
  definition: `coalesce(printed.definition, ${definition})`,
  tablespace: "ts.spcname",
  ...indexUseQuery,
  ...indexPartitionQuery,
  invalid: "nullif(not own.indisvalid and own.kind <> 'p', false)",
  unnamed: "nullif(named.by_server, false)",
  statistics: `case when own.indexprs is not null then (
             select json_agg(json_build_object('name', a.attnum::text, 'target', a.attstattarget) order by a.attnum)
               from pg_catalog.pg_attribute a where a.attrelid = own.oid and a.attstattarget >= 0) end`,
  comment: "d.description",
};

/** The table of a continuous aggregate has another name than the aggregate. */
const joinTable = (timescale: Timescale | null): string =>
  timescale === null
    ? "cross join lateral (select own.schema, own.name) t"
    : `join pg_catalog.pg_class tc on tc.oid = own.indrelid
  join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace
  cross join lateral (select tn.nspname as schema, tc.relname as name) t`;

/**
 * Operator classes that may have options, which pg_attribute holds: by the number of the support function that reads them
 * (PostgreSQL's documentation, chapters on the access methods). Of other access methods any may.
 */
const optioned = `array(
       select o.oid
         from pg_catalog.pg_opclass o
         join pg_catalog.pg_am m on m.oid = o.opcmethod
         join pg_catalog.pg_amproc s on s.amprocfamily = o.opcfamily
        where s.amprocnum = case m.amname when 'btree' then 5 when 'hash' then 3 when 'gist' then 10 when 'gin' then 7
                                          when 'spgist' then 6 when 'brin' then 5 else s.amprocnum end)`;

/** What goes into the definition of an index. */
const definedBy = (server: Server): readonly string[] => [
  "own.indkey",
  "own.indclass",
  "own.indcollation",
  `case when own.indclass::oid[] && ${optioned} then own.oid end`,
  "own.indoption",
  withoutPlaces("own.indexprs", server),
  withoutPlaces("own.indpred", server),
  "own.reloptions",
  ...(server.major < 15 ? [] : ["own.indnullsnotdistinct"]),
];

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
  query: (server) => `,
own as materialized (
select r.schema, r.name, r.kind, r.twin, i.oid, i.oid as index_oid, i.relname, i.relkind, i.relispartition, i.reltablespace,
       i.reloptions, x.xmin as xid, x.indrelid, x.indnatts, x.indisunique, x.indisvalid, x.indisclustered,
       x.indisreplident, x.indkey::int2[], x.indclass, x.indcollation, x.indoption::int2[], x.indexprs::text, x.indpred::text${
         server.major < 15 ? "" : ", x.indnullsnotdistinct"
       }
  from relation r
  join pg_catalog.pg_index x on x.indrelid = r.oid
  join pg_catalog.pg_class i on i.oid = x.indexrelid
 where ${isOneOf("rpma")}
   and not exists (select from pg_catalog.pg_constraint k
                    where k.conrelid = x.indrelid and k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
),${printedQuery({
    definition,
    join: joinTable(server.timescaledb),
    key: definedBy(server),
  })}
select own.oid, own.xid::text::bigint as xid,
       json_build_array(own.schema, own.name, case when named.by_server then substr(own.relname, length(t.name) + 2)
                                                   else own.relname end) as path,
       (${record(bodyQuery)})::json as body
  from own
  left join printed on printed.oid = own.oid
  ${joinTable(server.timescaledb)}
  left join pg_catalog.pg_tablespace ts on ts.oid = own.reltablespace
  cross join lateral (select own.kind = 'a' and starts_with(own.relname, t.name || '_') as by_server) named
  ${joinComment("pg_class", "own.oid")}${
    server.timescaledb === null
      ? ""
      : `
 where not (named.by_server and own.indnatts = 1 and own.indpred is null and own.indoption[0] = 3 and exists (
       -- every continuous aggregate has an index on its bucket
       select from _timescaledb_catalog.hypertable h
         join _timescaledb_catalog.dimension dim on dim.hypertable_id = h.id
         join pg_catalog.pg_attribute a on a.attrelid = own.indrelid and a.attname = dim.column_name
        where h.schema_name = t.schema and h.table_name = t.name and a.attnum = own.indkey[0]))`
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
