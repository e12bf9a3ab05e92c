/** Objects that have an owner or privileges of their own and are no tables or views: how catalogs and SQL name them. */
import { identifier, qualified } from "../../sql/quote.js";
import type { Path } from "../../model/model.js";
import { databaseOwnerQuery, joinInitialPrivileges } from "./acl.js";
import { loneTypes } from "./lone-type.js";

interface Sort {
  /** First name of a path: `function` of `function.public.f(integer)`. */
  readonly word: string;
  /** As GRANT calls it, and ALTER where that differs. */
  readonly sql: string;
  readonly alter?: string;
  readonly catalog: string;
  /** Joins `x`, the catalog's row, below a schema `s` where the sort has schemas. */
  readonly from: string;
  /** Names of the path below `word`. */
  readonly names: string;
  readonly owner: string;
  /** Transaction that last touched it, where its xmin is not everybody's to read. */
  readonly xid?: string;
  /** Column of its privileges, and what acldefault() calls the sort. */
  readonly acl?: readonly [string, string];
}

/** Below a schema: the columns of a catalog begin with three letters of their own. */
const inSchema = (word: string, sql: string, catalog: string, prefix: string): Sort => ({
  word,
  sql,
  catalog,
  from: `space s join pg_catalog.${catalog} x on x.${prefix}namespace = s.oid`,
  names: `s.name, x.${prefix}name`,
  owner: `x.${prefix}owner`,
});

const ofDatabase = (word: string, sql: string, catalog: string, prefix: string): Sort => ({
  word,
  sql,
  catalog,
  from: `pg_catalog.${catalog} x`,
  names: `x.${prefix}name`,
  owner: `x.${prefix}owner`,
});

/** Below a schema, and told apart by their index method: operator classes and families. */
const byMethod = (sort: Sort, prefix: string): Sort => ({
  ...sort,
  from: `${sort.from} join pg_catalog.pg_am am on am.oid = x.${prefix}method`,
  names: `${sort.names}, am.amname`,
});

const sorts: readonly Sort[] = [
  {
    ...ofDatabase("schema", "SCHEMA", "pg_namespace", "nsp"),
    from: "space s join pg_catalog.pg_namespace x on x.oid = s.oid",
    acl: ["x.nspacl", "n"],
  },
  {
    word: "sequence",
    sql: "SEQUENCE",
    catalog: "pg_class",
    from: `(select oid from relation where kind = 'S'
              union all
              select oid from member where catalog = 'pg_class'::regclass) own
            join pg_catalog.pg_class x on x.oid = own.oid and x.relkind = 'S'
            join space s on s.oid = x.relnamespace`,
    names: "s.name, x.relname",
    owner: "x.relowner",
    acl: ["x.relacl", "s"],
  },
  {
    ...inSchema("type", "TYPE", "pg_type", "typ"),
    // Not row types of tables, nor what comes with another type: arrays and multiranges.
    from: loneTypes(
      `x.typtype in ('e', 'd', 'r')
                 or x.typtype = 'b' and not exists (select from pg_catalog.pg_type xe where xe.typarray = x.oid)
                 or x.typtype = 'p' and not x.typisdefined
                 or x.typtype = 'c' and exists (
                 select from pg_catalog.pg_class xc where xc.oid = x.typrelid and xc.relkind = 'c')`,
      "x",
    ),
    acl: ["x.typacl", "T"],
  },
  {
    ...inSchema("function", "ROUTINE", "pg_proc", "pro"),
    from: `space s join pg_catalog.pg_proc x on x.pronamespace = s.oid and not exists (
                 select from pg_catalog.pg_depend xd
                  where xd.classid = 'pg_proc'::regclass and xd.objid = x.oid and xd.deptype = 'i')`,
    names: "s.name, format('%I(%s)', x.proname, oidvectortypes(x.proargtypes))",
    acl: ["x.proacl", "f"],
  },
  { ...ofDatabase("language", "LANGUAGE", "pg_language", "lan"), acl: ["x.lanacl", "l"] },
  {
    ...ofDatabase("wrapper", "FOREIGN DATA WRAPPER", "pg_foreign_data_wrapper", "fdw"),
    acl: ["x.fdwacl", "F"],
  },
  {
    ...ofDatabase("server", "FOREIGN SERVER", "pg_foreign_server", "srv"),
    alter: "SERVER",
    acl: ["x.srvacl", "S"],
  },
  inSchema("collation", "COLLATION", "pg_collation", "coll"),
  inSchema("conversion", "CONVERSION", "pg_conversion", "con"),
  {
    ...inSchema("operator", "OPERATOR", "pg_operator", "opr"),
    names: `s.name, format('%s(%s, %s)', x.oprname, case when x.oprleft = 0 then 'NONE' else format_type(x.oprleft, null) end,
                           format_type(x.oprright, null))`,
  },
  byMethod(inSchema("operator class", "OPERATOR CLASS", "pg_opclass", "opc"), "opc"),
  byMethod(inSchema("operator family", "OPERATOR FAMILY", "pg_opfamily", "opf"), "opf"),
  inSchema("dictionary", "TEXT SEARCH DICTIONARY", "pg_ts_dict", "dict"),
  inSchema("configuration", "TEXT SEARCH CONFIGURATION", "pg_ts_config", "cfg"),
  inSchema("statistics", "STATISTICS", "pg_statistic_ext", "stx"),
  ofDatabase("event trigger", "EVENT TRIGGER", "pg_event_trigger", "evt"),
  ofDatabase("publication", "PUBLICATION", "pg_publication", "pub"),
  {
    ...ofDatabase("subscription", "SUBSCRIPTION", "pg_subscription", "sub"),
    from: `pg_catalog.pg_subscription x join pg_catalog.pg_database xd on xd.oid = x.subdbid and xd.datname = current_database()`,
    xid: "0",
  },
];

