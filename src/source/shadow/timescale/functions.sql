-- The functions that queries use, and those that concern chunks: they have the real signatures, and find no chunks.

create function _timescaledb_emulation.origin(width interval) returns timestamp language sql immutable parallel safe as
$$ select case when extract(month from width) <> 0 or extract(year from width) <> 0 then timestamp '2000-01-01' else timestamp '2000-01-03' end $$;

-- the beginning of the bucket that a time is in
create function _timescaledb_emulation.bucket_start(width interval, ts timestamp, origin timestamp) returns timestamp
  language sql immutable parallel safe as
$$
  select case when ts in ('infinity', '-infinity') then ts
    when extract(month from width) = 0 and extract(year from width) = 0
    then pg_catalog.date_bin(width, ts, coalesce(origin, timestamp '2000-01-03'))
    else coalesce(origin, timestamp '2000-01-01') + pg_catalog.make_interval(months => (
           (extract(year from width) * 12 + extract(month from width))
           * floor(((extract(year from ts) - extract(year from coalesce(origin, timestamp '2000-01-01'))) * 12
                    + extract(month from ts) - extract(month from coalesce(origin, timestamp '2000-01-01')))
                   / (extract(year from width) * 12 + extract(month from width))))::integer) end
$$;

create function @extschema@.time_bucket(bucket_width smallint, ts smallint) returns smallint
  language sql immutable strict parallel safe as
$$ select (floor(ts::numeric / bucket_width) * bucket_width)::smallint $$;

create function @extschema@.time_bucket(bucket_width smallint, ts smallint, "offset" smallint) returns smallint
  language sql immutable strict parallel safe as
$$ select (floor((ts - "offset")::numeric / bucket_width) * bucket_width + "offset")::smallint $$;

create function @extschema@.time_bucket(bucket_width integer, ts integer) returns integer
  language sql immutable strict parallel safe as
$$ select (floor(ts::numeric / bucket_width) * bucket_width)::integer $$;

create function @extschema@.time_bucket(bucket_width integer, ts integer, "offset" integer) returns integer
  language sql immutable strict parallel safe as
$$ select (floor((ts - "offset")::numeric / bucket_width) * bucket_width + "offset")::integer $$;

create function @extschema@.time_bucket(bucket_width bigint, ts bigint) returns bigint
  language sql immutable strict parallel safe as
$$ select (floor(ts::numeric / bucket_width) * bucket_width)::bigint $$;

create function @extschema@.time_bucket(bucket_width bigint, ts bigint, "offset" bigint) returns bigint
  language sql immutable strict parallel safe as
$$ select (floor((ts - "offset")::numeric / bucket_width) * bucket_width + "offset")::bigint $$;

create function @extschema@.time_bucket(bucket_width interval, ts timestamp) returns timestamp
  language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts, null) $$;

create function @extschema@.time_bucket(bucket_width interval, ts timestamp, origin timestamp) returns timestamp
  language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts, origin) $$;

create function @extschema@.time_bucket(bucket_width interval, ts timestamp, "offset" interval) returns timestamp
  language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts - "offset", null) + "offset" $$;

create function @extschema@.time_bucket(bucket_width interval, ts date) returns date
  language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts::timestamp, null)::date $$;

create function @extschema@.time_bucket(bucket_width interval, ts date, origin date) returns date
  language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts::timestamp, origin::timestamp)::date $$;

create function @extschema@.time_bucket(bucket_width interval, ts date, "offset" interval) returns date
  language sql immutable strict parallel safe as
$$ select (_timescaledb_emulation.bucket_start(bucket_width, ts::timestamp - "offset", null) + "offset")::date $$;

create function @extschema@.time_bucket(bucket_width interval, ts timestamptz) returns timestamptz
  language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts at time zone 'UTC', null) at time zone 'UTC' $$;

create function @extschema@.time_bucket(bucket_width interval, ts timestamptz, origin timestamptz) returns timestamptz
  language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts at time zone 'UTC', origin at time zone 'UTC') at time zone 'UTC' $$;

