-- Continuous aggregates: a view of the user's, and behind it a materialization hypertable and two internal views.

-- Splits SQL at commas outside of parentheses and quotes.
create function _timescaledb_emulation.split(source text) returns text[] language plpgsql immutable as
$$
declare
  token text;
  depth integer := 0;
  part text := '';
  result text[] := '{}';
begin
  for token in
    select m[1] from pg_catalog.regexp_matches(source,
      $r$("(?:[^"]|"")*"|[Ee]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|[][(),]|[^]["'(),Ee]+|[Ee])$r$, 'g') as m
  loop
    depth := depth + case when token in ('(', '[') then 1 when token in (')', ']') then -1 else 0 end;
    if token = ',' and depth = 0 then
      result := result || pg_catalog.btrim(part, E' \n');
      part := '';
    else
      part := part || token;
    end if;
  end loop;
  return result || pg_catalog.btrim(part, E' \n');
end
$$;

-- an expression without the parentheses around it
create function _timescaledb_emulation.bare(expression text) returns text language sql immutable as
$$
  select case when expression like '(%)' and pg_catalog.cardinality(_timescaledb_emulation.split(inside)) = 1 and inside !~ '^[^(]*\)'
              then inside else expression end
    from (select pg_catalog.substr(expression, 2, pg_catalog.length(expression) - 2) as inside) i
$$;

-- The GROUP BY expressions of a view, and its output expressions without their names, as PostgreSQL prints them with every
-- name qualified.
create function _timescaledb_emulation.grouping(view oid, out outputs text[], out groups text[])
  language plpgsql stable set search_path = pg_catalog as
$$
declare
  source constant text := pg_catalog.rtrim(pg_catalog.pg_get_viewdef(view), ';');
  token text;
  depth integer := 0;
  clause text := 'select';
  selected text := '';
  grouped text := '';
  part text;
begin
  for token in
    select m[1] from pg_catalog.regexp_matches(source,
      $r$("(?:[^"]|"")*"|[Ee]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|[(]|[)]|\n +(?:FROM|WHERE|GROUP BY|HAVING|ORDER BY|WINDOW|UNION) |\s+|[^"'()\sEe]+|[Ee])$r$, 'g') as m
  loop
    depth := depth + case token when '(' then 1 when ')' then -1 else 0 end;
    if depth = 0 and token ~ '^\n +[A-Z]' then
      clause := pg_catalog.lower(pg_catalog.btrim(token, E' \n'));
    elsif clause = 'select' then
      selected := selected || token;
    elsif clause = 'group by' then
      grouped := grouped || token;
    end if;
  end loop;
  selected := pg_catalog.regexp_replace(selected, '^\s*SELECT ', '');
  foreach part in array _timescaledb_emulation.split(selected) loop
    outputs := outputs || _timescaledb_emulation.bare(pg_catalog.regexp_replace(part, '\s+AS ("(?:[^"]|"")*"|[^\s"()]+)$', ''));
  end loop;
  if grouped <> '' then
    foreach part in array _timescaledb_emulation.split(grouped) loop
      groups := groups || _timescaledb_emulation.bare(part);
    end loop;
  end if;
end
$$;

-- What a call of time_bucket says. fixed: every bucket is as long as the others.
create type _timescaledb_emulation.bucket as (
  call text, function text, width text, width_type regtype, "column" text, origin text, "offset" text, timezone text, fixed boolean
);

create function _timescaledb_emulation.bucket_of(groups text[]) returns _timescaledb_emulation.bucket
  language plpgsql stable set search_path = pg_catalog set intervalstyle = postgres as
$$
declare
  b _timescaledb_emulation.bucket;
  call text;
  arguments text[];
  argument text;
  type regtype;
  types text := '';
  value text;
