/** What was done to the tables and views of an extension (pg_depend): the extension does not bring it to another database. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, named, text, texts } from "../kind.js";
import { anyIn } from "../present.js";
import { columnComments, comment, joinComment } from "./comment.js";

export const extensionMember = defineKind({
  name: "extension member",
  section: "extension_members",
  part: "none",
  holdsParts: false,
  catalog: "pg_class",
  phase: "view",
  missing: "warning",
  unexpected: "warning",
  fields: {
    /** `view`, `materialized view`, `foreign table`; a table without it. */
    sort: { ...text("breaking"), state: true },
    options: texts("info"),
    /** Indexes, triggers, policies and rules on it; the catalogs do not tell the extension's own from the user's. */
    parts: { ...texts("warning"), state: true },
    comment: text("info"),
    columns: named("info", { comment: text("info") }),
  },
  present: anyIn("pg_extension", "extname <> 'plpgsql'"),
  // The first name in `path` is the extension's.
  query: () => `
select b.oid, b.xid, b.path, b.body
  from (select c.oid, c.xmin::text::bigint as xid,
               json_build_array(e.extname, s.name, c.relname) as path,
               json_build_object(
                 'sort', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' end,
                 'options', (select json_agg(o order by o) from unnest(c.reloptions) o),
                 'parts', (select json_agg(p.name order by p.name)
                             from (select 'index ' || ic.relname from pg_catalog.pg_index i
                                     join pg_catalog.pg_class ic on ic.oid = i.indexrelid where i.indrelid = c.oid
                                   union all
                                   select 'trigger ' || t.tgname from pg_catalog.pg_trigger t
                                    where t.tgrelid = c.oid and not t.tgisinternal
                                   union all
                                   select 'policy ' || l.polname from pg_catalog.pg_policy l where l.polrelid = c.oid
                                   union all
                                   select 'rule ' || w.rulename from pg_catalog.pg_rewrite w
                                    where w.ev_class = c.oid and w.rulename <> '_RETURN') p (name)),
                 'comment', d.description,
                 'columns', (select json_agg(json_build_object('name', a.attname, 'comment', ad.description) order by a.attnum)
                               from pg_catalog.pg_attribute a
                               join pg_catalog.pg_description ad
                                 on ad.classoid = 'pg_class'::regclass and ad.objoid = a.attrelid and ad.objsubid = a.attnum
                              where a.attrelid = c.oid)) as body
          from pg_catalog.pg_depend x
          join pg_catalog.pg_extension e on e.oid = x.refobjid
          join pg_catalog.pg_class c on c.oid = x.objid and c.relkind in ('r', 'p', 'v', 'm', 'f')
          join space s on s.oid = c.relnamespace
          ${joinComment("pg_class", "c.oid")}
         where x.refclassid = 'pg_extension'::regclass and x.deptype = 'e' and x.classid = 'pg_class'::regclass) b
 where exists (select from json_each(b.body) f where f.key <> 'sort' and f.value::text <> 'null')`,
  create: ({ path: [, ...names], body }) => {
    const name = qualified(names);
    return [
      ...(body.options === undefined ? [] : [`ALTER TABLE ${name} SET (${body.options.join(", ")})`]),
      ...comment(`${(body.sort ?? "table").toUpperCase()} ${name}`, body.comment),
      ...columnComments(name, body.columns, identifier),
    ];
  },
});
