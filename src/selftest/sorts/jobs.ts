/** Changes of TimescaleDB's policies and of user-defined jobs. */
import { api, call, regclass } from "../../kinds/timescale/call.js";
import { keyOf } from "../../model/key.js";
import { literal, qualified } from "../../sql/quote.js";
import { hypertables } from "../candidates.js";
import { all, records, text, type Named, type Schema } from "../schema.js";
import { changed, come, gone, maybe, sorts, type Edit, type Sort } from "../sort.js";

interface Job extends Named {
  /** Its number, as a query. */
  readonly id: string;
  /** `retention`, or the relation's name */
  readonly last: string;
}

/**
 * The jobs that procedures of TimescaleDB's do for a relation, which a continuous aggregate is by another name; of several
 * of a sort none is the one that is meant.
 */
const policies = (schema: Schema): readonly Job[] =>
  onlyOnes(all("policy")(schema), ({ path }) => [
    ...path.slice(0, -1),
    path.at(-1)?.replace(/ \d+$/, ""),
  ]).map((one) => {
    const last = one.path.at(-1) ?? "";
    const [within, relation = ""] = one.path;
    return {
      ...one,
      last,
      id: `(SELECT j.job_id FROM timescaledb_information.jobs j
 LEFT JOIN timescaledb_information.continuous_aggregates a
   ON a.materialization_hypertable_schema = j.hypertable_schema AND a.materialization_hypertable_name = j.hypertable_name
WHERE coalesce(a.view_schema, j.hypertable_schema) = ${literal(within)} AND coalesce(a.view_name, j.hypertable_name) = ${literal(relation)}
  AND j.proc_name = ${literal(last === "refresh" ? "policy_refresh_continuous_aggregate" : `policy_${last}`)})`,
    };
  });

/** User-defined jobs; of those that share a procedure none is the one that is meant. */
const jobs = (schema: Schema): readonly Job[] =>
  onlyOnes(all("job")(schema), ({ path }) => path.slice(0, 2)).map((one) => ({
    ...one,
    last: one.path.at(-1) ?? "",
    id: `(SELECT j.job_id FROM timescaledb_information.jobs j
WHERE j.proc_schema = ${literal(one.path[0])} AND j.proc_name = ${literal(one.path[1] ?? "")})`,
  }));

/** Those of a list that share their place with no other. */
function onlyOnes(list: readonly Named[], placeOf: (one: Named) => unknown): readonly Named[] {
  const place = (one: Named): string => JSON.stringify(placeOf(one));
  const counts = new Map<string, number>();
  for (const one of list) counts.set(place(one), (counts.get(place(one)) ?? 0) + 1);
  return list.filter((one) => counts.get(place(one)) === 1);
}

const altered = (
  { id, key, body }: Job,
  { target }: Schema,
  setting: string,
  field: string,
  ...along: readonly string[]
): Edit => {
  // alter_job() forgets the time zone where it is not told one.
  const zone = text(body, "timezone");
  return {
    sql: call(api("alter_job", target), [
      id,
      setting,
      ...(zone === undefined ? [] : [`timezone => ${literal(zone)}`]),
    ]),
    touches: [changed(key, field), ...along.map((other) => maybe(changed(key, other)))],
  };
};

/** Changes that policies and jobs have in common. */
const common = (word: string): Readonly<Record<string, (one: Job, schema: Schema) => Edit | false>> => ({
  [`change the schedule of a ${word}`]: (one, schema) =>
    altered(one, schema, "schedule_interval => INTERVAL '1234 minutes'", "schedule", "retry_period"),
  [`disable a ${word}`]: (one, schema) =>
    one.body["disabled"] === undefined && altered(one, schema, "scheduled => false", "disabled"),
  [`enable a ${word}`]: (one, schema) =>
    one.body["disabled"] === true && altered(one, schema, "scheduled => true", "disabled"),
  [`change the time a ${word} may take`]: (one, schema) =>
    altered(one, schema, "max_runtime => INTERVAL '1234 seconds'", "max_runtime"),
  [`change how often a ${word} is tried again`]: (one, schema) =>
    altered(one, schema, "max_retries => 77", "max_retries"),
  [`change the time until a ${word} is tried again`]: (one, schema) =>
    altered(one, schema, "retry_period => INTERVAL '1234 seconds'", "retry_period"),
});

