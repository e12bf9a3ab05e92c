/** Finds what is probably one object under two names, and what differs for that alone. Knows no kind. */
import { keyOf } from "../model/key.js";
import type { Layout, Obj, Plain } from "../model/model.js";
import type { Changed, Drift, Missing, Renamed, Unexpected } from "./diff.js";
import { same } from "./diff.js";
import { mentions } from "./mentions.js";
import { readsAs, respelled, respelling, type Respell } from "./respell.js";

type LayoutOf = (kind: string) => Layout;

/**
 * A missing and an unexpected object of one kind, in the same place, with the same body, and no third that could be
 * meant, are a rename. What stands below, is named after it or names it follows, where it is the same but for the name.
 */
export function pairRenames(
  missing: readonly Missing[],
  unexpected: readonly Unexpected[],
  changed: readonly Changed[],
  layoutOf: LayoutOf,
): readonly Drift[] {
  const left = new Set<Drift>([...missing, ...unexpected, ...changed]);
  const open = <D extends Missing | Unexpected>(drifts: readonly D[], which: (object: Obj) => boolean): D[] =>
    drifts.filter((drift) => left.has(drift) && which(drift.object));
  const come = new Map(unexpected.map((drift) => [drift.key, drift]));
  const others: Others = {
    knowing: mentions([...missing, ...changed], (drift) =>
      textOf(drift.type === "missing" ? drift.object : drift.expectedObject),
    ),
    come: (key) => {
      const drift = come.get(key);
      return drift !== undefined && left.has(drift) ? drift : undefined;
    },
  };
  const renamed: Renamed[] = [];
  const pair = ([gone, come]: Pair): void => {
    left.delete(gone);
    left.delete(come);
    const along = [...followers([gone, come], others, left, layoutOf)];
    for (const { drifts } of along) for (const drift of drifts) left.delete(drift);
    renamed.push({
      type: "renamed",
      key: gone.key,
      object: gone.object,
      actualKey: come.key,
      actualObject: come.object,
      along: along.flatMap(({ told }) => told ?? []),
    });
  };
  const alone = ({ kind }: Obj): boolean => layoutOf(kind).part === "none";
  namespaces(open(missing, alone), open(unexpected, alone), missing, unexpected).forEach(pair);
  for (const likeness of [exactly, butForTheName])
    uniquePairs(open(missing, alone), open(unexpected, alone), likeness(layoutOf)).forEach(pair);
  const isPart = ({ kind }: Obj): boolean => layoutOf(kind).part === "many";
  uniquePairs(open(missing, isPart), open(unexpected, isPart), exactly(layoutOf)).forEach(pair);
  return [...renamed, ...left];
}

type Pair = readonly [Missing, Unexpected];

/** Outermost objects with the same body, of which most that stands in the one stands in the other. */
function namespaces(
  gone: readonly Missing[],
  come: readonly Unexpected[],
  missing: readonly Missing[],
  unexpected: readonly Unexpected[],
): Pair[] {
  const outermost = ({ object }: Missing | Unexpected): boolean => object.path.length === 1;
  const found = new Map(unexpected.map((drift) => [drift.key, drift.object]));
  const taken = new Set<Unexpected>();
  return gone.filter(outermost).flatMap((old): Pair[] => {
    const within = missing.filter(
      ({ object }) => object.path.length > 1 && object.path.includes(old.object.path[0]),
    );
    const twin = come.filter(outermost).find((one) => {
      if (taken.has(one) || one.object.kind !== old.object.kind || !same(one.object.body, old.object.body))
        return false;
      const respell = respelling(old.object.path, one.object.path);
      const twins = within.filter(({ object }) =>
        isTwin(object, found.get(respelledKey(object, respell)), respell),
      );
      return twins.length * 2 > within.length;
    });
    if (twin === undefined) return [];
    taken.add(twin);
    return [[old, twin]];
  });
}

type Likeness = (object: Obj) => string;

/** The body to the letter. */
const exactly =
  (layoutOf: LayoutOf): Likeness =>
  (object) =>
    JSON.stringify(inOneOrder(spelledOut(object, layoutOf)));

