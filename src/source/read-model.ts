/** Reads a database into a model, within a transaction: one query a kind, whatever the number of objects. */
import { Failure } from "../finding.js";
import { partPhase, type Kind, type Row } from "../kinds/kind.js";
import { kinds as allKinds, kindNamed } from "../kinds/kinds.js";
import type { Server } from "../kinds/server.js";
import { unmodelled } from "../kinds/unmodelled.js";
import { inOrder, keyOf } from "../model/key.js";
import type { Gap, Model, Obj } from "../model/model.js";
import type { Connection, Values } from "./connection.js";
import { readEdges } from "./depends.js";
import { addNeeds, Identities } from "./needs.js";
import { readServer } from "./read-server.js";
import { asPart, Refused, type Part } from "./refused.js";
import { askInScope, readScope, type Scope, type SharedScope } from "./scope.js";
import { inSession } from "./session.js";

/**
 * What a database holds; where it is traced, the transactions that last touched each object: by key, and by `key field`
 * for parts.
 */
export interface Reading {
  readonly model: Model;
  readonly touched: ReadonlyMap<string, number>;
}

export interface ReadOptions {
  readonly kinds?: readonly Kind[];
  /** Milliseconds after which the server ends a query. */
  readonly statementTimeout?: number;
  /** Whether `touched` is wanted. */
  readonly traced?: boolean;
  /** false: without the order in which objects can be made, which a comparison does not look at. */
  readonly needs?: boolean;
  /** What the role may not read: it is not asked for. */
  readonly without?: ReadonlySet<Part>;
  /** Opens another connection to the same database, to share the work where there is much of it. */
  readonly another?: () => Promise<Connection>;
  readonly onProgress?: (what: string) => void;
  /** Is shown each object when it is read, without its needs; again, at the next `reading`. */
  readonly onObject?: (object: Obj, reading: number) => void;
  /** Which reading of the database it is, from 1. */
  readonly reading?: number;
}

/** A part of the work, on whichever connection. */
type Task = (reader: Connection) => Promise<void>;

/** Bytes of pg_class from which a second connection is worth its while: some 500 tables with their indexes. */
const large = 2 ** 20;

/** What was read, to be put together when it is asked for: the server may be asked something meanwhile. */
export interface Rows {
  readonly reading: () => Promise<Reading>;
  readonly server: Server;
  readonly scope: Scope;
}

