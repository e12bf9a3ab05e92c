-- Jobs: rows only, nothing runs.

create function _timescaledb_emulation.check_timezone(timezone text) returns void language plpgsql as
$$
begin
  if timezone is not null then
    perform pg_catalog.now() at time zone timezone;
  end if;
end
$$;

-- A fixed schedule cannot be in months and in days too.
create function _timescaledb_emulation.check_schedule(schedule_interval interval) returns void language plpgsql as
$$
begin
  if (extract(year from schedule_interval) <> 0 or extract(month from schedule_interval) <> 0)
     and (extract(day from schedule_interval) <> 0 or extract(epoch from schedule_interval - pg_catalog.date_trunc('day', schedule_interval)) <> 0) then
    perform _timescaledb_emulation.fail('0A000', 'month intervals cannot have day or time component',
      'Express the interval in terms of days or time instead.', 'Fixed schedule jobs do not support such schedule intervals.');
  end if;
end
$$;

create function _timescaledb_emulation.run_check(check_config regproc, config jsonb) returns void language plpgsql as
$$
declare
  f record;
begin
  if check_config is null or check_config = 0 then
    return;
  end if;
  select n.nspname, p.proname, p.prokind into f from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
   where p.oid = check_config;
  if not exists (select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                  where n.nspname = f.nspname and p.proname = f.proname and pg_catalog.oidvectortypes(p.proargtypes) = 'jsonb') then
    perform _timescaledb_emulation.fail('22023',
      pg_catalog.format('function or procedure %s.%s(config jsonb) not found', f.nspname, f.proname),
      'The check function''s signature must be (config jsonb).');
  elsif f.prokind <> 'f' then
    perform _timescaledb_emulation.fail('0A000', 'unsupported function type', 'Use a FUNCTION instead',
      'Only functions are allowed as custom configuration checks');
  end if;
  execute pg_catalog.format('select %I.%I($1)', f.nspname, f.proname) using config;
end
$$;

-- Inserts a job; its name ends with its id.
create function _timescaledb_emulation.store_job(
  name text, schedule_interval interval, max_runtime interval, retry_period interval, proc_schema name, proc_name name,
  check_schema name, check_name name, owner oid, scheduled boolean, fixed_schedule boolean, hypertable_id integer, config jsonb,
  initial_start timestamptz, timezone text)
  returns integer language plpgsql as
$$
declare
  id constant integer := pg_catalog.nextval('_timescaledb_config.bgw_job_id_seq');
begin
  if pg_catalog.octet_length(pg_catalog.format('%s [%s]', name, id)) > 63 then
    perform _timescaledb_emulation.fail('42622', 'application name too long.');
  end if;
  insert into _timescaledb_config.bgw_job
  values (id, pg_catalog.format('%s [%s]', name, id), schedule_interval, max_runtime, -1, retry_period, proc_schema, proc_name, owner,
          scheduled, fixed_schedule, case when initial_start not in ('infinity', '-infinity') then initial_start end,
          hypertable_id, config, check_schema, check_name, timezone);
  return id;
end
$$;

create function @extschema@.add_job(
  proc regproc, schedule_interval interval, config jsonb default null, initial_start timestamptz default null,
  scheduled boolean default true, check_config regproc default null, fixed_schedule boolean default true,
  timezone text default null
--# since 20
  , job_name text default null
--# end
  ) returns integer language plpgsql as
$$
declare
  f record;
  c record;
begin
  perform _timescaledb_emulation.check_timezone($8);
  if $1 is null then
    perform _timescaledb_emulation.fail('22023', 'function or procedure cannot be NULL');
  elsif $2 is null then
    perform _timescaledb_emulation.fail('22023', 'schedule interval cannot be NULL');
  end if;
  if coalesce($7, true) then
    perform _timescaledb_emulation.check_schedule($2);
  end if;
  select n.nspname, p.proname into f from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.oid = $1;
  if f.proname is null then
    perform _timescaledb_emulation.fail('42704', pg_catalog.format('function or procedure with OID %s does not exist', $1::oid));
  end if;
  select n.nspname, p.proname into c from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.oid = $6;
  perform _timescaledb_emulation.run_check($6, $3);
  return _timescaledb_emulation.store_job(
--# since 20
    coalesce($9, 'User-Defined Action'),
--# else
    'User-Defined Action',
--# end
    $2, '0', '5 min', f.nspname, f.proname, c.nspname, c.proname,
    (select r.oid from pg_catalog.pg_roles r where r.rolname = current_user), coalesce($5, true), coalesce($7, true), null, $3,
    case when coalesce($7, true) and ($4 is null or $4 in ('infinity', '-infinity')) then pg_catalog.clock_timestamp() else $4 end, $8);
end
$$;

-- The job, or null where it may be missing.
create function _timescaledb_emulation.find_job(job_id integer, if_exists boolean) returns _timescaledb_config.bgw_job
  language plpgsql as
$$
declare
  j _timescaledb_config.bgw_job;
begin
  if job_id is null and not if_exists then
    perform _timescaledb_emulation.fail('22023', 'job ID cannot be NULL');
  end if;
  select * into j from _timescaledb_config.bgw_job t where t.id = job_id;
  if j.id is null then
    if not if_exists then
      perform _timescaledb_emulation.fail(case when @minor@ < 18 then 'XX000' else '42704' end, pg_catalog.format('job %s not found', job_id));
    end if;
    raise notice using message = pg_catalog.format('job %s not found, skipping', job_id);
    return null;
  end if;
  return j;
