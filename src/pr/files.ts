/** What a branch does to the files of migrations: new ones are the rule, a change of an old one is told. */
import type { Finding } from "../finding.js";
import { blameOn } from "../source/shadow/replay.js";
import type { Migration } from "../source/migrations.js";
import type { Statement } from "../sql/statement.js";

/**
 * `edited`: other statements under a name that was there; `reworded`: only comments or layout differ; `renamed`: the
 * same statements under another name.
 */
export interface FileChange {
  readonly file: string;
  readonly sort: "added" | "edited" | "reworded" | "renamed" | "removed";
  /** Name that it had. */
  readonly from?: string;
  /** New statements, in order: all of an added file, those of an edited one that it did not have. */
  readonly statements: readonly Statement[];
  /** An added file that stands before one that was there: a runner that is past it may never run it. */
  readonly before?: string;
}

/** In the order of versions; what was removed comes last. */
export function fileChanges(base: readonly Migration[], head: readonly Migration[]): readonly FileChange[] {
  const before = new Map(base.map((migration) => [migration.file, migration]));
  const after = new Set(head.map(({ file }) => file));
  const gone = new Map(base.filter(({ file }) => !after.has(file)).map((one) => [textOf(one), one.file]));
  const last = head.findLastIndex((one) => before.has(one.file) || gone.has(textOf(one)));
  const changes: FileChange[] = [];
  for (const [index, migration] of head.entries()) {
    const { file, statements } = migration;
    const known = before.get(file);
    const from = known === undefined ? gone.get(textOf(migration)) : undefined;
    const had = new Set(known?.statements.map(({ text }) => text));
    const change = { file, statements: statements.filter(({ text }) => !had.has(text)) };
    if (from !== undefined) {
      gone.delete(textOf(migration));
      changes.push({ ...change, sort: "renamed", from, statements: [] });
    } else if (known === undefined) {
      const later = index < last ? head[last]?.file : undefined;
      changes.push({ ...change, sort: "added", ...(later === undefined ? {} : { before: later }) });
    } else if (textOf(known) !== textOf(migration)) changes.push({ ...change, sort: "edited" });
    else if (known.source !== migration.source) changes.push({ ...change, sort: "reworded" });
  }
  const removed = [...gone.values()].map((file) => ({
    file,
    sort: "removed" as const,
    statements: [],
  }));
  return [...changes, ...removed];
}

/** What a migration does, whatever its comments and its layout between statements. */
const textOf = ({ statements }: Migration): string => JSON.stringify(statements.map(({ text }) => text));

/**
 * What is wrong with a change of files: whoever ran a file already will not run it again.
 * @param base name of the branch that the files are part of
 */
export const fileFindings = (changes: readonly FileChange[], base: string): readonly Finding[] =>
  changes.flatMap((change) => {
    const saying = fileWords(change, base);
    if (saying === undefined) return [];
    const { file, sort, statements } = change;
    const [first] = statements;
    return [
      {
        ...saying,
        key: `migration ${file}`,
        group: file,
        subject: "migration",
        ...(sort === "removed"
          ? {}
          : { blame: first === undefined ? { file, line: 1, statement: "" } : blameOn(first) }),
      },
    ];
  });

type Saying = Pick<Finding, "code" | "severity" | "message" | "help">;

function fileWords({ sort, from, before }: FileChange, base: string): Saying | undefined {
  switch (sort) {
    case "edited":
      return {
        code: "migration/edited",
        severity: "warning",
        message: `is edited: it is part of ${base}, and a database that ran it will not run it again`,
        help: "Put the file back as it was, and write what should change as a new migration.",
      };
    case "removed":
      return {
        code: "migration/removed",
        severity: "warning",
        message: `is removed: it is part of ${base}, and a database that ran it keeps what it made`,
        help: "Put the file back, and take back what it did by a new migration.",
      };
    case "renamed":
      return {
        code: "migration/renamed",
        severity: "warning",
        message: `was called ${from ?? ""}: a runner that knows files by their names would run it again`,
        help: "Give the file its name back.",
      };
    case "added":
      if (before === undefined) return undefined;
      return {
        code: "migration/late",
        severity: "warning",
        message: `is new and stands before ${before}, which is part of ${base}: a database that is past it may never run it`,
        help: "Give the file the next number.",
      };
    case "reworded":
      return undefined;
  }
}
