/** The shadow on a server that the user names: a database of driftline's own, which alone it ever drops. */
import { randomBytes } from "node:crypto";
import { Failure } from "../../finding.js";
import { identifier, literal } from "../../sql/quote.js";
import { connect, maskUrl, type Connection } from "../connection.js";
import { commentsOnDatabase } from "./own-database.js";
import { standInRole } from "./role.js";
import type { Shadow, ShadowNeeds } from "./shadow.js";
import type { Routable } from "./timescale/emulation.js";

/** Comment that marks a database or role as driftline's. */
const mark = "driftline shadow: scratch, safe to drop";

const markDatabase = (name: string): string => `comment on database ${name} is ${literal(mark)}`;

/**
 * Creates the database from template0: an image's template1 may hold an extension already.
 * @throws Failure where the server cannot be reached or does not let the role create a database
 */
export async function openServer(url: string, { timescaledb }: ShadowNeeds): Promise<Shadow> {
  const server = await connect(url);
  const database = `driftline_shadow_${randomBytes(6).toString("hex")}`;
  const roles: string[] = [];
  try {
    await server.run(`create database ${database} template template0`);
    await server.run(markDatabase(database));
  } catch (cause) {
    await server.close();
    throw new Failure(
      `could not create a shadow database on ${maskUrl(url)}: ${cause instanceof Error ? cause.message : String(cause)}; ` +
        "name a server where the role may create databases",
      { cause },
    );
  }
  const drop = async (): Promise<void> => {
    try {
      await dropMarked(server, database, roles);
    } finally {
      await server.close();
    }
  };
  let connection: Connection;
  let offered: boolean;
  try {
    connection = await connect(withDatabase(url, database));
    await connection.run("set synchronous_commit = off");
    offered = await offers(connection, timescaledb);
  } catch (cause) {
    await drop();
    throw cause;
  }
  return {
    connection,
    database,
    route: (statement) =>
      Promise.resolve(
        commentsOnDatabase(statement)
          ? [statement.text, markDatabase(database)]
          : offered
            ? pinned(statement, timescaledb)
            : null,
      ),
    createRole: async (name) => {
      await server.run(standInRole(name));
      roles.push(name);
      await server.run(`comment on role ${identifier(name)} is ${literal(mark)}`);
      // A role that is not a superuser may hand things only to roles that it belongs to.
      await server.run(`grant ${identifier(name)} to current_user`).catch(() => undefined);
    },
    name: `the shadow on ${maskUrl(url)}`,
    close: async () => {
      await connection.close().catch(() => undefined);
      await drop();
    },
  };
}

async function offers(connection: Connection, release: string | undefined): Promise<boolean> {
  const found = await connection.query(
    "select from pg_catalog.pg_available_extension_versions where name = 'timescaledb' and version = $1",
    [release ?? ""],
  );
  return found.length > 0;
}

/** Releases of TimescaleDB differ in what a statement makes: where the server has several, the one to compare with is taken. */
function pinned({ text, tree }: Routable, release: string | undefined): readonly string[] | null {
  if (!("CreateExtensionStmt" in tree) || tree.CreateExtensionStmt.extname !== "timescaledb") return null;
  const options = tree.CreateExtensionStmt.options ?? [];
  if (options.some((option) => "DefElem" in option && option.DefElem.defname === "new_version")) return null;
  return [`${text} VERSION ${literal(release ?? "")}`];
}

async function dropMarked(server: Connection, database: string, roles: readonly string[]): Promise<void> {
  const [own] = await server.query(
    "select shobj_description(oid, 'pg_database') as mark from pg_catalog.pg_database where datname = $1",
    [database],
  );
  if (own?.["mark"] === mark) {
    // A replayed statement may have made it a template, which is not dropped.
    await server.run(`alter database ${database} is_template false`);
    // A background worker (TimescaleDB's scheduler) may still be connected.
    await server.run(`drop database if exists ${database} with (force)`);
  }
  for (const role of roles)
    await server.run(`drop role if exists ${identifier(role)}`).catch(() => undefined);
}

/** The same server, another database. */
function withDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.toString();
}
