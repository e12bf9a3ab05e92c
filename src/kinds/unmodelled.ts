/** Finds what exists and has no kind yet, so that nothing is lost in silence. A new kind takes its line away here. */

/** One row, `what`, for each thing, in words. Uses the tables of scope.ts. */
export const unmodelled = (): string => `
select what from (
  -- only announced, by no operator that is compared
  select 'shell operator ' || s.name || '.' || o.oprname as what
    from space s
    join pg_catalog.pg_operator o on o.oprnamespace = s.oid and o.oprcode = 0
   where ${notMember("pg_operator", "o.oid")}
     and not exists (select from pg_catalog.pg_operator x where o.oid in (x.oprcom, x.oprnegate))
  union all
  select 'security label of ' || pg_describe_object(l.classoid, l.objoid, l.objsubid)
    from pg_catalog.pg_seclabel l
) as found
where what is not null
order by what`;

const notMember = (catalog: string, oid: string): string =>
  `not exists (select from member m where m.catalog = 'pg_catalog.${catalog}'::regclass and m.oid = ${oid})`;
