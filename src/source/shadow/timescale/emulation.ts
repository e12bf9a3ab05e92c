/**
 * TimescaleDB for the embedded shadow: an extension of plain SQL that has the catalog, the views, the functions and the
 * side effects of the real one, but makes no chunks. Knows PGlite's file system; knows nothing of replay.
 *
 *   const db = await PGlite.create({ extensions: { timescaledb: timescaleExtension("2.25.2") } });
 *   for (const statement of script.statements)
 *     for (const sql of (await route(statement, ask)) ?? [statement.text]) await db.exec(sql);
 */
import { readFileSync } from "node:fs";
import type { Extension } from "@electric-sql/pglite";
import { minorOf, partsOf, releases } from "./release.js";

export { route } from "./route.js";
export type { Ask, Routable } from "./route.js";

/** The extension's script, by subject, in the order of creation. */
const files = [
  "catalog.sql",
  "support.sql",
  "views.sql",
  "hypertable.sql",
  "columnstore.sql",
  "aggregate.sql",
  "job.sql",
  "policy.sql",
  "functions.sql",
  "dynamic.sql",
  "upkeep.sql",
];

const folder = "/pglite/share/postgresql/extension";

/** The script of `CREATE EXTENSION timescaledb` for a version such as `2.25.2`. */
export function extensionScript(version: string): string {
  const minor = minorOf(version);
  const text = files.map((file) => readFileSync(new URL(`./${file}`, import.meta.url), "utf8")).join("\n");
  return partsOf(text, minor).replaceAll("@minor@", String(minor));
}

function control(version: string): string {
  return [
    "comment = 'Enables scalable inserts and complex queries for time-series data'",
    `default_version = '${version}'`,
    "relocatable = false",
    "trusted = true",
    "",
  ].join("\n");
}

interface FileSystem {
  readonly FS: {
    mkdirTree(path: string): void;
    writeFile(path: string, data: Uint8Array, options: { readonly canOwn: boolean }): void;
  };
}

interface ModuleOptions {
  readonly preRun?: readonly ((module: FileSystem) => void)[];
}

/**
 * PGlite's extension that makes `CREATE EXTENSION timescaledb` work. Any known release may be asked for by
 * `VERSION`, and updated to; what it does is always what `version` does.
 */
export function timescaleExtension(version: string): Extension {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const script = encode(extensionScript(version));
  const update = encode("SELECT 1;\n");
  const write = ({ FS }: FileSystem): void => {
    const put = (name: string, data: Uint8Array): void => {
      FS.writeFile(`${folder}/${name}`, data, { canOwn: true });
    };
    FS.mkdirTree(folder);
    put("timescaledb.control", encode(control(version)));
    let previous: string | undefined;
    for (const release of releases(version)) {
      put(`timescaledb--${release}.sql`, script);
      if (previous !== undefined) put(`timescaledb--${previous}--${release}.sql`, update);
      previous = release;
    }
  };
  return {
    name: "timescaledb",
    setup: (_database, options: ModuleOptions) =>
      Promise.resolve({ emscriptenOpts: { ...options, preRun: [...(options.preRun ?? []), write] } }),
  };
}
