/** Hypertables and their dimensions (_timescaledb_catalog.hypertable, dimension, tablespace). */
import { literal } from "../../sql/quote.js";
import type { Path } from "../../model/model.js";
import { defineKind, named, number, text, texts, type BodyOf } from "../kind.js";
import { api, call, interval, quoted, regclass, type Argument } from "./call.js";
import { asInterval, notInternal, numberType } from "./internal.js";
import { chunkConcerns, newestIndexes } from "./operations.js";

const dimensionFields = {
  /** Length of a chunk: `7 days`, or a number where the column is no time. Absent where it adapts itself. */
  interval: text("warning"),
  /** Type of a number in `interval`: `bigint` */
  integer: text("warning"),
  /** Number of partitions of a dimension that is hashed. */
  partitions: number("warning"),
  partitioning_function: text("breaking"),
  /** Function that says what "now" is to a column of numbers. */
  integer_now: text("warning"),
};

type Dimension = { readonly name: string } & BodyOf<typeof dimensionFields>;

export const hypertable = defineKind({
  name: "hypertable",
  section: "hypertable",
  part: "one",
  holdsParts: false,
  phase: "table",
  rank: () => 1,
  missing: "breaking",
  unexpected: "warning",
  fields: {
    dimensions: named("breaking", dimensionFields, "interval"),
    chunk_schema: text("info"),
    chunk_prefix: text("info"),
    tablespaces: texts("info"),
    /** Size that adaptive chunking aims at, and the function that does it where it is not TimescaleDB's own. */
    chunk_target_size: text("info"),
    chunk_sizing_function: text("info"),
  },
  query: ({ timescaledb }) =>
    timescaledb === null
      ? null
      : `
select c.oid, (select max(d.xmin::text::bigint) from _timescaledb_catalog.dimension d where d.hypertable_id = h.id) as xid,
       json_build_array(h.schema_name, h.table_name) as path,
       json_build_object(
         'dimensions', (
           select json_agg(json_build_object(
                    'name', d.column_name,
                    'interval', case
                       when d.interval_length is null then null
                       when h.chunk_target_size > 0 and d.id = first.id then null
                       when n.type is not null then d.interval_length::text
                       else ${asInterval("d.interval_length")} end,
                    'integer', case when d.interval_length is not null then n.type end,
                    'partitions', d.num_slices,
                    'partitioning_function', case when d.partitioning_func_schema not like '\\_timescaledb\\_%'
                                                  then format('%I.%I', d.partitioning_func_schema, d.partitioning_func) end,
                    'integer_now', case when d.integer_now_func is not null
                                        then format('%I.%I', d.integer_now_func_schema, d.integer_now_func) end)
                    order by d.id)
             from _timescaledb_catalog.dimension d
             cross join lateral (select min(f.id) as id from _timescaledb_catalog.dimension f where f.hypertable_id = h.id) first
             cross join lateral (select ${numberType("d")} as type) n
            where d.hypertable_id = h.id),
         'chunk_schema', nullif(h.associated_schema_name, '_timescaledb_internal'),
         'chunk_prefix', case when h.associated_table_prefix <> '_hyper_' || h.id then h.associated_table_prefix end,
         'tablespaces', (select json_agg(s.tablespace_name order by s.id)
                           from _timescaledb_catalog.tablespace s where s.hypertable_id = h.id),
         'chunk_target_size', case when h.chunk_target_size > 0 then h.chunk_target_size / 1024 || 'kB' end,
         'chunk_sizing_function', case when h.chunk_target_size > 0 and h.chunk_sizing_func_schema not like '\\_timescaledb\\_%'
               then format('%I.%I', h.chunk_sizing_func_schema, h.chunk_sizing_func_name) end) as body
  from _timescaledb_catalog.hypertable h
  join pg_catalog.pg_namespace n on n.nspname = h.schema_name
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = h.table_name
 where not exists (select from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = h.id)
   and ${notInternal}`,
  create: ({ path, body }, target) => {
    const [first, ...others] = body.dimensions ?? [];
    if (first === undefined) return [];
    const table = regclass(path);
    return [
      call(api("create_hypertable", target), [table, literal(first.name)], {
        chunk_time_interval: length(first),
        create_default_indexes: "false",
        associated_schema_name: quoted(body.chunk_schema),
        associated_table_prefix: quoted(body.chunk_prefix),
        time_partitioning_func: quoted(first.partitioning_function),
      }),
      ...others.map((dimension) =>
        call(api("add_dimension", target), [table, literal(dimension.name)], {
          number_partitions: dimension.partitions?.toString(),
          chunk_time_interval: length(dimension),
          partitioning_func: quoted(dimension.partitioning_function),
        }),
      ),
      ...[first, ...others].flatMap(({ integer_now }) =>
        integer_now === undefined
          ? []
          : [call(api("set_integer_now_func", target), [table, literal(integer_now)])],
      ),
      ...(body.tablespaces ?? []).map((space) =>
        call(api("attach_tablespace", target), [literal(space), table], { if_not_attached: "true" }),
      ),
      ...(body.chunk_target_size === undefined
        ? []
        : [
            call(api("set_adaptive_chunking", target), [
              table,
              literal(body.chunk_target_size),
              ...(body.chunk_sizing_function === undefined ? [] : [literal(body.chunk_sizing_function)]),
            ]),
          ]),
    ];
  },
  brings: ({ path, body }) =>
    (body.dimensions ?? []).flatMap((dimension, position) =>
      position > 0
        ? []
        : [
            { kind: "table", path, field: `columns.${dimension.name}.not_null` },
            { kind: "index", path: [...path, defaultIndex(path, dimension.name)] },
          ],
    ),
  vitals: ({ timescaledb }) => (timescaledb === null ? null : newestIndexes(timescaledb)),
  concerns: chunkConcerns,
  help: (field) => helps.find(([pattern]) => pattern.test(field))?.[1],
});

const anew = "create a new hypertable, copy the rows, and rename";

/** What TimescaleDB needs, by field: the first that fits. */
const helps: readonly (readonly [field: RegExp, help: string])[] = [
  [
    /^dimensions\..+\.interval$/,
    "set_chunk_time_interval() changes it for chunks to come; chunks that exist keep theirs.",
  ],
  [
    /^dimensions\..+\.partitions$/,
    "set_number_partitions() changes it for chunks to come; chunks that exist keep theirs.",
  ],
  [/^dimensions\..+\.integer_now$/, "set_integer_now_func(…, replace_if_exists => true) changes it."],
  [
    /^dimensions\.[^.]+$/,
    `add_dimension() adds a dimension for chunks to come; none can be taken away or changed for another: for that ${anew}.`,
  ],
  [/^dimensions/, `TimescaleDB cannot change that of a dimension: ${anew}.`],
  [/^chunk_(?:schema|prefix)$/, `It is given to create_hypertable() and cannot be changed: ${anew}.`],
  [
    /^tablespaces$/,
    "attach_tablespace() and detach_tablespace() count for chunks to come; move_chunk(…, reorder_index => …) moves one that exists.",
  ],
  [/^chunk_/, "set_adaptive_chunking() changes it, up to 2.27; 'off' turns it off."],
];

/** Name that create_hypertable gives its index, cut as PostgreSQL cuts names that it makes up. */
function defaultIndex(path: Path, column: string): string {
  return `${path.at(-1) ?? ""}_${column}_idx`;
}

/** The type of a number must be that of the column. */
function length({ interval: value, integer }: Dimension): Argument {
  if (value === undefined) return undefined;
  return integer === undefined ? interval(value) : `${integer} ${literal(value)}`;
}
