-- Hypertables, their dimensions and their tablespaces.

-- What by_range and by_hash make; the real type is opaque too. An interval is kept as text with its type.
create type _timescaledb_internal.dimension_info as (
  kind "char",
  column_name name,
  interval_type regtype,
  interval_value text,
  partitions integer,
  partition_func regproc
);

--# until 22
-- The real trigger refuses inserts that reach the root table; without chunks the root table takes them.
create function _timescaledb_functions.insert_blocker() returns trigger language plpgsql as
$$ begin return new; end $$;
--# end

-- Length of a chunk interval as the catalog stores it: microseconds, or the unit of an integer column.
create function _timescaledb_emulation.interval_length(
  column_name name, dimension_type regtype, value_type regtype, value text, adaptive boolean default false)
  returns bigint language plpgsql as
$$
declare
  is_timestamp constant boolean := dimension_type in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype);
  largest constant bigint := case dimension_type when 'smallint'::regtype then 32767 when 'integer'::regtype then 2147483647
                                                 else 9223372036854775807 end;
  length bigint;
begin
  if not (is_timestamp or dimension_type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
          or dimension_type = 'uuid'::regtype and @minor@ >= 22) then
    perform _timescaledb_emulation.fail('42809', pg_catalog.format('invalid type for dimension "%s"', column_name),
      'Use an integer, timestamp, or date type.');
  end if;
  if value is null then
    value_type := 'bigint';
    value := case dimension_type
               when 'smallint'::regtype then '10000' when 'integer'::regtype then '100000' when 'bigint'::regtype then '1000000'
               else case when adaptive then '86400000000' else '604800000000' end end;
  end if;
  case value_type
    when 'smallint'::regtype, 'integer'::regtype, 'bigint'::regtype then
      length := value::bigint;
      if length < 1 or length > largest then
        perform _timescaledb_emulation.fail('22023',
          pg_catalog.format('invalid interval: must be between 1 and %s', largest));
      end if;
      if is_timestamp and length < 1000000 then
        raise warning using message = 'unexpected interval: smaller than one second', errcode = '42702';
      end if;
    when 'interval'::regtype then
      if not is_timestamp and dimension_type <> 'uuid'::regtype then
        perform _timescaledb_emulation.fail('22023',
          pg_catalog.format('invalid interval type for %s dimension', dimension_type), 'Use an interval of type integer.');
      end if;
      length := _timescaledb_functions.interval_to_usec(value::interval);
--# since 28
      if length <= 0 then
        perform _timescaledb_emulation.fail('22023',
          pg_catalog.format('invalid interval for %s dimension', dimension_type), 'Use a positive interval.');
      end if;
--# end
    else
      perform _timescaledb_emulation.fail('22023',
        pg_catalog.format('invalid interval type for %s dimension', dimension_type),
        case when is_timestamp then 'Use an interval of type integer or interval.' else 'Use an interval of type integer.' end);
  end case;
  if dimension_type = 'date'::regtype and (length <= 0 or length % 86400000000 <> 0) then
    perform _timescaledb_emulation.fail('22023', pg_catalog.format('invalid interval for %s dimension', dimension_type),
      'Use an interval that is a multiple of one day.');
  end if;
  return length;
end
$$;

-- Every unique or exclusion index of a table must hold all columns that its hypertable is partitioned by.
create function _timescaledb_emulation.check_unique(hypertable _timescaledb_catalog.hypertable, index oid default null)
  returns void language plpgsql as
$$
declare
  lacking name;
begin
  select d.column_name into lacking
    from pg_catalog.pg_index i
    join _timescaledb_catalog.dimension d on d.hypertable_id = hypertable.id
   where i.indrelid = hypertable.relid and (i.indisunique or i.indisexclusion) and i.indexrelid = coalesce(index, i.indexrelid)
     and not exists (select from pg_catalog.pg_attribute a where a.attrelid = i.indexrelid and a.attname = d.column_name)
   order by i.indexrelid, d.id limit 1;
  if lacking is not null then
    perform _timescaledb_emulation.fail('TS103',
      pg_catalog.format('cannot create a unique index without the column "%s" (used in partitioning)', lacking)
--# since 18
      , 'If you''re creating a hypertable on a table with a primary key, ensure the partitioning column is part of the primary or composite key.'
--# end
      );
  end if;
end
$$;

-- Checks a dimension, and gives the row to store; null when it is there already and may be.
create function _timescaledb_emulation.dimension(
  relation oid, info _timescaledb_internal.dimension_info, hypertable integer, if_not_exists boolean, adaptive boolean)
  returns _timescaledb_catalog.dimension language plpgsql as
$$
declare
  d _timescaledb_catalog.dimension;
  a pg_catalog.pg_attribute;
  f pg_catalog.pg_proc;
  valid boolean;
