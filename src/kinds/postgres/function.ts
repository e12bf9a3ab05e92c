/** Functions, window functions and procedures (pg_proc); aggregates are no functions in this sense. */
import { identifier } from "../../sql/quote.js";
import { defineKind, flag, sql, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const functionKind = defineKind({
  name: "function",
  section: "functions",
  part: "none",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_proc",
  phase: "function",
  // A body may use what is made later, and says nothing of it to pg_depend.
  prelude: "SET check_function_bodies = off",
  missing: "breaking",
  unexpected: "info",
  fields: {
    procedure: flag("breaking"),
    /** As CREATE FUNCTION takes it, from the argument list on. */
    definition: sql("warning"),
    comment: text("info"),
  },
  present: madeIn("pg_proc", "prokind <> 'a'"),
  // The name in `path` is `name(types)`, as SQL writes it: functions may differ in their types alone.
  query: () => `
select p.oid, p.xmin::text::bigint as xid,
       json_build_array(s.name, format('%I(%s)', p.proname, oidvectortypes(p.proargtypes))) as path,
       json_build_object(
         'procedure', nullif(p.prokind = 'p', false),
         'definition', rtrim(substr(pg_get_functiondef(p.oid),
             length(format('CREATE OR REPLACE %s %I.%I', case p.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end,
                           s.name, p.proname)) + 1), e'\\n'),
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_proc p on p.pronamespace = s.oid and p.prokind in ('f', 'p', 'w')
  ${joinComment("pg_proc", "p.oid")}
 where not exists (select from member m where m.catalog = 'pg_proc'::regclass and m.oid = p.oid)
   -- not the constructors that come with a range type
   and not exists (select from pg_catalog.pg_depend i
                    where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')`,
  create: ({ path, body }) => {
    const what = body.procedure === true ? "PROCEDURE" : "FUNCTION";
    const signature = `${identifier(path[0])}.${path[1] ?? ""}`;
    return [
      `CREATE ${what} ${identifier(path[0])}.${nameOf(path[1] ?? "")}${body.definition ?? ""}`,
      ...comment(`${what} ${signature}`, body.comment),
    ];
  },
});

/** `"f(x"(integer)` → `"f(x"`: the quoted name before the list of types. */
function nameOf(signature: string): string {
  return /^(?:"(?:[^"]|"")*"|[^"(]*)/.exec(signature)?.[0] ?? "";
}
