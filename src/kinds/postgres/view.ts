/** Views (pg_class, pg_rewrite), without continuous aggregates. */
import type { Path } from "../../model/model.js";
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, named, sql, text, texts, type BodyOf } from "../kind.js";
import { anyRelation } from "../relation.js";
import { collationName } from "./collation-name.js";
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

const viewFields = {
  definition: sql("warning"),
  /** security_barrier, security_invoker, check_option */
  options: texts("warning"),
  columns: named("info", viewColumns),
  comment: text("info"),
};

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
  fields: viewFields,
  present: anyRelation("v"),
  query: () => `
select c.oid, greatest(c.xmin::text::bigint, w.xmin::text::bigint) as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'definition', rtrim(pg_get_viewdef(c.oid), ';'),
         'options', (select json_agg(o order by o) from unnest(c.reloptions) o),
         'columns', ${viewColumnsQuery("c.oid")},
         'comment', d.description) as body,
       (select string_agg(format('NULL::%s%s AS %I', format_type(a.atttypid, a.atttypmod),
                                 ' COLLATE ' || case when a.attcollation <> t.typcollation then ${collationName("a.attcollation")} end,
                                 a.attname), e',\n    ' order by a.attnum)
          from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
         where a.attrelid = c.oid and a.attnum > 0) as stub
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_rewrite w on w.ev_class = r.oid and w.rulename = '_RETURN'
  ${joinComment("pg_class", "c.oid")}
 where r.kind = 'v'`,
  create: ({ path, body }) => createView("CREATE VIEW", path, body),
  // Its columns are there at once, so that what needs them can be made; what they show comes when all stands.
  cut: ({ path, body, stub = "" }) => ({
    first: [`CREATE VIEW ${qualified(path)} AS\nSELECT ${stub}`],
    rest: createView("CREATE OR REPLACE VIEW", path, body),
  }),
});

function createView(create: string, path: Path, body: BodyOf<typeof viewFields>): string[] {
  return [
    `${create} ${qualified(path)}${withOptions(body.options)} AS\n${body.definition ?? ""}`,
    ...(body.columns ?? []).flatMap((column) => columnDefault(qualified(path), column)),
    ...comment(`VIEW ${qualified(path)}`, body.comment),
    ...columnComments(qualified(path), body.columns, identifier),
  ];
}

export const withOptions = (options: readonly string[] | undefined): string =>
  options === undefined ? "" : ` WITH (${options.join(", ")})`;

const columnDefault = (
  view: string,
  column: { readonly name: string } & BodyOf<typeof viewColumns>,
): string[] =>
  column.default === undefined
    ? []
    : [`ALTER VIEW ${view} ALTER COLUMN ${identifier(column.name)} SET DEFAULT ${column.default}`];
