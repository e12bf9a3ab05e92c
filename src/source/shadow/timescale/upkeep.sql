-- Keeps the catalog in step with DDL, and refuses what hypertables and continuous aggregates do not allow, wherever the
-- statement comes from: a file, a DO block, a function.

-- schemas by number, to know a renamed one's old name
create table _timescaledb_emulation.schema_name (id oid primary key, name name not null);
insert into _timescaledb_emulation.schema_name select oid, nspname from pg_catalog.pg_namespace;
grant all on _timescaledb_emulation.schema_name to public;

create function _timescaledb_emulation.follow_schemas() returns void language plpgsql as
$$
declare
  renamed record;
begin
  for renamed in select s.name as was, n.nspname as name from _timescaledb_emulation.schema_name s
                   join pg_catalog.pg_namespace n on n.oid = s.id where n.nspname <> s.name loop
    update _timescaledb_catalog.hypertable set associated_schema_name = renamed.name where associated_schema_name = renamed.was;
    update _timescaledb_catalog.hypertable set chunk_sizing_func_schema = renamed.name where chunk_sizing_func_schema = renamed.was;
    update _timescaledb_catalog.dimension set partitioning_func_schema = renamed.name where partitioning_func_schema = renamed.was;
    update _timescaledb_catalog.dimension set integer_now_func_schema = renamed.name where integer_now_func_schema = renamed.was;
--# since 20
    update _timescaledb_config.bgw_job set proc_schema = renamed.name where proc_schema = renamed.was;
    update _timescaledb_config.bgw_job set check_schema = renamed.name where check_schema = renamed.was;
--# end
  end loop;
  delete from _timescaledb_emulation.schema_name s
   where not exists (select from pg_catalog.pg_namespace n where n.oid = s.id and n.nspname = s.name);
  insert into _timescaledb_emulation.schema_name
  select n.oid, n.nspname from pg_catalog.pg_namespace n
   where not exists (select from _timescaledb_emulation.schema_name s where s.id = n.oid);
end
$$;

-- names of tables, views and columns that changed, and owners
create function _timescaledb_emulation.follow_names() returns void language plpgsql as
$$
begin
  update _timescaledb_catalog.hypertable h set schema_name = n.nspname, table_name = c.relname
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.oid = h.relid and (h.schema_name, h.table_name) <> (n.nspname, c.relname);
  update _timescaledb_catalog.continuous_agg a set user_view_schema = n.nspname, user_view_name = c.relname
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.oid = a.user_view and (a.user_view_schema, a.user_view_name) <> (n.nspname, c.relname);
--# since 25
  update _timescaledb_config.bgw_job j set owner = c.relowner
    from _timescaledb_catalog.hypertable h join pg_catalog.pg_class c on c.oid = h.relid
   where j.hypertable_id = h.id and j.owner <> c.relowner;
--# end
  update _timescaledb_catalog.dimension d set column_name = t.attname, column_type = t.atttypid
    from _timescaledb_catalog.hypertable h join pg_catalog.pg_attribute t on t.attrelid = h.relid and not t.attisdropped
   where h.id = d.hypertable_id and t.attnum = d.attnum and (d.column_name <> t.attname or d.column_type <> t.atttypid);
--# since 16
  update _timescaledb_catalog.chunk_column_stats s set column_name = t.attname
    from _timescaledb_catalog.hypertable h join pg_catalog.pg_attribute t on t.attrelid = h.relid and not t.attisdropped
   where h.id = s.hypertable_id and t.attnum = s.attnum and s.column_name <> t.attname;
--# end
  update _timescaledb_catalog.compression_settings s
     set segmentby = _timescaledb_emulation.column_names(s.relid, s.segmentby_attnums),
         orderby = _timescaledb_emulation.column_names(s.relid, s.orderby_attnums)
--# since 22
         , index = (select pg_catalog.jsonb_agg(
             case when e ? 'column' then e || pg_catalog.jsonb_build_object('column', coalesce(
               (_timescaledb_emulation.column_names(s.relid, s.segmentby_attnums || s.orderby_attnums))[
                 pg_catalog.array_position(s.segmentby || s.orderby, e ->> 'column')], e ->> 'column')) else e end order by n)
             from pg_catalog.jsonb_array_elements(s.index) with ordinality as t (e, n))