begin
  foreach call in array groups loop
    continue when not pg_catalog.starts_with(call, '@extschema@.time_bucket(') or call ~ '\) [^)]*$' or call !~ '\)$';
    if b.call is not null then
      perform _timescaledb_emulation.fail('0A000', 'continuous aggregate view cannot contain multiple time bucket functions');
    end if;
    b.call := call;
    arguments := _timescaledb_emulation.split(pg_catalog.substr(call, pg_catalog.length('@extschema@.time_bucket(') + 1,
      pg_catalog.length(call) - pg_catalog.length('@extschema@.time_bucket(') - 1));
    for i in 1 .. pg_catalog.cardinality(arguments) loop
      argument := pg_catalog.regexp_replace(arguments[i], '^"?[a-z_]+"? => ', '');
      if i = 2 then
        b."column" := argument;
        continue;
      end if;
      begin
        execute pg_catalog.format('select pg_typeof(%1$s), (%1$s)::text', argument) into type, value;
      exception when others then
        perform _timescaledb_emulation.fail('0A000', 'only immutable expressions allowed in time bucket function',
          pg_catalog.format('Use an immutable expression as %s argument to the time bucket function.',
            (array['first', 'second', 'third', 'fourth', 'fifth'])[i]));
      end;
      if i = 1 then
        b.width := value;
        b.width_type := type;
      elsif type = 'interval'::regtype or type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) then
        b."offset" := value;
      elsif type = 'text'::regtype then
        b.timezone := value;
        if value is not null and not exists (select from pg_catalog.pg_timezone_names z where pg_catalog.lower(z.name) = pg_catalog.lower(value))
           and not exists (select from pg_catalog.pg_timezone_abbrevs z where pg_catalog.lower(z.abbrev) = pg_catalog.lower(value)) then
          perform _timescaledb_emulation.fail('22023', pg_catalog.format('invalid timezone name "%s"', value));
        end if;
      else
        if value like '%infinity' then
          perform _timescaledb_emulation.fail('22023', 'invalid origin value: infinity');
        end if;
        b.origin := value;
      end if;
    end loop;
    if b.width is null then
      perform _timescaledb_emulation.fail('22023', 'invalid bucket width for time bucket function');
--# since 28
    elsif _timescaledb_emulation.bucket_length(b.width) <= 0 then
      perform _timescaledb_emulation.fail('22023', 'time bucket width must be greater than zero');
--# end
    end if;
  end loop;
  if b.call is null then
    return null;
  end if;
  if b."offset" is not null and b.origin is not null then
    perform _timescaledb_emulation.fail('0A000', 'using offset and origin in a time_bucket function at the same time is not supported');
  end if;
  b.fixed := b.timezone is null;
  if b.width_type = 'interval'::regtype then
    if extract(year from b.width::interval) <> 0 or extract(month from b.width::interval) <> 0 then
      b.fixed := false;
      if b.width::interval - pg_catalog.make_interval(months => (extract(year from b.width::interval) * 12 + extract(month from b.width::interval))::integer)
         <> interval '0' then
        perform _timescaledb_emulation.fail('0A000', 'invalid interval specified',
          'Use either months or days and hours, but not months, days and hours together');
      end if;
    end if;
  end if;
  return b;
end
$$;

-- how long a bucket is, in seconds or in the unit of an integer column; a month counts 30 days
create function _timescaledb_emulation.bucket_length(width text) returns numeric language sql immutable set intervalstyle = postgres as
$$
  select case when width ~ '^-?\d+$' then width::numeric
              else _timescaledb_functions.interval_to_usec(width::interval) / 1000000.0 end
$$;

-- A bucket on top of an aggregate's buckets must be made of whole ones.
create function _timescaledb_emulation.check_hierarchy(
  view_schema name, view_name name, b _timescaledb_emulation.bucket, parent _timescaledb_catalog.continuous_agg)
  returns void language plpgsql as
$$
declare
  p _timescaledb_emulation.bucket := _timescaledb_emulation.bucket_of((_timescaledb_emulation.grouping(parent.direct_view)).groups);
  length constant numeric := _timescaledb_emulation.bucket_length(b.width);
  parent_length constant numeric := _timescaledb_emulation.bucket_length(p.width);
  lacks text;
