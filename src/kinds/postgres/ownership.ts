/** Owners of what is no table or view, where it is not the database's owner. */
import { defineKind, text } from "../kind.js";
import { databaseOwnerQuery, granteeSql, ownerName } from "./acl.js";
import { nameInSql, ownedObjects } from "./named-object.js";

export const ownership = defineKind({
  name: "ownership",
  section: "owners",
  part: "none",
  holdsParts: false,
  headline: "role",
  // After the tables: a column's sequence has its table's owner, and can have no other.
  phase: "ownership",
  scope: "owners",
  missing: "warning",
  unexpected: "warning",
  fields: { role: text("warning") },
  // Objects may share a name, so a path begins with the sort of the object. A column's sequence goes with its table.
  query: () => `
select 0 as oid, o.xid, o.path, json_build_object('role', case when o.owner = ${databaseOwnerQuery} then '${ownerName}'
                                                            else pg_get_userbyid(o.owner) end) as body
  from (${ownedObjects}) o`,
  // Before PostgreSQL 15 the schema public of a new database is its maker's, who mostly is its owner.
  usual: ({ path, body }, major) =>
    major < 15 && path.join(".") === "schema.public" && body.role === ownerName,
  create: ({ path, body }) => [`ALTER ${nameInSql("ALTER", path)} OWNER TO ${granteeSql(body.role ?? "")}`],
});
