/** What must stand before what, as the catalogs know it: pg_depend, and what it does not say. */
import type { Server, Timescale } from "../kinds/server.js";
import type { Connection, Values } from "./connection.js";
import { tables, type Scope } from "./scope.js";

/** Catalogs whose objects may need others, and may be needed. */
const dependent = `pg_class pg_proc pg_type pg_constraint pg_attrdef pg_rewrite pg_trigger pg_policy pg_cast pg_collation
  pg_conversion pg_operator pg_opclass pg_opfamily pg_amop pg_amproc pg_ts_parser pg_ts_template pg_ts_dict pg_ts_config
  pg_statistic_ext pg_foreign_data_wrapper pg_foreign_server pg_user_mapping pg_event_trigger pg_language pg_transform pg_am`;
const needed = `pg_class pg_proc pg_type pg_constraint pg_collation pg_operator pg_opclass pg_opfamily pg_ts_parser pg_ts_template
  pg_ts_dict pg_ts_config pg_foreign_data_wrapper pg_foreign_server pg_language pg_transform pg_am`;

/** Of those, the ones that belong to a relation, by the column that says to which. */
const partsOfRelations: readonly (readonly [catalog: string, relation: string])[] = [
  ["pg_constraint", "conrelid"],
  ["pg_attrdef", "adrelid"],
  ["pg_rewrite", "ev_class"],
  ["pg_trigger", "tgrelid"],
  ["pg_policy", "polrelid"],
];

const classes = (names: string): string => names.replace(/\w+/g, "'$&'::regclass").replace(/\s+/g, ", ");

/**
 * The user's relations; of a continuous aggregate also the views that it is made of. Types that stand alone. As arrays,
 * of which the planner expects few elements: it looks each up by an index, and does not read the catalogs of all chunks.
 */
const own = `
     own_relation (oids) as (
       select array(
         select oid from relation
         union all
         select i.indexrelid from pg_catalog.pg_index i where i.indrelid = any (array(select oid from relation))
         union all
         select c.oid
           from _timescaledb_catalog.continuous_agg a
           cross join lateral (values (a.user_view_schema, a.user_view_name), (a.partial_view_schema, a.partial_view_name),
                                      (a.direct_view_schema, a.direct_view_name)) as v (schema, name)
           join pg_catalog.pg_namespace n on n.nspname = v.schema
           join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = v.name)
     ),
     own_type (oids) as (
       select array(
         select d.objid
           from space s
           join pg_catalog.pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = s.oid
            and d.classid = 'pg_type'::regclass)
     )`;

const all = (of: string): string => `any ((select oids from ${of})::oid[])`;

/** Condition that a relation is the user's, where there may be chunks. */
const ofOwn = (timescale: Timescale | null, oid: string): string =>
  timescale === null ? "true" : `${oid} = ${all("own_relation")}`;

/** Catalogs of what chunks have as well, and which of their rows are the user's. */
const ownParts: readonly (readonly [catalog: string, oids: string])[] = [
  ["pg_class", all("own_relation")],
  ["pg_type", all("own_type")],
  ...[...partsOfRelations, ["pg_constraint", "conrelid = 0 and contypid", "own_type"]].map(
    ([catalog = "", column = "", of = "own_relation"]) =>
      [catalog, `any (array(select oid from pg_catalog.${catalog} where ${column} = ${all(of)}))`] as const,
  ),
];

/** The rows of pg_depend without those of chunks, which can be most of them. */
const ownEdges = `(
       ${ownParts
         .map(
           ([catalog, oids]) =>
             `select * from pg_catalog.pg_depend where classid = '${catalog}'::regclass and objid = ${oids}`,
         )
         .join("\n       union all\n       ")}
       union all
       select * from pg_catalog.pg_depend where classid in (${classes(
         dependent
           .split(/\s+/)
           .filter((name) => ownParts.every(([catalog]) => catalog !== name))
           .join(" "),
       )}))`;

/**
 * Edges between the user's objects. What depends through a part of its own (a view through its rule, a table through a
 * default, a domain through its check, an operator class through its members) is named itself; an array, multirange or row
 * type is named by its element, its range or its table. Left out are a table's own constraints and indexes, save that a
 * partition's index needs the one that it is attached to, and sequences, which tables own and not the other way round.
 * What a foreign key needs is told apart from what its table needs.
 */
