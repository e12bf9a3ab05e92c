-- The views a user reads: timescaledb_information and timescaledb_experimental. There are no chunks, so what shows chunks
-- is empty; its offset keeps the planner from computing a user's expressions over the nulls.

create view timescaledb_information.hypertables as
  select h.schema_name as hypertable_schema, h.table_name as hypertable_name, t.tableowner as owner, h.num_dimensions,
         0::bigint as num_chunks, h.compression_state = 1 as compression_enabled,
--# until 13
         false as is_distributed, h.replication_factor, null::name[] as data_nodes,
--# end
         (select array_agg(s.tablespace_name order by s.id) from _timescaledb_catalog.tablespace s
           where s.hypertable_id = h.id) as tablespaces
--# since 20
         , d.column_name as primary_dimension, d.column_type as primary_dimension_type
--# end
    from _timescaledb_catalog.hypertable h
    join pg_catalog.pg_tables t on t.schemaname = h.schema_name and t.tablename = h.table_name
--# since 20
    join lateral (select * from _timescaledb_catalog.dimension x where x.hypertable_id = h.id order by x.id limit 1) d
      on d.interval_length is not null
--# end
   where h.compression_state <> 2
     and not exists (select from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = h.id);

create view timescaledb_information.dimensions as
  select h.schema_name as hypertable_schema, h.table_name as hypertable_name,
         rank() over (partition by d.hypertable_id order by d.id) as dimension_number,
         d.column_name, d.column_type,
         case when d.interval_length is null then 'Space' else 'Time' end as dimension_type,
         case when k.is_time then _timescaledb_functions.to_interval(d.interval_length) end as time_interval,
         case when not k.is_time then d.interval_length end as integer_interval,
         d.integer_now_func, d.num_slices as num_partitions
    from _timescaledb_catalog.dimension d
    join _timescaledb_catalog.hypertable h on h.id = d.hypertable_id
    cross join lateral (select d.column_type in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype
--# since 25
                               , 'uuid'::regtype
--# end
                               ) as is_time) k;

create view timescaledb_information.compression_settings as
  select h.schema_name as hypertable_schema, h.table_name as hypertable_name, u.attname::name as attname,
         u.n::smallint as segmentby_column_index, null::smallint as orderby_column_index,
         null::boolean as orderby_asc, null::boolean as orderby_nullsfirst
    from _timescaledb_catalog.hypertable h
    join _timescaledb_catalog.compression_settings s on s.relid = h.relid
    cross join lateral unnest(s.segmentby) with ordinality as u (attname, n)
   where h.compression_state = 1
  union all
  select h.schema_name, h.table_name, u.attname::name, null, u.n::smallint, not u.is_desc, u.nullsfirst
    from _timescaledb_catalog.hypertable h
    join _timescaledb_catalog.compression_settings s on s.relid = h.relid
    cross join lateral unnest(s.orderby, s.orderby_desc, s.orderby_nullsfirst)
                 with ordinality as u (attname, is_desc, nullsfirst, n)
   where h.compression_state = 1;

--# since 14
create view timescaledb_information.hypertable_compression_settings as
  select h.relid::regclass as hypertable, array_to_string(s.segmentby, ',') as segmentby,
         (select string_agg(format('%I%s%s', u.name, case when u.is_desc then ' DESC' else '' end,
                                   case when u.nullsfirst and not u.is_desc then ' NULLS FIRST'
                                        when not u.nullsfirst and u.is_desc then ' NULLS LAST' else '' end), ',' order by u.n)
            from unnest(s.orderby, s.orderby_desc, s.orderby_nullsfirst)
                   with ordinality as u (name, is_desc, nullsfirst, n)) as orderby,
         d.compress_interval_length
--# since 22
         , s.index
--# end
    from _timescaledb_catalog.hypertable h
    join lateral (select case when x.column_type in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype)
                              then _timescaledb_functions.to_interval(x.compress_interval_length)::text
                              else x.compress_interval_length::text end as compress_interval_length
                    from _timescaledb_catalog.dimension x where x.hypertable_id = h.id order by x.id limit 1) d on true
    left join _timescaledb_catalog.compression_settings s on s.relid = h.relid;

create view timescaledb_information.chunk_compression_settings as
  select null::regclass as hypertable, null::regclass as chunk, null::text as segmentby, null::text as orderby
--# since 22
         , null::jsonb as index
--# end
   where false offset 0;
--# end

