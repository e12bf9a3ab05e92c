/** The sorts of policies: the procedures of their jobs, and the calls that add them. */
import { literal } from "../../sql/quote.js";
import { flag, owner, text, type BodyOf, type Target } from "../kind.js";
import { api, call, interval, type Argument } from "./call.js";
import { scheduleFields } from "./schedule.js";

export const policyFields = {
  ...scheduleFields,
  /** Runs are aligned to a start, although none was given. */
  fixed_schedule: flag("info"),
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
  /** Role with whose rights its job runs, where it is not the owner of its relation. */
  owner: owner("warning"),
};

export type PolicyBody = BodyOf<typeof policyFields>;

export interface Sort {
  /** Its name in a path. */
  readonly name: string;
  readonly procedure: string;
  /** The call that adds it; `schedule` are arguments that all take. */
  add(relation: string, body: PolicyBody, schedule: Arguments, target: Target): string;
  /** Attributes of the job that the call gives it; without a retry period, it is tried again when it is run again. */
  readonly maxRuntime: string;
  readonly retryPeriod?: string;
  /** The call takes no schedule, but derives one from the length of a chunk. */
  readonly ownSchedule?: boolean;
  /** Keys of its configuration that are arguments of the call. */
  readonly settings?: readonly string[];
}

export type Arguments = Readonly<Record<string, Argument>>;

export const sorts: readonly Sort[] = [
  {
    name: "retention",
    procedure: "policy_retention",
    add: (relation, body, schedule, target) =>
      call(api("add_retention_policy", target), [relation], {
        drop_after: offset(body.drop_after, body),
        drop_created_before: interval(body.drop_created_before),
        ...schedule,
      }),
    maxRuntime: "00:05:00",
    retryPeriod: "00:05:00",
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
    maxRuntime: "00:00:00",
    retryPeriod: "01:00:00",
  },
  {
    name: "reorder",
    procedure: "policy_reorder",
    add: (relation, body, schedule, target) =>
      call(api("add_reorder_policy", target), [relation, literal(body.index ?? "")], schedule),
    ownSchedule: true,
    maxRuntime: "00:00:00",
    retryPeriod: "00:05:00",
  },
  {
    name: "refresh",
    procedure: "policy_refresh_continuous_aggregate",
    add: (relation, body, schedule, target) =>
      call(api("add_continuous_aggregate_policy", target), [relation], {
        start_offset: offset(body.start_offset, body) ?? "NULL",
        end_offset: offset(body.end_offset, body) ?? "NULL",
        ...schedule,
      }),
    maxRuntime: "00:00:00",
    settings: [
      "include_tiered_data",
      "buckets_per_batch",
      "max_batches_per_execution",
      "refresh_newest_first",
    ],
  },
  {
    name: "process_hypertable_invalidations",
    procedure: "policy_process_hypertable_invalidations",
    add: (relation, _body, schedule, target) =>
      call(api("add_process_hypertable_invalidations_policy", target), [relation], schedule).replace(
        /^SELECT/,
        "CALL",
      ),
    maxRuntime: "00:00:00",
  },
  {
    name: "compaction",
    procedure: "policy_compaction",
    add: (relation, _body, schedule, target) =>
      call(api("add_compaction_policy", target), [relation], schedule),
    maxRuntime: "00:00:00",
    settings: ["max_chunks", "max_batches", "inactive_for"],
  },
];

/** An offset as its own type: a number in that of the time column, else an interval. */
function offset(value: string | undefined, body: PolicyBody): Argument {
  if (value === undefined) return undefined;
  return body.integer === undefined ? interval(value) : `${body.integer} ${literal(value)}`;
}
