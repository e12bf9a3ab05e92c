/** User mappings: as whom roles log on to a foreign server (pg_user_mapping, for superusers only). */
import { identifier } from "../../sql/quote.js";
import { defineKind } from "../kind.js";
import { anyIn } from "../present.js";
import { optionFields, optionsClause, optionsQuery } from "./foreign-options.js";

export const userMapping = defineKind({
  name: "user mapping",
  section: "user_mappings",
  part: "none",
  holdsParts: false,
  catalog: "pg_user_mapping",
  phase: "function",
  missing: "breaking",
  unexpected: "warning",
  fields: optionFields,
  present: anyIn("pg_user_mappings"),
  query: () => `
select m.oid, m.xmin::text::bigint as xid,
       json_build_array(f.srvname, u.name) as path,
       json_build_object('options', ${optionsQuery("m.umoptions", "f.srvname, u.name")}) as body
  from pg_catalog.pg_user_mapping m
  join pg_catalog.pg_foreign_server f on f.oid = m.umserver
 cross join lateral (select case when m.umuser = 0 then 'public' else pg_get_userbyid(m.umuser) end as name) u
 where not exists (select from member e where e.catalog = 'pg_user_mapping'::regclass and e.oid = m.oid)`,
  create: ({ path: [server, user = "public"], body }) => [
    `CREATE USER MAPPING FOR ${user === "public" ? "PUBLIC" : identifier(user)} SERVER ${identifier(server)}${optionsClause(body.options)}`,
  ],
});
