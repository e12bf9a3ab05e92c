/** Databases with TimescaleDB for the cases: emulated ones, and real ones where DRIFTLINE_TEST_TIMESCALE_URL names a server. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import pg from "pg";
import { expect } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { kinds } from "../src/kinds/kinds.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { literal } from "../src/sql/quote.js";
import type { Connection } from "../src/source/connection.js";
import { readModel } from "../src/source/read-model.js";
import { settings } from "../src/source/session.js";
import { openShadow, type Shadow } from "../src/source/shadow/shadow.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { split } from "../src/sql/split.js";
import { sameDeclared } from "./referee/timescale.js";

/** The releases that recordings exist of, the newest first. */
export const releases = ["2.25.2", "2.17.2"] as const;

/** A server with these releases, a tablespace ts1, roles rich_reader and rich_writer, and rich_worker that can log in; undefined: there is none. */
export const liveUrl = process.env["DRIFTLINE_TEST_TIMESCALE_URL"];
if (liveUrl === undefined) {
  console.warn("DRIFTLINE_TEST_TIMESCALE_URL is not set: no test of this run talks to a real TimescaleDB");
}

/** Whether the server has a release, as extension to create. */
export async function isInstalled(release: string): Promise<boolean> {
  const { rowCount } = await withClient(liveUrl ?? "", (client) =>
    client.query(
      "select from pg_catalog.pg_available_extension_versions where name = 'timescaledb' and version = $1",
      [release],
    ),
  );
  return rowCount === 1;
}

/** Kinds that no case has: to read them costs the emulation most of its time. */
const absent =
  /^(?:text search|foreign (?!key)|user mapping|operator|cast|conversion|collation|range type|composite type|publication|subscription|event trigger|typed table|extended statistics)/;

/** One embedded database with the extension, for all cases: each is loaded in a transaction that is rolled back. */
export class EmulatedTimescale {
  readonly #shadow: Shadow;
  readonly #reader: Connection;

  private constructor(shadow: Shadow) {
    this.#shadow = shadow;
    this.#reader = preparing(shadow.connection);
  }

  static async open(release: string): Promise<EmulatedTimescale> {
    const shadow = await openShadow("embedded", { extensions: ["timescaledb"], timescaledb: release });
    await shadow.connection.run("create extension timescaledb");
    for (const role of ["rich_reader", "rich_writer", "rich_worker"]) await shadow.createRole(role);
    await shadow.createTablespace?.("ts1");
    await shadow.connection.run("set plan_cache_mode = force_generic_plan");
    return new EmulatedTimescale(shadow);
  }

  /** What a script makes. */
  async source(sql: string, label: string): Promise<Sourced> {
    const { connection, route } = this.#shadow;
    await connection.run("begin");
    try {
      for (const statement of (await split(sql, label)).statements) {
        for (const text of (await route(statement)) ?? [statement.text]) await connection.run(text);
      }
      await connection.run(`reset role; ${settings(60_000)}`);
      const { reading } = await readModel(this.#reader, {
        kinds: kinds.filter(({ name }) => !absent.test(name)),
      });
      const { model } = await reading();
      return { model, blame: new Map(), label, sort: "migrations" };
    } finally {
      await connection.run("rollback");
    }
  }

  close(): Promise<void> {
    return this.#shadow.close();
  }
}

/** Plans each query once: to plan is most of what reading a small database costs the emulation. */
function preparing(connection: Connection): Connection {
  const names = new Map<string, string>();
  return {
    ...connection,
    query: async (sql, parameters = []) => {
      const name = names.get(sql) ?? `reader_${names.size}`;
      if (!names.has(sql)) await connection.run(`prepare ${name} as ${sql}`);
      names.set(sql, name);
      const values = parameters.map((value) => literal(value)).join(", ");
      return connection.query(`execute ${name}${values === "" ? "" : `(${values})`}`);
    },
  };
}

/** A database of its own on the real server. */
export class RealDatabase {
  private constructor(readonly url: string) {}

  static async empty(): Promise<RealDatabase> {
    const name = `tscases_${randomBytes(6).toString("hex")}`;
    const url = new URL(liveUrl ?? "");
    await query(url.href, [`create database ${name} template template0`]);
    url.pathname = `/${name}`;
    return new RealDatabase(url.href);
  }

  /** With the extension of a release, and what a script makes, statement by statement. */
  static async create(release: string, sql: string): Promise<RealDatabase> {
    const database = await RealDatabase.empty();
    const { statements } = await split(sql, "case.sql");
    await query(database.url, [
      `create extension timescaledb version '${release}'`,
      // Policies would run at once, beside the script and what reads the result.
      `select ${release.startsWith("2.10.") ? "_timescaledb_internal" : "_timescaledb_functions"}.stop_background_workers()`,
      "set client_min_messages = error",
      ...statements.map(({ text }) => text),
    ]).catch(async (error: unknown) => {
      await database.drop();
      throw error;
    });
    return database;
  }

  /** Loads a baseline as its reader would: by psql, in one transaction. */
  async load(baseline: string, release: string): Promise<void> {
    const pinned = baseline.replace(
      /^CREATE EXTENSION IF NOT EXISTS timescaledb\b[^;]*/m,
      `$& VERSION '${release}'`,
    );
    const psql = promisify(execFile)(
      "psql",
      ["-v", "ON_ERROR_STOP=1", "-X", "-q", "-1", "-d", this.url, "-f", "-"],
      {
        env: { ...process.env, PGOPTIONS: "-c client_min_messages=error" },
      },
    );
    psql.child.stdin?.end(pinned);
    await psql;
  }

  async source(label: string): Promise<Sourced> {
    return { ...(await readSource(this.url)), label };
  }

  async drop(): Promise<void> {
    const { pathname } = new URL(this.url);
    await query(liveUrl ?? "", [`drop database if exists ${pathname.slice(1)} with (force)`]);
  }
}

/** The baseline of a database, loaded into an empty one, makes the same: to the observer and to driftline. */
export async function expectRebuilt({ url }: RealDatabase, source: Sourced, release: string): Promise<void> {
  const rebuilt = await RealDatabase.empty();
  try {
    await rebuilt.load(baselineBody(source.model), release);
    expect((await sameDeclared(url, rebuilt.url)).diff).toBe("");
    expect(drifted(await compare(source, await rebuilt.source("baseline.sql")))).toEqual([]);
  } finally {
    await rebuilt.drop();
  }
}

async function query(url: string, statements: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

/** Runs `use` with a session of its own. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
