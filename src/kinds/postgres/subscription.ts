/** Subscriptions of this database (pg_subscription). Whether one runs is a state, not its definition. */
import { identifier, literal } from "../../sql/quote.js";
import { defineKind, text, texts } from "../kind.js";
import { anyIn } from "../present.js";
import { comment, joinComment } from "./comment.js";
import { redacted } from "../redaction.js";

/** `password=…` of a connection string, and the password of a URI. */
const secret = (line: string): string =>
  `coalesce(substring(${line} from 'password\\s*=\\s*(''(?:[^''\\\\]|\\\\.)*''|[^\\s&]+)'), substring(${line} from '://[^:@/]*:([^@/]+)@'))`;

export const subscription = defineKind({
  name: "subscription",
  section: "subscriptions",
  part: "none",
  holdsParts: false,
  catalog: "pg_subscription",
  phase: "replication",
  missing: "breaking",
  unexpected: "warning",
  fields: {
    /** Its password as a hash. */
    connection: text("breaking"),
    publications: texts("breaking"),
    /** `NONE`, or its name where it is not the subscription's own. */
    slot: text("warning"),
    options: texts("warning"),
    comment: text("info"),
  },
  present: anyIn(
    "pg_subscription",
    "subdbid = (select oid from pg_catalog.pg_database where datname = current_database())",
  ),
  // PostgreSQL 18 streams by default what is read in parallel, older ones do not stream.
  query: ({ major }) => `
select s.oid, s.xmin::text::bigint as xid,
       json_build_array(s.subname) as path,
       json_build_object(
         'connection', case when ${secret("c.line")} is null then c.line
                            else replace(c.line, ${secret("c.line")}, ${redacted(secret("c.line"), "s.subname")}) end,
         'publications', (select json_agg(p order by p) from unnest(s.subpublications) p),
         'slot', case when s.subslotname is null then 'NONE' else nullif(s.subslotname, s.subname) end,
         'options', (select json_agg(o order by o) from unnest(array[
             ${[
               "case when s.subbinary then 'binary = true' end",
               "case when s.subsynccommit <> 'off' then 'synchronous_commit = ' || quote_literal(s.subsynccommit) end",
               `case s.substream::text when '${major < 16 ? "true" : "t"}' then 'streaming = on'
                     ${major < 18 ? "when 'p' then 'streaming = parallel'" : "when 'f' then 'streaming = off'"} end`,
               ...(major < 15
                 ? []
                 : [
                     "case when s.subtwophasestate <> 'd' then 'two_phase = on' end",
                     "case when s.subdisableonerr then 'disable_on_error = true' end",
                   ]),
               ...(major < 16
                 ? []
                 : [
                     "case when not s.subpasswordrequired then 'password_required = false' end",
                     "case when s.subrunasowner then 'run_as_owner = true' end",
                     "case when s.suborigin <> 'any' then 'origin = ' || s.suborigin end",
                   ]),
               ...(major < 17 ? [] : ["case when s.subfailover then 'failover = true' end"]),
             ].join(",\n             ")}]) o where o is not null),
         'comment', d.description) as body
  from pg_catalog.pg_subscription s
  join pg_catalog.pg_database db on db.oid = s.subdbid and db.datname = current_database()
  cross join lateral (select s.subconninfo as line) c
  ${joinComment("pg_subscription", "s.oid")}`,
  create: ({ path: [name], body }) => {
    const slot = body.slot === undefined ? literal(name) : body.slot === "NONE" ? "NONE" : literal(body.slot);
    const options = ["connect = false", `slot_name = ${slot}`, ...(body.options ?? [])];
    return [
      `CREATE SUBSCRIPTION ${identifier(name)} CONNECTION ${literal(body.connection ?? "")} ` +
        `PUBLICATION ${(body.publications ?? []).map(identifier).join(", ")} WITH (${options.join(", ")})`,
      ...comment(`SUBSCRIPTION ${identifier(name)}`, body.comment),
    ];
  },
});
