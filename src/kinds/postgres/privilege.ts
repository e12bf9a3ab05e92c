/** What roles may do with a table, a view or a foreign table, and with its columns (pg_class, pg_attribute). */
import { qualified } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { anyIn, madeIn } from "../present.js";
import { anyRelationWith, isOneOf } from "../relation.js";
import {
  grant,
  granteeName,
  granteeRole,
  granteeSql,
  grantFields,
  holdings,
  joinInitialPrivileges,
  ownerName,
  roleName,
} from "./acl.js";

export const privilege = defineKind({
  name: "privilege",
  section: "privileges",
  part: "many",
  holdsParts: false,
  headline: "privileges",
  phase: "privilege",
  scope: "grants",
  rank: () => 7,
  missing: "breaking",
  unexpected: "warning",
  fields: {
    ...grantFields,
    /** Those on single columns: `SELECT (id, name), UPDATE (name)` */
    columns: text("warning"),
    grantable_columns: text("warning"),
  },
  present: `(${anyIn("pg_extension", "extname <> 'plpgsql'")}
        or ${anyRelationWith("c.relacl is not null")}
        or ${madeIn("pg_attribute", "attacl is not null", "attrelid")})`,
  // A continuous aggregate is granted on as the view that it is, not as the table that it is stored in.
  query: () => `,
granted as (
select c.oid, json_build_array(r.schema, r.name) as path, c.xmin::text::bigint as xid,
       c.relowner as owner, c.relacl as acl, acldefault('r', c.relowner) as standard, 'r'::"char" as sort
  from relation r
  join pg_catalog.pg_namespace n on n.nspname = r.schema
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = r.name
 where ${isOneOf("rpvmfa")}
union all
-- members of extensions, with what the user changed of their privileges
select c.oid, json_build_array(s.name, c.relname) as path, c.xmin::text::bigint as xid,
       c.relowner as owner, c.relacl as acl, coalesce(init.initprivs, acldefault('r', c.relowner)) as standard, 'r'::"char" as sort
  from member m
  join pg_catalog.pg_class c on c.oid = m.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
  join space s on s.oid = c.relnamespace
  ${joinInitialPrivileges("pg_class", "c.oid")}
 where m.catalog = 'pg_class'::regclass
),
on_column as (
select g.path::text as path, max(a.xmin::text::bigint) as xid, ${granteeName("e.grantee", "g.owner")} as grantee,
       e.privilege_type as privilege, e.is_grantable as grantable, a.attname as name, a.attnum as position,
       json_agg(${roleName("e.grantor")}) filter (where e.grantor <> g.owner) as granted_by
  from granted g
  join pg_catalog.pg_attribute a on a.attrelid = g.oid and a.attacl is not null and not a.attisdropped
  cross join lateral aclexplode(a.attacl) e
 group by g.path::text, g.owner, e.grantee, e.privilege_type, e.is_grantable, a.attname, a.attnum
),
by_column as (
select path, max(xid) as xid, grantee, privilege, grantable,
       format('%s (%s)', privilege, string_agg(quote_ident(name), ', ' order by position)) as columns
  from on_column
 group by path, grantee, privilege, grantable
)
select 0 as oid, max(h.xid) as xid,
       (max(h.path)::jsonb || to_jsonb(h.grantee))::json as path,
       json_build_object(
         'privileges', max(h.privileges),
         'grantable', max(h.grantable),
         'revoked', max(h.revoked),
         'columns', string_agg(h.columns, ', ' order by h.privilege) filter (where not h.of_columns),
         'grantable_columns', string_agg(h.columns, ', ' order by h.privilege) filter (where h.of_columns),
         'granted_by', (select json_agg(distinct role.name) from unnest(array_agg(h.granted_by)) roles (names)
                         cross join lateral json_array_elements_text(roles.names) role (name))) as body
  from (select o.path::text as path, o.xid, o.grantee, o.privileges, o.grantable, o.revoked,
               null as privilege, null as columns, null::boolean as of_columns, o.granted_by
          from (${holdings("select * from granted where acl is not null")}) o
        union all
        select c.path, c.xid, c.grantee, null, null, null, c.privilege, c.columns, c.grantable, null
          from by_column c
        union all
        select c.path, c.xid, c.grantee, null, null, null, null, null, null, c.granted_by
          from on_column c where c.granted_by is not null) h
 group by h.path, h.grantee`,
  create: ({ path, body }, { bodyOf }) => {
    const [schema, ...names] = path;
    const on = [schema, ...names.slice(0, -1)] as const;
    const table = `TABLE ${qualified(on)}`;
    const name = path.at(-1) ?? "";
    const grantee = granteeRole(name, bodyOf("owner", on));
    const { columns, grantable_columns } = body;
    const to = granteeSql(grantee);
    return [
      ...grant(table, grantee, body, name === ownerName && body.privileges !== undefined),
      ...(columns === undefined ? [] : [`GRANT ${columns} ON ${table} TO ${to}`]),
      ...(grantable_columns === undefined
        ? []
        : [`GRANT ${grantable_columns} ON ${table} TO ${to} WITH GRANT OPTION`]),
    ];
  },
});
