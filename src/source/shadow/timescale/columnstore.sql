-- WITH and SET options of tables and continuous aggregates, compression (columnstore) settings, chunk skipping.

-- Option names, in the order in which the real one lists them. aliases: the first is the key that the code below uses.
create function _timescaledb_emulation.known_options(kind text) returns table (key text, aliases text[], type text)
  language sql immutable as
$$
  select o.key, o.aliases, o.type from (values
    ('table', 'chunk_interval', '{chunk_interval}'::text[], 'text', 20, 99),
    ('table', 'columnstore', '{compress}', 'bool', 0, 17),
    ('table', 'columnstore', '{compress,enable_columnstore}', 'bool', 18, 19),
    ('table', 'columnstore', '{compress,columnstore,enable_columnstore}', 'bool', 20, 99),
    ('table', 'segmentby', '{compress_segmentby}', 'text', 0, 17),
    ('table', 'segmentby', '{compress_segmentby,segmentby}', 'text', 18, 19),
    ('table', 'segmentby', '{compress_segmentby,segmentby,segment_by}', 'text', 20, 99),
    ('table', 'orderby', '{compress_orderby}', 'text', 0, 17),
    ('table', 'orderby', '{compress_orderby,orderby}', 'text', 18, 19),
    ('table', 'orderby', '{compress_orderby,orderby,order_by}', 'text', 20, 99),
    ('table', 'compress_interval', '{compress_chunk_time_interval}', 'interval', 0, 19),
    ('table', 'compress_interval', '{compress_chunk_interval,compress_chunk_time_interval}', 'interval', 20, 99),
    ('table', 'index', '{compress_index,compress_sparse_index,index,sparse_index}', 'text', 22, 99),
    ('create', 'hypertable', '{hypertable}', 'bool', 20, 99),
    ('create', 'columnstore', '{columnstore,enable_columnstore,compress}', 'bool', 21, 99),
    ('create', 'partition_column', '{partition_column,partitioning_column}', 'text', 20, 99),
    ('create', 'chunk_interval', '{chunk_interval}', 'text', 20, 99),
    ('create', 'create_default_indexes', '{create_default_indexes}', 'bool', 20, 99),
    ('create', 'associated_schema', '{associated_schema}', 'text', 20, 99),
    ('create', 'associated_table_prefix', '{associated_table_prefix}', 'text', 20, 99),
    ('create', 'orderby', '{orderby,order_by,compress_orderby}', 'text', 20, 99),
    ('create', 'segmentby', '{segmentby,segment_by,compress_segmentby}', 'text', 20, 99),
    ('create', 'index', '{compress_index,compress_sparse_index,index,sparse_index}', 'text', 22, 99),
    ('view', 'continuous', '{continuous}', 'bool', 0, 99),
    ('view', 'create_group_indexes', '{create_group_indexes}', 'bool', 0, 99),
    ('view', 'materialized_only', '{materialized_only}', 'bool', 0, 99),
    ('view', 'columnstore', '{compress}', 'bool', 0, 17),
    ('view', 'columnstore', '{enable_columnstore,compress}', 'bool', 18, 19),
    ('view', 'columnstore', '{columnstore,enable_columnstore,compress}', 'bool', 20, 99),
    ('view', 'finalized', '{finalized}', 'bool', 0, 24),
    ('view', 'invalidate_using', '{invalidate_using}', 'text', 22, 22),
    ('view', 'chunk_interval', '{chunk_interval}', 'interval', 20, 99),
    ('view', 'segmentby', '{compress_segmentby}', 'text', 0, 17),
    ('view', 'segmentby', '{segmentby,compress_segmentby}', 'text', 18, 19),
    ('view', 'segmentby', '{segmentby,segment_by,compress_segmentby}', 'text', 20, 99),
    ('view', 'orderby', '{compress_orderby}', 'text', 0, 17),
    ('view', 'orderby', '{orderby,compress_orderby}', 'text', 18, 19),
    ('view', 'orderby', '{orderby,order_by,compress_orderby}', 'text', 20, 99),
    ('view', 'compress_interval', '{compress_chunk_time_interval}', 'interval', 0, 19),
    ('view', 'compress_interval', '{compress_chunk_interval,compress_chunk_time_interval}', 'interval', 20, 99),
    ('view', 'granular', '{enable_granular_refresh}', 'bool', 29, 99),
    ('index', 'transaction_per_chunk', '{transaction_per_chunk}', 'bool', 0, 99)
  ) as o (kind, key, aliases, type, first, last)
  where o.kind = $1 and @minor@ between o.first and o.last
$$;

-- Checks options as they were written, [{"namespace", "name", "value", "list"}, …], and gives them by key: what the value
-- is, or the list that it was parsed to.
create function _timescaledb_emulation.options(kind text, written jsonb, reset boolean default false) returns jsonb
  language plpgsql as
$$
declare
  option jsonb;
  known record;
  result jsonb := '{}';
  full_name text;
  value text;