create function @extschema@.time_bucket(bucket_width interval, ts timestamptz, "offset" interval) returns timestamptz
  language sql immutable strict parallel safe as
$$ select (_timescaledb_emulation.bucket_start(bucket_width, (ts at time zone 'UTC') - "offset", null) + "offset") at time zone 'UTC' $$;

create function @extschema@.time_bucket(bucket_width interval, ts timestamptz, timezone text, origin timestamptz default null, "offset" interval default null) returns timestamptz
  language sql immutable parallel safe as
$$ select (_timescaledb_emulation.bucket_start(bucket_width, (ts at time zone timezone) - coalesce("offset", '0'), origin at time zone timezone) + coalesce("offset", '0')) at time zone timezone $$;

--# since 22
create function @extschema@.uuid_timestamp(uuid uuid) returns timestamptz language sql immutable strict parallel safe as
$$ select pg_catalog.uuid_extract_timestamp($1) $$;
create function @extschema@.uuid_timestamp_micros(uuid uuid) returns timestamptz language sql immutable strict parallel safe as
$$ select pg_catalog.uuid_extract_timestamp($1) $$;
create function @extschema@.uuid_version(uuid uuid) returns integer language sql immutable strict parallel safe as
$$ select pg_catalog.uuid_extract_version($1)::integer $$;
create function @extschema@.generate_uuidv7() returns uuid language sql volatile strict parallel safe as
$$ select pg_catalog.uuidv7() $$;
create function @extschema@.to_uuidv7_boundary(ts timestamptz) returns uuid language sql immutable strict parallel safe as
$$ select (pg_catalog.lpad(pg_catalog.to_hex((extract(epoch from $1) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid $$;
create function @extschema@.to_uuidv7(ts timestamptz) returns uuid language sql volatile strict parallel safe as
$$ select (pg_catalog.lpad(pg_catalog.to_hex((extract(epoch from $1) * 1000)::bigint), 12, '0')
           || '7' || pg_catalog.substr(pg_catalog.replace(pg_catalog.gen_random_uuid()::text, '-', ''), 14, 19))::uuid $$;

create function @extschema@.time_bucket(bucket_width interval, ts uuid) returns timestamptz
  language sql immutable strict parallel safe as
$$ select @extschema@.time_bucket(bucket_width, @extschema@.uuid_timestamp(ts)) $$;

create function @extschema@.time_bucket(bucket_width interval, ts uuid, origin timestamptz) returns timestamptz
  language sql immutable strict parallel safe as
$$ select @extschema@.time_bucket(bucket_width, @extschema@.uuid_timestamp(ts), origin) $$;

create function @extschema@.time_bucket(bucket_width interval, ts uuid, "offset" interval) returns timestamptz
  language sql immutable strict parallel safe as
$$ select @extschema@.time_bucket(bucket_width, @extschema@.uuid_timestamp(ts), "offset") $$;

create function @extschema@.time_bucket(bucket_width interval, ts uuid, timezone text, origin timestamptz default null, "offset" interval default null) returns timestamptz
  language sql immutable parallel safe as
$$ select @extschema@.time_bucket(bucket_width, @extschema@.uuid_timestamp(ts), timezone, origin, "offset") $$;

--# end

--# until 24
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts date) returns date language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts::timestamp, null)::date $$;
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts date, origin date) returns date language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts::timestamp, origin::timestamp)::date $$;
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp) returns timestamp language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts::timestamp, null) $$;
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamp, origin timestamp) returns timestamp language sql immutable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts::timestamp, origin) $$;
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamptz) returns timestamptz language sql stable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts at time zone 'UTC', null) at time zone 'UTC' $$;
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamptz, origin timestamptz) returns timestamptz language sql stable strict parallel safe as
$$ select _timescaledb_emulation.bucket_start(bucket_width, ts at time zone 'UTC', origin at time zone 'UTC') at time zone 'UTC' $$;
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamptz, timezone text) returns timestamptz language sql immutable strict parallel safe as
$$ select @extschema@.time_bucket(bucket_width, ts, timezone) $$;
create function timescaledb_experimental.time_bucket_ng(bucket_width interval, ts timestamptz, origin timestamptz, timezone text) returns timestamptz language sql immutable strict parallel safe as
$$ select @extschema@.time_bucket(bucket_width, ts, timezone, origin) $$;
--# end

