/** Row-level security policies (pg_policy). Whether a table heeds them is the table's. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, sql, text, texts } from "../kind.js";
import { anyIn } from "../present.js";
import { isOneOf } from "../relation.js";
import { comment, joinComment } from "./comment.js";

export const rowPolicy = defineKind({
  name: "row policy",
  section: "row_policies",
  part: "many",
  holdsParts: false,
  catalog: "pg_policy",
  phase: "table",
  rank: () => 6,
  missing: "breaking",
  unexpected: "breaking",
  fields: {
    /** Narrows what others permit; a policy permits by default. */
    restrictive: flag("breaking"),
    /** `select`, `insert`, `update` or `delete`; all without it. */
    command: text("breaking"),
    /** Everybody without it. */
    roles: texts("breaking"),
    using: sql("breaking"),
    check: sql("breaking"),
    comment: text("info"),
  },
  present: anyIn("pg_policy"),
  query: () => `
select p.oid, p.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, p.polname) as path,
       json_build_object(
         'restrictive', nullif(not p.polpermissive, false),
         'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' end,
         'roles', case when p.polroles <> '{0}' then (
             select json_agg(case when o.oid = 0 then 'public' else pg_get_userbyid(o.oid) end order by pg_get_userbyid(o.oid))
               from unnest(p.polroles) o (oid)) end,
         'using', pg_get_expr(p.polqual, p.polrelid),
         'check', pg_get_expr(p.polwithcheck, p.polrelid),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_policy p on p.polrelid = r.oid
  ${joinComment("pg_policy", "p.oid")}
 where ${isOneOf("rp")}`,
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    const clauses = [
      `CREATE POLICY ${name} ON ${table}`,
      ...(body.restrictive === true ? ["AS RESTRICTIVE"] : []),
      ...(body.command === undefined ? [] : [`FOR ${body.command.toUpperCase()}`]),
      ...(body.roles === undefined
        ? []
        : [`TO ${body.roles.map((role) => (role === "public" ? role : identifier(role))).join(", ")}`]),
      ...(body.using === undefined ? [] : [`USING (${body.using})`]),
      ...(body.check === undefined ? [] : [`WITH CHECK (${body.check})`]),
    ];
    return [clauses.join(" "), ...comment(`POLICY ${name} ON ${table}`, body.comment)];
  },
});