begin
  for option in select * from pg_catalog.jsonb_array_elements(written) loop
    full_name := (option ->> 'namespace') || '.' || (option ->> 'name');
    if pg_catalog.lower(option ->> 'namespace') = 'tsdb' and @minor@ < 19 or kind = 'create' and @minor@ < 20 then
      perform _timescaledb_emulation.fail('22023',
        pg_catalog.format('unrecognized parameter namespace "%s"', option ->> 'namespace'));
    end if;
    select k.* into known from _timescaledb_emulation.known_options(kind) k where pg_catalog.lower(option ->> 'name') = any (k.aliases);
    if known.key is null then
      perform _timescaledb_emulation.fail('22023', pg_catalog.format('unrecognized parameter "%s"', full_name)
--# since 22
        , 'Valid timescaledb parameters are: '
          || (select pg_catalog.string_agg(k.aliases[1], ', ' order by k.n)
                from _timescaledb_emulation.known_options(kind) with ordinality as k (key, aliases, type, n))
--# end
        );
    end if;
    if result ? known.key then
      perform _timescaledb_emulation.fail('42P08', pg_catalog.format('duplicate parameter "%s"', full_name));
    end if;
    value := option ->> 'value';
    if reset then
      result := result || pg_catalog.jsonb_build_object(known.key, true);
      continue;
    end if;
    if value is null and known.type = 'bool' then
      value := 'true';
    elsif value is null then
      perform _timescaledb_emulation.fail('22023', pg_catalog.format('parameter "%s" must have a value', full_name));
    end if;
    begin
      if known.type = 'bool' then
        perform value::boolean;
      elsif known.type = 'interval' then
        perform value::interval;
      end if;
    exception when data_exception then
      perform _timescaledb_emulation.fail('22023', pg_catalog.format('invalid value for %s ''%s''', full_name, value),
        pg_catalog.format('%s must be a valid %s', full_name, known.type));
    end;
    result := result || pg_catalog.jsonb_build_object(known.key,
      case when known.type = 'bool' then pg_catalog.to_jsonb(value::boolean)
           when known.key in ('segmentby', 'orderby', 'index')
                then pg_catalog.jsonb_build_object('text', value, 'list', option -> 'list', 'detail', option -> 'detail')
           else pg_catalog.to_jsonb(value) end);
  end loop;
  return result;
end
$$;

-- the numbers of columns that a list names; fails at the first that is none, or comes twice
create function _timescaledb_emulation.listed_columns(relation oid, names text[], option text) returns smallint[]
  language plpgsql as
$$
declare
  result smallint[] := '{}';
  number smallint;
  name text;
begin
  foreach name in array names loop
    number := (select a.attnum from pg_catalog.pg_attribute a
                where a.attrelid = relation and a.attname = name and a.attnum > 0 and not a.attisdropped);
    if number is null then
      perform _timescaledb_emulation.fail('42601', pg_catalog.format('column "%s" does not exist', name),
        case option when 'bloom' then 'The sparse index bloom option must reference a valid column.'
                    when 'minmax' then 'The sparse index minmax option must reference a valid column.'
                    else pg_catalog.format('The timescaledb.%s option must reference a valid column.', option) end);
    elsif number = any (result) then
      perform _timescaledb_emulation.fail('42601', pg_catalog.format('duplicate column name "%s"', name),
        pg_catalog.format('The timescaledb.%s option must reference distinct column.', option));
    end if;
    result := result || number;
  end loop;
  return result;
end
$$;

create function _timescaledb_emulation.names_in(list jsonb) returns text[] language sql immutable as
$$ select array(select e ->> 'name' from pg_catalog.jsonb_array_elements(list) with ordinality as t (e, n) order by n) $$;

-- The column that 2.15 to 2.21 segment by where the user does not say: the first of a plain index, else of a unique one,
-- that is no dimension and counts no sequence. Before, there is none.
create function _timescaledb_emulation.default_segmentby(h _timescaledb_catalog.hypertable) returns text[]
  language sql stable as
$$
  select array[c.attname::text]
    from (select a.attname, a.attnum, i.indisunique, min(k.n) as n
            from pg_catalog.pg_index i
            cross join lateral unnest(i.indkey::smallint[]) with ordinality as k (attnum, n)
            join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
            left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
           where i.indrelid = h.relid and k.n <= i.indnkeyatts and a.attidentity = '' and @minor@ >= 15
             and (f.adbin is null or pg_catalog.pg_get_expr(f.adbin, f.adrelid) not like 'nextval%')
             and a.attname not in (select d.column_name from _timescaledb_catalog.dimension d where d.hypertable_id = h.id)
           group by 1, 2, 3) c
   order by c.indisunique, c.n, c.attnum limit 1
$$;

-- What ≤ 2.21 orders by where the user does not say: a unique index's columns, the dimensions, other indexes' first columns;
-- before 2.15 time alone.
create function _timescaledb_emulation.default_orderby(h _timescaledb_catalog.hypertable, segmentby text[]) returns jsonb
  language plpgsql stable as
$$
declare
  names text[];
begin
  segmentby := coalesce(segmentby, '{}');
--# until 14
  names := array(select (_timescaledb_emulation.time_dimension(h.id)).column_name::text);
