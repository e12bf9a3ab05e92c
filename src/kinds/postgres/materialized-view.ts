/**
 * Materialized views (pg_class, pg_rewrite). Whether one is filled is a state, not its definition. As in a dump of
 * PostgreSQL's, they are filled last: what a query calls may read what is made after it, and pg_depend not know.
 */
import { identifier, qualified } from "../../sql/quote.js";
import { array, record } from "../json.js";
import { defineKind, named, remark, sql, text, texts } from "../kind.js";
import { anyRelation } from "../relation.js";
import { accessMethodQuery } from "./access-method.js";
import { storage, storageFields, storageQuery } from "./column.js";
import { columnComments, comment, joinComment } from "./comment.js";
import { parametersQuery } from "./storage-parameters.js";
import { withOptions } from "./view.js";

export const materializedView = defineKind({
  name: "materialized view",
  section: "materialized_views",
  part: "none",
  holdsParts: true,
  headline: "definition",
  catalog: "pg_class",
  phase: "view",
  rank: () => 0,
  missing: "breaking",
  unexpected: "info",
  fields: {
    definition: sql("warning"),
    options: texts("info"),
    tablespace: text("info"),
    /** How its rows are stored, where not as a heap. */
    access_method: text("warning"),
    columns: named("info", { ...storageFields, comment: text("info") }),
    /** Not filled, which a baseline keeps so; whether it is no difference. */
    unfilled: remark(),
    comment: text("info"),
  },
  present: anyRelation("m"),
  query: () => `
select c.oid, greatest(c.xmin::text::bigint, w.xmin::text::bigint) as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'definition', rtrim(pg_get_viewdef(c.oid), ';'),
         'options', ${parametersQuery},
         'tablespace', ts.spcname,
         'access_method', ${accessMethodQuery},
         'columns', (select ${array("x.col", "x.attnum")} from (
             select a.attnum, a.attname, ${record({ name: "a.attname", ...storageQuery, comment: "ad.description" })} as col
               from pg_catalog.pg_attribute a
               join pg_catalog.pg_type t on t.oid = a.atttypid
               left join pg_catalog.pg_description ad
                 on ad.classoid = 'pg_class'::regclass and ad.objoid = a.attrelid and ad.objsubid = a.attnum
              where a.attrelid = c.oid and a.attnum > 0) x
            where x.col <> '{"name":' || to_json(x.attname) || '}'),
         'unfilled', nullif(not c.relispopulated, false),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_rewrite w on w.ev_class = r.oid and w.rulename = '_RETURN'
  left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
  ${joinComment("pg_class", "c.oid")}
 where r.kind = 'm'`,
  create: ({ path, body }) => {
    const name = qualified(path);
    const using = body.access_method === undefined ? "" : ` USING ${identifier(body.access_method)}`;
    const space = body.tablespace === undefined ? "" : ` TABLESPACE ${identifier(body.tablespace)}`;
    return [
      `CREATE MATERIALIZED VIEW ${name}${using}${withOptions(body.options)}${space} AS\n${body.definition ?? ""}\nWITH NO DATA`,
      ...(body.columns ?? []).flatMap((column) => storage(`ALTER MATERIALIZED VIEW ${name}`, column)),
      ...comment(`MATERIALIZED VIEW ${name}`, body.comment),
      ...columnComments(name, body.columns, identifier),
    ];
  },
  fill: ({ path, body }) => (body.unfilled === true ? [] : [`REFRESH MATERIALIZED VIEW ${qualified(path)}`]),
});
