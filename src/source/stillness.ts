/**
 * Tells whether the schema stood still while it was read. A transaction's snapshot holds for catalog rows, but not for
 * the functions that print definitions: pg_get_indexdef() and its like see the newest catalogs (PostgreSQL's
 * documentation, chapter on system information functions), so two halves of one object may be of two moments.
 */
import type { Server, Timescale } from "../kinds/server.js";
import type { Connection } from "./connection.js";
import type { Scope } from "./scope.js";

/** Catalogs that definitions are made of, and which of their rows belong to the user's relations and schemas. */
const catalogs: readonly (readonly [catalog: string, key: string, owners: string])[] = [
  ["pg_class", "oid", "$1"],
  ["pg_attribute", "attrelid", "$1"],
  ["pg_attrdef", "adrelid", "$1"],
  ["pg_index", "indrelid", "$1"],
  ["pg_constraint", "conrelid", "$1"],
  ["pg_trigger", "tgrelid", "$1"],
  ["pg_rewrite", "ev_class", "$1"],
  ["pg_policy", "polrelid", "$1"],
  ["pg_proc", "pronamespace", "$2"],
  ["pg_type", "typnamespace", "$2"],
  ["pg_namespace", "oid", "$2"],
];

/**
 * A row that was changed or dropped is still there for an older snapshot, with the transaction that did it in xmax; also
 * of one that goes on, or was rolled back. Those before the snapshot's first that still runs can but be the latter.
 * Ages are held against each other only: they count from where the transaction first asked for one. Where there may be
 * chunks, what is the user's is looked up; else to go through all is faster.
 */
const movedQuery = (timescale: Timescale | null): string => `
with changed as materialized (
       ${catalogs
         .map(
           ([catalog, key, owners]) => `select x.xmax as xid, x.${key} as owner, ${owners}::oid[] as owners
         from pg_catalog.${catalog} x where x.xmax <> '0'::xid${timescale === null ? "" : ` and x.${key} = any (${owners}::oid[])`}`,
         )
         .join("\n       union all\n       ")}
     ),
     running (xid, short) as (
       select s.xid, (s.xid % 4294967296)::text::xid
         from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint) s (xid)
     )
select coalesce(bool_or(case when age(c.xid) <= age(r.short)
                             then pg_xact_status((r.xid + age(r.short) - age(c.xid))::text::xid8) = 'committed' end), false) as moved
  from (select distinct xid from changed where owner = any (owners)) c
 cross join running r`;

/** Whether any of what definitions are made of was changed since the transaction's snapshot, and for good. */
export async function hasMoved(
  connection: Connection,
  { timescaledb }: Server,
  scope: Scope,
): Promise<boolean> {
  const { relations, spaces } = scope;
  const [row] = await connection.query(movedQuery(timescaledb), [relations[0] ?? "{}", spaces[0] ?? "{}"]);
  return row?.["moved"] === true;
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