--# else
  names := array(
    select a.attname::text
      from (select * from pg_catalog.pg_index t where t.indrelid = h.relid and t.indisunique order by t.indexrelid limit 1) i
      cross join lateral unnest(i.indkey::smallint[]) with ordinality as k (attnum, n)
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where k.n <= i.indnkeyatts and a.attname <> all (segmentby)
     group by 1 order by min(k.n));
  names := names || array(
    select d.column_name::text from _timescaledb_catalog.dimension d
     where d.hypertable_id = h.id and d.column_name <> all (names) and d.column_name <> all (segmentby) order by d.id);
  names := names || array(
    select a.attname::text from pg_catalog.pg_index i
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indrelid = h.relid and a.attname <> all (names) and a.attname <> all (segmentby)
     group by 1, a.attnum order by a.attnum);
--# end
  return (select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('name', u.name, 'desc', d.id is not null, 'nullsfirst', d.id is not null)
                                      order by u.n)
            from unnest(names) with ordinality as u (name, n)
            left join _timescaledb_catalog.dimension d on d.hypertable_id = h.id and d.column_name = u.name);
end
$$;

create function _timescaledb_emulation.enable_columnstore(h _timescaledb_catalog.hypertable) returns void
  language plpgsql as
$$
declare
  internal integer;
begin
  if h.compression_state = 1 then
    return;
  end if;
--# until 28
  internal := pg_catalog.nextval('_timescaledb_catalog.hypertable_id_seq');
  perform _timescaledb_emulation.run(pg_catalog.format('create table _timescaledb_internal.%I ()', '_compressed_hypertable_' || internal));
  insert into _timescaledb_catalog.hypertable
    (id, schema_name, table_name, associated_schema_name, associated_table_prefix, num_dimensions,
     chunk_sizing_func_schema, chunk_sizing_func_name, chunk_target_size, compression_state, relid)
  values (internal, '_timescaledb_internal', '_compressed_hypertable_' || internal, '_timescaledb_internal', '_hyper_' || internal, 0,
          '_timescaledb_functions', 'calculate_chunk_interval', 0, 2,
          pg_catalog.format('_timescaledb_internal.%I', '_compressed_hypertable_' || internal)::regclass);
--# end
  update _timescaledb_catalog.hypertable t
     set compression_state = 1, compressed_hypertable_id = internal
--# since 29
         , status = t.status | 4
--# end
   where t.id = h.id;
end
$$;

create function _timescaledb_emulation.disable_columnstore(h _timescaledb_catalog.hypertable) returns void
  language plpgsql as
$$
declare
  internal oid := (select t.relid from _timescaledb_catalog.hypertable t where t.id = h.compressed_hypertable_id);
begin
  if h.compression_state <> 1 then
    return;
  end if;
  update _timescaledb_catalog.hypertable t
     set compression_state = 0, compressed_hypertable_id = null
--# since 29
         , status = t.status & ~4
--# end
   where t.id = h.id;
  if internal is not null then
    delete from _timescaledb_catalog.hypertable t where t.relid = internal;
    perform _timescaledb_emulation.run(pg_catalog.format('drop table %s', _timescaledb_emulation.quoted(internal)));
  end if;
  delete from _timescaledb_catalog.compression_settings s where s.relid = h.relid;
  update _timescaledb_catalog.dimension d set compress_interval_length = null where d.hypertable_id = h.id;
end
$$;

--# since 22
-- the sparse indexes that come with the ordering columns
create function _timescaledb_emulation.orderby_indexes(index jsonb, orderby text[]) returns jsonb language sql immutable as
$$
  select index || coalesce((
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('type', 'minmax', 'column', o.name, 'source', 'orderby') order by o.n)
      from unnest(orderby) with ordinality as o (name, n)
     where not exists (select from pg_catalog.jsonb_array_elements(index) e where e ->> 'column' = o.name)), '[]')
$$;
--# end

--# until 15
-- Constraints that compressed rows could not keep: up to 2.10 unique ones, foreign keys as well later.
create function _timescaledb_emulation.check_enforceable(h _timescaledb_catalog.hypertable, s _timescaledb_catalog.compression_settings)
  returns void language plpgsql as
$$
declare
  k record;
begin
  for k in select c.conname, c.contype, a.attname::text as name
             from pg_catalog.pg_constraint c cross join unnest(c.conkey) with ordinality as u (number, n)
             join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = u.number
            where c.conrelid = h.relid
            order by c.conname, u.n loop
    continue when k.name = any (s.segmentby);
    if k.contype = 'f' then
      perform _timescaledb_emulation.fail('0A000', pg_catalog.format('column "%s" must be used for segmenting', k.name), null,
        pg_catalog.format('The foreign key constraint "%s" cannot be enforced with the given compression configuration.', k.conname));
--# until 10
    elsif k.contype in ('p', 'u') and k.name <> all (coalesce(s.orderby, '{}')) then
      perform _timescaledb_emulation.fail('0A000', pg_catalog.format('column "%s" must be used for segmenting or ordering', k.name), null,
        pg_catalog.format('The constraint "%s" cannot be enforced with the given compression configuration.', k.conname));
