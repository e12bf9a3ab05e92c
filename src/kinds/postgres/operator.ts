/** Operators (pg_operator), without shells that only another one's COMMUTATOR or NEGATOR names. */
import { identifier } from "../../sql/quote.js";
import { defineKind, flag, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

const operatorName = (oid: string): string => `(
           select format('OPERATOR(%I.%s)', n.nspname, x.oprname)
             from pg_catalog.pg_operator x join pg_catalog.pg_namespace n on n.oid = x.oprnamespace
            where x.oid = ${oid})`;

export const operator = defineKind({
  name: "operator",
  section: "operators",
  part: "none",
  holdsParts: false,
  catalog: "pg_operator",
  phase: "function",
  missing: "breaking",
  unexpected: "info",
  fields: {
    function: text("breaking"),
    left: text("breaking"),
    right: text("breaking"),
    commutator: text("warning"),
    negator: text("warning"),
    restrict: text("info"),
    join: text("info"),
    hashes: flag("info"),
    merges: flag("info"),
    comment: text("info"),
  },
  present: madeIn("pg_operator"),
  // The name in `path` is `+(left, right)`: operators may differ in their types alone.
  query: () => `
select o.oid, o.xmin::text::bigint as xid,
       json_build_array(s.name, format('%s(%s, %s)', o.oprname,
           case when o.oprleft = 0 then 'NONE' else format_type(o.oprleft, null) end, format_type(o.oprright, null))) as path,
       json_build_object(
         'function', o.oprcode::regproc::text,
         'left', case when o.oprleft <> 0 then format_type(o.oprleft, null) end,
         'right', format_type(o.oprright, null),
         'commutator', ${operatorName("o.oprcom")},
         'negator', ${operatorName("o.oprnegate")},
         'restrict', case when o.oprrest <> 0 then o.oprrest::regproc::text end,
         'join', case when o.oprjoin <> 0 then o.oprjoin::regproc::text end,
         'hashes', nullif(o.oprcanhash, false),
         'merges', nullif(o.oprcanmerge, false),
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_operator o on o.oprnamespace = s.oid and o.oprcode <> 0
  ${joinComment("pg_operator", "o.oid")}
 where not exists (select from member m where m.catalog = 'pg_operator'::regclass and m.oid = o.oid)`,
  create: ({ path: [schema, signature = ""], body }) => {
    // A name of an operator has no parenthesis.
    const name = `${identifier(schema)}.${signature.replace(/\(.*$/s, "")}`;
    const options = {
      FUNCTION: body.function,
      LEFTARG: body.left,
      RIGHTARG: body.right,
      COMMUTATOR: body.commutator,
      NEGATOR: body.negator,
      RESTRICT: body.restrict,
      JOIN: body.join,
    };
    const given = [
      ...Object.entries(options).flatMap(([option, value]) =>
        value === undefined ? [] : [`${option} = ${value}`],
      ),
      ...(body.hashes === true ? ["HASHES"] : []),
      ...(body.merges === true ? ["MERGES"] : []),
    ];
    return [
      `CREATE OPERATOR ${name} (${given.map((option) => `\n    ${option}`).join(",")}\n)`,
      ...comment(`OPERATOR ${name} (${body.left ?? "NONE"}, ${body.right ?? "NONE"})`, body.comment),
    ];
  },
});
