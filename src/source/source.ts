/** The one door in: whatever a model can be read from. */
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure, type Blame } from "../finding.js";
import { hasOwnKey, keyId } from "../kinds/redaction.js";
import type { Model, Obj } from "../model/model.js";
import type { Script } from "../sql/statement.js";
import { fingerprint, keep, kept } from "./cache.js";
import { connect, maskUrl } from "./connection.js";
import { disk, type Files } from "./files.js";
import { introspect } from "./introspect.js";
import type { Attribution } from "./shadow/replay.js";
import { trouble } from "./trouble.js";
import { version } from "./version.js";
import type { Health } from "./vitals.js";
import { extensionsOf, openShadow, type ShadowSpec } from "./shadow/shadow.js";

/** A model, and where it comes from. */
export interface Sourced {
  readonly model: Model;
  /** Statement behind an object (by key) or a part of one (by `key field`); empty for a live database. */
  readonly blame: ReadonlyMap<string, Blame>;
  /** The source as it may be shown: without a password. */
  readonly label: string;
  readonly sort: Sort;
  /** How the objects of a live database fare, where that was asked for. */
  readonly health?: Health;
}

/** What scripts made, and which statement is behind it. */
export type Replayed = Pick<Sourced, "model" | "blame">;

export type Sort = "live" | "snapshot" | "migrations";

export interface SourceOptions {
  readonly shadow?: ShadowSpec;
  /** TimescaleDB release for the embedded shadow to imitate. */
  readonly timescaledb?: string | undefined;
  readonly onProgress?: (what: string) => void;
  /** Is shown each object of a live database when it is read; again, at the next `reading`, where all is read again. */
  readonly onObject?: (object: Obj, reading: number) => void;
  /** Where snapshots and migrations are looked up: on disk, where nothing else is said. */
  readonly files?: Files;
  /** Whether a live database is asked how its objects fare as well. */
  readonly health?: boolean;
  /** false: replay even where the result is kept from an earlier run. */
  readonly cache?: boolean;
}

export const isUrl = (spec: string): boolean => /^postgres(?:ql)?:\/\//i.test(spec);

/**
 * Tells the sources apart by their look: `postgres://…`, `x.yaml`, a directory or `x.sql`.
 * @throws Failure where it is none of them
 */
export async function sortOf(spec: string, { files = disk }: SourceOptions = {}): Promise<Sort> {
  if (isUrl(spec)) return "live";
  if (/\.ya?ml$/i.test(spec)) return "snapshot";
  if (/\.sql$/i.test(spec) || (await files.sortOf(spec)) === "folder") return "migrations";
  throw new Failure(
    `${maskUrl(spec)} is no source: give a postgres:// URL, a snapshot .yaml, a directory or file of SQL, or a target of driftline.yaml`,
  );
}

/** Reads a source. `undefined` is the live database that the PG* variables name. */
export async function readSource(spec: string | undefined, options: SourceOptions = {}): Promise<Sourced> {
  const sort = spec === undefined ? "live" : await sortOf(spec, options);
  const label = spec === undefined ? "the database that the PG* variables name" : maskUrl(spec);
  if (sort === "live" || spec === undefined)
    return { ...(await readLive(spec, label, options)), label, sort: "live" };
  if (sort === "snapshot") return { model: await readSnapshot(spec, options), blame: new Map(), label, sort };
  return { ...(await readReplayed(spec, options)), label, sort };
}

