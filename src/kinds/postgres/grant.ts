/** What roles may do with what is no table or view: schemas, functions, types, sequences, languages, servers (their ACLs). */
import type { Path } from "../../model/model.js";
import { defineKind } from "../kind.js";
import { grant, granteeRole, grantFields, holdings, ownerName } from "./acl.js";
import { grantableObjects, nameInSql } from "./named-object.js";

/** `["schema", "app", "reader"]` → what, and to whom */
const split = ([word, ...names]: Path): readonly [Path, string] => [
  [word, ...names.slice(0, -1)],
  names.at(-1) ?? "",
];

export const grantKind = defineKind({
  name: "grant",
  section: "grants",
  part: "none",
  holdsParts: false,
  headline: "privileges",
  phase: "privilege",
  scope: "grants",
  missing: "breaking",
  unexpected: "warning",
  fields: grantFields,
  // Objects may share a name, so a path begins with the sort of the object; it ends with the grantee.
  query: () => `
select 0 as oid, h.xid, (h.path::jsonb || to_jsonb(h.grantee))::json as path,
       json_build_object('privileges', h.privileges, 'grantable', h.grantable, 'revoked', h.revoked,
                         'granted_by', h.granted_by) as body
  from (${holdings(grantableObjects)}) h`,
  // What everybody may do in the schema public of a new database: before PostgreSQL 15 also make things there.
  usual: ({ path, body }, major) =>
    path.join(".") === "schema.public.public" &&
    body.grantable === undefined &&
    body.privileges === (major < 15 ? "ALL" : "USAGE"),
  create: ({ path, body }, { bodyOf }) => {
    const [object, grantee] = split(path);
    const role = granteeRole(grantee, bodyOf("ownership", object));
    return grant(nameInSql("GRANT", object), role, body, grantee === "public" || grantee === ownerName);
  },
});