const remove: Readonly<Record<string, string>> = {
  retention: "remove_retention_policy",
  compression: "remove_compression_policy",
  reorder: "remove_reorder_policy",
  refresh: "remove_continuous_aggregate_policy",
};

/** A value of the configuration, of those that a policy may have. */
const configured = (one: Job, schema: Schema, field: string, key: string): Edit | false =>
  text(one.body, field) !== undefined &&
  one.body["integer"] === undefined &&
  altered(
    one,
    schema,
    `config => jsonb_set((SELECT c.config FROM timescaledb_information.jobs c WHERE c.job_id = ${one.id}), ${literal(`{${key}}`)}, ${literal('"1234 days"')})`,
    field,
  );

export const jobSorts: readonly Sort[] = [
  ...sorts("policies", hypertables, {
    "add a retention policy": ({ path, key }, schema) => {
      const [time] = records(schema.objects.get(key.replace(/^table/, "hypertable"))?.body["dimensions"]);
      return (
        time !== undefined &&
        time["integer"] === undefined &&
        !schema.has("policy", [...path, "retention"]) && {
          sql: call(api("add_retention_policy", schema.target), [regclass(path), "INTERVAL '1234 days'"]),
          touches: come(keyOf("policy", [...path, "retention"])),
        }
      );
    },
    "add a compression policy": ({ path, key }, schema) => {
      const [time] = records(schema.objects.get(key.replace(/^table/, "hypertable"))?.body["dimensions"]);
      return (
        time !== undefined &&
        time["integer"] === undefined &&
        schema.has("compression", path) &&
        !schema.has("policy", [...path, "compression"]) && {
          sql: call(api("add_compression_policy", schema.target), [regclass(path), "INTERVAL '1234 days'"]),
          touches: come(keyOf("policy", [...path, "compression"])),
        }
      );
    },
    "add a reorder policy": ({ path }, schema) => {
      const index = schema.parts("index", path).find(({ body }) => body["unnamed"] === undefined);
      return (
        index !== undefined &&
        !schema.has("policy", [...path, "reorder"]) && {
          sql: call(api("add_reorder_policy", schema.target), [
            regclass(path),
            literal(index.path.at(-1) ?? ""),
          ]),
          touches: come(keyOf("policy", [...path, "reorder"])),
        }
      );
    },
  }),
  ...sorts("policies", policies, {
    ...Object.fromEntries(
      Object.entries(remove).map(([name, procedure]) => [
        `drop a ${name} policy`,
        ({ last, path, key }: Job, { target }: Schema): Edit | false =>
          last === name && {
            sql: call(api(procedure, target), [regclass(path.slice(0, -1))]),
            touches: gone(key),
          },
      ]),
    ),
    ...common("policy"),
    "change after which time a policy drops": (one, schema) =>
      configured(one, schema, "drop_after", "drop_after"),
    "change after which time a policy compresses": (one, schema) =>
      configured(one, schema, "compress_after", "compress_after"),
    "change where a refresh begins": (one, schema) => configured(one, schema, "start_offset", "start_offset"),
  }),
  ...sorts("jobs", (schema) => (schema.timescaledb === 0 ? [] : all("function")(schema)), {
    "add a job": ({ path, body }, { target }) =>
      body["procedure"] === true &&
      /\(integer, jsonb\)$/.test(path[1] ?? "") && {
        sql: call(
          api("add_job", target),
          [literal(qualified([path[0], (path[1] ?? "").replace(/\(.*/, "")])), "INTERVAL '1234 minutes'"],
          {
            job_name: "'selftest'",
          },
        ),
        touches: come(keyOf("job", [path[0], (path[1] ?? "").replace(/\(.*/, ""), "selftest"])),
      },
  }),
  ...sorts("jobs", jobs, {
    "drop a job": ({ id, key }, { target }) => ({
      sql: call(api("delete_job", target), [id]),
      touches: gone(key),
    }),
    ...common("job"),
    "change the configuration of a job": (one, schema) =>
      altered(one, schema, `config => ${literal('{"selftest": 1}')}::jsonb`, "config"),
    "change the name of a job": (one, { target }) => ({
      sql: call(api("alter_job", target), [one.id, "job_name => 'selftest'"]),
      touches: [
        gone(one.key),
        come(keyOf("job", [one.path[0], one.path[1] ?? "", "selftest"])),
        maybe(changed(one.key, "job_name")),
      ],
    }),
  }),
];