begin
  if b.fixed and not p.fixed then
    perform _timescaledb_emulation.fail('0A000',
      'cannot create continuous aggregate with fixed-width bucket on top of one using variable-width bucket', null,
      E'Continuous aggregate with a fixed time bucket width (e.g. 61 days) cannot be created on top of one using variable time bucket width (e.g. 1 month).\nThe variance can lead to the fixed width one not being a multiple of the variable width one.');
  end if;
  if length < parent_length then
    lacks := 'greater or equal than';
  elsif length % parent_length <> 0 then
    lacks := 'multiple of';
  end if;
  if lacks is not null then
    perform _timescaledb_emulation.fail('0A000', 'cannot create continuous aggregate with incompatible bucket width', null,
      pg_catalog.format('Time bucket width of "%s.%s" [%s] should be %s the time bucket width of "%s.%s" [%s].',
        view_schema, view_name, b.width, lacks, parent.user_view_schema, parent.user_view_name, p.width));
  end if;
  if b.origin is distinct from p.origin then
    perform _timescaledb_emulation.fail('0A000', 'cannot create continuous aggregate with different bucket origin values', null,
      pg_catalog.format('Time origin of "%s.%s" [%s] and "%s.%s" [%s] should be the same.',
        view_schema, view_name, coalesce(b.origin, '-infinity'), parent.user_view_schema, parent.user_view_name, coalesce(p.origin, '-infinity')));
  end if;
  if b."offset" is distinct from p."offset" then
    perform _timescaledb_emulation.fail('0A000', 'cannot create continuous aggregate with different bucket offset values', null,
      pg_catalog.format(case when b.width_type = 'interval'::regtype then 'Time origin' else 'Integer offset' end
        || ' of "%s.%s" [%s] and "%s.%s" [%s] should be the same.',
        view_schema, view_name, coalesce(b."offset", 'NULL'), parent.user_view_schema, parent.user_view_name, coalesce(p."offset", 'NULL')));
  end if;
end
$$;

-- CREATE MATERIALIZED VIEW … WITH (timescaledb.continuous, …) AS query. problem: what the query's text shows to be wrong.
create function _timescaledb_emulation.create_aggregate(
  view_schema name, view_name name, columns name[], query text, written jsonb, if_not_exists boolean, problem jsonb)
  returns void language plpgsql as
$$
declare
  o jsonb;
  id integer;
  partial oid;
  b _timescaledb_emulation.bucket;
  g record;
  source _timescaledb_catalog.hypertable;
  parent _timescaledb_catalog.continuous_agg;
  d _timescaledb_catalog.dimension;
  relations oid[];
  relation oid;
  time_column name;
  mat oid;
  length bigint;
  names text;
  name name;
  stored text;
begin
  o := _timescaledb_emulation.options('view', written);
  view_schema := coalesce(view_schema, pg_catalog.current_schema());
  if exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where n.nspname = view_schema and c.relname = view_name) then
    if not if_not_exists then
      perform _timescaledb_emulation.fail('42P07', pg_catalog.format('continuous aggregate "%s" already exists', view_name),
        'Drop or rename the existing continuous aggregate first or use another name.');
    end if;
    raise notice using message = pg_catalog.format('continuous aggregate "%s" already exists, skipping', view_name);
    return;
  end if;
  if o ? 'columnstore' then
    perform _timescaledb_emulation.fail('0A000', 'cannot enable compression while creating a continuous aggregate',
      'Use ALTER MATERIALIZED VIEW to enable compression.');
  end if;
  if o ->> 'finalized' = 'false' then
    perform _timescaledb_emulation.not_imitated('continuous aggregates in the format before 2.7 (timescaledb.finalized = false)');
  end if;

  id := pg_catalog.nextval('_timescaledb_catalog.hypertable_id_seq');
  names := coalesce(' (' || (select pg_catalog.string_agg(pg_catalog.quote_ident(c), ', ' order by n)
                               from unnest(columns) with ordinality as u (c, n)) || ')', '');
  begin
    perform _timescaledb_emulation.run(pg_catalog.format('create view _timescaledb_internal.%I%s as %s', '_partial_view_' || id, names, query));
  exception when syntax_error then
    if sqlerrm = 'CREATE VIEW specifies more column names than columns' then
      perform _timescaledb_emulation.fail('42601', 'too many column names specified');
    end if;
    raise;
  end;
  partial := pg_catalog.format('_timescaledb_internal.%I', '_partial_view_' || id)::regclass;

--# until 17
  if problem ->> 'detail' = 'Window function support not enabled.' then
    problem := '{"message": "invalid continuous aggregate query", "detail": "Window functions are not supported by continuous aggregates."}';
  end if;
--# end
  stored := (select r.ev_action::text from pg_catalog.pg_rewrite r where r.ev_class = partial);
--# until 20
  if problem ->> 'detail' = 'CTEs and subqueries are not supported by continuous aggregates.'
     or problem is null and stored like '%:hasTargetSRFs true%' then
    problem := '{"message": "invalid continuous aggregate query", "detail": "CTEs, subqueries and set-returning functions are not supported by continuous aggregates."}';
  end if;
