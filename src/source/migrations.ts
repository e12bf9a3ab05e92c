/** Finds the migrations of a directory, in version order, and reads a file of SQL. Runs nothing. */
import { dirname, join, relative, resolve } from "node:path";
import { Failure } from "../finding.js";
import type { Gap } from "../model/model.js";
import { split } from "../sql/split.js";
import type { Script } from "../sql/statement.js";
import { disk, type Files } from "./files.js";

/** A migration: its file, as the user would write it, and its statements, with those of the files that it includes. */
export interface Migration extends Script {
  readonly file: string;
  /** Text of the file. */
  readonly source: string;
}

export interface Migrations {
  readonly scripts: readonly Migration[];
  readonly gaps: readonly Gap[];
  /** Names and texts of all files, in order: what the result of a replay depends on. */
  readonly texts: readonly string[];
}

/**
 * Reads a file of SQL, or the files `NNN_name.sql` of a directory. Files that take a migration back (`.down.sql`) are
 * left out; a file without a number is left out and told.
 * @throws Failure where there is nothing to run, or two files have one version
 */
export async function readMigrations(path: string, files: Files = disk): Promise<Migrations> {
  const sort = await files.sortOf(path);
  if (sort === undefined) throw new Failure(`there is no ${path}`);
  const isFolder = sort === "folder";
  const { names, gaps } = isFolder ? await listMigrations(path, files) : { names: [path], gaps: [] };
  const texts: string[] = [];
  const readFile = async (file: string): Promise<string> => {
    const text = await files.read(file).catch((cause: unknown) => {
      throw new Failure(`could not read ${file}`, { cause });
    });
    texts.push(file, text);
    return text;
  };
  const scripts: Migration[] = [];
  for (const file of names) {
    const root = isFolder ? path : dirname(path);
    const source = await readFile(file);
    scripts.push({ file, source, ...(await split(source, file, { root, readFile })) });
  }
  const skipped = scripts.flatMap((script) =>
    script.skipped.map(({ file, line, what }): Gap => ({
      reason: "skipped",
      what: `${what} in ${file}:${line}`,
    })),
  );
  return { scripts, gaps: [...gaps, ...skipped], texts };
}

/** Whether there is anything that `readMigrations` would read. */
export async function hasMigrations(path: string, files: Files): Promise<boolean> {
  const sort = await files.sortOf(path);
  return sort === "folder" ? (await namesIn(path, files)).versioned.length > 0 : sort === "file";
}

/** Names of SQL files that do not take a migration back, and those of them that have a version. */
async function namesIn(
  folder: string,
  files: Files,
): Promise<{
  readonly names: string[];
  readonly versioned: { readonly name: string; readonly version: bigint }[];
}> {
  const names = (await files.list(folder)).filter(
    (name) => name.endsWith(".sql") && !/[._](?:down|undo|rollback)\.sql$/.test(name),
  );
  const versioned = names.flatMap((name) => {
    const version = /^[VvUu]?(\d+)(?=[._-]|\.sql$)/.exec(name)?.[1];
    return version === undefined ? [] : [{ name, version: BigInt(version) }];
  });
  return { names, versioned };
}

async function listMigrations(
  folder: string,
  files: Files,
): Promise<{ readonly names: string[]; readonly gaps: Gap[] }> {
  const { names, versioned } = await namesIn(folder, files);
  if (versioned.length === 0) {
    throw new Failure(
      `there are no migrations in ${folder}: driftline looks for files named like 001_create_orders.sql`,
    );
  }
  versioned.sort((a, b) =>
    a.version < b.version ? -1 : a.version > b.version ? 1 : a.name < b.name ? -1 : 1,
  );
  for (const [index, { name, version }] of versioned.entries()) {
    const before = versioned[index - 1];
    if (before?.version === version) {
      throw new Failure(
        `${join(folder, before.name)} and ${join(folder, name)} have the same version ${version}: give one of them another`,
      );
    }
  }
  const known = new Set(versioned.map(({ name }) => name));
  return {
    names: versioned.map(({ name }) => shown(join(folder, name))),
    gaps: names
      .filter((name) => !known.has(name))
      .map((name) => ({ reason: "skipped", what: `${shown(join(folder, name))}: its name has no version` })),
  };
}

/** A path as the user would write it from where they stand. */
const shown = (file: string): string => {
  const short = relative(process.cwd(), resolve(file));
  return short.startsWith("..") ? file : short;
};
