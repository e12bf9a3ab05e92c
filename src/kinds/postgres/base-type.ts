/** Base types, whose values C functions read and print, and shells: types that were only announced (pg_type). */
import type { Path } from "../../model/model.js";
import { qualified } from "../../sql/quote.js";
import { defineKind, flag, text, type BodyOf } from "../kind.js";
import { comment, joinComment } from "./comment.js";
import { anyLoneType, loneTypes } from "./lone-type.js";

/** What CREATE TYPE takes, in its own words, and where pg_type keeps it; what has its default is left out. */
const parameters = {
  input: "t.typinput::text",
  output: "t.typoutput::text",
  receive: "nullif(t.typreceive::text, '-')",
  send: "nullif(t.typsend::text, '-')",
  typmod_in: "nullif(t.typmodin::text, '-')",
  typmod_out: "nullif(t.typmodout::text, '-')",
  analyze: "nullif(t.typanalyze::text, '-')",
  internallength: "case when t.typlen <> -1 then t.typlen::text end",
  alignment: "case t.typalign when 'c' then 'char' when 's' then 'int2' when 'd' then 'double' end",
  storage: "case t.typstorage when 'e' then 'external' when 'x' then 'extended' when 'm' then 'main' end",
  category: "case when t.typcategory <> 'U' then quote_literal(t.typcategory::text) end",
  default: "quote_literal(t.typdefault)",
  element: "case when t.typelem <> 0 then format_type(t.typelem, null) end",
  delimiter: "case when t.typdelim <> ',' then quote_literal(t.typdelim::text) end",
};

/** The subscripting function that a type with elements has without a word. */
const subscript = "nullif(nullif(t.typsubscript::text, '-'), 'raw_array_subscript_handler')";

const fields = {
  /** It has a name and nothing else. */
  shell: flag("breaking"),
  input: text("breaking"),
  output: text("breaking"),
  receive: text("breaking"),
  send: text("breaking"),
  typmod_in: text("breaking"),
  typmod_out: text("breaking"),
  analyze: text("info"),
  subscript: text("breaking"),
  internallength: text("breaking"),
  passedbyvalue: flag("breaking"),
  alignment: text("breaking"),
  storage: text("info"),
  category: text("warning"),
  preferred: flag("warning"),
  default: text("warning"),
  element: text("breaking"),
  delimiter: text("warning"),
  collatable: flag("warning"),
  comment: text("info"),
};

/** A base type, or the shell of one. */
const isBase = "t.typtype = 'b' or t.typtype = 'p' and not t.typisdefined";

export const baseType = defineKind({
  name: "base type",
  section: "base_types",
  part: "none",
  holdsParts: false,
  catalog: "pg_type",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields,
  present: anyLoneType(isBase),
  query: () => `
select t.oid, t.xmin::text::bigint as xid,
       json_build_array(s.name, t.typname) as path,
       case when t.typisdefined then json_build_object(${Object.entries({ ...parameters, subscript })
         .map(([name, expression]) => `\n         '${name}', ${expression},`)
         .join("")}
         'passedbyvalue', nullif(t.typbyval, false),
         'preferred', nullif(t.typispreferred, false),
         'collatable', nullif(t.typcollation <> 0, false),
         'comment', d.description)
       else json_build_object('shell', true, 'comment', d.description) end as body
  from ${loneTypes(isBase)}
  ${joinComment("pg_type", "t.oid")}
 where not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)
   and not exists (select from member m where m.catalog = 'pg_type'::regclass and m.oid = t.oid)`,
  create: ({ path, body }) => [
    body.shell === true ? announced(path) : `${announced(path)} (${definition(body)}\n)`,
    ...comment(`TYPE ${qualified(path)}`, body.comment),
  ],
  // Its functions are functions of the type: it is announced, then they are made.
  cut: ({ path, body }) => ({
    first: [announced(path)],
    rest: [`${announced(path)} (${definition(body)}\n)`, ...comment(`TYPE ${qualified(path)}`, body.comment)],
  }),
});

const announced = (path: Path): string => `CREATE TYPE ${qualified(path)}`;

const definition = (body: BodyOf<typeof fields>): string =>
  Object.entries(body)
    .filter(([word]) => word !== "comment")
    .map(([word, value]) => `\n    ${word.toUpperCase()} = ${value}`)
    .join(",");
