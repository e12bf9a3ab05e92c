/** The embedded shadow: PGlite, PostgreSQL in the process, with TimescaleDB's catalog emulated. */
import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PGlite, type Extensions } from "@electric-sql/pglite";
import { identifier } from "../../sql/quote.js";
import { cacheFolder } from "../cache.js";
import { parsers, type Connection, type Values } from "../connection.js";
import { standInRole } from "./role.js";
import type { Shadow, ShadowNeeds } from "./shadow.js";
import { route, timescaleExtension } from "./timescale/emulation.js";

/** What is imitated where nothing says which release. */
const newestRelease = "2.29.3";

export async function openEmbedded(needs: ShadowNeeds): Promise<Shadow> {
  const extensions: Extensions = {
    timescaledb: timescaleExtension(needs.timescaledb ?? newestRelease),
    ...(await contrib(needs.extensions)),
  };
  const db = await start(extensions);
  const connection: Connection = {
    query: async (sql, parameters) => (await db.query<Values>(sql, [...(parameters ?? [])], options)).rows,
    run: async (sql) => {
      await db.exec(sql);
    },
    close: () => db.close(),
  };
  const [row] = await connection.query("select current_database() as name");
  return {
    connection,
    database: String(row?.["name"]),
    route: (statement) => route(statement, (sql, parameters) => connection.query(sql, parameters)),
    createRole: (name) => connection.run(standInRole(name)),
    createTablespace: async (name) => {
      await connection.run("set allow_in_place_tablespaces = on");
      await connection.run(`create tablespace ${identifier(name)} location ''`);
      await connection.run("reset allow_in_place_tablespaces");
    },
    name: "the embedded PostgreSQL",
    wayOut: "Replay on a server that has it: --shadow postgres://…",
    close: () => connection.close(),
  };
}

const asText = (value: string): string => value;

/** Parameters are texts in every case, whatever their type: arrays are handed over as literals. */
const options = {
  parsers: { ...parsers },
  serializers: Object.fromEntries([25, 26, 1009, 1028].map((oid) => [oid, asText])),
};

/** What CREATE EXTENSION … CASCADE makes as well. */
const requirements: Readonly<Record<string, readonly string[]>> = { earthdistance: ["cube"] };

/** PostgreSQL's own contributed modules that PGlite carries, of those that are asked for. */
async function contrib(names: readonly string[]): Promise<Extensions> {
  const found: Extensions = {};
  for (const name of names.flatMap((one) => [one, ...(requirements[one] ?? [])])) {
    const file = name.replaceAll("-", "_");
    if (!/^[a-z_]+$/.test(file) || name === "plpgsql" || name === "timescaledb") continue;
    try {
      const module: unknown = await import(`@electric-sql/pglite/contrib/${file}`);
      if (isExtensions(module)) Object.assign(found, module);
    } catch {
      // PGlite does not carry it; CREATE EXTENSION will say so, at its line.
    }
  }
  return found;
}

const isExtensions = (module: unknown): module is Extensions => typeof module === "object" && module !== null;

/**
 * Making a data directory takes PGlite seconds, loading one a fraction of that: the first one is kept, by PGlite's
 * version. Where the cache cannot be used, each start makes its own.
 */
async function start(extensions: Extensions): Promise<PGlite> {
  const file = join(cacheFolder(), `pglite-${pgliteVersion()}.tar`);
  try {
    // In one go: read in pieces, as a promise has it, the 40 MB take six times as long.
    return await PGlite.create({ extensions, loadDataDir: new Uncopied(readFileSync(file)) });
  } catch {
    // None, or a torn or foreign one: make a new one below.
  }
  const db = await PGlite.create({ extensions });
  try {
    const dump = await db.dumpDataDir("none");
    await mkdir(cacheFolder(), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, new Uint8Array(await dump.arrayBuffer()));
    await rename(temporary, file);
  } catch {
    // No place to keep it.
  }
  return db;
}

/** Bytes as a Blob that hands out its own: PGlite only reads them, and a Blob of Node's copies them on every way. */
class Uncopied extends Blob {
  constructor(private readonly content: Uint8Array<ArrayBuffer>) {
    super([]);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.content;
    // A small file's bytes are a part of a buffer that others share.
    const whole = byteOffset === 0 && byteLength === buffer.byteLength;
    return Promise.resolve(whole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength));
  }
}

function pgliteVersion(): string {
  // The package exports no manifest: it lies above its entry.
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(entry), "..", "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
}
