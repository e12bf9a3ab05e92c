/** A relation's name as a statement has it. */
import type { Node, RangeVar } from "@pgsql/types";
import { literal, qualified } from "../../../sql/quote.js";
import { namesOf } from "./options.js";

/** As SQL, qualified where the statement qualifies it. */
export function relationName(relation: RangeVar | undefined): string {
  const { schemaname, relname = "" } = relation ?? {};
  return qualified(schemaname === undefined ? [relname] : [schemaname, relname]);
}

/** The same as a string, for `regclass`. */
export const relationLiteral = (relation: RangeVar | undefined): string => literal(relationName(relation));

/** What DROP names, a list of strings, as other statements have it. */
export function rangeOf(node: Node): RangeVar {
  const names = "List" in node ? namesOf(node.List.items) : [];
  const [relname = ""] = names.slice(-1);
  const [schemaname] = names.slice(-2, -1);
  return { relname, ...(schemaname === undefined ? {} : { schemaname }) };
}
