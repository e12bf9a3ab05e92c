-- What the other files share: errors, units of time, look-ups of hypertables and continuous aggregates.

-- minor release that is imitated: 25 is TimescaleDB 2.25
create function _timescaledb_emulation.release() returns integer
  language sql immutable parallel safe as 'select @minor@';

-- the schema of built-in functions: it moved in 2.12
create function _timescaledb_emulation.builtin() returns name
  language sql immutable parallel safe as
$$ select case when @minor@ < 12 then '_timescaledb_internal' else '_timescaledb_functions' end::name $$;

-- raises an error; SQLSTATE, message, and hint and detail where given
create function _timescaledb_emulation.fail(code text, message text, hint text default null, detail text default null)
  returns void language plpgsql as
$$
begin
  if hint is not null and detail is not null then
    raise exception using errcode = code, message = message, hint = hint, detail = detail;
  elsif hint is not null then
    raise exception using errcode = code, message = message, hint = hint;
  elsif detail is not null then
    raise exception using errcode = code, message = message, detail = detail;
  end if;
  raise exception using errcode = code, message = message;
end
$$;

create function _timescaledb_emulation.not_imitated(what text) returns void language plpgsql as
$$
begin
  raise exception using errcode = '0A000',
    message = pg_catalog.format('the embedded TimescaleDB does not imitate %s', what),
    hint = 'use --shadow postgres://… with a real TimescaleDB';
end
$$;

-- Statements that the emulation runs itself set this, so that the checks of upkeep.sql let them pass.
create function _timescaledb_emulation.busy() returns boolean language sql stable as
$$ select coalesce(pg_catalog.current_setting('timescaledb_emulation.busy', true), '') = 'on' $$;

create function _timescaledb_emulation.run(statement text) returns void language plpgsql as
$$
declare
  before text := coalesce(pg_catalog.current_setting('timescaledb_emulation.busy', true), '');
begin
  perform pg_catalog.set_config('timescaledb_emulation.busy', 'on', true);
  execute statement;
  perform pg_catalog.set_config('timescaledb_emulation.busy', before, true);
end
$$;

-- [schema, name] of a relation
create function _timescaledb_emulation.name_of(relation oid) returns name[] language sql stable as
$$
  select array[n.nspname, c.relname]
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.oid = relation
$$;

create function _timescaledb_emulation.quoted(relation oid) returns text language sql stable as
$$
  select pg_catalog.format('%I.%I', n.nspname, c.relname)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.oid = relation
$$;

create function _timescaledb_emulation.short(relation oid) returns text language sql stable as
$$ select relname::text from pg_catalog.pg_class where oid = relation $$;

-- a month counts 30 days
create function _timescaledb_functions.interval_to_usec(chunk_interval interval) returns bigint
  language sql immutable parallel safe as
$$ select ((extract(year from chunk_interval) * 12 + extract(month from chunk_interval)) * 30 * 86400000000
         + extract(day from chunk_interval) * 86400000000
         + extract(hour from chunk_interval) * 3600000000
         + extract(minute from chunk_interval) * 60000000
         + extract(microseconds from chunk_interval))::bigint $$;

create function _timescaledb_functions.to_interval(unixtime_us bigint) returns interval
  language sql immutable strict parallel safe as
$$ select pg_catalog.justify_hours(unixtime_us * interval '1 microsecond') $$;

create function _timescaledb_functions.to_timestamp(unixtime_us bigint) returns timestamptz
  language sql immutable strict parallel safe as
$$ select case when unixtime_us <= -210866803200000000 then '-infinity'::timestamptz
              else timestamptz 'epoch' + unixtime_us * interval '1 microsecond' end $$;

create function _timescaledb_functions.to_timestamp_without_timezone(unixtime_us bigint) returns timestamp
  language sql immutable strict parallel safe as
$$ select case when unixtime_us <= -210866803200000000 then '-infinity'::timestamp
              else timestamp 'epoch' + unixtime_us * interval '1 microsecond' end $$;

create function _timescaledb_functions.to_date(unixtime_us bigint) returns date
  language sql immutable strict parallel safe as
$$ select case when unixtime_us <= -210866803200000000 then '-infinity'::date
              else (timestamp 'epoch' + unixtime_us * interval '1 microsecond')::date end $$;

create function _timescaledb_functions.to_unix_microseconds(ts timestamptz) returns bigint
  language sql immutable strict parallel safe as
