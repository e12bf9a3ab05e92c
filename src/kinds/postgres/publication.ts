/** Publications: what logical replication hands out (pg_publication, pg_publication_rel). */
import { identifier, literal } from "../../sql/quote.js";
import { defineKind, flag, named, sql, text, texts } from "../kind.js";
import { anyIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const publication = defineKind({
  name: "publication",
  section: "publications",
  part: "none",
  holdsParts: false,
  catalog: "pg_publication",
  phase: "replication",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    all_tables: flag("breaking"),
    /** Column lists and row filters came with PostgreSQL 15. */
    tables: named("breaking", { columns: text("breaking"), where: sql("breaking") }),
    schemas: texts("breaking"),
    /** Operations, where not all. */
    publish: text("breaking"),
    via_partition_root: flag("breaking"),
    /** PostgreSQL 18: `stored`, where generated columns go along. */
    generated_columns: text("warning"),
    comment: text("info"),
  },
  present: anyIn("pg_publication"),
  query: ({ major }) => `
select p.oid, p.xmin::text::bigint as xid,
       json_build_array(p.pubname) as path,
       json_build_object(
         'all_tables', nullif(p.puballtables, false),
         'tables', (select json_agg(json_build_object(
                             'name', r.prrelid::regclass::text${
                               major < 15
                                 ? ""
                                 : `,
                             'columns', (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
                                           from pg_catalog.pg_attribute a
                                          where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)),
                             'where', pg_get_expr(r.prqual, r.prrelid)`
                             }) order by r.prrelid::regclass::text)
                      from pg_catalog.pg_publication_rel r where r.prpubid = p.oid),${
                        major < 15
                          ? ""
                          : `
         'schemas', (select json_agg(n.nspname order by n.nspname)
                       from pg_catalog.pg_publication_namespace x
                       join pg_catalog.pg_namespace n on n.oid = x.pnnspid
                      where x.pnpubid = p.oid),`
                      }
         'publish', nullif(concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                                           case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
                           'insert, update, delete, truncate'),
         'via_partition_root', nullif(p.pubviaroot, false),${
           major < 18 ? "" : ` 'generated_columns', case p.pubgencols when 's' then 'stored' end,`
         }
         'comment', d.description) as body
  from pg_catalog.pg_publication p
  ${joinComment("pg_publication", "p.oid")}
 where not exists (select from member m where m.catalog = 'pg_publication'::regclass and m.oid = p.oid)`,
  create: ({ path, body }) => {
    const name = `PUBLICATION ${identifier(path[0])}`;
    const options = [
      ...(body.publish === undefined ? [] : [`publish = ${literal(body.publish)}`]),
      ...(body.via_partition_root === true ? ["publish_via_partition_root = true"] : []),
      ...(body.generated_columns === undefined
        ? []
        : [`publish_generated_columns = ${body.generated_columns}`]),
    ];
    return [
      `CREATE ${name}${body.all_tables === true ? " FOR ALL TABLES" : ""}${options.length === 0 ? "" : ` WITH (${options.join(", ")})`}`,
      ...(body.tables ?? []).map(
        ({ name: table, columns, where }) =>
          `ALTER ${name} ADD TABLE ONLY ${table}${columns === undefined ? "" : ` (${columns})`}${where === undefined ? "" : ` WHERE (${where})`}`,
      ),
      ...(body.schemas ?? []).map((schema) => `ALTER ${name} ADD TABLES IN SCHEMA ${identifier(schema)}`),
      ...comment(name, body.comment),
    ];
  },
});
