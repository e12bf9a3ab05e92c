/**
 * How a table's NOT NULL is written. Since PostgreSQL 18 each is a constraint with a name, which a parent may have as well:
 * the name cannot be changed once it is inherited, so that it is given when the table is made.
 */
import type { Path, Obj } from "../../model/model.js";
import { identifier } from "../../sql/quote.js";
import type { Target } from "../kind.js";
import { notNullConstraint } from "./not-null-constraint.js";
import { pathOf } from "./path-of.js";
import type { Column } from "./table-column.js";

export interface NotNulls {
  /** What stands in the definition of a column that is the table's own; empty: nothing. */
  readonly clauseOf: (column: Declared) => string;
  /** What stands beside the columns: NOT NULL of inherited ones that the parent does not have. */
  readonly constraints: readonly string[];
  /** Columns of which that can be said only when the table is there: before PostgreSQL 18, where it has no name. */
  readonly later: readonly string[];
  /** Whether a column is declared without its parent's NOT NULL, which only CREATE TABLE … INHERITS can do. */
  readonly born: boolean;
}

type Declared = Pick<Column, "name" | "not_null" | "inherited" | "serial">;

interface Relation {
  readonly columns?: readonly Declared[];
  readonly inherits?: readonly string[];
  readonly partition_of?: string;
}

export function notNullsOf(path: Path, body: Relation, target: Target): NotNulls {
  const { columns = [], partition_of } = body;
  // A parent's comes with the column.
  const inherited = columns.filter(
    ({ name, inherited: flag, not_null }) =>
      flag === true &&
      not_null === true &&
      (constraintOf(path, name, target)?.body["by"] === "table" ||
        !parentsOf(body).some((parent) => hasIt(parent, name, target))),
  );
  if (target.major < 18)
    return { clauseOf: plain, constraints: [], later: inherited.map(({ name }) => name), born: false };
  return {
    constraints: inherited.flatMap(({ name }) => {
      const own = constraintOf(path, name, target);
      if (own?.body["not_valid"] === true) return [];
      return [`${named(path, name, own?.path.at(-1))} ${identifier(name)}${tail(own)}`];
    }),
    later: [],
    born: columns.some(({ name }) => constraintOf(path, name, target)?.body["by"] === "parent"),
    clauseOf: ({ name, not_null, serial }) => {
      const own = constraintOf(path, name, target);
      if (not_null !== true || own?.body["by"] === "parent" || own?.body["not_valid"] === true) return "";
      const given =
        own?.path.at(-1) ??
        (partition_of === undefined ? undefined : nameIn(pathOf(partition_of), name, target));
      const clause = named(path, name, given) + tail(own);
      return serial === true && clause === "NOT NULL" ? "" : clause;
    },
  };
}

const plain = ({ not_null, serial }: Declared): string =>
  not_null === true && serial !== true ? "NOT NULL" : "";

const parentsOf = ({ inherits = [], partition_of }: Relation): readonly Path[] =>
  [...inherits, ...(partition_of === undefined ? [] : [partition_of])].map(pathOf);

const relationAt = (path: Path, { bodyOf }: Target): Relation =>
  bodyOf("table", path) ?? bodyOf("foreign table", path) ?? {};

const constraintOf = (path: Path, column: string, { partsOf }: Target): Obj | undefined =>
  partsOf(notNullConstraint.name, path).find(({ body }) => body["column"] === column);

/** Whether a relation hands the NOT NULL of a column down. */
const hasIt = (path: Path, column: string, target: Target): boolean =>
  relationAt(path, target).columns?.some(({ name, not_null }) => name === column && not_null === true) ===
    true && constraintOf(path, column, target)?.body["no_inherit"] !== true;

/** Name of a column's constraint: its own, else that of the parent which it is inherited from. */
function nameIn(path: Path, column: string, target: Target): string {
  const own = constraintOf(path, column, target)?.path.at(-1);
  if (own !== undefined) return own;
  const relation = relationAt(path, target);
  const inherited =
    relation.partition_of !== undefined ||
    relation.columns?.some(({ name, inherited: flag }) => name === column && flag === true) === true;
  const parent = inherited ? parentsOf(relation).find((one) => hasIt(one, column, target)) : undefined;
  return parent === undefined ? madeUp(path, column) : nameIn(parent, column, target);
}

/** What PostgreSQL calls it by itself, where that is not too long. */
const madeUp = (path: Path, column: string): string => `${path.at(-1) ?? ""}_${column}_not_null`;

const named = (path: Path, column: string, name = madeUp(path, column)): string =>
  name === madeUp(path, column) || Buffer.byteLength(name) > 63
    ? "NOT NULL"
    : `CONSTRAINT ${identifier(name)} NOT NULL`;

const tail = (own: Obj | undefined): string => (own?.body["no_inherit"] === true ? " NO INHERIT" : "");
