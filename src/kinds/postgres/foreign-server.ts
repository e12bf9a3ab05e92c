/** Foreign servers (pg_foreign_server). */
import { identifier, literal } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { anyIn } from "../present.js";
import { comment, joinComment } from "./comment.js";
import { optionFields, optionsClause, optionsQuery } from "./foreign-options.js";

export const foreignServer = defineKind({
  name: "foreign server",
  section: "foreign_servers",
  part: "none",
  holdsParts: false,
  catalog: "pg_foreign_server",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: {
    wrapper: text("breaking"),
    type: text("warning"),
    version: text("warning"),
    ...optionFields,
    comment: text("info"),
  },
  present: anyIn("pg_foreign_server"),
  query: () => `
select f.oid, f.xmin::text::bigint as xid,
       json_build_array(f.srvname) as path,
       json_build_object(
         'wrapper', w.fdwname,
         'type', f.srvtype,
         'version', f.srvversion,
         'options', ${optionsQuery("f.srvoptions", "f.srvname")},
         'comment', d.description) as body
  from pg_catalog.pg_foreign_server f
  join pg_catalog.pg_foreign_data_wrapper w on w.oid = f.srvfdw
  ${joinComment("pg_foreign_server", "f.oid")}
 where not exists (select from member m where m.catalog = 'pg_foreign_server'::regclass and m.oid = f.oid)`,
  create: ({ path, body }) => {
    const name = identifier(path[0]);
    const given = [
      ...(body.type === undefined ? [] : [` TYPE ${literal(body.type)}`]),
      ...(body.version === undefined ? [] : [` VERSION ${literal(body.version)}`]),
      ` FOREIGN DATA WRAPPER ${identifier(body.wrapper ?? "")}`,
    ].join("");
    return [
      `CREATE SERVER ${name}${given}${optionsClause(body.options)}`,
      ...comment(`SERVER ${name}`, body.comment),
    ];
  },
});
