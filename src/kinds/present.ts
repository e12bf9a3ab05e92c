/** Conditions for `present`: whether a database may have objects of a kind at all. */

/** OIDs below are those of initdb (PostgreSQL's manual, "System Catalog Initial Data"). */
const firstOfUsers = 16384;

/** @param condition on the catalog's row */
export const anyIn = (catalog: string, condition = "true"): string =>
  `exists (select from pg_catalog.${catalog} where ${condition})`;

/**
 * Objects that came after initdb, be they a user's or an extension's.
 * @param oid column that says which object a row is of
 */
export const madeIn = (catalog: string, condition = "true", oid = "oid"): string =>
  anyIn(catalog, `${oid} >= ${firstOfUsers} and ${condition}`);
