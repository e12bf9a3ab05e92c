/** Reads a database into a model, within a transaction: one query a kind, whatever the number of objects. */
import { Failure } from "../finding.js";
import { partPhase, type Kind, type Row } from "../kinds/kind.js";
import type { Server } from "../kinds/server.js";
import { unmodelled } from "../kinds/unmodelled.js";
import { inOrder, keyOf } from "../model/key.js";
import type { Gap, Model, Obj } from "../model/model.js";
import type { Connection, Values } from "./connection.js";
import { readEdges } from "./depends.js";
import { callHelper, type Helper } from "./helper.js";
import { addNeeds, Identities } from "./needs.js";
import { readServer } from "./read-server.js";
import { asPart, Refused, type Part } from "./refused.js";
import { askInScope, readScope, type Scope, type SharedScope } from "./scope.js";
import { inSession } from "./session.js";
import { twinsFinder } from "./twins.js";

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

/** What was read, to be put together when it is asked for: the server may be asked something meanwhile. */
export interface Rows {
  readonly reading: () => Promise<Reading>;
  readonly server: Server;
  readonly scope: Scope;
}

/** Reads within the transaction that is open, whatever it is. */
export async function readModel(connection: Connection, options: ReadOptions = {}): Promise<Rows> {
  const server = { ...(await readServer(connection)), traced: options.traced === true };
  const helper = await callHelper(connection, server, options.another);
  try {
    // What there is to know of kinds is loaded while the server looks for relations.
    const [scope, { kinds, kindNamed }] = await Promise.all([
      readScope(connection, server),
      import("../kinds/kinds.js"),
    ]);
    const read = await readRows(connection, helper, server, scope, { kinds, ...options });
    const reading = async (): Promise<Reading> => {
      addNeeds(read.objects, read.edges, read.identities, read.stubs, ({ kind }) => kindNamed(kind));
      const model: Model = {
        server: {
          postgres: server.version,
          ...(server.timescaledb === null ? {} : { timescaledb: server.timescaledb.version }),
        },
        objects: inOrder(read.objects, new Array<string>().concat(...read.sorted)),
        gaps: read.gaps,
      };
      await helper?.dismiss();
      return { model, touched: read.touched };
    };
    return { reading, server, scope };
  } catch (error) {
    await helper?.dismiss();
    throw error;
  }
}

/** What the queries returned. */
class Found {
  readonly identities = new Identities();
  readonly objects = new Map<string, Obj>();
  /** Kind by kind, each sorted while the server answers for the others. */
  readonly sorted: string[][] = [];
  readonly touched = new Map<string, number>();
  readonly stubs = new Map<string, string>();
  edges: readonly Values[] = [];
  gaps: readonly Gap[] = [];
}

async function readRows(
  connection: Connection,
  helper: Helper | undefined,
  server: Server,
  scope: SharedScope,
  options: ReadOptions & { readonly kinds: readonly Kind[] },
): Promise<Found> {
  const found = new Found();
  const { onProgress = () => undefined, without = new Set<Part>() } = options;
  const asked = options.kinds.filter((kind) => !without.has(kind));
  const read = async (reader: Connection, kind: Kind, share: Scope): Promise<void> => {
    onProgress(`reading ${kind.section}`);
    const keys: string[] = [];
    await readKind(reader, kind, server, share, (row) => {
      const key = keyOf(kind.name, row.path);
      const object: Obj = { kind: kind.name, path: row.path, body: row.body };
      found.objects.set(key, object);
      keys.push(key);
      options.onObject?.(object, options.reading ?? 1);
      if (server.traced) found.touched.set(key, row.xid);
      for (const field in row.xids) found.touched.set(`${key} ${field}`, row.xids[field] ?? 0);
      if (options.needs === false) return;
      if (row.stub !== undefined && row.stub !== null) found.stubs.set(key, row.stub);
      if (kind.catalog !== undefined) found.identities.set(kind.catalog, row.oid, key);
      for (const oid of row.also ?? []) found.identities.set("pg_class", oid, key);
    });
    found.sorted.push(keys.sort());
  };
  // What has relations opened is read share by share, by the helper; the first connection takes of the last ones, which are
  // small, when it has done all else. Where there is no helper there is little to read, and twins are not looked for.
  const openers = asked.filter((kind) => kind.opens === true);
  const withTwins = twinsFinder(server);
  const shares = (helper === undefined ? [scope] : scope.shares).map((share): Task => async (reader) => {
    const seen = helper === undefined || without.has("twins") ? share : await withTwins(reader, share);
    for (const kind of openers) await read(reader, kind, seen);
  });
  const taskOf =
    (kind: Kind): Task =>
    (reader) =>
      read(reader, kind, scope);
  // The longest stand in front.
  const tasks: Task[] = [];
  const addTasks = (kinds: readonly Kind[]): void => {
    const others = kinds.filter((kind) => !openers.includes(kind));
    const isPart = ({ phase }: Kind): boolean => phase === partPhase;
    tasks.push(
      ...others.filter(isPart).map(taskOf),
      async (reader) => {
        if (options.needs === false || without.has("dependencies")) return;
        found.edges = await asPart("dependencies", readEdges(reader, server, scope));
      },
      ...others.filter((kind) => !isPart(kind)).map(taskOf),
      async (reader) => {
        if (!without.has("kindless")) found.gaps = await asPart("kindless", readGaps(reader, scope));
      },
    );
  };
  // While the helper reads already, the first connection asks what else there is.
  const present = without.has("presence")
    ? Promise.resolve(asked)
    : asPart("presence", readPresent(connection, asked, scope));
  const adding = present.then(addTasks);
  const first = async (): Promise<void> => {
    await adding;
    await workOff(connection, () => tasks.shift() ?? shares.pop());
  };
  const help = async (): Promise<void> => {
    const reader = await helper?.opening;
    if (helper === undefined || reader === undefined) return;
    const work = async (): Promise<void> => {
      await workOff(reader, () => shares.shift());
      await adding;
      await workOff(reader, () => tasks.pop());
    };
    await inSession(reader, work, options.statementTimeout, helper.snapshot).finally(() => {
      void helper.dismiss();
    });
  };
  await together([first(), help()]);
  return found;
}

async function workOff(reader: Connection, next: () => Task | undefined): Promise<void> {
  for (let task = next(); task !== undefined; task = next()) await task(reader);
}

/** Waits for all, so that none goes on while the database is read again, and fails as the first of them did. */
async function together(all: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(all);
  await Promise.all(all);
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
