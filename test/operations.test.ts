/**
 * How a database runs is told beside the differences: from its model alone, from what it is asked while it lives, and on a
 * real one with DRIFTLINE_TEST_TIMESCALE_URL.
 */
import pg from "pg";
import { describe, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import type { Finding } from "../src/finding.js";
import type { Vitals } from "../src/kinds/kind.js";
import { judge } from "../src/policy/judge.js";
import { noPolicy } from "../src/policy/policy.js";
import { exitCodeOf } from "../src/render/report.js";
import { drifted } from "../src/render/summary.js";
import { readSource, replayScripts, type Sourced } from "../src/source/source.js";
import { split } from "../src/sql/split.js";

/** A metric that is compressed, aggregated, refreshed within its retention: nothing to worry about. */
const sound = `
create table raw (time timestamptz not null, device int, value float8);
select create_hypertable('raw', 'time', chunk_time_interval => interval '1 day');
alter table raw set (timescaledb.compress, timescaledb.compress_segmentby = 'device');
select add_compression_policy('raw', interval '7 days');
create materialized view daily with (timescaledb.continuous) as
  select time_bucket('1 day', time) as day, avg(value) from raw group by 1 with no data;
select add_continuous_aggregate_policy('daily', interval '30 days', interval '1 hour', interval '1 hour');
select add_retention_policy('raw', interval '90 days');`;

async function snapshotOf(sql: string, vitals: Readonly<Record<string, Vitals>> = {}): Promise<Sourced> {
  const script = await split(`create extension timescaledb; ${sql}`, "script.sql");
  const source = await replayScripts([script], { timescaledb: "2.25.2" });
  const health = { vitals: new Map(Object.entries(vitals)), unreadable: [] };
  return { ...source, label: "prod.yaml", sort: "snapshot", health };
}

const told = (findings: readonly Finding[]): string[] =>
  findings.filter(({ code }) => code.startsWith("ops/")).map(({ code, key }) => `${code} ${key}`);

const worries = async (source: Sourced): Promise<string[]> => told((await compare(source, source)).findings);

describe("what a model shows by itself", () => {
  test.each([
    { change: "", finds: [] },
    {
      change: "select remove_compression_policy('raw')",
      finds: ["ops/compression-without-policy compression public.raw"],
    },
    {
      change: "alter table raw set (timescaledb.compress = false)",
      finds: ["ops/policy-orphaned policy public.raw.compression"],
    },
    {
      change: "select remove_continuous_aggregate_policy('daily')",
      finds: ["ops/aggregate-never-refreshed continuous aggregate public.daily"],
    },
    {
      change:
        "select alter_job(job_id, scheduled => false) from timescaledb_information.jobs where proc_name = 'policy_retention'",
      finds: ["ops/job-disabled policy public.raw.retention"],
    },
  ])("$finds: $change", async ({ change, finds }) => {
    const source = await snapshotOf(`${sound} ${change};`);
    expect(await worries(source)).toEqual(finds);
    expect(await worries({ ...source, sort: "migrations" })).toEqual([]);
    const { findings } = await compare(source, source, { scope: { owners: true, grants: true, ops: false } });
    expect(findings).toEqual([]);
  });

  test("what drifted is told once; the exit code is that of the drift", async () => {
    const [fine, disabled] = [
      await snapshotOf(sound),
      await snapshotOf(
        `${sound} select alter_job(job_id, scheduled => false) from timescaledb_information.jobs where proc_name = 'policy_retention';`,
      ),
    ];
    const comparison = await compare(fine, disabled);
    expect(comparison.findings.map(({ code, field }) => `${code} ${field ?? ""}`)).toEqual([
      "drift/changed disabled",
    ]);
    const alone = await compare(disabled, disabled);
    expect(told(alone.findings)).toHaveLength(1);
    expect(drifted(alone)).toEqual([]);
    expect(exitCodeOf(alone)).toBe(0);
    expect(exitCodeOf(judge(alone, noPolicy, { today: "2026-06-30" }))).toBe(0);
    expect(exitCodeOf(comparison)).toBe(1);
  });
});

describe("what a live database says", () => {
  const daily = "continuous aggregate public.daily";
  const source = { source: ["public", "raw"] };
  const window = (start: string, end: string, drop: string): string => `${sound}
    select remove_continuous_aggregate_policy('daily'); select remove_retention_policy('raw');
    select add_continuous_aggregate_policy('daily', ${start}, ${end}, interval '1 hour');
    select add_retention_policy('raw', interval ${drop});`;

  test.each([
    ["interval '30 days'", "interval '1 hour'", "'90 days'", []],
    ["interval '3 months'", "interval '1 hour'", "'90 days'", []],
    ["interval '91 days'", "interval '1 hour'", "'90 days'", [`ops/retention-within-refresh ${daily}`]],
    ["null", "interval '1 hour'", "'10 years'", [`ops/retention-within-refresh ${daily}`]],
    ["interval '1 year'", "interval '100 days'", "'3 mons'", [`ops/dropped-before-aggregated ${daily}`]],
  ])("refreshed from %s to %s, dropped after %s", async (start, end, drop, finds) => {
    expect(await worries(await snapshotOf(window(start, end, drop), { [daily]: source }))).toEqual(finds);
  });

  test("a job that failed says why", async () => {
    const key = "policy public.raw.retention";
    const vitals = { failures: 3, runs: 40, error: 'deadlock on "raw"\nand more' };
    const prod = await snapshotOf(sound, { [key]: vitals });
    const { findings } = await compare(prod, prod);
    expect(told(findings)).toEqual([`ops/job-failing ${key}`]);
    expect(findings[0]?.message).toBe('failed when it ran last (3 of 40 runs failed): deadlock on "raw"');
  });

  test("indexes of the chunks that are written fit into shared_buffers, or not", async () => {
    const of = (indexes: number): Promise<string[]> =>
      snapshotOf(
        `${sound} create table spread (time timestamptz not null, device int);
        select create_hypertable('spread', 'time', 'device', 4);`,
        {
          "hypertable public.spread": { indexes, memory: 2 ** 30 },
        },
      ).then(worries);
    expect(await of(2 ** 28)).toEqual([]);
    expect(await of(2 ** 28 + 1)).toEqual(["ops/chunk-interval hypertable public.spread"]);
  });
});

const live = process.env["DRIFTLINE_TEST_TIMESCALE_URL"];

describe.skipIf(live === undefined)("a real TimescaleDB", () => {
  test.each(["2.10.4", "2.17.2", "2.25.2", "2.28.4"])(
    "%s is asked",
    { timeout: 240_000 },
    async (release) => {
      const name = `driftline_test_ops_${process.pid}_${release.replaceAll(".", "_")}`;
      const admin = new pg.Client(live);
      await admin.connect();
      await admin.query(`create database ${name} template template0`);
      const url = new URL(live ?? "");
      url.pathname = `/${name}`;
      const client = new pg.Client(url.href);
      try {
        await client.connect();
        await client.query(`create extension timescaledb version '${release}'`);
        await client.query("set client_min_messages = error");
        for (const { text } of (await split(sound, "sound.sql")).statements) await client.query(text);
        // A policy that compresses or drops a chunk meanwhile takes its indexes away.
        await client.query(
          "select alter_job(job_id, scheduled => false) from timescaledb_information.jobs where job_id >= 1000",
        );
        await client.query(`insert into raw select timestamptz '2024-01-01' + i * interval '1 minute', i % 10, i
                            from generate_series(1, 20000) i`);
        await client.query(
          "create procedure broken(job_id int, config jsonb) language plpgsql as $$ begin raise exception 'no disk left'; end $$",
        );
        await client.query("select add_job('broken', '1 hour')");
        await client.query("analyze raw");
        const failed =
          "select 1 from timescaledb_information.job_stats s join timescaledb_information.jobs j using (job_id) where j.proc_name = 'broken' and s.last_run_status = 'Failed'";
        for (let tries = 0; (await client.query(failed)).rows.length === 0; tries++) {
          if (tries > 100) throw new Error("the job did not run");
          await new Promise((resolve) => setTimeout(resolve, 1000));
        }
        const source = await readSource(url.href, { health: true });
        expect(source.health?.unreadable).toEqual([]);
        const vitals = source.health?.vitals;
        expect(vitals?.get('job public.broken."User-Defined Action"')).toMatchObject({
          error: "no disk left",
        });
        expect(vitals?.get("continuous aggregate public.daily")).toEqual({ source: ["public", "raw"] });
        const { rows } = await client.query<{ bytes: string }>(
          "select max(pg_indexes_size(c)) as bytes from (select c from show_chunks('raw') c order by c desc limit 3) x",
        );
        expect(vitals?.get("hypertable public.raw")?.["indexes"]).toBe(Number(rows[0]?.bytes));
        expect((await readSource(url.href)).health).toBeUndefined();
      } finally {
        await client.end();
        await admin.query(`drop database ${name} with (force)`);
        await admin.end();
      }
    },
  );
});
