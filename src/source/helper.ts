/** A second connection to the same database, to share the work where there is much of it. */
import type { Server } from "../kinds/server.js";
import type { Connection } from "./connection.js";

/** One that sees what the first connection sees. */
export interface Helper {
  /** undefined where there can be none, as for a limit on connections: the first one does it all. */
  readonly opening: Promise<Connection | undefined>;
  /** The snapshot of the first one's transaction. */
  readonly snapshot: string;
  /** Closes it; more than once does no harm. */
  readonly dismiss: () => Promise<void>;
}

/** Bytes of pg_class from which it is worth its while: some 500 tables with their indexes. */
const large = 2 ** 20;

/**
 * Has one opened, where there is much to read.
 * @param connection in a transaction
 * @param another opens one
 */
export async function callHelper(
  connection: Connection,
  { relationBytes }: Server,
  another: (() => Promise<Connection>) | undefined,
): Promise<Helper | undefined> {
  if (relationBytes <= large || another === undefined) return undefined;
  const [row] = await connection.query("select pg_export_snapshot() as id");
  const opening = another().catch(() => undefined);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => (await opening)?.close().catch(() => undefined);
  return { opening, snapshot: String(row?.["id"]), dismiss: () => (closing ??= close()) };
}
