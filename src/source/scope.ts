/** What belongs to the user: schemas and relations, by catalog identity, not by the look of their names. */
import type { Server, Timescale } from "../kinds/server.js";
import type { Connection, OnRow, Values } from "./connection.js";

/** The columns of `relation` and of `space`, below, as arrays: $1 to $5, $6 and $7. */
export interface Scope {
  readonly relations: readonly string[];
  readonly spaces: readonly string[];
}

/** A scope, and its relations dealt out: none of the shares is empty, the largest come first. */
export interface SharedScope extends Scope {
  readonly shares: readonly Scope[];
}

/**
 * Tables that every catalog query may use.
 * `relation`: the user's relations; `kind` is pg_class.relkind, and `a` for the materialization hypertable of a
 * continuous aggregate, which stands under the name of its view; `twin` is of twins.ts, null where it was not asked for.
 * `space`: the user's schemas. `member`: what belongs to an extension.
 */
export const tables = `relation (oid, schema, name, kind, twin) as (
       select * from unnest($1::oid[], $2::text[], $3::text[], $4::text[], $5::oid[])
     ),
     space (oid, name) as (
       select * from unnest($6::oid[], $7::text[])
     ),
     member (catalog, oid) as (
       select classid, objid from pg_catalog.pg_depend
        where refclassid = 'pg_catalog.pg_extension'::regclass and deptype = 'e'
     )`;

const prelude = `
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
select c.oid, n.name as schema, c.relname as name, c.relkind as kind
  from pg_catalog.pg_class c
  join space n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c')
   and c.relpersistence <> 't'
   and c.oid not in (
       select d.objid
         from pg_catalog.pg_depend d
        where d.refclassid = 'pg_catalog.pg_extension'::regclass and d.deptype = 'e'
          and d.classid = 'pg_catalog.pg_class'::regclass)
   ${timescale === null ? "" : timescaleRelations(timescale)}`;

/** Leaves out chunks and continuous aggregates, which are views, by their catalogs; adds what the latter store. */
const timescaleRelations = ({ columns }: Timescale): string => `
   and not (c.relkind in ('r', 'f') and exists (
       select from _timescaledb_catalog.chunk k
        where ${
          // From 2.29 on a chunk is known by its relation.
          columns.has("_timescaledb_catalog.chunk.relid")
            ? "k.relid = c.oid"
            : "k.schema_name = n.name and k.table_name = c.relname"
        }))
   and not (c.relkind = 'v' and exists (
       select from _timescaledb_catalog.continuous_agg a
        where a.user_view_schema = n.name and a.user_view_name = c.relname))
union all
select c.oid, a.user_view_schema, a.user_view_name, 'a'
  from _timescaledb_catalog.continuous_agg a
  join _timescaledb_catalog.hypertable h on h.id = a.mat_hypertable_id
  join pg_catalog.pg_namespace n on n.nspname = h.schema_name
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = h.table_name`;

/**
 * The spaces, then the relations by eighths. OIDs are dealt out in runs: tables that were made one after the other may have
 * OIDs of one distance.
 */
const scopeQuery = ({ timescaledb }: Server): string => `
with space as (${spaceQuery(timescaledb)}
), relation as (${relationQuery(timescaledb)}
)
select null as eighth, ${columnAs("oid")}, '{}' as schema, ${columnAs("name")}, '{}' as kind
  from space
union all
select oid::bigint / 128 % 8, ${["oid", "schema", "name", "kind"].map(columnAs).join(", ")}
  from relation
 group by 1
 order by eighth nulls first`;

/** A column as one array, as the server prints it, so that it can be sent back. */
const columnAs = (column: string): string => `coalesce(array_agg(${column})::text, '{}') as ${column}`;

/** Eighths of each share: so large that a query for each costs little, and so small that nobody waits long for the last. */
const eighths = [[0, 1, 2, 3], [4, 5], [6], [7]];

/** Reads the scope: one query, whatever the number of objects. */
export async function readScope(connection: Connection, server: Server): Promise<SharedScope> {
  const [space = {}, ...dealt] = await connection.query(scopeQuery(server));
  const spaces = [space["oid"], space["name"]].map(String);
  const scopeOf = (rows: readonly Values[]): Scope => ({
    relations: [
      ...["oid", "schema", "name", "kind"].map((column) => joined(rows.map((row) => String(row[column])))),
      noTwins,
    ],
    spaces,
  });
  const shares = eighths.map((own) => dealt.filter(({ eighth }) => own.includes(Number(eighth))));
  return { ...scopeOf(dealt), shares: shares.filter(({ length }) => length > 0).map(scopeOf) };
}

/** One array of several, all of them as the server prints them; so they are sent back. */
const joined = (arrays: readonly string[]): string =>
  `{${arrays
    .map((array) => array.slice(1, -1))
    .filter((items) => items !== "")
    .join(",")}}`;

const noTwins = "{}";
const noRelations: Scope["relations"] = ["{}", "{}", "{}", "{}", noTwins];

/** Asks what may use the tables of the scope. Relations can be very many: they are sent where the query looks at them. */
export function askInScope(
  connection: Connection,
  query: string,
  { relations, spaces }: Scope,
  onRow?: OnRow,
): Promise<readonly Values[]> {
  const looksAtThem = /\brelation\b/.test(query);
  return connection.query(prelude + query, [...(looksAtThem ? relations : noRelations), ...spaces], onRow);
}
