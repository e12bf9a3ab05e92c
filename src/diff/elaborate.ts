/** Settles whether two texts that PostgreSQL printed mean the same: both are made anew on one server, and printed by it. */
import { inOrder, preludeOf } from "../kinds/order.js";
import type { Fields } from "../kinds/kind.js";
import { kindNamed, layoutNamed } from "../kinds/kinds.js";
import type { Model, Plain } from "../model/model.js";
import { split } from "../sql/split.js";
import type { Script } from "../sql/statement.js";
import { replayKept, replayScripts, type SourceOptions } from "../source/source.js";
import { majorOf } from "./possible.js";
import { diff, type Changed, type Drift } from "./diff.js";

/** Drifts that remain, and why the others could not be settled, where they could not. */
export interface Elaborated {
  readonly drifts: readonly Drift[];
  readonly unsettled?: string;
}

/**
 * Takes away the drifts that are only one text printed by two majors: the objects of both sides are made anew on one
 * shadow and read back. A drift counts if it is still there.
 */
export async function elaborate(
  drifts: readonly Drift[],
  expected: Model,
  actual: Model,
  options: SourceOptions,
): Promise<Elaborated> {
  const doubtful = drifts.filter((drift) => isDoubtful(drift, expected, actual));
  if (doubtful.length === 0) return { drifts };
  const sameMajor = majorOf(expected) === majorOf(actual);
  try {
    const [one, other] = [await remake(expected, options, true), await remake(actual, options, true)];
    const remaining = new Set(
      diff(one, other, layoutNamed)
        .filter((drift) => drift.type === "changed")
        .map(place),
    );
    const unmade = doubtful.filter(({ key }) => !(one.objects.has(key) && other.objects.has(key)));
    return {
      drifts: drifts.filter(
        (drift) => !doubtful.includes(drift) || remaining.has(place(drift)) || unmade.includes(drift),
      ),
      ...(unmade.length === 0 || sameMajor
        ? {}
        : { unsettled: `it lacks what ${unmade[0]?.key ?? ""} needs` }),
    };
  } catch (error) {
    if (sameMajor) return { drifts };
    return { drifts, unsettled: error instanceof Error ? error.message : String(error) };
  }
}

/** The statements that make a model's objects, as a script of the file "definitions". */
export const definitionsOf = (model: Model): Promise<Script> => split(definitions(model), "definitions");

/** SQL that makes a model's objects in an empty database. */
export const definitions = (model: Model): string =>
  [...preludeOf(model), ...inOrder(model).flatMap((step) => step.statements)]
    .map((statement) => `${statement};\n`)
    .join("\n");

/**
 * A model as the shadow reads it, once its objects are made there: once for each shadow, however often it is asked.
 * @param tolerant it may lack an extension, and with it what wants the extension
 */
export function remake(model: Model, options: SourceOptions, tolerant = false): Promise<Model> {
  const { timescaledb = model.server.timescaledb } = options;
  const shadow = `${options.shadow ?? ""} ${timescaledb ?? ""} ${tolerant}`;
  const known = remade.get(model) ?? new Map<string, Promise<Model>>();
  remade.set(model, known);
  const made = known.get(shadow) ?? remakeOn(model, { ...options, timescaledb }, tolerant);
  known.set(shadow, made);
  return made;
}

const remade = new WeakMap<Model, Map<string, Promise<Model>>>();

async function remakeOn(model: Model, options: SourceOptions, tolerant: boolean): Promise<Model> {
  if (!tolerant) return (await replayScripts([await definitionsOf(model)], options)).model;
  const text = definitions(model);
  return (await replayKept([text], async () => [await split(text, "definitions")], options)).model;
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
  return majorOf(expected) !== majorOf(actual) || withoutCasts(drift.expected) === withoutCasts(drift.actual);
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
