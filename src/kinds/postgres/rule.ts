/** Rewrite rules of tables and views (pg_rewrite), without the one that a view is. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, sql, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const rule = defineKind({
  name: "rule",
  section: "rules",
  part: "many",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_rewrite",
  phase: "table",
  rank: () => 6,
  missing: "breaking",
  unexpected: "breaking",
  fields: {
    /** As CREATE RULE takes it, from ON on. */
    definition: sql("breaking"),
    /** `disabled`, `replica` or `always` */
    enabled: text("warning"),
    comment: text("info"),
  },
  present: madeIn("pg_rewrite", "rulename <> '_RETURN'"),
  query: () => `
select w.oid, w.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, w.rulename) as path,
       json_build_object(
         'definition', rtrim(ltrim(substr(pg_get_ruledef(w.oid), length(format('CREATE RULE %I AS', w.rulename)) + 1), e' \\n'), ';'),
         'enabled', case w.ev_enabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end,
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_rewrite w on w.ev_class = r.oid and w.rulename <> '_RETURN'
  ${joinComment("pg_rewrite", "w.oid")}`,
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    const enable = { disabled: "DISABLE RULE", replica: "ENABLE REPLICA RULE", always: "ENABLE ALWAYS RULE" };
    return [
      `CREATE RULE ${name} AS\n    ${body.definition ?? ""}`,
      ...Object.entries(enable).flatMap(([state, words]) =>
        body.enabled === state ? [`ALTER TABLE ${table} ${words} ${name}`] : [],
      ),
      ...comment(`RULE ${name} ON ${table}`, body.comment),
    ];
  },
});
