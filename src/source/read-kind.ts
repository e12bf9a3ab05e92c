/** Takes in the rows of a kind's catalog query. */
import { Failure } from "../finding.js";
import type { Kind, Row } from "../kinds/kind.js";
import type { Server } from "../kinds/server.js";
import { keyOf } from "../model/key.js";
import type { Gap, Obj } from "../model/model.js";
import type { Connection, Values } from "./connection.js";
import { Identities } from "./needs.js";
import type { ReadOptions } from "./read-model.js";
import { asPart, Refused } from "./refused.js";
import { askInScope, type Scope } from "./scope.js";

/** What the queries returned. */
export class Found {
  readonly identities = new Identities();
  readonly objects = new Map<string, Obj>();
  /** Kind by kind, each sorted while the server answers for the others. */
  readonly sorted: string[][] = [];
  readonly touched = new Map<string, number>();
  readonly stubs = new Map<string, string>();
  edges: readonly Values[] = [];
  gaps: readonly Gap[] = [];

  /** @returns the key of the object that the row is of */
  enter(kind: Kind, row: Row, server: Server, options: ReadOptions): string {
    const key = keyOf(kind.name, row.path);
    const object: Obj = { kind: kind.name, path: row.path, body: row.body };
    this.objects.set(key, object);
    options.onObject?.(object, options.reading ?? 1);
    if (server.traced) this.touched.set(key, row.xid);
    for (const field in row.xids) this.touched.set(`${key} ${field}`, row.xids[field] ?? 0);
    if (options.needs === false) return key;
    if (row.stub !== undefined && row.stub !== null) this.stubs.set(key, row.stub);
    if (kind.catalog !== undefined) this.identities.set(kind.catalog, row.oid, key);
    for (const oid of row.also ?? []) this.identities.set("pg_class", oid, key);
    return key;
  }
}

/** Reads the objects of a kind into `found`: those of a share of the scope. */
export async function readKind(
  connection: Connection,
  kind: Kind,
  server: Server,
  share: Scope,
  found: Found,
  options: ReadOptions,
): Promise<void> {
  const query = kind.query(server);
  if (query === null) return;
  const keys: string[] = [];
  const enter = (values: Values): void => {
    if (!isRow(values))
      throw new Error(`the server sent a row of another form: ${Object.keys(values).join(", ")}`);
    keys.push(found.enter(kind, values, server, options));
  };
  try {
    for (const values of await asPart(kind, askInScope(connection, query, share, enter))) enter(values);
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof Refused) throw cause;
    throw new Failure(`reading ${kind.section.replaceAll("_", " ")}: ${cause.message}`, { cause });
  }
  found.sorted.push(keys.sort());
}

/** The one place where rows enter. */
const isRow = (values: Values): values is Values & Row =>
  typeof values["oid"] === "number" &&
  typeof values["xid"] === "number" &&
  Array.isArray(values["path"]) &&
  typeof values["body"] === "object" &&
  values["body"] !== null;
