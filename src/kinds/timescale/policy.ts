/** Policies: background jobs with a procedure of TimescaleDB's own, on a hypertable or continuous aggregate. */
import { literal, qualified } from "../../sql/quote.js";
import type { Path } from "../../model/model.js";
import { defineKind, type Target } from "../kind.js";
import { databaseOwnerQuery, granteeSql, ownerName } from "../postgres/acl.js";
import { releaseOf, type Timescale } from "../server.js";
import { interval, quoted, regclass } from "./call.js";
import { numberType } from "./internal.js";
import { failingJobs, policyConcerns } from "./operations.js";
import { policyFields, sorts, type Arguments, type PolicyBody, type Sort } from "./policy-sort.js";
import { policySkew } from "./releases.js";
import { addJob, jobs, scheduleFields, scheduleQuery } from "./schedule.js";

/** Keys of a policy's configuration that are fields of their own, or TimescaleDB's. */
const known =
  "{hypertable_id,mat_hypertable_id,drop_after,drop_created_before,compress_after,compress_created_before,index_name,start_offset,end_offset}";

const row = ({ procedure, name, maxRuntime, retryPeriod }: Sort): string =>
  `(${[literal(procedure), literal(name), interval(maxRuntime), interval(retryPeriod) ?? "null"].join(", ")})`;

/** Several of a sort, which an aggregate may have of refresh policies, are told apart by a number. */
const pathQuery = `json_build_array(coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name),
                        coalesce(s.name, regexp_replace(j.proc_name, '^policy_', ''))
                          || case when j.nth > 1 then ' ' || j.nth else '' end)`;

/** Jobs `j` of policies, on hypertables `h` that are the user's or those of aggregates `a`, and their sorts `s`. */
const policyJobs = (timescale: Timescale): string => `
  from (select b.*, b.xmin, row_number() over (partition by b.hypertable_id, b.proc_name
                                                   order by b.config::text, b.schedule_interval, b.id) as nth
          from ${jobs(timescale)} b
         where b.id >= 1000
           and b.proc_schema like '\\_timescaledb\\_%') j
  join _timescaledb_catalog.hypertable h on h.id = j.hypertable_id
  left join _timescaledb_catalog.continuous_agg a on a.mat_hypertable_id = h.id
  left join (values ${sorts.map(row).join(",\n                    ")}) as s (procedure, name, max_runtime, retry_period)
    on s.procedure = j.proc_name`;

/** The owner of job `j` where it is not that of hypertable `h`: looked up one by one, since chunks make pg_class long. */
const otherOwner = `(select case when j.owner::oid = c.relowner then null
                              when j.owner::oid = ${databaseOwnerQuery} then '${ownerName}'
                              else pg_get_userbyid(j.owner) end
                    from pg_catalog.pg_class c
                   where c.relnamespace = (select n.oid from pg_catalog.pg_namespace n where n.nspname = h.schema_name)
                     and c.relname = h.table_name)`;

export const policy = defineKind({
  name: "policy",
  section: "policies",
  part: "many",
  holdsParts: false,
  phase: "policy",
  // A continuous aggregate wants its refresh policy before its compression policy.
  rank: ({ path }) => (sortAt(path)?.name === "refresh" ? 1 : 2),
  missing: "warning",
  unexpected: "warning",
  fields: policyFields,
  numbered: true,
  query: ({ timescaledb }) =>
    timescaledb === null
      ? null
      : `
select j.id as oid, j.xmin::text::bigint as xid,
       ${pathQuery} as path,
       (jsonb_strip_nulls(jsonb_build_object(
         ${scheduleQuery("j", timescaledb)},
         'fixed_schedule', case when j.fixed_schedule and j.initial_start <> date_trunc('second', j.initial_start) then true end,
         'drop_after', j.config ->> 'drop_after',
         'drop_created_before', j.config ->> 'drop_created_before',
         'compress_after', j.config ->> 'compress_after',
         'compress_created_before', j.config ->> 'compress_created_before',
         'integer', case when jsonb_typeof(coalesce(nullif(j.config -> 'drop_after', 'null'), nullif(j.config -> 'compress_after', 'null'),
                                          nullif(j.config -> 'start_offset', 'null'), j.config -> 'end_offset')) = 'number'
                         then (select ${numberType("d")} from _timescaledb_catalog.dimension d
                                where d.hypertable_id = h.id order by d.id limit 1) end,
         'index', j.config ->> 'index_name',
         'start_offset', j.config ->> 'start_offset',
         'end_offset', j.config ->> 'end_offset',
         'config', nullif(jsonb_strip_nulls(j.config - '${known}'::text[]), '{}')::text,
         'owner', ${timescaledb.release > 2025 ? "null" : otherOwner}))
         - array_remove(array[case when j.max_runtime = s.max_runtime then 'max_runtime' end,
                              case when j.retry_period = coalesce(s.retry_period, j.schedule_interval) then 'retry_period' end],
                        null))::json as body
${policyJobs(timescaledb)}`,
  create: ({ path, body }, target) => {
    const sort = sortAt(path);
    if (sort === undefined) return [];
    const relation = path.slice(0, -1);
    const { given, rest } = settingsOf(body, sort);
    const schedule: Arguments = {
      schedule_interval: sort.ownSchedule === true ? undefined : interval(body.schedule),
      initial_start: quoted(body.initial_start),
      timezone: quoted(body.timezone),
      ...given,
    };
    const added = addJob(sort.add(regclass(relation), body, schedule, target), body, target, {
      schedule: sort.ownSchedule === true,
      fixed: body.fixed_schedule,
      config: rest,
    });
    const statements = sort.name === "compression" ? whileEnabled(relation, added, target) : added;
    return ownedBy(body.owner, relation, statements, target);
  },
  help: (field) => (field === "owner" ? given : field in scheduleFields ? undefined : anew),
  skew: policySkew,
  vitals: ({ timescaledb }) =>
    timescaledb === null
      ? null
      : failingJobs("j.path", `from (select j.id, ${pathQuery} as path ${policyJobs(timescaledb)}) j`),
  concerns: policyConcerns,
});

