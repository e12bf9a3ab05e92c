/** Reads a database into a model: one read-only transaction, one query a kind, whatever the number of objects. */
import { Failure } from "../finding.js";
import type { Kind, Row } from "../kinds/kind.js";
import { kinds as allKinds } from "../kinds/kinds.js";
import { unmodelled } from "../kinds/unmodelled.js";
import type { Server } from "../kinds/server.js";
import { keyOf } from "../model/key.js";
import type { Gap, Model, Obj, Plain } from "../model/model.js";
import type { Connection, Values } from "./connection.js";
import { identity, readNeeds } from "./depends.js";
import { prelude, readScope, type Scope } from "./scope.js";

/** What a database holds, and the transactions that last touched each object: by key, and by `key field` for parts. */
export interface Reading {
  readonly model: Model;
  readonly touched: ReadonlyMap<string, number>;
}

export interface ReadOptions {
  readonly kinds?: readonly Kind[];
  /** Milliseconds after which the server ends a query. */
  readonly statementTimeout?: number;
  readonly onProgress?: (what: string) => void;
}

/** Everything that changes how a catalog prints, pinned; and nothing that could wait for, or block, anybody. */
const session = (timeout: number): string => `
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
set local standard_conforming_strings = on;
set local jit = off;`;

/** @throws Failure naming what could not be read */
export async function introspect(connection: Connection, options: ReadOptions = {}): Promise<Reading> {
  const { kinds = allKinds, onProgress = () => undefined } = options;
  await connection.run("begin transaction isolation level repeatable read, read only");
  try {
    await connection.run(session(options.statementTimeout ?? 300_000));
    const server = await readServer(connection);
    const scope = await readScope(connection, server);
    const reading = new Map<string, Obj>();
    const touched = new Map<string, number>();
    const identities = new Map<string, string>();
    for (const kind of kinds) {
      onProgress(`reading ${kind.section}`);
      for (const row of await readKind(connection, kind, server, scope)) {
        const key = keyOf(kind.name, row.path);
        reading.set(key, { kind: kind.name, path: row.path, body: strip(row.body) });
        touched.set(key, row.xid);
        for (const [field, xid] of Object.entries(row.xids ?? {})) touched.set(`${key} ${field}`, xid);
        if (kind.catalog !== undefined) identities.set(identity(kind.catalog, row.oid), key);
        for (const oid of row.also ?? []) identities.set(identity("pg_class", oid), key);
      }
    }
    onProgress("reading dependencies");
    const byName = new Map(kinds.map((kind) => [kind.name, kind]));
    const needs = await readNeeds(connection, identities, reading, (object) => {
      const kind = byName.get(object.kind);
      if (kind === undefined) throw new Failure(`there is no kind "${object.kind}"`);
      return kind;
    });
    const gaps = await readGaps(connection, scope);
    const objects = [...reading].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return {
      model: {
        server: {
          postgres: server.version,
          ...(server.timescaledb === null ? {} : { timescaledb: server.timescaledb.version }),
        },
        objects: new Map(
          objects.map(([key, object]) => {
            const needed = needs.get(key);
            return [key, needed === undefined ? object : { ...object, needs: needed }];
          }),
        ),
        gaps,
      },
      touched,
    };
  } finally {
    // Ends the transaction also where a query failed; on a dead connection there is nothing to end.
    await connection.run("rollback").catch(() => undefined);
  }
}

const serverQuery = `
select current_setting('server_version') as version,
       current_setting('server_version_num')::int / 10000 as major,
       e.extversion as timescaledb,
       n.nspname as schema,
       (select json_agg(cn.nspname || '.' || c.relname || '.' || a.attname)
          from pg_catalog.pg_namespace cn
          join pg_catalog.pg_class c on c.relnamespace = cn.oid and c.relkind in ('r', 'v')
          join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where e.oid is not null
           and cn.nspname in ('_timescaledb_catalog', '_timescaledb_config', 'timescaledb_information')) as columns
  from (select) as one
  left join pg_catalog.pg_extension e on e.extname = 'timescaledb'
  left join pg_catalog.pg_namespace n on n.oid = e.extnamespace`;

async function readServer(connection: Connection): Promise<Server> {
  const [row] = await connection.query(serverQuery);
  if (row === undefined) throw new Failure("the server did not say which version it is");
  const timescaledb = row["timescaledb"];
  const columns = row["columns"];
  return {
    // Debian and others add their package's version: `15.20 (Debian 15.20-0+deb12u1)`.
    version: String(row["version"]).replace(/ .*/, ""),
    major: Number(row["major"]),
    timescaledb:
      timescaledb === null
        ? null
        : {
            version: String(timescaledb),
            release: release(String(timescaledb)),
            schema: String(row["schema"]),
            columns: new Set(Array.isArray(columns) ? columns.map(String) : []),
          },
  };
}

function release(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major * 1000 + minor;
}

async function readKind(connection: Connection, kind: Kind, server: Server, scope: Scope): Promise<Row[]> {
  const query = kind.query(server);
  if (query === null) return [];
  try {
    return (await connection.query(prelude + query, scope)).map(toRow);
  } catch (cause) {
    throw new Failure(`reading ${kind.section}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The one place where rows enter: what a kind's query returns is what `Row` says. */
const toRow = (values: Values): Row => values as unknown as Row;

async function readGaps(connection: Connection, scope: Scope): Promise<Gap[]> {
  const rows = await connection.query(prelude + unmodelled(), scope);
  return rows.map((row) => ({ reason: "unmodelled", what: String(row["what"]) }));
}

/** Without nulls and empty lists, at every depth: what has its default is left out. */
function strip(body: Row["body"]): Row["body"] {
  const result: Record<string, Plain> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === null || (Array.isArray(value) && value.length === 0)) continue;
    result[name] = stripValue(value);
  }
  return result;
}

function stripValue(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(stripValue);
  if (value !== null && typeof value === "object") return strip(value as Row["body"]);
  return value;
}
