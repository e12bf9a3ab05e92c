/** Views (pg_class, pg_rewrite), without continuous aggregates. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, named, sql, text, texts, type BodyOf } from "../kind.js";
import { columnComments, comment, joinComment } from "./comment.js";

/** What a view's columns can have of their own. */
export const viewColumns = { default: sql("warning"), comment: text("info") };

/** A json list of the columns of relation `r` that have a default or a comment. */
export const viewColumnsQuery = (relation: string): string => `
         (select json_agg(json_build_object(
                   'name', a.attname,
                   'default', pg_get_expr(f.adbin, f.adrelid),
                   'comment', ad.description) order by a.attnum)
            from pg_catalog.pg_attribute a
            left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
            left join pg_catalog.pg_description ad
              on ad.classoid = 'pg_class'::regclass and ad.objoid = a.attrelid and ad.objsubid = a.attnum
           where a.attrelid = ${relation} and a.attnum > 0 and (f.oid is not null or ad.description is not null))`;

export const view = defineKind({
  name: "view",
  section: "views",
  part: "none",
  holdsParts: true,
  headline: "definition",
  catalog: "pg_class",
  phase: "view",
  missing: "breaking",
  unexpected: "info",
  fields: {
    definition: sql("warning"),
    /** security_barrier, security_invoker, check_option */
    options: texts("warning"),
    columns: named("info", viewColumns),
    comment: text("info"),
  },
  query: () => `
select c.oid, greatest(c.xmin::text::bigint, w.xmin::text::bigint) as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'definition', rtrim(pg_get_viewdef(c.oid), ';'),
         'options', (select json_agg(o order by o) from unnest(c.reloptions) o),
         'columns', ${viewColumnsQuery("c.oid")},
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_rewrite w on w.ev_class = r.oid and w.rulename = '_RETURN'
  ${joinComment("pg_class", "c.oid")}
 where r.kind = 'v'`,
  create: ({ path, body }) => [
    `CREATE VIEW ${qualified(path)}${withOptions(body.options)} AS\n${body.definition ?? ""}`,
    ...(body.columns ?? []).flatMap((column) => columnDefault(qualified(path), column)),
    ...comment(`VIEW ${qualified(path)}`, body.comment),
    ...columnComments(qualified(path), body.columns, identifier),
  ],
});

export const withOptions = (options: readonly string[] | undefined): string =>
  options === undefined ? "" : ` WITH (${options.join(", ")})`;

const columnDefault = (
  view: string,
  column: { readonly name: string } & BodyOf<typeof viewColumns>,
): string[] =>
  column.default === undefined
    ? []
    : [`ALTER VIEW ${view} ALTER COLUMN ${identifier(column.name)} SET DEFAULT ${column.default}`];
