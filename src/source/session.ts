/** The transaction that a database is read in: read only, with timeouts, and printing its catalogs in one way. */
import { keySettings } from "../kinds/redaction.js";
import { literal } from "../sql/quote.js";
import type { Connection } from "./connection.js";

/**
 * Everything that changes how a catalog prints, pinned; and nothing that could wait for, or block, anybody. Catalogs are in
 * memory: to look rows up costs no more than to go through them all, with those of chunks among them. Joins are written in
 * the order in which they are best made; to look for a better one takes longer than to make them.
 */
export const settings = (timeout: number): string => `
set local statement_timeout = ${timeout};
set local lock_timeout = '5s';
set local idle_in_transaction_session_timeout = '10min';
set local search_path = '';
set local quote_all_identifiers = off;
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local timezone = 'UTC';
set local extra_float_digits = 1;
set local bytea_output = 'hex';
set local lc_monetary = 'C';
set local standard_conforming_strings = on;
set local work_mem = '64MB';
set local jit = off;
set local random_page_cost = 1;
set local max_parallel_workers_per_gather = 0;
set local join_collapse_limit = 1;
${keySettings()}`;

/**
 * Runs something in such a transaction.
 * @param timeout milliseconds after which the server ends a query
 * @param snapshot of another transaction, to see what that one sees
 */
export async function inSession<T>(
  connection: Connection,
  run: () => Promise<T>,
  timeout = 300_000,
  snapshot?: string,
): Promise<T> {
  const shared = snapshot === undefined ? "" : `set transaction snapshot ${literal(snapshot)};`;
  try {
    await connection.run(
      `begin transaction isolation level repeatable read, read only; ${shared} ${settings(timeout)}`,
    );
    return await run();
  } finally {
    // Ends the transaction also where a query failed; on a dead connection there is nothing to end.
    await connection.run("rollback").catch(() => undefined);
  }
}