$$ select (extract(epoch from ts) * 1000000)::bigint $$;

-- nothing is ever materialised: the watermark is the beginning of time
create function _timescaledb_functions.cagg_watermark(hypertable_id integer) returns bigint
  language sql stable strict parallel safe as
$$ select (-9223372036854775808)::bigint $$;
create function _timescaledb_functions.cagg_watermark_materialized(hypertable_id integer) returns bigint
  language sql stable strict parallel safe as
$$ select (-9223372036854775808)::bigint $$;

create function _timescaledb_functions.get_partition_hash(val anyelement) returns integer
  language sql immutable strict parallel safe as
$$ select pg_catalog.hashtext(val::text) & 2147483647 $$;
create function _timescaledb_functions.get_partition_for_key(val anyelement) returns integer
  language sql immutable strict parallel safe as
$$ select pg_catalog.hashtext(val::text) & 2147483647 $$;
create function _timescaledb_functions.calculate_chunk_interval(dimension_id integer, dimension_coord bigint, chunk_target_size bigint)
  returns bigint language sql as
$$ select interval_length from _timescaledb_catalog.dimension where id = dimension_id $$;

create function _timescaledb_emulation.hypertable_of(relation oid) returns _timescaledb_catalog.hypertable
  language sql stable as
$$ select h from _timescaledb_catalog.hypertable h where h.relid = relation $$;

-- the continuous aggregate that a view is the user's view of
create function _timescaledb_emulation.aggregate_of(relation oid) returns _timescaledb_catalog.continuous_agg
  language sql stable as
$$ select a from _timescaledb_catalog.continuous_agg a where a.user_view = relation $$;

-- the hypertable, or the error that says it is none
create function _timescaledb_emulation.hypertable_or_fail(relation oid) returns _timescaledb_catalog.hypertable
  language plpgsql stable as
$$
declare
  h _timescaledb_catalog.hypertable;
begin
  select * into h from _timescaledb_catalog.hypertable t where t.relid = relation;
  if h.id is null then
    perform _timescaledb_emulation.fail('TS001',
      pg_catalog.format('table "%s" is not a hypertable', _timescaledb_emulation.short(relation)));
  end if;
  return h;
end
$$;

-- the hypertable, or the materialization hypertable of a continuous aggregate
create function _timescaledb_emulation.resolve(relation oid, materialization boolean default false)
  returns _timescaledb_catalog.hypertable language plpgsql stable as
$$
declare
  h _timescaledb_catalog.hypertable;
begin
  select * into h from _timescaledb_catalog.hypertable t where t.relid = relation;
  if h.id is not null then
    if not materialization and exists (select from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = h.id) then
      perform _timescaledb_emulation.fail('0A000', 'operation not supported on materialized hypertable',
        'Try the operation on the continuous aggregate instead.',
        pg_catalog.format('Hypertable "%s" is a materialized hypertable.', h.table_name));
    end if;
    return h;
  end if;
  select m.* into h from _timescaledb_catalog.continuous_agg a
    join _timescaledb_catalog.hypertable m on m.id = a.mat_hypertable_id where a.user_view = relation;
  if h.id is null then
    if _timescaledb_emulation.short(relation) is null then
      perform _timescaledb_emulation.fail('42P01', 'invalid hypertable or continuous aggregate');
    end if;
    perform _timescaledb_emulation.fail('TS001',
      pg_catalog.format('"%s" is not a hypertable or a continuous aggregate', _timescaledb_emulation.short(relation)),
      'The operation is only possible on a hypertable or continuous aggregate.');
  end if;
  return h;
end
$$;

-- the type of the values that a dimension is ordered by: the column's, or its partitioning function's
create function _timescaledb_emulation.partition_type(d _timescaledb_catalog.dimension) returns regtype
  language sql stable as
$$
  select coalesce((select p.prorettype::regtype from pg_catalog.pg_proc p
                     join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                    where n.nspname = d.partitioning_func_schema and p.proname = d.partitioning_func
                      and d.interval_length is not null limit 1), d.column_type)
$$;

-- the first time dimension
create function _timescaledb_emulation.time_dimension(hypertable integer) returns _timescaledb_catalog.dimension
  language sql stable as
$$
  select d from _timescaledb_catalog.dimension d
   where d.hypertable_id = hypertable and d.interval_length is not null order by d.id limit 1
$$;
