/** SQL that several TimescaleDB kinds share: how its catalogs name a relation, and how an interval is printed. */

/** Hypertables `h` as the user sees them: a materialization hypertable stands under the name of its aggregate, `a`. */
export const hypertables = `
  from _timescaledb_catalog.hypertable h
  join pg_catalog.pg_namespace n on n.nspname = h.schema_name
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = h.table_name
  left join _timescaledb_catalog.continuous_agg a on a.mat_hypertable_id = h.id`;

/** The relation that hypertable `h` is, to the user. */
export const userRelation = `coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)`;

/** TimescaleDB's own hypertables: those behind compressed ones. */
export const notInternal = `not exists (
       select from _timescaledb_catalog.hypertable o where o.compressed_hypertable_id = h.id)`;

/** Type in which dimension `d` counts: what its partitioning function makes of the column, else the column's own. */
const countingType = (d: string): string => `coalesce((
             select p.prorettype
               from pg_catalog.pg_proc p
               join pg_catalog.pg_namespace pn on pn.oid = p.pronamespace
              where pn.nspname = ${d}.partitioning_func_schema and p.proname = ${d}.partitioning_func and p.pronargs = 1
              order by (p.proargtypes[0] = ${d}.column_type) desc
              limit 1), ${d}.column_type)`;

/** That type's name where it is one of numbers: a literal of an interval or offset must have it. Else null: it is a time. */
export const numberType = (d: string): string => `case ${countingType(d)}
             when 'int2'::regtype then 'smallint' when 'int4'::regtype then 'integer' when 'int8'::regtype then 'bigint' end`;

/** Microseconds as the shortest interval that says the same: `7 days`, `12 hours`, `90 seconds`. */
export const asInterval = (microseconds: string): string => `case
           when ${microseconds} % 86400000000 = 0 then ${plural(`${microseconds} / 86400000000`, "day")}
           when ${microseconds} % 3600000000 = 0 then ${plural(`${microseconds} / 3600000000`, "hour")}
           when ${microseconds} % 60000000 = 0 then ${plural(`${microseconds} / 60000000`, "minute")}
           when ${microseconds} % 1000000 = 0 then ${plural(`${microseconds} / 1000000`, "second")}
           else ${microseconds} || ' microseconds' end`;

const plural = (count: string, unit: string): string =>
  `${count} || case when ${count} = 1 then ' ${unit}' else ' ${unit}s' end`;
