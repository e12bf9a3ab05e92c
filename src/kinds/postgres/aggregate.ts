/** Aggregate functions, ordered-set and hypothetical-set ones among them (pg_proc, pg_aggregate). */
import { identifier } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";
import { nameOf } from "./signature.js";

/** Options of CREATE AGGREGATE, from the columns of pg_aggregate `a`; `r`: what FINALFUNC_MODIFY is by default. */
const options: readonly (readonly [string, string])[] = [
  ["SFUNC", "a.aggtransfn::regproc::text"],
  ["STYPE", "format_type(a.aggtranstype, null)"],
  ["SSPACE", "nullif(a.aggtransspace, 0)::text"],
  ["FINALFUNC", fn("a.aggfinalfn")],
  ["FINALFUNC_EXTRA", "case when a.aggfinalextra then '' end"],
  ["FINALFUNC_MODIFY", modify("a.aggfinalmodify", "a.aggfinalfn")],
  ["COMBINEFUNC", fn("a.aggcombinefn")],
  ["SERIALFUNC", fn("a.aggserialfn")],
  ["DESERIALFUNC", fn("a.aggdeserialfn")],
  ["INITCOND", "quote_literal(a.agginitval)"],
  ["MSFUNC", fn("a.aggmtransfn")],
  ["MINVFUNC", fn("a.aggminvtransfn")],
  ["MSTYPE", "case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end"],
  ["MSSPACE", "nullif(a.aggmtransspace, 0)::text"],
  ["MFINALFUNC", fn("a.aggmfinalfn")],
  ["MFINALFUNC_EXTRA", "case when a.aggmfinalextra then '' end"],
  ["MFINALFUNC_MODIFY", modify("a.aggmfinalmodify", "a.aggmfinalfn")],
  ["MINITCOND", "quote_literal(a.aggminitval)"],
  [
    "SORTOP",
    `(select format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                 from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
                where o.oid = a.aggsortop)`,
  ],
  ["PARALLEL", "case p.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' end"],
  ["HYPOTHETICAL", "case a.aggkind when 'h' then '' end"],
];

/** A function that may be absent. */
function fn(column: string): string {
  return `case when ${column} <> 0 then ${column}::regproc::text end`;
}

/** By default a final function may not change the state of a plain aggregate, and may that of one over an ordered set. */
function modify(column: string, finalFunction: string): string {
  return `case when ${finalFunction} <> 0 and ${column} <> case a.aggkind when 'n' then 'r' else 'w' end
               then case ${column} when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end`;
}

export const aggregate = defineKind({
  name: "aggregate",
  section: "aggregates",
  part: "none",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_proc",
  phase: "function",
  missing: "breaking",
  unexpected: "info",
  fields: {
    /** As CREATE AGGREGATE takes it, from the argument list on. */
    definition: text("warning"),
    comment: text("info"),
  },
  present: madeIn("pg_proc", "prokind = 'a'"),
  // The name in `path` is `name(types)`, as for functions.
  query: () => `
select p.oid, greatest(p.xmin::text::bigint, a.xmin::text::bigint) as xid,
       json_build_array(s.name, format('%I(%s)', p.proname, oidvectortypes(p.proargtypes))) as path,
       json_build_object(
         'definition', format(e'(%s) (\\n    %s\\n)', coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'),
             concat_ws(e',\\n    ', ${options.map(([name, value]) => `rtrim('${name} = ' || ${value}, '= ')`).join(",\n               ")})),
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_proc p on p.pronamespace = s.oid and p.prokind = 'a'
  join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
  ${joinComment("pg_proc", "p.oid")}
 where not exists (select from member m where m.catalog = 'pg_proc'::regclass and m.oid = p.oid)`,
  create: ({ path: [schema, signature = ""], body }) => [
    `CREATE AGGREGATE ${identifier(schema)}.${nameOf(signature)}${body.definition ?? ""}`,
    // ROUTINE: an aggregate is named with its list of types alone, whatever sort it is.
    ...comment(`ROUTINE ${identifier(schema)}.${signature}`, body.comment),
  ],
});
