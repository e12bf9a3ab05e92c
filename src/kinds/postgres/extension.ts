/** Extensions (pg_extension). Their members are theirs and stay out of the model. */
import { identifier } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";

export const extension = defineKind({
  name: "extension",
  section: "extensions",
  part: "none",
  holdsParts: false,
  catalog: "pg_extension",
  phase: "extension",
  missing: "breaking",
  unexpected: "warning",
  fields: { schema: text("warning") },
  // plpgsql is in every new database; the comment on an extension comes from its own files and changes with them.
  query: () => `
select e.oid, e.xmin::text::bigint as xid,
       json_build_array(e.extname) as path,
       json_build_object('schema', n.nspname) as body
  from pg_catalog.pg_extension e
  join pg_catalog.pg_namespace n on n.oid = e.extnamespace
 where e.extname <> 'plpgsql'`,
  create: ({ path: [name], body }) => {
    // A schema that the extension makes itself (its control file names it) cannot be there before it.
    const where = body.schema === undefined || body.schema === name ? "" : ` WITH SCHEMA ${identifier(body.schema)}`;
    return [`CREATE EXTENSION IF NOT EXISTS ${identifier(name)}${where}`];
  },
});