begin
  if info.column_name is null then
    perform _timescaledb_emulation.fail('22023', 'column_name cannot be NULL');
  end if;
  if info.partitions is not null and info.interval_value is not null then
    perform _timescaledb_emulation.fail('22023', 'cannot specify both the number of partitions and an interval');
  end if;
  select * into a from pg_catalog.pg_attribute t
   where t.attrelid = relation and t.attname = info.column_name and not t.attisdropped;
  if a.attname is null then
    perform _timescaledb_emulation.fail('42703', pg_catalog.format('column "%s" does not exist', info.column_name));
  end if;
  if a.attgenerated <> '' then
    perform _timescaledb_emulation.fail('0A000', 'invalid partitioning column',
      'Generated columns cannot be used as partitioning dimensions.');
  end if;
  if exists (select from _timescaledb_catalog.dimension t where t.hypertable_id = hypertable and t.column_name = a.attname) then
    if not if_not_exists then
      perform _timescaledb_emulation.fail('TS160', pg_catalog.format('column "%s" is already a dimension', a.attname));
    end if;
    raise notice using message = pg_catalog.format('column "%s" is already a dimension, skipping', a.attname);
    return null;
  end if;
  d.hypertable_id := hypertable;
  d.column_name := a.attname;
  d.column_type := a.atttypid;
  d.attnum := a.attnum;
  d.aligned := info.kind = 'r';
  if info.partition_func is not null then
    select * into f from pg_catalog.pg_proc p where p.oid = info.partition_func;
    valid := f.provolatile = 'i' and f.pronargs = 1 and f.proargtypes[0] in (a.atttypid, 'anyelement'::regtype)
      and case when info.kind = 'r'
               then f.prorettype in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'date'::regtype,
                                     'timestamp'::regtype, 'timestamptz'::regtype)
               else f.prorettype = 'integer'::regtype end;
    if not valid then
      perform _timescaledb_emulation.fail('42P13', 'invalid partitioning function',
        case when info.kind = 'r'
             then 'A valid partitioning function for open (time) dimensions must be IMMUTABLE, take the column type as input, and return an integer or timestamp type.'
             else 'A valid partitioning function for closed (space) dimensions must be IMMUTABLE and have the signature (anyelement) -> integer.' end);
    end if;
    d.partitioning_func_schema := f.pronamespace::regnamespace::text;
    select n.nspname into d.partitioning_func_schema from pg_catalog.pg_namespace n where n.oid = f.pronamespace;
    d.partitioning_func := f.proname;
  end if;
  if info.kind = 'r' then
    d.interval_length := _timescaledb_emulation.interval_length(
      a.attname, coalesce(f.prorettype, a.atttypid), info.interval_type, info.interval_value, adaptive);
  else
    if info.partitions is null or info.partitions not between 1 and 32767 then
      perform _timescaledb_emulation.fail('22023',
        pg_catalog.format('invalid number of partitions for dimension "%s"', a.attname),
        'A closed (space) dimension must specify between 1 and 32767 partitions.');
    end if;
    d.num_slices := info.partitions;
    if info.partition_func is null then
      d.partitioning_func_schema := _timescaledb_emulation.builtin();
      d.partitioning_func := 'get_partition_hash';
    end if;
  end if;
  return d;
end
$$;

create function _timescaledb_emulation.store_dimension(d _timescaledb_catalog.dimension) returns integer
  language plpgsql as
$$
declare
  relation oid := (select h.relid from _timescaledb_catalog.hypertable h where h.id = d.hypertable_id);
begin
  if d.interval_length is not null
     and not (select a.attnotnull from pg_catalog.pg_attribute a where a.attrelid = relation and a.attnum = d.attnum) then
--# until 22
    raise notice using message = pg_catalog.format('adding not-null constraint to column "%s"', d.column_name);
--# end
    perform _timescaledb_emulation.run(pg_catalog.format(
      'alter table %s alter column %I set not null', _timescaledb_emulation.quoted(relation), d.column_name));
  end if;
  d.id := pg_catalog.nextval('_timescaledb_catalog.dimension_id_seq');
  insert into _timescaledb_catalog.dimension select d.*;
  return d.id;
end
$$;

-- The name PostgreSQL would give an index on these columns, free in the table's schema.
create function _timescaledb_emulation.index_name(relation oid, columns text) returns name language plpgsql as
$$
declare
  first text := _timescaledb_emulation.short(relation);
  second text := columns;
  name text;
  n integer := 0;
begin
  loop
    name := case when n = 0 then 'idx' else 'idx' || n end;
    while pg_catalog.octet_length(first) + pg_catalog.octet_length(second) > 63 - 2 - pg_catalog.octet_length(name) loop
      if pg_catalog.octet_length(first) > pg_catalog.octet_length(second) then
        first := pg_catalog.left(first, -1);
      else
        second := pg_catalog.left(second, -1);
      end if;
    end loop;
    name := first || '_' || second || '_' || name;
    exit when not exists (
      select from pg_catalog.pg_class c
       where c.relname = name and c.relnamespace = (select t.relnamespace from pg_catalog.pg_class t where t.oid = relation));
    n := n + 1;
  end loop;
  return name;
end
$$;

