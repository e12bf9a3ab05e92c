/** How a column is stored: what tables and materialized views can say of one (pg_attribute). */
import { identifier } from "../../sql/quote.js";
import { number, text, texts, type BodyOf } from "../kind.js";

export const storageFields = {
  storage: text("info"),
  /** `default`: a parent's has one, and this one does not. */
  compression: text("info"),
  statistics: number("info"),
  options: texts("info"),
};

/** The storage of column `a`, where it is no default. */
export const storageWhere = (condition: string): string => `case when ${condition} then
              case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end`;

/**
 * For column `a` of type `t`. pg_attver is a counter that some builds of the server keep among a column's options;
 * pg_dump leaves it out as well.
 */
export const storageQuery = {
  storage: storageWhere("a.attstorage <> t.typstorage"),
  compression: "case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end",
  statistics: "nullif(a.attstattarget, -1)",
  options: `case when array_length(a.attoptions, 1) > 1 or not starts_with(a.attoptions[1], 'pg_attver=') then (
              select json_agg(o order by o) from unnest(a.attoptions) o where not starts_with(o, 'pg_attver=')) end`,
};

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
