-- Statements that a block or function puts together while it runs: the forms that are common there are understood here, by
-- their text; the rest of them route() sees.

-- The columns of a segmentby, orderby or index option, as route() parses them; null when it is no such list.
create function _timescaledb_emulation.parse_list(option text, value text) returns jsonb language plpgsql immutable as
$$
declare
  name constant text := '("(?:[^"]|"")+"|[[:alpha:]_][\w$]*)';
  part text;
  m text[];
  result jsonb := '[]';
  identifier text;
begin
  if pg_catalog.btrim(value) = '' then
    return result;
  end if;
  foreach part in array _timescaledb_emulation.split(value) loop
    m := pg_catalog.regexp_match(part, case when option ~* 'index$' then '^(\w+)\s*\(\s*' || name || '\s*\)$' else
      '^' || name || '(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$' end, 'i');
    if m is null then
      return null;
    elsif option ~* 'index$' then
      identifier := (pg_catalog.parse_ident(m[2]))[1];
      result := result || pg_catalog.jsonb_build_object('type', m[1], 'arguments', 1, 'name', identifier);
    else
      identifier := (pg_catalog.parse_ident(m[1]))[1];
      result := result || pg_catalog.jsonb_build_object('name', identifier, 'desc', coalesce(m[2] ~* 'desc', false),
        'nullsfirst', coalesce(m[3] ~* 'first', m[2] ~* 'desc', false));
    end if;
  end loop;
  return result;
end
$$;

-- The options between parentheses as route() gives them; null when there are others than TimescaleDB's.
create function _timescaledb_emulation.parse_options(source text) returns jsonb language plpgsql as
$$
declare
  part text;
  m text[];
  value text;
  result jsonb := '[]';
begin
  foreach part in array _timescaledb_emulation.split(source) loop
    m := pg_catalog.regexp_match(part, '^(timescaledb|tsdb)\s*\.\s*(\w+)\s*(?:=\s*(.*))?$', 'is');
    if m is null then
      return null;
    end if;
    value := pg_catalog.btrim(m[3], E' \n\t');
    if value like '''%' or value ~* '^e''' then
      execute 'select ' || value into value;
    end if;
    result := result || (pg_catalog.jsonb_build_object('namespace', m[1], 'name', m[2], 'value', value)
      || case when value is not null and m[2] ~* '(segment_?by|order_?by|index)$'
              then pg_catalog.jsonb_build_object('list', _timescaledb_emulation.parse_list(m[2], value)) else '{}' end);
  end loop;
  return result;
end
$$;

-- The statement to run instead of one, or the same.
create function _timescaledb_emulation.routed(statement text) returns text language plpgsql as
$$
declare
  name constant text := '((?:"(?:[^"]|"")+"|[[:alpha:]_][\w$]*)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[[:alpha:]_][\w$]*))?)';
  source constant text := pg_catalog.btrim(statement, E' \n\t;');
  m text[];
  names text[];
  o jsonb;
begin
  if source !~* 'timescaledb|tsdb|materialized' then
    return statement;
  end if;
  m := pg_catalog.regexp_match(source, '^alter\s+table\s+(if\s+exists\s+)?(?:only\s+)?' || name || '\s+(set|reset)\s*\((.*)\)$', 'is');
  if m is not null then
    o := _timescaledb_emulation.parse_options(m[4]);
    if o is null or m[1] is not null and pg_catalog.to_regclass(m[2]) is null then
      return statement;
    end if;
    return case when pg_catalog.lower(m[3]) = 'set'
      then pg_catalog.format('select _timescaledb_emulation.set_table_options(%L::regclass, %L, false)', m[2], o)
      else pg_catalog.format('select _timescaledb_emulation.reset_table_options(%L::regclass, %L)', m[2], o) end;
  end if;
  m := pg_catalog.regexp_match(source, '^create\s+materialized\s+view\s+(if\s+not\s+exists\s+)?' || name
    || '\s*(?:\(([^()]*)\)\s*)?with\s*\(([^()]*)\)\s*as\s+(.*?)(\s+with\s+(?:no\s+)?data)?$', 'is');
  if m is not null then
    o := _timescaledb_emulation.parse_options(m[4]);
    if o is not null then
      names := pg_catalog.parse_ident(m[2]);
      return pg_catalog.format('select _timescaledb_emulation.create_aggregate(%L, %L, %L, %L, %L, %L, null)',
        case when names[2] is not null then names[1] end, coalesce(names[2], names[1]),
        case when m[3] is not null then array(select (pg_catalog.parse_ident(c))[1]::name from unnest(_timescaledb_emulation.split(m[3])) c) else '{}'::name[] end,
        m[5], o, m[1] is not null);
    end if;
  end if;
  m := pg_catalog.regexp_match(source, '^alter\s+materialized\s+view\s+(?:if\s+exists\s+)?' || name || '\s+set\s*\((.*)\)$', 'is');
  if m is not null and exists (select from _timescaledb_catalog.continuous_agg a where a.user_view = pg_catalog.to_regclass(m[1])) then
    return pg_catalog.format('select _timescaledb_emulation.set_view_options(%L::regclass, %L)', m[1], _timescaledb_emulation.parse_options(m[2]));
  end if;
  m := pg_catalog.regexp_match(source, '^drop\s+materialized\s+view\s+(?:if\s+exists\s+)?' || name || '(\s+cascade|\s+restrict)?$', 'is');
  if m is not null and exists (select from _timescaledb_catalog.continuous_agg a where a.user_view = pg_catalog.to_regclass(m[1])) then
    return pg_catalog.format('select _timescaledb_emulation.drop_aggregate(%L::regclass, %L)', m[1], coalesce(m[2] ~* 'cascade', false));
  end if;
  if source ~* '\m(with|set)\s*\([^()]*\m(timescaledb|tsdb)\s*\.' then
    perform _timescaledb_emulation.not_imitated('this statement where it is put together in a block: ' || pg_catalog.left(source, 200));
  end if;
  return statement;
end
$$;
