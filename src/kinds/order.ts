/** The order in which a model's objects can be made, and the statements that make them. */
import { Failure } from "../finding.js";
import { keyOf } from "../model/key.js";
import type { Model, Obj, Path } from "../model/model.js";
import { phaseOf, phases, type Phase, type Target } from "./kind.js";
import { kindNamed } from "./kinds.js";

/** Path of what a part stands under, of which it is one of many. */
export function holderPath(path: Path): Path {
  const [first, ...rest] = path;
  return [first, ...rest.slice(0, -1)];
}

/** What a baseline of this model is written for: its own versions, and its own objects. */
export function targetOf(model: Model): Target {
  const target = targets.get(model) ?? makeTarget(model);
  targets.set(model, target);
  return target;
}

const targets = new WeakMap<Model, Target>();

function makeTarget({ server, objects }: Model): Target {
  const holders = holdersOf(objects);
  const schema = objects.get(keyOf("extension", ["timescaledb"]))?.body["schema"];
  const parts = new Map<string, ReadonlyMap<string, readonly Obj[]>>();
  return {
    major: Number.parseInt(server.postgres, 10),
    partsOf: (kind, path) => {
      const known = parts.get(kind) ?? partsByHolder(objects, kind);
      parts.set(kind, known);
      return known.get(JSON.stringify(path)) ?? [];
    },
    holderAt: (path) => objects.get(holders.get(JSON.stringify(path)) ?? "")?.kind,
    bodyOf: (kind, path) => objects.get(keyOf(kind, path))?.body,
    ...(server.timescaledb === undefined ? {} : { timescaledb: server.timescaledb }),
    ...(typeof schema === "string" && schema !== "public" ? { timescaledbSchema: schema } : {}),
  };
}

function partsByHolder(objects: Model["objects"], kind: string): ReadonlyMap<string, readonly Obj[]> {
  const parts = new Map<string, Obj[]>();
  for (const object of objects.values()) {
    if (object.kind !== kind) continue;
    const holder = JSON.stringify(holderPath(object.path));
    const same = parts.get(holder);
    if (same === undefined) parts.set(holder, [object]);
    else same.push(object);
  }
  return parts;
}

/** Keys of the objects that parts stand under, by path. */
function holdersOf(objects: Model["objects"]): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const [key, object] of objects) {
    if (kindNamed(object.kind).holdsParts) holders.set(JSON.stringify(object.path), key);
  }
  return holders;
}

/**
 * An object and the statements that make it; one that stands in a cycle comes twice, in two steps, and one that is to be
 * filled comes again for that.
 */
export interface Step {
  readonly object: Obj;
  readonly phase: Phase;
  readonly statements: readonly string[];
}

/** Statements that a script of a model's objects begins with. */
export const preludeOf = ({ objects }: Model): string[] => [
  ...new Set([...objects.values()].flatMap(({ kind }) => kindNamed(kind).prelude ?? [])),
];

interface Place extends Step {
  /** The object's, or that of one of its later steps. */
  readonly key: string;
  /** Path of the object that it is shown with: its holder's, else its own. */
  readonly root: Path;
  /** Number of the phase that it is made in: a part's own may be an earlier one than its holder's. */
  readonly turn: number;
  readonly rank: number;
}

type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * Objects by phase and, within a phase, by the object that they belong to; what has a need that stands later comes right
 * after it.
 * @throws Failure that shows the path of a cycle that cannot be cut
 */
export function inOrder(model: Model): readonly Step[] {
  let needs = needsOf(model);
  const contents = contentsOf(model, needs);
  let places = [...placesOf(model), ...contents.keys()].sort(byPlace);
  needs = new Map([...needs, ...[...contents].map(([{ key }, list]) => [key, list] as const)]);
  for (;;) {
    const { steps, pending } = release(places, needs);
    if (pending.size === 0) return steps;
    ({ places, needs } = cutCycle(places, needs, cycle(pending, needs), targetOf(model)));
  }
}

function placesOf(model: Model): Place[] {
  const target = targetOf(model);
  return [...model.objects].map(([key, object]): Place => {
    const kind = kindNamed(object.kind);
    const root = kind.part === "many" ? holderPath(object.path) : object.path;
    const holder = kind.part === "none" ? undefined : target.holderAt(root);
    const phase = phaseOf(kind, object);
    const own = phases.indexOf(phase);
    return {
      key,
      object,
      phase,
      statements: kind.create(object, target),
      root,
      turn: holder === undefined ? own : Math.max(own, phases.indexOf(kindNamed(holder).phase)),
      rank: kind.rank?.(object) ?? 0,
    };
  });
}

