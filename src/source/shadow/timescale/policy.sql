-- Policies: jobs with a built-in procedure, one of a kind for a hypertable or continuous aggregate.

create function _timescaledb_emulation.store_policy(
  proc name, title text, hypertable integer, config jsonb, schedule_interval interval, max_runtime interval, retry_period interval,
  initial_start timestamptz, fixed_schedule boolean, timezone text)
  returns integer language plpgsql as
$$
declare
  owner constant oid := (select c.relowner from _timescaledb_catalog.hypertable h join pg_catalog.pg_class c on c.oid = h.relid
                          where h.id = hypertable);
begin
  if not (select r.rolcanlogin from pg_catalog.pg_roles r where r.oid = owner) then
    perform _timescaledb_emulation.fail('28000',
      pg_catalog.format('permission denied to start background process as role "%s"', pg_catalog.pg_get_userbyid(owner)),
      'Hypertable owner must have LOGIN permission to run background tasks.');
  end if;
  return _timescaledb_emulation.store_job(title, schedule_interval, max_runtime, retry_period, _timescaledb_emulation.builtin(), proc,
    _timescaledb_emulation.builtin(), (proc || '_check')::name, owner, true, fixed_schedule, hypertable, config, initial_start, timezone);
end
$$;

create function _timescaledb_emulation.policy_of(proc name, hypertable integer) returns _timescaledb_config.bgw_job
  language sql stable as
$$
  select j from _timescaledb_config.bgw_job j
   where j.proc_name = proc and j.proc_schema = _timescaledb_emulation.builtin() and j.hypertable_id = hypertable order by j.id limit 1
$$;

create function _timescaledb_emulation.is_integer(type regtype) returns boolean language sql immutable as
$$ select type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) $$;

-- The value of an offset as a policy's config holds it: an interval's text, or a number.
create function _timescaledb_emulation.offset_value(type regtype, value text) returns jsonb language plpgsql as
$$
begin
  if value is null then
    return 'null';
  elsif _timescaledb_emulation.is_integer(type) then
    return pg_catalog.to_jsonb(value::bigint);
  end if;
  return pg_catalog.to_jsonb(value::interval::text);
end
$$;

