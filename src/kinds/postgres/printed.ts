/**
 * Definitions of tables that are twins (source/twins.ts). To print one of a check or an index, the server opens its table,
 * which takes longer than all else about it. Where those of twins are alike in all that goes into the text, one of them is
 * printed for all.
 */
import type { Server } from "../server.js";

interface Printing {
  /** Prints the definition of row `own`. */
  readonly definition: string;
  /** Joined to it for that. */
  readonly join?: string;
  /** All that goes into the text, beside the columns of the table: expressions on `own`. */
  readonly key: readonly string[];
}

/** Newest major of PostgreSQL of which it is known what goes into a definition. */
const newest = 18;

/** Whether what is alike by the keys below is printed alike. */
export const knowsAlike = ({ major }: Server): boolean => major <= newest;

/**
 * The table `printed (oid, definition)`: of those of table `own` that are alike, if any. It has their `oid`, and the `twin`
 * of their relation. Without MATERIALIZED each would be printed.
 */
export const printedQuery = ({ definition, join = "", key }: Printing): string => `
alike as materialized (
select array_agg(own.oid) as oids, min(own.oid) as first
  from own
 where own.twin <> 0
 group by own.twin, ${key.join(", ")}
having count(*) > 1
),
texts as materialized (
select alike.oids, ${definition} as definition
  from alike
  join own on own.oid = alike.first
  ${join}
),
printed (oid, definition) as materialized (
select unnest(oids), definition
  from texts
)`;

/**
 * A node tree without the places in a script that it was read from, which PostgreSQL up to 16 keeps: `:location 12`. One that
 * holds the whole row, and so prints the name of the table, has the type of that row.
 */
export const withoutPlaces = (tree: string, { major }: Server): string =>
  major < 17
    ? `(select array_agg(ltrim(piece, '0123456789')) from string_to_table(${tree}, ':location ') piece)`
    : tree;
