/** Transforms: how values of a type go into functions of a procedural language, and come back (pg_transform). */
import { identifier } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { anyIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const transform = defineKind({
  name: "transform",
  section: "transforms",
  part: "none",
  holdsParts: false,
  catalog: "pg_transform",
  phase: "function",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    from_sql: text("breaking"),
    to_sql: text("breaking"),
    comment: text("info"),
  },
  present: anyIn("pg_transform"),
  // The type in `path` is as SQL writes it: `public.point3d`.
  query: () => `
select x.oid, x.xmin::text::bigint as xid,
       json_build_array(format_type(x.trftype, null), l.lanname) as path,
       json_build_object(
         'from_sql', case when x.trffromsql <> 0 then x.trffromsql::regprocedure::text end,
         'to_sql', case when x.trftosql <> 0 then x.trftosql::regprocedure::text end,
         'comment', d.description) as body
  from pg_catalog.pg_transform x
  join pg_catalog.pg_language l on l.oid = x.trflang
  ${joinComment("pg_transform", "x.oid")}
 where not exists (select from member m where m.catalog = 'pg_transform'::regclass and m.oid = x.oid)`,
  create: ({ path: [type, language = ""], body }) => {
    const name = `TRANSFORM FOR ${type} LANGUAGE ${identifier(language)}`;
    const functions = [
      ...(body.from_sql === undefined ? [] : [`FROM SQL WITH FUNCTION ${body.from_sql}`]),
      ...(body.to_sql === undefined ? [] : [`TO SQL WITH FUNCTION ${body.to_sql}`]),
    ];
    return [`CREATE ${name} (${functions.join(", ")})`, ...comment(name, body.comment)];
  },
});
