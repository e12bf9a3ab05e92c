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

const root = join(import.meta.dirname, "../fixtures/drift");

const optional = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;

/** All drift cases; an empty folder is an error, not an empty test. */
export function driftCases(): readonly DriftCase[] {
  const names = readdirSync(root).sort();
  if (names.length === 0) throw new Error(`no cases in ${root}`);
  return names.map((name) => {
    const folder = join(root, name);
    return {
      name,
      folder,
      a: readFileSync(join(folder, "a.sql"), "utf8"),
      b: readFileSync(join(folder, "b.sql"), "utf8"),
      since: Number(optional(join(folder, "since")) ?? 0),
      beyondPgDump: existsSync(join(folder, "beyond-pg-dump")),
      extensions: optional(join(folder, "needs-extension"))?.split(/\s+/) ?? [],
    };
  });
}
