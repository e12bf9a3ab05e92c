/** Schemas (pg_namespace). */
import { identifier } from "../../sql/quote.js";
import { defineKind, flag, text } from "../kind.js";
import { comment, joinComment } from "./comment.js";

export const schema = defineKind({
  name: "schema",
  section: "schemas",
  part: "none",
  holdsParts: false,
  catalog: "pg_namespace",
  phase: "schema",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    /** Every new database has a schema public; one that was dropped is a fact to keep. */
    dropped: flag("breaking"),
    comment: text("info"),
  },
  // A new database's schema public has a comment; that it lost it is kept as an empty one.
  query: () => `
select n.oid, n.xmin::text::bigint as xid,
       json_build_array(n.nspname) as path,
       json_build_object('comment', case when n.nspname = 'public'
                                         then nullif(coalesce(d.description, ''), 'standard public schema')
                                         else d.description end) as body
  from space s
  join pg_catalog.pg_namespace n on n.oid = s.oid
  ${joinComment("pg_namespace", "n.oid")}
 where not exists (select from member m where m.catalog = 'pg_namespace'::regclass and m.oid = n.oid)
union all
select 0, 0, json_build_array('public'), json_build_object('dropped', true)
 where not exists (select from pg_catalog.pg_namespace where nspname = 'public')`,
  create: ({ path: [name], body }) => {
    if (body.dropped === true) return [`DROP SCHEMA ${identifier(name)}`];
    return [
      ...(name === "public" ? [] : [`CREATE SCHEMA ${identifier(name)}`]),
      ...comment(`SCHEMA ${identifier(name)}`, body.comment),
    ];
  },
});
