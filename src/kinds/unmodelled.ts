/** Finds what exists and has no kind yet, so that nothing is lost in silence. A new kind takes its line away here. */

/** One row, `what`, for each thing, in words. Uses the tables of scope.ts. */
export const unmodelled = (): string => `
select what from (
  select 'base type ' || s.name || '.' || t.typname as what
    from space s
    join pg_catalog.pg_type t on t.typnamespace = s.oid and t.typtype = 'b' and t.typcategory <> 'A'
   where ${notMember("pg_type", "t.oid")}
  union all
  select case p.prokind when 'a' then 'aggregate ' end || s.name || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')'
    from space s
    join pg_catalog.pg_proc p on p.pronamespace = s.oid and p.prokind = 'a'
   where ${notMember("pg_proc", "p.oid")}
  union all
  select w.what || ' ' || s.name || '.' || w.name
    from space s
    join (select collnamespace as space, 'collation' as what, collname as name, 'pg_collation'::regclass as catalog, oid from pg_catalog.pg_collation
          union all select oprnamespace, 'operator', oprname, 'pg_operator'::regclass, oid from pg_catalog.pg_operator
          union all select opfnamespace, 'operator family', opfname, 'pg_opfamily'::regclass, oid from pg_catalog.pg_opfamily
          union all select connamespace, 'conversion', conname, 'pg_conversion'::regclass, oid from pg_catalog.pg_conversion
          union all select cfgnamespace, 'text search configuration', cfgname, 'pg_ts_config'::regclass, oid from pg_catalog.pg_ts_config
          union all select dictnamespace, 'text search dictionary', dictname, 'pg_ts_dict'::regclass, oid from pg_catalog.pg_ts_dict
          union all select stxnamespace, 'extended statistics', stxname, 'pg_statistic_ext'::regclass, oid from pg_catalog.pg_statistic_ext
         ) w on w.space = s.oid
   where not exists (select from member m where m.catalog = w.catalog and m.oid = w.oid)
  union all
  select 'foreign table ' || r.schema || '.' || r.name from relation r where r.kind = 'f'
  union all
  select 'type of typed table ' || r.schema || '.' || r.name
    from relation r
    join pg_catalog.pg_class c on c.oid = r.oid
   where c.reloftype <> 0
  union all
  select 'rule ' || w.rulename || ' of ' || r.schema || '.' || r.name
    from relation r
    join pg_catalog.pg_rewrite w on w.ev_class = r.oid and w.rulename <> '_RETURN'
  union all
  select 'event trigger ' || e.evtname from pg_catalog.pg_event_trigger e where ${notMember("pg_event_trigger", "e.oid")}
  union all
  select 'publication ' || p.pubname from pg_catalog.pg_publication p
  union all
  select 'foreign server ' || f.srvname from pg_catalog.pg_foreign_server f where ${notMember("pg_foreign_server", "f.oid")}
  union all
  select 'cast from ' || format_type(k.castsource, null) || ' to ' || format_type(k.casttarget, null)
    from pg_catalog.pg_cast k
   where k.oid >= 16384 and ${notMember("pg_cast", "k.oid")}
     and not exists (select from pg_catalog.pg_depend i
                      where i.classid = 'pg_cast'::regclass and i.objid = k.oid and i.deptype = 'i')
) as found
where what is not null
order by what`;

const notMember = (catalog: string, oid: string): string =>
  `not exists (select from member m where m.catalog = 'pg_catalog.${catalog}'::regclass and m.oid = ${oid})`;
