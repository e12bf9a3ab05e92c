/** Settles whether two texts that PostgreSQL printed mean the same: both are made anew on one server, and printed by it. */
import { inOrder, preludeOf } from "../kinds/order.js";
import type { Fields } from "../kinds/kind.js";
import { kindNamed, layoutNamed } from "../kinds/kinds.js";
import type { Model, Plain } from "../model/model.js";
import { split } from "../sql/split.js";
import { replayScripts, type SourceOptions } from "../source/source.js";
import { diff, type Changed, type Drift } from "./diff.js";

/** Drifts that remain, and why the others could not be settled, where they could not. */
export interface Elaborated {
  readonly drifts: readonly Drift[];
  readonly unsettled?: string;
}

const major = ({ server }: Model): string => server.postgres.split(/[.\s]/, 1)[0] ?? "";

/**
 * Takes away the drifts that are only one text printed by two majors: the objects of both sides are made anew on one
 * shadow and read back. A drift counts if it is still there.
 */
export async function elaborate(
  all: readonly Drift[],
  expected: Model,
  actual: Model,
  options: SourceOptions,
): Promise<Elaborated> {
  const drifts = all.filter((drift) => isPossible(drift, expected, actual));
  const doubtful = (drift: Drift): boolean => isDoubtful(drift, expected, actual);
  if (!drifts.some(doubtful)) return { drifts };
  try {
    const remaining = new Set(
      diff(await remake(expected, options), await remake(actual, options), layoutNamed)
        .filter((drift) => drift.type === "changed")
        .map(place),
    );
    return { drifts: drifts.filter((drift) => !doubtful(drift) || remaining.has(place(drift))) };
  } catch (error) {
    if (major(expected) === major(actual)) return { drifts };
    return { drifts, unsettled: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether the server of the side that lacks an object could have it. */
function isPossible(drift: Drift, expected: Model, actual: Model): boolean {
  if (drift.type !== "missing" && drift.type !== "unexpected") return true;
  const { since } = kindNamed(drift.object.kind);
  return since === undefined || Number(major(drift.type === "missing" ? actual : expected)) >= since;
}

/** A model as the shadow reads it, once its objects are made there. */
export async function remake(model: Model, options: SourceOptions): Promise<Model> {
  const statements = [...preludeOf(model), ...inOrder(model).flatMap((step) => step.statements)];
  const sql = statements.map((statement) => `${statement};\n`).join("\n");
  const script = await split(sql, "definitions");
  const { timescaledb = model.server.timescaledb } = options;
  return (await replayScripts([script], { ...options, timescaledb })).model;
}

const place = (drift: Drift): string =>
  drift.type === "changed" ? `${drift.key} ${drift.field.join(".")}` : drift.key;

/**
 * Whether two texts that PostgreSQL printed may mean the same: any of two majors; of one major those that differ in casts
 * and parentheses alone, since it does not always read what it printed as what it was (an array that is converted as a
 * whole comes back as one whose items are converted).
 */
export function isDoubtful(drift: Drift, expected: Model, actual: Model): boolean {
  if (!isDeparsed(drift)) return false;
  return major(expected) !== major(actual) || withoutCasts(drift.expected) === withoutCasts(drift.actual);
}

const cast =
  /::(?:"(?:[^"]|"")*"|[\w.])+(?: varying| precision| with(?:out)? time zone)?(?:\(\d+(?:,\d+)?\))?(?:\[\])*|[()\s]/g;

const withoutCasts = (value: Plain | undefined): string => JSON.stringify(value ?? null).replace(cast, "");

/** Whether a drift is a difference of texts that PostgreSQL printed. */
function isDeparsed(drift: Drift): drift is Changed {
  return drift.type === "changed" && deparsedAt(kindNamed(drift.expectedObject.kind).fields, drift.field);
}

/** Also true of a record of a list that holds such texts: only one side has it under that text's name. */
function deparsedAt(fields: Fields, [name = "", ...rest]: readonly string[]): boolean {
  const field = fields[name];
  if (field === undefined) return false;
  if (field.fields === undefined || rest.length < 2) return field.deparsed === true;
  return deparsedAt(field.fields, rest.slice(1));
}
