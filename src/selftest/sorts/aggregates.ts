/** Changes of continuous aggregates. */
import { api, call, regclass } from "../../kinds/timescale/call.js";
import { keyOf } from "../../model/key.js";
import { identifier, literal } from "../../sql/quote.js";
import { hypertables } from "../candidates.js";
import { all, nameOf, records } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Sort } from "../sort.js";

const continuous = all("continuous aggregate");

export const aggregateSorts: readonly Sort[] = [
  ...sorts("continuous aggregates", hypertables, {
    "add a continuous aggregate": ({ sql, path, key }, { objects, target }) => {
      const [time] = records(objects.get(key.replace(/^table/, "hypertable"))?.body["dimensions"]);
      return (
        time?.["integer"] === undefined &&
        time !== undefined && {
          sql: `CREATE MATERIALIZED VIEW ${identifier(path[0])}.selftest WITH (timescaledb.continuous) AS
SELECT ${api("time_bucket", target)}(INTERVAL '1 day', ${identifier(nameOf(time))}) AS bucket, count(*) AS n FROM ${sql} GROUP BY 1 WITH NO DATA`,
          touches: come(keyOf("continuous aggregate", [path[0], "selftest"])),
        }
      );
    },
  }),
  ...sorts("continuous aggregates", continuous, {
    "drop a continuous aggregate": ({ sql, key }) => ({
      sql: `DROP MATERIALIZED VIEW ${sql}`,
      touches: gone(key),
    }),
    "rename a continuous aggregate": (one, schema) =>
      !schema.mentioned(one.path.at(-1) ?? "", one.key) && {
        sql: `ALTER MATERIALIZED VIEW ${one.sql} RENAME TO selftest`,
        touches: renamed(one.key),
      },
    "change the query of a continuous aggregate": ({ sql, key, body, definition, path }, schema) =>
      Object.keys(body).every((field) => ["definition", "chunk_interval"].includes(field)) &&
      ![...schema.objects.values()].some(
        (other) =>
          other.path.length >= path.length &&
          keyOf(other.kind, other.path) !== key &&
          path.every((name, at) => other.path[at] === name),
      ) && {
        sql: [
          `DROP MATERIALIZED VIEW ${sql}`,
          `CREATE MATERIALIZED VIEW ${sql} WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
${definition.replace(/count\(\*\)/, "(count(*) + 1)")} WITH NO DATA`,
        ],
        touches: changed(key, "definition"),
      },
    "change whether a continuous aggregate is real-time": ({ sql, key, body }) => ({
      sql: `ALTER MATERIALIZED VIEW ${sql} SET (timescaledb.materialized_only = ${body["real_time"] === true ? "true" : "false"})`,
      touches: changed(key, "real_time"),
    }),
    "change the chunk interval of a continuous aggregate": ({ path, key, body }, { target }) =>
      body["integer"] === undefined && {
        sql: call(api("set_chunk_time_interval", target), [regclass(path), "INTERVAL '41 days'"]),
        touches: changed(key, "chunk_interval"),
      },
    "turn on the compression of a continuous aggregate": ({ sql, path }, schema) =>
      !schema.has("compression", path) && {
        sql: `ALTER MATERIALIZED VIEW ${sql} SET (timescaledb.compress = true)`,
        touches: come(keyOf("compression", path)),
      },
    "add an index to a continuous aggregate": ({ sql, path, definition }) => {
      const [, column] = /count\(\*\) AS (\w+)/.exec(definition) ?? [];
      return (
        column !== undefined && {
          sql: `CREATE INDEX selftest_idx ON ${sql} (${column})`,
          touches: come(keyOf("index", [...path, "selftest_idx"])),
        }
      );
    },
    "add a refresh policy": ({ path, body }, schema) =>
      body["integer"] === undefined &&
      !schema.has("policy", [...path, "refresh"]) && {
        sql: call(api("add_continuous_aggregate_policy", schema.target), [regclass(path)], {
          start_offset: "INTERVAL '40 days'",
          end_offset: "INTERVAL '2 days'",
          schedule_interval: `INTERVAL ${literal("3 hours")}`,
        }),
        touches: come(keyOf("policy", [...path, "refresh"])),
      },
  }),
];
