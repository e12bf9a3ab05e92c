/** User-defined jobs (add_job): a procedure, the user's as a rule, that TimescaleDB runs on its own account. */
import { identifier, literal, qualified } from "../../sql/quote.js";
import { defineKind, flag, owner, text } from "../kind.js";
import { databaseOwnerQuery } from "../postgres/acl.js";
import type { Timescale } from "../server.js";
import { api, call, interval, quoted } from "./call.js";
import { failing, failingJobs } from "./operations.js";
import { addJob, jobs, scheduleFields, scheduleQuery } from "./schedule.js";

/** A job has no name that is unique: those of one procedure and name are told apart by a number. */
const userJobs = (timescale: Timescale): string => `
  from (select b.*, b.xmin, l.label,
               row_number() over (partition by b.proc_schema, b.proc_name, l.label
                                      order by b.schedule_interval, b.config::text, b.scheduled desc, b.id) as nth
          from ${jobs(timescale)} b
          cross join lateral (select regexp_replace(b.application_name, ' \\[\\d+\\]$', '') as label) l
         where b.id >= 1000
           and (b.proc_schema not like '\\_timescaledb\\_%' or b.hypertable_id is null)) j`;

const pathQuery = `json_build_array(j.proc_schema, j.proc_name, j.label
         || case when j.nth > 1 then ' ' || j.nth else '' end)`;

export const job = defineKind({
  name: "job",
  section: "jobs",
  part: "none",
  holdsParts: false,
  phase: "job",
  missing: "warning",
  unexpected: "warning",
  fields: {
    ...scheduleFields,
    /** Runs are counted from the end of the last one, not aligned to a start. */
    floating: flag("info"),
    config: text("warning"),
    check: text("info"),
    /** Role with whose rights it runs, where it is not the database's owner. */
    owner: owner("warning"),
  },
  numbered: true,
  query: ({ timescaledb }) =>
    timescaledb === null
      ? null
      : `
select j.id as oid, j.xmin::text::bigint as xid,
       ${pathQuery} as path,
       (jsonb_strip_nulls(jsonb_build_object(
         ${scheduleQuery("j", timescaledb)},
         'floating', nullif(not j.fixed_schedule, false),
         'config', j.config::text,
         'check', case when j.check_name is not null then format('%I.%I', j.check_schema, j.check_name) end,
         'owner', case when j.owner::oid <> ${databaseOwnerQuery} then pg_get_userbyid(j.owner) end))
         - array_remove(array[case when j.max_runtime = '0' then 'max_runtime' end,
                              case when j.retry_period = '00:05:00' then 'retry_period' end], null))::json as body
${userJobs(timescaledb)}`,
  vitals: ({ timescaledb }) => (timescaledb === null ? null : failingJobs(pathQuery, userJobs(timescaledb))),
  concerns: (_job, _around, vitals) => failing(vitals),
  // A job belongs to the role that adds it, and cannot be given away.
  create: ({ path, body }, target) => [
    ...(body.owner === undefined ? [] : [`SET ROLE ${identifier(body.owner)}`]),
    ...addJob(
      call(
        api("add_job", target),
        [literal(qualified(path.slice(0, 2))), interval(body.schedule) ?? "NULL"],
        {
          config: body.config === undefined ? undefined : `${literal(body.config)}::jsonb`,
          initial_start: quoted(body.initial_start),
          check_config: quoted(body.check),
          fixed_schedule: body.floating === true ? "false" : undefined,
          timezone: quoted(body.timezone),
        },
      ),
      body,
      target,
    ),
    ...(body.owner === undefined ? [] : ["RESET ROLE"]),
  ],
});
