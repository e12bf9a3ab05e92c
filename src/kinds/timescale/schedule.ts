/** What policies and user-defined jobs have in common: when they run (_timescaledb_config.bgw_job). */
import { flag, number, text, type BodyOf, type Target } from "../kind.js";
import { literal } from "../../sql/quote.js";
import type { Timescale } from "../server.js";
import { api, interval, quoted, type Argument } from "./call.js";

export const scheduleFields = {
  /** Time between two runs. */
  schedule: text("warning"),
  /** First run, where runs are aligned to it. */
  initial_start: text("info"),
  timezone: text("info"),
  /** The job is there and does not run (scheduled = false). */
  disabled: flag("warning"),
  max_runtime: text("info"),
  max_retries: number("info"),
  retry_period: text("info"),
  job_name: text("info"),
};

export type Schedule = BodyOf<typeof scheduleFields>;

/**
 * Arguments of jsonb_build_object for job `j`. A start that nobody gave is the moment of creation: such a one has
 * microseconds and is no declaration; nor is one of a job whose runs are not aligned to it.
 */
export const scheduleQuery = (j: string): string => `
         'schedule', ${j}.schedule_interval::text,
         'initial_start', case when ${j}.fixed_schedule and ${j}.initial_start = date_trunc('second', ${j}.initial_start)
                               then ${j}.initial_start::text end,
         'timezone', ${j}.timezone,
         'disabled', nullif(not ${j}.scheduled, false),
         'max_runtime', ${j}.max_runtime::text,
         'max_retries', nullif(${j}.max_retries, -1),
         'retry_period', ${j}.retry_period::text,
         'job_name', case when ${j}.application_name !~ '^(Retention|Compression|Columnstore|Reorder|Refresh Continuous Aggregate|Process Hypertable Invalidations|Compaction) Policy \\[\\d+\\]$|^User-Defined Action \\[\\d+\\]$'
                          then regexp_replace(${j}.application_name, ' \\[\\d+\\]$', '') end`;

/**
 * Wraps a call that returns a job's id into alter_job(), where the job has attributes that the call does not set.
 * alter_job() resets the time zone where it is not told one.
 */
export function alterJob(
  added: string,
  body: Schedule,
  target: Target,
  always: readonly (keyof Schedule)[] = [],
): string {
  const changes: Readonly<Record<string, Argument>> = {
    schedule_interval: always.includes("schedule") ? interval(body.schedule) : undefined,
    max_runtime: interval(body.max_runtime),
    max_retries: body.max_retries?.toString(),
    retry_period: interval(body.retry_period),
    scheduled: body.disabled === true ? "false" : undefined,
    job_name: quoted(body.job_name),
  };
  const given = Object.entries(changes).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} => ${value}`],
  );
  if (given.length === 0) return added;
  if (body.timezone !== undefined) given.push(`timezone => ${literal(body.timezone)}`);
  return `SELECT ${api("alter_job", target)}(${added.replace(/^SELECT /, "")}, ${given.join(", ")})`;
}

/** The table of jobs. From 2.25 on it stands in another schema, with a view in its old place. */
export const jobs = (timescale: Timescale): string =>
  timescale.columns.has("_timescaledb_catalog.bgw_job.id")
    ? "_timescaledb_catalog.bgw_job"
    : "_timescaledb_config.bgw_job";
