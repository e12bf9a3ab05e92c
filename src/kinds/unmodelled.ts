/** Finds what exists and has no kind, so that nothing is lost in silence. A new kind takes its entry away here. */

export interface Detected {
  /** What is looked for, and why it is not compared. */
  readonly about: string;
  /** One row, `what`, for each thing, in words. Uses the tables of scope.ts. */
  readonly query: string;
}

export const detected: readonly Detected[] = [
  {
    about: "Shell operators that no compared operator names: an announcement that nothing followed.",
    query: `
select 'shell operator ' || s.name || '.' || o.oprname as what
  from space s
  join pg_catalog.pg_operator o on o.oprnamespace = s.oid and o.oprcode = 0
 where not exists (select from member m where m.catalog = 'pg_catalog.pg_operator'::regclass and m.oid = o.oid)
   and not exists (select from pg_catalog.pg_operator x where o.oid in (x.oprcom, x.oprnegate))`,
  },
  {
    about:
      "Security labels: only a server that has loaded their provider could take them, which no shadow has.",
    query: `
select 'security label of ' || pg_describe_object(l.classoid, l.objoid, l.objsubid) as what
  from pg_catalog.pg_seclabel l`,
  },
  {
    about:
      "Privileges and comments of large objects, by their number: large objects are data, each known by a number that another database gives to another one.",
    query: `
select concat(count(*), ' large object', case when count(*) > 1 then 's' end, ' with privileges or a comment') as what
  from pg_catalog.pg_largeobject_metadata l
 where l.lomacl is not null
    or exists (select from pg_catalog.pg_description d
                where d.classoid = 'pg_catalog.pg_largeobject'::regclass and d.objoid = l.oid)
having count(*) > 0`,
  },
];

/** All of it in one query, one row, `what`, for each thing. */
export const unmodelled = (): string => `
select what from (${detected.map(({ query }) => query).join("\n  union all")}
) as found
where what is not null
order by what`;
