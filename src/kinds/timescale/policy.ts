/** Policies: background jobs with a procedure of TimescaleDB's own, at most one of a sort for a relation. */
import { literal } from "../../sql/quote.js";
import { defineKind, text, type BodyOf, type Target } from "../kind.js";
import type { Timescale } from "../server.js";
import { api, call, interval, quoted, regclass, type Argument } from "./call.js";
import { failingJobs, policyConcerns } from "./operations.js";
import { policySkew } from "./releases.js";
import { alterJob, jobs, scheduleFields, scheduleQuery } from "./schedule.js";

const policyFields = {
  ...scheduleFields,
  drop_after: text("breaking"),
  drop_created_before: text("breaking"),
  compress_after: text("warning"),
  compress_created_before: text("warning"),
  /** Type of offsets that are numbers. */
  integer: text("warning"),
  index: text("warning"),
  start_offset: text("warning"),
  end_offset: text("warning"),
  /** Whatever else its configuration holds, as JSON. */
  config: text("info"),
};

type PolicyBody = BodyOf<typeof policyFields>;

/** A sort of policy: its name in a path, the procedure of its job, and the call that adds it. */
interface Sort {
  readonly name: string;
  readonly procedure: string;
  add(
    relation: string,
    body: PolicyBody,
    schedule: Readonly<Record<string, Argument>>,
    target: Target,
  ): string;
  /** Attributes of the job that the call leaves as they are here; others take an alter_job(). */
  readonly defaults: Readonly<Record<string, string>>;
}

const sorts: readonly Sort[] = [
  {
    name: "retention",
    procedure: "policy_retention",
    add: (relation, body, schedule, target) =>
      call(api("add_retention_policy", target), [relation], {
        drop_after: offset(body.drop_after, body),
        drop_created_before: interval(body.drop_created_before),
        ...schedule,
      }),
    defaults: { max_runtime: "00:05:00", retry_period: "00:05:00" },
  },
  {
    name: "compression",
    procedure: "policy_compression",
    add: (relation, body, schedule, target) =>
      call(api("add_compression_policy", target), [relation], {
        compress_after: offset(body.compress_after, body),
        compress_created_before: interval(body.compress_created_before),
        ...schedule,
      }),
    defaults: { max_runtime: "00:00:00", retry_period: "01:00:00" },
  },
  {
    name: "reorder",
    procedure: "policy_reorder",
    add: (relation, body, { initial_start, timezone }, target) =>
      call(api("add_reorder_policy", target), [relation, literal(body.index ?? "")], {
        initial_start,
        timezone,
      }),
    // add_reorder_policy takes no schedule: it derives one from the length of a chunk.
    defaults: { max_runtime: "00:00:00", retry_period: "00:05:00", schedule: "" },
  },
  {
    name: "refresh",
    procedure: "policy_refresh_continuous_aggregate",
    add: (relation, body, schedule, target) =>
      call(api("add_continuous_aggregate_policy", target), [relation], {
        start_offset: offset(body.start_offset, body) ?? "NULL",
        end_offset: offset(body.end_offset, body) ?? "NULL",
        ...schedule,
        ...settings(body.config),
      }),
    // The retry period is the schedule's.
    defaults: { max_runtime: "00:00:00" },
  },
  {
    name: "process_hypertable_invalidations",
    procedure: "policy_process_hypertable_invalidations",
    add: (relation, _body, schedule, target) =>
      call(api("add_process_hypertable_invalidations_policy", target), [relation], schedule).replace(
        /^SELECT/,
        "CALL",
      ),
    defaults: {},
  },
  {
    name: "compaction",
    procedure: "policy_compaction",
    add: (relation, body, schedule, target) =>
      call(api("add_compaction_policy", target), [relation], { ...schedule, ...settings(body.config) }),
    defaults: {},
  },
];

const pathQuery = `json_build_array(coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name),
                        case j.proc_name ${sorts.map(({ name, procedure }) => `when '${procedure}' then '${name}'`).join(" ")}
                             else regexp_replace(j.proc_name, '^policy_', '') end)`;