/** The steps that fill objects, with what each needs: the object, and that what it needs is filled. */
function contentsOf({ objects }: Model, needs: Needs): ReadonlyMap<Place, readonly string[]> {
  const fillings = new Map<string, readonly string[]>();
  for (const [key, object] of objects) {
    const statements = kindNamed(object.kind).fill?.(object);
    if (statements !== undefined) fillings.set(key, statements);
  }
  const contents = new Map<Place, readonly string[]>();
  for (const [key, statements] of fillings) {
    const object = objects.get(key);
    const below = [...reachable(key, needs)].filter((need) => need !== key && fillings.has(need));
    if (object === undefined || [key, ...below].some((one) => fillings.get(one)?.length === 0)) continue;
    const place: Place = {
      key: filled(key),
      object,
      phase: "content",
      statements,
      root: object.path,
      turn: phases.indexOf("content"),
      rank: 0,
    };
    contents.set(place, [key, ...below.map(filled)]);
  }
  return contents;
}

const filled = (key: string): string => `${key} (filled)`;

/** What pg_depend says, and of a part, what holds it. */
function needsOf({ objects }: Model): Needs {
  const holders = holdersOf(objects);
  return new Map(
    [...objects].map(([key, object]) => {
      const { part } = kindNamed(object.kind);
      const root = part === "many" ? holderPath(object.path) : object.path;
      const holder = part === "none" ? undefined : holders.get(JSON.stringify(root));
      const needs = [...(object.needs ?? []), ...(holder === undefined ? [] : [holder])];
      return [key, needs.filter((need) => objects.has(need))];
    }),
  );
}

function release(
  places: readonly Place[],
  needs: Needs,
): { readonly steps: Step[]; readonly pending: ReadonlySet<string> } {
  const steps: Step[] = [];
  const waiting = new Map<string, Place[]>();
  const pending = new Set(places.map(({ key }) => key));
  const attempt = (place: Place): void => {
    const open = needs.get(place.key)?.find((need) => pending.has(need));
    if (open === undefined) {
      steps.push(place);
      pending.delete(place.key);
      for (const next of waiting.get(place.key) ?? []) attempt(next);
    } else {
      const queue = waiting.get(open);
      if (queue === undefined) waiting.set(open, [place]);
      else queue.push(place);
    }
  };
  for (const place of places) attempt(place);
  return { steps, pending };
}

/** Keys that need each other, the first one again at the end. */
function cycle(pending: ReadonlySet<string>, needs: Needs): string[] {
  const trail: string[] = [];
  let key = [...pending][0] ?? "";
  while (!trail.includes(key)) {
    trail.push(key);
    key = needs.get(key)?.find((need) => pending.has(need)) ?? "";
  }
  return [...trail.slice(trail.indexOf(key)), key];
}

/** Has one object of the cycle made in two steps, of which the second alone needs the one that comes next in the cycle. */
function cutCycle(
  places: readonly Place[],
  needs: Needs,
  loop: readonly string[],
  target: Target,
): { readonly places: Place[]; readonly needs: Needs } {
  for (const [at, key] of loop.slice(0, -1).entries()) {
    const place = places.find((other) => other.key === key);
    const later = place?.object.later;
    if (place === undefined || later?.includes(loop[at + 1] ?? "") !== true) continue;
    const parts = kindNamed(place.object.kind).cut?.(place.object, target);
    if (parts === undefined) continue;
    const own = needs.get(key) ?? [];
    const rest = { ...place, key: `${key} (rest)`, statements: parts.rest };
    // What it needs can rely on its first step alone, everything else wants the whole of it.
    const below = reachable(key, needs);
    const others = [...needs].map(([other, list]): [string, readonly string[]] => [
      other,
      below.has(other) ? list : list.map((need) => (need === key ? rest.key : need)),
    ]);
    return {
      places: [
        ...places.filter((other) => other !== place),
        { ...place, statements: parts.first },
        rest,
      ].sort(byPlace),
      needs: new Map([
        ...others,
        [key, own.filter((need) => !later.includes(need))],
        [rest.key, [...own, key]],
      ]),
    };
  }
  throw new Failure("these objects need each other, so that none of them can be made first", {
    detail: loop.join("\n  needs "),
  });
}

/** Keys that an object needs, and that those need in turn. */
function reachable(key: string, needs: Needs): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...(needs.get(key) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(needs.get(next) ?? []));
  }
  return found;
}

function byPlace(a: Place, b: Place): number {
  return (
    a.turn - b.turn ||
    compare(a.root, b.root) ||
    a.rank - b.rank ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

function compare(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const left = a[index] ?? "";
    const right = b[index] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