--# end
    end if;
  end loop;
end
$$;
--# end

-- Stores segmentby, orderby and index of checked options.
create function _timescaledb_emulation.store_settings(h _timescaledb_catalog.hypertable, o jsonb) returns void
  language plpgsql as
$$
declare
  s _timescaledb_catalog.compression_settings;
  time_column constant name := (_timescaledb_emulation.time_dimension(h.id)).column_name;
  list jsonb;
  element jsonb;
  type regtype;
begin
  insert into _timescaledb_catalog.compression_settings (relid) values (h.relid) on conflict do nothing;
  select * into s from _timescaledb_catalog.compression_settings t where t.relid = h.relid;

--# until 13
  if s.segmentby is not null and not o ? 'segmentby' then
    perform _timescaledb_emulation.fail('0A000', 'must specify a column to segment by', null,
      'The timescaledb.compress_segmentby option was previously set and must also be specified in the updated configuration.');
  end if;
--# end
  if o ? 'segmentby' then
    list := o -> 'segmentby' -> 'list';
    if list is null or list = 'null' then
      perform _timescaledb_emulation.fail('42601',
        pg_catalog.format('unable to parse segmenting option "%s"', o -> 'segmentby' ->> 'text'),
        'The option timescaledb.compress_segmentby must be a set of columns separated by commas.',
        case when @minor@ >= 21 then o -> 'segmentby' ->> 'detail' end);
    end if;
    s.segmentby := _timescaledb_emulation.names_in(list);
    s.segmentby_attnums := _timescaledb_emulation.listed_columns(h.relid, s.segmentby, 'compress_segmentby');
--# until 21
    if s.segmentby = '{}' then
      s.segmentby := null;
    end if;
  elsif s.segmentby is null then
    s.segmentby := _timescaledb_emulation.default_segmentby(h);
--# end
  end if;

--# since 22
  if o ? 'orderby' then
--# else
  if o ? 'orderby' or s.orderby is null then
--# end
    list := o -> 'orderby' -> 'list';
--# until 21
    if not o ? 'orderby' then
      list := coalesce(_timescaledb_emulation.default_orderby(h, s.segmentby), '[]');
    end if;
--# end
    if o -> 'orderby' ->> 'text' = '' then
--# since 21
      perform _timescaledb_emulation.fail('22023', 'ordering column can not be empty',
        'timescaledb.compress_orderby option must reference a valid column or be removed to use default settings.');
--# else
      list := '[]';
--# end
    end if;
    if list is null or list = 'null' then
      perform _timescaledb_emulation.fail('42601',
        pg_catalog.format('unable to parse ordering option "%s"', o -> 'orderby' ->> 'text'),
        'The timescaledb.compress_orderby option must be a set of column names with sort options, separated by commas. It is the same format as an ORDER BY clause.',
        case when @minor@ >= 21 then o -> 'orderby' ->> 'detail' end);
    end if;
    s.orderby := _timescaledb_emulation.names_in(list);
    perform _timescaledb_emulation.listed_columns(h.relid, s.orderby, 'compress_orderby');
    for element in select * from pg_catalog.jsonb_array_elements(list) loop
      type := (select a.atttypid from pg_catalog.pg_attribute a where a.attrelid = h.relid and a.attname = element ->> 'name');
      if not _timescaledb_emulation.has_order(type) then
        perform _timescaledb_emulation.fail('42883', pg_catalog.format('invalid ordering column type %s', type), null,
          'Could not identify a less-than operator for the type.');
      end if;
    end loop;
    s.orderby_desc := array(select (e ->> 'desc')::boolean from pg_catalog.jsonb_array_elements(list) with ordinality as t (e, n) order by n);
    s.orderby_nullsfirst := array(select (e ->> 'nullsfirst')::boolean from pg_catalog.jsonb_array_elements(list) with ordinality as t (e, n) order by n);
    if time_column <> all (s.orderby || coalesce(s.segmentby, '{}')) then
      s.orderby := s.orderby || time_column::text;
      s.orderby_desc := s.orderby_desc || true;
      s.orderby_nullsfirst := s.orderby_nullsfirst || true;
    end if;
    if s.orderby = '{}' then
      s.orderby := null;
      s.orderby_desc := null;
      s.orderby_nullsfirst := null;
    end if;
    s.orderby_attnums := _timescaledb_emulation.listed_columns(h.relid, s.orderby, 'compress_orderby');
--# since 22
    s.index := _timescaledb_emulation.orderby_indexes(
      (select pg_catalog.jsonb_agg(e) from pg_catalog.jsonb_array_elements(s.index) e where e ->> 'source' <> 'orderby'), s.orderby);
--# end
  end if;

--# since 22
  if o ? 'index' then
    if s.orderby is null then
      perform _timescaledb_emulation.fail('0A000', 'cannot set sparse index option without orderby option', null,
        'Either set both options or remove both options to trigger default values');
    end if;
    s.index := _timescaledb_emulation.orderby_indexes(_timescaledb_emulation.sparse_indexes(h.relid, o -> 'index', s), s.orderby);
  end if;
