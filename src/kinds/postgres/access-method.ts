/** Access methods of tables and of indexes (pg_am). */
import { identifier } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

/** For relation `c`: its access method, where that is not the one that every table has without a word. */
export const accessMethodQuery = `
         (select am.amname from pg_catalog.pg_am am where am.oid = c.relam and am.amname <> 'heap')`;

export const accessMethod = defineKind({
  name: "access method",
  section: "access_methods",
  part: "none",
  holdsParts: false,
  catalog: "pg_am",
  phase: "function",
  missing: "breaking",
  unexpected: "info",
  fields: {
    /** `table` or `index` */
    type: text("breaking"),
    handler: text("breaking"),
    comment: text("info"),
  },
  present: madeIn("pg_am"),
  // OIDs below 16384 are those of initdb (PostgreSQL's manual, "System Catalog Initial Data").
  query: () => `
select am.oid, am.xmin::text::bigint as xid,
       json_build_array(am.amname) as path,
       json_build_object(
         'type', case am.amtype when 't' then 'table' else 'index' end,
         'handler', am.amhandler::text,
         'comment', d.description) as body
  from pg_catalog.pg_am am
  ${joinComment("pg_am", "am.oid")}
 where am.oid >= 16384
   and not exists (select from member m where m.catalog = 'pg_am'::regclass and m.oid = am.oid)`,
  create: ({ path, body }) => {
    const name = identifier(path[0]);
    return [
      `CREATE ACCESS METHOD ${name} TYPE ${(body.type ?? "").toUpperCase()} HANDLER ${body.handler ?? ""}`,
      ...comment(`ACCESS METHOD ${name}`, body.comment),
    ];
  },
});