-- Whether two such values mean the same.
create function _timescaledb_emulation.same_offset(one jsonb, other jsonb) returns boolean language sql stable as
$$
  select case when pg_catalog.jsonb_typeof(one) = 'string' and pg_catalog.jsonb_typeof(other) = 'string'
              then (one #>> '{}')::interval = (other #>> '{}')::interval
              else coalesce(one, 'null') = coalesce(other, 'null') end
$$;

-- Says that a policy exists already: an error, unless it may; then a notice or, when it differs, a warning.
create function _timescaledb_emulation.already(what text, relation oid, error text, hint text, if_not_exists boolean, same boolean)
  returns integer language plpgsql as
$$
begin
  if not if_not_exists then
    perform _timescaledb_emulation.fail('42710', error, hint);
  elsif same then
    raise notice using message = pg_catalog.format('%s policy already exists for hypertable "%s", skipping', what, _timescaledb_emulation.short(relation));
  else
    raise warning using message = pg_catalog.format('%s policy already exists for hypertable "%s"', what, _timescaledb_emulation.short(relation)),
      detail = 'A policy already exists with different arguments.', hint = 'Remove the existing policy before adding a new one.';
  end if;
  return -1;
end
$$;

-- A policy that counts from the creation of chunks is not comparable with one that counts from their time.
create function _timescaledb_emulation.check_same_sort(existing _timescaledb_config.bgw_job, part jsonb, if_not_exists boolean) returns void
  language plpgsql as
$$
declare
  lacking constant text := (select k from pg_catalog.jsonb_object_keys(part) k where not existing.config ? k);
begin
  if if_not_exists and lacking is not null then
    perform _timescaledb_emulation.fail('XX000', pg_catalog.format('could not find %s in config for job', lacking));
  end if;
end
$$;

-- The hypertable that a retention or compression policy is for.
create function _timescaledb_emulation.policy_target(relation oid, what text) returns _timescaledb_catalog.hypertable
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
begin
  if h.id is not null then
    if exists (select from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = h.id) then
      perform _timescaledb_emulation.fail('0A000',
        pg_catalog.format('cannot add %s policy to materialized hypertable "%s" ', what, h.table_name),
        'Please add the policy to the corresponding continuous aggregate instead.');
    end if;
    return h;
  end if;
  select m.* into h from _timescaledb_catalog.continuous_agg a join _timescaledb_catalog.hypertable m on m.id = a.mat_hypertable_id
   where a.user_view = relation;
  if h.id is null then
    perform _timescaledb_emulation.fail('TS001',
      pg_catalog.format('"%s" is not a hypertable or a continuous aggregate', _timescaledb_emulation.short(relation)));
  end if;
  return h;
end
$$;

create function _timescaledb_emulation.add_retention(
  relation oid, after_type regtype, after text, if_not_exists boolean, schedule_interval interval, initial_start timestamptz,
  timezone text, created_before interval)
  returns integer language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
  d _timescaledb_catalog.dimension;
  type regtype;
  existing _timescaledb_config.bgw_job;
  is_aggregate constant boolean := exists (select from _timescaledb_catalog.continuous_agg a where a.user_view = relation);
  part jsonb;
begin
  if relation is null or if_not_exists is null then
    return null;
  end if;
  if (after is null) = (created_before is null) then
    perform _timescaledb_emulation.fail('22023', 'need to specify one of "drop_after" or "drop_created_before"');
  end if;
  if initial_start is not null then
    perform _timescaledb_emulation.check_schedule(coalesce(schedule_interval, '1 day'));
  end if;
  perform _timescaledb_emulation.check_timezone(timezone);
  h := _timescaledb_emulation.policy_target(relation, 'retention');
  d := _timescaledb_emulation.time_dimension(h.id);
  type := _timescaledb_emulation.partition_type(d);
  part := case when created_before is not null then pg_catalog.jsonb_build_object('drop_created_before', created_before::text)
               when _timescaledb_emulation.is_integer(after_type) or after_type = 'interval'::regtype
               then pg_catalog.jsonb_build_object('drop_after', _timescaledb_emulation.offset_value(after_type, after)) end;
  existing := _timescaledb_emulation.policy_of('policy_retention', h.id);
  if existing.id is not null then
    perform _timescaledb_emulation.check_same_sort(existing, part, if_not_exists);
    return _timescaledb_emulation.already('retention', relation,
      pg_catalog.format('retention policy already exists for hypertable "%s"', _timescaledb_emulation.short(relation)), null, if_not_exists,
      _timescaledb_emulation.same_offset(existing.config -> 'drop_after', part -> 'drop_after')
      and _timescaledb_emulation.same_offset(existing.config -> 'drop_created_before', part -> 'drop_created_before'));
  end if;
  if _timescaledb_emulation.is_integer(type)
     and (_timescaledb_emulation.is_integer(after_type) and created_before is null and not is_aggregate and d.integer_now_func is null
          or not _timescaledb_emulation.is_integer(after_type) and created_before is null) then
    perform _timescaledb_emulation.fail('22023', 'invalid value for parameter drop_after',
      'Integer duration in "drop_after" with valid "integer_now" function or interval time duration in "drop_created_before" is required for hypertables with integer time dimension.');
  end if;
  if not _timescaledb_emulation.is_integer(type) and created_before is null and after_type <> 'interval'::regtype then
    perform _timescaledb_emulation.fail('22023', 'invalid value for parameter drop_after',
      case when @minor@ < 21 then 'Interval time duration is required for hypertable with timestamp-based time dimension.'
           else 'Interval time duration is required for hypertable with timestamp or UUID time dimension.' end);
  end if;
  return _timescaledb_emulation.store_policy('policy_retention', 'Retention Policy', h.id,
    pg_catalog.jsonb_build_object('hypertable_id', h.id) || part, coalesce(schedule_interval, '1 day'), '5 min', '5 min',
    initial_start, initial_start is not null, timezone);
end
$$;

create function @extschema@.add_retention_policy(
--# since 13
  relation regclass, drop_after anycompatible default null, if_not_exists boolean default false,
--# else
  relation regclass, drop_after anycompatible, if_not_exists boolean default false,
--# end
  schedule_interval interval default null, initial_start timestamptz default null, timezone text default null
--# since 13
  , drop_created_before interval default null
--# end
  ) returns integer language sql as
$$ select _timescaledb_emulation.add_retention($1, pg_catalog.pg_typeof($2), $2::text, $3, $4, $5, $6,
--# since 13
     $7
--# else
     null
--# end
   ) $$;

create function _timescaledb_emulation.columnstore_word() returns text language sql immutable as
$$ select case when @minor@ < 18 then 'compression' else 'columnstore' end $$;

create function _timescaledb_emulation.add_compression(
  relation oid, after_type regtype, after text, if_not_exists boolean, schedule_interval interval, initial_start timestamptz,
  timezone text, created_before interval)
  returns integer language plpgsql as
$$
declare
  word constant text := _timescaledb_emulation.columnstore_word();
  agg constant _timescaledb_catalog.continuous_agg := _timescaledb_emulation.aggregate_of(relation);
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
  d _timescaledb_catalog.dimension;
  type regtype;
  existing _timescaledb_config.bgw_job;
  part jsonb;
begin
  if relation is null or if_not_exists is null then
    return null;
  end if;
  if (after is null) = (created_before is null) then
    perform _timescaledb_emulation.fail('22023', 'need to specify one of "compress_after" or "compress_created_before"');
  end if;
  if initial_start is not null then
    perform _timescaledb_emulation.check_schedule(coalesce(schedule_interval, '1 day'));
  end if;
  perform _timescaledb_emulation.check_timezone(timezone);
  if h.id is not null and h.compression_state <> 1 then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('%s not enabled on hypertable "%s"', word, h.table_name),
      pg_catalog.format('Enable %s before adding a %1$s policy.', word));
  end if;
  h := _timescaledb_emulation.policy_target(relation, 'compression');
  if agg.mat_hypertable_id is not null then
    if (_timescaledb_emulation.policy_of('policy_refresh_continuous_aggregate', h.id)).id is null and @minor@ < 27 then
      perform _timescaledb_emulation.fail('0A000',
        pg_catalog.format('setup a refresh policy for "%s" before setting up a %s policy', agg.user_view_name, word));
    elsif h.compression_state <> 1 then
      perform _timescaledb_emulation.fail('0A000', pg_catalog.format('%s not enabled on continuous aggregate "%s"', word, agg.user_view_name),
        pg_catalog.format('Enable %s before adding a %1$s policy.', word));
    elsif created_before is not null then
      perform _timescaledb_emulation.fail('0A000',
        pg_catalog.format('cannot use "compress_created_before" with continuous aggregate "%s" ', agg.user_view_name));
    end if;
  end if;
  d := _timescaledb_emulation.time_dimension(h.id);
  type := _timescaledb_emulation.partition_type(d);
  part := case when created_before is not null then pg_catalog.jsonb_build_object('compress_created_before', created_before::text)
               when _timescaledb_emulation.is_integer(after_type) or after_type = 'interval'::regtype
               then pg_catalog.jsonb_build_object('compress_after', _timescaledb_emulation.offset_value(after_type, after)) end;
  existing := _timescaledb_emulation.policy_of('policy_compression', h.id);
  if existing.id is not null then
    perform _timescaledb_emulation.check_same_sort(existing, part, if_not_exists);
    return _timescaledb_emulation.already(word, relation,
      pg_catalog.format('%s policy already exists for hypertable or continuous aggregate "%s"', word, _timescaledb_emulation.short(relation)),
      'Set option "if_not_exists" to true to avoid error.', if_not_exists,
      _timescaledb_emulation.same_offset(existing.config -> 'compress_after', part -> 'compress_after')
      and _timescaledb_emulation.same_offset(existing.config -> 'compress_created_before', part -> 'compress_created_before'));
  end if;
  if created_before is null then
    if agg.mat_hypertable_id is null and _timescaledb_emulation.is_integer(type) and not _timescaledb_emulation.is_integer(after_type) then
      perform _timescaledb_emulation.fail('22023', 'invalid value for parameter compress_after',
        'Integer duration in "compress_after" or interval time duration in "compress_created_before" is required for hypertables with integer time dimension.');
    elsif not _timescaledb_emulation.is_integer(type) and after_type <> 'interval'::regtype then
      perform _timescaledb_emulation.fail('0A000', 'unsupported compress_after argument type, expected type : interval');
    end if;
  end if;
  if schedule_interval is null then
    schedule_interval := case
      when type in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype)
