/** Composite types (pg_class, pg_attribute): rows without a table. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, named, text } from "../kind.js";
import { anyRelation } from "../relation.js";
import { columnComments, comment, joinComment } from "./comment.js";
import { collationName } from "./collation-name.js";

export const compositeType = defineKind({
  name: "composite type",
  section: "composite_types",
  part: "none",
  holdsParts: false,
  // pg_depend names the relation where a type is that of one.
  catalog: "pg_class",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: {
    attributes: named(
      "breaking",
      { type: text("breaking"), collation: text("warning"), comment: text("info") },
      "type",
    ),
    comment: text("info"),
  },
  present: anyRelation("c"),
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'attributes', (select json_agg(json_build_object(
                                 'name', a.attname,
                                 'type', format_type(a.atttypid, a.atttypmod),
                                 'collation', case when a.attcollation <> at.typcollation
                                                   then ${collationName("a.attcollation")} end,
                                 'comment', ad.description) order by a.attnum)
                          from pg_catalog.pg_attribute a
                          join pg_catalog.pg_type at on at.oid = a.atttypid
                          left join pg_catalog.pg_description ad
                            on ad.classoid = 'pg_class'::regclass and ad.objoid = a.attrelid and ad.objsubid = a.attnum
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  ${joinComment("pg_type", "c.reltype")}
 where r.kind = 'c'`,
  create: ({ path, body }) => {
    const name = qualified(path);
    const attributes = (body.attributes ?? []).map(
      ({ name: attribute, type, collation }) =>
        `\n    ${identifier(attribute)} ${type ?? "text"}${collation === undefined ? "" : ` COLLATE ${collation}`}`,
    );
    return [
      `CREATE TYPE ${name} AS (${attributes.join(",")}\n)`,
      ...comment(`TYPE ${name}`, body.comment),
      ...columnComments(name, body.attributes, identifier),
    ];
  },
});
