-- The schemas and catalog tables of TimescaleDB. Columns are the real ones, and after them, where a name must follow a
-- rename, the oid or number of what is named (relid, attnum, …), which the real tables do not have.

create schema _timescaledb_catalog;
create schema _timescaledb_functions;
create schema _timescaledb_internal;
create schema _timescaledb_cache;
create schema _timescaledb_config;
--# until 24
create schema _timescaledb_debug;
--# end
create schema timescaledb_information;
create schema timescaledb_experimental;
create schema _timescaledb_emulation;

grant usage on schema _timescaledb_catalog, _timescaledb_functions, _timescaledb_internal, _timescaledb_cache,
  _timescaledb_config, timescaledb_information, timescaledb_experimental, _timescaledb_emulation to public;
-- The real extension writes as its owner; here whoever calls writes, and owns what is made, as the real one arranges it.
grant create on schema _timescaledb_internal to public;

create table _timescaledb_catalog.hypertable (
  id serial primary key,
  schema_name name not null,
  table_name name not null,
  associated_schema_name name not null,
  associated_table_prefix name not null,
--# until 13
  replication_factor smallint,
--# end
  num_dimensions smallint not null,
  chunk_sizing_func_schema name not null,
  chunk_sizing_func_name name not null,
  chunk_target_size bigint not null,
  compression_state smallint not null default 0,
  compressed_hypertable_id integer references _timescaledb_catalog.hypertable (id),
--# since 12
  status integer not null default 0,
--# end
  relid oid not null,
  unique (associated_schema_name, associated_table_prefix)
);
create unique index on _timescaledb_catalog.hypertable (relid);

create table _timescaledb_catalog.dimension (
  id serial primary key,
  hypertable_id integer not null references _timescaledb_catalog.hypertable (id) on delete cascade,
  column_name name not null,
  column_type regtype not null,
  aligned boolean not null,
  num_slices smallint,
  partitioning_func_schema name,
  partitioning_func name,
  interval_length bigint,
  compress_interval_length bigint,
  integer_now_func_schema name,
  integer_now_func name,
  attnum smallint not null,
  constraint dimension_hypertable_id_column_name_key unique (hypertable_id, column_name)
);

create table _timescaledb_catalog.tablespace (
  id serial primary key,
  hypertable_id integer not null references _timescaledb_catalog.hypertable (id) on delete cascade,
  tablespace_name name not null
);

create table _timescaledb_catalog.dimension_slice (
  id serial primary key,
  dimension_id integer not null references _timescaledb_catalog.dimension (id) on delete cascade,
--# since 28
  chunk_id integer,
--# end
  range_start bigint not null,
  range_end bigint not null
);

create table _timescaledb_catalog.chunk (
  id serial primary key,
  hypertable_id integer not null references _timescaledb_catalog.hypertable (id),
--# since 29
  relid regclass,
--# end
--# until 28
  schema_name name not null,
  table_name name not null,
  compressed_chunk_id integer,
--# end
--# until 25
  dropped boolean not null default false,
--# end
  status integer not null default 0,
  osm_chunk boolean not null default false,
  creation_time timestamptz not null
);

--# until 27
create table _timescaledb_catalog.chunk_constraint (
  chunk_id integer not null,
  dimension_slice_id integer,
  constraint_name name not null,
  hypertable_constraint_name name
);
--# else
create view _timescaledb_catalog.chunk_constraint as
  select null::integer as chunk_id, null::integer as dimension_slice_id, null::name as constraint_name,
         null::name as hypertable_constraint_name
   where false offset 0;
--# end

--# until 21
create table _timescaledb_catalog.chunk_index (
  chunk_id integer not null,
  index_name name not null,
  hypertable_id integer not null,
  hypertable_index_name name not null
);
--# end

--# since 16
create table _timescaledb_catalog.chunk_column_stats (
  id serial primary key,
  hypertable_id integer not null references _timescaledb_catalog.hypertable (id) on delete cascade,
  chunk_id integer,
  column_name name not null,
  range_start bigint not null,
  range_end bigint not null,
  valid boolean not null,
  attnum smallint not null
);
--# end

create table _timescaledb_catalog.compression_settings (
  relid regclass primary key,
--# since 19
  compress_relid regclass,
--# end
  segmentby text[],
  orderby text[],
  orderby_desc boolean[],
  orderby_nullsfirst boolean[],
--# since 22
  index jsonb,
--# end
  -- numbers of the columns above, in the same order
  segmentby_attnums smallint[],
  orderby_attnums smallint[]
);

create table _timescaledb_catalog.compression_chunk_size (
  chunk_id integer not null,
  compressed_chunk_id integer not null,
  uncompressed_heap_size bigint not null,
  uncompressed_toast_size bigint not null,
  uncompressed_index_size bigint not null,
  compressed_heap_size bigint not null,
  compressed_toast_size bigint not null,
  compressed_index_size bigint not null,
  numrows_pre_compression bigint,
  numrows_post_compression bigint,
  numrows_frozen_immediately bigint
);