--# end
   where s.segmentby is distinct from _timescaledb_emulation.column_names(s.relid, s.segmentby_attnums)
      or s.orderby is distinct from _timescaledb_emulation.column_names(s.relid, s.orderby_attnums);
end
$$;

create function _timescaledb_emulation.column_names(relation oid, numbers smallint[]) returns text[] language sql stable as
$$
  select case when numbers is not null then array(
    select a.attname::text from unnest(numbers) with ordinality as u (number, n)
      join pg_catalog.pg_attribute a on a.attrelid = relation and a.attnum = u.number order by n) end
$$;

-- what a hypertable must still be after its table was altered
create function _timescaledb_emulation.check_table(relation oid) returns void language plpgsql as
$$
declare
  h constant _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
  d _timescaledb_catalog.dimension;
  a pg_catalog.pg_attribute;
begin
  if exists (select from pg_catalog.pg_constraint k
              where k.conrelid = relation and k.contype = 'f'
                and exists (select from _timescaledb_catalog.hypertable t where t.relid = k.confrelid)) then
    if h.id is not null then
      perform _timescaledb_emulation.fail('0A000', 'hypertables cannot be used as foreign key references of hypertables');
    end if;
--# until 15
    perform _timescaledb_emulation.fail('0A000', 'foreign keys to hypertables are not supported');
--# end
  end if;
  if h.id is null then
    return;
  end if;
  if exists (select from pg_catalog.pg_constraint k where k.conrelid = relation and k.contype = 'c' and k.connoinherit) then
    perform _timescaledb_emulation.fail('42P16', pg_catalog.format('cannot have NO INHERIT constraints on hypertable "%s"', h.table_name));
  end if;
  perform _timescaledb_emulation.check_unique(h);
  for d in select * from _timescaledb_catalog.dimension t where t.hypertable_id = h.id loop
    select * into a from pg_catalog.pg_attribute t where t.attrelid = relation and t.attnum = d.attnum;
    if a.attisdropped then
      perform _timescaledb_emulation.fail('42P16', 'cannot drop column named in partition key', null,
        'Cannot drop column that is a hypertable partitioning (space or time) dimension.');
    elsif not a.attnotnull and d.interval_length is not null then
      perform _timescaledb_emulation.fail('TS101', 'cannot drop not-null constraint from a time-partitioned column');
    elsif a.atttypid <> d.column_type and d.interval_length is null then
      perform _timescaledb_emulation.fail('TS101', 'cannot change the type of a hash-partitioned column');
    elsif a.atttypid <> d.column_type and d.partitioning_func is not null then
      perform _timescaledb_emulation.fail('TS101', 'cannot change the type of a column with a custom partitioning function');
    elsif a.atttypid <> d.column_type
          and a.atttypid not in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype) then
      perform _timescaledb_emulation.fail('42P16', pg_catalog.format('cannot change data type of hypertable column "%s" from %s to %s',
        d.column_name, d.column_type, a.atttypid::regtype), 'Use an integer, timestamp, or date type.');
    end if;
  end loop;
--# since 16
  if exists (select from _timescaledb_catalog.chunk_column_stats s join pg_catalog.pg_attribute t on t.attrelid = relation and t.attnum = s.attnum
              where s.hypertable_id = h.id and not t.attisdropped and t.atttypid not in
                ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype)) then
    perform _timescaledb_emulation.fail('22023', pg_catalog.format('data type "%s" unsupported for statistics calculation',
        (select pg_catalog.format_type(t.atttypid, null) from _timescaledb_catalog.chunk_column_stats s
           join pg_catalog.pg_attribute t on t.attrelid = relation and t.attnum = s.attnum
          where s.hypertable_id = h.id and t.atttypid not in
            ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype) limit 1)),
      'Integer-like, timestamp-like data types supported currently. Disable the stats using disable_column_stats function before changing the type');
  end if;
