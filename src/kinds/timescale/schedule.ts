/** What policies and user-defined jobs have in common: when they run (_timescaledb_config.bgw_job). */
import { flag, number, text, type BodyOf, type Target } from "../kind.js";
import { literal } from "../../sql/quote.js";
import type { Timescale } from "../server.js";
import { api, call, interval, quoted, type Argument } from "./call.js";

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
 * microseconds and is no declaration; nor is one of a job whose runs are not aligned to it. A job can be named from 2.20 on.
 */
export const scheduleQuery = (j: string, { release }: Timescale): string => `
         'schedule', ${j}.schedule_interval::text,
         'initial_start', case when ${j}.fixed_schedule and ${j}.initial_start = date_trunc('second', ${j}.initial_start)
                               then ${j}.initial_start::text end,
         'timezone', ${j}.timezone,
         'disabled', nullif(not ${j}.scheduled, false),
         'max_runtime', ${j}.max_runtime::text,
         'max_retries', nullif(${j}.max_retries, -1),
         'retry_period', ${j}.retry_period::text,
         'job_name', ${
           release < 2020
             ? "null"
             : `case when ${j}.application_name !~ '^(${defaultNames}) \\[\\d+\\]$'
                     then regexp_replace(${j}.application_name, ' \\[\\d+\\]$', '') end`
         }`;

/** What TimescaleDB calls a job that nobody named, in whatever release it was made. */
const defaultNames =
  "(Retention|Compression|Columnstore|Reorder|Refresh Continuous Aggregate|Move Hypertables Invalidation|Compaction) Policy|User-Defined Action";

/** What a call that adds a job cannot say. */
export interface Beyond {
  readonly schedule?: boolean;
  /** Runs are aligned to a start although none was given. */
  readonly fixed?: boolean | undefined;
  /** Settings to add to its configuration, as JSON. */
  readonly config?: string | undefined;
}

/**
 * Adds a job by a call; alter_job() then says what the call cannot say: around it, where it returns the job's id and the
 * configuration is as it should be, else of the job that came last. alter_job() resets the time zone where it is told none.
 */
export function addJob(
  added: string,
  body: Schedule,
  target: Target,
  beyond: Beyond = {},
): readonly string[] {
  const changes: Readonly<Record<string, Argument>> = {
    schedule_interval: beyond.schedule === true ? interval(body.schedule) : undefined,
    max_runtime: interval(body.max_runtime),
    max_retries: body.max_retries?.toString(),
    retry_period: interval(body.retry_period),
    scheduled: body.disabled === true ? "false" : undefined,
    config: beyond.config === undefined ? undefined : `config || ${literal(beyond.config)}::jsonb`,
    fixed_schedule: beyond.fixed === true ? "true" : undefined,
    job_name: quoted(body.job_name),
  };
  if (Object.values(changes).every((change) => change === undefined)) return [added];
  const alter = (id: string): string =>
    call(api("alter_job", target), [id], { ...changes, timezone: quoted(body.timezone) });
  const expression = added.replace(/^SELECT /, "");
  if (beyond.config === undefined && expression !== added) return [alter(expression)];
  const last = "(SELECT max(id) FROM _timescaledb_config.bgw_job)";
  return [added, `${alter("id")}\n  FROM _timescaledb_config.bgw_job WHERE id = ${last}`];
}

/** The table of jobs. From 2.25 on it stands in another schema, with a view in its old place. */
export const jobs = (timescale: Timescale): string =>
  timescale.columns.has("_timescaledb_catalog.bgw_job.id")
    ? "_timescaledb_catalog.bgw_job"
    : "_timescaledb_config.bgw_job";
