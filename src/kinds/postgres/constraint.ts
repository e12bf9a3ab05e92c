/** Primary keys, unique, check and exclusion constraints (pg_constraint). Foreign keys have a kind of their own. */
import { identifier, qualified } from "../../sql/quote.js";
import { record } from "../json.js";
import { defineKind, flag, sql, text, texts } from "../kind.js";
import { isOneOf } from "../relation.js";
import type { Server } from "../server.js";
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
import { printedQuery, withoutPlaces } from "./printed.js";

/** For constraint `own` and its index, with tablespace `ts` and comment `d`. */
const bodyQuery = {
  definition:
    "case when not own.validated_here then coalesce(printed.definition, pg_get_constraintdef(own.oid)) end",
  validated: "nullif(own.validated_here, false)",
  // Those of an exclusion constraint are in its definition.
  index_options: `case when own.reloptions is not null and own.contype <> 'x' then (
             select json_agg(o order by o) from unnest(own.reloptions) o) end`,
  tablespace: "ts.spcname",
  ...indexUseQuery,
  ...indexPartitionQuery,
  comment: "d.description",
  index_comment: "di.description",
};

/** What goes into the definition of a constraint. Into that of an exclusion constraint all of its index goes. */
const definedBy = (server: Server): readonly string[] => [
  "own.contype",
  "case when own.contype = 'x' then own.oid end",
  "own.conkey",
  withoutPlaces("own.conbin", server),
  "own.condeferrable",
  "own.condeferred",
  "own.convalidated",
  "own.connoinherit",
  "own.indkey",
  ...(server.major < 15 ? [] : ["own.indnullsnotdistinct"]),
  ...(server.major < 18 ? [] : ["own.conenforced", "own.conperiod"]),
];

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
  query: (server) => `,
own as materialized (
select r.schema, r.name, r.twin, k.oid, k.xmin as xid, k.conname, k.contype, k.conindid as index_oid, k.conkey, k.conbin::text,
       k.condeferrable, k.condeferred, k.convalidated, k.connoinherit${
         server.major < 18 ? "" : ", k.conenforced, k.conperiod"
       },
       validated.here as validated_here, i.relkind, i.relispartition, i.reltablespace, i.reloptions,
       x.indisclustered, x.indisreplident, x.indkey::int2[]${server.major < 15 ? "" : ", x.indnullsnotdistinct"}
  from relation r
  join pg_catalog.pg_constraint k on k.conrelid = r.oid
  left join pg_catalog.pg_class i on i.oid = k.conindid
  left join pg_catalog.pg_index x on x.indexrelid = k.conindid
  cross join lateral (
       select k.contype = 'c' and not k.conislocal and k.convalidated and exists (
              select from pg_catalog.pg_inherits h
                join pg_catalog.pg_constraint a on a.conrelid = h.inhparent and a.conname = k.conname and a.contype = 'c'
               where h.inhrelid = r.oid and not a.convalidated) as here) validated
 where ${isOneOf("rpf")}
   and k.contype in ('p', 'u', 'c', 'x')
   and (k.conparentid = 0 and k.conislocal or k.conparentid <> 0 and k.conindid <> 0 or validated.here)
),${printedQuery({
    definition: "pg_get_constraintdef(own.oid)",
    key: definedBy(server),
  })}
select own.oid, own.xid::text::bigint as xid,
       case when own.index_oid <> 0 then json_build_array(own.index_oid) end as also,
       json_build_array(own.schema, own.name, own.conname) as path,
       (${record(bodyQuery)})::json as body
  from own
  left join printed on printed.oid = own.oid
  left join pg_catalog.pg_tablespace ts on ts.oid = own.reltablespace
  ${joinComment("pg_constraint", "own.oid")}
  ${joinComment("pg_class", "own.index_oid", "di")}`,
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