end
$$;

-- Changes a job where a value is given, and gives it; null when there is none and need not be.
create function _timescaledb_emulation.alter_job(
  job_id integer, schedule_interval interval, max_runtime interval, max_retries integer, retry_period interval, scheduled boolean,
  config jsonb, if_exists boolean, check_config regproc, fixed_schedule boolean, initial_start timestamptz, timezone text,
  job_name text, config_merge jsonb)
  returns _timescaledb_config.bgw_job language plpgsql as
$$
declare
  j _timescaledb_config.bgw_job;
  c record;
begin
  perform _timescaledb_emulation.check_timezone(timezone);
  j := _timescaledb_emulation.find_job(job_id, if_exists);
  if j.id is null then
    return null;
  end if;
  j.schedule_interval := coalesce(schedule_interval, j.schedule_interval);
  j.max_runtime := coalesce(max_runtime, j.max_runtime);
  j.max_retries := coalesce(max_retries, j.max_retries);
  j.retry_period := coalesce(retry_period, j.retry_period);
  j.scheduled := coalesce(scheduled, j.scheduled);
  j.config := coalesce(config, j.config);
--# since 29
  j.config := coalesce(j.config || config_merge, j.config, config_merge);
--# end
  if check_config is not null then
    select n.nspname, p.proname into c from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.oid = check_config;
    if check_config = 0 then
      j.check_schema := null;
      j.check_name := null;
    else
      j.check_schema := c.nspname;
      j.check_name := c.proname;
    end if;
  end if;
  perform _timescaledb_emulation.check_policy(j);
  if j.check_schema is not null and j.check_schema not like '\_timescaledb%' then
    perform _timescaledb_emulation.run_check(pg_catalog.format('%I.%I', j.check_schema, j.check_name)::regproc, j.config);
  end if;
  if fixed_schedule then
    if initial_start is null or initial_start in ('infinity', '-infinity') then
      j.initial_start := pg_catalog.clock_timestamp();
    end if;
  end if;
  j.fixed_schedule := coalesce(fixed_schedule, j.fixed_schedule);
  if initial_start is not null then
    j.initial_start := case when initial_start in ('infinity', '-infinity') then pg_catalog.clock_timestamp() else initial_start end;
  end if;
--# since 20
  if job_name is not null then
    if pg_catalog.octet_length(pg_catalog.format('%s [%s]', job_name, j.id)) > 63 then
      perform _timescaledb_emulation.fail('42622', 'application name too long.');
    end if;
    j.application_name := pg_catalog.format('%s [%s]', job_name, j.id);
  end if;
--# end
  j.timezone := timezone; -- as the real one: left out, it is reset
  update _timescaledb_config.bgw_job t
     set application_name = j.application_name, schedule_interval = j.schedule_interval, max_runtime = j.max_runtime,
         max_retries = j.max_retries, retry_period = j.retry_period, scheduled = j.scheduled, config = j.config,
         check_schema = j.check_schema, check_name = j.check_name, fixed_schedule = j.fixed_schedule,
         initial_start = j.initial_start, timezone = j.timezone
   where t.id = j.id;
  return j;
end
$$;

create function @extschema@.alter_job(
  job_id integer, schedule_interval interval default null, max_runtime interval default null, max_retries integer default null,
  retry_period interval default null, scheduled boolean default null, config jsonb default null, next_start timestamptz default null,
  if_exists boolean default false, check_config regproc default null, fixed_schedule boolean default null,
  initial_start timestamptz default null, timezone text default null
--# since 20
  , job_name text default null
--# end
--# since 29
  , config_merge jsonb default null
--# end
  ) returns table (job_id integer, schedule_interval interval, max_runtime interval, max_retries integer, retry_period interval,
                   scheduled boolean, config jsonb, next_start timestamptz, check_config text, fixed_schedule boolean,
                   initial_start timestamptz, timezone text
--# since 20
                   , application_name name
--# end
                  )
  language sql as
$$
  select j.id, j.schedule_interval, j.max_runtime, j.max_retries, j.retry_period, j.scheduled, j.config,
         coalesce($8, '-infinity'::timestamptz), j.check_schema || '.' || j.check_name, j.fixed_schedule, j.initial_start, j.timezone
--# since 20
         , j.application_name
--# end
    from _timescaledb_emulation.alter_job($1, $2, $3, $4, $5, $6, $7, $9, $10, $11, $12, $13,
--# since 20
           $14,
--# else
           null,
--# end
--# since 29
           $15
--# else
           null
--# end
         ) j
   where j.id is not null
$$;

create function @extschema@.delete_job(job_id integer) returns void language plpgsql strict as
$$
begin
  perform _timescaledb_emulation.find_job($1, false);
  delete from _timescaledb_config.bgw_job j where j.id = $1;
end
$$;

create procedure @extschema@.run_job(job_id integer) language plpgsql as
$$
begin
  perform _timescaledb_emulation.find_job($1, false);
end
$$;

create function _timescaledb_functions.alter_job_set_hypertable_id(job_id integer, hypertable regclass) returns integer
  language plpgsql as
$$
begin
  perform _timescaledb_emulation.find_job($1, false);
  update _timescaledb_config.bgw_job j
     set hypertable_id = case when $2 is not null then (_timescaledb_emulation.resolve($2, true)).id end where j.id = $1;
  return $1;
end
$$;
