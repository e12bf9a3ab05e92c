/** The order in which a model's objects can be made, and the statements that make them. */
import { Failure } from "../finding.js";
import { keyOf } from "../model/key.js";
import type { Model, Obj, Path } from "../model/model.js";
import { phases, type Target } from "./kind.js";
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
  return {
    holderAt: (path) => objects.get(holders.get(JSON.stringify(path)) ?? "")?.kind,
    ...(server.timescaledb === undefined ? {} : { timescaledb: server.timescaledb }),
    ...(typeof schema === "string" && schema !== "public" ? { timescaledbSchema: schema } : {}),
  };
}

/** Keys of the objects that parts stand under, by path. */
function holdersOf(objects: Model["objects"]): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const [key, object] of objects) {
    if (kindNamed(object.kind).holdsParts) holders.set(JSON.stringify(object.path), key);
  }
  return holders;
}

export const statementsOf = (object: Obj, target: Target): readonly string[] => kindNamed(object.kind).create(object, target);

interface Place {
  readonly key: string;
  readonly object: Obj;
  /** Path of the object that it is shown with: its holder's, else its own. */
  readonly root: Path;
  readonly phase: number;
  readonly rank: number;
}

/**
 * Objects by phase and, within a phase, by the object that they belong to; what has a need that stands later comes right
 * after it.
 * @throws Failure that shows the path of a cycle
 */
export function inOrder({ objects }: Model): Obj[] {
  const holders = holdersOf(objects);
  const needs = new Map<string, Set<string>>();
  const places = [...objects].map(([key, object]): Place => {
    const kind = kindNamed(object.kind);
    const root = kind.part === "many" ? holderPath(object.path) : object.path;
    const holder = kind.part === "none" ? undefined : holders.get(JSON.stringify(root));
    const held = holder === undefined ? undefined : objects.get(holder);
    const own = phases.indexOf(kind.phase);
    needs.set(key, new Set([...(object.needs ?? []), ...(holder === undefined ? [] : [holder])].filter((need) => objects.has(need))));
    return {
      key,
      object,
      root,
      phase: held === undefined ? own : Math.max(own, phases.indexOf(kindNamed(held.kind).phase)),
      rank: kind.rank?.(object) ?? 0,
    };
  });
  places.sort(byPlace);
  return release(places, needs);
}

function release(places: readonly Place[], needs: ReadonlyMap<string, Set<string>>): Obj[] {
  const done: Obj[] = [];
  const waiting = new Map<string, Place[]>();
  const pending = new Set<string>(places.map(({ key }) => key));
  const attempt = (place: Place): void => {
    const open = [...(needs.get(place.key) ?? [])].find((need) => pending.has(need));
    if (open === undefined) {
      done.push(place.object);
      pending.delete(place.key);
      for (const next of waiting.get(place.key) ?? []) attempt(next);
    } else {
      const queue = waiting.get(open);
      if (queue === undefined) waiting.set(open, [place]);
      else queue.push(place);
    }
  };
  for (const place of places) attempt(place);
  if (pending.size > 0) throw cycle(pending, needs);
  return done;
}

function cycle(pending: ReadonlySet<string>, needs: ReadonlyMap<string, Set<string>>): Failure {
  const trail: string[] = [];
  let key = [...pending][0] ?? "";
  while (!trail.includes(key)) {
    trail.push(key);
    key = [...(needs.get(key) ?? [])].find((need) => pending.has(need)) ?? "";
  }
  const loop = [...trail.slice(trail.indexOf(key)), key];
  return new Failure("these objects need each other, so that none of them can be made first", {
    detail: loop.join("\n  needs "),
  });
}

function byPlace(a: Place, b: Place): number {
  return a.phase - b.phase || compare(a.root, b.root) || a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function compare(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const left = a[index] ?? "";
    const right = b[index] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