--# end
  if exists (select from _timescaledb_catalog.compression_settings s
               cross join unnest(s.segmentby_attnums || s.orderby_attnums) as u (number)
               join pg_catalog.pg_attribute t on t.attrelid = s.relid and t.attnum = u.number and t.attisdropped
              where s.relid = relation) then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format(
      'cannot drop orderby or segmentby column from a hypertable with %s enabled', _timescaledb_emulation.columnstore_word()));
  end if;
end
$$;

-- what ALTER TABLE must not do to a hypertable, told from the statement before it is run
create function _timescaledb_emulation.check_alter(relation regclass, actions jsonb) returns void language plpgsql as
$$
declare
  h constant _timescaledb_catalog.hypertable := _timescaledb_emulation.hypertable_of(relation);
  word constant text := _timescaledb_emulation.columnstore_word();
begin
  if h.id is null then
    return;
  end if;
  if h.compression_state = 1 and actions ? 'columnstore' then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('operation not supported on hypertables that have %s enabled', word));
  end if;
--# until 20
  if h.compression_state = 1 and (actions ?| array['type', 'unlogged'] or actions ?| array['constraint', 'nullability'] and @minor@ < 18) then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('operation not supported on hypertables that have %s enabled', word));
  elsif actions ? 'unlogged' then
    perform _timescaledb_emulation.fail('0A000', 'logging cannot be turned off for hypertables');
  end if;
--# end
--# until 20
  if actions ? 'only for options' then
    perform _timescaledb_emulation.fail('0A000', 'ONLY option not supported on hypertable operations');
  end if;
--# end
--# until 17
  if h.compression_state = 1 and actions ? 'old column constraint' then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('cannot add column with constraints to a hypertable that has %s enabled', word));
  end if;
--# end
  if actions ? 'only' then
    perform _timescaledb_emulation.fail('0A000', 'ONLY option not supported on hypertable operations');
  end if;
  if h.compression_state = 1 and actions ? 'volatile default' then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('cannot add column with non-constant default expression to a hypertable that has %s enabled', word));
  elsif h.compression_state = 1 and actions ? 'column constraint' then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('cannot add column with constraints to a hypertable that has %s enabled', word));
  elsif h.compression_state = 1 and actions ? 'not null without default' then
    perform _timescaledb_emulation.fail('0A000', pg_catalog.format('cannot add column with NOT NULL constraint without default to a hypertable that has %s enabled', word));
  end if;
  if actions ? 'using index' then
    perform _timescaledb_emulation.fail('0A000', 'hypertables do not support adding a constraint using an existing index');
--# until 27
  elsif actions ? 'trigger' then
    perform _timescaledb_emulation.fail('0A000', 'hypertables do not support  enabling or disabling triggers.');
--# end
  elsif actions ? 'inherit' then
    perform _timescaledb_emulation.fail('0A000', 'hypertables do not support inheritance');
  end if;
end
$$;

-- CREATE INDEX on a continuous aggregate: on its materialization hypertable, whose name goes between the parts
create function _timescaledb_emulation.create_index(relation regclass, before text, after text) returns void language plpgsql as
$$
begin
  execute before || coalesce((select _timescaledb_emulation.quoted(h.relid) from _timescaledb_catalog.continuous_agg a
    join _timescaledb_catalog.hypertable h on h.id = a.mat_hypertable_id where a.user_view = relation), _timescaledb_emulation.quoted(relation)) || after;
end
$$;

-- the same of CREATE INDEX
create function _timescaledb_emulation.check_index(relation regclass, written jsonb, is_unique boolean, concurrent boolean) returns void
  language plpgsql as
$$
declare
  aggregate constant boolean := exists (select from _timescaledb_catalog.continuous_agg a where a.user_view = relation);
  o jsonb;
begin
  if not aggregate and not exists (select from _timescaledb_catalog.hypertable h where h.relid = relation) then
    if written <> '[]' then
      perform _timescaledb_emulation.fail('22023', pg_catalog.format('unrecognized parameter namespace "%s"', written -> 0 ->> 'namespace'));
    end if;
    return;
  end if;
  if aggregate and is_unique then
    perform _timescaledb_emulation.fail('0A000', 'continuous aggregates do not support UNIQUE indexes');
  end if;
  o := _timescaledb_emulation.options('index', written);
  if concurrent then
    perform _timescaledb_emulation.fail('0A000', 'hypertables do not support concurrent index creation');
  elsif is_unique and (o ->> 'transaction_per_chunk')::boolean then
    perform _timescaledb_emulation.fail('0A000', 'cannot use timescaledb.transaction_per_chunk with UNIQUE or PRIMARY KEY');
  end if;
