/** NOT NULL constraints that say more than that a column is not null (pg_constraint). */
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
    no_inherit: flag("warning"),
    not_valid: flag("warning"),
    comment: text("info"),
  },
  // PostgreSQL names one `table_column_not_null`, cut to 63 bytes; one that a parent has, too, has that one's name.
  query: ({ major }) =>
    major < 18
      ? null
      : `
select k.oid, k.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, k.conname) as path,
       json_build_object(
         'column', a.attname,
         'no_inherit', nullif(k.connoinherit, false),
         'not_valid', nullif(not k.convalidated, false),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_constraint k on k.conrelid = r.oid and k.contype = 'n' and k.conislocal
  join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = k.conkey[1]
 cross join lateral (select r.name || '_' || a.attname || '_not_null' as name) made
  ${joinComment("pg_constraint", "k.oid")}
 where ${isOneOf("rpf")}
   and (k.connoinherit or not k.convalidated or d.description is not null
        or k.coninhcount = 0 and k.conname <> made.name and (octet_length(made.name) <= 63 or k.conname not like '%\\_not\\_null'))`,
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const last = path.at(-1) ?? "";
    const column = body.column ?? "";
    const made = `${path.at(-2) ?? ""}_${column}_not_null`;
    const renamed =
      made === last
        ? []
        : [`ALTER TABLE ${table} RENAME CONSTRAINT ${identifier(made)} TO ${identifier(last)}`];
    const anew = [
      `ALTER TABLE ${table} ALTER COLUMN ${identifier(column)} DROP NOT NULL`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${identifier(last)} NOT NULL ${identifier(column)}` +
        `${body.no_inherit === true ? " NO INHERIT" : ""}${body.not_valid === true ? " NOT VALID" : ""}`,
    ];
    const special = body.no_inherit === true || body.not_valid === true || Buffer.byteLength(made) > 63;
    return [
      ...(special ? anew : renamed),
      ...comment(`CONSTRAINT ${identifier(last)} ON ${table}`, body.comment),
    ];
  },
});
