/** Asks a live database how its objects fare: jobs that fail, indexes that outgrow the memory. No part of a model. */
import { kinds } from "../kinds/kinds.js";
import type { Vitals } from "../kinds/kind.js";
import { keyOf } from "../model/key.js";
import type { Path } from "../model/model.js";
import type { Connection } from "./connection.js";
import { readServer } from "./read-server.js";
import { inSession } from "./session.js";

export interface Health {
  /** By key. */
  readonly vitals: ReadonlyMap<string, Vitals>;
  /** What could not be asked for, and why. */
  readonly unreadable: readonly string[];
}

/** Each kind in a transaction of its own: what a role may not read takes nothing else along. */
export async function readHealth(connection: Connection): Promise<Health> {
  const vitals = new Map<string, Vitals>();
  const unreadable: string[] = [];
  const server = { ...(await inSession(connection, () => readServer(connection))), traced: false };
  for (const kind of kinds) {
    const sql = kind.vitals?.(server) ?? null;
    if (sql === null) continue;
    try {
      const rows = await inSession(connection, () => connection.query(sql));
      // The one place where these rows enter: Kind.vitals says what they hold.
      for (const row of rows) vitals.set(keyOf(kind.name, row["path"] as Path), row["vitals"] as Vitals);
    } catch (error) {
      unreadable.push(
        `${kind.section.replaceAll("_", " ")} (${error instanceof Error ? error.message : String(error)})`,
      );
    }
  }
  return { vitals, unreadable };
}