async function readLive(
  url: string | undefined,
  label: string,
  { onProgress, onObject, health }: SourceOptions,
): Promise<Pick<Sourced, "model" | "blame" | "health">> {
  const connection = await connect(url);
  try {
    const { model } = await introspect(connection, {
      another: () => connect(url),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onObject === undefined ? {} : { onObject }),
    });
    if (health !== true) return { model, blame: new Map() };
    const { readHealth } = await import("./vitals.js");
    return { model, blame: new Map(), health: await readHealth(connection) };
  } catch (error) {
    throw trouble(error, label);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

async function readSnapshot(file: string, { files = disk }: SourceOptions): Promise<Model> {
  const text = await files.read(file).catch(async (cause: unknown) => {
    const gone = (await files.sortOf(file)) === undefined;
    const why = gone
      ? `there is no snapshot ${file}: driftline snapshot -o ${file} writes one`
      : `could not read the snapshot ${file}: is it a file, and yours to read?`;
    throw new Failure(why, { cause });
  });
  // The parser of YAML is loaded only where there is something to parse.
  const { read } = await import("../model/yaml-read.js");
  const { layouts } = await import("../kinds/kinds.js");
  return read(text, layouts, file);
}

async function readReplayed(path: string, options: SourceOptions): Promise<Replayed> {
  // The parser is loaded only where there is something to parse.
  const { readMigrations } = await import("./migrations.js");
  const { scripts, gaps, texts } = await readMigrations(path, options.files);
  const { blame, model } = await replayKept(texts, () => Promise.resolve(scripts), options);
  // What was not read is not in the name of what is kept.
  return { blame, model: { ...model, gaps: [...gaps, ...model.gaps] } };
}

/**
 * Replays scripts, or hands out what the same ones made before, which is kept. What the shadow lacks, and what wants it,
 * is a gap and no failure.
 * @param texts what the scripts are made of
 */
export async function replayKept(
  texts: readonly string[],
  scripts: () => Promise<readonly Script[]>,
  options: SourceOptions,
): Promise<Replayed> {
  const { shadow = "embedded", timescaledb = "", cache = true } = options;
  const key = hasOwnKey() ? keyId() : "";
  const name = `replay-${fingerprint([build(), shadow, timescaledb, key, ...texts])}.json`;
  const before = cache ? await kept(name) : null;
  if (before !== null) return thaw(before);
  const replayed = await replayScripts(await scripts(), options, true);
  if (cache) {
    const text = freeze(replayed);
    // Hashes that were made with a key of this process mean nothing to another.
    if (hasOwnKey() || !text.includes(`***${keyId()}:`)) await keep(name, text);
  }
  return replayed;
}

/**
 * Replays scripts on a shadow of their own and reads what they made.
 * @param tolerant an extension that the shadow lacks, and what wants it, is a gap and no failure
 */
export async function replayScripts(
  scripts: readonly Script[],
  { shadow: spec = "embedded", timescaledb, onProgress = () => undefined }: SourceOptions,
  tolerant = false,
): Promise<Replayed> {
  onProgress("starting the shadow");
  const { replay } = await import("./shadow/replay.js");
  const { Lacking } = await import("./shadow/lacking.js");
  const statements = scripts.flatMap((script) => script.statements);
  const shadow = await openShadow(spec, { extensions: extensionsOf(statements), timescaledb });
  try {
    onProgress(`replaying ${statements.length} statements`);
    const lacking = new Lacking(shadow.wayOut ?? `Install it on the server of ${shadow.name}.`);
    const attribution = await replay(shadow, scripts, tolerant ? lacking : undefined);
    const { model, touched } = await introspect(shadow.connection, { onProgress, traced: true });
    return {
      model: { ...model, gaps: [...lacking.gaps, ...model.gaps] },
      blame: blames(touched, attribution),
    };
  } finally {
    await shadow.close().catch(() => undefined);
  }
}

function blames(touched: ReadonlyMap<string, number>, attribution: Attribution): Map<string, Blame> {
  const blame = new Map<string, Blame>();
  for (const [key, xid] of touched) {
    const found = attribution(xid);
    if (found !== undefined) blame.set(key, found);
  }
  return blame;
}

/** A replayed model and its blame as text for the cache. */
function freeze({ model, blame }: Replayed): string {
  return JSON.stringify({ ...model, objects: [...model.objects], blame: [...blame] });
}

function thaw(text: string): Replayed {
  // Written by `freeze` of this very version: the name of the file says so.
  const { server, objects, gaps, blame } = JSON.parse(text) as Model & {
    readonly objects: Iterable<[string, never]>;
    readonly blame: Iterable<[string, Blame]>;
  };
  return { model: { server, objects: new Map(objects), gaps }, blame: new Map(blame) };
}

/** This very build: a development version changes without a new number. */
const build = (): string => `${version()} ${statSync(fileURLToPath(import.meta.url)).mtimeMs}`;