-- without the rows in the gaps
create function @extschema@.time_bucket_gapfill(bucket_width smallint, ts smallint, start smallint default null, finish smallint default null) returns smallint
  language sql volatile parallel safe as
$$ select @extschema@.time_bucket($1, $2) $$;
create function @extschema@.time_bucket_gapfill(bucket_width integer, ts integer, start integer default null, finish integer default null) returns integer
  language sql volatile parallel safe as
$$ select @extschema@.time_bucket($1, $2) $$;
create function @extschema@.time_bucket_gapfill(bucket_width bigint, ts bigint, start bigint default null, finish bigint default null) returns bigint
  language sql volatile parallel safe as
$$ select @extschema@.time_bucket($1, $2) $$;
create function @extschema@.time_bucket_gapfill(bucket_width interval, ts date, start date default null, finish date default null) returns date
  language sql volatile parallel safe as
$$ select @extschema@.time_bucket($1, $2) $$;
create function @extschema@.time_bucket_gapfill(bucket_width interval, ts timestamp, start timestamp default null, finish timestamp default null) returns timestamp
  language sql volatile parallel safe as
$$ select @extschema@.time_bucket($1, $2) $$;
create function @extschema@.time_bucket_gapfill(bucket_width interval, ts timestamptz, start timestamptz default null, finish timestamptz default null) returns timestamptz
  language sql volatile parallel safe as
$$ select @extschema@.time_bucket($1, $2) $$;
create function @extschema@.time_bucket_gapfill(bucket_width interval, ts timestamptz, timezone text, start timestamptz default null, finish timestamptz default null) returns timestamptz
  language sql volatile parallel safe as
$$ select @extschema@.time_bucket($1, $2, $3) $$;

create function @extschema@.locf(value anyelement, prev anyelement default null, treat_null_as_missing boolean default false) returns anyelement
  language sql volatile parallel safe as
$$ select $1 $$;
create function @extschema@.interpolate(value smallint, prev record default null, next record default null) returns smallint
  language plpgsql volatile parallel safe as
$$ begin return $1; end $$;
create function @extschema@.interpolate(value integer, prev record default null, next record default null) returns integer
  language plpgsql volatile parallel safe as
$$ begin return $1; end $$;
create function @extschema@.interpolate(value bigint, prev record default null, next record default null) returns bigint
  language plpgsql volatile parallel safe as
$$ begin return $1; end $$;
create function @extschema@.interpolate(value real, prev record default null, next record default null) returns real
  language plpgsql volatile parallel safe as
$$ begin return $1; end $$;
create function @extschema@.interpolate(value double precision, prev record default null, next record default null) returns double precision
  language plpgsql volatile parallel safe as
$$ begin return $1; end $$;

-- The first and the last value in the order of the second argument; here, in the order in which the rows come.
create function _timescaledb_functions.bookend(state anyelement, value anyelement, moment anycompatible) returns anyelement
  language sql immutable parallel safe as
$$ select coalesce($1, $2) $$;
create function _timescaledb_functions.bookend_last(state anyelement, value anyelement, moment anycompatible) returns anyelement
  language sql immutable parallel safe as
$$ select coalesce($2, $1) $$;
create aggregate @extschema@.first(anyelement, anycompatible) (sfunc = _timescaledb_functions.bookend, stype = anyelement, parallel = safe);
create aggregate @extschema@.last(anyelement, anycompatible) (sfunc = _timescaledb_functions.bookend_last, stype = anyelement, parallel = safe);

create function _timescaledb_functions.hist(state integer[], value double precision, low double precision, high double precision, buckets integer)
  returns integer[] language plpgsql immutable parallel safe as
$$
declare
  place integer;
