/** Foreign keys (pg_constraint): they come after every table, so that tables may refer to each other. */
import type { Path } from "../../model/model.js";
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, sql, text } from "../kind.js";
import { anyIn } from "../present.js";
import { isOneOf } from "../relation.js";
import { comment, joinComment } from "./comment.js";

/** A name as quote_identifier() prints it, and a definition as pg_get_constraintdef() prints it with an empty search_path. */
const printed = String.raw`(?:"(?:[^"]|"")+"|[a-z0-9_]+)`;
const columns = String.raw`\((?:PERIOD )?${printed}(?:, (?:PERIOD )?${printed})*\)`;
const referring = new RegExp(String.raw`^FOREIGN KEY ${columns} REFERENCES (${printed})\.(${printed})\(`);

const unquoted = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;

/** The table that a definition refers to; undefined where it was not printed by PostgreSQL. */
function referenced(definition: string): Path | undefined {
  const [, schema, table] = referring.exec(definition) ?? [];
  return schema === undefined || table === undefined ? undefined : [unquoted(schema), unquoted(table)];
}

export const foreignKey = defineKind({
  name: "foreign key",
  section: "foreign_keys",
  part: "many",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_constraint",
  phase: "reference",
  missing: "breaking",
  unexpected: "breaking",
  renamed: "warning",
  fields: { definition: sql("breaking"), comment: text("info") },
  present: anyIn("pg_constraint", "contype = 'f'"),
  query: () => `
select k.oid, k.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, k.conname) as path,
       json_build_object('definition', pg_get_constraintdef(k.oid), 'comment', d.description) as body
  from relation r
  join pg_catalog.pg_constraint k on k.conrelid = r.oid
  ${joinComment("pg_constraint", "k.oid")}
 where ${isOneOf("rp")}
   and k.contype = 'f'
   and k.conparentid = 0`,
  references: ({ body }) => referenced(body.definition ?? ""),
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    return [
      `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${body.definition ?? ""}`,
      ...comment(`CONSTRAINT ${name} ON ${table}`, body.comment),
    ];
  },
});
