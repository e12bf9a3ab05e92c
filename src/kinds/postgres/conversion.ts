/** Conversions between encodings (pg_conversion). */
import { literal, qualified } from "../../sql/quote.js";
import { defineKind, flag, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const conversion = defineKind({
  name: "conversion",
  section: "conversions",
  part: "none",
  holdsParts: false,
  catalog: "pg_conversion",
  phase: "function",
  missing: "warning",
  unexpected: "info",
  fields: {
    from: text("breaking"),
    to: text("breaking"),
    function: text("breaking"),
    default: flag("breaking"),
    comment: text("info"),
  },
  present: madeIn("pg_conversion"),
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(s.name, c.conname) as path,
       json_build_object(
         'from', pg_encoding_to_char(c.conforencoding),
         'to', pg_encoding_to_char(c.contoencoding),
         'function', c.conproc::regproc::text,
         'default', nullif(c.condefault, false),
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_conversion c on c.connamespace = s.oid
  ${joinComment("pg_conversion", "c.oid")}
 where not exists (select from member m where m.catalog = 'pg_conversion'::regclass and m.oid = c.oid)`,
  create: ({ path, body }) => [
    `CREATE ${body.default === true ? "DEFAULT " : ""}CONVERSION ${qualified(path)} ` +
      `FOR ${literal(body.from ?? "")} TO ${literal(body.to ?? "")} FROM ${body.function ?? ""}`,
    ...comment(`CONVERSION ${qualified(path)}`, body.comment),
  ],
});
