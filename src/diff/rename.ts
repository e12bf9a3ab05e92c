/** Finds what is probably one object under two names. Knows no kind. */
import type { Layout, Obj, Path, Plain } from "../model/model.js";
import type { Drift, Missing, Renamed, Unexpected } from "./diff.js";
import { same } from "./diff.js";

/**
 * A missing and an unexpected object of one kind, in the same place, with the same body, and no third that could be
 * meant, are a rename; the parts below them that are the same follow.
 */
export function pairRenames(
  missing: readonly Missing[],
  unexpected: readonly Unexpected[],
  layoutOf: (kind: string) => Layout,
): { readonly renamed: readonly Renamed[]; readonly rest: readonly Drift[] } {
  const paired = new Set<Drift>();
  const renamed: Renamed[] = [];
  const alone = ({ object }: Missing | Unexpected): boolean => layoutOf(object.kind).part === "none";
  const pair = (left: readonly Missing[], right: readonly Unexpected[]): Renamed[] => {
    const found = uniquePairs(left, right).map(([gone, come]): Renamed => {
      paired.add(gone).add(come);
      return {
        type: "renamed",
        key: gone.key,
        object: gone.object,
        actualKey: come.key,
        actualObject: come.object,
      };
    });
    renamed.push(...found);
    return found;
  };
  const holders = pair(missing.filter(alone), unexpected.filter(alone));
  for (const drift of followParts(holders, missing, unexpected)) paired.add(drift);
  const parts = (drift: Missing | Unexpected): boolean =>
    !paired.has(drift) && layoutOf(drift.object.kind).part === "many";
  pair(missing.filter(parts), unexpected.filter(parts));
  return { renamed, rest: [...missing, ...unexpected].filter((drift) => !paired.has(drift)) };
}

function uniquePairs(
  missing: readonly Missing[],
  unexpected: readonly Unexpected[],
): (readonly [Missing, Unexpected])[] {
  const groups = new Map<string, { readonly missing: Missing[]; readonly unexpected: Unexpected[] }>();
  const groupOf = ({
    kind,
    path,
    body,
  }: Obj): { readonly missing: Missing[]; readonly unexpected: Unexpected[] } => {
    const id = JSON.stringify([kind, path.slice(0, -1), inOneOrder(body)]);
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

/** Parts that are the same below the old and the new name of what holds them. */
function* followParts(
  holders: readonly Renamed[],
  missing: readonly Missing[],
  unexpected: readonly Unexpected[],
): Generator<Drift> {
  for (const { object, actualObject } of holders) {
    const place = ({ kind, path }: Obj, holder: Path): string | undefined =>
      path.length >= holder.length && holder.every((name, index) => path[index] === name)
        ? JSON.stringify([kind, path.slice(holder.length)])
        : undefined;
    const come = new Map(unexpected.map((drift) => [place(drift.object, actualObject.path), drift]));
    for (const gone of missing) {
      if (gone.object === object) continue;
      const at = place(gone.object, object.path);
      const twin = at === undefined ? undefined : come.get(at);
      if (twin !== undefined && same(gone.object.body, twin.object.body)) {
        yield gone;
        yield twin;
      }
    }
  }
}

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
