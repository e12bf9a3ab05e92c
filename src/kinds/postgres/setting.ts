/** ALTER DATABASE … SET, and ALTER ROLE … IN DATABASE … SET (pg_db_role_setting). */
import { identifier, literal } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { anyIn } from "../present.js";

/** Parameters that are lists of names, which the catalog holds as SQL (GUC_LIST_QUOTE in PostgreSQL's guc_tables.c). */
const lists: ReadonlySet<string> = new Set([
  "local_preload_libraries",
  "search_path",
  "session_preload_libraries",
  "shared_preload_libraries",
  "temp_tablespaces",
  "unix_socket_directories",
]);

export const setting = defineKind({
  name: "setting",
  section: "settings",
  part: "none",
  holdsParts: false,
  headline: "value",
  phase: "job",
  missing: "warning",
  unexpected: "warning",
  fields: { value: text("warning") },
  present: anyIn("pg_db_role_setting"),
  // A setting of one role in this database has the role for a second name.
  query: () => `
select 0 as oid, r.xmin::text::bigint as xid,
       case when r.setrole = 0 then json_build_array(split_part(c.line, '=', 1))
            else json_build_array(split_part(c.line, '=', 1), pg_get_userbyid(r.setrole)) end as path,
       json_build_object('value', substr(c.line, strpos(c.line, '=') + 1)) as body
  from pg_catalog.pg_db_role_setting r
  join pg_catalog.pg_database d on d.oid = r.setdatabase and d.datname = current_database()
 cross join lateral unnest(r.setconfig) c (line)`,
  create: ({ path: [name, role], body }) => {
    const { value = "" } = body;
    // A custom parameter has a point in its name, which separates two identifiers.
    const parameter = name.split(".").map(identifier).join(".");
    const to = lists.has(name.toLowerCase()) && value !== "" ? value : literal(value);
    const [what, database] =
      role === undefined
        ? ["DATABASE %I", ""]
        : [`ROLE ${identifier(role).replaceAll("%", "%%")}`, " IN DATABASE %I"];
    const format = `ALTER ${what}${database} SET ${`${parameter} TO ${to}`.replaceAll("%", "%%")}`;
    return [`DO ${dollars(`BEGIN EXECUTE format(${literal(format)}, current_database()); END`)}`];
  },
});

/** In dollar quotes that do not occur in the text. */
function dollars(text: string): string {
  let tag = "$$";
  while (text.includes(tag)) tag = `$${tag.slice(1, -1)}_$`;
  return `${tag}${text}${tag}`;
}