--# since 12
      then _timescaledb_functions.to_interval(least(d.interval_length / 2, 43200000000))
--# else
      then _timescaledb_functions.to_interval(d.interval_length / 2)
--# end
      else interval '1 day' end;
  end if;
  return _timescaledb_emulation.store_policy('policy_compression', pg_catalog.initcap(word) || ' Policy', h.id,
    pg_catalog.jsonb_build_object('hypertable_id', h.id) || part, schedule_interval, '0', '1 hour',
    initial_start, initial_start is not null, timezone);
end
$$;

create function @extschema@.add_compression_policy(
--# since 13
  hypertable regclass, compress_after anycompatible default null, if_not_exists boolean default false,
--# else
  hypertable regclass, compress_after anycompatible, if_not_exists boolean default false,
--# end
  schedule_interval interval default null, initial_start timestamptz default null, timezone text default null
--# since 13
  , compress_created_before interval default null
--# end
--# from 18 to 21
  , hypercore_use_access_method boolean default null
--# end
  ) returns integer language sql as
$$ select _timescaledb_emulation.add_compression($1, pg_catalog.pg_typeof($2), $2::text, $3, $4, $5, $6,
--# since 13
     $7
--# else
     null
--# end
   ) $$;

--# since 18
create procedure @extschema@.add_columnstore_policy(
  hypertable regclass, after anycompatible default null, if_not_exists boolean default false,
  schedule_interval interval default null, initial_start timestamptz default null, timezone text default null,
  created_before interval default null
--# until 21
  , hypercore_use_access_method boolean default null
--# end
  ) language plpgsql as
$$ begin perform _timescaledb_emulation.add_compression($1, pg_catalog.pg_typeof($2), $2::text, $3, $4, $5, $6, $7); end $$;
--# end

create function _timescaledb_emulation.add_refresh(
  relation oid, start_type regtype, start_offset text, end_type regtype, end_offset text, schedule_interval interval,
  if_not_exists boolean, initial_start timestamptz, timezone text, more jsonb)
  returns integer language plpgsql as
$$
declare
  agg _timescaledb_catalog.continuous_agg := _timescaledb_emulation.aggregate_of(relation);
  name constant text := _timescaledb_emulation.short(relation);
  d _timescaledb_catalog.dimension;
  type regtype;
  config jsonb;