--# end

  if s.segmentby && s.orderby then
    perform _timescaledb_emulation.fail('42601', pg_catalog.format('cannot use column "%s" for both ordering and segmenting',
        (select u.name from unnest(s.segmentby) with ordinality as u (name, n) where u.name = any (s.orderby) order by n limit 1)),
      'Use separate columns for the timescaledb.compress_orderby and timescaledb.compress_segmentby options.');
  end if;
--# until 15
  perform _timescaledb_emulation.check_enforceable(h, s);
--# end
  s.segmentby_attnums := case when s.segmentby is not null
    then _timescaledb_emulation.listed_columns(h.relid, s.segmentby, 'compress_segmentby') end;
  delete from _timescaledb_catalog.compression_settings t where t.relid = h.relid;
  insert into _timescaledb_catalog.compression_settings select s.*;
end
$$;

create function _timescaledb_emulation.has_order(type oid) returns boolean language sql stable as
$$
  select exists (
    select from pg_catalog.pg_opclass o join pg_catalog.pg_am m on m.oid = o.opcmethod and m.amname = 'btree'
      join pg_catalog.pg_type t on t.oid = type
      left join pg_catalog.pg_type b on b.oid = t.typbasetype
     where o.opcdefault and (o.opcintype in (t.oid, t.typbasetype)
        or o.opcintype = 'text'::regtype and coalesce(b.oid, t.oid) = 'varchar'::regtype
        or o.opcintype = 'anyenum'::regtype and t.typtype = 'e'
        or o.opcintype = 'anyarray'::regtype and t.typcategory = 'A'
        or o.opcintype = 'anyrange'::regtype and t.typtype = 'r'
        or o.opcintype = 'record'::regtype and t.typtype = 'c'))
$$;

--# since 22
create function _timescaledb_emulation.sparse_indexes(
  relation oid, option jsonb, s _timescaledb_catalog.compression_settings) returns jsonb language plpgsql as
$$
declare
  list constant jsonb := option -> 'list';
  element jsonb;
  result jsonb := '[]';
  kind text;
  names text[] := '{}';
  type regtype;
begin
  if option ->> 'text' = '' then
    return '[{"source": "config"}]';
  end if;
  if list is null or list = 'null' then
    perform _timescaledb_emulation.fail('42601',
      pg_catalog.format('unable to parse sparse index option "%s"', option ->> 'text'), null, option ->> 'detail');
  end if;
  for element in select * from pg_catalog.jsonb_array_elements(list) loop
    kind := case when pg_catalog.lower(element ->> 'type') in ('compress_bloom', 'bloom') then 'bloom'
                 when pg_catalog.lower(element ->> 'type') in ('compress_minmax', 'minmax', 'compress_min_max', 'min_max') then 'minmax' end;
    if kind is null then
      perform _timescaledb_emulation.fail('22023', pg_catalog.format('unrecognized sparse index type "%s"', element ->> 'type'));
    elsif (element ->> 'arguments')::integer <> 1 then
      perform _timescaledb_emulation.fail('42601', pg_catalog.format('sparse index "%s" can only have one column', kind));
    elsif element ->> 'name' is null then
      perform _timescaledb_emulation.fail('42601',
        pg_catalog.format('sparse index %s''s first option must reference a valid column.', kind));
    end if;
    perform _timescaledb_emulation.listed_columns(relation, array[element ->> 'name'], kind);
    if element ->> 'name' = any (s.segmentby) then
      perform _timescaledb_emulation.fail('42601', pg_catalog.format('the segmentby column "%s" can not have sparse indexes', element ->> 'name'));
    elsif kind = 'bloom' and element ->> 'name' = any (s.orderby) then
      perform _timescaledb_emulation.fail('42601', pg_catalog.format('the orderby column "%s" cannot have a bloom sparse index ', element ->> 'name'), null,
        'For orderby columns, a minmax sparse index is added automatically and cannot have bloom sparse index.');
    end if;
    if element ->> 'name' = any (names) then
      perform _timescaledb_emulation.fail('42601', pg_catalog.format('duplicate column name "%s"', element ->> 'name'),
        'The sparse index option must reference distinct column.');
    end if;
    names := names || (element ->> 'name');
    type := (select a.atttypid from pg_catalog.pg_attribute a where a.attrelid = relation and a.attname = element ->> 'name');
    if kind = 'minmax' and not _timescaledb_emulation.has_order(type) then
      perform _timescaledb_emulation.fail('42883', pg_catalog.format('invalid minmax column type %s', type), null,
        'Could not identify a less-than operator for the type.');
    elsif kind = 'bloom' and not exists (
            select from pg_catalog.pg_opclass c join pg_catalog.pg_am m on m.oid = c.opcmethod and m.amname = 'hash'
              join pg_catalog.pg_type t on t.oid = type
             where c.opcdefault and (c.opcintype in (t.oid, t.typbasetype) or c.opcintype = 'text'::regtype and t.oid = 'varchar'::regtype
                or c.opcintype = 'anyenum'::regtype and t.typtype = 'e' or c.opcintype = 'anyarray'::regtype and t.typcategory = 'A'
                or c.opcintype = 'anyrange'::regtype and t.typtype = 'r' or c.opcintype = 'record'::regtype and t.typtype = 'c')) then
      perform _timescaledb_emulation.fail('42883', pg_catalog.format('invalid bloom filter column type %s', type), null,
        'Could not identify a hashing function for the type.');
    end if;
    result := result || pg_catalog.jsonb_build_object('type', kind, 'column', element ->> 'name', 'source', 'config');
  end loop;
  return result;
