/** Text search parsers: the functions that split a text into tokens (pg_ts_parser). */
import { qualified } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const textSearchParser = defineKind({
  name: "text search parser",
  section: "text_search_parsers",
  part: "none",
  holdsParts: false,
  catalog: "pg_ts_parser",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: {
    start: text("breaking"),
    gettoken: text("breaking"),
    end: text("breaking"),
    lextypes: text("breaking"),
    headline: text("warning"),
    comment: text("info"),
  },
  present: madeIn("pg_ts_parser"),
  query: () => `
select p.oid, p.xmin::text::bigint as xid,
       json_build_array(s.name, p.prsname) as path,
       json_build_object(
         'start', p.prsstart::text,
         'gettoken', p.prstoken::text,
         'end', p.prsend::text,
         'lextypes', p.prslextype::text,
         'headline', case when p.prsheadline <> 0 then p.prsheadline::text end,
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_ts_parser p on p.prsnamespace = s.oid
  ${joinComment("pg_ts_parser", "p.oid")}
 where not exists (select from member m where m.catalog = 'pg_ts_parser'::regclass and m.oid = p.oid)`,
  create: ({ path, body: { comment: description, ...functions } }) => {
    const name = `TEXT SEARCH PARSER ${qualified(path)}`;
    const given = Object.entries(functions).map(([word, value]) => `\n    ${word.toUpperCase()} = ${value}`);
    return [`CREATE ${name} (${given.join(",")}\n)`, ...comment(name, description)];
  },
});
