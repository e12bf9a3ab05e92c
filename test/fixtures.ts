/** The cases under fixtures/: folders whose name is a sentence. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface DriftCase {
  readonly name: string;
  readonly folder: string;
  /** Schema that is expected, and schema that is there. */
  readonly a: string;
  readonly b: string;
  /** Lowest major of PostgreSQL that knows the syntax. */
  readonly since: number;
  readonly extensions: readonly string[];
  /** Whether it is drift although pg_dump prints both sides alike: the file `beyond-pg-dump` says why. */
  readonly beyondPgDump: boolean;
}

/** A case in a database with TimescaleDB. */
export interface TimescaleCase extends DriftCase {
  /** Lowest release of TimescaleDB that knows the syntax: `2.20`. */
  readonly release: string;
}

const root = join(import.meta.dirname, "../fixtures/drift");

const optional = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;

function cases(): readonly (DriftCase & { readonly release: string | undefined })[] {
  return readdirSync(root)
    .sort()
    .map((name) => {
      const folder = join(root, name);
      return {
        name,
        folder,
        a: readFileSync(join(folder, "a.sql"), "utf8"),
        b: readFileSync(join(folder, "b.sql"), "utf8"),
        since: Number(optional(join(folder, "since")) ?? 0),
        beyondPgDump: existsSync(join(folder, "beyond-pg-dump")),
        extensions: optional(join(folder, "needs-extension"))?.split(/\s+/) ?? [],
        release: optional(join(folder, "needs-timescaledb")),
      };
    });
}

const some = <T>(found: readonly T[]): readonly T[] => {
  if (found.length === 0) throw new Error(`no cases in ${root}`);
  return found;
};

/** All drift cases of plain PostgreSQL; an empty folder is an error, not an empty test. */
export const driftCases = (): readonly DriftCase[] =>
  some(cases().filter(({ release }) => release === undefined));

/** All drift cases with TimescaleDB. */
export const timescaleCases = (): readonly TimescaleCase[] =>
  some(cases().flatMap(({ release, ...one }) => (release === undefined ? [] : [{ ...one, release }])));