create table _timescaledb_catalog.continuous_agg (
  mat_hypertable_id integer primary key references _timescaledb_catalog.hypertable (id) on delete cascade,
  raw_hypertable_id integer not null,
  parent_mat_hypertable_id integer,
  user_view_schema name not null,
  user_view_name name not null,
  partial_view_schema name not null,
  partial_view_name name not null,
--# until 14
  bucket_width bigint,
--# end
  direct_view_schema name not null,
  direct_view_name name not null,
  materialized_only boolean not null default false,
--# until 24
  finalized boolean not null default true,
--# end
--# since 28
  schema_change_timestamp bigint,
--# end
  user_view oid not null unique,
  partial_view oid not null,
  direct_view oid not null
);

create table _timescaledb_catalog.continuous_aggs_bucket_function (
  mat_hypertable_id integer primary key references _timescaledb_catalog.hypertable (id) on delete cascade,
--# until 14
  experimental boolean not null default false,
  name text not null,
  bucket_width text not null,
  origin text not null default '',
  timezone text not null default ''
--# else
  bucket_func text not null,
  bucket_width text not null,
  bucket_origin text,
  bucket_offset text,
  bucket_timezone text,
  bucket_fixed_width boolean not null
--# end
);

create table _timescaledb_catalog.continuous_aggs_watermark (
  mat_hypertable_id integer primary key references _timescaledb_catalog.continuous_agg (mat_hypertable_id) on delete cascade,
  watermark bigint not null
);
create table _timescaledb_catalog.continuous_aggs_invalidation_threshold (
  hypertable_id integer primary key references _timescaledb_catalog.hypertable (id) on delete cascade,
  watermark bigint not null
);
create table _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log (
  hypertable_id integer not null,
  lowest_modified_value bigint not null,
  greatest_modified_value bigint not null
);
create table _timescaledb_catalog.continuous_aggs_materialization_invalidation_log (
  materialization_id integer,
  lowest_modified_value bigint not null,
  greatest_modified_value bigint not null
);

--# since 29
create table _timescaledb_catalog.hypertable_cagg_settings (
  hypertable_id integer primary key references _timescaledb_catalog.hypertable (id) on delete cascade,
  granular_refresh_column name,
  granular_refresh_start_offset text,
  granular_refresh_end_offset text
);
--# end

create table _timescaledb_catalog.metadata (
  key name primary key,
  value text not null,
  include_in_telemetry boolean not null
);
insert into _timescaledb_catalog.metadata values
  ('uuid', gen_random_uuid(), true), ('install_timestamp', now(), true);

create table _timescaledb_catalog.telemetry_event (
  created timestamptz not null default current_timestamp,
  tag name not null,
  body jsonb not null
);

create sequence _timescaledb_config.bgw_job_id_seq minvalue 1000;
--# since 25
create table _timescaledb_catalog.bgw_job (
--# else
create table _timescaledb_config.bgw_job (
--# end
  id integer primary key default nextval('_timescaledb_config.bgw_job_id_seq'),
  application_name name not null,
  schedule_interval interval not null,
  max_runtime interval not null,
  max_retries integer not null,
  retry_period interval not null,
  proc_schema name not null,
  proc_name name not null,
  owner regrole not null default pg_catalog.quote_ident(current_role)::regrole,
  scheduled boolean not null default true,
  fixed_schedule boolean not null default true,
  initial_start timestamptz,
  hypertable_id integer references _timescaledb_catalog.hypertable (id) on delete cascade,
  config jsonb,
  check_schema name,
  check_name name,
  timezone text
);
--# since 25
create view _timescaledb_config.bgw_job as
  select id, application_name, schedule_interval, max_runtime, max_retries, retry_period, proc_schema, proc_name, owner,
         scheduled, fixed_schedule, initial_start, hypertable_id, config, check_schema, check_name, timezone
    from _timescaledb_catalog.bgw_job;
--# end

create table _timescaledb_internal.bgw_job_stat (
  job_id integer primary key,
  last_start timestamptz not null default now(),
  last_finish timestamptz not null,
  next_start timestamptz not null,
  last_successful_finish timestamptz not null,
  last_run_success boolean not null,
  total_runs bigint not null,
  total_duration interval not null,
  total_duration_failures interval not null,
  total_successes bigint not null,
  total_failures bigint not null,
  total_crashes bigint not null,
  consecutive_failures integer not null,
  consecutive_crashes integer not null,
  flags integer not null default 0
);

-- the jobs that every installation has
insert into _timescaledb_config.bgw_job
  (id, application_name, schedule_interval, max_runtime, max_retries, retry_period, proc_schema, proc_name,
   initial_start, config, check_schema, check_name)
values
--# until 17
  (2, 'Error Log Retention Policy [2]', '1 month', '1 hour', -1, '1 hour', '_timescaledb_functions', 'policy_job_error_retention',
   '2000-01-01', '{"drop_after": "1 month"}', '_timescaledb_functions', 'policy_job_error_retention_check'),
--# end
  (3, 'Job History Log Retention Policy [3]', '6 hours', '1 hour', -1, '1 hour', '_timescaledb_functions', 'policy_job_stat_history_retention',
   '2000-01-01', '{"drop_after": "1 month", "max_failures_per_job": 1000, "max_successes_per_job": 1000}',
   '_timescaledb_functions', 'policy_job_stat_history_retention_check');

grant all on all tables in schema _timescaledb_catalog, _timescaledb_config, _timescaledb_internal to public;
grant all on all sequences in schema _timescaledb_catalog, _timescaledb_config, _timescaledb_internal to public;
