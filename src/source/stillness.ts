/**
 * Tells whether the schema stood still while it was read. A transaction's snapshot holds for catalog rows, but not for
 * the functions that print definitions: pg_get_indexdef() and its like see the newest catalogs (PostgreSQL's
 * documentation, chapter on system information functions), so two halves of one object may be of two moments.
 */
import type { Connection } from "./connection.js";
import { askInScope, type Scope } from "./scope.js";

/**
 * Where the write-ahead log stands: unchanged, nothing at all was changed. Not how far it is written: a commit that is
 * not synchronous counts before that.
 */
export async function logPosition(connection: Connection): Promise<string> {
  const [row] = await connection.query(
    "select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end::text as position",
  );
  return String(row?.["position"]);
}

/** Catalogs with definitions, and which of their rows belong to the user's objects. */
const catalogs: readonly (readonly [catalog: string, key: string, scope: string])[] = [
  ["pg_class", "oid", "relation"],
  ["pg_attribute", "attrelid", "relation"],
  ["pg_attrdef", "adrelid", "relation"],
  ["pg_index", "indrelid", "relation"],
  ["pg_constraint", "conrelid", "relation"],
  ["pg_trigger", "tgrelid", "relation"],
  ["pg_rewrite", "ev_class", "relation"],
  ["pg_policy", "polrelid", "relation"],
  ["pg_proc", "pronamespace", "space"],
  ["pg_type", "typnamespace", "space"],
];

const sumQuery = `
select concat_ws(' ', ${catalogs
  .map(
    ([catalog, key, scope]) =>
      `(select count(*) || '/' || coalesce(sum(${key}::bigint * 31 + x.xmin::text::bigint), 0)
          from pg_catalog.${catalog} x where x.${key} in (select oid from ${scope}))`,
  )
  .join(",\n       ")}) as sum`;

/** A sum over the versions of all rows that definitions are made of; another one means that something changed. */
export async function catalogSum(connection: Connection, scope: Scope): Promise<string> {
  const [row] = await askInScope(connection, sumQuery, scope);
  return String(row?.["sum"]);
}

/** SQLSTATEs of a definition that was asked for when its object was gone: internal_error, undefined_table and others. */
const goneStates = new Set(["XX000", "42P01", "42704", "42883", "42703"]);

/** Whether a failure to read may come from a change of the schema meanwhile. */
export function mayHaveMoved(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code: unknown = Reflect.get(cause, "code");
    if (typeof code === "string" && goneStates.has(code)) return true;
  }
  return false;
}
