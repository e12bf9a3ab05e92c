/** What a branch is about: the migrations where it left its base, those it has now, and production as last recorded. */
import { relative } from "node:path";
import { within, type Scope } from "../diff/comparison.js";
import { Failure } from "../finding.js";
import { disk, type Files } from "../source/files.js";
import { hasMigrations, readMigrations, type Migration } from "../source/migrations.js";
import { forkPoint, headCommit, type Revision } from "../source/revision.js";
import { readSource, replayScripts, type Sourced, type SourceOptions } from "../source/source.js";

export interface BaseBranch {
  /** What git knows it by: a branch, a commit. */
  readonly ref: string;
  readonly name: string;
}

export interface BranchOptions extends SourceOptions {
  /** Directory or file of migrations. */
  readonly migrations: string;
  /** Branch that this one is to be merged into; the usual ones are tried where it is not named. */
  readonly base: BaseBranch | undefined;
  /** Committed snapshot of the database that the migrations are for. */
  readonly snapshot: string | undefined;
  readonly scope: Scope;
}

/** What is known before anything is replayed. */
export interface Branch {
  readonly base: Revision;
  /** Commit that the work tree stands on. */
  readonly commit: string;
  /** Files on both sides. */
  readonly before: readonly Migration[];
  readonly after: readonly Migration[];
  readonly production: Production | undefined;
}

export interface Production {
  /** As the branch has it. */
  readonly now: Sourced;
  /** As the base has it, where that is another. */
  readonly before: Sourced | undefined;
}

export async function readBranch(options: BranchOptions): Promise<Branch> {
  const base = await forkPoint(options.base?.ref, options.base?.name);
  const { migrations } = options;
  if (!base.covers(migrations))
    throw new Failure(
      `${migrations} is outside of this git repository: what it was at the base is not known`,
    );
  return {
    base,
    commit: await headCommit(),
    before: (await hasMigrations(migrations, base.files))
      ? (await readMigrations(migrations, base.files)).scripts
      : [],
    after: (await readMigrations(migrations)).scripts,
    production: await readProduction(base, options),
  };
}

async function readProduction(
  { files, covers }: Revision,
  { snapshot, scope }: BranchOptions,
): Promise<Production | undefined> {
  if (snapshot === undefined) return undefined;
  if ((await disk.sortOf(snapshot)) !== "file")
    throw new Failure(
      `there is no snapshot ${snapshot}: take one with driftline snapshot, and commit it; or leave it out of the target`,
    );
  const now = await readSource(snapshot);
  const had = covers(snapshot) && (await files.sortOf(snapshot)) === "file";
  const before =
    had && !(await sameText(snapshot, files)) ? await readSource(snapshot, { files }) : undefined;
  return { now: within(now, scope), before: before === undefined ? undefined : within(before, scope) };
}

const sameText = async (file: string, files: Files): Promise<boolean> =>
  (await disk.read(file)).replaceAll("\r\n", "\n") === (await files.read(file)).replaceAll("\r\n", "\n");

/** Both sides, replayed. A failure is that of the side it happened on. */
export async function replayBranch(
  { base, before }: Pick<Branch, "base" | "before">,
  options: BranchOptions,
): Promise<{ readonly before: Sourced; readonly after: Sourced }> {
  const { migrations, scope } = options;
  const after = await readSource(migrations, options);
  const label = `${shown(migrations)} at ${base.name}`;
  const sourced: Sourced =
    before.length > 0
      ? await readSource(migrations, { ...options, files: base.files })
      : { ...(await replayScripts([], options)), label, sort: "migrations" };
  return { before: within({ ...sourced, label }, scope), after: within(after, scope) };
}

const shown = (path: string): string => relative(process.cwd(), path) || path;
