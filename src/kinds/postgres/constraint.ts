/** Primary keys, unique, check and exclusion constraints (pg_constraint). Foreign keys have a kind of their own. */
import { identifier, qualified } from "../../sql/quote.js";
import { record } from "../json.js";
import { defineKind, flag, sql, text, texts } from "../kind.js";
import { isOneOf } from "../relation.js";
import { indexUse, indexUseFields, indexUseQuery } from "./index-use.js";
import {
  attach,
  attachedTo,
  indexPartitionFields,
  indexPartitionQuery,
  laterPhase,
  only,
} from "./index-partition.js";
import { comment, joinComment } from "./comment.js";

/** For constraint `k` with index `x` (pg_class `i`), tablespace `ts` and comment `d`. */
const bodyQuery = {
  definition: "case when not validated.here then pg_get_constraintdef(k.oid) end",
  validated: "nullif(validated.here, false)",
  // Those of an exclusion constraint are in its definition.
  index_options: `case when i.reloptions is not null and k.contype <> 'x' then (
             select json_agg(o order by o) from unnest(i.reloptions) o) end`,
  tablespace: "ts.spcname",
  ...indexUseQuery,
  ...indexPartitionQuery,
  comment: "d.description",
  index_comment: "di.description",
};

export const constraint = defineKind({
  name: "constraint",
  section: "constraints",
  part: "many",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_constraint",
  opens: true,
  phase: "table",
  rank: () => 2,
  missing: "breaking",
  unexpected: "breaking",
  renamed: "warning",
  fields: {
    /** As ALTER TABLE … ADD CONSTRAINT takes it. */
    definition: sql("breaking"),
    /** A check of a parent that is valid here and not there. */
    validated: flag("warning"),
    /** Storage parameters and tablespace of its index. */
    index_options: texts("info"),
    tablespace: text("info"),
    ...indexUseFields,
    ...indexPartitionFields,
    comment: text("info"),
    /** Of its index, which can have one of its own. */
    index_comment: text("info"),
  },
  // What a table inherits is its parent's, save that each partition has an index of its own for it.
  query: () => `
select k.oid, k.xmin::text::bigint as xid,
       case when k.conindid <> 0 then json_build_array(k.conindid) end as also,
       json_build_array(r.schema, r.name, k.conname) as path,
       (${record(bodyQuery)})::json as body
  from relation r
  join pg_catalog.pg_constraint k on k.conrelid = r.oid
  left join pg_catalog.pg_class i on i.oid = k.conindid
  left join pg_catalog.pg_index x on x.indexrelid = k.conindid
  left join pg_catalog.pg_tablespace ts on ts.oid = i.reltablespace
  cross join lateral (
       select k.contype = 'c' and not k.conislocal and k.convalidated and exists (
              select from pg_catalog.pg_inherits h
                join pg_catalog.pg_constraint a on a.conrelid = h.inhparent and a.conname = k.conname and a.contype = 'c'
               where h.inhrelid = r.oid and not a.convalidated) as here) validated
  ${joinComment("pg_constraint", "k.oid")}
  ${joinComment("pg_class", "k.conindid", "di")}
 where ${isOneOf("rpf")}
   and k.contype in ('p', 'u', 'c', 'x')
   and (k.conparentid = 0 and k.conislocal or k.conparentid <> 0 and k.conindid <> 0 or validated.here)`,
  laterPhase: ({ body }) => laterPhase(body),
  comesWith: ({ kind, body }) => attachedTo(kind, body),
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    const own = qualified([...path.slice(0, -2), path.at(-1) ?? ""]);
    const options = body.index_options === undefined ? "" : ` WITH (${body.index_options.join(", ")})`;
    const space =
      body.tablespace === undefined ? "" : ` USING INDEX TABLESPACE ${identifier(body.tablespace)}`;
    if (body.validated === true) {
      return [
        `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`,
        ...comment(`CONSTRAINT ${name} ON ${table}`, body.comment),
      ];
    }
    return [
      `ALTER TABLE ${only(body)}${table} ADD CONSTRAINT ${name} ${indexOptions(body.definition ?? "", options + space)}`,
      ...attach(own, body),
      ...indexUse(table, name, body),
      ...comment(`CONSTRAINT ${name} ON ${table}`, body.comment),
      ...comment(`INDEX ${own}`, body.index_comment),
    ];
  },
});

/** Puts the options of the index where the grammar wants them: before WHERE and before DEFERRABLE. */
function indexOptions(definition: string, options: string): string {
  if (options === "") return definition;
  const tail = /( WHERE \(.*\))?( DEFERRABLE.*)?$/s.exec(definition);
  const at = tail?.index ?? definition.length;
  return definition.slice(0, at) + options + definition.slice(at);
}
