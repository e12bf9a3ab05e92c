/** Puts together what is one fact: the parts of a missing table, and what comes into being with another object. */
import { keyOf } from "../model/key.js";
import type { Layout, Obj } from "../model/model.js";
import type { Changed, Drift } from "./diff.js";

/** A drift, with the keys of what goes along with it. */
export interface Folded {
  readonly drift: Drift;
  readonly along: readonly string[];
}

interface Brought {
  readonly kind: string;
  readonly path: Obj["path"];
  readonly field?: string;
}

/** What goes together without a statement of its own: see Kind.brings and Kind.comesWith. */
export interface Ties {
  readonly broughtBy: (object: Obj) => readonly Brought[];
  readonly comesWith: (object: Obj) => Brought | undefined;
}

/**
 * A part of an object that is itself missing (or unexpected) is no finding of its own; nor is what a missing (or
 * unexpected) object would have brought: the default index of a hypertable.
 */
export function fold(
  drifts: readonly Drift[],
  layoutOf: (kind: string) => Layout,
  { broughtBy, comesWith }: Ties,
): Folded[] {
  const byKey = new Map(drifts.map((drift) => [`${drift.type} ${drift.key}`, drift]));
  const holders = new Map<string, Drift>();
  for (const drift of drifts) {
    if (drift.type !== "missing" && drift.type !== "unexpected") continue;
    if (layoutOf(drift.object.kind).holdsParts) holders.set(place(drift.type, drift.object.path), drift);
  }
  const brought = new Map<string, Drift>();
  for (const drift of drifts) {
    if (drift.type === "renamed") {
      // What came into being with it kept its name, and is no part of it any more.
      for (const { kind, path } of broughtBy(drift.object))
        brought.set(`unexpected ${keyOf(kind, path)}`, drift);
      for (const { kind, path } of broughtBy(drift.actualObject))
        brought.set(`missing ${keyOf(kind, path)}`, drift);
    }
    if (drift.type !== "missing" && drift.type !== "unexpected") continue;
    for (const { kind, path, field } of broughtBy(drift.object)) {
      brought.set(
        field === undefined
          ? `${drift.type} ${keyOf(kind, path)}`
          : `${drift.type} ${keyOf(kind, path)} ${field}`,
        drift,
      );
    }
  }
  const along = new Map<Drift, string[]>();
  const top: Drift[] = [];
  const carried = (drift: Drift): Drift | undefined => {
    const carrier = carrierOf(drift, holders, brought, layoutOf);
    if (carrier !== undefined || (drift.type !== "missing" && drift.type !== "unexpected")) return carrier;
    const origin = comesWith(drift.object);
    return origin && byKey.get(`${drift.type} ${keyOf(origin.kind, origin.path)}`);
  };
  for (const drift of drifts) {
    const carrier = topmost(drift, carried);
    if (carrier === undefined) top.push(drift);
    else
      along.set(carrier, [
        ...(along.get(carrier) ?? []),
        drift.type === "changed" ? `${drift.key} ${drift.field.join(".")}` : drift.key,
      ]);
  }
  return top.map((drift) => ({
    drift,
    along: [...(drift.type === "renamed" ? drift.along : []), ...(along.get(drift) ?? [])].sort(),
  }));
}

/** What carries it in the end, where a carrier is itself carried. */
function topmost(drift: Drift, carried: (drift: Drift) => Drift | undefined): Drift | undefined {
  const seen = new Set<Drift>();
  let top: Drift | undefined;
  for (let next = carried(drift); next !== undefined && !seen.has(next); next = carried(next)) {
    seen.add(next);
    top = next;
  }
  return top === drift ? undefined : top;
}

function carrierOf(
  drift: Drift,
  holders: ReadonlyMap<string, Drift>,
  brought: ReadonlyMap<string, Drift>,
  layoutOf: (kind: string) => Layout,
): Drift | undefined {
  if (drift.type === "renamed") return undefined;
  if (drift.type === "changed") return brought.get(`${side(drift)} ${drift.key} ${drift.field.join(".")}`);
  const { part } = layoutOf(drift.object.kind);
  if (part !== "none") {
    const { path } = drift.object;
    const holder = holders.get(place(drift.type, part === "one" ? path : path.slice(0, -1)));
    if (holder !== undefined) return holder;
  }
  return brought.get(`${drift.type} ${drift.key}`);
}

/** Whether a changed field is there only on the side that the carrier is on. */
const side = (drift: Changed): string => (drift.actual === undefined ? "missing" : "unexpected");

const place = (type: string, path: readonly string[]): string => `${type} ${JSON.stringify(path)}`;
