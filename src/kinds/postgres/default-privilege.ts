/** ALTER DEFAULT PRIVILEGES: what roles may do with what others will make (pg_default_acl). */
import { identifier } from "../../sql/quote.js";
import { defineKind } from "../kind.js";
import { anyIn } from "../present.js";
import { databaseOwner, grant, grantFields, holdings, ownerName, roleName } from "./acl.js";

export const defaultPrivilege = defineKind({
  name: "default privilege",
  section: "default_privileges",
  part: "none",
  holdsParts: false,
  headline: "privileges",
  // So late that nothing in a baseline is made under them.
  phase: "privilege",
  scope: "grants",
  missing: "warning",
  unexpected: "warning",
  fields: grantFields,
  present: anyIn("pg_default_acl"),
  // Those for a schema come on top of the general ones, so that their standard is nothing.
  query: () => `
select 0 as oid, h.xid, (h.path::jsonb || to_jsonb(h.grantee))::json as path,
       json_build_object('privileges', h.privileges, 'grantable', h.grantable, 'revoked', h.revoked,
                         'granted_by', h.granted_by) as body
  from (${holdings(`
        select (case when a.defaclnamespace = 0 then jsonb_build_array(role.name)
                     else jsonb_build_array(role.name, n.nspname) end
                 || to_jsonb(case a.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                                                  when 'T' then 'types' when 'n' then 'schemas' when 'L' then 'large objects' end))::json as path,
               a.xmin::text::bigint as xid, a.defaclrole as owner, a.defaclacl as acl,
               case when a.defaclnamespace = 0 then acldefault(sort.acl, a.defaclrole) end as standard,
               sort.acl as sort
          from pg_catalog.pg_default_acl a
          left join pg_catalog.pg_namespace n on n.oid = a.defaclnamespace
         cross join lateral (select ${roleName("a.defaclrole")} as name) role
         cross join lateral (select case a.defaclobjtype when 'S' then 's' else a.defaclobjtype end::"char" as acl) sort`)}) h`,
  create: ({ path: [role, ...names], body }) => {
    const grantee = names.at(-1) ?? "";
    const [on = "", schema] = names.slice(0, -1).reverse();
    const words = [
      "ALTER DEFAULT PRIVILEGES",
      ...(role === databaseOwner ? [] : [`FOR ROLE ${identifier(role)}`]),
      ...(schema === undefined ? [] : [`IN SCHEMA ${identifier(schema)}`]),
      "",
    ].join(" ");
    // Only everybody and the owner hold something by default, and only what is general can take it away.
    const standard = schema === undefined && (grantee === "public" || grantee === ownerName);
    // Who runs the script is the database's owner, and not another role whose privileges these are.
    const to = grantee === ownerName && role !== databaseOwner ? role : grantee;
    return grant(on.toUpperCase(), to, body, standard, words);
  },
});