begin
  if schedule_interval is null then
    perform _timescaledb_emulation.fail('22023', 'cannot use NULL refresh_schedule_interval');
  end if;
  if initial_start is not null then
    perform _timescaledb_emulation.check_schedule(schedule_interval);
  end if;
  perform _timescaledb_emulation.check_timezone(timezone);
  if agg.mat_hypertable_id is null then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('"%s" is not a continuous aggregate', name));
  end if;
  d := _timescaledb_emulation.time_dimension(agg.mat_hypertable_id);
  type := d.column_type;
  config := pg_catalog.jsonb_build_object('mat_hypertable_id', agg.mat_hypertable_id,
    'start_offset', _timescaledb_emulation.refresh_offset('start_offset', type, start_type, start_offset),
    'end_offset', _timescaledb_emulation.refresh_offset('end_offset', type, end_type, end_offset)) || more;
  perform _timescaledb_emulation.check_window(agg, type, config);
  return _timescaledb_emulation.store_refresh(agg, type, config, schedule_interval, if_not_exists, initial_start, timezone);
end
$$;

create function _timescaledb_emulation.refresh_offset(name text, type regtype, given regtype, value text) returns jsonb
  language plpgsql as
$$
begin
  if value is null then
    return 'null';
  elsif _timescaledb_emulation.is_integer(type) then
    if not _timescaledb_emulation.is_integer(given) then
      perform _timescaledb_emulation.fail('22023', pg_catalog.format('invalid parameter value for %s', name),
        pg_catalog.format('Use time interval of type %s with the continuous aggregate.', type));
    end if;
  elsif given <> 'interval'::regtype then
    perform _timescaledb_emulation.fail('22023', pg_catalog.format('invalid parameter value for %s', name),
      'Use time interval with a continuous aggregate using timestamp-based time bucket.');
  end if;
  return _timescaledb_emulation.offset_value(given, value);
end
$$;