end
$$;
--# end

-- ALTER TABLE … SET with columnstore options, and what ALTER MATERIALIZED VIEW makes of them
create function _timescaledb_emulation.set_columnstore(h _timescaledb_catalog.hypertable, o jsonb) returns void
  language plpgsql as
$$
declare
  d _timescaledb_catalog.dimension;
  width interval;
begin
  if (select c.relrowsecurity from pg_catalog.pg_class c where c.oid = h.relid) then
    perform _timescaledb_emulation.fail('0A000',
      case when @minor@ < 18 then 'compression' else 'columnstore' end || ' cannot be used on table with row security');
  end if;
  if exists (select from pg_catalog.pg_attribute a where a.attrelid = h.relid and not a.attisdropped and pg_catalog.starts_with(a.attname::text, '_ts_meta_')) then
--# since 18
    perform _timescaledb_emulation.fail(case when @minor@ < 21 then 'XX000' else '42939' end, 'cannot convert tables with reserved column prefix ''_ts_meta_'' to columnstore');
--# else
    perform _timescaledb_emulation.fail('XX000', 'cannot compress tables with reserved column prefix ''_ts_meta_''');
--# end
  end if;
--# since 18
  if exists (select from pg_catalog.pg_trigger t where t.tgrelid = h.relid and t.tgoldtable is not null and t.tgtype & 1 = 0 and t.tgtype & 8 = 8) then
    perform _timescaledb_emulation.fail('0A000', 'DELETE triggers with transition tables not supported');
  end if;
--# end
  if o ->> 'columnstore' = 'false' then
    perform _timescaledb_emulation.disable_columnstore(h);
    return;
  end if;
  d := _timescaledb_emulation.time_dimension(h.id);
  if o ? 'compress_interval' and d.id is not null then
    width := (o ->> 'compress_interval')::interval;
    if extract(year from width) <> 0 or extract(month from width) <> 0 then
      perform _timescaledb_emulation.fail('0A000', 'months and years not supported', null,
        'An interval must be defined as a fixed duration (such as weeks, days, hours, minutes, seconds, etc.).');
    end if;
    update _timescaledb_catalog.dimension t set compress_interval_length = _timescaledb_functions.interval_to_usec(width)
     where t.id = d.id;
  end if;
  perform _timescaledb_emulation.store_settings(h, o);
  if exists (select from pg_catalog.pg_constraint k where k.conrelid = h.relid and k.contype = 'x') and h.compression_state <> 1 then
    perform _timescaledb_emulation.fail('0A000',
      pg_catalog.format(case when @minor@ < 18 then 'constraint %s is not supported for compression'
                             else 'constraint %s is not supported for converting to columnstore' end,
        (select k.conname from pg_catalog.pg_constraint k where k.conrelid = h.relid and k.contype = 'x' order by k.conname limit 1)),
      case when @minor@ < 18 then 'Exclusion constraints are not supported on hypertables that are compressed.'
           else 'Exclusion constraints are not supported on hypertables that are converted to columnstore.' end);
  end if;
  perform _timescaledb_emulation.enable_columnstore(h);
end
$$;

-- ALTER TABLE … SET (timescaledb.…). mixed: there are other options too, which old releases refuse.
create function _timescaledb_emulation.set_table_options(relation regclass, written jsonb, mixed boolean) returns void
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
  d _timescaledb_catalog.dimension;
  o jsonb;
  length bigint;
begin
  if h.id is null then
--# since 21
    perform _timescaledb_emulation.fail('22023', 'timescaledb table options can only be specified for hypertables', null,
      pg_catalog.format('%s is not a hypertable', _timescaledb_emulation.short(relation)));
--# else
    perform _timescaledb_emulation.fail('22023', pg_catalog.format('unrecognized parameter namespace "%s"', written -> 0 ->> 'namespace'));
--# end
  end if;
--# until 20
  if mixed then
    perform _timescaledb_emulation.fail('0A000', case
      when @minor@ < 18 then 'only timescaledb.compress parameters allowed when specifying compression parameters for hypertable'
      else 'only timescaledb.enable_columnstore parameters allowed when specifying columnstore parameters for hypertable' end);
  end if;
