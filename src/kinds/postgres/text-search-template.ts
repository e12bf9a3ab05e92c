/** Text search templates: the functions behind a sort of dictionary (pg_ts_template). */
import { qualified } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const textSearchTemplate = defineKind({
  name: "text search template",
  section: "text_search_templates",
  part: "none",
  holdsParts: false,
  catalog: "pg_ts_template",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: { init: text("breaking"), lexize: text("breaking"), comment: text("info") },
  present: madeIn("pg_ts_template"),
  query: () => `
select t.oid, t.xmin::text::bigint as xid,
       json_build_array(s.name, t.tmplname) as path,
       json_build_object(
         'init', case when t.tmplinit <> 0 then t.tmplinit::text end,
         'lexize', t.tmpllexize::text,
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_ts_template t on t.tmplnamespace = s.oid
  ${joinComment("pg_ts_template", "t.oid")}
 where not exists (select from member m where m.catalog = 'pg_ts_template'::regclass and m.oid = t.oid)`,
  create: ({ path, body }) => {
    const name = `TEXT SEARCH TEMPLATE ${qualified(path)}`;
    const functions = [
      ...(body.init === undefined ? [] : [`INIT = ${body.init}`]),
      `LEXIZE = ${body.lexize ?? ""}`,
    ];
    return [`CREATE ${name} (${functions.join(", ")})`, ...comment(name, body.comment)];
  },
});
