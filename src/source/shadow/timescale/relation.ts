/** A relation's name as a statement has it. */
import type { RangeVar } from "@pgsql/types";
import { literal, qualified } from "../../../sql/quote.js";

/** As SQL, qualified where the statement qualifies it. */
export function relationName(relation: RangeVar | undefined): string {
  const { schemaname, relname = "" } = relation ?? {};
  return qualified(schemaname === undefined ? [relname] : [schemaname, relname]);
}

/** The same as a string, for `regclass`. */
export const relationLiteral = (relation: RangeVar | undefined): string => literal(relationName(relation));
