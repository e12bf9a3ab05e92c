/** Triggers (pg_trigger), without those that foreign keys and TimescaleDB make for themselves. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, sql, text } from "../kind.js";
import { anyIn } from "../present.js";
import { isOneOf } from "../relation.js";
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
    /** `disabled`, `replica` or `always`; of a partition's, `origin` as well, which is the usual. */
    enabled: text("warning"),
    /** The partitioned table's, which fires here otherwise than there. */
    inherited: flag("warning"),
    comment: text("info"),
  },
  present: anyIn("pg_trigger", "not tgisinternal"),
  query: ({ timescaledb }) => `
select t.oid, t.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name, t.tgname) as path,
       json_build_object(
         'constraint', nullif(t.tgconstraint <> 0 and t.tgparentid = 0, false),
         'definition', case when t.tgparentid = 0 then substr(pg_get_triggerdef(t.oid),
             length(format('CREATE %sTRIGGER %I ', case when t.tgconstraint <> 0 then 'CONSTRAINT ' end, t.tgname)) + 1) end,
         'enabled', case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always'
                                     when 'O' then case when t.tgparentid <> 0 then 'origin' end end,
         'inherited', nullif(t.tgparentid <> 0, false),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_trigger t on t.tgrelid = r.oid
  left join pg_catalog.pg_trigger above on above.oid = t.tgparentid
  ${joinComment("pg_trigger", "t.oid")}
 where ${isOneOf("rpvf")}
   -- before PostgreSQL 15 those of partitions count as internal
   and (case when t.tgparentid = 0 then not t.tgisinternal
             else t.tgenabled <> above.tgenabled
                  and not exists (select from pg_catalog.pg_constraint k where k.oid = t.tgconstraint and k.contype = 'f') end)${
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
      origin: "ENABLE TRIGGER",
    };
    const made =
      body.inherited === true
        ? []
        : [`CREATE ${body.constraint === true ? "CONSTRAINT " : ""}TRIGGER ${name} ${body.definition ?? ""}`];
    return [
      ...made,
      ...Object.entries(enable).flatMap(([state, words]) =>
        body.enabled === state ? [`ALTER TABLE ${table} ${words} ${name}`] : [],
      ),
      ...comment(`TRIGGER ${name} ON ${table}`, body.comment),
    ];
  },
});
