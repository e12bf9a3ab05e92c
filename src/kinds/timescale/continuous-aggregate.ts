/** Continuous aggregates (timescaledb_information.continuous_aggregates): views to the user, hypertables underneath. */
import { identifier, literal, qualified } from "../../sql/quote.js";
import type { Path } from "../../model/model.js";
import { defineKind, flag, named, sql, text, type Target } from "../kind.js";
import { releaseOf } from "../server.js";
import { columnComments, comment, joinComment } from "../postgres/comment.js";
import { viewColumns, viewColumnsQuery } from "../postgres/view.js";
import { api, call, regclass } from "./call.js";
import { asInterval, numberType } from "./internal.js";
import { aggregateConcerns, aggregateSources } from "./operations.js";
import { realTimeSkew } from "./releases.js";

export const continuousAggregate = defineKind({
  name: "continuous aggregate",
  section: "continuous_aggregates",
  part: "none",
  holdsParts: true,
  catalog: "pg_class",
  phase: "aggregate",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    /** As the user wrote it, not what PostgreSQL's view of it says: that one names numbered tables. */
    definition: sql("breaking"),
    /** Newest rows are computed when they are read (materialized_only = false). */
    real_time: flag("warning"),
    /** Length of a chunk of the materialized rows; with `integer`, in units of the time column. */
    chunk_interval: text("info"),
    integer: text("info"),
    /** Where the chunks of the materialized rows go. */
    tablespace: text("info"),
    columns: named("info", viewColumns),
    comment: text("info"),
  },
  query: ({ timescaledb }) =>
    timescaledb === null
      ? null
      : `
select c.oid, greatest(c.xmin::text::bigint, w.xmin::text::bigint) as xid,
       (select json_agg(x.oid)
          from (values (a.partial_view_schema, a.partial_view_name), (a.direct_view_schema, a.direct_view_name),
                       (h.schema_name, h.table_name)) as o (schema, name)
          join pg_catalog.pg_namespace xn on xn.nspname = o.schema
          join pg_catalog.pg_class x on x.relnamespace = xn.oid and x.relname = o.name) as also,
       json_build_array(a.user_view_schema, a.user_view_name) as path,
       json_build_object(
         'definition', rtrim(v.view_definition, '; '),
         'real_time', nullif(not a.materialized_only, false),
         'chunk_interval', case when i.type is not null then d.interval_length::text else ${asInterval("d.interval_length")} end,
         'integer', i.type,
         'tablespace', (select s.tablespace_name from _timescaledb_catalog.tablespace s where s.hypertable_id = h.id),
         'columns', ${viewColumnsQuery("c.oid")},
         'comment', p.description) as body
  from _timescaledb_catalog.continuous_agg a
  join timescaledb_information.continuous_aggregates v on v.view_schema = a.user_view_schema and v.view_name = a.user_view_name
  join _timescaledb_catalog.hypertable h on h.id = a.mat_hypertable_id
  join _timescaledb_catalog.dimension d on d.hypertable_id = h.id and d.interval_length is not null
  join pg_catalog.pg_namespace n on n.nspname = a.user_view_schema
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = a.user_view_name
  join pg_catalog.pg_rewrite w on w.ev_class = c.oid and w.rulename = '_RETURN'
  cross join lateral (select ${numberType("d")} as type) i
  ${joinComment("pg_class", "c.oid", "p")}`,
  create: ({ path, body }, target) => [
    `CREATE MATERIALIZED VIEW ${qualified(path)} WITH (\n    timescaledb.continuous,\n    timescaledb.materialized_only = ${
      body.real_time === true ? "false" : "true"
    },\n    timescaledb.create_group_indexes = false\n) AS\n${body.definition ?? ""}\nWITH NO DATA`,
    ...(body.chunk_interval === undefined
      ? []
      : [setChunkInterval(path, length(body.chunk_interval, body.integer), target)]),
    ...(body.tablespace === undefined
      ? []
      : [`ALTER MATERIALIZED VIEW ${qualified(path)} SET TABLESPACE ${identifier(body.tablespace)}`]),
    ...comment(`VIEW ${qualified(path)}`, body.comment),
    ...columnComments(qualified(path), body.columns, identifier),
  ],
  skew: realTimeSkew,
  vitals: ({ timescaledb }) => (timescaledb === null ? null : aggregateSources),
  concerns: aggregateConcerns,
  help: (field) => helps[field],
});

const helps: Readonly<Record<string, string>> = {
  definition:
    "TimescaleDB cannot change the definition of a continuous aggregate: create a new one, refresh it, move its policies, drop the old one.",
  real_time: "ALTER MATERIALIZED VIEW … SET (timescaledb.materialized_only = …) changes it.",
  chunk_interval:
    "set_chunk_time_interval() of the aggregate changes it for chunks to come (before 2.12: of its materialization hypertable).",
  tablespace: "ALTER MATERIALIZED VIEW … SET TABLESPACE counts for chunks to come.",
};

const length = (value: string, integer: string | undefined): string =>
  integer === undefined ? `INTERVAL ${literal(value)}` : `${integer} ${literal(value)}`;

/** Before 2.12 the function does not know aggregates: it wants the table of the materialized rows. */
function setChunkInterval(path: Path, value: string, target: Target): string {
  const set = api("set_chunk_time_interval", target);
  if (target.timescaledb === undefined || releaseOf(target.timescaledb) >= 2012)
    return call(set, [regclass(path), value]);
  const [schema, name = ""] = path;
  const table =
    "format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name)::regclass";
  return `${call(set, [table, value])}
  FROM timescaledb_information.continuous_aggregates
 WHERE view_schema = ${literal(schema)} AND view_name = ${literal(name)}`;
}
