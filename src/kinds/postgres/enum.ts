/** Enumerated types (pg_type, pg_enum). */
import { literal, qualified } from "../../sql/quote.js";
import { defineKind, text, texts } from "../kind.js";
import { comment, joinComment } from "./comment.js";
import { anyLoneType, loneTypes } from "./lone-type.js";

export const enumType = defineKind({
  name: "enum",
  section: "enums",
  part: "none",
  holdsParts: false,
  catalog: "pg_type",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: { values: texts("breaking"), comment: text("info") },
  present: anyLoneType("t.typtype = 'e'"),
  query: () => `
select t.oid, greatest(t.xmin::text::bigint, max(e.xmin::text::bigint)) as xid,
       json_build_array(s.name, t.typname) as path,
       json_build_object(
         'values', json_agg(e.enumlabel order by e.enumsortorder) filter (where e.oid is not null),
         'comment', d.description) as body
  from ${loneTypes("t.typtype = 'e'")}
  left join pg_catalog.pg_enum e on e.enumtypid = t.oid
  ${joinComment("pg_type", "t.oid")}
 where not exists (select from member m where m.catalog = 'pg_type'::regclass and m.oid = t.oid)
 group by t.oid, t.xmin, t.typname, s.name, d.description`,
  create: ({ path, body }) => [
    `CREATE TYPE ${qualified(path)} AS ENUM (${(body.values ?? []).map((value) => `\n    ${literal(value)}`).join(",")}\n)`,
    ...comment(`TYPE ${qualified(path)}`, body.comment),
  ],
  help: () =>
    "PostgreSQL can add a value (ALTER TYPE … ADD VALUE) and rename one, not remove or move one; for that, make a new type and change the columns to it.",
});
