/**
 * What goes wrong while TimescaleDB runs, although every object is as it should be: jobs that fail, policies that miss what
 * they need, data that is dropped before it is aggregated, indexes that outgrow the memory.
 */
import { printPath } from "../../model/key.js";
import type { Body, Obj, Path, Plain } from "../../model/model.js";
import type { Concern, Surroundings, Vitals } from "../kind.js";
import type { Timescale } from "../server.js";
import { lengthOf } from "./duration.js";

const text = (value: Plain | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** A path without its last name: what a policy belongs to. */
const holder = ([schema, ...names]: Path): Path => [schema, ...names.slice(0, -1)];

/**
 * SQL of the vitals of jobs whose last run failed. The message of an error is shown to the job's owner and to the owner of
 * the database alone (timescaledb_information.job_errors).
 * @param from a list of jobs `j`
 */
export const failingJobs = (path: string, from: string): string => `
select ${path} as path,
       json_build_object('failures', s.total_failures, 'runs', s.total_runs, 'error', e.err_message) as vitals
  ${from}
  join (select distinct on (job_id) * from timescaledb_information.job_stats
         where last_run_status = 'Failed' order by job_id) s on s.job_id = j.id
  left join lateral (
       select err_message from timescaledb_information.job_errors
        where job_id = j.id order by finish_time desc nulls last limit 1) e on true`;

/** What a job's last run says. */
export function failing({ failures, runs, error }: Vitals): Concern[] {
  if (typeof failures !== "number" || typeof runs !== "number") return [];
  const why = typeof error === "string" ? `: ${error.split("\n", 1)[0] ?? ""}` : "";
  return [
    {
      code: "job-failing",
      severity: "warning",
      message: `failed when it ran last (${failures} of ${runs} runs failed)${why}`,
      help: "timescaledb_information.job_errors has the errors of every run; CALL run_job(…) runs a job where its error can be seen.",
    },
  ];
}

/** Of a policy: disabled, without what it works on, or failing. */
export function policyConcerns(
  { path, body }: Obj,
  { objectAt }: Surroundings,
  vitals: Vitals,
): readonly Concern[] {
  const orphaned =
    path.at(-1) === "compression" && objectAt("compression", holder(path))?.body["enabled"] !== true;
  return [
    ...(body["disabled"] === true
      ? [
          {
            code: "job-disabled",
            severity: "warning" as const,
            field: "disabled",
            message: "is there, but its job is disabled (scheduled => false): it never runs",
            help: "SELECT alter_job(…, scheduled => true) lets it run, with timezone => … where it has one: else that is reset; a policy that is not wanted any more is better removed.",
          },
        ]
      : []),
    ...(orphaned
      ? [
          {
            code: "policy-orphaned",
            severity: "warning" as const,
            message: "is there, but compression is off: its job fails for every chunk",
            help: "SELECT remove_compression_policy(…) removes it.",
          },
        ]
      : []),
    ...failing(vitals),
  ];
}

/** Of compression that is on and that no policy carries out. */
export const compressionConcerns = ({ path, body }: Obj, { objectAt }: Surroundings): readonly Concern[] =>
  body["enabled"] === true && objectAt("policy", [...path, "compression"]) === undefined
    ? [
        {
          code: "compression-without-policy",
          severity: "info",
          message:
            "is on, but no policy compresses chunks: they stay as they are unless something else calls compress_chunk()",
          help: "SELECT add_compression_policy(…) adds one.",
        },
      ]
    : [];

/** SQL of what each aggregate aggregates: a hypertable, or another aggregate. */
export const aggregateSources = `
select json_build_array(a.user_view_schema, a.user_view_name) as path,
       json_build_object('source', json_build_array(coalesce(p.user_view_schema, h.schema_name),
                                                    coalesce(p.user_view_name, h.table_name))) as vitals
  from _timescaledb_catalog.continuous_agg a
  join _timescaledb_catalog.hypertable h on h.id = a.raw_hypertable_id
  left join _timescaledb_catalog.continuous_agg p on p.mat_hypertable_id = h.id`;

/** Of an aggregate: never refreshed, or refreshed over what retention has dropped. */
export function aggregateConcerns(
  { path, body }: Obj,
  { objectAt }: Surroundings,
  { source }: Vitals,
): readonly Concern[] {
  const refresh = objectAt("policy", [...path, "refresh"])?.body;
  if (refresh === undefined)
    return [
      {
        code: "aggregate-never-refreshed",
        severity: body["real_time"] === true ? "info" : "warning",
        message: `has no refresh policy: ${
          body["real_time"] === true
            ? "all of it is computed whenever it is read"
            : "new rows do not show in it"
        } unless something else calls refresh_continuous_aggregate()`,
        help: "SELECT add_continuous_aggregate_policy(…) adds one.",
      },
    ];
  const [schema, ...names] = isNames(source) ? source : [];
  if (schema === undefined) return [];
  return retention([schema, ...names], refresh, objectAt("policy", [schema, ...names, "retention"])?.body);
}

const isNames = (value: Plain | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((name: Plain) => typeof name === "string");

/**
 * A refresh takes away what it no longer finds in the source: its window must not reach back to where the source's data is
 * dropped (TimescaleDB's documentation, "Data retention with continuous aggregates").
 */
function retention(source: Path, refresh: Body, policy: Body | undefined): readonly Concern[] {
  const dropAfter = lengthOf(text(policy?.["drop_after"]));
  if (dropAfter === undefined) return [];
  const kept = `${printPath(source)} drops its rows after ${text(policy?.["drop_after"]) ?? ""}`;
  const end = lengthOf(text(refresh["end_offset"])) ?? 0;
  const start = lengthOf(text(refresh["start_offset"])) ?? Infinity;
  const help = `Let the refresh begin after that (start_offset of its policy), or keep the rows of ${printPath(source)} longer.`;
  if (end >= dropAfter)
    return [
      {
        code: "dropped-before-aggregated",
        severity: "warning",
        message: `refreshes rows once they are ${text(refresh["end_offset"]) ?? ""} old, but ${kept}: they are gone before they are aggregated`,
        help,
      },
    ];
  if (start <= dropAfter) return [];
  const window = text(refresh["start_offset"]);
  return [
    {
      code: "retention-within-refresh",
      severity: "warning",
      message: `is refreshed ${window === undefined ? "from the beginning" : `from ${window} back`}, but ${kept}: a refresh takes aggregated rows away together with the dropped ones`,
      help,
    },
  ];
}

/**
 * SQL of the indexes of a hypertable's newest chunks, in bytes, as of the last VACUUM or ANALYZE: catalogs only, so that no
 * chunk is locked. Three, because the newest may have hardly begun.
 */
export const newestIndexes = ({ columns }: Timescale): string => `
select json_build_array(h.schema_name, h.table_name) as path,
       json_build_object('indexes', max(b.bytes)::bigint,
                         'memory', pg_size_bytes(current_setting('shared_buffers'))) as vitals
  from (select k.*, row_number() over (partition by k.hypertable_id order by k.id desc) as nth
          from _timescaledb_catalog.chunk k) k
  join _timescaledb_catalog.hypertable h on h.id = k.hypertable_id
  ${
    columns.has("_timescaledb_catalog.chunk.relid")
      ? "join pg_catalog.pg_class c on c.oid = k.relid"
      : "join pg_catalog.pg_namespace n on n.nspname = k.schema_name join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = k.table_name"
  }
  cross join lateral (
       select sum(i.relpages::bigint) * current_setting('block_size')::bigint as bytes
         from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid
        where x.indrelid = c.oid) b
 where k.nth <= 3
 group by h.id, h.schema_name, h.table_name
having max(b.bytes) > 0`;

/**
 * TimescaleDB's guideline ("Sizing hypertable chunks"): the indexes of the chunks that are written to fit into
 * shared_buffers, a quarter of the memory. One chunk for each partition is written to. Chunks that are too small have no
 * such measure and are not told.
 */
export function chunkConcerns(
  { body }: Obj,
  _around: Surroundings,
  { indexes, memory }: Vitals,
): readonly Concern[] {
  if (typeof indexes !== "number" || typeof memory !== "number") return [];
  const dimensions = Array.isArray(body["dimensions"]) ? (body["dimensions"] as readonly Body[]) : [];
  const partitions = dimensions.reduce((product, { partitions: count }) => product * Number(count ?? 1), 1);
  if (indexes * partitions <= memory) return [];
  return [
    {
      code: "chunk-interval",
      severity: "info",
      message: `writes to chunks whose indexes take ${size(indexes * partitions)}, more than shared_buffers (${size(memory)}): inserts read them from disk again and again`,
      help: "A shorter interval, SELECT set_chunk_time_interval(…), makes the indexes of chunks to come fit; chunks that exist keep theirs.",
    },
  ];
}

const size = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${(bytes / 2 ** 20).toFixed(0)} MB`;