/** Reads within the transaction that is open, whatever it is. */
export async function readModel(connection: Connection, options: ReadOptions = {}): Promise<Rows> {
  const { another, onProgress = () => undefined } = options;
  const server = { ...(await readServer(connection)), traced: options.traced === true };
  const without = options.without ?? new Set<Part>();
  const asked = (options.kinds ?? allKinds).filter((kind) => !without.has(kind));
  const snapshot =
    server.relationBytes > large && another !== undefined ? await exportSnapshot(connection) : undefined;
  // Where there can be none (a limit on connections), the first one does it all.
  const opening = snapshot === undefined ? undefined : another?.().catch(() => undefined);
  const identities = new Identities();
  const objects = new Map<string, Obj>();
  // Kind by kind, each sorted while the server answers for the others.
  const sorted: string[][] = [];
  const touched = new Map<string, number>();
  const stubs = new Map<string, string>();
  const read = async (reader: Connection, kind: Kind, scope: Scope): Promise<void> => {
    onProgress(`reading ${kind.section}`);
    const keys: string[] = [];
    await readKind(reader, kind, server, scope, (row) => {
      const key = keyOf(kind.name, row.path);
      const object: Obj = { kind: kind.name, path: row.path, body: row.body };
      objects.set(key, object);
      keys.push(key);
      options.onObject?.(object, options.reading ?? 1);
      if (server.traced) touched.set(key, row.xid);
      for (const field in row.xids) touched.set(`${key} ${field}`, row.xids[field] ?? 0);
      if (options.needs === false) return;
      if (row.stub !== undefined && row.stub !== null) stubs.set(key, row.stub);
      if (kind.catalog !== undefined) identities.set(kind.catalog, row.oid, key);
      for (const oid of row.also ?? []) identities.set("pg_class", oid, key);
    });
    sorted.push(keys.sort());
  };
  let edges: readonly Values[] = [];
  let gaps: readonly Gap[] = [];
  // What has relations opened is read share by share: the second connection begins with the large ones, where there is
  // one, and the first takes of the small ones when it has done all else.
  const opens: Task[] = [];
  const deal = (scope: SharedScope): Scope => {
    const kinds = asked.filter((kind) => kind.opens === true);
    const readAll =
      (share: Scope): Task =>
      async (reader) => {
        for (const kind of kinds) await read(reader, kind, share);
      };
    opens.push(...(opening === undefined ? [scope] : scope.shares).map(readAll));
    return scope;
  };
  const scoping = readScope(connection, server).then(deal);
  const taskOf =
    (kind: Kind): Task =>
    async (reader) =>
      read(reader, kind, await scoping);
  // The longest stand in front.
  const tasks: Task[] = [];
  const addTasks = (kinds: readonly Kind[]): void => {
    const others = kinds.filter((kind) => kind.opens !== true);
    const isPart = ({ phase }: Kind): boolean => phase === partPhase;
    tasks.push(
      ...others.filter(isPart).map(taskOf),
      async (reader) => {
        if (options.needs === false || without.has("dependencies")) return;
        edges = await asPart("dependencies", readEdges(reader, server, await scoping));
      },
      ...others.filter((kind) => !isPart(kind)).map(taskOf),
      async (reader) => {
        if (!without.has("kindless")) gaps = await asPart("kindless", readGaps(reader, await scoping));
      },
    );
  };
  // While the second connection opens, and reads already, the first one asks what else there is.
  const present = scoping
    .then((scope) =>
      without.has("presence") ? asked : asPart("presence", readPresent(connection, asked, scope)),
    )
    .then(addTasks);
  const first = async (): Promise<void> => {
    await present;
    await workOff(connection, () => tasks.shift() ?? opens.pop());
  };
  let closing: Promise<void> | undefined;
  const second = async (): Promise<void> => {
    const reader = await opening;
    if (reader === undefined) return;
    const work = async (): Promise<void> => {
      await scoping;
      await workOff(reader, () => opens.shift());
      await present;
      await workOff(reader, () => tasks.pop());
    };
    await inSession(reader, work, options.statementTimeout, snapshot).finally(() => {
      closing = reader.close().catch(() => undefined);
    });
  };
  const reading = async (): Promise<Reading> => {
    addNeeds(objects, edges, identities, stubs, ({ kind }) => kindNamed(kind));
    const model: Model = {
      server: {
        postgres: server.version,
        ...(server.timescaledb === null ? {} : { timescaledb: server.timescaledb.version }),
      },
      objects: inOrder(objects, new Array<string>().concat(...sorted)),
      gaps,
    };
    await closing;
    return { model, touched };
  };
  try {
    await together([first(), second()]);
  } catch (error) {
    await closing;
    throw error;
  }
  return { reading, server, scope: await scoping };
}

async function workOff(reader: Connection, next: () => Task | undefined): Promise<void> {
  for (let task = next(); task !== undefined; task = next()) await task(reader);
}

/** Waits for all, so that none goes on while the database is read again, and fails as the first of them did. */
async function together(all: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(all);
  await Promise.all(all);
}

async function exportSnapshot(connection: Connection): Promise<string> {
  const [row] = await connection.query("select pg_export_snapshot() as id");
  return String(row?.["id"]);
}

/** The kinds that the database may have objects of. */
async function readPresent(
  connection: Connection,
  kinds: readonly Kind[],
  scope: Scope,
): Promise<readonly Kind[]> {
  const conditions = kinds.map(({ present = "true" }) => present);
  const rows = await askInScope(
    connection,
    `
select ${conditions.map((one, i) => `${one} as k${i}`).join(",\n       ")}
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid`,
    scope,
  );
  return kinds.filter((_kind, i) => rows[0]?.[`k${i}`] === true);
}

async function readKind(
  connection: Connection,
  kind: Kind,
  server: Server,
  scope: Scope,
  onRow: (row: Row) => void,
): Promise<void> {
  const query = kind.query(server);
  if (query === null) return;
  const enter = (values: Values): void => {
    if (!isRow(values))
      throw new Error(`the server sent a row of another form: ${Object.keys(values).join(", ")}`);
    onRow(values);
  };
  try {
    for (const values of await asPart(kind, askInScope(connection, query, scope, enter))) enter(values);
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof Refused) throw cause;
    throw new Failure(`reading ${kind.section.replaceAll("_", " ")}: ${cause.message}`, { cause });
  }
}

/** The one place where rows enter. */
const isRow = (values: Values): values is Values & Row =>
  typeof values["oid"] === "number" &&
  typeof values["xid"] === "number" &&
  Array.isArray(values["path"]) &&
  typeof values["body"] === "object" &&
  values["body"] !== null;

async function readGaps(connection: Connection, scope: Scope): Promise<Gap[]> {
  const rows = await askInScope(connection, unmodelled(), scope);
  return rows.map((row) => ({ reason: "unmodelled", what: String(row["what"]) }));
}