--# since 18
create view timescaledb_information.hypertable_columnstore_settings as
  select * from timescaledb_information.hypertable_compression_settings;
create view timescaledb_information.chunk_columnstore_settings as
  select * from timescaledb_information.chunk_compression_settings;
--# end

create view timescaledb_information.continuous_aggregates as
  select h.schema_name as hypertable_schema, h.table_name as hypertable_name,
         a.user_view_schema as view_schema, a.user_view_name as view_name,
         pg_catalog.pg_get_userbyid(v.relowner) as view_owner, a.materialized_only,
         m.compression_state = 1 as compression_enabled,
         m.schema_name as materialization_hypertable_schema, m.table_name as materialization_hypertable_name,
         pg_catalog.pg_get_viewdef(a.direct_view) as view_definition
--# until 24
         , a.finalized
--# end
--# from 22 to 22
         , 'trigger'::text as invalidate_using
--# end
    from _timescaledb_catalog.continuous_agg a
    join _timescaledb_catalog.hypertable h on h.id = a.raw_hypertable_id
    join _timescaledb_catalog.hypertable m on m.id = a.mat_hypertable_id
    join pg_catalog.pg_class v on v.oid = a.user_view;

create view timescaledb_information.chunks as
  select null::name as hypertable_schema, null::name as hypertable_name, null::name as chunk_schema, null::name as chunk_name,
         null::name as primary_dimension, null::regtype as primary_dimension_type, null::timestamptz as range_start,
         null::timestamptz as range_end, null::bigint as range_start_integer, null::bigint as range_end_integer,
         null::boolean as is_compressed, null::name as chunk_tablespace
--# until 13
         , null::name[] as data_nodes
--# end
--# since 13
         , null::timestamptz as chunk_creation_time
--# end
   where false offset 0;

create view timescaledb_information.jobs as
  select j.id as job_id, j.application_name, j.schedule_interval, j.max_runtime, j.max_retries, j.retry_period, j.proc_schema,
         j.proc_name, j.owner, j.scheduled, j.fixed_schedule, j.config, null::timestamptz as next_start, j.initial_start,
--# since 20
         coalesce(a.user_view_schema, h.schema_name) as hypertable_schema,
         coalesce(a.user_view_name, h.table_name) as hypertable_name,
--# else
         h.schema_name as hypertable_schema, h.table_name as hypertable_name,
--# end
         j.check_schema, j.check_name
    from _timescaledb_config.bgw_job j
    left join _timescaledb_catalog.hypertable h on h.id = j.hypertable_id
    left join _timescaledb_catalog.continuous_agg a on a.mat_hypertable_id = j.hypertable_id;

create view timescaledb_information.job_stats as
  select j.hypertable_schema, j.hypertable_name, j.job_id, null::timestamptz as last_run_started_at,
         null::timestamptz as last_successful_finish, null::text as last_run_status,
         case when j.scheduled then 'Scheduled' else 'Paused' end as job_status, null::interval as last_run_duration,
         null::timestamptz as next_start, null::bigint as total_runs, null::bigint as total_successes,
         null::bigint as total_failures
    from timescaledb_information.jobs j
--# until 22
   where false
--# end
  ;

create view timescaledb_information.job_errors as
  select null::integer as job_id, null::text as proc_schema, null::text as proc_name, null::integer as pid,
         null::timestamptz as start_time, null::timestamptz as finish_time, null::text as sqlerrcode, null::text as err_message
   where false offset 0;

--# since 15
create view timescaledb_information.job_history as
  select null::bigint as id, null::integer as job_id, null::boolean as succeeded, null::text as proc_schema,
         null::text as proc_name, null::integer as pid, null::timestamptz as start_time, null::timestamptz as finish_time,
         null::jsonb as config, null::text as sqlerrcode, null::text as err_message
   where false offset 0;
--# end

create view timescaledb_experimental.policies as
  select a.user_view_name as relation_name, a.user_view_schema as relation_schema, j.schedule_interval, j.proc_schema,
         j.proc_name, j.config, h.schema_name as hypertable_schema, h.table_name as hypertable_name
    from _timescaledb_config.bgw_job j
    join _timescaledb_catalog.continuous_agg a on a.mat_hypertable_id = j.hypertable_id
    join _timescaledb_catalog.hypertable h on h.id = a.mat_hypertable_id;

grant select on all tables in schema timescaledb_information, timescaledb_experimental to public;
