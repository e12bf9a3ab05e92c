/** Primary keys, unique, check and exclusion constraints (pg_constraint). Foreign keys have a kind of their own. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, sql, text, texts } from "../kind.js";
import { attach, attachedArguments, attachedFields, joinAttached } from "./attached-index.js";
import { indexUse, indexUseFields, indexUseQuery } from "./index-use.js";
import { comment, joinComment } from "./comment.js";

export const constraint = defineKind({
  name: "constraint",
  section: "constraints",
  part: "many",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_constraint",
  phase: "table",
  rank: () => 2,
  missing: "breaking",
  unexpected: "breaking",
  fields: {
    /** As ALTER TABLE … ADD CONSTRAINT takes it. */
    definition: sql("breaking"),
    /** A check of a parent that is valid here and not there. */
    validated: flag("warning"),
    /** Storage parameters and tablespace of its index. */
    index_options: texts("info"),
    tablespace: text("info"),
    ...attachedFields,
    ...indexUseFields,
    comment: text("info"),
    /** Of its index, which can have one of its own. */
    index_comment: text("info"),
  },
  // What a table inherits is its parent's; conparentid: rows that PostgreSQL and TimescaleDB add for each partition.
  query: () => `
select k.oid, k.xmin::text::bigint as xid,
       case when k.conindid <> 0 then json_build_array(k.conindid) end as also,
       json_build_array(r.schema, r.name, k.conname) as path,
       json_build_object(
         'definition', case when not validated.here then pg_get_constraintdef(k.oid) end,
         'validated', nullif(validated.here, false),
         -- those of an exclusion constraint are in its definition
         'index_options', case when k.contype <> 'x' then (select json_agg(o order by o) from unnest(i.reloptions) o) end,
         'tablespace', ts.spcname,${attachedArguments}${indexUseQuery},
         'comment', d.description,
         'index_comment', id.description) as body
  from relation r
  join pg_catalog.pg_constraint k on k.conrelid = r.oid
  left join pg_catalog.pg_class i on i.oid = k.conindid
  left join pg_catalog.pg_index x on x.indexrelid = k.conindid
  left join pg_catalog.pg_tablespace ts on ts.oid = i.reltablespace
  ${joinAttached("r.name", "case k.contype when 'p' then 'pkey' else 'key' end")}
  cross join lateral (
       select k.contype = 'c' and not k.conislocal and k.convalidated and exists (
              select from pg_catalog.pg_inherits h
                join pg_catalog.pg_constraint a on a.conrelid = h.inhparent and a.conname = k.conname and a.contype = 'c'
               where h.inhrelid = r.oid and not a.convalidated) as here) validated
  ${joinComment("pg_constraint", "k.oid")}
  ${joinComment("pg_class", "k.conindid", "id")}
 where r.kind in ('r', 'p', 'f')
   and k.contype in ('p', 'u', 'c', 'x')
   and (k.conparentid = 0 and k.conislocal or attached.telling or validated.here)`,
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    const options = body.index_options === undefined ? "" : ` WITH (${body.index_options.join(", ")})`;
    const space =
      body.tablespace === undefined ? "" : ` USING INDEX TABLESPACE ${identifier(body.tablespace)}`;
    const index = [...path.slice(0, -2), path.at(-1) ?? ""];
    if (body.validated === true) {
      return [
        `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`,
        ...comment(`CONSTRAINT ${name} ON ${table}`, body.comment),
      ];
    }
    return [
      `ALTER TABLE ${body.only === true ? "ONLY " : ""}${table} ADD CONSTRAINT ${name} ${indexOptions(body.definition ?? "", options + space)}`,
      ...attach(index, body),
      ...indexUse(table, name, body),
      ...comment(`CONSTRAINT ${name} ON ${table}`, body.comment),
      ...comment(`INDEX ${qualified(index)}`, body.index_comment),
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
