/** Names and strings as SQL writes them. */
import type { RangeVar } from "@pgsql/types";

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A relation's name, qualified as it was written. */
export function relationName(relation: RangeVar | undefined): string {
  const { schemaname, relname = "" } = relation ?? {};
  return [schemaname, relname].flatMap((name) => (name === undefined ? [] : [identifier(name)])).join(".");
}

/** The same as a string, for `regclass`. */
export const relationLiteral = (relation: RangeVar | undefined): string => literal(relationName(relation));
