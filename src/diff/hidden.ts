/** Tells drift from what only looks like it: objects that a model lacks because a statement was passed over. */
import type { Finding } from "../finding.js";
import type { Gap, Model, Path } from "../model/model.js";
import type { Drift } from "./diff.js";

/** The drifts of which it cannot be told whether they are any, by the gap that is to blame. */
export interface Hidden {
  readonly open: readonly Drift[];
  readonly hidden: ReadonlyMap<Gap, readonly Drift[]>;
}

export function setHiddenApart(drifts: readonly Drift[], ...models: readonly Model[]): Hidden {
  const gaps = models.flatMap((model) => model.gaps.filter(({ hides }) => hides !== undefined));
  const hidden = new Map<Gap, Drift[]>();
  const open = drifts.filter((drift) => {
    const gap = gaps.find(({ hides = [] }) => hides.some((target) => isAt(drift, target)));
    if (gap !== undefined) hidden.set(gap, [...(hidden.get(gap) ?? []), drift]);
    return gap === undefined;
  });
  return { open, hidden };
}

/** A finding that is no drift as far as anybody can tell. */
export function unsure({ key, group, subject, field, along }: Finding, { what }: Gap): Finding {
  return {
    code: "gap/unsure",
    severity: "info",
    key,
    group,
    subject,
    ...(field === undefined ? {} : { field }),
    ...(along === undefined ? {} : { along }),
    message: `${field === undefined ? key : `${key} ${field}`}: it cannot be told whether it has drifted, for want of ${what}`,
  };
}

function isAt(
  drift: Drift,
  { names, part }: { readonly names: readonly string[]; readonly part?: string },
): boolean {
  const path = drift.type === "changed" ? drift.expectedObject.path : drift.object.path;
  const end = endOf(path, names);
  if (end === undefined) return false;
  if (part === undefined) return true;
  return path[end] === part || (drift.type === "changed" && drift.field[1] === part);
}

/** Where in a path names stand, with a schema or without: the place after the last one. A function's is `name(types)`. */
function endOf(path: Path, names: readonly string[]): number | undefined {
  const is = (at: number, name: string): boolean =>
    path[at] === name || path[at]?.startsWith(`${name}(`) === true;
  for (let start = 0; start + names.length <= path.length; start += 1) {
    if (names.every((name, index) => is(start + index, name))) return start + names.length;
  }
  return undefined;
}