-- (time DESC), and (space, time DESC) when there is a space dimension; not when the table has an index on just these.
create function _timescaledb_emulation.default_indexes(h _timescaledb_catalog.hypertable) returns void
  language plpgsql as
$$
declare
  open_dimension _timescaledb_catalog.dimension := _timescaledb_emulation.time_dimension(h.id);
  space name := (select d.column_name from _timescaledb_catalog.dimension d
                  where d.hypertable_id = h.id and d.num_slices is not null order by d.id limit 1);
  by_function constant boolean := open_dimension.partitioning_func is not null;
  expression constant text := case when by_function
    then pg_catalog.format('%I.%I(%I) desc', open_dimension.partitioning_func_schema, open_dimension.partitioning_func, open_dimension.column_name)
    else pg_catalog.format('%I desc', open_dimension.column_name) end;
  place constant text := coalesce((select pg_catalog.format(' tablespace %I', s.spcname) from pg_catalog.pg_class c
    join pg_catalog.pg_tablespace s on s.oid = c.reltablespace where c.oid = h.relid), '');
  present text[][];
begin
  if not exists (select from pg_catalog.pg_index i
                  where i.indrelid = h.relid and i.indnatts = 1
                    and (select a.attname from pg_catalog.pg_attribute a where a.attrelid = i.indexrelid and a.attnum = 1)
                        = open_dimension.column_name) then
    perform _timescaledb_emulation.run(pg_catalog.format('create index %s on %s (%s)%s',
      case when by_function then pg_catalog.quote_ident(_timescaledb_emulation.index_name(h.relid, 'expr')) end,
      _timescaledb_emulation.quoted(h.relid), expression, place));
  end if;
  if space is not null and not exists (
       select from pg_catalog.pg_index i
        where i.indrelid = h.relid and i.indnatts = 2
          and (select array_agg(a.attname order by a.attnum) from pg_catalog.pg_attribute a where a.attrelid = i.indexrelid)
              = array[space, open_dimension.column_name]) then
    perform _timescaledb_emulation.run(pg_catalog.format('create index %s on %s (%I, %s)%s',
      case when by_function then pg_catalog.quote_ident(_timescaledb_emulation.index_name(h.relid, space || '_expr')) end,
      _timescaledb_emulation.quoted(h.relid), space, expression, place));
  end if;
end
$$;

-- 'off', 'disable', 'estimate' or an amount of memory, in bytes; 0 is off
create function _timescaledb_emulation.target_size(size text) returns bigint language plpgsql as
$$
declare
  parts text[];
begin
  if size is null or pg_catalog.lower(size) in ('off', 'disable') then
    return 0;
  end if;
  if pg_catalog.lower(size) = 'estimate' then
    return 120795955; -- nine tenths of the default shared_buffers
  end if;
  parts := pg_catalog.regexp_match(size, '^\s*(-?\d+)\s*(B|kB|MB|GB|TB)?\s*$');
  if parts is null then
    perform _timescaledb_emulation.fail('22023', 'invalid data amount', '(null)');
  end if;
  return greatest(0, parts[1]::bigint * case coalesce(parts[2], 'B')
    when 'B' then 1 when 'kB' then 1024 when 'MB' then 1048576 when 'GB' then 1073741824 else 1099511627776 end);
end
$$;

create function _timescaledb_emulation.check_sizing(sizing_func regproc) returns void language plpgsql as
$$
begin
  if not exists (select from pg_catalog.pg_proc p where p.oid = sizing_func and p.prorettype = 'bigint'::regtype
                  and pg_catalog.oidvectortypes(p.proargtypes) = 'integer, bigint, bigint') then
    perform _timescaledb_emulation.fail('42P13', 'invalid function signature',
      'A chunk sizing function''s signature should be (int, bigint, bigint) -> bigint');
  end if;
end
$$;

create function _timescaledb_emulation.attach(tablespace name, relation oid, if_not_attached boolean) returns void
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
begin
  if tablespace is null then
    perform _timescaledb_emulation.fail(case when @minor@ < 18 then 'XX000' else '22023' end, 'invalid tablespace name');
  elsif relation is null then
    perform _timescaledb_emulation.fail(case when @minor@ < 18 then 'XX000' else '22023' end, 'invalid hypertable');
  elsif not exists (select from pg_catalog.pg_tablespace s where s.spcname = tablespace) then
    perform _timescaledb_emulation.fail('42704', pg_catalog.format('tablespace "%s" does not exist', tablespace),
      'The tablespace needs to be created before attaching it to a hypertable.');
  end if;
  h := _timescaledb_emulation.hypertable_or_fail(relation);
  if exists (select from _timescaledb_catalog.tablespace t where t.hypertable_id = h.id and t.tablespace_name = tablespace) then
    if not if_not_attached then
      perform _timescaledb_emulation.fail('TS140',
        pg_catalog.format('tablespace "%s" is already attached to hypertable "%s"', tablespace, h.table_name));
    end if;
    raise notice using message =
      pg_catalog.format('tablespace "%s" is already attached to hypertable "%s", skipping', tablespace, h.table_name);
    return;
  end if;
  insert into _timescaledb_catalog.tablespace (hypertable_id, tablespace_name) values (h.id, tablespace);
  if (select c.reltablespace = 0 from pg_catalog.pg_class c where c.oid = relation) and tablespace <> 'pg_default' then
    perform _timescaledb_emulation.run(pg_catalog.format('alter table %s set tablespace %I',
      _timescaledb_emulation.quoted(relation), tablespace));
  end if;
