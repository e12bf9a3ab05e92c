/** What must be asked of the shadow's catalogs to route a statement. */
import type { RangeVar } from "@pgsql/types";
import { literal } from "../../../sql/quote.js";
import { relationName } from "./relation.js";

/** Runs a query on the shadow; rows as PGlite and pg return them. */
export type Ask = (sql: string, parameters: readonly string[]) => Promise<readonly Record<string, unknown>[]>;

/** Whether the emulation is installed in the database: without it, statements are PostgreSQL's own. */
export async function emulated(ask: Ask): Promise<boolean> {
  const rows = await ask("select 1 from pg_catalog.pg_namespace where nspname = $1", [
    "_timescaledb_emulation",
  ]);
  return rows.length > 0;
}

/**
 * Tells whether a name is a continuous aggregate's. In a block nothing can be asked beforehand, since the block may make
 * it: there every name is taken for one, and the block asks when it runs.
 */
export type IsAggregate = (relation: RangeVar | undefined) => Promise<boolean>;

const where = "where user_view = pg_catalog.to_regclass";

/** Asks the catalog. */
export function lookup(ask: Ask): IsAggregate {
  return async (relation) => {
    const rows = await ask(`select 1 from _timescaledb_catalog.continuous_agg ${where}($1)`, [
      relationName(relation),
    ]);
    return rows.length > 0;
  };
}

/** The same as a condition in PL/pgSQL. */
export function condition(relation: RangeVar | undefined): string {
  return `EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg ${where}(${literal(relationName(relation))}))`;
}