-- offsets as numbers: microseconds, or the integer unit
create function _timescaledb_emulation.offset_number(value jsonb) returns numeric language sql stable as
$$ select case pg_catalog.jsonb_typeof(value) when 'number' then (value #>> '{}')::numeric
                                   when 'string' then _timescaledb_functions.interval_to_usec((value #>> '{}')::interval)::numeric end $$;

-- The window must hold two buckets.
create function _timescaledb_emulation.check_window(agg _timescaledb_catalog.continuous_agg, type regtype, config jsonb)
  returns void language plpgsql as
$$
declare
  b _timescaledb_emulation.bucket := _timescaledb_emulation.bucket_of((_timescaledb_emulation.grouping(agg.direct_view)).groups);
  first constant numeric := _timescaledb_emulation.offset_number(config -> 'start_offset');
  last constant numeric := _timescaledb_emulation.offset_number(config -> 'end_offset');
  width numeric := _timescaledb_emulation.bucket_length(b.width);
begin
  if not _timescaledb_emulation.is_integer(type) then
    width := width * 1000000;
  end if;
  if first is not null and last is not null and last + 2 * width > first then
    perform _timescaledb_emulation.fail('22023', 'policy refresh window too small', null,
      pg_catalog.format('The start and end offsets must cover at least two buckets in the valid time range of type "%s".', type));
  end if;
end
$$;

--# until 20
create function _timescaledb_emulation.store_refresh(
  agg _timescaledb_catalog.continuous_agg, type regtype, config jsonb, schedule_interval interval, if_not_exists boolean,
  initial_start timestamptz, timezone text)
  returns integer language plpgsql as
$$
declare
  existing constant _timescaledb_config.bgw_job := _timescaledb_emulation.policy_of('policy_refresh_continuous_aggregate', agg.mat_hypertable_id);
begin
  if existing.id is not null then
    if not if_not_exists then
      perform _timescaledb_emulation.fail('42710', pg_catalog.format('continuous aggregate policy already exists for "%s"', agg.user_view_name), null,
        pg_catalog.format('Only one continuous aggregate policy can be created per continuous aggregate and a policy with job id %s already exists for "%s".', existing.id, agg.user_view_name));
    end if;
    raise notice using message = pg_catalog.format('continuous aggregate policy already exists for "%s", skipping', agg.user_view_name);
    return -1;
  end if;
  return _timescaledb_emulation.store_policy('policy_refresh_continuous_aggregate', 'Refresh Continuous Aggregate Policy',
    agg.mat_hypertable_id, config, schedule_interval, '0', schedule_interval, initial_start, initial_start is not null, timezone);
end
$$;
--# else
create function _timescaledb_emulation.store_refresh(
  agg _timescaledb_catalog.continuous_agg, type regtype, config jsonb, schedule_interval interval, if_not_exists boolean,
  initial_start timestamptz, timezone text)
  returns integer language plpgsql as
$$
declare
  j record;
  covered constant numrange := _timescaledb_emulation.refresh_range(config);
  overlapping boolean := false;
  others integer := 0;
begin
  for j in select * from _timescaledb_config.bgw_job t
            where t.proc_name = 'policy_refresh_continuous_aggregate' and t.hypertable_id = agg.mat_hypertable_id order by t.id loop
    others := others + 1;
    if _timescaledb_emulation.refresh_range(j.config) = covered then
      if not if_not_exists then
        perform _timescaledb_emulation.fail('22023', pg_catalog.format('continuous aggregate refresh policy already exists for "%s"', agg.user_view_name), null,
          pg_catalog.format('A refresh policy with the same start and end offset already exists for continuous aggregate "%s".', agg.user_view_name));
      end if;
      raise notice using message = pg_catalog.format('continuous aggregate refresh policy already exists for "%s", skipping', agg.user_view_name);
      return -1;
    end if;
    overlapping := overlapping or _timescaledb_emulation.refresh_range(j.config) && covered;
  end loop;
  if others > 0 and agg.parent_mat_hypertable_id is not null then
    perform _timescaledb_emulation.fail('0A000', 'multiple refresh policies are not supported for hierarchical continuous aggregates');
  elsif overlapping then
    perform _timescaledb_emulation.fail('22023',
      pg_catalog.format('refresh interval overlaps with an existing continuous aggregate policy on "%s"', agg.user_view_name));
  end if;
  return _timescaledb_emulation.store_policy('policy_refresh_continuous_aggregate', 'Refresh Continuous Aggregate Policy',
    agg.mat_hypertable_id, config, schedule_interval, '0', schedule_interval, initial_start, initial_start is not null, timezone);
end
$$;

-- the time that a refresh policy covers, counted back from now; months are as long as they are
create function _timescaledb_emulation.refresh_bound(value jsonb) returns numeric language sql stable as
$$ select case pg_catalog.jsonb_typeof(value) when 'number' then -(value #>> '{}')::numeric
                                   when 'string' then extract(epoch from now() - (value #>> '{}')::interval) end $$;
create function _timescaledb_emulation.refresh_range(config jsonb) returns numrange language sql stable as
$$ select numrange(_timescaledb_emulation.refresh_bound(config -> 'start_offset'), _timescaledb_emulation.refresh_bound(config -> 'end_offset')) $$;
--# end

create function @extschema@.add_continuous_aggregate_policy(
  continuous_aggregate regclass, start_offset anycompatible, end_offset anycompatible, schedule_interval interval,
  if_not_exists boolean default false, initial_start timestamptz default null, timezone text default null
--# since 18
  , include_tiered_data boolean default null
--# end
--# since 19
  , buckets_per_batch integer default null, max_batches_per_execution integer default null
--# end
--# since 20
  , refresh_newest_first boolean default null
--# end
  ) returns integer language sql as
$$ select _timescaledb_emulation.add_refresh($1, pg_catalog.pg_typeof($2), $2::text, pg_catalog.pg_typeof($3), $3::text, $4, coalesce($5, false), $6, $7,
     pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
--# since 18
       'include_tiered_data', $8
--# end
--# since 19
       , 'buckets_per_batch', $9, 'max_batches_per_execution', $10
--# end
--# since 20
       , 'refresh_newest_first', $11
--# end
     ))) $$;

create function _timescaledb_emulation.add_reorder(
  relation oid, index_name name, if_not_exists boolean, initial_start timestamptz, timezone text)
  returns integer language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
  d _timescaledb_catalog.dimension;
  index oid;
  existing _timescaledb_config.bgw_job;
  schedule interval := '4 days';
begin
  if relation is null or index_name is null or if_not_exists is null then
    return null;
  end if;
  perform _timescaledb_emulation.check_timezone(timezone);
  h := _timescaledb_emulation.hypertable_or_fail(relation);
  index := pg_catalog.to_regclass(pg_catalog.format('%I.%I', h.schema_name, index_name));
  if not exists (select from pg_catalog.pg_index i where i.indexrelid = index) then
    perform _timescaledb_emulation.fail('22023', 'invalid reorder index');
  elsif not exists (select from pg_catalog.pg_index i where i.indexrelid = index and i.indrelid = relation) then
    perform _timescaledb_emulation.fail('22023', 'invalid reorder index',
      pg_catalog.format('The reorder index must by an index on hypertable "%s".', h.table_name));
  end if;
  d := _timescaledb_emulation.time_dimension(h.id);
  if _timescaledb_emulation.partition_type(d) in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype) then
    schedule := d.interval_length / 2 * interval '1 microsecond';
  end if;
  existing := _timescaledb_emulation.policy_of('policy_reorder', h.id);
  if existing.id is not null then
    return _timescaledb_emulation.already('reorder', relation,
      pg_catalog.format('reorder policy already exists for hypertable "%s"', h.table_name), null, if_not_exists,
      existing.config ->> 'index_name' = index_name);
  end if;
  return _timescaledb_emulation.store_policy('policy_reorder', 'Reorder Policy', h.id,
    pg_catalog.jsonb_build_object('hypertable_id', h.id, 'index_name', index_name), schedule, '0', '5 min',
    initial_start, initial_start is not null, timezone);
end
$$;

create function @extschema@.add_reorder_policy(
  hypertable regclass, index_name name, if_not_exists boolean default false, initial_start timestamptz default null, timezone text default null)
  returns integer language sql as
$$ select _timescaledb_emulation.add_reorder($1, $2, $3, $4, $5) $$;

-- what alter_job checks of a changed policy
create function _timescaledb_emulation.check_policy(j _timescaledb_config.bgw_job) returns void language plpgsql as
$$
declare
  index oid;
begin
  if j.proc_schema <> _timescaledb_emulation.builtin() or j.hypertable_id is null or j.check_name is null then
    return;
  end if;
  if j.config is null then
    perform _timescaledb_emulation.fail(case when @minor@ < 21 then 'XX000' else '22004' end, 'config must not be NULL');
  end if;
  if j.proc_name <> 'policy_refresh_continuous_aggregate' and not j.config ? 'hypertable_id' then
    perform _timescaledb_emulation.fail(case when @minor@ < 21 then 'XX000' else '2203A' end, 'could not find hypertable_id in config for job');
  elsif j.proc_name = 'policy_refresh_continuous_aggregate' and not j.config ? 'mat_hypertable_id' then
    perform _timescaledb_emulation.fail(case when @minor@ < 21 then 'XX000' else '2203A' end, 'could not find "mat_hypertable_id" in config for job');
  end if;
  case j.proc_name
    when 'policy_retention' then
      if not j.config ? 'drop_after' and (@minor@ < 28 or not j.config ? 'drop_created_before') then
        perform _timescaledb_emulation.fail('XX000', 'could not find drop_after in config for job');
      end if;
    when 'policy_reorder' then
      if not j.config ? 'index_name' then
        perform _timescaledb_emulation.fail('XX000', 'could not find index_name in config for job');
      end if;
      index := (select pg_catalog.to_regclass(pg_catalog.format('%I.%I', h.schema_name, j.config ->> 'index_name'))
                  from _timescaledb_catalog.hypertable h where h.id = j.hypertable_id);
      if index is null then
        perform _timescaledb_emulation.fail('22023', 'reorder index not found', null,
          pg_catalog.format('The index "%s" could not be found', j.config ->> 'index_name'));
      end if;
    else
      null;
  end case;
end
$$;

create function _timescaledb_emulation.remove_policy(relation oid, proc name, what text, if_exists boolean) returns boolean
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
  message text := pg_catalog.format('%s policy not found for %s"%s"', what,
    case proc when 'policy_refresh_continuous_aggregate' then '' else 'hypertable ' end, _timescaledb_emulation.short(relation));
begin
  if proc = 'policy_refresh_continuous_aggregate' then
    select m.* into h from _timescaledb_catalog.continuous_agg a join _timescaledb_catalog.hypertable m on m.id = a.mat_hypertable_id
     where a.user_view = relation;
    if h.id is null then
      perform _timescaledb_emulation.fail('22023', pg_catalog.format('"%s" is not a continuous aggregate', _timescaledb_emulation.short(relation)));
    end if;
  elsif h.id is null then
    select m.* into h from _timescaledb_catalog.continuous_agg a join _timescaledb_catalog.hypertable m on m.id = a.mat_hypertable_id
     where a.user_view = relation;
    if h.id is null then
      if proc = 'policy_reorder' then
        perform _timescaledb_emulation.hypertable_or_fail(relation);
      end if;
      perform _timescaledb_emulation.fail('42704',
        pg_catalog.format('relation "%s" is not a hypertable or continuous aggregate', _timescaledb_emulation.short(relation)));
    end if;
  end if;
  delete from _timescaledb_config.bgw_job j
   where j.proc_name = proc and j.proc_schema = _timescaledb_emulation.builtin() and j.hypertable_id = h.id;
  if not found then
    if not coalesce(if_exists, false) then
      perform _timescaledb_emulation.fail('42704', message);
    end if;
    raise notice using message = message || ', skipping';
    return false;
  end if;
  return true;
end
$$;

create function @extschema@.remove_retention_policy(relation regclass, if_exists boolean default false) returns void language plpgsql strict as
$$ begin perform _timescaledb_emulation.remove_policy($1, 'policy_retention', 'retention', $2); end $$;
create function @extschema@.remove_compression_policy(hypertable regclass, if_exists boolean default false) returns boolean language plpgsql strict as
$$ begin return _timescaledb_emulation.remove_policy($1, 'policy_compression', _timescaledb_emulation.columnstore_word(), $2); end $$;
--# since 18
create procedure @extschema@.remove_columnstore_policy(hypertable regclass, if_exists boolean default false) language plpgsql as
$$ begin perform _timescaledb_emulation.remove_policy($1, 'policy_compression', 'columnstore', $2); end $$;
--# end
create function @extschema@.remove_reorder_policy(hypertable regclass, if_exists boolean default false) returns void language plpgsql strict as
$$ begin perform _timescaledb_emulation.remove_policy($1, 'policy_reorder', 'reorder', $2); end $$;
create function @extschema@.remove_continuous_aggregate_policy(continuous_aggregate regclass, if_not_exists boolean default false, if_exists boolean default null)
  returns void language plpgsql as
$$ begin perform _timescaledb_emulation.remove_policy($1, 'policy_refresh_continuous_aggregate', 'continuous aggregate', coalesce($3, $2)); end $$;

--# from 21 to 26
create procedure @extschema@.add_process_hypertable_invalidations_policy(
  hypertable regclass, schedule_interval interval, if_not_exists boolean default false, initial_start timestamptz default null, timezone text default null)
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_or_fail($1);
begin
  if (_timescaledb_emulation.policy_of('policy_process_hypertable_invalidations', h.id)).id is not null then
    if not $3 then
      perform _timescaledb_emulation.fail('42710',
        pg_catalog.format('invalidation processing policy already exists for hypertable "%s"', h.table_name),
        'Set option "if_not_exists" to true to avoid error.');
    end if;
    return;
  end if;
  perform _timescaledb_emulation.store_policy('policy_process_hypertable_invalidations', 'Move Hypertables Invalidation Policy', h.id,
    pg_catalog.jsonb_build_object('hypertable_id', h.id), $2, '0', $2, $4, $4 is not null, $5);
end
$$;
create procedure @extschema@.remove_process_hypertable_invalidations_policy(hypertable regclass, if_exists boolean default false) language plpgsql as
$$ begin perform _timescaledb_emulation.remove_policy($1, 'policy_process_hypertable_invalidations', 'invalidation processing', $2); end $$;
--# end

--# since 29
create function @extschema@.add_compaction_policy(
  hypertable regclass, if_not_exists boolean default false, schedule_interval interval default null, initial_start timestamptz default null,
  timezone text default null, max_chunks integer default null, max_batches integer default null, inactive_for interval default null)
  returns integer language plpgsql as
$$ begin perform _timescaledb_emulation.not_imitated('compaction policies'); return null; end $$;
--# end

-- timescaledb_experimental: several policies of a continuous aggregate at once

create function _timescaledb_emulation.policies_of(relation oid) returns _timescaledb_catalog.continuous_agg language plpgsql as
$$
declare
  agg _timescaledb_catalog.continuous_agg := _timescaledb_emulation.aggregate_of(relation);
begin
  if agg.mat_hypertable_id is null then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('"%s" is not a continuous aggregate', _timescaledb_emulation.short(relation)));
  end if;
  return agg;
end
$$;

-- offsets: as offset_value makes them; null where a policy is not asked for
create function _timescaledb_emulation.check_policies(
  agg _timescaledb_catalog.continuous_agg, refresh boolean, first jsonb, last jsonb, schedule interval, compress jsonb, retain jsonb)
  returns void language plpgsql as
$$
declare
  timed constant boolean := not _timescaledb_emulation.is_integer((_timescaledb_emulation.time_dimension(agg.mat_hypertable_id)).column_type);
  every constant numeric := _timescaledb_functions.interval_to_usec(schedule);
  start_number constant numeric := _timescaledb_emulation.offset_number(first);
  end_number constant numeric := _timescaledb_emulation.offset_number(last);
  total constant numeric := coalesce(start_number + case when timed then every else 0 end, 'infinity'::numeric);
  compressed constant numeric := _timescaledb_emulation.offset_number(compress);
  retained constant numeric := _timescaledb_emulation.offset_number(retain);
  source constant _timescaledb_config.bgw_job := _timescaledb_emulation.policy_of('policy_retention', agg.raw_hypertable_id);
  message text;
begin
  if refresh and timed then
    if every > coalesce(case when end_number is null or end_number > start_number then start_number else start_number - end_number end,
                        'infinity'::numeric) / 2 then
      message := 'there are gaps in refresh policy';
    elsif source.id is not null and total > _timescaledb_emulation.offset_number(source.config -> 'drop_after') then
      message := 'refresh policy of continuous aggregate and retention policy of underlying hypertable overlap';
    end if;
  end if;
  message := coalesce(message,
    case when refresh and compressed is not null and total > compressed
         then pg_catalog.format('refresh and %s policies overlap', _timescaledb_emulation.columnstore_word())
         when refresh and retained is not null and total > retained then 'refresh and retention policies overlap'
         when compressed = retained then pg_catalog.format('%s and retention policies overlap', _timescaledb_emulation.columnstore_word()) end);
  if message is not null then
    perform _timescaledb_emulation.fail('22023', message);
  end if;
end
$$;

create function timescaledb_experimental.add_policies(
  relation regclass, if_not_exists boolean default false, refresh_start_offset anycompatible default null,
  refresh_end_offset anycompatible default null, compress_after anycompatible default null, drop_after anycompatible default null
--# from 18 to 21
  , hypercore_use_access_method boolean default null
--# end
  ) returns boolean language plpgsql as
$$
declare
  agg constant _timescaledb_catalog.continuous_agg := _timescaledb_emulation.policies_of($1);
  type constant regtype := pg_catalog.pg_typeof($3);
begin
  perform _timescaledb_emulation.check_policies(agg, $3 is not null or $4 is not null,
    _timescaledb_emulation.offset_value(type, $3::text), _timescaledb_emulation.offset_value(type, $4::text), '1 hour',
    _timescaledb_emulation.offset_value(type, $5::text), _timescaledb_emulation.offset_value(type, $6::text));
  if $3 is not null or $4 is not null then
    perform _timescaledb_emulation.add_refresh($1, type, $3::text, type, $4::text, '1 hour', false, null, null, '{}');
  end if;
  if $5 is not null then
    perform _timescaledb_emulation.add_compression($1, type, $5::text, $2, null, null, null, null);
  end if;
  if $6 is not null then
    perform _timescaledb_emulation.add_retention($1, type, $6::text, false, null, null, null, null);
  end if;
  return $3 is not null or $4 is not null or $5 is not null or $6 is not null;
end
$$;

create function timescaledb_experimental.alter_policies(
  relation regclass, if_exists boolean default false, refresh_start_offset anycompatible default null,
  refresh_end_offset anycompatible default null, compress_after anycompatible default null, drop_after anycompatible default null)
  returns boolean language plpgsql as
$$
declare
  agg constant _timescaledb_catalog.continuous_agg := _timescaledb_emulation.policies_of($1);
  type constant regtype := pg_catalog.pg_typeof($3);
  refresh constant _timescaledb_config.bgw_job := _timescaledb_emulation.policy_of('policy_refresh_continuous_aggregate', agg.mat_hypertable_id);
  compress constant _timescaledb_config.bgw_job := _timescaledb_emulation.policy_of('policy_compression', agg.mat_hypertable_id);
  retain constant _timescaledb_config.bgw_job := _timescaledb_emulation.policy_of('policy_retention', agg.mat_hypertable_id);
  first jsonb := coalesce(nullif(_timescaledb_emulation.offset_value(type, $3::text), 'null'), refresh.config -> 'start_offset');
  last jsonb := coalesce(nullif(_timescaledb_emulation.offset_value(type, $4::text), 'null'), refresh.config -> 'end_offset');
begin
  if not exists (select from _timescaledb_config.bgw_job j where j.hypertable_id = agg.mat_hypertable_id) then
    perform _timescaledb_emulation.fail('22023', 'no jobs found');
  elsif ($3 is not null or $4 is not null) and refresh.id is null then
    perform _timescaledb_emulation.fail('22023', 'no refresh job found');
  elsif $5 is not null and compress.id is null then
    perform _timescaledb_emulation.fail('22023', 'no compress job found');
  elsif $6 is not null and retain.id is null then
    perform _timescaledb_emulation.fail('22023', 'no retention job found');
  end if;
  perform _timescaledb_emulation.check_policies(agg, refresh.id is not null, first, last, refresh.schedule_interval,
    coalesce(nullif(_timescaledb_emulation.offset_value(type, $5::text), 'null'), compress.config -> 'compress_after'),
    coalesce(nullif(_timescaledb_emulation.offset_value(type, $6::text), 'null'), retain.config -> 'drop_after'));
  if $3 is not null or $4 is not null then
    delete from _timescaledb_config.bgw_job j where j.id = refresh.id;
    perform _timescaledb_emulation.add_refresh($1,
      case when pg_catalog.jsonb_typeof(first) = 'number' then 'bigint' else 'interval' end::regtype, first #>> '{}',
      case when pg_catalog.jsonb_typeof(last) = 'number' then 'bigint' else 'interval' end::regtype, last #>> '{}',
      refresh.schedule_interval, false, null, null, '{}');
  end if;
  if $5 is not null then
    delete from _timescaledb_config.bgw_job j where j.id = compress.id;
    perform _timescaledb_emulation.add_compression($1, type, $5::text, $2, null, null, null, null);
  end if;
  if $6 is not null then
    delete from _timescaledb_config.bgw_job j where j.id = retain.id;
    perform _timescaledb_emulation.add_retention($1, type, $6::text, false, null, null, null, null);
  end if;
  return $3 is not null or $4 is not null or $5 is not null or $6 is not null;
end
$$;

create function timescaledb_experimental.remove_policies(relation regclass, if_exists boolean default false, variadic policy_names text[] default null)
  returns boolean language plpgsql as
$$
declare
  name text;
  success boolean := false;
  failed boolean := false;
begin
  if $3 is null then
    return false;
  end if;
  foreach name in array $3 loop
    if pg_catalog.lower(name) = 'policy_refresh_continuous_aggregate' then
      success := _timescaledb_emulation.remove_policy($1, 'policy_refresh_continuous_aggregate', 'continuous aggregate', $2);
    elsif pg_catalog.lower(name) = 'policy_compression' then
      success := _timescaledb_emulation.remove_policy($1, 'policy_compression', _timescaledb_emulation.columnstore_word(), $2);
    elsif pg_catalog.starts_with(pg_catalog.lower(name), 'policy_retention') then
      success := _timescaledb_emulation.remove_policy($1, 'policy_retention', 'retention', $2);
    else
      raise notice 'No relevant policy found';
    end if;
    failed := failed or not success;
  end loop;
  return success and not failed;
end
$$;

create function timescaledb_experimental.remove_all_policies(relation regclass, if_exists boolean default false) returns boolean
  language plpgsql as
$$
declare
  agg _timescaledb_catalog.continuous_agg;
begin
  if $1 is null then
    return false;
  end if;
  agg := _timescaledb_emulation.policies_of($1);
  delete from _timescaledb_config.bgw_job j
   where j.hypertable_id = agg.mat_hypertable_id and j.proc_schema = _timescaledb_emulation.builtin();
  return found or $2;
end
$$;

create function timescaledb_experimental.show_policies(relation regclass) returns setof jsonb language sql as
$$
  select pg_catalog.jsonb_build_object('policy_name', j.proc_name) || (j.config - 'hypertable_id' - 'mat_hypertable_id')
    from _timescaledb_config.bgw_job j where j.hypertable_id = (_timescaledb_emulation.policies_of($1)).mat_hypertable_id order by j.id
$$;