end
$$;

-- Makes a table a hypertable. Gives its id; created is false when it was one and may be. given_id: drawn beforehand, as
-- for what the emulation makes on its own.
create function _timescaledb_emulation.create_hypertable(
  relation oid, time_dimension _timescaledb_internal.dimension_info, space_dimension _timescaledb_internal.dimension_info,
  schema name, prefix name, default_indexes boolean, if_not_exists boolean, migrate_data boolean,
  target_size text, sizing_func regproc, given_id integer default null,
  out hypertable_id integer, out created boolean)
  language plpgsql as
$$
declare
  c pg_catalog.pg_class;
  h _timescaledb_catalog.hypertable;
  open_row _timescaledb_catalog.dimension;
  space_row _timescaledb_catalog.dimension;
  filled boolean;
  bytes bigint;
  col record;
begin
  select * into c from pg_catalog.pg_class t where t.oid = relation;
  select * into h from _timescaledb_catalog.hypertable t where t.relid = relation;
  if h.id is not null then
    if not if_not_exists then
      perform _timescaledb_emulation.fail('TS110', pg_catalog.format('table "%s" is already a hypertable', c.relname));
    end if;
    raise notice using message = pg_catalog.format('table "%s" is already a hypertable, skipping', c.relname);
    hypertable_id := h.id;
    created := false;
    return;
  end if;

  if given_id is null then
    for col in select a.attname, a.atttypid::regtype as type from pg_catalog.pg_attribute a
      where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
        and a.atttypid in ('varchar'::regtype, '"char"'::regtype, 'timestamp'::regtype) order by a.attnum
    loop
      raise warning using
        message = pg_catalog.format('column type "%s" used for "%s" does not follow best practices', col.type, col.attname),
        hint = case when col.type = 'timestamp'::regtype then 'Use datatype TIMESTAMPTZ instead.' else 'Use datatype TEXT instead.' end;
    end loop;
  end if;

  if not pg_catalog.pg_has_role(c.relowner, 'usage') then
    perform _timescaledb_emulation.fail('42501', pg_catalog.format('must be owner of hypertable "%s"', c.relname));
  end if;
  if c.relkind = 'p' then
    perform _timescaledb_emulation.fail('42809', pg_catalog.format('table "%s" is already partitioned', c.relname), null,
      'It is not possible to turn partitioned tables into hypertables.');
  elsif c.relkind not in ('r', 'm') then
    perform _timescaledb_emulation.fail('42809', 'invalid relation type');
  end if;
  if exists (select from pg_catalog.pg_publication_rel p where p.prrelid = relation)
     or exists (select from pg_catalog.pg_publication p where p.puballtables) then
--# since 20
    perform _timescaledb_emulation.fail('TS101',
      pg_catalog.format('cannot create hypertable for table "%s" because it is part of a publication', c.relname));
--# end
  end if;
  if exists (select from pg_catalog.pg_constraint k join _timescaledb_catalog.hypertable t on t.relid = k.confrelid
              where k.conrelid = relation and k.contype = 'f') then
    perform _timescaledb_emulation.fail('0A000', 'hypertables cannot be used as foreign key references of hypertables');
  end if;
  if exists (select from pg_catalog.pg_constraint k where k.conrelid = relation and k.contype = 'c' and k.connoinherit) then
    perform _timescaledb_emulation.fail('42P16',
      pg_catalog.format('cannot have NO INHERIT constraints on hypertable "%s"', c.relname),
      pg_catalog.format('Remove all NO INHERIT constraints from table "%s" before making it a hypertable.', c.relname));
  end if;
  if exists (select from pg_catalog.pg_constraint k
              where k.confrelid = relation and k.contype = 'f'
--# since 16
                and exists (select from _timescaledb_catalog.hypertable t where t.relid = k.conrelid)
--# end
             ) then
    perform _timescaledb_emulation.fail('42P16',
      pg_catalog.format('cannot have FOREIGN KEY constraints to hypertable "%s"', c.relname),
      pg_catalog.format('Remove all FOREIGN KEY constraints to table "%s" before making it a hypertable.', c.relname));
  end if;
  execute pg_catalog.format('select exists (select from only %s)', _timescaledb_emulation.quoted(relation)) into filled;
  if filled and not coalesce(migrate_data, false) then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('table "%s" is not empty', c.relname),
      'You can migrate data by specifying ''migrate_data => true'' when calling this function.');
  end if;
  if exists (select from pg_catalog.pg_inherits i where relation in (i.inhrelid, i.inhparent)) then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('table "%s" is already partitioned', c.relname), null,
      'It is not possible to turn tables that use inheritance into hypertables.');
  end if;
