/** Finds what exists and has no kind yet, so that nothing is lost in silence. A new kind takes its line away here. */

/** One row, `what`, for each thing, in words. Uses the tables of scope.ts. */
export const unmodelled = (): string => `
select what from (
  -- written in C; a shell is one that was only announced
  select case when t.typisdefined then 'base type ' else 'shell type ' end || s.name || '.' || t.typname as what
    from space s
    join pg_catalog.pg_type t on t.typnamespace = s.oid
     and (t.typtype = 'b' and t.typcategory <> 'A' or t.typtype = 'p' and not t.typisdefined)
   where ${notMember("pg_type", "t.oid")}
  union all
  select 'shell operator ' || s.name || '.' || o.oprname
    from space s
    join pg_catalog.pg_operator o on o.oprnamespace = s.oid and o.oprcode = 0
   where ${notMember("pg_operator", "o.oid")}
  union all
  select 'text search parser ' || s.name || '.' || p.prsname
    from space s
    join pg_catalog.pg_ts_parser p on p.prsnamespace = s.oid
   where ${notMember("pg_ts_parser", "p.oid")}
  union all
  select 'text search template ' || s.name || '.' || t.tmplname
    from space s
    join pg_catalog.pg_ts_template t on t.tmplnamespace = s.oid
   where ${notMember("pg_ts_template", "t.oid")}
  union all
  select 'access method ' || am.amname || ' of ' || r.schema || '.' || r.name
    from relation r
    join pg_catalog.pg_class c on c.oid = r.oid
    join pg_catalog.pg_am am on am.oid = c.relam and am.amname <> 'heap'
   where r.kind in ('r', 'm')
  union all
  select 'language ' || l.lanname
    from pg_catalog.pg_language l
   where l.oid >= 16384 and ${notMember("pg_language", "l.oid")}
  union all
  select 'transform of ' || format_type(t.trftype, null) || ' for language ' || l.lanname
    from pg_catalog.pg_transform t
    join pg_catalog.pg_language l on l.oid = t.trflang
   where ${notMember("pg_transform", "t.oid")}
  union all
  select 'access method ' || am.amname
    from pg_catalog.pg_am am
   where am.oid >= 16384 and ${notMember("pg_am", "am.oid")}
  union all
  select 'security label of ' || pg_describe_object(l.classoid, l.objoid, l.objsubid)
    from pg_catalog.pg_seclabel l
) as found
where what is not null
order by what`;

const notMember = (catalog: string, oid: string): string =>
  `not exists (select from member m where m.catalog = 'pg_catalog.${catalog}'::regclass and m.oid = ${oid})`;
