/**
 * Tables with the same columns, as those of tenants, partitions or copies are: by name, place, type and collation. What
 * the server prints of one it would print of the other (kinds/postgres/printed.ts).
 */
import { knowsAlike } from "../kinds/postgres/printed.js";
import { isOneOf } from "../kinds/relation.js";
import type { Server } from "../kinds/server.js";
import type { Connection } from "./connection.js";
import { asPart } from "./refused.js";
import { askInScope, columnAs, type Scope } from "./scope.js";

/** Whether relation `r` can have indexes or constraints. */
const ofTable = isOneOf("rpfma");

/** The first of a relation's twins, itself among them; null where it has none. Columns that were dropped count. */
const twinsQuery = `,
shape as (
select r.oid, c.columns
  from relation r
 cross join lateral (
       select array_agg(a.definition) as columns
         from (select concat_ws(' ', a.atttypid, a.attcollation, a.attname) as definition
                 from pg_catalog.pg_attribute a where a.attrelid = r.oid and a.attnum > 0 order by a.attnum) a) c
 where ${ofTable}
),
same as (
select array_agg(oid) as oids, min(oid) as twin from shape group by columns having count(*) > 1
),
twin (oid, twin) as (
select unnest(oids), twin from same
)
select ${["oid", "schema", "name", "kind", "twin"].map(columnAs).join(", ")},
       4 * count(r.twin) >= count(*) filter (where ${ofTable}) as many
  from (select r.oid, r.schema, r.name, r.kind, t.twin from relation r left join twin t on t.oid = r.oid) r`;

/** Reads the relations' twins: of one share after the other, as long as there are many. */
export function twinsFinder(server: Server): (connection: Connection, share: Scope) => Promise<Scope> {
  let many = knowsAlike(server);
  return async (connection, share) => {
    if (!many) return share;
    const [row = {}] = await asPart("twins", askInScope(connection, twinsQuery, share));
    many = row["many"] === true;
    return {
      ...share,
      relations: ["oid", "schema", "name", "kind", "twin"].map((column) => String(row[column])),
    };
  };
}
