/** Compares two sources and says what is found: the whole of `check` and `diff`, without words or colours. */
import { isGap, type Finding } from "../finding.js";
import { kindNamed, kinds, layoutNamed } from "../kinds/kinds.js";
import type { Model, Obj, ServerVersions } from "../model/model.js";
import type { Sourced, SourceOptions } from "../source/source.js";
import { diff, type Drift } from "./diff.js";
import { isUnkeyed, possible } from "./possible.js";
import { setHiddenApart, unsure } from "./hidden.js";
import { elaborate, type Elaborated } from "./elaborate.js";
import { findings, gapFindings } from "./findings.js";
import { operationFindings } from "./operations.js";
import { skewFindings, tellSkew, type Told } from "./skew.js";

/** Parts of a schema that a comparison can leave out. */
export interface Scope {
  readonly owners: boolean;
  readonly grants: boolean;
  /** How the database runs: told beside the differences. */
  readonly ops: boolean;
}

export const everything: Scope = { owners: true, grants: true, ops: true };

export interface Side {
  readonly label: string;
  readonly server: ServerVersions;
  /** Number of objects by kind, in the order of the list of kinds. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a report shows. */
export interface Comparison {
  readonly expected: Side;
  readonly actual: Side;
  /** By key. */
  readonly findings: readonly Finding[];
  /** Whether something exists that could not be compared. */
  readonly gaps: boolean;
}

export interface CompareOptions extends SourceOptions {
  /** What is left out of both sides. */
  readonly scope?: Scope;
}

export async function compare(
  expectedSource: Sourced,
  actualSource: Sourced,
  options: CompareOptions = {},
): Promise<Comparison> {
  const [expected, actual] = [within(expectedSource, options.scope), within(actualSource, options.scope)];
  const elaborated = await differences(expected.model, actual.model, options);
  const { open, hidden } = setHiddenApart(elaborated.drifts, expected.model, actual.model);
  const sides = { expected: expected.model, actual: actual.model, blame: expected.blame };
  const drifted = findings(open, sides);
  const found = [
    ...drifted,
    ...(options.scope?.ops === false ? [] : operationFindings(running(expected, actual), drifted)),
    ...skewFindings(elaborated.skewed, sides),
    ...[...hidden].flatMap(([gap, unclear]) =>
      findings(unclear, sides).map((finding) => unsure(finding, gap)),
    ),
    ...gapFindings([expected, actual].map(({ label, model }) => ({ label, gaps: model.gaps }))),
    ...findings(elaborated.unkeyed, sides).map(uncompared),
    ...(elaborated.unsettled === undefined ? [] : [unsettled(elaborated.unsettled)]),
  ];
  return {
    expected: side(expected),
    actual: side(actual),
    findings: found,
    gaps: found.some(isGap),
  };
}

/**
 * What differs, without what two majors of PostgreSQL only spell in two ways, and apart from it what two releases of
 * TimescaleDB may explain, and secrets that were hashed with two keys.
 */
export async function differences(
  expected: Model,
  actual: Model,
  options: SourceOptions,
): Promise<Elaborated & Told & { readonly unkeyed: readonly Drift[] }> {
  const found = diff(expected, actual, layoutNamed);
  const elaborated = await elaborate(possible(found, expected, actual), expected, actual, options);
  return {
    ...elaborated,
    ...tellSkew(elaborated.drifts, expected, actual),
    unkeyed: found.filter(isUnkeyed),
  };
}

/** The side whose operation is of interest: the actual one, or the other where only that is a live database. */
const running = (expected: Sourced, actual: Sourced): Sourced =>
  expected.sort === "live" && actual.sort !== "live" ? expected : actual;

/** Without the objects of kinds, and the fields, that are out of scope. */
export function within(source: Sourced, scope: Scope = everything): Sourced {
  if (scope.owners && scope.grants) return source;
  const inScope = ({ scope: part }: { readonly scope?: keyof Scope }): boolean =>
    part === undefined || scope[part];
  const objects = [...source.model.objects].flatMap(([key, object]): [string, Obj][] => {
    const kind = kindNamed(object.kind);
    if (!inScope(kind)) return [];
    const body = Object.entries(object.body).filter(([name]) => inScope(kind.fields[name] ?? {}));
    return [[key, { ...object, body: Object.fromEntries(body) }]];
  });
  return { ...source, model: { ...source.model, objects: new Map(objects) } };
}

const uncompared = ({ key, group, subject, field = "" }: Finding): Finding => ({
  code: "gap/secret",
  severity: "info",
  key,
  group,
  subject,
  field,
  message: `${key} ${field}: whether the secret is the same cannot be told, the two sides were not read with one key`,
  help: "Set DRIFTLINE_SECRET_KEY to a text of your own wherever driftline reads a database.",
});

const unsettled = (why: string): Finding => ({
  code: "gap/unsettled",
  severity: "info",
  key: "definitions",
  group: "definitions",
  subject: "definitions",
  message: `two majors of PostgreSQL printed definitions that differ, and the shadow could not settle whether they mean the same: ${why}`,
  help: "Name a server that can hold both: --shadow postgres://…",
});

const side = ({ label, model }: Sourced): Side => ({ label, server: model.server, counts: countsOf(model) });

/** Number of objects by kind, in the order of kinds, as their headings name them. */
export function countsOf(model: Model): Record<string, number> {
  const counts = new Map<string, number>(kinds.map(({ name }) => [name, 0]));
  for (const { kind } of model.objects.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(
    kinds.flatMap(({ name, section }) => {
      const count = counts.get(name) ?? 0;
      return count === 0 ? [] : [[section === name ? `${name}s` : section, count]];
    }),
  );
}