/** Jobs `j` of policies, on hypertables `h` that are the user's or those of aggregates `a`. */
const policyJobs = (timescale: Timescale): string => `
  from ${jobs(timescale)} j
  join _timescaledb_catalog.hypertable h on h.id = j.hypertable_id
  left join _timescaledb_catalog.continuous_agg a on a.mat_hypertable_id = h.id
 where j.id >= 1000
   and j.proc_schema like '\\_timescaledb\\_%'`;

export const policy = defineKind({
  name: "policy",
  section: "policies",
  part: "many",
  holdsParts: false,
  phase: "policy",
  // A continuous aggregate wants its refresh policy before its compression policy.
  rank: ({ path }) => (path.at(-1) === "refresh" ? 1 : 2),
  missing: "warning",
  unexpected: "warning",
  fields: policyFields,
  query: ({ timescaledb }) =>
    timescaledb === null
      ? null
      : `
select j.id as oid, j.xmin::text::bigint as xid,
       ${pathQuery} as path,
       (jsonb_strip_nulls(jsonb_build_object(
         ${scheduleQuery("j")},
         'drop_after', j.config ->> 'drop_after',
         'drop_created_before', j.config ->> 'drop_created_before',
         'compress_after', j.config ->> 'compress_after',
         'compress_created_before', j.config ->> 'compress_created_before',
         'integer', case when jsonb_typeof(coalesce(nullif(j.config -> 'drop_after', 'null'), nullif(j.config -> 'compress_after', 'null'),
                                          nullif(j.config -> 'start_offset', 'null'), j.config -> 'end_offset')) = 'number'
                         then (select format_type(d.column_type, null) from _timescaledb_catalog.dimension d
                                where d.hypertable_id = h.id order by d.id limit 1) end,
         'index', j.config ->> 'index_name',
         'start_offset', j.config ->> 'start_offset',
         'end_offset', j.config ->> 'end_offset',
         'config', nullif(jsonb_strip_nulls(j.config - '{hypertable_id,mat_hypertable_id,drop_after,drop_created_before,compress_after,compress_created_before,index_name,start_offset,end_offset}'::text[]), '{}')::text))
         ${sorts
           .map(
             ({ procedure, defaults }) =>
               `- case when j.proc_name = '${procedure}' then array_remove(array[${Object.entries(defaults)
                 .map(([field, value]) =>
                   field === "schedule"
                     ? "null"
                     : `case when j.${field}::text = '${value}' then '${field}' end`,
                 )
                 .join(", ")}]::text[], null) else '{}' end`,
           )
           .join("\n         ")}
         - case when j.proc_name = 'policy_refresh_continuous_aggregate' and j.retry_period = j.schedule_interval
                then '{retry_period}'::text[] else '{}' end)::json as body
${policyJobs(timescaledb)}`,
  create: ({ path, body }, target) => {
    const sort = sorts.find(({ name }) => name === path.at(-1));
    if (sort === undefined) return [];
    const added = sort.add(
      regclass(path.slice(0, -1)),
      body,
      {
        schedule_interval: interval(body.schedule),
        initial_start: quoted(body.initial_start),
        timezone: quoted(body.timezone),
      },
      target,
    );
    return [alterJob(added, body, target, "schedule" in sort.defaults ? ["schedule"] : [])];
  },
  help: (field) => (field in scheduleFields ? undefined : anew),
  skew: policySkew,
  vitals: ({ timescaledb }) =>
    timescaledb === null
      ? null
      : failingJobs("j.path", `from (select j.id, ${pathQuery} as path ${policyJobs(timescaledb)}) j`),
  concerns: policyConcerns,
});

const anew =
  "add_…_policy(…, if_not_exists => true) leaves a policy that is there as it is: remove it and add it again, or alter_job(…, config => …).";

/** An offset as its own type: a number in that of the time column, else an interval. */
function offset(value: string | undefined, body: PolicyBody): Argument {
  if (value === undefined) return undefined;
  return body.integer === undefined ? interval(value) : `${body.integer} ${literal(value)}`;
}

/** Further settings of a policy, from its JSON configuration, as named arguments. */
function settings(config: string | undefined): Readonly<Record<string, Argument>> {
  if (config === undefined) return {};
  const parsed: unknown = JSON.parse(config);
  if (parsed === null || typeof parsed !== "object") return {};
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string" ? literal(value) : JSON.stringify(value),
    ]),
  );
}
