/** Finds the migrations of a directory, in version order, and reads a file of SQL. Runs nothing. */
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { Failure } from "../finding.js";
import type { Gap } from "../model/model.js";
import { split } from "../sql/split.js";
import type { Script } from "../sql/statement.js";

export interface Migrations {
  readonly scripts: readonly Script[];
  readonly gaps: readonly Gap[];
  /** Names and texts of all files, in order: what the result of a replay depends on. */
  readonly texts: readonly string[];
}

/**
 * Reads a file of SQL, or the files `NNN_name.sql` of a directory. Files that take a migration back (`.down.sql`) are
 * left out; a file without a number is left out and told.
 * @throws Failure where there is nothing to run, or two files have one version
 */
export async function readMigrations(path: string): Promise<Migrations> {
  const info = await stat(path).catch(() => null);
  if (info === null) throw new Failure(`there is no ${path}`);
  const { files, gaps } = info.isDirectory() ? await listMigrations(path) : { files: [path], gaps: [] };
  const texts: string[] = [];
  const scripts: Script[] = [];
  for (const file of files) {
    const text = await readText(file);
    texts.push(file, text);
    scripts.push(
      await split(text, file, {
        root: info.isDirectory() ? path : dirname(path),
        readFile: async (included: string) => {
          const content = await readText(included);
          texts.push(included, content);
          return content;
        },
      }),
    );
  }
  const skipped = scripts.flatMap((script) =>
    script.skipped.map(({ file, line, what }): Gap => ({
      reason: "skipped",
      what: `${what} in ${file}:${line}`,
    })),
  );
  return { scripts, gaps: [...gaps, ...skipped], texts };
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new Failure(`could not read ${file}`, { cause });
  });
}

async function listMigrations(folder: string): Promise<{ readonly files: string[]; readonly gaps: Gap[] }> {
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith(".sql") && !/[._](?:down|undo|rollback)\.sql$/.test(name),
  );
  const versioned = names.flatMap((name) => {
    const version = /^[VvUu]?(\d+)(?=[._-]|\.sql$)/.exec(name)?.[1];
    return version === undefined ? [] : [{ name, version: BigInt(version) }];
  });
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
    files: versioned.map(({ name }) => shown(join(folder, name))),
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