/** The body, whatever the object and what is named after it are called. */
const butForTheName =
  (layoutOf: LayoutOf): Likeness =>
  (object) => {
    const [first, ...rest] = [...object.path.slice(0, -1), "\u0001"];
    return JSON.stringify(
      inOneOrder(respelled(spelledOut(object, layoutOf), respelling(object.path, [first, ...rest]))),
    );
  };

const spelledOut = (object: Obj, layoutOf: LayoutOf): Plain =>
  layoutOf(object.kind).spelledOut?.(object) ?? object.body;

function uniquePairs(
  missing: readonly Missing[],
  unexpected: readonly Unexpected[],
  likeness: Likeness,
): Pair[] {
  const groups = new Map<string, { readonly missing: Missing[]; readonly unexpected: Unexpected[] }>();
  const groupOf = (object: Obj): { readonly missing: Missing[]; readonly unexpected: Unexpected[] } => {
    const id = JSON.stringify([object.kind, object.path.slice(0, -1), likeness(object)]);
    const group = groups.get(id) ?? { missing: [], unexpected: [] };
    groups.set(id, group);
    return group;
  };
  // Without a body there is nothing to recognise an object by.
  const telling = ({ object }: Missing | Unexpected): boolean => Object.keys(object.body).length > 0;
  for (const drift of missing.filter(telling)) groupOf(drift.object).missing.push(drift);
  for (const drift of unexpected.filter(telling)) groupOf(drift.object).unexpected.push(drift);
  return [...groups.values()].flatMap(({ missing: [gone, ...moreGone], unexpected: [come, ...moreCome] }) =>
    gone === undefined || come === undefined || moreGone.length > 0 || moreCome.length > 0
      ? []
      : [[gone, come] as const],
  );
}

/** Drifts that a rename explains, and how they are told: not at all, where only the path above their own name differs. */
interface Follower {
  readonly drifts: readonly Drift[];
  readonly told?: string;
}

/** What else differs. */
interface Others {
  /** What may know a name. */
  readonly knowing: (name: string) => readonly (Missing | Changed)[];
  /** An unexpected object that no rename explains yet. */
  readonly come: (key: string) => Unexpected | undefined;
}

function* followers(
  [{ object }, { object: actualObject }]: Pair,
  { knowing, come }: Others,
  left: ReadonlySet<Drift>,
  layoutOf: LayoutOf,
): Generator<Follower> {
  const respell = respelling(object.path, actualObject.path);
  for (const drift of knowing(object.path.at(-1) ?? "")) {
    if (!left.has(drift)) continue;
    if (drift.type === "changed") {
      const { expected, actual, field } = drift;
      if (expected !== undefined && readsAs(expected, actual, respell))
        yield { drifts: [drift], told: `${drift.key} ${field.join(".")}` };
      continue;
    }
    const { kind, path } = drift.object;
    const below = object.path.every((name, index) => path[index] === name);
    const [first, ...rest] = [...actualObject.path, ...path.slice(object.path.length)];
    const moved = below ? come(keyOf(kind, [first, ...rest])) : undefined;
    const twin = [moved, come(respelledKey(drift.object, respell))].find((one) =>
      isTwin(drift.object, one?.object, respell),
    );
    if (twin === undefined) continue;
    const silent = twin === moved && layoutOf(kind).part !== "none";
    yield { drifts: [drift, twin], ...(silent ? {} : { told: drift.key }) };
  }
}

/** All names and texts of an object, a line each. */
const textOf = ({ path, body }: Obj): string => [...path, ...textsIn(body)].join("\n");

function* textsIn(value: Plain): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const item of Object.values(value)) yield* textsIn(item);
}

const isTwin = (object: Obj, other: Obj | undefined, respell: Respell): boolean =>
  other !== undefined && readsAs(object.body, other.body, respell);

const respelledKey = ({ kind, path: [first, ...rest] }: Obj, respell: Respell): string =>
  keyOf(kind, [respell(first), ...rest.map(respell)]);

/** Plain data with the keys of its records in one order, so that equal data is equal text. */
function inOneOrder(value: Plain): Plain {
  if (Array.isArray(value)) return value.map((item: Plain) => inOneOrder(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, inOneOrder(item)]),
  );
}
