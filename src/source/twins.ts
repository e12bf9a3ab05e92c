/**
 * Tables with the same columns, as those of tenants, partitions or copies are: by name, place, type and collation. What
 * the server prints of one it would print of the other (kinds/postgres/printed.ts).
 */
import { knowsAlike } from "../kinds/postgres/printed.js";
import { isOneOf } from "../kinds/relation.js";
import type { Server } from "../kinds/server.js";
import type { Connection } from "./connection.js";
import { askInScope, type Scope } from "./scope.js";

/** Of an OID, as the server prints it, the first of its twins, itself among them; nothing where it has none. */
export type Twins = ReadonlyMap<string, string>;

/** All that can have indexes or constraints: but for the system's own, whose OIDs are lower. */
const everyTable = `
select c.oid from pg_catalog.pg_class c where c.relkind in ('r', 'p', 'f', 'm') and c.oid >= 16384`;

const tableOfScope = `
select r.oid from relation r where ${isOneOf("rpfma")}`;

/** Columns that were dropped count. */
const twinsQuery = (tables: string): string => `
select array_agg(twin.oid)::text as oids, array_agg(twin.first)::text as firsts
  from (select unnest(array_agg(shape.oid)) as oid, min(shape.oid) as first
          from (select t.oid, (
                       select array_agg(a.definition)
                         from (select concat_ws(' ', a.atttypid, a.attcollation, a.attname) as definition
                                 from pg_catalog.pg_attribute a where a.attrelid = t.oid and a.attnum > 0
                                order by a.attnum) a) as columns
                  from (${tables}) t) shape
         group by shape.columns
        having count(*) > 1) twin`;

/**
 * Reads who has twins; nobody, on a server of which it is not known what goes into a definition.
 * @param looking for the scope, which is waited for only where there may be chunks
 */
export async function readTwins(
  connection: Connection,
  server: Server,
  looking: Promise<Scope>,
): Promise<Twins> {
  if (!knowsAlike(server)) return new Map();
  const [row] =
    server.timescaledb === null
      ? await connection.query(twinsQuery(everyTable))
      : await askInScope(connection, twinsQuery(tableOfScope), await looking);
  const [oids = [], firsts = []] = [row?.["oids"], row?.["firsts"]].map(items);
  return new Map(oids.map((oid, i) => [oid, firsts[i] ?? oid]));
}

/** What the server prints of an array of OIDs, taken apart. */
const items = (array: unknown): string[] =>
  typeof array === "string" && array.length > 2 ? array.slice(1, -1).split(",") : [];

/** A scope that says of its relations who their twins are; 0: it has none. A null would depend on array_nulls. */
export function withTwins(scope: Scope, twins: Twins): Scope {
  if (twins.size === 0) return scope;
  const [oids, ...others] = scope.relations;
  const own = items(oids).map((oid) => twins.get(oid) ?? "0");
  return { ...scope, relations: [oids ?? "{}", ...others.slice(0, -1), `{${own.join(",")}}`] };
}
