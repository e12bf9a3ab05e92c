/** What belongs to the user: schemas and relations, by catalog identity, not by the look of their names. */
import type { Server, Timescale } from "../kinds/server.js";
import type { Connection } from "./connection.js";

/** $1 to $6 of every catalog query. */
export type Parameters = readonly string[];

export interface Scope {
  readonly parameters: Parameters;
}

/**
 * Tables that every catalog query may use.
 * `relation`: the user's relations; `kind` is pg_class.relkind, and `a` for the materialization hypertable of a
 * continuous aggregate, which stands under the name of its view. `space`: the user's schemas.
 * `member`: what belongs to an extension.
 */
export const tables = `relation (oid, schema, name, kind) as (
       select * from unnest($1::oid[], $2::text[], $3::text[], $4::text[])
     ),
     space (oid, name) as (
       select * from unnest($5::oid[], $6::text[])
     ),
     member (catalog, oid) as (
       select classid, objid from pg_catalog.pg_depend
        where refclassid = 'pg_catalog.pg_extension'::regclass and deptype = 'e'
     )`;

/** What every catalog query begins with. */
export const prelude = `
with ${tables}`;

const spaceQuery = (timescale: Timescale | null): string => `
select n.oid, n.nspname as name
  from pg_catalog.pg_namespace n
 where n.nspname <> 'information_schema'
   and n.nspname not like 'pg\\_%'
   ${
     timescale === null
       ? ""
       : `and not exists (
             select from pg_catalog.pg_depend d
               join pg_catalog.pg_extension e on e.oid = d.refobjid
              where d.classid = 'pg_catalog.pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e'
                and d.refclassid = 'pg_catalog.pg_extension'::regclass and e.extname = 'timescaledb')`
   }
 order by n.nspname`;

const relationQuery = (timescale: Timescale | null): string => `
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relnamespace = any ($1::oid[])
   and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c')
   and c.relpersistence <> 't'
   and not exists (
       select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e')
   ${timescale === null ? "" : timescaleRelations(timescale)}`;

/** Leaves out chunks and continuous aggregates, which are views, by their catalogs; adds what the latter store. */
const timescaleRelations = ({ columns }: Timescale): string => `
   and not (c.relkind in ('r', 'f') and exists (
       select from _timescaledb_catalog.chunk k
        where ${
          // From 2.29 on a chunk is known by its relation.
          columns.has("_timescaledb_catalog.chunk.relid")
            ? "k.relid = c.oid"
            : "k.schema_name = n.nspname and k.table_name = c.relname"
        }))
   and not (c.relkind = 'v' and exists (
       select from _timescaledb_catalog.continuous_agg a
        where a.user_view_schema = n.nspname and a.user_view_name = c.relname))
union all
select c.oid, a.user_view_schema, a.user_view_name, 'a'
  from _timescaledb_catalog.continuous_agg a
  join _timescaledb_catalog.hypertable h on h.id = a.mat_hypertable_id
  join pg_catalog.pg_namespace n on n.nspname = h.schema_name
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = h.table_name`;

/** Reads the scope: two queries, whatever the number of objects. */
export async function readScope(connection: Connection, server: Server): Promise<Scope> {
  const spaces = await connection.query(spaceQuery(server.timescaledb));
  const oids = arrayLiteral(spaces.map((row) => row["oid"]));
  const relations = await connection.query(relationQuery(server.timescaledb), [oids]);
  const column = (rows: typeof spaces, name: string): string => arrayLiteral(rows.map((row) => row[name]));
  return {
    parameters: [
      ...["oid", "schema", "name", "kind"].map((name) => column(relations, name)),
      oids,
      column(spaces, "name"),
    ],
  };
}

function arrayLiteral(values: readonly unknown[]): string {
  return `{${values
    .map((value) => (typeof value === "number" ? value : `"${String(value).replace(/["\\]/g, "\\$&")}"`))
    .join(",")}}`;
}
