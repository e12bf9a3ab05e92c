/** Event triggers (pg_event_trigger). */
import { identifier, literal } from "../../sql/quote.js";
import { defineKind, text, texts } from "../kind.js";
import { anyIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const eventTrigger = defineKind({
  name: "event trigger",
  section: "event_triggers",
  part: "none",
  holdsParts: false,
  catalog: "pg_event_trigger",
  // Last of all: it would fire at what a baseline does.
  phase: "event",
  missing: "warning",
  unexpected: "warning",
  fields: {
    event: text("warning"),
    /** Commands that it fires at; all without them. */
    tags: texts("warning"),
    function: text("warning"),
    /** `disabled`, `replica` or `always` */
    enabled: text("warning"),
    comment: text("info"),
  },
  present: anyIn("pg_event_trigger"),
  query: () => `
select e.oid, e.xmin::text::bigint as xid,
       json_build_array(e.evtname) as path,
       json_build_object(
         'event', e.evtevent,
         'tags', (select json_agg(t order by n) from unnest(e.evttags) with ordinality u (t, n)),
         'function', e.evtfoid::regproc::text,
         'enabled', case e.evtenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end,
         'comment', d.description) as body
  from pg_catalog.pg_event_trigger e
  ${joinComment("pg_event_trigger", "e.oid")}
 where not exists (select from member m where m.catalog = 'pg_event_trigger'::regclass and m.oid = e.oid)`,
  create: ({ path, body }) => {
    const name = identifier(path[0]);
    const tags = body.tags === undefined ? "" : ` WHEN TAG IN (${body.tags.map(literal).join(", ")})`;
    const enable = { disabled: "DISABLE", replica: "ENABLE REPLICA", always: "ENABLE ALWAYS" };
    return [
      `CREATE EVENT TRIGGER ${name} ON ${body.event ?? ""}${tags} EXECUTE FUNCTION ${body.function ?? ""}()`,
      ...Object.entries(enable).flatMap(([state, words]) =>
        body.enabled === state ? [`ALTER EVENT TRIGGER ${name} ${words}`] : [],
      ),
      ...comment(`EVENT TRIGGER ${name}`, body.comment),
    ];
  },
});