--# until 20
  if c.relpersistence <> 'p' then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('table "%s" has to be logged', c.relname), null,
      'It is not possible to turn temporary or unlogged tables into hypertables.');
  end if;
--# end
  if c.relpersistence = 't' then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('table "%s" cannot be temporary', c.relname), null,
      'It is not supported to turn temporary tables into hypertables.');
  end if;
  if c.relhasrules then
    perform _timescaledb_emulation.fail('0A000', 'hypertables do not support rules',
      'Remove the rules before creating a hypertable.',
      pg_catalog.format('Table "%s" has attached rules, which do not work on hypertables.', c.relname));
  end if;
  if schema is not null and not exists (select from pg_catalog.pg_namespace n where n.nspname = schema) then
    perform _timescaledb_emulation.run(pg_catalog.format('create schema %I', schema));
  end if;
  if exists (select from pg_catalog.pg_trigger t where t.tgrelid = relation and not t.tgisinternal
                and (t.tgoldtable is not null or t.tgnewtable is not null)
--# since 18
                and t.tgtype & 1 = 1
--# end
            ) then
--# since 18
    perform _timescaledb_emulation.fail('0A000', 'ROW triggers with transition tables are not supported on hypertables');
--# else
    perform _timescaledb_emulation.fail('0A000', 'hypertables do not support transition tables in triggers');
--# end
  end if;
  if sizing_func is null then
    perform _timescaledb_emulation.fail('22023', 'chunk sizing function cannot be NULL');
  end if;
  if (time_dimension).column_name is not null
     and not exists (select from pg_catalog.pg_attribute a where a.attrelid = relation and a.attname = (time_dimension).column_name
                        and not a.attisdropped) then
    perform _timescaledb_emulation.fail('42703',
      pg_catalog.format('column "%s" does not exist', (time_dimension).column_name));
  end if;
  perform _timescaledb_emulation.check_sizing(sizing_func);
  bytes := _timescaledb_emulation.target_size(target_size);

  h.id := coalesce(given_id, pg_catalog.nextval('_timescaledb_catalog.hypertable_id_seq'));
  open_row := _timescaledb_emulation.dimension(relation, time_dimension, h.id, false, bytes > 0);
  if not (space_dimension is null) then
    space_row := _timescaledb_emulation.dimension(relation, space_dimension, h.id, false, false);
  end if;
  insert into _timescaledb_catalog.hypertable
    (id, schema_name, table_name, associated_schema_name, associated_table_prefix, num_dimensions,
     chunk_sizing_func_schema, chunk_sizing_func_name, chunk_target_size, relid)
  select h.id, n.nspname, c.relname, coalesce(schema, '_timescaledb_internal'), coalesce(prefix, ('_hyper_' || h.id)::name),
         case when space_dimension is null then 1 else 2 end, fn.nspname, f.proname, bytes, relation
    from pg_catalog.pg_namespace n, pg_catalog.pg_proc f join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
   where n.oid = c.relnamespace and f.oid = sizing_func;
  select * into h from _timescaledb_catalog.hypertable t where t.id = h.id;
  perform _timescaledb_emulation.store_dimension(open_row);
  if not (space_dimension is null) then
    perform _timescaledb_emulation.store_dimension(space_row);
  end if;
  perform _timescaledb_emulation.check_unique(h);
  if c.reltablespace <> 0 then
    perform _timescaledb_emulation.attach((select s.spcname from pg_catalog.pg_tablespace s where s.oid = c.reltablespace), relation, false);
  end if;
--# until 22
  perform _timescaledb_emulation.run(pg_catalog.format(
    'create trigger ts_insert_blocker before insert on %s for each row execute function _timescaledb_functions.insert_blocker()',
    _timescaledb_emulation.quoted(relation)));
--# end
  if default_indexes then
    perform _timescaledb_emulation.default_indexes(h);
  end if;
  hypertable_id := h.id;
  created := true;
end
$$;

create function @extschema@.create_hypertable(
  relation regclass, time_column_name name, partitioning_column name default null, number_partitions integer default null,
  associated_schema_name name default null, associated_table_prefix name default null,
  chunk_time_interval anyelement default null::bigint, create_default_indexes boolean default true,
  if_not_exists boolean default false, partitioning_func regproc default null, migrate_data boolean default false,
--# until 27
  chunk_target_size text default null,
  chunk_sizing_func regproc default '_timescaledb_functions.calculate_chunk_interval'::regproc,
--# end
  time_partitioning_func regproc default null)
  returns table (hypertable_id integer, schema_name name, table_name name, created boolean)
  language plpgsql as