--# end
--# since 28
  if problem ->> 'message' = 'only INNER or LEFT joins are supported in continuous aggregates' then
    problem := pg_catalog.jsonb_build_object('message', 'invalid continuous aggregate view', 'detail', problem -> 'message');
  end if;
--# end
  if problem is not null then
    perform _timescaledb_emulation.fail('0A000', problem ->> 'message', problem ->> 'hint', problem ->> 'detail');
  end if;
  if exists (
       select from pg_catalog.regexp_matches(stored, ':relid (\d+) :inh false', 'g') as m
         join _timescaledb_catalog.hypertable h on h.relid = m[1]::oid) then
    perform _timescaledb_emulation.fail('0A000', 'invalid continuous aggregate view', null,
      'FROM ONLY on hypertables is not allowed in continuous aggregate.');
  end if;

  -- what it reads
  relations := array(
    select distinct x.refobjid from pg_catalog.pg_depend x join pg_catalog.pg_rewrite r on r.oid = x.objid
     where x.classid = 'pg_rewrite'::regclass and x.refclassid = 'pg_class'::regclass and r.ev_class = partial and x.refobjid <> partial);
  for relation in select u from unnest(relations) u
                   where exists (select from _timescaledb_catalog.hypertable h where h.relid = u)
                      or exists (select from _timescaledb_catalog.continuous_agg a where a.user_view = u) loop
    if source.id is not null then
      perform _timescaledb_emulation.fail('0A000', 'invalid continuous aggregate view', null,
        'Only one hypertable is allowed in continuous aggregate view.');
    end if;
    select a.* into parent from _timescaledb_catalog.continuous_agg a where a.user_view = relation;
    select h.* into source from _timescaledb_catalog.hypertable h
     where case when parent.mat_hypertable_id is not null then h.id = parent.mat_hypertable_id else h.relid = relation end;
  end loop;
  if source.id is null then
    perform _timescaledb_emulation.fail('0A000', 'invalid continuous aggregate view', null,
      'At least one hypertable should be used in the view definition.');
  end if;
  if parent.mat_hypertable_id is null and exists (select from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = source.id) then
    select a.* into parent from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = source.id;
    perform _timescaledb_emulation.fail('0A000', 'hypertable is a continuous aggregate materialization table',
      pg_catalog.format('Do you want to use continuous aggregate "%s.%s" instead?', parent.user_view_schema, parent.user_view_name),
      pg_catalog.format('Materialization hypertable "%s.%s".', source.schema_name, source.table_name));
  end if;
  d := _timescaledb_emulation.time_dimension(source.id);
  if d.partitioning_func is not null then
    perform _timescaledb_emulation.fail('0A000', 'custom partitioning functions not supported with continuous aggregates');
  end if;
  if parent.mat_hypertable_id is null and d.integer_now_func is null
     and d.column_type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('custom time function required on hypertable "%s"', source.table_name),
      'Set a custom time function on the hypertable.',
      'An integer-based hypertable requires a custom time function to support continuous aggregates.');
  end if;

  -- how it groups
  g := _timescaledb_emulation.grouping(partial);
  b := _timescaledb_emulation.bucket_of(g.groups);
  if b.call is null then
    perform _timescaledb_emulation.fail(case when @minor@ < 18 then 'XX000' else '0A000' end, 'continuous aggregate view must include a valid time bucket function');
  end if;
  if pg_catalog.right(b."column", pg_catalog.length(pg_catalog.quote_ident(d.column_name))) <> pg_catalog.quote_ident(d.column_name)
     or b."column" ~ '[(:]' and b."column" !~ '^"' then
    perform _timescaledb_emulation.fail('0A000', 'time bucket function must reference the primary hypertable dimension column');
  end if;
  if (select c.relrowsecurity from pg_catalog.pg_class c where c.oid = source.relid) then
    perform _timescaledb_emulation.fail('0A000', 'cannot create continuous aggregate on hypertable with row security');
  end if;
--# until 17
  -- the functions that the stored query selects and groups by, by their numbers in its printed tree
  if exists (
       select from pg_catalog.regexp_matches(
                pg_catalog.substring(stored, ':targetList (.*) :override') || coalesce(pg_catalog.substring(stored, ':groupexprs (.*?) :lateral'), ''),
                ':(?:funcid|opfuncid|aggfnoid) (\d+)', 'g') as m
         join pg_catalog.pg_proc p on p.oid = m[1]::oid
        where p.provolatile <> 'i') then
    perform _timescaledb_emulation.fail('0A000', 'only immutable functions supported in continuous aggregate view',
      'Make sure all functions in the continuous aggregate definition have IMMUTABLE volatility. Note that functions or expressions may be IMMUTABLE for one data type, but STABLE or VOLATILE for another.');
  end if;