--# end
  o := _timescaledb_emulation.options('table', written);
  if o ? 'chunk_interval' then
    d := _timescaledb_emulation.time_dimension(h.id);
    if d.column_type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) then
      length := (o ->> 'chunk_interval')::bigint;
    else
      if extract(year from (o ->> 'chunk_interval')::interval) <> 0 or extract(month from (o ->> 'chunk_interval')::interval) <> 0 then
        perform _timescaledb_emulation.fail('0A000', 'months and years not supported', null,
          'An interval must be defined as a fixed duration (such as weeks, days, hours, minutes, seconds, etc.).');
      end if;
      length := _timescaledb_functions.interval_to_usec((o ->> 'chunk_interval')::interval);
    end if;
    update _timescaledb_catalog.dimension t set interval_length = length where t.id = d.id;
  end if;
  if o ?| array['columnstore', 'segmentby', 'orderby', 'compress_interval', 'index'] then
    perform _timescaledb_emulation.set_columnstore(h, o);
  end if;
end
$$;

-- ALTER TABLE … RESET (timescaledb.…)
create function _timescaledb_emulation.reset_table_options(relation regclass, written jsonb) returns void
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
  o jsonb;
begin
  if h.id is null then
    perform _timescaledb_emulation.fail('22023', 'timescaledb table options can only be specified for hypertables', null,
      pg_catalog.format('%s is not a hypertable', _timescaledb_emulation.short(relation)));
  end if;
--# until 19
  perform _timescaledb_emulation.fail('0A000', 'compression options cannot be reset');
--# end
  o := _timescaledb_emulation.options('table', written, true);
  if not o ?| array['segmentby', 'orderby', 'index'] then
    perform _timescaledb_emulation.fail('0A000', 'only columnstore options segmentby and orderby can be reset');
  end if;
  update _timescaledb_catalog.compression_settings s
     set segmentby = case when not o ? 'segmentby' then s.segmentby end,
         segmentby_attnums = case when not o ? 'segmentby' then s.segmentby_attnums end,
         orderby = case when not o ? 'orderby' then s.orderby end,
         orderby_attnums = case when not o ? 'orderby' then s.orderby_attnums end,
         orderby_desc = case when not o ? 'orderby' then s.orderby_desc end,
         orderby_nullsfirst = case when not o ? 'orderby' then s.orderby_nullsfirst end
--# since 22
         , index = case when not o ? 'index' then
             case when o ? 'orderby'
                  then (select pg_catalog.jsonb_agg(e) from pg_catalog.jsonb_array_elements(s.index) e where e ->> 'source' <> 'orderby')
                  else s.index end end
--# end
   where s.relid = h.relid;
end
$$;

-- whether the table of CREATE TABLE IF NOT EXISTS was there before: then its options are not looked at
create function _timescaledb_emulation.note_existing(name text) returns void language plpgsql as
$$ begin perform pg_catalog.set_config('timescaledb_emulation.existed', (pg_catalog.to_regclass(name) is not null)::text, true); end $$;

-- CREATE TABLE … WITH (timescaledb.…): the table is there, and becomes a hypertable
create function _timescaledb_emulation.create_table_with(relation regclass, written jsonb, if_not_exists boolean) returns void
  language plpgsql as
$$
declare
  o constant jsonb := _timescaledb_emulation.options('create', written);
  h _timescaledb_catalog.hypertable;
  d _timescaledb_catalog.dimension;
  partition_column name := o ->> 'partition_column';
  type regtype;
  length text;
begin
  if if_not_exists and pg_catalog.current_setting('timescaledb_emulation.existed', true) = 'true' then
    return;
  end if;
  if coalesce((o ->> 'hypertable')::boolean, false) is not true then
    perform _timescaledb_emulation.fail('42703', 'timescaledb options requires hypertable option',
      'Use "timescaledb.hypertable" to enable creating a hypertable.');
  end if;
--# since 23
  if partition_column is null then
    partition_column := (select a.attname from pg_catalog.pg_attribute a
      where a.attrelid = relation and not a.attisdropped and a.attnum > 0
        and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype) order by a.attnum limit 1);
    if partition_column is not null then
      raise notice using message = pg_catalog.format('using column "%s" as partitioning column', partition_column),
        hint = 'Use "timescaledb.partition_column" to specify a different column to use as partitioning column.';
    end if;
  end if;
--# end
  if partition_column is null then
--# since 23
    perform _timescaledb_emulation.fail('42703', 'partition column could not be determined',
      'Use "timescaledb.partition_column" to specify the column to use as partitioning column.');
--# else
    perform _timescaledb_emulation.fail('42703', 'hypertable option requires partition_column',
      'Use "timescaledb.partition_column" to specify the column to use as partitioning column.');
