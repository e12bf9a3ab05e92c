/** Tables and what refers to what, for a picture of the schema: asks the kinds, and knows none. */
import { severities, type Finding, type Severity } from "../finding.js";
import { partPhase } from "../kinds/kind.js";
import { kindNamed } from "../kinds/kinds.js";
import { holderPath } from "../kinds/order.js";
import { printPath } from "../model/key.js";
import type { Model, Obj } from "../model/model.js";

export interface MapTable {
  /** The group that its findings are shown under. */
  readonly key: string;
  readonly label: string;
  /** Its worst finding; absent where it is as expected. */
  readonly drift?: Severity;
  /** The side that alone has it. */
  readonly only?: "expected" | "actual";
}

/** From the table that holds a foreign key to the one that it refers to, by key. */
export interface MapReference {
  readonly from: string;
  readonly to: string;
}

export interface SchemaMap {
  readonly tables: readonly MapTable[];
  readonly references: readonly MapReference[];
}

/** Both sides' tables on one map, by key. Where all are in one schema, labels do without it. */
export function schemaMap(findings: readonly Finding[], expected: Model, actual: Model): SchemaMap {
  const sides = [expected, actual].map(tablesOf);
  const paths = new Map(sides.flatMap((side) => [...side]));
  const single = new Set([...paths.values()].map(([schema]) => schema)).size === 1;
  const worst = worstByGroup(findings);
  const tables = [...paths]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, path]) => {
      const drift = worst.get(key);
      const [first, second] = sides.map((side) => side.has(key));
      return {
        key,
        label: single ? printPath([path[1] ?? path[0]]) : key,
        ...(drift === undefined ? {} : { drift }),
        ...(first === second ? {} : { only: first === true ? ("expected" as const) : ("actual" as const) }),
      };
    });
  return { tables, references: referencesOf([expected, actual], new Set(paths.keys())) };
}

function tablesOf(model: Model): Map<string, Obj["path"]> {
  const tables = [...model.objects.values()].filter(({ kind }) => {
    const { part, holdsParts, phase } = kindNamed(kind);
    return part === "none" && holdsParts && phase === partPhase;
  });
  return new Map(tables.map(({ path }) => [printPath(path), path]));
}

function worstByGroup(findings: readonly Finding[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { group, severity } of findings) {
    const known = worst.get(group);
    if (known === undefined || severities.indexOf(severity) < severities.indexOf(known))
      worst.set(group, severity);
  }
  return worst;
}

function referencesOf(models: readonly Model[], tables: ReadonlySet<string>): MapReference[] {
  const references = new Map<string, MapReference>();
  for (const object of models.flatMap(({ objects }) => [...objects.values()])) {
    const target = kindNamed(object.kind).references?.(object);
    if (target === undefined) continue;
    const reference = { from: printPath(holderPath(object.path)), to: printPath(target) };
    if (tables.has(reference.from) && tables.has(reference.to))
      references.set(JSON.stringify(reference), reference);
  }
  return [...references.values()];
}