$$
#variable_conflict use_column
begin
  if $1 is null then
    perform _timescaledb_emulation.fail('22023', 'relation cannot be NULL');
  elsif $2 is null then
    perform _timescaledb_emulation.fail('22023', 'partition column cannot be NULL');
  end if;
  return query
  select r.hypertable_id, h.schema_name, h.table_name, r.created
    from _timescaledb_emulation.create_hypertable($1,
           row('r', $2, pg_catalog.pg_typeof($7), $7::text, null,
--# until 27
               $14
--# else
               $12
--# end
              )::_timescaledb_internal.dimension_info,
           case when $3 is not null then row('h', $3, null, null, $4, $10)::_timescaledb_internal.dimension_info end,
           $5, $6, coalesce($8, false), coalesce($9, false), $11,
--# until 27
           $12, $13
--# else
           null, '_timescaledb_functions.calculate_chunk_interval'::regproc
--# end
         ) r
    join _timescaledb_catalog.hypertable h on h.id = r.hypertable_id;
end
$$;

--# since 13
create function @extschema@.by_range(column_name name, partition_interval anyelement default null::bigint, partition_func regproc default null)
  returns _timescaledb_internal.dimension_info language sql as
$$ select row('r', $1, pg_catalog.pg_typeof($2), $2::text, null, $3)::_timescaledb_internal.dimension_info $$;

create function @extschema@.by_hash(column_name name, number_partitions integer, partition_func regproc default null)
  returns _timescaledb_internal.dimension_info language sql as
$$ select row('h', $1, null, null, $2, $3)::_timescaledb_internal.dimension_info $$;

create function @extschema@.create_hypertable(
  relation regclass, dimension _timescaledb_internal.dimension_info, create_default_indexes boolean default true,
  if_not_exists boolean default false, migrate_data boolean default false)
  returns table (hypertable_id integer, created boolean)
  language plpgsql as
$$
#variable_conflict use_column
begin
  if $2 is null then
    perform _timescaledb_emulation.fail('22023', 'dimension cannot be NULL');
  elsif ($2).kind = 'h' then
    perform _timescaledb_emulation.fail(case when @minor@ < 21 then 'XX000' else '42809' end, 'cannot partition using a closed dimension on primary column',
      'Use range partitioning on the primary column.');
  end if;
  return query
  select r.hypertable_id, r.created
    from _timescaledb_emulation.create_hypertable($1, $2, null, null, null, coalesce($3, false), coalesce($4, false), $5, null,
           '_timescaledb_functions.calculate_chunk_interval'::regproc) r;
end
$$;
--# end

create function _timescaledb_emulation.add_dimension(
  relation oid, info _timescaledb_internal.dimension_info, if_not_exists boolean, out dimension_id integer, out created boolean)
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
  d _timescaledb_catalog.dimension;
begin
  if relation is null then
    perform _timescaledb_emulation.fail('22023', 'hypertable cannot be NULL');
  elsif info.kind is null then
    perform _timescaledb_emulation.fail('22023', 'dimension cannot be NULL');
  end if;
  h := _timescaledb_emulation.hypertable_or_fail(relation);
  if info.partitions is null and (info.kind = 'h' or info.interval_value is null and info.interval_type is not null) then
    perform _timescaledb_emulation.fail('22023', 'must specify either the number of partitions or an interval');
  end if;
  d := _timescaledb_emulation.dimension(relation, info, h.id, coalesce(if_not_exists, false), false);
  created := d.hypertable_id is not null;
  if not created then
    select t.id into dimension_id from _timescaledb_catalog.dimension t
     where t.hypertable_id = h.id and t.column_name = info.column_name;
    return;
  end if;
  dimension_id := _timescaledb_emulation.store_dimension(d);
  update _timescaledb_catalog.hypertable t set num_dimensions = t.num_dimensions + 1 where t.id = h.id;
  perform _timescaledb_emulation.check_unique(h);
end
$$;

create function @extschema@.add_dimension(
  hypertable regclass, column_name name, number_partitions integer default null, chunk_time_interval anyelement default null::bigint,
  partitioning_func regproc default null, if_not_exists boolean default false)
  returns table (dimension_id integer, schema_name name, table_name name, column_name name, created boolean)
  language sql as
$$
  select r.dimension_id, h.schema_name, h.table_name, $2, r.created
    from _timescaledb_emulation.add_dimension($1, row(case when $3 is null then 'r' else 'h' end, $2,
           pg_catalog.pg_typeof($4), $4::text, $3, $5)::_timescaledb_internal.dimension_info, $6) r
    join _timescaledb_catalog.hypertable h on h.relid = $1
$$;

--# since 13
create function @extschema@.add_dimension(hypertable regclass, dimension _timescaledb_internal.dimension_info, if_not_exists boolean default false)
  returns table (dimension_id integer, created boolean) language sql as
$$ select r.dimension_id, r.created from _timescaledb_emulation.add_dimension($1, $2, $3) r $$;
--# end

-- The dimension of a kind (time or space) that a call means; the column may be left out where there is but one.
create function _timescaledb_emulation.which_dimension(h _timescaledb_catalog.hypertable, is_time boolean, column_name name)
  returns _timescaledb_catalog.dimension language plpgsql as
