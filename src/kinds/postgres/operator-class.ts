/** Operator classes (pg_opclass). */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, text, texts } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";
import { membersQuery } from "./operator-members.js";

export const operatorClass = defineKind({
  name: "operator class",
  section: "operator_classes",
  part: "none",
  holdsParts: false,
  catalog: "pg_opclass",
  phase: "function",
  missing: "breaking",
  unexpected: "info",
  fields: {
    type: text("breaking"),
    default: flag("breaking"),
    /** Its family, where that has not its own name. */
    family: text("warning"),
    storage: text("breaking"),
    members: texts("breaking"),
    comment: text("info"),
  },
  present: madeIn("pg_opclass"),
  // The last name in `path` is the index method: a class of each may have the same name.
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(s.name, c.opcname, am.amname) as path,
       json_build_object(
         'type', format_type(c.opcintype, null),
         'default', nullif(c.opcdefault, false),
         'family', case when f.opfnamespace <> c.opcnamespace or f.opfname <> c.opcname
                        then format('%I.%I', fn.nspname, f.opfname) end,
         'storage', case when c.opckeytype <> 0 then format_type(c.opckeytype, null) end,
         'members', ${membersQuery("pg_opclass", "c.oid")},
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_opclass c on c.opcnamespace = s.oid
  join pg_catalog.pg_am am on am.oid = c.opcmethod
  join pg_catalog.pg_opfamily f on f.oid = c.opcfamily
  join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace
  ${joinComment("pg_opclass", "c.oid")}
 where not exists (select from member m where m.catalog = 'pg_opclass'::regclass and m.oid = c.oid)`,
  create: ({ path: [schema, name = "", method = ""], body }) => {
    const own = qualified([schema, name]);
    const { type = "", storage, members = [] } = body;
    // The type itself as storage is the same as none, and lets a class be made without members.
    const items = [...members, ...(storage === undefined ? [] : [`STORAGE ${storage}`])];
    const given = items.length === 0 ? [`STORAGE ${type}`] : items;
    return [
      `CREATE OPERATOR CLASS ${own}${body.default === true ? " DEFAULT" : ""} FOR TYPE ${type} USING ${identifier(method)} ` +
        `FAMILY ${body.family ?? own} AS\n    ${given.join(",\n    ")}`,
      ...comment(`OPERATOR CLASS ${own} USING ${identifier(method)}`, body.comment),
    ];
  },
});