const given =
  "A policy's job belongs to who owned its relation when it was added, up to 2.25.1 even after that was given to another role: remove the policy and add it again.";

const anew =
  "add_…_policy(…, if_not_exists => true) leaves a policy that is there as it is: remove it and add it again, or alter_job(…, config => …), which resets the time zone where it is not told one.";

/** The sort of the policy at a path, whose last name may be numbered. */
const sortAt = (path: Path): Sort | undefined =>
  sorts.find(({ name }) => name === path.at(-1)?.replace(/ \d+$/, ""));

/** What a policy's configuration holds beside its fields: as named arguments of the call, and as JSON where it takes none. */
function settingsOf(
  { config }: PolicyBody,
  { settings = [] }: Sort,
): { readonly given: Arguments; readonly rest: string | undefined } {
  const parsed: unknown = JSON.parse(config ?? "{}");
  const entries: [string, unknown][] =
    parsed === null || typeof parsed !== "object" ? [] : Object.entries(parsed);
  const rest = entries.filter(([name]) => !settings.includes(name));
  return {
    given: Object.fromEntries(
      entries
        .filter(([name]) => settings.includes(name))
        .map(([name, value]) => [name, typeof value === "string" ? literal(value) : JSON.stringify(value)]),
    ),
    rest: rest.length === 0 ? undefined : JSON.stringify(Object.fromEntries(rest)),
  };
}

/**
 * A policy's job belongs to who owns its relation when it is added. Up to 2.25.1 it stays with that role when the relation
 * is given to another one, and a baseline gives relations to their owners after their policies.
 */
function ownedBy(
  owner: string | undefined,
  relation: readonly string[],
  statements: readonly string[],
  { timescaledb, holderAt, bodyOf }: Target,
): readonly string[] {
  const [schema = "", ...name] = relation;
  const path: Path = [schema, ...name];
  const role = bodyOf("owner", path)?.["role"];
  const stays =
    timescaledb !== undefined && (releaseOf(timescaledb) < 2025 || /^2\.25\.[01]$/.test(timescaledb));
  const adds = owner ?? (stays && typeof role === "string" ? role : ownerName);
  if (adds === ownerName) return statements;
  const give = (to: string): string =>
    `ALTER ${relationSort(path, holderAt)} ${qualified(path)} OWNER TO ${granteeSql(to)}`;
  return [give(adds), ...statements, ...(role === undefined ? [give(ownerName)] : [])];
}

const relationSort = (path: Path, holderAt: Target["holderAt"]): string =>
  holderAt(path) === "continuous aggregate" ? "MATERIALIZED VIEW" : "TABLE";

/** A compression policy outlives the compression that it was made for, but cannot be made without. */
function whileEnabled(
  relation: readonly string[],
  statements: readonly string[],
  { holderAt, bodyOf }: Target,
): readonly string[] {
  const [schema = "", ...name] = relation;
  const path: Path = [schema, ...name];
  if (bodyOf("compression", path)?.["enabled"] === true) return statements;
  const set = (enabled: string): string =>
    `ALTER ${relationSort(path, holderAt)} ${qualified(path)} SET (timescaledb.compress = ${enabled})`;
  return [set("true"), ...statements, set("false")];
}
