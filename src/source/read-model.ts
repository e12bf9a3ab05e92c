/** Reads a database into a model, within a transaction: one query a kind, whatever the number of objects. */
import { partPhase, type Kind } from "../kinds/kind.js";
import type { Server } from "../kinds/server.js";
import { unmodelled } from "../kinds/unmodelled.js";
import { inOrder } from "../model/key.js";
import type { Gap, Model, Obj } from "../model/model.js";
import type { Connection } from "./connection.js";
import { readEdges } from "./depends.js";
import { callHelper, type Helper } from "./helper.js";
import { addNeeds } from "./needs.js";
import { Found, readKind } from "./read-kind.js";
import { readServer } from "./read-server.js";
import { asPart, type Part } from "./refused.js";
import { askInScope, readScope, type Scope, type SharedScope } from "./scope.js";
import { inSession } from "./session.js";
import { readTwins, withTwins, type Twins } from "./twins.js";

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
    const looking = readScope(connection, server);
    const read = await readRows(connection, helper, server, looking, options);
    const [scope, { kindNamed }] = await Promise.all([looking, import("../kinds/kinds.js")]);
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

async function readRows(
  connection: Connection,
  helper: Helper | undefined,
  server: Server,
  looking: Promise<SharedScope>,
  options: ReadOptions,
): Promise<Found> {
  const found = new Found();
  const { without = new Set<Part>() } = options;
  const read = async (reader: Connection, kind: Kind, share: Scope): Promise<void> => {
    options.onProgress?.(`reading ${kind.section}`);
    await readKind(reader, kind, server, share, found, options);
  };
  // The helper's, while the first connection looks for the scope. Where there is no helper there is little to read.
  let twins: Twins = new Map();
  const early: Task = async (reader) => {
    if (!without.has("twins")) twins = await asPart("twins", readTwins(reader, server, looking));
  };
  // What has relations opened is read share by share, by the helper; the first connection takes of the last ones, which are
  // small, when it has done all else.
  const shares: Task[] = [];
  const tasks: Task[] = [];
  // What there is to know of kinds is loaded while the server looks for relations.
  const sharing = Promise.all([looking, import("../kinds/kinds.js")]).then(([scope, { kinds }]) => {
    const asked = (options.kinds ?? kinds).filter((kind) => !without.has(kind));
    for (const share of helper === undefined ? [scope] : scope.shares)
      shares.push(async (reader) => {
        const seen = withTwins(share, twins);
        for (const kind of asked.filter(opens)) await read(reader, kind, seen);
      });
    return { scope, asked };
  });
  // While the helper reads already, the first connection asks what else there is.
  const adding = sharing.then(async ({ scope, asked }) => {
    const present = without.has("presence")
      ? asked
      : await asPart("presence", readPresent(connection, asked, scope));
    const others = present.filter((kind) => !opens(kind));
    const taskOf =
      (kind: Kind): Task =>
      (reader) =>
        read(reader, kind, scope);
    // The longest stand in front.
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
  });
  const first = async (): Promise<void> => {
    await adding;
    await workOff(connection, () => tasks.shift() ?? shares.pop());
  };
  const help = async (): Promise<void> => {
    const reader = await helper?.opening;
    if (helper === undefined || reader === undefined) return;
    const work = async (): Promise<void> => {
      await early(reader);
      await sharing;
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

const opens = (kind: Kind): boolean => kind.opens === true;
const isPart = ({ phase }: Kind): boolean => phase === partPhase;

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

async function readGaps(connection: Connection, scope: Scope): Promise<Gap[]> {
  const rows = await askInScope(connection, unmodelled(), scope);
  return rows.map((row) => ({ reason: "unmodelled", what: String(row["what"]) }));
}
