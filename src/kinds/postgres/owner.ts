/** Owners of tables, views and foreign tables, where it is not the database's owner (pg_class). */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { anyRelationWith, isOneOf } from "../relation.js";
import { databaseOwnerQuery } from "./acl.js";

export const owner = defineKind({
  name: "owner",
  section: "owner",
  part: "one",
  holdsParts: false,
  headline: "role",
  phase: "owner",
  scope: "owners",
  missing: "warning",
  unexpected: "warning",
  fields: { role: text("warning") },
  present: anyRelationWith(`c.relowner <> ${databaseOwnerQuery}`),
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object('role', pg_get_userbyid(c.relowner)) as body
  from relation r
  join pg_catalog.pg_namespace n on n.nspname = r.schema
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = r.name
 where ${isOneOf("rpvmfa")}
   and c.relowner <> ${databaseOwnerQuery}`,
  create: ({ path, body }, { holderAt }) => {
    const what = holderAt(path) === "continuous aggregate" ? "MATERIALIZED VIEW" : "TABLE";
    return [`ALTER ${what} ${qualified(path)} OWNER TO ${identifier(body.role ?? "")}`];
  },
});
