/** The five functions that a program needs. Each takes the sources that the command line takes. */
import { compare, countsOf, type Comparison } from "./diff/comparison.js";
import { readPair } from "./diff/pair.js";
import { prove, type Proof } from "./diff/proof.js";
import { forKeeping, textForKeeping } from "./kinds/redaction.js";
import { layouts } from "./kinds/kinds.js";
import type { Obj } from "./model/model.js";
import { SnapshotWriter } from "./model/yaml.js";
import { baselineBody, baselineHeader } from "./render/baseline.js";
import { fingerprint } from "./source/cache.js";
import { readSource, type Sourced, type SourceOptions } from "./source/source.js";
import { version } from "./source/version.js";

export { render } from "./render/render.js";

/**
 * A source as the text of a snapshot file.
 * @param source `postgres://…`, a snapshot, a directory or file of SQL
 * @throws Failure where it cannot be read
 */
export async function snapshot(source: string, options: SourceOptions = {}): Promise<string> {
  const writer = new SnapshotWriter(layouts);
  const onObject = (object: Obj, reading: number): void => {
    writer.writeAhead(object, reading);
    options.onObject?.(object, reading);
  };
  const { model } = await readSource(source, { ...options, onObject });
  return [...textForKeeping(model, (kept) => writer.pieces(kept))].join("");
}

/** Migrations, replayed on a shadow: what they define, and the statement behind each object. */
export async function replay(migrations: string, options: SourceOptions = {}): Promise<Sourced> {
  return readSource(migrations, options);
}

/** What differs between what should be and what is. */
export async function diff(
  expected: string,
  actual: string,
  options: SourceOptions = {},
): Promise<Comparison> {
  const pair = await readPair(expected, actual, { health: true, ...options });
  return compare(pair.expected, pair.actual, options);
}

export interface Baseline {
  readonly sql: string;
  /** undefined where it was not asked for. */
  readonly proof: Proof | undefined;
}

/**
 * A source as one SQL file that makes it from nothing.
 * @throws Failure where the file, replayed, does not come back equal
 */
export async function baseline(
  source: string,
  options: SourceOptions & { readonly verify?: boolean } = {},
): Promise<Baseline> {
  const { model: whole, label } = await readSource(source, options);
  const model = forKeeping(whole);
  const body = baselineBody(model);
  const proof = options.verify === false ? undefined : await prove(model, body, "baseline.sql", options);
  const header = baselineHeader(model, {
    label,
    version: version(),
    counts: countsOf(model),
    hash: fingerprint([body]),
    proof,
  });
  return { sql: header + body, proof };
}
