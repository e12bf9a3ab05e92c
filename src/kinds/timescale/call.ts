/** Calls of TimescaleDB's functions, as text: `SELECT public.add_job('app.f', schedule_interval => …)`. */
import { identifier, literal, qualified } from "../../sql/quote.js";
import type { Path } from "../../model/model.js";
import type { Target } from "../kind.js";

/** A relation as an argument of type regclass. */
export const regclass = (path: Path | readonly string[]): string => literal(qualified(path));

/** An argument that is left out where it is undefined. */
export type Argument = string | undefined;

export const interval = (value: string | undefined): Argument =>
  value === undefined ? undefined : `INTERVAL ${literal(value)}`;
export const quoted = (value: string | undefined): Argument =>
  value === undefined ? undefined : literal(value);

/** A function of TimescaleDB's, by name; qualified where the extension is not in public. */
export const api = (name: string, { timescaledbSchema }: Target): string =>
  timescaledbSchema === undefined ? name : qualified([timescaledbSchema, name]);

/** `SELECT f(a, b, name => c)`: see `api` for `name`. */
export function call(
  name: string,
  positional: readonly string[],
  named: Readonly<Record<string, Argument>> = {},
): string {
  const given = Object.entries(named).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} => ${value}`],
  );
  return `SELECT ${name}(${[...positional, ...given].join(", ")})`;
}

/** Names in a list that TimescaleDB parses itself: `"Odd Name" DESC`. */
export const columnList = (names: readonly string[]): string =>
  names.map((name) => identifier(name)).join(", ");
