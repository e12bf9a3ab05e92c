/** Foreign data wrappers (pg_foreign_data_wrapper). */
import { identifier } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { anyIn } from "../present.js";
import { comment, joinComment } from "./comment.js";
import { optionFields, optionsClause, optionsQuery } from "./foreign-options.js";

export const foreignDataWrapper = defineKind({
  name: "foreign data wrapper",
  section: "foreign_data_wrappers",
  part: "none",
  holdsParts: false,
  catalog: "pg_foreign_data_wrapper",
  phase: "extension",
  missing: "breaking",
  unexpected: "info",
  fields: { handler: text("breaking"), validator: text("warning"), ...optionFields, comment: text("info") },
  present: anyIn("pg_foreign_data_wrapper"),
  query: () => `
select w.oid, w.xmin::text::bigint as xid,
       json_build_array(w.fdwname) as path,
       json_build_object(
         'handler', case when w.fdwhandler <> 0 then w.fdwhandler::regproc::text end,
         'validator', case when w.fdwvalidator <> 0 then w.fdwvalidator::regproc::text end,
         'options', ${optionsQuery("w.fdwoptions", "w.fdwname")},
         'comment', d.description) as body
  from pg_catalog.pg_foreign_data_wrapper w
  ${joinComment("pg_foreign_data_wrapper", "w.oid")}
 where not exists (select from member m where m.catalog = 'pg_foreign_data_wrapper'::regclass and m.oid = w.oid)`,
  create: ({ path, body }) => {
    const name = `FOREIGN DATA WRAPPER ${identifier(path[0])}`;
    const functions = [
      ...(body.handler === undefined ? [] : [` HANDLER ${body.handler}`]),
      ...(body.validator === undefined ? [] : [` VALIDATOR ${body.validator}`]),
    ].join("");
    return [`CREATE ${name}${functions}${optionsClause(body.options)}`, ...comment(name, body.comment)];
  },
});
