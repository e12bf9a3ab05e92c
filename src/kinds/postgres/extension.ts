/** Extensions (pg_extension). Their members are theirs and stay out of the model. */
import { identifier } from "../../sql/quote.js";
import { defineKind, stated, text } from "../kind.js";
import { comment, joinComment } from "./comment.js";

export const extension = defineKind({
  name: "extension",
  section: "extensions",
  part: "none",
  holdsParts: false,
  catalog: "pg_extension",
  phase: "extension",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    schema: text("warning"),
    /** A live database's; of migrations only where it is not the one that their server would take by itself. */
    version: stated("warning"),
    comment: text("info"),
  },
  // plpgsql is in every new database. A comment is the user's where it is not the one of the extension's own files;
  // TimescaleDB sets its comment by itself.
  query: ({ traced }) => `
select e.oid, e.xmin::text::bigint as xid,
       json_build_array(e.extname) as path,
       json_build_object(
         'schema', n.nspname,
         'version', ${traced ? "nullif(e.extversion, a.default_version)" : "e.extversion"},
         'comment', case when e.extname <> 'timescaledb' and d.description is distinct from (
             select a.comment from pg_catalog.pg_available_extension_versions() a
              where a.name = e.extname and a.version = e.extversion) then d.description end) as body
  from pg_catalog.pg_extension e
  join pg_catalog.pg_namespace n on n.oid = e.extnamespace
  left join pg_catalog.pg_available_extensions() a on a.name = e.extname
  ${joinComment("pg_extension", "e.oid")}
 where e.extname <> 'plpgsql'`,
  help: (field, { path: [name] }) =>
    field === "version"
      ? `ALTER EXTENSION ${identifier(name)} UPDATE brings a database to the version of its server's files; a migration that names a version, UPDATE TO '…', makes it the same everywhere.`
      : undefined,
  create: ({ path: [name], body }) => {
    // A schema that the extension makes itself (its control file names it) cannot be there before it.
    const where =
      body.schema === undefined || body.schema === name ? "" : ` WITH SCHEMA ${identifier(body.schema)}`;
    return [
      `CREATE EXTENSION IF NOT EXISTS ${identifier(name)}${where}`,
      ...comment(`EXTENSION ${identifier(name)}`, body.comment),
    ];
  },
});
