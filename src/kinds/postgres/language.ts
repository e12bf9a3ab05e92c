/** Procedural languages made without an extension (pg_language). */
import { identifier } from "../../sql/quote.js";
import { defineKind, flag, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const language = defineKind({
  name: "language",
  section: "languages",
  part: "none",
  holdsParts: false,
  catalog: "pg_language",
  phase: "function",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    handler: text("breaking"),
    /** Runs DO blocks. */
    inline: text("breaking"),
    validator: text("warning"),
    /** Everybody may use it, not only superusers. */
    trusted: flag("breaking"),
    comment: text("info"),
  },
  present: madeIn("pg_language"),
  // OIDs below 16384 are those of initdb (PostgreSQL's manual, "System Catalog Initial Data").
  query: () => `
select l.oid, l.xmin::text::bigint as xid,
       json_build_array(l.lanname) as path,
       json_build_object(
         'handler', case when l.lanplcallfoid <> 0 then l.lanplcallfoid::regproc::text end,
         'inline', case when l.laninline <> 0 then l.laninline::regproc::text end,
         'validator', case when l.lanvalidator <> 0 then l.lanvalidator::regproc::text end,
         'trusted', nullif(l.lanpltrusted, false),
         'comment', d.description) as body
  from pg_catalog.pg_language l
  ${joinComment("pg_language", "l.oid")}
 where l.oid >= 16384
   and not exists (select from member m where m.catalog = 'pg_language'::regclass and m.oid = l.oid)`,
  create: ({ path, body }) => {
    const name = identifier(path[0]);
    const functions = { HANDLER: body.handler, INLINE: body.inline, VALIDATOR: body.validator };
    const given = Object.entries(functions).flatMap(([word, name]) =>
      name === undefined ? [] : [` ${word} ${name}`],
    );
    return [
      `CREATE ${body.trusted === true ? "TRUSTED " : ""}LANGUAGE ${name}${given.join("")}`,
      ...comment(`LANGUAGE ${name}`, body.comment),
    ];
  },
});