const query = (timescale: Timescale | null): string => `
with recursive ${timescale === null ? "" : `${tables}, ${own},`}
     -- tables that inherit, at any depth; of a chunk's ancestors nothing is asked, so that there is no work for each
     part (root, oid) as (
       select i.inhparent, i.inhrelid from pg_catalog.pg_inherits i where ${ofOwn(timescale, "i.inhrelid")}
       union all
       select i.inhparent, p.oid from part p join pg_catalog.pg_inherits i on i.inhrelid = p.root
     ),
     own_check as (
       select * from pg_catalog.pg_constraint k where k.contype = 'c' and ${ofOwn(timescale, "k.conrelid")}
     ),
     -- triggers of partitions that fire otherwise than those above
     clone (oid, root) as (
       select t.oid, a.oid from pg_catalog.pg_trigger t join pg_catalog.pg_trigger a on a.oid = t.tgparentid
        where t.tgenabled <> a.tgenabled and ${ofOwn(timescale, "t.tgrelid")}
       union all
       select c.oid, t.tgparentid from clone c join pg_catalog.pg_trigger t on t.oid = c.root where t.tgparentid <> 0
     )
select coalesce(case when r.oid is not null or a.oid is not null then 'pg_class'
                     when dc.oid is not null then 'pg_type' end,
                m.refclassid::regclass::text, d.classid::regclass::text) as catalog,
       coalesce(r.ev_class, a.adrelid, dc.contypid, m.refobjid, d.objid) as oid,
       case when t.typrelid <> 0 or et.typrelid <> 0 then 'pg_class' else d.refclassid::regclass::text end as ref_catalog,
       case when t.typrelid <> 0 then t.typrelid
            when et.typrelid <> 0 then et.typrelid
            else coalesce(mr.rngtypid, et.oid, d.refobjid) end as ref_oid,
       -- what can be made without it at first: a table or a domain without defaults, a domain without checks, a stand-in of
       -- a view, a base type without functions
       bool_and(r.oid is not null or dc.oid is not null or m.refclassid is not distinct from 'pg_opfamily'::regclass
                or a.oid is not null and ga.attrelid is null
                or dt.oid is not null and d.refclassid not in ('pg_type'::regclass, 'pg_collation'::regclass)) as later
  from ${timescale === null ? "pg_catalog.pg_depend" : ownEdges} d
  left join pg_catalog.pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.rulename = '_RETURN'
  left join pg_catalog.pg_attrdef a on d.classid = 'pg_attrdef'::regclass and a.oid = d.objid
  left join pg_catalog.pg_attribute ga on ga.attrelid = a.adrelid and ga.attnum = a.adnum and ga.attgenerated <> ''
  left join pg_catalog.pg_constraint dc on d.classid = 'pg_constraint'::regclass and dc.oid = d.objid and dc.contypid <> 0
  left join pg_catalog.pg_type dt on d.classid = 'pg_type'::regclass and dt.oid = d.objid and dt.typtype in ('b', 'd')
  left join pg_catalog.pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
  left join pg_catalog.pg_depend m
    on d.classid in ('pg_amop'::regclass, 'pg_amproc'::regclass) and m.classid = d.classid and m.objid = d.objid
   and m.refclassid in ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
  left join pg_catalog.pg_type t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
  left join pg_catalog.pg_type et on et.oid = t.typelem and t.typcategory = 'A'
  left join pg_catalog.pg_range mr on mr.rngmultitypid = coalesce(et.oid, t.oid)
 where d.deptype in ('n', 'a', 'P')
   and d.refobjid >= 16384
   and d.refclassid in (${classes(needed)})
   -- Most of the rows are meant: one pass over them is faster than to look them up, which coalesce() rules out.
   and coalesce(d.classid, 0) in (${classes(dependent)})
   and not (d.classid in ('pg_constraint'::regclass, 'pg_trigger'::regclass) and d.refclassid = 'pg_class'::regclass)
   -- Columns of an index, and the one that owns a sequence: what is left out below anyway, before anything is joined.
   and not (d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype = 'a' and d.refobjsubid <> 0)
   and not (d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjsubid <> 0)
   and (c.oid is null
        or c.relkind in ('i', 'I') and d.deptype = 'P'
        or c.relkind in ('i', 'I') and d.refclassid not in ('pg_class'::regclass, 'pg_constraint'::regclass)
        or c.relkind not in ('i', 'I', 'S'))
   and not (r.oid is not null and d.refclassid = 'pg_class'::regclass and d.refobjid = r.ev_class)
 group by 1, 2, 3, 4
union all
select 'pg_constraint', k.oid, 'pg_class', n.oid, false
  from pg_catalog.pg_constraint k
 cross join lateral (values (k.confrelid), (k.conindid)) as n (oid)
 where k.contype = 'f' and k.conparentid = 0 and ${ofOwn(timescale, "k.conrelid")}
union all
-- Of what is attached to a partitioned table that has an index already, PostgreSQL would make one as well.
select 'pg_class', x.indexrelid, 'pg_class', h.inhrelid, false
  from pg_catalog.pg_inherits h
  join pg_catalog.pg_class c on c.oid = h.inhparent and c.relkind = 'p'
  join pg_catalog.pg_index x on x.indrelid = c.oid
 where ${ofOwn(timescale, "h.inhrelid")}
union all
-- A check goes on to the tables that inherit it, and nothing can be attached without it.
select 'pg_constraint', k.oid, 'pg_class', p.oid, false
  from own_check k
  join part p on p.root = k.conrelid
 where not k.connoinherit
union all
-- It becomes one with theirs of that name, which may be valid where it is not, and not the other way round; one of theirs
-- that is nothing but inherited can be made valid afterwards.
select 'pg_constraint', case when own.conislocal then k.oid else own.oid end,
       'pg_constraint', case when own.conislocal then own.oid else k.oid end, false
  from own_check k
  join part p on p.root = k.conrelid
  join own_check own on own.conrelid = p.oid and own.conname = k.conname
union all
select 'pg_trigger', c.oid, 'pg_trigger', c.root, false
  from clone c`;

/** The edges, as rows for needs.ts. */
export const readEdges = (
  connection: Connection,
  { timescaledb }: Server,
  { relations, spaces }: Scope,
): Promise<readonly Values[]> =>
  timescaledb === null
    ? connection.query(query(null))
    : connection.query(query(timescaledb), [...relations, ...spaces]);