$$
#variable_conflict use_column
declare
  d _timescaledb_catalog.dimension;
begin
  if $3 is null and (select count(*) > 1 from _timescaledb_catalog.dimension t
                      where t.hypertable_id = $1.id and (t.interval_length is not null) = $2) then
    perform _timescaledb_emulation.fail('22023',
      pg_catalog.format('hypertable "%s" has multiple %s dimensions', $1.table_name, case when $2 then 'time' else 'space' end),
      'An explicit dimension name must be specified.');
  end if;
  select * into d from _timescaledb_catalog.dimension t
   where t.hypertable_id = $1.id and (t.interval_length is not null) = $2 and ($3 is null or t.column_name = $3);
  if d.id is null then
    perform _timescaledb_emulation.fail('TS002',
      pg_catalog.format('hypertable "%s" does not have a matching dimension', $1.table_name));
  end if;
  return d;
end
$$;

create function _timescaledb_emulation.set_interval(relation regclass, value_type regtype, value text, dimension_name name)
  returns void language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
  d _timescaledb_catalog.dimension;
begin
  if relation is null then
    perform _timescaledb_emulation.fail('22023', 'hypertable cannot be NULL');
  end if;
  h := _timescaledb_emulation.resolve(relation, true);
  if value is null then
    perform _timescaledb_emulation.fail('22023', 'invalid interval: an explicit interval must be specified');
  end if;
  d := _timescaledb_emulation.which_dimension(h, true, dimension_name);
  update _timescaledb_catalog.dimension t
     set interval_length = _timescaledb_emulation.interval_length(d.column_name, _timescaledb_emulation.partition_type(d), value_type, value)
   where t.id = d.id;
end
$$;

create function @extschema@.set_chunk_time_interval(hypertable regclass, chunk_time_interval anyelement, dimension_name name default null)
  returns void language sql as
$$ select _timescaledb_emulation.set_interval($1, pg_catalog.pg_typeof($2), $2::text, $3) $$;
--# since 13
create function @extschema@.set_partitioning_interval(hypertable regclass, partition_interval anyelement, dimension_name name default null)
  returns void language sql as
$$ select _timescaledb_emulation.set_interval($1, pg_catalog.pg_typeof($2), $2::text, $3) $$;
--# end

create function @extschema@.set_number_partitions(hypertable regclass, number_partitions integer, dimension_name name default null)
  returns void language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
  d _timescaledb_catalog.dimension;
begin
  if $1 is null then
    perform _timescaledb_emulation.fail('22023', 'hypertable cannot be NULL');
  end if;
  h := _timescaledb_emulation.hypertable_or_fail($1);
  if $2 is null or $2 not between 1 and 32767 then
    perform _timescaledb_emulation.fail('22023', 'invalid number of partitions: must be between 1 and 32767');
  end if;
  d := _timescaledb_emulation.which_dimension(h, false, $3);
  update _timescaledb_catalog.dimension t set num_slices = $2 where t.id = d.id;
end
$$;

create function @extschema@.set_integer_now_func(hypertable regclass, integer_now_func regproc, replace_if_exists boolean default false)
  returns void language plpgsql strict as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_or_fail($1);
  d _timescaledb_catalog.dimension := _timescaledb_emulation.time_dimension(h.id);
  f pg_catalog.pg_proc;
begin
  if not $3 and d.integer_now_func is not null then
    perform _timescaledb_emulation.fail('42710',
      pg_catalog.format('custom time function already set for hypertable "%s"', h.table_name));
  end if;
  if _timescaledb_emulation.partition_type(d) not in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) then
    perform _timescaledb_emulation.fail('0A000', 'custom time function not supported',
      'A custom time function can only be set for hypertables that have integer time dimensions.');
  end if;
  select * into f from pg_catalog.pg_proc p where p.oid = $2;
  if f.provolatile not in ('i', 's') or f.pronargs <> 0 then
    perform _timescaledb_emulation.fail('22023', 'invalid custom time function',
      'A custom time function must take no arguments and be STABLE.');
  elsif f.prorettype <> _timescaledb_emulation.partition_type(d) then
    perform _timescaledb_emulation.fail('22023', 'invalid custom time function',
      'The return type of the custom time function must be the same as the type of the time column of the hypertable.');
  end if;
  update _timescaledb_catalog.dimension t
     set integer_now_func_schema = n.nspname, integer_now_func = f.proname
    from pg_catalog.pg_namespace n where t.id = d.id and n.oid = f.pronamespace;
end
$$;

