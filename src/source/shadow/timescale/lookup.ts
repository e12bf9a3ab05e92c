/** What must be asked of the shadow's catalogs to route a statement. */
import type { RangeVar } from "@pgsql/types";
import { relationName } from "./relation.js";

/** Runs a query on the shadow; rows as PGlite and pg return them. */
export type Ask = (sql: string, parameters: readonly string[]) => Promise<readonly Record<string, unknown>[]>;

/** Whether the emulation is installed in the database: without it, statements are PostgreSQL's own. */
export async function emulated(ask: Ask): Promise<boolean> {
  const rows = await ask("select 1 from pg_catalog.pg_namespace where nspname = $1", ["_timescaledb_emulation"]);
  return rows.length > 0;
}

/** A continuous aggregate: its view, and the table behind it, both qualified and quoted. */
export interface Aggregate {
  readonly view: string;
  readonly materialization: string;
}

/** The continuous aggregate of that name, or null. */
export async function aggregateNamed(relation: RangeVar | undefined, ask: Ask): Promise<Aggregate | null> {
  const [row] = await ask(
    `select _timescaledb_emulation.quoted(a.user_view) as view, _timescaledb_emulation.quoted(h.relid) as materialization
       from _timescaledb_catalog.continuous_agg a
       join _timescaledb_catalog.hypertable h on h.id = a.mat_hypertable_id
      where a.user_view = pg_catalog.to_regclass($1)`,
    [relationName(relation)],
  );
  return row === undefined ? null : { view: String(row["view"]), materialization: String(row["materialization"]) };
}
