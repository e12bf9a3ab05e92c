/** Range types and their multiranges (pg_range). */
import { qualified } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { madeIn } from "../present.js";
import { collationName } from "./collation-name.js";
import { comment, joinComment } from "./comment.js";

export const rangeType = defineKind({
  name: "range type",
  section: "range_types",
  part: "none",
  holdsParts: false,
  catalog: "pg_type",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: {
    subtype: text("breaking"),
    operator_class: text("breaking"),
    collation: text("warning"),
    canonical: text("warning"),
    subtype_diff: text("warning"),
    /** Its multirange, where it does not have the name that PostgreSQL makes up, or is in another schema. */
    multirange: text("breaking"),
    comment: text("info"),
  },
  present: madeIn("pg_range", "true", "rngtypid"),
  // The name of a multirange: `range` in the range's name becomes `multirange`, else `_multirange` is added (CREATE TYPE).
  query: () => `
select t.oid, t.xmin::text::bigint as xid,
       json_build_array(s.name, t.typname) as path,
       json_build_object(
         'subtype', format_type(g.rngsubtype, null),
         'operator_class', case when not oc.opcdefault then (
             select format('%I.%I', ocn.nspname, oc.opcname) from pg_catalog.pg_namespace ocn where ocn.oid = oc.opcnamespace) end,
         'collation', case when g.rngcollation <> b.typcollation then ${collationName("g.rngcollation")} end,
         'canonical', case when g.rngcanonical <> 0 then g.rngcanonical::regproc::text end,
         'subtype_diff', case when g.rngsubdiff <> 0 then g.rngsubdiff::regproc::text end,
         'multirange', case when m.typnamespace <> t.typnamespace or m.typname <> case when t.typname like '%range%'
                                                   then overlay(t.typname placing 'multirange' from position('range' in t.typname) for 5)
                                                   else t.typname || '_multirange' end
                            then format_type(m.oid, null) end,
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_type t on t.typnamespace = s.oid and t.typtype = 'r'
  join pg_catalog.pg_range g on g.rngtypid = t.oid
  join pg_catalog.pg_type b on b.oid = g.rngsubtype
  join pg_catalog.pg_opclass oc on oc.oid = g.rngsubopc
  left join pg_catalog.pg_type m on m.oid = g.rngmultitypid
  ${joinComment("pg_type", "t.oid")}
 where not exists (select from member e where e.catalog = 'pg_type'::regclass and e.oid = t.oid)`,
  create: ({ path, body }) => {
    const options = {
      SUBTYPE: body.subtype,
      SUBTYPE_OPCLASS: body.operator_class,
      COLLATION: body.collation,
      CANONICAL: body.canonical,
      SUBTYPE_DIFF: body.subtype_diff,
      MULTIRANGE_TYPE_NAME: body.multirange,
    };
    const given = Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [`\n    ${name} = ${value}`],
    );
    return [
      `CREATE TYPE ${qualified(path)} AS RANGE (${given.join(",")}\n)`,
      ...comment(`TYPE ${qualified(path)}`, body.comment),
    ];
  },
});
