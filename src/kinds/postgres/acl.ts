/** Access privileges (aclitem[]) as GRANT writes them. PostgreSQL's manual, chapter 5.8 "Privileges". */
import type { Body } from "../../model/model.js";
import { identifier } from "../../sql/quote.js";
import { text, texts, type BodyOf } from "../kind.js";

export const grantFields = {
  /** All that the grantee holds, `ALL` where that is everything there is, `NONE` where a default was revoked. */
  privileges: text("warning"),
  /** Those of them that the grantee may pass on. */
  grantable: text("warning"),
  /** What an owner gave up, who holds everything else. */
  revoked: text("warning"),
  /** Roles other than the owner by whose hand some of it came: they can take it back, and lose it with their own. */
  granted_by: { ...texts("info"), state: true },
};

/** Who holds what an owner holds by default: no role can be named so. */
export const ownerName = "pg_owner";

/** A database's owner, whatever it is called there; PostgreSQL has a role of this name for it. */
export const databaseOwner = "pg_database_owner";

export const databaseOwnerQuery = `(select db.datdba from pg_catalog.pg_database db where db.datname = current_database())`;

/** The name of a role that is spelled out: the database's owner is called the same in every database. */
export const roleName = (role: string): string =>
  `case when ${role} = ${databaseOwnerQuery} then '${databaseOwner}' else pg_get_userbyid(${role}) end`;

/**
 * Joins, as `init.initprivs`, what an extension's script granted on a member of it: that is the extension's, and what
 * differs from it the user's (pg_init_privs).
 */
export const joinInitialPrivileges = (catalog: string, oid: string): string =>
  `left join pg_catalog.pg_init_privs init
    on init.classoid = 'pg_catalog.${catalog}'::regclass and init.objoid = ${oid} and init.objsubid = 0 and init.privtype = 'e'`;

/** The name of a role in a path. */
export const granteeName = (grantee: string, owner: string): string =>
  `case ${grantee} when 0 then 'public' when ${owner} then '${ownerName}' else pg_get_userbyid(${grantee}) end`;

const order =
  "'{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER,MAINTAIN,USAGE,CREATE,EXECUTE}'::text[]";

/**
 * Grantees of the rows of `objects` (path, xid, owner, acl, standard: what holds where nothing was granted) that hold
 * something other than the standard, with their `grantFields`. Everything there is to grant is what an owner holds by
 * default: PostgreSQL 17 added MAINTAIN to it, so that `ALL`, and all but what an owner gave up, mean the same before.
 */
export const holdings = (objects: string): string => `
select o.path, o.xid, ${granteeName("g.grantee", "o.owner")} as grantee,
       case when g.grantee = o.owner and g.lost <> g.standard then null
            when g.held = g.everything and strpos(g.everything, ',') > 0 then 'ALL'
            else coalesce(g.held, 'NONE') end as privileges,
       case when g.grantee = o.owner and g.lost <> g.standard then g.lost end as revoked,
       case when g.grantable = g.everything and strpos(g.everything, ',') > 0 then 'ALL' else g.grantable end as grantable,
       (select json_agg(distinct ${roleName("a.grantor")}) from aclexplode(o.acl) a
         where a.grantee = g.grantee and a.grantor <> o.owner) as granted_by
  from (${objects}) o
  cross join lateral (
       select p.grantee,
              ${list("p.held")} as held,
              ${list("p.grantable")} as grantable,
              ${list("p.standard")} as standard,
              ${list("p.standard and not p.held")} as lost,
              max(p.everything) as everything
         from (select x.grantee, x.privilege_type as privilege,
                      bool_or(x.held) as held, bool_or(x.held and x.is_grantable) as grantable,
                      bool_or(not x.held) as standard, max(e.everything) as everything
                 from (select true as held, a.* from aclexplode(o.acl) a
                       union all
                       select false, a.* from aclexplode(o.standard) a) x
                cross join lateral (
                      select string_agg(d.privilege_type, ', ' order by array_position(${order}, d.privilege_type)) as everything
                        from aclexplode(acldefault(o.sort, o.owner)) d where d.grantee = o.owner) e
                group by x.grantee, x.privilege_type) p
        group by p.grantee) g
 where (g.held, g.grantable) is distinct from (g.standard, null)`;

/** Privileges `p.privilege` for which a condition holds, in the order of the manual. */
function list(condition: string): string {
  return `string_agg(p.privilege, ', ' order by array_position(${order}, p.privilege)) filter (where ${condition})`;
}

/**
 * The role behind a grantee's name in a path, where that stands for an owner who is not the one that makes objects.
 * @param owner body of the object that says the owner
 */
export const granteeRole = (grantee: string, owner: Body | undefined): string =>
  grantee === ownerName && typeof owner?.["role"] === "string" ? owner["role"] : grantee;

/** A grantee as SQL: who makes objects is their owner, unless another one is set. */
export const granteeSql = (grantee: string): string =>
  grantee === "public" ? "PUBLIC" : grantee === ownerName ? "CURRENT_USER" : identifier(grantee);

/**
 * The statements that give a grantee these privileges.
 * @param on `TABLE public.orders`
 * @param standard whether the grantee may hold something without a grant
 */
export function grant(
  on: string,
  grantee: string,
  body: BodyOf<typeof grantFields>,
  standard: boolean,
  words = "",
): string[] {
  const { privileges = "NONE", grantable, revoked } = body;
  const to = granteeSql(grantee);
  if (revoked !== undefined) return [`${words}REVOKE ${revoked} ON ${on} FROM ${to}`];
  return [
    ...(standard || body.privileges === "NONE" ? [`${words}REVOKE ALL ON ${on} FROM ${to}`] : []),
    ...(privileges === "NONE" || privileges === grantable
      ? []
      : [`${words}GRANT ${privileges} ON ${on} TO ${to}`]),
    ...(grantable === undefined ? [] : [`${words}GRANT ${grantable} ON ${on} TO ${to} WITH GRANT OPTION`]),
  ];
}
