/** Text search configurations, and which dictionaries they ask for which tokens (pg_ts_config, pg_ts_config_map). */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, named, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const textSearchConfiguration = defineKind({
  name: "text search configuration",
  section: "text_search_configurations",
  part: "none",
  holdsParts: false,
  catalog: "pg_ts_config",
  phase: "function",
  missing: "breaking",
  unexpected: "info",
  fields: {
    parser: text("breaking"),
    /** Token types, and their dictionaries in the order in which they are asked. */
    mappings: named("warning", { dictionaries: text("warning") }, "dictionaries"),
    comment: text("info"),
  },
  present: madeIn("pg_ts_config"),
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(s.name, c.cfgname) as path,
       json_build_object(
         'parser', format('%I.%I', pn.nspname, p.prsname),
         'mappings', (select json_agg(json_build_object('name', m.alias, 'dictionaries', m.dictionaries) order by m.alias)
                        from (select t.alias, string_agg(format('%I.%I', dn.nspname, k.dictname), ', ' order by m.mapseqno) as dictionaries
                                from pg_catalog.pg_ts_config_map m
                                join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
                                join pg_catalog.pg_ts_dict k on k.oid = m.mapdict
                                join pg_catalog.pg_namespace dn on dn.oid = k.dictnamespace
                               where m.mapcfg = c.oid
                               group by t.alias) m),
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_ts_config c on c.cfgnamespace = s.oid
  join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser
  join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace
  ${joinComment("pg_ts_config", "c.oid")}
 where not exists (select from member m where m.catalog = 'pg_ts_config'::regclass and m.oid = c.oid)`,
  create: ({ path, body }) => {
    const name = `TEXT SEARCH CONFIGURATION ${qualified(path)}`;
    return [
      `CREATE ${name} (PARSER = ${body.parser ?? ""})`,
      ...(body.mappings ?? []).map(
        (mapping) =>
          `ALTER ${name} ADD MAPPING FOR ${identifier(mapping.name)} WITH ${mapping.dictionaries ?? ""}`,
      ),
      ...comment(name, body.comment),
    ];
  },
});
