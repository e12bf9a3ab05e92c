/**
 * Tells from drift what two releases of TimescaleDB make by themselves. Knows no kind: each knows what its objects owe to
 * a release.
 */
import type { Finding } from "../finding.js";
import type { Across, Surroundings } from "../kinds/kind.js";
import { kindNamed } from "../kinds/kinds.js";
import { releaseOf } from "../kinds/server.js";
import { keyOf } from "../model/key.js";
import type { Body, Model, Obj } from "../model/model.js";
import type { Drift } from "./diff.js";
import { findings, type Sides } from "./findings.js";

export interface Told {
  /** What no release explains. */
  readonly drifts: readonly Drift[];
  /** What the releases may explain, and how. */
  readonly skewed: readonly Skewed[];
}

export interface Skewed {
  readonly drift: Drift;
  readonly why: string;
}

/** Where both sides have the same release, or one has none, everything is drift. */
export function tellSkew(all: readonly Drift[], expected: Model, actual: Model): Told {
  const [left, right] = [surroundingsOf(expected), surroundingsOf(actual)];
  if (left.release === right.release || left.release === 0 || right.release === 0)
    return { drifts: all, skewed: [] };
  const drifts: Drift[] = [];
  const skewed: Skewed[] = [];
  for (const drift of all) {
    const why = explanation(drift, left, right);
    if (why === undefined) drifts.push(drift);
    else skewed.push({ drift, why });
  }
  return { drifts, skewed };
}

/** A model as a kind may look around in it. */
export const surroundingsOf = ({ server, objects }: Model): Surroundings => ({
  release: server.timescaledb === undefined ? 0 : releaseOf(server.timescaledb),
  objectAt: (kind, path) => objects.get(keyOf(kind, path)),
});

function explanation(drift: Drift, expected: Surroundings, actual: Surroundings): string | undefined {
  if (drift.type === "renamed") return undefined;
  const { kind, path } = drift.type === "changed" ? drift.expectedObject : drift.object;
  const at = (side: Surroundings): Surroundings & { readonly object: Obj | undefined } => ({
    ...side,
    object: side.objectAt(kind, path),
  });
  const [left, right] = [at(expected), at(actual)];
  const sides: Across<Body> =
    expected.release < actual.release ? { older: left, newer: right } : { older: right, newer: left };
  const field = drift.type === "changed" ? drift.field.join(".") : undefined;
  return kindNamed(kind)
    .skew?.(sides)
    .find((skew) => skew.field === field)?.why;
}

/** What to tell of it: never as drift, and never in silence. */
export function skewFindings(skewed: readonly Skewed[], sides: Sides): Finding[] {
  const releases = [sides.expected, sides.actual].map(({ server }) => server.timescaledb ?? "");
  return skewed.flatMap(({ drift, why }) =>
    findings([drift], sides).map((finding) => ({
      ...finding,
      code: drift.type === "changed" ? "skew/default" : "skew/implicit",
      severity: "info",
      message: `${what(finding)}: ${why}`,
      help: `A change by hand can look the same: only a comparison on one release tells (${releases.join(" and ")} are compared; --shadow postgres://… replays on a server of yours).`,
    })),
  );
}

function what({ field, change }: Finding): string {
  if (field !== undefined) return `differs in ${field}`;
  return change?.expected === undefined ? "is only on the actual side" : "is only on the expected side";
}