--# end
  if parent.mat_hypertable_id is not null then
    perform _timescaledb_emulation.check_hierarchy(view_schema, view_name, b, parent);
  end if;
  time_column := (select a.attname from pg_catalog.pg_attribute a
                   where a.attrelid = partial and a.attnum > 0 and g.outputs[a.attnum] = b.call order by a.attnum desc limit 1);

  -- the materialization hypertable
  perform _timescaledb_emulation.run(pg_catalog.format(
    'create table _timescaledb_internal.%I as select *%s from _timescaledb_internal.%I with no data',
    '_materialized_hypertable_' || id,
    -- a bucket that is not selected is kept all the same
    case when time_column is null then pg_catalog.format(', null::%s as time_partition_col', d.column_type) end,
    '_partial_view_' || id));
  names := (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
              from pg_catalog.pg_attribute a where a.attrelid = partial and a.attnum > 0);
  time_column := coalesce(time_column, 'time_partition_col');
  mat := pg_catalog.format('_timescaledb_internal.%I', '_materialized_hypertable_' || id)::regclass;
  length := case when o ? 'chunk_interval' then _timescaledb_functions.interval_to_usec((o ->> 'chunk_interval')::interval)
                 else d.interval_length * case when parent.mat_hypertable_id is null then 10 else 1 end end;
  perform _timescaledb_emulation.create_hypertable(mat,
    row('r', time_column, 'bigint'::regtype, length::text, null, null)::_timescaledb_internal.dimension_info, null, null, null,
    true, false, false, null, '_timescaledb_functions.calculate_chunk_interval'::regproc, id);
  if coalesce((o ->> 'create_group_indexes')::boolean, true) then
    for name in select a.attname from pg_catalog.pg_attribute a
                 where a.attrelid = partial and a.attnum > 0 and g.outputs[a.attnum] <> b.call and g.outputs[a.attnum] = any (g.groups)
                 order by pg_catalog.array_position(g.groups, g.outputs[a.attnum]) loop
      perform _timescaledb_emulation.run(pg_catalog.format('create index on %s (%I, %I desc)',
        _timescaledb_emulation.quoted(mat), name, time_column));
    end loop;
  end if;

  -- the views
  perform _timescaledb_emulation.run(pg_catalog.format('create view %I.%I as select %s from %s',
    view_schema, view_name, names, _timescaledb_emulation.quoted(mat)));
  perform _timescaledb_emulation.run(pg_catalog.format('create view _timescaledb_internal.%I (%s) as %s', '_direct_view_' || id, names, query));

  insert into _timescaledb_catalog.continuous_agg
    (mat_hypertable_id, raw_hypertable_id, parent_mat_hypertable_id, user_view_schema, user_view_name, partial_view_schema,
     partial_view_name, direct_view_schema, direct_view_name, materialized_only, user_view, partial_view, direct_view)
  values (id, source.id, parent.mat_hypertable_id, view_schema, view_name, '_timescaledb_internal', '_partial_view_' || id,
          '_timescaledb_internal', '_direct_view_' || id, coalesce((o ->> 'materialized_only')::boolean, @minor@ >= 13),
          pg_catalog.format('%I.%I', view_schema, view_name)::regclass,
          partial, pg_catalog.format('_timescaledb_internal.%I', '_direct_view_' || id)::regclass);
--# since 15
  insert into _timescaledb_catalog.continuous_aggs_bucket_function
    (mat_hypertable_id, bucket_func, bucket_width, bucket_origin, bucket_offset, bucket_timezone, bucket_fixed_width)
  values (id, '@extschema@.time_bucket', b.width, b.origin, b."offset", b.timezone, b.fixed);
--# end
--# until 22
  if parent.mat_hypertable_id is null and not exists (
       select from pg_catalog.pg_trigger t where t.tgrelid = source.relid and t.tgname = 'ts_cagg_invalidation_trigger') then
    perform _timescaledb_emulation.run(pg_catalog.format(
      'create trigger ts_cagg_invalidation_trigger after insert or delete or update on %s for each row execute function _timescaledb_functions.continuous_agg_invalidation_trigger(%L)',
      _timescaledb_emulation.quoted(source.relid), source.id));
  end if;
