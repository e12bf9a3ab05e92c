/** Casts between types (pg_cast), without those that come with a range type. */
import { defineKind, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const cast = defineKind({
  name: "cast",
  section: "casts",
  part: "none",
  holdsParts: false,
  headline: "method",
  catalog: "pg_cast",
  phase: "function",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    /** As CREATE CAST takes it: `WITH FUNCTION …`, `WITH INOUT`, `WITHOUT FUNCTION` */
    method: text("breaking"),
    /** `assignment` or `implicit`; without it only where a query asks for it. */
    context: text("breaking"),
    comment: text("info"),
  },
  present: madeIn("pg_cast"),
  // OIDs below 16384 are those of initdb (PostgreSQL's manual, "System Catalog Initial Data").
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(format_type(c.castsource, null), format_type(c.casttarget, null)) as path,
       json_build_object(
         'method', case c.castmethod when 'f' then 'WITH FUNCTION ' || c.castfunc::regprocedure
                                     when 'i' then 'WITH INOUT' else 'WITHOUT FUNCTION' end,
         'context', case c.castcontext when 'a' then 'assignment' when 'i' then 'implicit' end,
         'comment', d.description) as body
  from pg_catalog.pg_cast c
  ${joinComment("pg_cast", "c.oid")}
 where c.oid >= 16384
   and not exists (select from pg_catalog.pg_depend i
                    where i.classid = 'pg_cast'::regclass and i.objid = c.oid and i.deptype in ('i', 'e'))`,
  create: ({ path: [source, target = ""], body }) => {
    const types = `(${source} AS ${target})`;
    const context = body.context === undefined ? "" : ` AS ${body.context.toUpperCase()}`;
    return [`CREATE CAST ${types} ${body.method ?? ""}${context}`, ...comment(`CAST ${types}`, body.comment)];
  },
});
