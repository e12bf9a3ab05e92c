/** Reads the two sides of a comparison, the one that may tell the other which TimescaleDB to imitate first. */
import { readSource, sortOf, type Sourced, type SourceOptions } from "../source/source.js";

export interface Pair {
  readonly expected: Sourced;
  readonly actual: Sourced;
}

/** Migrations are replayed under the TimescaleDB release of what they are compared with. */
export async function readPair(
  expected: string | undefined,
  actual: string | undefined,
  options: SourceOptions = {},
): Promise<Pair> {
  const replayed = async (spec: string | undefined): Promise<boolean> =>
    spec !== undefined && (await sortOf(spec)) === "migrations";
  if ((await replayed(actual)) && !(await replayed(expected))) {
    const first = await readSource(expected, options);
    return { expected: first, actual: await readSource(actual, imitating(first, options)) };
  }
  const first = await readSource(actual, options);
  return { expected: await readSource(expected, imitating(first, options)), actual: first };
}

const imitating = ({ model }: Sourced, options: SourceOptions): SourceOptions => ({
  ...options,
  timescaledb: model.server.timescaledb ?? options.timescaledb,
});