--# end
end
$$;

--# until 22
create function _timescaledb_functions.continuous_agg_invalidation_trigger() returns trigger language plpgsql as
$$ begin return null; end $$;
--# end

-- ALTER MATERIALIZED VIEW … SET (timescaledb.…)
create function _timescaledb_emulation.set_view_options(relation regclass, written jsonb) returns void
  language plpgsql as
$$
declare
  agg _timescaledb_catalog.continuous_agg := _timescaledb_emulation.aggregate_of(relation);
  h _timescaledb_catalog.hypertable;
  d _timescaledb_catalog.dimension;
  g record;
  o jsonb;
  segments text[];
  others name[];
begin
  o := _timescaledb_emulation.options('view', written);
  if o ? 'continuous' then
    perform _timescaledb_emulation.fail('XX000', 'cannot disable continuous aggregates');
  end if;
  if o ? 'materialized_only' then
    if (o ->> 'materialized_only')::boolean = agg.materialized_only then
      return; -- as the real one: nothing else of the statement is done either
    end if;
    update _timescaledb_catalog.continuous_agg a set materialized_only = not a.materialized_only
     where a.mat_hypertable_id = agg.mat_hypertable_id;
  end if;
  select * into h from _timescaledb_catalog.hypertable t where t.id = agg.mat_hypertable_id;
  d := _timescaledb_emulation.time_dimension(h.id);
  if o ? 'chunk_interval' then
    update _timescaledb_catalog.dimension t
       set interval_length = _timescaledb_functions.interval_to_usec((o ->> 'chunk_interval')::interval) where t.id = d.id;
  end if;
  if o ?| array['columnstore', 'segmentby', 'orderby', 'compress_interval'] then
    if o ->> 'columnstore' = 'true' then
      -- by default ordered by time and then, from 2.25 on, by what it groups by; segmented by that before
      g := _timescaledb_emulation.grouping(agg.direct_view);
      others := array(select a.attname from pg_catalog.pg_attribute a
                       where a.attrelid = agg.direct_view and a.attnum > 0 and a.attname <> d.column_name
                         and g.outputs[a.attnum] = any (g.groups)
                       order by pg_catalog.array_position(g.groups, g.outputs[a.attnum]));
--# since 25
      segments := _timescaledb_emulation.names_in(o -> 'segmentby' -> 'list');
      others := array(select u.c from unnest(others) with ordinality as u (c, n) where u.c::text <> all (coalesce(segments, '{}')) order by n);
--# else
      if not o ? 'segmentby' and others <> '{}' then
        o := o || pg_catalog.jsonb_build_object('segmentby', pg_catalog.jsonb_build_object('text', ' ', 'list',
          (select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('name', u.c) order by n) from unnest(others) with ordinality as u (c, n))));
      end if;
      others := '{}';
--# end
      if not o ? 'orderby' then
        o := o || pg_catalog.jsonb_build_object('orderby', pg_catalog.jsonb_build_object('text', ' ', 'list',
          (select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('name', u.c, 'desc', false, 'nullsfirst', false) order by n)
             from unnest(d.column_name || others) with ordinality as u (c, n))));
      end if;
    end if;
    perform _timescaledb_emulation.set_columnstore(h, o);
  end if;
  if o ? 'create_group_indexes' then
    perform _timescaledb_emulation.fail(case when @minor@ < 18 then 'XX000' else '0A000' end,
      'cannot alter create_group_indexes option for continuous aggregates');
  end if;
--# until 24
  if o ? 'finalized' then
    perform _timescaledb_emulation.fail('XX000', 'cannot alter finalized option for continuous aggregates');
  end if;
--# end
end
$$;

-- CREATE VIEW … WITH (timescaledb.continuous)
create function _timescaledb_emulation.fail_view() returns void language plpgsql as
$$
begin
  perform _timescaledb_emulation.fail(case when @minor@ < 18 then 'XX000' else '0A000' end, 'cannot create continuous aggregate with CREATE VIEW',
    'Use CREATE MATERIALIZED VIEW to create a continuous aggregate.');
end
$$;