const notMember = (catalog: string): string =>
  `not exists (select from member xm where xm.catalog = 'pg_catalog.${catalog}'::regclass and xm.oid = x.oid)`;

/**
 * A new database's schema public belongs to pg_database_owner (OID 6171), before PostgreSQL 15 to the superuser that made
 * the cluster (OID 10). After that, one that belongs to the database's owner was made anew.
 */
const publicIsUsual = `x.nspname = 'public' and x.nspowner = case when current_setting('server_version_num')::int < 150000 then 10 else 6171 end`;

/** Objects with an owner that is not the usual one, the database's: `path`, `xid`, `owner`. */
export const ownedObjects = sorts
  .map(
    ({ word, catalog, from, names, owner, xid = "x.xmin::text::bigint" }) => `
select json_build_array('${word}', ${names}) as path, ${xid} as xid, ${owner} as owner
  from ${from}
 where ${
   catalog === "pg_namespace"
     ? `case when x.nspname = 'public' then not (${publicIsUsual}) else ${owner} <> ${databaseOwnerQuery} end`
     : `${owner} <> ${databaseOwnerQuery} and x.oid >= 16384`
 }
   and ${notMember(catalog)}`,
  )
  .join("\nunion all");

/** Everybody may use the schema public of a new database, and make things there before PostgreSQL 15. */
const publicSchema = `
         || case when x.nspname = 'public' then array[makeaclitem(0, x.nspowner, 'USAGE', false)] else '{}' end
         || case when x.nspname = 'public' and current_setting('server_version_num')::int < 150000
                 then array[makeaclitem(0, x.nspowner, 'CREATE', false)] else '{}' end`;

/** Objects with privileges, as `holdings` wants them; an extension's members too. */
export const grantableObjects = sorts
  .flatMap(({ acl, ...sort }) => (acl === undefined ? [] : [{ ...sort, acl }]))
  .map(
    ({ word, catalog, from, names, owner, acl: [column, sort] }) => `
select json_build_array('${word}', ${names}) as path, x.xmin::text::bigint as xid, ${owner} as owner,
       coalesce(${column}, acldefault('${sort}', ${owner})) as acl,
       coalesce(init.initprivs, acldefault('${sort}', ${owner}))${catalog === "pg_namespace" ? publicSchema : ""} as standard,
       '${sort}'::"char" as sort
  from ${from}
  ${joinInitialPrivileges(catalog, "x.oid")}
 where ${column} is not null${catalog === "pg_namespace" ? " or x.nspname = 'public'" : ""}`,
  )
  .join("\nunion all");

const sortOf = (word: string): Sort | undefined => sorts.find((sort) => sort.word === word);

/** `ROUTINE public.f(integer)`, from a path that begins with a word, for a statement that begins with `verb`. */
export function nameInSql(verb: "ALTER" | "GRANT", [word, ...names]: Path): string {
  const sort = sortOf(word);
  const sql = (verb === "ALTER" ? sort?.alter : undefined) ?? sort?.sql ?? "";
  const [schema = "", name = "", method] = names;
  if (word === "function" || word === "operator") return `${sql} ${identifier(schema)}.${name}`;
  if (method !== undefined) return `${sql} ${qualified([schema, name])} USING ${identifier(method)}`;
  return `${sql} ${qualified(names)}`;
}
