/** Domains (pg_type, and their checks in pg_constraint). */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, named, sql, text } from "../kind.js";
import { collationName } from "./collation-name.js";
import { comment, joinComment } from "./comment.js";

export const domain = defineKind({
  name: "domain",
  section: "domains",
  part: "none",
  holdsParts: false,
  headline: "type",
  catalog: "pg_type",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: {
    type: text("breaking"),
    collation: text("warning"),
    default: sql("warning"),
    not_null: flag("breaking"),
    checks: named("breaking", { definition: sql("breaking"), comment: text("info") }, "definition"),
    comment: text("info"),
  },
  query: () => `
select t.oid, t.xmin::text::bigint as xid,
       json_build_array(s.name, t.typname) as path,
       json_build_object(
         'type', format_type(t.typbasetype, t.typtypmod),
         'collation', case when t.typcollation <> b.typcollation
                           then ${collationName("t.typcollation")} end,
         'default', coalesce(pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), quote_literal(t.typdefault)),
         'not_null', nullif(t.typnotnull, false),
         'checks', (select json_agg(json_build_object(
                             'name', k.conname,
                             'definition', pg_get_constraintdef(k.oid),
                             'comment', kd.description) order by k.conname)
                      from pg_catalog.pg_constraint k
                      ${joinComment("pg_constraint", "k.oid", "kd")}
                     where k.contypid = t.oid and k.contype = 'c'),
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_type t on t.typnamespace = s.oid and t.typtype = 'd'
  join pg_catalog.pg_type b on b.oid = t.typbasetype
  ${joinComment("pg_type", "t.oid")}
 where not exists (select from member m where m.catalog = 'pg_type'::regclass and m.oid = t.oid)`,
  create: ({ path, body }) => {
    const name = qualified(path);
    const clauses = [
      `CREATE DOMAIN ${name} AS ${body.type ?? "text"}`,
      ...(body.collation === undefined ? [] : [`COLLATE ${body.collation}`]),
      ...(body.default === undefined ? [] : [`DEFAULT ${body.default}`]),
      ...(body.not_null === true ? ["NOT NULL"] : []),
    ].join(" ");
    const checks = (body.checks ?? []).map((check) => ({ ...check, name: identifier(check.name) }));
    const valid = (check: { readonly definition?: string | undefined }): boolean =>
      check.definition?.endsWith(" NOT VALID") !== true;
    return [
      clauses +
        checks
          .filter(valid)
          .map((check) => `\n    CONSTRAINT ${check.name} ${check.definition ?? ""}`)
          .join(""),
      ...checks
        .filter((check) => !valid(check))
        .map((check) => `ALTER DOMAIN ${name} ADD CONSTRAINT ${check.name} ${check.definition ?? ""}`),
      ...comment(`DOMAIN ${name}`, body.comment),
      ...checks.flatMap((check) => comment(`CONSTRAINT ${check.name} ON DOMAIN ${name}`, check.comment)),
    ];
  },
});