--# end
  end if;
  type := (select a.atttypid from pg_catalog.pg_attribute a
            where a.attrelid = relation and a.attname = partition_column and not a.attisdropped);
  if type is null then
    perform _timescaledb_emulation.fail('42703', pg_catalog.format('column "%s" does not exist', partition_column));
  end if;
  length := o ->> 'chunk_interval';
  if length is not null then
    -- fails as the real one's input function does
    if type = 'smallint'::regtype then perform length::smallint;
    elsif type = 'integer'::regtype then perform length::integer;
    elsif type = 'bigint'::regtype then perform length::bigint;
    else perform length::interval;
    end if;
  end if;
  perform _timescaledb_emulation.create_hypertable(relation,
    row('r', partition_column, case when type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) then type else 'interval' end,
        length, null, null)::_timescaledb_internal.dimension_info,
    null, o ->> 'associated_schema', o ->> 'associated_table_prefix', coalesce((o ->> 'create_default_indexes')::boolean, true),
    false, false, null, '_timescaledb_functions.calculate_chunk_interval'::regproc,
    pg_catalog.nextval('_timescaledb_catalog.hypertable_id_seq')::integer);
  if coalesce((o ->> 'columnstore')::boolean, true) then
    h := _timescaledb_emulation.hypertable_of(relation);
    insert into _timescaledb_catalog.compression_settings (relid) values (relation);
    if o ?| array['segmentby', 'orderby', 'index'] then
      perform _timescaledb_emulation.store_settings(h, o);
    end if;
    perform _timescaledb_emulation.enable_columnstore(h);
--# since 23
    d := _timescaledb_emulation.time_dimension(h.id);
    perform _timescaledb_emulation.store_policy('policy_compression', 'Columnstore Policy', h.id,
      pg_catalog.jsonb_build_object('hypertable_id', h.id, 'compress_after',
        case when type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) then pg_catalog.to_jsonb(d.interval_length)
             else pg_catalog.to_jsonb(_timescaledb_functions.to_interval(d.interval_length)::text) end),
      '1 day', '0', '1 hour', now() + interval '1 day', false, null);
--# end
  end if;
end
$$;

--# since 16
create function @extschema@.enable_chunk_skipping(hypertable regclass, column_name name, if_not_exists boolean default false)
  returns table (column_stats_id integer, enabled boolean) language plpgsql as
$$
#variable_conflict use_column
declare
  h _timescaledb_catalog.hypertable;
  a pg_catalog.pg_attribute;
  present integer;
begin
--# since 17
  if not coalesce(nullif(pg_catalog.current_setting('timescaledb.enable_chunk_skipping', true), ''), 'off')::boolean then
    perform _timescaledb_emulation.fail('22023',
      'chunk skipping functionality disabled, enable it by first setting timescaledb.enable_chunk_skipping to on');
  end if;
--# end
  if $1 is null then
    perform _timescaledb_emulation.fail('22023', 'hypertable cannot be NULL');
  elsif $2 is null then
    perform _timescaledb_emulation.fail('22023', 'column name cannot be NULL');
  end if;
  h := _timescaledb_emulation.hypertable_or_fail($1);
  select * into a from pg_catalog.pg_attribute t where t.attrelid = $1 and t.attname = $2 and t.attnum > 0 and not t.attisdropped;
  if a.attname is null then
    perform _timescaledb_emulation.fail('42703', pg_catalog.format('column "%s" does not exist', $2));
  end if;
  present := (select s.id from _timescaledb_catalog.chunk_column_stats s where s.hypertable_id = h.id and s.column_name = $2);
  if present is not null then
    if not $3 then
      perform _timescaledb_emulation.fail('42710', pg_catalog.format('already enabled for column "%s"', $2));
    end if;
    raise notice using message = pg_catalog.format('already enabled for column "%s", skipping', $2);
    return query select present, false;
    return;
  end if;
  if a.atttypid not in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype) then
    perform _timescaledb_emulation.fail('22023',
      pg_catalog.format('data type "%s" unsupported for range calculation', a.atttypid::regtype),
      'Integer-like, timestamp-like data types supported currently');
  end if;
  insert into _timescaledb_catalog.chunk_column_stats (hypertable_id, chunk_id, column_name, range_start, range_end, valid, attnum)
  values (h.id, case when @minor@ < 18 then 0 end, $2, -9223372036854775808, 9223372036854775807, true, a.attnum)
  returning id into present;
  return query select present, true;
end
$$;

create function _timescaledb_emulation.disable_skipping(relation regclass, skipped name, if_not_exists boolean, out id integer, out disabled boolean)
  language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_or_fail($1);
begin
--# since 17
  if not coalesce(nullif(pg_catalog.current_setting('timescaledb.enable_chunk_skipping', true), ''), 'off')::boolean then
    perform _timescaledb_emulation.fail('22023',
      'chunk skipping functionality disabled, enable it by first setting timescaledb.enable_chunk_skipping to on');
  end if;
--# end
  delete from _timescaledb_catalog.chunk_column_stats s where s.hypertable_id = h.id and s.column_name = $2;
  if not found then
    if not $3 then
      perform _timescaledb_emulation.fail('42710', pg_catalog.format('statistics not enabled for column "%s"', $2));
    end if;
    raise notice using message = pg_catalog.format('statistics not enabled for column "%s", skipping', $2);
    id := h.id;
    disabled := false;
    return;
  end if;
  id := h.id;
  disabled := true;
end
$$;
create function @extschema@.disable_chunk_skipping(hypertable regclass, column_name name, if_not_exists boolean default false)
  returns table (hypertable_id integer, column_name name, disabled boolean) language sql as
$$ select d.id, $2, d.disabled from _timescaledb_emulation.disable_skipping($1, $2, $3) d $$;
--# end
