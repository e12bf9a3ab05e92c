/** A connection to a PostgreSQL server, over the network: opening one, and what both sorts of connection can do. */
import { once } from "node:events";
import pg from "pg";
import { Failure } from "../finding.js";
import { parseJson } from "./json.js";
import { negotiate } from "./negotiate.js";
import { passwordFor } from "./password-file.js";
import { encryptions, withoutTls, type Encryption } from "./tls.js";

/**
 * One row as the server sends it: booleans and numbers (also int8, oid) as such, json without what has its default, all
 * else as text.
 */
export type Values = Readonly<Record<string, unknown>>;

export type OnRow = (row: Values) => void;

export interface Connection {
  /**
   * Runs one statement, with parameters as text. Where there is `onRow` and the rows come one after the other, it is shown
   * each when it comes, and none is returned.
   */
  query(sql: string, parameters?: readonly string[], onRow?: OnRow): Promise<readonly Values[]>;
  /** Runs any number of statements, without a result. */
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Types by OID that are not left as text. */
export const parsers: Readonly<Record<number, (value: string) => unknown>> = {
  16: (value) => value === "t" || value === "true",
  20: Number,
  21: Number,
  23: Number,
  26: Number,
  114: parseJson,
  3802: parseJson,
};

/** Milliseconds until a connection must stand. */
const timeout = 15_000;

const asText = (value: string): string => value;

/** A URL fit for print: the password, in whatever place it stands, as ***. */
export function maskUrl(url: string): string {
  return url
    .replace(/^([a-z]+:\/\/[^/?#]*?:)([^/?#]*)(@)/i, "$1***$3")
    .replace(/([?&](?:password|sslpassword)=)[^&#]*/gi, "$1***");
}

/**
 * Opens a connection. Without a URL the standard PG* variables say where to. `sslmode` means what it means to libpq.
 * @throws Failure, naming the server, without its password
 */
export async function connect(url: string | undefined): Promise<Connection> {
  try {
    const config = {
      application_name: "driftline",
      connectionTimeoutMillis: timeout,
      types: { getTypeParser: (oid: number) => parsers[oid] ?? asText },
      ...(url === undefined ? {} : { connectionString: withoutTls(url) }),
    };
    // Where to is the driver's to find out: it reads the URL and the variables.
    const found = new pg.Client(config);
    const ways = encryptions(url, found.host);
    for (const [index, ssl] of ways.entries()) {
      try {
        return await open(config, found, ssl, ways[index + 1]);
      } catch (error) {
        if (index + 1 === ways.length || !isRefusedEncryption(error)) throw error;
      }
    }
    throw new Error("there is no way to connect");
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    return refuse(url, cause);
  }
}

/** Whether the other way may do: the server's pg_hba.conf wants it otherwise (SQLSTATE 28000). */
const isRefusedEncryption = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === "28000";

/**
 * @param found where to and as whom, as the driver reads it from the configuration
 * @param otherwise how it is tried after that
 */
async function open(
  config: pg.ClientConfig,
  found: pg.Client,
  ssl: Encryption,
  otherwise: Encryption | undefined,
): Promise<Connection> {
  const { host, port, user, database, password } = found;
  const socket = ssl !== false && otherwise === false ? await negotiate(host, port, ssl, timeout) : undefined;
  const client = new pg.Client({
    ...config,
    ...(socket === undefined ? { ssl } : { ssl: false, stream: () => socket }),
  });
  // A connection that dies while no query runs must not end the process; the next query reports it.
  client.on("error", () => undefined);
  // The driver looks it up by itself as well, and warns that it will stop to.
  if ((password ?? "") === "") {
    const lookUp = (): Promise<string | undefined> => passwordFor({ host, port, user, database });
    Object.assign(client, { password: lookUp });
  }
  await client.connect().catch((error: unknown) => {
    // What failed on this side leaves the server waiting for the rest, and the process for the server.
    void client.end().catch(() => undefined);
    throw error;
  });
  return {
    query: async (sql, parameters, onRow) => {
      const values = parameters === undefined ? undefined : [...parameters];
      if (onRow === undefined) return (await client.query<Values>(sql, values)).rows;
      await show(client, new pg.Query(sql, values), onRow);
      return [];
    },
    run: async (sql) => {
      await client.query(sql);
    },
    close: () => client.end(),
  };
}

/** Asks, and shows each row when it comes. The driver would not catch what fails then, so it fails at the end. */
async function show(client: pg.Client, query: pg.Query, onRow: OnRow): Promise<void> {
  const failures: unknown[] = [];
  query.on("row", (row: Values) => {
    try {
      if (failures.length === 0) onRow(row);
    } catch (error) {
      failures.push(error);
    }
  });
  const end = once(query, "end");
  client.query(query);
  await end;
  for (const failure of failures) throw failure;
}

const wantsPassword =
  "it wants a password, and there is none: put it into the URL, PGPASSWORD or ~/.pgpass (which only you may read)";

function refuse(url: string | undefined, cause: unknown): never {
  const where = url === undefined ? "the server that the PG* variables name" : maskUrl(url);
  const said = cause instanceof AggregateError ? String(cause.errors[0]) : String(cause);
  const why = /password must be a|empty password/.test(said) ? wantsPassword : said;
  throw new Failure(`could not connect to ${where}: ${why.replace(/^(error|\w*Error): /i, "")}`, { cause });
}
