/** Text search dictionaries (pg_ts_dict). */
import { qualified } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const textSearchDictionary = defineKind({
  name: "text search dictionary",
  section: "text_search_dictionaries",
  part: "none",
  holdsParts: false,
  catalog: "pg_ts_dict",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: {
    template: text("breaking"),
    /** As CREATE TEXT SEARCH DICTIONARY takes them. */
    options: text("warning"),
    comment: text("info"),
  },
  present: madeIn("pg_ts_dict"),
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(s.name, c.dictname) as path,
       json_build_object(
         'template', format('%I.%I', tn.nspname, t.tmplname),
         'options', c.dictinitoption,
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_ts_dict c on c.dictnamespace = s.oid
  join pg_catalog.pg_ts_template t on t.oid = c.dicttemplate
  join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace
  ${joinComment("pg_ts_dict", "c.oid")}
 where not exists (select from member m where m.catalog = 'pg_ts_dict'::regclass and m.oid = c.oid)`,
  create: ({ path, body }) => [
    `CREATE TEXT SEARCH DICTIONARY ${qualified(path)} (\n    TEMPLATE = ${body.template ?? ""}${
      body.options === undefined ? "" : `,\n    ${body.options}`
    }\n)`,
    ...comment(`TEXT SEARCH DICTIONARY ${qualified(path)}`, body.comment),
  ],
});