--# until 27
create function _timescaledb_emulation.set_adaptive(relation regclass, size text, inout sizing_func regproc, out bytes bigint)
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
begin
  if relation is null then
    perform _timescaledb_emulation.fail('22023', 'invalid hypertable: cannot be NULL');
  end if;
  h := _timescaledb_emulation.hypertable_or_fail(relation);
  sizing_func := coalesce(sizing_func, pg_catalog.format('%I.%I', h.chunk_sizing_func_schema, h.chunk_sizing_func_name)::regproc);
  perform _timescaledb_emulation.check_sizing(sizing_func);
  bytes := _timescaledb_emulation.target_size(size);
  update _timescaledb_catalog.hypertable t
     set chunk_target_size = bytes, chunk_sizing_func_schema = n.nspname, chunk_sizing_func_name = f.proname
    from pg_catalog.pg_proc f join pg_catalog.pg_namespace n on n.oid = f.pronamespace
   where t.id = h.id and f.oid = sizing_func;
end
$$;
create function @extschema@.set_adaptive_chunking(
  hypertable regclass, chunk_target_size text,
  inout chunk_sizing_func regproc default '_timescaledb_functions.calculate_chunk_interval'::regproc,
  out chunk_target_size bigint)
  language sql as
$$ select a.sizing_func, a.bytes from _timescaledb_emulation.set_adaptive($1, $2, $3) a $$;
--# end

create function @extschema@.attach_tablespace(tablespace name, hypertable regclass, if_not_attached boolean default false)
  returns void language sql as
$$ select _timescaledb_emulation.attach($1, $2, coalesce($3, false)) $$;

create function _timescaledb_emulation.detach(space name, h _timescaledb_catalog.hypertable) returns integer
  language plpgsql as
$$
declare
  detached integer;
begin
  delete from _timescaledb_catalog.tablespace t where t.hypertable_id = h.id and t.tablespace_name = coalesce(space, t.tablespace_name);
  get diagnostics detached = row_count;
  if detached > 0 and exists (select from pg_catalog.pg_class c join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
                               where c.oid = h.relid and s.spcname = coalesce(space, s.spcname)) then
    perform _timescaledb_emulation.run(pg_catalog.format('alter table %s set tablespace pg_default', _timescaledb_emulation.quoted(h.relid)));
  end if;
  return detached;
end
$$;

create function @extschema@.detach_tablespace(tablespace name, hypertable regclass default null, if_attached boolean default false)
  returns integer language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable;
  detached integer := 0;
begin
  if $1 is null then
    perform _timescaledb_emulation.fail('22023', 'invalid tablespace name');
  elsif not exists (select from pg_catalog.pg_tablespace s where s.spcname = $1) then
    perform _timescaledb_emulation.fail('42704', pg_catalog.format('tablespace "%s" does not exist', $1));
  end if;
  if $2 is null then
    for h in select t.* from _timescaledb_catalog.hypertable t join _timescaledb_catalog.tablespace s on s.hypertable_id = t.id
              where s.tablespace_name = $1 loop
      detached := detached + _timescaledb_emulation.detach($1, h);
    end loop;
    return detached;
  end if;
  h := _timescaledb_emulation.hypertable_or_fail($2);
  if not exists (select from _timescaledb_catalog.tablespace s where s.hypertable_id = h.id and s.tablespace_name = $1) then
    if not coalesce($3, false) then
      perform _timescaledb_emulation.fail('TS150',
        pg_catalog.format('tablespace "%s" is not attached to hypertable "%s"', $1, h.table_name));
    end if;
    raise notice using message =
      pg_catalog.format('tablespace "%s" is not attached to hypertable "%s", skipping', $1, h.table_name);
    return 0;
  end if;
  return _timescaledb_emulation.detach($1, h);
end
$$;

-- ALTER TABLE … SET TABLESPACE takes the place of the one that is attached
create function _timescaledb_emulation.set_tablespace(relation regclass, tablespace name) returns void language plpgsql as
$$
declare
  h constant _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
begin
  if h.id is null or not exists (select from pg_catalog.pg_tablespace s where s.spcname = tablespace) then
    return;
  end if;
  if (select count(*) > 1 from _timescaledb_catalog.tablespace t where t.hypertable_id = h.id) then
    perform _timescaledb_emulation.fail('55000',
      pg_catalog.format('cannot set new tablespace when multiple tablespaces are attached to hypertable "%s"', h.table_name),
      'Detach tablespaces before altering the hypertable.');
  end if;
  delete from _timescaledb_catalog.tablespace t where t.hypertable_id = h.id;
  insert into _timescaledb_catalog.tablespace (hypertable_id, tablespace_name) values (h.id, tablespace);
end
$$;

create function @extschema@.detach_tablespaces(hypertable regclass) returns integer language plpgsql as
$$
begin
  if $1 is null then
--# since 28
    perform _timescaledb_emulation.fail('22004', 'hypertable cannot be NULL');
--# else
    perform _timescaledb_emulation.fail('XX000', 'invalid argument');
--# end
  end if;
  return _timescaledb_emulation.detach(null, _timescaledb_emulation.hypertable_or_fail($1));
end
$$;

create function @extschema@.show_tablespaces(hypertable regclass) returns setof name language sql strict as
$$ select s.tablespace_name from _timescaledb_catalog.tablespace s
    where s.hypertable_id = (_timescaledb_emulation.hypertable_or_fail($1)).id order by s.id $$;
