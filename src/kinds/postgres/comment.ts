/** COMMENT ON, for every kind: how it is joined in a query, and how it is written. */
import { literal } from "../../sql/quote.js";

/** Joins the comment of an object, as `<alias>.description`. */
export const joinComment = (catalog: string, oid: string, alias = "d"): string =>
  `left join pg_catalog.pg_description ${alias}
    on ${alias}.classoid = 'pg_catalog.${catalog}'::regclass and ${alias}.objoid = ${oid} and ${alias}.objsubid = 0`;

export const comment = (on: string, description: string | undefined): string[] =>
  description === undefined ? [] : [`COMMENT ON ${on} IS ${literal(description)}`];

/** Comments on the columns of a relation. */
export const columnComments = (
  relation: string,
  columns: readonly { readonly name: string; readonly comment?: string | undefined }[] | undefined,
  quote: (name: string) => string,
): string[] =>
  (columns ?? []).flatMap((column) => comment(`COLUMN ${relation}.${quote(column.name)}`, column.comment));