begin
  state := coalesce(state, pg_catalog.array_fill(0, array[buckets + 2]));
  if value is not null then
    place := pg_catalog.width_bucket(value, low, high, buckets) + 1;
    state[place] := state[place] + 1;
  end if;
  return state;
end
$$;
create aggregate @extschema@.histogram(double precision, double precision, double precision, integer)
  (sfunc = _timescaledb_functions.hist, stype = integer[], parallel = safe);

-- sizes

create function @extschema@.approximate_row_count(relation regclass) returns bigint language sql volatile strict as
$$ select greatest(0, c.reltuples)::bigint from pg_catalog.pg_class c where c.oid = $1 $$;
create function @extschema@.hypertable_size(hypertable regclass) returns bigint language sql volatile strict as
$$ select pg_catalog.pg_total_relation_size($1) $$;
create function @extschema@.hypertable_approximate_size(hypertable regclass) returns bigint language sql volatile strict as
$$ select pg_catalog.pg_total_relation_size($1) $$;
create function @extschema@.hypertable_index_size(index_name regclass) returns bigint language sql volatile strict as
$$ select pg_catalog.pg_relation_size($1) $$;
create function @extschema@.hypertable_detailed_size(hypertable regclass)
  returns table (table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint, node_name name) language sql volatile strict as
$$ select pg_catalog.pg_relation_size($1), pg_catalog.pg_indexes_size($1), 0::bigint, pg_catalog.pg_total_relation_size($1), null::name $$;
create function @extschema@.hypertable_approximate_detailed_size(relation regclass)
  returns table (table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint) language sql volatile as
$$ select pg_catalog.pg_relation_size($1), pg_catalog.pg_indexes_size($1), 0::bigint, pg_catalog.pg_total_relation_size($1) $$;
create function @extschema@.chunks_detailed_size(hypertable regclass)
  returns table (chunk_schema name, chunk_name name, table_bytes bigint, index_bytes bigint, toast_bytes bigint, total_bytes bigint, node_name name)
  language sql volatile strict as
$$ select null::name, null::name, null::bigint, null::bigint, null::bigint, null::bigint, null::name where false $$;

create function @extschema@.chunk_compression_stats(hypertable regclass)
  returns table (chunk_schema name, chunk_name name, compression_status text, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint, node_name name) language sql stable strict as
$$ select null::name, null::name, null::text, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::name where false $$;
--# since 18
create function @extschema@.chunk_columnstore_stats(hypertable regclass)
  returns table (chunk_schema name, chunk_name name, compression_status text, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint, node_name name) language sql stable strict as
$$ select null::name, null::name, null::text, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::name where false $$;
--# end
create function @extschema@.hypertable_compression_stats(hypertable regclass)
  returns table (total_chunks bigint, number_compressed_chunks bigint, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint, node_name name) language sql stable strict as
$$ select 0::bigint, 0::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::name where false $$;
--# since 18
create function @extschema@.hypertable_columnstore_stats(hypertable regclass)
  returns table (total_chunks bigint, number_compressed_chunks bigint, before_compression_table_bytes bigint, before_compression_index_bytes bigint, before_compression_toast_bytes bigint, before_compression_total_bytes bigint, after_compression_table_bytes bigint, after_compression_index_bytes bigint, after_compression_toast_bytes bigint, after_compression_total_bytes bigint, node_name name) language sql stable strict as
$$ select 0::bigint, 0::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::name where false $$;
--# end

-- chunks

create function @extschema@.show_chunks(
  relation regclass, older_than anycompatible default null, newer_than anycompatible default null
--# since 13
  , created_before anycompatible default null, created_after anycompatible default null
--# end
  ) returns setof regclass language plpgsql stable as
$$ begin perform _timescaledb_emulation.resolve($1, true); end $$;
create function @extschema@.drop_chunks(
  relation regclass, older_than anycompatible default null, newer_than anycompatible default null, "verbose" boolean default false
--# since 13
  , created_before anycompatible default null, created_after anycompatible default null
--# end
  ) returns setof text language plpgsql volatile as
$$
declare
  h _timescaledb_catalog.hypertable;
