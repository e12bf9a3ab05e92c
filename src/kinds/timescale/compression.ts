/** Compression (columnstore) settings of hypertables and continuous aggregates, and chunk skipping. */
import { literal, qualified } from "../../sql/quote.js";
import { defineKind, flag, text, texts } from "../kind.js";
import { releaseOf } from "../server.js";
import { api, call, columnList, regclass } from "./call.js";
import { compressionConcerns } from "./operations.js";
import { compressionSkew } from "./releases.js";
import { asInterval, hypertables, notInternal, userRelation } from "./internal.js";

export const compression = defineKind({
  name: "compression",
  section: "compression",
  part: "one",
  holdsParts: false,
  phase: "policy",
  rank: () => 0,
  missing: "warning",
  unexpected: "warning",
  fields: {
    /** On; its own field so that settings that are all default ones are seen. */
    enabled: flag("warning"),
    /** Absent: the server decides. */
    segment_by: texts("warning"),
    /** segment_by = '': none, and the server does not decide. */
    no_segment_by: flag("warning"),
    order_by: texts("warning"),
    /** Sparse indexes that were asked for: bloom(c), minmax(c). */
    sparse_index: texts("info"),
    no_sparse_index: flag("info"),
    /** Chunks are rolled up to this length when they are compressed. */
    chunk_interval: text("info"),
    /** Columns whose range of values is kept for each chunk. */
    chunk_skipping: texts("info"),
  },
  query: ({ timescaledb }) => {
    if (timescaledb === null) return null;
    const has = (column: string): boolean => timescaledb.columns.has(column);
    const settings = has("_timescaledb_catalog.compression_settings.relid");
    const index = has("_timescaledb_catalog.compression_settings.index");
    const skipping = has("_timescaledb_catalog.chunk_column_stats.column_name");
    return `
select c.oid, ${settings ? "coalesce(cs.xmin, h.xmin)" : "h.xmin"}::text::bigint as xid,
       json_build_array(${userRelation}) as path,
       json_build_object(
         'enabled', nullif(e.enabled, false),
         'segment_by', s.segment_by,
         'no_segment_by', ${settings ? "case when cs.segmentby = '{}' then true end" : "null"},
         'order_by', s.order_by,
         'sparse_index', ${
           index
             ? `(select json_agg(format('%s(%s)', i ->> 'type',
                     (select string_agg(quote_ident(col), ', ' order by at)
                        from jsonb_array_elements_text(case jsonb_typeof(i -> 'column') when 'array' then i -> 'column'
                                                            else jsonb_build_array(i -> 'column') end) with ordinality x (col, at)))
                     order by i ->> 'type', i ->> 'column')
                from jsonb_array_elements(cs.index) i where i ->> 'source' = 'config' and i ? 'type')`
             : "null"
         },
         'no_sparse_index', ${
           index
             ? `case when cs.index @> '[{"source": "config"}]' and not exists (
                 select from jsonb_array_elements(cs.index) i where i ->> 'source' = 'config' and i ? 'type') then true end`
             : "null"
         },
         'chunk_interval', (select ${asInterval("d.compress_interval_length")}
                              from _timescaledb_catalog.dimension d
                             where d.hypertable_id = h.id and d.compress_interval_length is not null
                             order by d.id limit 1),
         'chunk_skipping', ${
           skipping
             ? `(select json_agg(k.column_name order by k.column_name) from _timescaledb_catalog.chunk_column_stats k
                  where k.hypertable_id = h.id and coalesce(k.chunk_id, 0) = 0)`
             : "null"
         }) as body
${hypertables}
  ${settings ? "left join _timescaledb_catalog.compression_settings cs on cs.relid = c.oid" : ""}
  left join (
       select v.hypertable_schema, v.hypertable_name,
              json_agg(v.attname order by v.segmentby_column_index)
                filter (where v.segmentby_column_index is not null) as segment_by,
              json_agg(format('%I %s NULLS %s', v.attname, case when v.orderby_asc then 'ASC' else 'DESC' end,
                              case when v.orderby_nullsfirst then 'FIRST' else 'LAST' end) order by v.orderby_column_index)
                filter (where v.orderby_column_index is not null) as order_by
         from timescaledb_information.compression_settings v
        group by 1, 2) s on s.hypertable_schema = h.schema_name and s.hypertable_name = h.table_name
  -- not timescaledb_information.hypertables: that view counts chunks
  cross join lateral (select ${timescaledb.release < 2029 ? "h.compression_state = 1" : "h.status & 4 <> 0"} as enabled) e
 where ${notInternal}
   and (e.enabled ${
     skipping
       ? `or exists (select from _timescaledb_catalog.chunk_column_stats k
                      where k.hypertable_id = h.id and coalesce(k.chunk_id, 0) = 0)`
       : ""
   })`;
  },
  create: ({ path, body }, target) => {
    const { timescaledb, holderAt } = target;
    const oldDefaults = timescaledb !== undefined && releaseOf(timescaledb) < 2022;
    const options: string[] = [];
    const option = (name: string, value: string | undefined): void => {
      if (value !== undefined) options.push(`timescaledb.${name} = ${literal(value)}`);
    };
    if (body.enabled === true) options.push("timescaledb.compress = true");
    // Before 2.22 the server picks a column where none is given, and keeps it: '' is how to say none.
    option(
      "compress_segmentby",
      body.segment_by === undefined
        ? body.no_segment_by === true || oldDefaults
          ? ""
          : undefined
        : columnList(body.segment_by),
    );
    option("compress_orderby", body.order_by?.join(", "));
    option("compress_index", body.no_sparse_index === true ? "" : body.sparse_index?.join(", "));
    option("compress_chunk_time_interval", body.chunk_interval);
    return [
      ...(body.enabled === true
        ? [
            `ALTER ${holderAt(path) === "continuous aggregate" ? "MATERIALIZED VIEW" : "TABLE"} ${qualified(path)} SET (\n    ${options.join(",\n    ")}\n)`,
          ]
        : []),
      ...(body.chunk_skipping === undefined
        ? []
        : [
            "SET timescaledb.enable_chunk_skipping = on",
            ...body.chunk_skipping.map((column) =>
              call(api("enable_chunk_skipping", target), [regclass(path), literal(column)]),
            ),
            "RESET timescaledb.enable_chunk_skipping",
          ]),
    ];
  },
  skew: compressionSkew,
  concerns: compressionConcerns,
  help: (field) => helps[field],
});

const recompress =
  "ALTER TABLE … SET (timescaledb.compress_…) counts for chunks that are compressed from now on; decompress_chunk() and compress_chunk() bring the others along. Before 2.14 it is refused while a chunk is compressed.";

const helps: Readonly<Record<string, string>> = {
  enabled:
    "Compression can be turned off once no chunk is compressed: decompress_chunk() them first. Its policy stays: remove_compression_policy().",
  segment_by: recompress,
  no_segment_by: recompress,
  order_by: recompress,
  sparse_index: recompress,
  no_sparse_index: recompress,
  chunk_interval:
    "ALTER TABLE … SET (timescaledb.compress_chunk_time_interval = …) counts for chunks that are compressed from now on.",
  chunk_skipping:
    "enable_chunk_skipping() and disable_chunk_skipping() change it, with SET timescaledb.enable_chunk_skipping = on.",
};
