/**
 * The referee of two databases with TimescaleDB: its views and catalogs, read by queries written for this, and pg_dump
 * without its schemas. Shares no code with driftline, and must not. Chunks, numbers that TimescaleDB gives, and the moment
 * of creation are left out: they are not declared.
 */
import { diffLines } from "diff";
import pg from "pg";
import { dumpSchema, type Verdict } from "./referee.js";

/** What a user calls the hypertable that an aggregate is stored in. */
const userNames = `
with relation as (
  select h.id, coalesce(a.user_view_schema, h.schema_name)::text as schema, coalesce(a.user_view_name, h.table_name)::text as name
    from _timescaledb_catalog.hypertable h
    left join _timescaledb_catalog.continuous_agg a on a.mat_hypertable_id = h.id
   where not exists (select from _timescaledb_catalog.hypertable o where o.compressed_hypertable_id = h.id)
)`;

/** One row a fact; each query is for every release, where it needs no relation that is not there. */
const queries: Readonly<Record<string, string>> = {
  extension: `
select e.extname, e.extversion, n.nspname
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'timescaledb'`,
  hypertable: `${userNames}
select r.schema, r.name, nullif(h.associated_schema_name, '_timescaledb_internal') as chunk_schema,
       nullif(h.associated_table_prefix, '_hyper_' || h.id) as chunk_prefix,
       h.chunk_target_size, h.chunk_sizing_func_name, v.owner, v.num_dimensions, v.compression_enabled
  from relation r
  join _timescaledb_catalog.hypertable h on h.id = r.id
  left join timescaledb_information.hypertables v
    on v.hypertable_schema = h.schema_name and v.hypertable_name = h.table_name`,
  tablespace: `${userNames}
select r.schema, r.name, row_number() over (partition by t.hypertable_id order by t.id) as position, t.tablespace_name
  from _timescaledb_catalog.tablespace t join relation r on r.id = t.hypertable_id`,
  dimension: `${userNames}
select r.schema, r.name, row_number() over (partition by d.hypertable_id order by d.id) as position,
       d.column_name, d.column_type::text, d.num_slices, d.compress_interval_length,
       case when h.chunk_target_size > 0 then null else d.interval_length end as interval_length,
       case when d.partitioning_func_schema !~ '^_timescaledb' then d.partitioning_func_schema || '.' || d.partitioning_func end as function,
       d.integer_now_func_schema, d.integer_now_func
  from _timescaledb_catalog.dimension d
  join _timescaledb_catalog.hypertable h on h.id = d.hypertable_id
  join relation r on r.id = d.hypertable_id`,
  compression: `${userNames}
select r.schema, r.name, s.segmentby, s.orderby, s.orderby_desc, s.orderby_nullsfirst,
       (select jsonb_agg(i order by i::text) from jsonb_array_elements(nullif(to_jsonb(s) -> 'index', 'null')) i
         where i ->> 'source' = 'config') as sparse
  from _timescaledb_catalog.compression_settings s
  join _timescaledb_catalog.hypertable h on to_regclass(format('%I.%I', h.schema_name, h.table_name)) = s.relid
  join relation r on r.id = h.id`,
  skipping: `${userNames}
select r.schema, r.name, s.column_name
  from _timescaledb_catalog.chunk_column_stats s join relation r on r.id = s.hypertable_id where coalesce(s.chunk_id, 0) = 0`,
  aggregate: `
select view_schema, view_name, view_owner, materialized_only, compression_enabled, view_definition
  from timescaledb_information.continuous_aggregates`,
  "aggregate index": `
select v.view_schema, v.view_name, i.indexname, i.indexdef
  from timescaledb_information.continuous_aggregates v
  join pg_indexes i on i.schemaname = v.materialization_hypertable_schema and i.tablename = v.materialization_hypertable_name`,
  job: `${userNames}
select r.schema, r.name, j.proc_schema, j.proc_name, regexp_replace(j.application_name, ' \\[\\d+\\]$', '') as job_name,
       j.schedule_interval::text, j.max_runtime::text, j.max_retries, j.retry_period::text, j.scheduled, j.fixed_schedule,
       case when not j.fixed_schedule then null when j.initial_start > now() - interval '1 day' then 'now'
            else j.initial_start::text end as initial_start,
       j.timezone, j.config - 'hypertable_id' - 'mat_hypertable_id' as config, j.check_schema, j.check_name,
       -- a policy's job mostly belongs to the owner of its relation
       case when c.relowner is distinct from j.owner then j.owner::text end as owner
  from _timescaledb_config.bgw_job j left join relation r on r.id = j.hypertable_id
  left join pg_namespace n on n.nspname = r.schema
  left join pg_class c on c.relnamespace = n.oid and c.relname = r.name
 where j.id >= 1000`,
  "compression before 2.14": `
select hypertable_schema, hypertable_name, attname, segmentby_column_index, orderby_column_index, orderby_asc, orderby_nullsfirst
  from timescaledb_information.compression_settings
 where to_regclass('_timescaledb_catalog.compression_settings') is null`,
  setting: `
select s.setconfig, r.rolname
  from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase left join pg_roles r on r.oid = s.setrole
 where d.datname = current_database()`,
};

/** What not every release has. */
const needed: Readonly<Record<string, string>> = {
  compression: "_timescaledb_catalog.compression_settings",
  skipping: "_timescaledb_catalog.chunk_column_stats",
};

/** Numbers that TimescaleDB gives, wherever they are printed. */
const unnumbered = (text: string): string =>
  text
    .replaceAll(/_materialized_hypertable_\d+/g, "_materialized_hypertable_N")
    .replaceAll(/(cagg_watermark\(|continuous_agg_invalidation_trigger\(')\d+/g, "$1N");

/** What is declared in a database, as text: facts of TimescaleDB, sorted, then what pg_dump says of the rest. */
export async function observe(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query("set search_path = pg_catalog; set timezone = 'UTC'; set intervalstyle = 'postgres'");
    const facts: string[] = [];
    for (const [name, sql] of Object.entries(queries)) {
      const needs = needed[name];
      if (needs !== undefined) {
        const { rows } = await client.query<{ there: boolean }>(
          "select to_regclass($1) is not null as there",
          [needs],
        );
        if (rows[0]?.there !== true) continue;
      }
      const { rows } = await client.query<{ fact: string }>(
        `select to_jsonb(q)::text as fact from (${sql}) q`,
      );
      facts.push(...rows.map(({ fact }) => unnumbered(`${name} ${fact}`)));
    }
    const { rows: chunks } = await client.query<{ flag: string }>(
      `select format('--exclude-table=%I.%I', chunk_schema, chunk_name) as flag from timescaledb_information.chunks
        where chunk_schema !~ '^_timescaledb'`,
    );
    const flags = ["--exclude-schema=_timescaledb*", ...chunks.map(({ flag }) => flag)];
    return `${facts.sort().join("\n")}\n\n${unnumbered(await dumpSchema(url, { flags }))}`;
  } finally {
    await client.end();
  }
}

/** The observer's judgement; `diff` is the lines, save blank ones, that only one of the two has, behind - and +. */
export async function sameDeclared(urlA: string, urlB: string): Promise<Verdict> {
  const [a, b] = [await observe(urlA), await observe(urlB)];
  const lines = diffLines(a, b).flatMap(({ added, removed, value }) =>
    value
      .split("\n")
      .flatMap((line) => ((added || removed) && line !== "" ? [`${added ? "+" : "-"}${line}`] : [])),
  );
  return { same: a === b, diff: lines.map((line) => `${line}\n`).join("") };
}