-- The other forms of ALTER MATERIALIZED VIEW. clause: what stands after the view's name, or a tablespace; it is applied to the views and to
-- the materialization hypertable where it concerns them.
create function _timescaledb_emulation.alter_aggregate(relation regclass, action text, clause text) returns void
  language plpgsql as
$$
declare
  agg _timescaledb_catalog.continuous_agg := _timescaledb_emulation.aggregate_of(relation);
  mat constant oid := (select h.relid from _timescaledb_catalog.hypertable h where h.id = agg.mat_hypertable_id);
  view oid;
begin
  if action = 'tablespace' then
    perform _timescaledb_emulation.set_tablespace(mat, clause);
    perform _timescaledb_emulation.run(pg_catalog.format('alter table %s set tablespace %I', _timescaledb_emulation.quoted(mat), clause));
    return;
  end if;
  perform _timescaledb_emulation.run(pg_catalog.format('alter view %s %s', _timescaledb_emulation.quoted(agg.user_view), clause));
  if action in ('column', 'owner') then
    foreach view in array array[agg.partial_view, agg.direct_view] loop
      perform _timescaledb_emulation.run(pg_catalog.format('alter view %s %s', _timescaledb_emulation.quoted(view), clause));
    end loop;
    perform _timescaledb_emulation.run(pg_catalog.format('alter table %s %s', _timescaledb_emulation.quoted(mat), clause));
  end if;
end
$$;

-- what is left of an aggregate after its view is gone, or what it is made of; what uses the view goes with it, if it may
create function _timescaledb_emulation.drop_remains(agg _timescaledb_catalog.continuous_agg, cascades boolean default true) returns void
  language plpgsql as
$$
declare
  mat constant _timescaledb_catalog.hypertable := (select h from _timescaledb_catalog.hypertable h where h.id = agg.mat_hypertable_id);
  relation oid;
begin
  delete from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = agg.mat_hypertable_id;
  foreach relation in array array[agg.user_view, agg.partial_view, agg.direct_view] loop
    if _timescaledb_emulation.quoted(relation) is not null then
      perform _timescaledb_emulation.run(pg_catalog.format('drop view %s%s', _timescaledb_emulation.quoted(relation),
        case when cascades then ' cascade' else '' end));
    end if;
  end loop;
  if _timescaledb_emulation.quoted(mat.relid) is not null then
    perform _timescaledb_emulation.run(pg_catalog.format('drop table %s cascade', _timescaledb_emulation.quoted(mat.relid)));
  end if;
  perform _timescaledb_emulation.forget_hypertable(mat.relid);
--# until 22
  if not exists (select from _timescaledb_catalog.continuous_agg a where a.raw_hypertable_id = agg.raw_hypertable_id) then
    perform _timescaledb_emulation.run(pg_catalog.format('drop trigger if exists ts_cagg_invalidation_trigger on %s', _timescaledb_emulation.quoted(h.relid)))
       from _timescaledb_catalog.hypertable h where h.id = agg.raw_hypertable_id and _timescaledb_emulation.quoted(h.relid) is not null;
  end if;
--# end
end
$$;

-- the catalog rows of a table that is gone
create function _timescaledb_emulation.forget_hypertable(relation oid) returns void language plpgsql as
$$
declare
  h _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
  internal constant oid := (select t.relid from _timescaledb_catalog.hypertable t where t.id = h.compressed_hypertable_id);
begin
  delete from _timescaledb_catalog.compression_settings s where s.relid = relation;
  delete from _timescaledb_catalog.hypertable t where t.relid = relation;
  if internal is not null then
    delete from _timescaledb_catalog.hypertable t where t.relid = internal;
    if _timescaledb_emulation.quoted(internal) is not null then
      perform _timescaledb_emulation.run(pg_catalog.format('drop table %s', _timescaledb_emulation.quoted(internal)));
    end if;
  end if;
end
$$;

-- DROP MATERIALIZED VIEW
create function _timescaledb_emulation.drop_aggregate(relation regclass, cascades boolean) returns void
  language plpgsql as
$$
declare
  agg _timescaledb_catalog.continuous_agg := _timescaledb_emulation.aggregate_of(relation);
begin
  perform _timescaledb_emulation.run(pg_catalog.format('drop view %s%s', _timescaledb_emulation.quoted(relation),
    case when cascades then ' cascade' else '' end));
  perform _timescaledb_emulation.drop_remains(agg)
    where exists (select from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = agg.mat_hypertable_id);
end
$$;
