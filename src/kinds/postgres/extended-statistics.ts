/** Extended statistics (pg_statistic_ext): what the planner is to know of several columns of a table. */
import { identifier } from "../../sql/quote.js";
import { defineKind, number, sql, text } from "../kind.js";
import { anyIn } from "../present.js";
import { isOneOf } from "../relation.js";
import { comment, joinComment } from "./comment.js";

export const extendedStatistics = defineKind({
  name: "extended statistics",
  section: "extended_statistics",
  part: "many",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_statistic_ext",
  phase: "table",
  rank: () => 4,
  missing: "info",
  unexpected: "info",
  fields: {
    /** As CREATE STATISTICS takes it, after the name. */
    definition: sql("info"),
    /** Its schema, where it is not the table's; the name in the path then begins with it. */
    schema: text("info"),
    target: number("info"),
    comment: text("info"),
  },
  present: anyIn("pg_statistic_ext"),
  // Without a target the column is null since PostgreSQL 17, -1 before.
  query: () => `
select x.oid, x.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, case when n.nspname <> r.schema then n.nspname || '.' else '' end || x.stxname) as path,
       json_build_object(
         'definition', substr(pg_get_statisticsobjdef(x.oid),
             length(format('CREATE STATISTICS %I.%I ', n.nspname, x.stxname)) + 1),
         'schema', nullif(n.nspname, r.schema),
         'target', nullif(x.stxstattarget, -1),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_statistic_ext x on x.stxrelid = r.oid
  join pg_catalog.pg_namespace n on n.oid = x.stxnamespace
  ${joinComment("pg_statistic_ext", "x.oid")}
 where ${isOneOf("rpmf")}`,
  create: ({ path, body }) => {
    const { schema } = body;
    const last = path.at(-1) ?? "";
    const name = `${identifier(schema ?? path[0])}.${identifier(schema === undefined ? last : last.slice(schema.length + 1))}`;
    return [
      `CREATE STATISTICS ${name} ${body.definition ?? ""}`,
      ...(body.target === undefined ? [] : [`ALTER STATISTICS ${name} SET STATISTICS ${body.target}`]),
      ...comment(`STATISTICS ${name}`, body.comment),
    ];
  },
});