end
$$;

-- REINDEX
create function _timescaledb_emulation.check_reindex(relation regclass, concurrent boolean) returns void language plpgsql as
$$
begin
  if exists (select from pg_catalog.pg_index i join _timescaledb_catalog.hypertable h on h.relid = i.indrelid where i.indexrelid = relation) then
    perform _timescaledb_emulation.fail('0A000', 'reindexing of a specific index on a hypertable is unsupported',
      'As a workaround, it is possible to run REINDEX TABLE to reindex all indexes on a hypertable, including all indexes on chunks.');
  elsif concurrent and exists (select from _timescaledb_catalog.hypertable h where h.relid = relation) then
    perform _timescaledb_emulation.fail(case when @minor@ < 21 then 'XX000' else '0A000' end,
      'concurrent index creation on hypertables is not supported');
  end if;
end
$$;

--# until 20
-- DROP TABLE and DROP INDEX of several: a hypertable, or an index of one, goes alone
create function _timescaledb_emulation.check_drop(relations text[]) returns void language plpgsql as
$$
begin
  if exists (select from unnest(relations) r join _timescaledb_catalog.hypertable h on h.relid = pg_catalog.to_regclass(r)) then
    perform _timescaledb_emulation.fail('XX000', 'cannot drop a hypertable along with other objects');
  elsif exists (select from unnest(relations) r join pg_catalog.pg_index i on i.indexrelid = pg_catalog.to_regclass(r)
                  join _timescaledb_catalog.hypertable h on h.relid = i.indrelid) then
    perform _timescaledb_emulation.fail('XX000', 'cannot drop a hypertable index along with other objects');
  end if;
end
$$;
--# else
create function _timescaledb_emulation.check_drop(relations text[]) returns void language sql as $$ $$;
--# end

-- ALTER TABLE … ATTACH PARTITION
create function _timescaledb_emulation.check_partition(relation regclass) returns void language plpgsql as
$$
begin
  if exists (select from _timescaledb_catalog.hypertable h where h.relid = relation) then
    perform _timescaledb_emulation.fail('0A000', 'hypertables do not support native postgres partitioning');
  end if;
end
$$;

create function _timescaledb_emulation.check_trigger(trigger oid) returns void language plpgsql as
$$
declare
  t pg_catalog.pg_trigger;
  h _timescaledb_catalog.hypertable;
begin
  select * into t from pg_catalog.pg_trigger x where x.oid = trigger;
  if exists (select from _timescaledb_catalog.continuous_agg a where a.user_view = t.tgrelid) then
    perform _timescaledb_emulation.fail('0A000', 'triggers are not supported on continuous aggregate');
  end if;
  h := _timescaledb_emulation.hypertable_of(t.tgrelid);
  if h.id is null or t.tgoldtable is null and t.tgnewtable is null then
    return;
  end if;
--# until 17
  perform _timescaledb_emulation.fail('0A000', 'trigger with transition tables not supported on hypertables');
--# end
  if t.tgtype & 1 = 1 then
    perform _timescaledb_emulation.fail('0A000', 'ROW triggers with transition tables are not supported on hypertables');
  elsif t.tgtype & 8 = 8 and h.compression_state = 1 then
    perform _timescaledb_emulation.fail('0A000', 'DELETE triggers with transition tables not supported');
  end if;
end
$$;

create function _timescaledb_emulation.after_ddl() returns event_trigger language plpgsql as
$$
declare
  command record;
  relation oid;
