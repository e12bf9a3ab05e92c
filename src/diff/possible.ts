/** Leaves out the drifts that say nothing: what a server cannot have, has by itself, or was not asked for. */
import type { Field, Fields } from "../kinds/kind.js";
import { kindNamed } from "../kinds/kinds.js";
import { differInKeysOnly } from "../kinds/redaction.js";
import type { Model } from "../model/model.js";
import type { Drift } from "./diff.js";

/** Major of the server that a model was read from. */
export const majorOf = ({ server }: Model): number => Number.parseInt(server.postgres, 10);

export const possible = (drifts: readonly Drift[], expected: Model, actual: Model): Drift[] =>
  drifts.filter((drift) => isPossible(drift, expected, actual));

function isPossible(drift: Drift, expected: Model, actual: Model): boolean {
  if (drift.type === "renamed") return true;
  if (drift.type === "changed") {
    const field = fieldAt(kindNamed(drift.expectedObject.kind).fields, drift.field);
    if (isUnkeyed(drift)) return false;
    return field?.stated !== true || (drift.expected !== undefined && drift.actual !== undefined);
  }
  // The side that lacks the object: a server too old to have it, or one whose databases all have it.
  const major = majorOf(drift.type === "missing" ? actual : expected);
  const kind = kindNamed(drift.object.kind);
  return major >= (kind.since ?? 0) && kind.usual?.(drift.object, major) !== true;
}

/** Whether a drift is only of secrets that two sides hashed with two keys, or with none. */
export const isUnkeyed = (drift: Drift): boolean =>
  drift.type === "changed" && differInKeysOnly(drift.expected, drift.actual);

/** The description of a field; of a record of a named list, that of the list. */
export function fieldAt(
  fields: Fields,
  [name = "", item, ...rest]: readonly string[],
): Field<unknown> | undefined {
  const field = fields[name];
  if (field?.fields === undefined || item === undefined || rest.length === 0) return field;
  return fieldAt(field.fields, rest);
}
