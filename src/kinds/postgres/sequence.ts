/** Sequences (pg_sequence) that are no mere property of a column; see serial.ts for those that are. */
import { qualified } from "../../sql/quote.js";
import { defineKind, flag, text } from "../kind.js";
import { anyRelation } from "../relation.js";
import { comment, joinComment } from "./comment.js";
import { ownedSequences, sequenceOptions } from "./serial.js";

export const sequence = defineKind({
  name: "sequence",
  section: "sequences",
  part: "none",
  holdsParts: false,
  catalog: "pg_class",
  phase: "sequence",
  missing: "breaking",
  unexpected: "info",
  fields: {
    type: text("warning"),
    options: text("warning"),
    unlogged: flag("warning"),
    comment: text("info"),
  },
  present: anyRelation("S"),
  // Those of identity columns are most of them, and are known without a look at their options.
  query: () => `,
free as (
select r.*
  from relation r
 where r.kind = 'S'
   and not exists (select from pg_catalog.pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype = 'i')
)
select c.oid, greatest(c.xmin::text::bigint, q.xmin::text::bigint) as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'type', case when q.seqtypid <> 'int8'::regtype then format_type(q.seqtypid, null) end,
         'options', ${sequenceOptions("q")},
         'unlogged', nullif(c.relpersistence = 'u', false),
         'comment', d.description) as body
  from free r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_sequence q on q.seqrelid = r.oid
  left join (${ownedSequences} where q.seqrelid in (select oid from free)) o on o.seqrelid = r.oid
  ${joinComment("pg_class", "c.oid")}
 where not coalesce(o.serial, false)`,
  create: ({ path, body }) => [
    [
      `CREATE ${body.unlogged === true ? "UNLOGGED " : ""}SEQUENCE ${qualified(path)}`,
      ...(body.type === undefined ? [] : [`AS ${body.type}`]),
      ...(body.options === undefined ? [] : [body.options]),
    ].join(" "),
    ...comment(`SEQUENCE ${qualified(path)}`, body.comment),
  ],
});
