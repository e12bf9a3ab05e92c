/**
 * NOT NULL constraints that say more than that a column is not null (pg_constraint): PostgreSQL 18 gives each a name. They
 * are made with their table, save for those that are not valid.
 */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, text } from "../kind.js";
import { isOneOf } from "../relation.js";
import { comment, joinComment } from "./comment.js";

export const notNullConstraint = defineKind({
  name: "not-null constraint",
  section: "not_null_constraints",
  part: "many",
  holdsParts: false,
  headline: "column",
  catalog: "pg_constraint",
  phase: "table",
  since: 18,
  rank: () => 1,
  missing: "info",
  unexpected: "info",
  fields: {
    column: text("info"),
    /** `table`: said here of a column that is the parent's; `parent`: not said here, of a column that is declared here. */
    by: text("info"),
    no_inherit: flag("warning"),
    not_valid: flag("warning"),
    comment: text("info"),
  },
  // PostgreSQL names one `table_column_not_null`, cut to 63 bytes; one that is nothing but inherited has a parent's name.
  query: ({ major }) =>
    major < 18
      ? null
      : `
select k.oid, k.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, k.conname) as path,
       json_build_object(
         'column', a.attname,
         'by', declared.by,
         'no_inherit', nullif(k.connoinherit, false),
         'not_valid', nullif(not k.convalidated and k.conislocal, false),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_constraint k on k.conrelid = r.oid and k.contype = 'n'
  join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = k.conkey[1]
 cross join lateral (
       select r.name || '_' || a.attname || '_not_null' as name) made
 cross join lateral (
       select case when k.coninhcount > 0 and not c.relispartition and k.conislocal <> a.attislocal
                   then case when k.conislocal then 'table' else 'parent' end end as by) declared
  ${joinComment("pg_constraint", "k.oid")}
 where ${isOneOf("rpf")}
   and (k.connoinherit or not k.convalidated and k.conislocal or d.description is not null or declared.by is not null
        or case when k.conislocal
                then k.conname <> made.name and (octet_length(made.name) <= 63 or k.conname not like '%\\_not\\_null')
                else not exists (
                     select from pg_catalog.pg_inherits h
                       join pg_catalog.pg_attribute pa on pa.attrelid = h.inhparent and pa.attname = a.attname
                       join pg_catalog.pg_constraint pk
                         on pk.conrelid = h.inhparent and pk.contype = 'n' and pk.conkey[1] = pa.attnum
                      where h.inhrelid = r.oid and pk.conname = k.conname) end)`,
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    return [
      ...(body.not_valid === true
        ? [
            `ALTER TABLE ${table} ADD CONSTRAINT ${name} NOT NULL ${identifier(body.column ?? "")}` +
              `${body.no_inherit === true ? " NO INHERIT" : ""} NOT VALID`,
          ]
        : []),
      ...comment(`CONSTRAINT ${name} ON ${table}`, body.comment),
    ];
  },
});
