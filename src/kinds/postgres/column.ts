/** What several sorts of relations can say of a column: how it is stored, and what it takes over from parents (pg_attribute). */
import { identifier } from "../../sql/quote.js";
import { flag, number, sql, text, texts, type BodyOf } from "../kind.js";

export const storageFields = {
  storage: text("info"),
  compression: text("info"),
  statistics: number("info"),
  options: texts("info"),
};

/**
 * For column `a` of type `t`. pg_attver is a counter that some builds of the server keep among a column's options;
 * pg_dump leaves it out as well.
 */
export const storageQuery = {
  storage: `case when a.attstorage <> t.typstorage then
              case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end`,
  compression: "case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end",
  statistics: "nullif(a.attstattarget, -1)",
  options: `case when array_length(a.attoptions, 1) > 1 or not starts_with(a.attoptions[1], 'pg_attver=') then (
              select json_agg(o order by o) from unnest(a.attoptions) o where not starts_with(o, 'pg_attver=')) end`,
};

/** Whether a table that column `a` of table `c` is inherited from has this of it; a partition inherits neither. */
const parentHas = (what: "attnotnull" | "atthasdef"): string => `(
             a.attinhcount > 0 and not c.relispartition and exists (
               select from pg_catalog.pg_inherits pi
                 join pg_catalog.pg_attribute pa on pa.attrelid = pi.inhparent and pa.attname = a.attname and pa.${what}
                where pi.inhrelid = a.attrelid))`;

/**
 * For column `a` of table `c` with default `f`. A column may give up what it inherits: its default is NULL then, and
 * it is expressly not NOT NULL.
 */
export const inheritableQuery = {
  not_null: `case when a.attnotnull then true when ${parentHas("attnotnull")} then false end`,
  default: `case when a.attgenerated <> '' then null
              when f.oid is not null then pg_get_expr(f.adbin, f.adrelid)
              when a.attidentity = '' and ${parentHas("atthasdef")} then 'NULL' end`,
};

export const inheritableFields = { not_null: flag("breaking"), default: sql("warning") };

/** What CREATE TABLE … INHERITS cannot say of a column that a parent has as well. */
export function settleInherited(
  alterColumn: string,
  column: { readonly inherited?: boolean | undefined } & BodyOf<typeof inheritableFields>,
): string[] {
  return [
    ...(column.default === "NULL" ? [`${alterColumn} DROP DEFAULT`] : []),
    ...(column.not_null === false ? [`${alterColumn} DROP NOT NULL`] : []),
    ...(column.inherited !== true || column.default === undefined || column.default === "NULL"
      ? []
      : [`${alterColumn} SET DEFAULT ${column.default}`]),
    ...(column.inherited === true && column.not_null === true ? [`${alterColumn} SET NOT NULL`] : []),
  ];
}

/** The statements that make a column of a relation be stored so. */
export function storage(
  alterRelation: string,
  column: { readonly name: string } & BodyOf<typeof storageFields>,
): string[] {
  const alter = (change: string): string =>
    `${alterRelation} ALTER COLUMN ${identifier(column.name)} ${change}`;
  return [
    ...(column.storage === undefined ? [] : [alter(`SET STORAGE ${column.storage.toUpperCase()}`)]),
    ...(column.compression === undefined ? [] : [alter(`SET COMPRESSION ${column.compression}`)]),
    ...(column.statistics === undefined ? [] : [alter(`SET STATISTICS ${column.statistics}`)]),
    ...(column.options === undefined ? [] : [alter(`SET (${column.options.join(", ")})`)]),
  ];
}
