/** The layouts of a snapshot, checked against each other and found by name. Knows no YAML. */
import type { Layout, Path, Shape } from "./model.js";

/** Keys that a snapshot has beside its sections. */
export const reservedKeys: readonly string[] = ["driftline", "server", "gaps", "needs", "later", "stub"];

export interface Layouts {
  /** In the order of writing. */
  readonly all: readonly Layout[];
  readonly byName: ReadonlyMap<string, Layout>;
  readonly bySection: ReadonlyMap<string, Layout>;
  /** Those of parts, in the order of writing. */
  readonly parts: readonly Layout[];
}

const indexed = new WeakMap<readonly Layout[], Layouts>();

/** What is wrong with the headline of a record, here and below. */
function* headlineFaults(
  name: string,
  fields: Readonly<Record<string, Shape>>,
  headline: string | undefined,
): Generator<string> {
  if (headline !== undefined && fields[headline]?.type !== "text")
    yield `headline of ${name} is no text field`;
  for (const [field, shape] of Object.entries(fields)) {
    if (shape.type === "named") yield* headlineFaults(`${name}.${field}`, shape.fields, shape.headline);
    if (shape.type === "list") yield* headlineFaults(`${name}.${field}`, shape.fields, undefined);
  }
}

function* faults({ all, byName, bySection, parts }: Layouts): Generator<string> {
  if (byName.size < all.length) yield "two kinds have one name";
  if (bySection.size < all.length) yield "two kinds have one section";
  for (const { name, section, part, holdsParts, headline, shape } of all) {
    const taken = [...reservedKeys, ...(holdsParts ? parts.map((other) => other.section) : [])];
    const clash = Object.keys(shape).find((field) => taken.includes(field));
    if (clash !== undefined) yield `field ${clash} of ${name} has the name of a section or of a key`;
    if (reservedKeys.includes(section)) yield `section ${section} has the name of a key`;
    if (part === "one" && holdsParts)
      yield `${name} has the path of its parent, so it cannot hold parts itself`;
    yield* headlineFaults(name, shape, headline);
  }
}

/** Finds layouts by name and section. Throws `Error` where two of them, or their fields, could be taken for each other. */
export function indexLayouts(layouts: readonly Layout[]): Layouts {
  const known = indexed.get(layouts);
  if (known !== undefined) return known;
  const result: Layouts = {
    all: layouts,
    byName: new Map(layouts.map((layout) => [layout.name, layout])),
    bySection: new Map(layouts.map((layout) => [layout.section, layout])),
    parts: layouts.filter(({ part }) => part !== "none"),
  };
  for (const fault of faults(result)) throw new Error(`layouts: ${fault}`);
  indexed.set(layouts, result);
  return result;
}

/** Path of the object that a part stands under, if that is there; null where the layout, or the path, has none. */
export function parentPath(layout: Layout, path: Path): Path | null {
  if (layout.part === "none") return null;
  if (layout.part === "one") return path;
  const [first, ...rest] = path;
  return rest.length === 0 ? null : [first, ...rest.slice(0, -1)];
}