begin
  if _timescaledb_emulation.busy() then
    if tg_tag = 'CREATE SCHEMA' then
      perform _timescaledb_emulation.follow_schemas();
    elsif tg_tag like 'ALTER %' then
      perform _timescaledb_emulation.follow_names();
    end if;
    return;
  end if;
  if tg_tag in ('CREATE SCHEMA', 'ALTER SCHEMA') then
    perform _timescaledb_emulation.follow_schemas();
  end if;
  if not exists (select from _timescaledb_catalog.hypertable) then
    return;
  end if;
  for command in select c.classid, c.objid, c.object_type, c.command_tag from pg_catalog.pg_event_trigger_ddl_commands() c loop
    if command.object_type = 'index' then
      select i.indrelid into relation from pg_catalog.pg_index i where i.indexrelid = command.objid;
      perform _timescaledb_emulation.check_unique(h, command.objid) from _timescaledb_catalog.hypertable h where h.relid = relation;
--# until 17
      if exists (select from pg_catalog.pg_index i join _timescaledb_catalog.hypertable h on h.relid = i.indrelid
                  where i.indexrelid = command.objid and i.indisunique and h.compression_state = 1) then
        perform _timescaledb_emulation.fail('0A000', 'operation not supported on hypertables that have compression enabled');
      end if;
--# end
    elsif command.object_type in ('table', 'table column', 'table constraint') and command.classid = 'pg_class'::regclass then
      perform _timescaledb_emulation.check_table(command.objid);
--# since 28
      perform _timescaledb_emulation.fail('0A000', case tg_tag when 'CREATE TABLE' then 'hypertables do not support inheritance'
                                                        else pg_catalog.format('cannot inherit from hypertable "%s"', h.table_name) end)
         from pg_catalog.pg_inherits i join _timescaledb_catalog.hypertable h on h.relid = i.inhparent where i.inhrelid = command.objid;
--# end
    elsif command.object_type = 'trigger' then
      perform _timescaledb_emulation.check_trigger(command.objid);
    elsif command.object_type = 'rule' then
      select r.ev_class into relation from pg_catalog.pg_rewrite r where r.oid = command.objid;
      if exists (select from _timescaledb_catalog.hypertable h where h.relid = relation) then
        perform _timescaledb_emulation.fail('0A000', 'hypertables do not support rules');
      end if;
--# since 20
    elsif command.object_type in ('function', 'procedure') and command.command_tag like 'ALTER %' then
      perform _timescaledb_emulation.follow_procedures();
--# end
    end if;
  end loop;
  if tg_tag like 'ALTER %' then
    perform _timescaledb_emulation.follow_names();
  end if;
end
$$;

-- jobs follow a renamed or moved procedure: their oids stand in this table
create table _timescaledb_emulation.procedure_name (id oid primary key, schema name not null, name name not null);
grant all on _timescaledb_emulation.procedure_name to public;

create function _timescaledb_emulation.follow_procedures() returns void language plpgsql as
$$
begin
  update _timescaledb_config.bgw_job j set proc_schema = n.nspname, proc_name = p.proname
    from _timescaledb_emulation.procedure_name was join pg_catalog.pg_proc p on p.oid = was.id
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
   where (j.proc_schema, j.proc_name) = (was.schema, was.name) and (n.nspname, p.proname) <> (was.schema, was.name);
  update _timescaledb_config.bgw_job j set check_schema = n.nspname, check_name = p.proname
    from _timescaledb_emulation.procedure_name was join pg_catalog.pg_proc p on p.oid = was.id
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
   where (j.check_schema, j.check_name) = (was.schema, was.name) and (n.nspname, p.proname) <> (was.schema, was.name);
  update _timescaledb_emulation.procedure_name was set schema = n.nspname, name = p.proname
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.oid = was.id;
end
$$;

create function _timescaledb_emulation.remember_procedures() returns trigger language plpgsql as
$$
begin
  insert into _timescaledb_emulation.procedure_name
  select p.oid, n.nspname, p.proname from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
   where (n.nspname, p.proname) in ((new.proc_schema, new.proc_name), (new.check_schema, new.check_name))
     and n.nspname not like '\_timescaledb%'
  on conflict (id) do update set schema = excluded.schema, name = excluded.name;
  return null;
end
$$;
--# since 25
create trigger remember after insert or update on _timescaledb_catalog.bgw_job
  for each row execute function _timescaledb_emulation.remember_procedures();
--# else
create trigger remember after insert or update on _timescaledb_config.bgw_job
  for each row execute function _timescaledb_emulation.remember_procedures();
--# end

