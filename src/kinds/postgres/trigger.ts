/** Triggers (pg_trigger), without those that foreign keys and TimescaleDB make for themselves. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, sql, text } from "../kind.js";
import { comment, joinComment } from "./comment.js";

export const trigger = defineKind({
  name: "trigger",
  section: "triggers",
  part: "many",
  holdsParts: false,
  headline: "definition",
  catalog: "pg_trigger",
  phase: "table",
  rank: () => 5,
  missing: "warning",
  unexpected: "warning",
  fields: {
    constraint: flag("warning"),
    /** As CREATE TRIGGER takes it, from BEFORE or AFTER on. */
    definition: sql("warning"),
    /** `disabled`, `replica` or `always` */
    enabled: text("warning"),
    comment: text("info"),
  },
  query: ({ timescaledb }) => `
select t.oid, t.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, t.tgname) as path,
       json_build_object(
         'constraint', nullif(t.tgconstraint <> 0, false),
         'definition', substr(pg_get_triggerdef(t.oid),
             length(format('CREATE %sTRIGGER %I ', case when t.tgconstraint <> 0 then 'CONSTRAINT ' end, t.tgname)) + 1),
         'enabled', case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end,
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_trigger t on t.tgrelid = r.oid
  ${joinComment("pg_trigger", "t.oid")}
 where r.kind in ('r', 'p', 'v', 'f')
   and not t.tgisinternal
   and t.tgparentid = 0${
     timescaledb === null
       ? ""
       : `
   and not exists (
       select from pg_catalog.pg_depend fd
         join pg_catalog.pg_extension e on e.oid = fd.refobjid
        where fd.classid = 'pg_proc'::regclass and fd.objid = t.tgfoid and fd.deptype = 'e'
          and fd.refclassid = 'pg_extension'::regclass and e.extname = 'timescaledb')`
   }`,
  create: ({ path, body }) => {
    const table = qualified(path.slice(0, -1));
    const name = identifier(path.at(-1) ?? "");
    const enable = {
      disabled: "DISABLE TRIGGER",
      replica: "ENABLE REPLICA TRIGGER",
      always: "ENABLE ALWAYS TRIGGER",
    };
    return [
      `CREATE ${body.constraint === true ? "CONSTRAINT " : ""}TRIGGER ${name} ${body.definition ?? ""}`,
      ...Object.entries(enable).flatMap(([state, words]) =>
        body.enabled === state ? [`ALTER TABLE ${table} ${words} ${name}`] : [],
      ),
      ...comment(`TRIGGER ${name} ON ${table}`, body.comment),
    ];
  },
});