begin
  if $1 is null then
    perform _timescaledb_emulation.fail('22023', 'invalid hypertable or continuous aggregate', 'Specify a hypertable or continuous aggregate.');
  end if;
  h := _timescaledb_emulation.resolve($1, true);
  if $2 is null and $3 is null
--# since 13
     and $5 is null and $6 is null
--# end
  then
    perform _timescaledb_emulation.fail('22023', 'invalid time range for dropping chunks',
      'At least one of older_than/newer_than or created_before/created_after must be provided.');
  end if;
  perform _timescaledb_emulation.check_time(h.id, pg_catalog.pg_typeof($2));
end
$$;

-- whether a time can be compared with the times of a hypertable; a string is read as what is wanted
create function _timescaledb_emulation.check_time(hypertable integer, given regtype) returns void language plpgsql as
$$
declare
  d constant _timescaledb_catalog.dimension := _timescaledb_emulation.time_dimension(hypertable);
begin
  if d.column_type in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
     and given not in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype, 'interval'::regtype, 'text'::regtype) then
    perform _timescaledb_emulation.fail('22023', pg_catalog.format('invalid time argument type "%s"', given),
      pg_catalog.format('Try casting the argument to "%s".', d.column_type));
  end if;
end
$$;

-- nothing is a chunk here: who names a relation where a chunk is wanted is told so
create function _timescaledb_emulation.no_chunk(relation oid) returns regclass language plpgsql as
$$
begin
  perform _timescaledb_emulation.fail('42704', 'chunk not found', null, pg_catalog.format('schema_name: %s, table_name: %s', n.nspname, c.relname))
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = relation;
  return relation;
end
$$;

create function @extschema@.compress_chunk(
  uncompressed_chunk regclass,
--# since 14
  if_not_compressed boolean default true, recompress boolean default false
--# else
  if_not_compressed boolean default false
--# end
--# from 18 to 21
  , hypercore_use_access_method boolean default null
--# end
  ) returns regclass language sql volatile as
$$ select _timescaledb_emulation.no_chunk($1) $$;
create function @extschema@.decompress_chunk(uncompressed_chunk regclass,
--# since 14
  if_compressed boolean default true
--# else
  if_compressed boolean default false
--# end
  ) returns regclass language sql volatile strict as
$$ select _timescaledb_emulation.no_chunk($1) $$;
create procedure @extschema@.recompress_chunk(chunk regclass, if_not_compressed boolean default true) language plpgsql as
$$ begin perform _timescaledb_emulation.no_chunk($1); end $$;
--# since 18
create procedure @extschema@.convert_to_columnstore(
  chunk regclass, if_not_columnstore boolean default true, recompress boolean default false
--# from 18 to 21
  , hypercore_use_access_method boolean default null
--# end
  ) language plpgsql as
$$ begin perform _timescaledb_emulation.no_chunk($1); end $$;
create procedure @extschema@.convert_to_rowstore(chunk regclass, if_columnstore boolean default true) language plpgsql as
$$ begin perform _timescaledb_emulation.no_chunk($1); end $$;
create procedure @extschema@.merge_chunks(chunk1 regclass, chunk2 regclass
--# since 25
  , "concurrently" boolean default false
--# end
  ) language plpgsql as
$$ begin end $$;
create procedure @extschema@.merge_chunks(chunks regclass[]) language plpgsql as
$$ begin end $$;
--# since 25
create procedure @extschema@.merge_chunks_concurrently(chunks regclass[]) language plpgsql as
$$ begin end $$;
--# end
--# end
--# since 20
create procedure @extschema@.split_chunk(chunk regclass, split_at anycompatible default null) language plpgsql as
$$ begin end $$;
create procedure @extschema@.attach_chunk(hypertable regclass, chunk regclass, slices jsonb) language plpgsql as
$$ begin perform _timescaledb_emulation.not_imitated('attach_chunk'); end $$;
create procedure @extschema@.detach_chunk(chunk regclass) language plpgsql as
$$ begin perform _timescaledb_emulation.not_imitated('detach_chunk'); end $$;
--# end
create function @extschema@.reorder_chunk(chunk regclass, index regclass default null, "verbose" boolean default false) returns void language plpgsql volatile as
$$
begin
  perform _timescaledb_emulation.fail('22023', pg_catalog.format('"%s" is not a chunk', _timescaledb_emulation.short($1))) where $1 is not null;