create function _timescaledb_emulation.after_drop() returns event_trigger language plpgsql as
$$
declare
  o record;
  agg _timescaledb_catalog.continuous_agg;
--# since 20
  routine _timescaledb_emulation.procedure_name;
  job integer;
--# end
begin
  for o in select d.* from pg_catalog.pg_event_trigger_dropped_objects() d loop
    if o.classid = 'pg_class'::regclass and o.objsubid = 0 and o.object_type = 'view' then
      select * into agg from _timescaledb_catalog.continuous_agg a where o.objid in (a.user_view, a.partial_view, a.direct_view);
      if agg.mat_hypertable_id is not null then
        if o.original and tg_tag = 'DROP VIEW' and o.objid = agg.user_view and not _timescaledb_emulation.busy() then
          perform _timescaledb_emulation.fail('0A000', 'cannot drop continuous aggregate using DROP VIEW',
            'Use DROP MATERIALIZED VIEW to drop a continuous aggregate.');
        end if;
        perform _timescaledb_emulation.drop_remains(agg);
      end if;
    elsif o.classid = 'pg_class'::regclass and o.objsubid = 0 and o.object_type = 'table' then
      for agg in select a.* from _timescaledb_catalog.continuous_agg a join _timescaledb_catalog.hypertable h on h.id in (a.mat_hypertable_id, a.raw_hypertable_id)
                  where h.relid = o.objid loop
        perform _timescaledb_emulation.drop_remains(agg, false)
          where exists (select from _timescaledb_catalog.continuous_agg a where a.mat_hypertable_id = agg.mat_hypertable_id);
      end loop;
      perform _timescaledb_emulation.forget_hypertable(o.objid);
    elsif o.classid = 'pg_class'::regclass and o.object_type = 'table column' then
      perform _timescaledb_emulation.check_table(o.objid);
--# since 16
      delete from _timescaledb_catalog.chunk_column_stats s using _timescaledb_catalog.hypertable h
       where h.id = s.hypertable_id and h.relid = o.objid and s.attnum = o.objsubid;
--# end
--# since 20
    elsif o.object_type in ('function', 'procedure') then
      -- as the real one: only where the statement qualifies the name
      select * into routine from _timescaledb_emulation.procedure_name n where n.id = o.objid;
      job := (select min(j.id) from _timescaledb_config.bgw_job j where (j.proc_schema, j.proc_name) = (routine.schema, routine.name));
      if job is not null and tg_tag = 'DROP SCHEMA' then
        delete from _timescaledb_config.bgw_job j where (j.proc_schema, j.proc_name) = (routine.schema, routine.name);
      elsif job is not null and pg_catalog.current_query() ~* ('drop\s+\w+\s+(if\s+exists\s+)?"?' || routine.schema || '"?\s*\.') then
        if pg_catalog.current_query() !~* '\mcascade\M' then
          perform _timescaledb_emulation.fail('2BP01',
            pg_catalog.format('cannot drop %s.%s because background job %s depends on it', routine.schema, routine.name, job),
            'Use delete_job() to drop the job first.');
        end if;
        delete from _timescaledb_config.bgw_job j where (j.proc_schema, j.proc_name) = (routine.schema, routine.name);
      end if;
      delete from _timescaledb_emulation.procedure_name n where n.id = o.objid;
--# end
    elsif o.object_type = 'schema' then
      update _timescaledb_catalog.hypertable h set associated_schema_name = '_timescaledb_internal'
        from _timescaledb_emulation.schema_name s where s.id = o.objid and h.associated_schema_name = s.name;
    end if;
  end loop;
end
$$;

create event trigger timescaledb_ddl_command_end on ddl_command_end
  when tag in ('ALTER TABLE', 'ALTER VIEW', 'ALTER SCHEMA', 'ALTER FUNCTION', 'ALTER PROCEDURE', 'ALTER ROUTINE', 'CREATE TABLE',
               'CREATE INDEX', 'CREATE TRIGGER', 'CREATE RULE', 'CREATE SCHEMA')
  execute function _timescaledb_emulation.after_ddl();
create event trigger timescaledb_ddl_sql_drop on sql_drop execute function _timescaledb_emulation.after_drop();