end
$$;
create function @extschema@.move_chunk(
  chunk regclass, destination_tablespace name, index_destination_tablespace name default null, reorder_index regclass default null, "verbose" boolean default false)
  returns void language plpgsql volatile as
$$
begin
  if $1 is null or $2 is null or $3 is null then
    perform _timescaledb_emulation.fail('22023', 'valid chunk, destination_tablespace, and index_destination_tablespaces are required');
  end if;
  perform _timescaledb_emulation.no_chunk($1);
end
$$;

create procedure @extschema@.refresh_continuous_aggregate(
  continuous_aggregate regclass, window_start anycompatible, window_end anycompatible
--# since 18
  , force boolean default false
--# end
--# since 21
  , options jsonb default null
--# end
  ) language plpgsql as
$$ begin perform _timescaledb_emulation.refresh_target($1, pg_catalog.pg_typeof($2)); end $$;
create function _timescaledb_emulation.refresh_target(relation oid, given regtype) returns void language plpgsql as
$$
begin
  if relation is null then
    perform _timescaledb_emulation.fail('22023', 'invalid continuous aggregate');
  elsif not exists (select from _timescaledb_catalog.continuous_agg a where a.user_view = relation) then
    perform _timescaledb_emulation.fail('22023',
      pg_catalog.format('relation "%s" is not a continuous aggregate', _timescaledb_emulation.short(relation)));
  end if;
  perform _timescaledb_emulation.check_time((_timescaledb_emulation.aggregate_of(relation)).mat_hypertable_id, given);
end
$$;
--# until 24
create procedure @extschema@.cagg_migrate(cagg regclass, override boolean default false, drop_old boolean default false) language plpgsql as
$$ begin perform _timescaledb_emulation.not_imitated('cagg_migrate'); end $$;
--# end

-- the procedures of the built-in jobs

create procedure _timescaledb_functions.policy_retention(job_id integer, config jsonb) language plpgsql as $$ begin end $$;
create function _timescaledb_functions.policy_retention_check(config jsonb) returns void language sql as $$ $$;
create procedure _timescaledb_functions.policy_compression(job_id integer, config jsonb) language plpgsql as $$ begin end $$;
create function _timescaledb_functions.policy_compression_check(config jsonb) returns void language sql as $$ $$;
create procedure _timescaledb_functions.policy_reorder(job_id integer, config jsonb) language plpgsql as $$ begin end $$;
create function _timescaledb_functions.policy_reorder_check(config jsonb) returns void language sql as $$ $$;
create procedure _timescaledb_functions.policy_refresh_continuous_aggregate(job_id integer, config jsonb) language plpgsql as $$ begin end $$;
create function _timescaledb_functions.policy_refresh_continuous_aggregate_check(config jsonb) returns void language sql as $$ $$;
create procedure _timescaledb_functions.policy_recompression(job_id integer, config jsonb) language plpgsql as $$ begin end $$;
create function _timescaledb_functions.policy_job_stat_history_retention(job_id integer, config jsonb) returns integer language sql as $$ select 0 $$;
create function _timescaledb_functions.policy_job_stat_history_retention_check(config jsonb) returns void language sql as $$ $$;
create function _timescaledb_functions.start_background_workers() returns boolean language sql as $$ select true $$;
create function _timescaledb_functions.stop_background_workers() returns boolean language sql as $$ select true $$;
create function _timescaledb_functions.restart_background_workers() returns boolean language sql as $$ select true $$;

create function @extschema@.timescaledb_pre_restore() returns boolean language sql volatile as $$ select true $$;
create function @extschema@.timescaledb_post_restore() returns boolean language sql volatile as $$ select true $$;
create function @extschema@.get_telemetry_report() returns jsonb language sql stable as $$ select '{}'::jsonb $$;
