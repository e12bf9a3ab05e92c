/**
 * What two releases of TimescaleDB do by themselves is told as such; what somebody changed is drift, whatever the
 * releases. The same script under several releases differs by nothing but them; recordings of real ones are the second
 * witness.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import type { Finding } from "../src/finding.js";
import { drifted } from "../src/render/summary.js";
import { readSource, replayScripts, type Sourced } from "../src/source/source.js";
import { split } from "../src/sql/split.js";

const recording = (name: string): Promise<Sourced> =>
  readSource(join(import.meta.dirname, `../fixtures/timescale/${name}.yaml`));

async function replayed(sql: string, release: string): Promise<Sourced> {
  const script = await split(`create extension timescaledb; ${sql}`, "script.sql");
  const source = await replayScripts([script], { timescaledb: release });
  return { ...source, label: `on ${release}`, sort: "migrations" };
}

const skews = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ code }) => code.startsWith("skew/"))
    .map(({ code, severity, key, field }) => {
      expect(severity).toBe("info");
      return [code, key, ...(field === undefined ? [] : [field])].join(" ");
    });

const drift = (findings: readonly Finding[]): string[] =>
  drifted({ findings }).map(({ code, key, field = "" }) => `${code} ${key} ${field}`.trim());

/** What releases differ in: settings and policies that nobody asks for, and an aggregate's. */
const defaults = `
create table metrics (time timestamptz not null, device int, value float8);
create index on metrics (device, time);
select create_hypertable('metrics', 'time');
alter table metrics set (timescaledb.compress);
select add_compression_policy('metrics', interval '30 days');
create table bare (time timestamptz not null, device int);
create index on bare (device, time);
select create_hypertable('bare', 'time');
alter table bare set (timescaledb.compress, timescaledb.compress_segmentby = '');
create materialized view hourly with (timescaledb.continuous) as
  select time_bucket('1 hour', time) as bucket, device, avg(value) from metrics group by 1, 2 with no data;
alter materialized view hourly set (timescaledb.compress);`;

const withTable = `create table readings (time timestamptz not null, device int)
  with (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day');`;

const segments = (key: string): string[] => [
  `skew/default ${key} segment_by`,
  `skew/default ${key} order_by`,
];

describe("one script on two releases", () => {
  test.each([
    {
      sql: defaults,
      releases: ["2.10.4", "2.13.1"],
      told: [
        "skew/default continuous aggregate public.hourly real_time",
        "skew/default policy public.metrics.compression schedule",
      ],
    },
    {
      sql: defaults,
      releases: ["2.17.2", "2.25.2"],
      told: [
        "skew/default compression public.bare no_segment_by",
        "skew/default compression public.bare order_by",
        ...segments("compression public.hourly"),
        ...segments("compression public.metrics"),
      ],
    },
    {
      sql: withTable,
      releases: ["2.20.3", "2.25.2"],
      told: ["skew/implicit policy public.readings.compression"],
    },
  ])("$releases", async ({ sql, releases: [older = "", newer = ""], told }) => {
    const [before, after] = [await replayed(sql, older), await replayed(sql, newer)];
    for (const [expected, actual] of [
      [before, after],
      [after, before],
    ] as const) {
      const { findings, gaps } = await compare(expected, actual);
      expect(drift(findings)).toEqual([]);
      expect(gaps).toBe(false);
      expect(skews(findings).sort()).toEqual([...told].sort());
      for (const { message, help } of findings) expect(`${message} ${help ?? ""}`).toContain(newer);
    }
    expect((await compare(before, before)).findings).toEqual([]);
  });
});

describe("what somebody changed is drift in spite of the releases", () => {
  test.each([
    {
      change: "alter table metrics set (timescaledb.compress, timescaledb.compress_orderby = 'value DESC')",
      found: "drift/changed compression public.metrics order_by",
    },
    {
      change: "alter table metrics set (timescaledb.compress, timescaledb.compress_segmentby = 'device')",
      found: "drift/changed compression public.metrics segment_by",
      on: ["2.13.1", "2.25.2"],
    },
    {
      change:
        "alter table metrics set (timescaledb.compress, timescaledb.compress_segmentby = 'device, value')",
      found: "drift/changed compression public.metrics segment_by",
      on: ["2.25.2", "2.17.2"],
    },
    {
      change:
        "select alter_job((select job_id from timescaledb_information.jobs where proc_name = 'policy_compression'), schedule_interval => '1 hour')",
      found: "drift/changed policy public.metrics.compression schedule",
      on: ["2.10.4", "2.13.1"],
    },
    {
      change: "alter materialized view hourly set (timescaledb.materialized_only = false)",
      found: "drift/changed continuous aggregate public.hourly real_time",
    },
    {
      change:
        "select remove_compression_policy('metrics'); select add_compression_policy('metrics', interval '60 days')",
      found: "drift/changed policy public.metrics.compression compress_after",
    },
    {
      sql: withTable,
      change:
        "select remove_compression_policy('readings'); select add_compression_policy('readings', interval '1 day')",
      found: "drift/unexpected policy public.readings.compression",
      on: ["2.20.3", "2.25.2"],
    },
    {
      change: "select add_retention_policy('metrics', interval '1 year')",
      found: "drift/unexpected policy public.metrics.retention",
    },
  ])(
    "$found: $change",
    async ({ sql = defaults, change, found, on: [older = "", newer = ""] = ["2.17.2", "2.25.2"] }) => {
      const { findings } = await compare(
        await replayed(sql, older),
        await replayed(`${sql} ${change};`, newer),
      );
      expect(drift(findings)).toContain(found);
    },
  );
});

describe("recordings of real releases", () => {
  test.each([
    ["stockval-2.10.4", "stockval-2.28.4"],
    ["stockval-2.17.2", "stockval-2.25.2"],
    ["rich-2.17.2", "rich-2.20.3"],
  ])("%s and %s differ in nothing but the release itself", async (one, other) => {
    const { findings } = await compare(await recording(one), await recording(other));
    expect([...drift(findings), ...skews(findings)]).toEqual(["drift/changed extension timescaledb version"]);
  });

  test("rich on 2.17 and 2.25: what the scripts do otherwise is drift, the rest is told", async () => {
    const { findings } = await compare(await recording("rich-2.17.2"), await recording("rich-2.25.2"));
    expect(skews(findings).sort()).toEqual([
      "skew/default compression app.defaults_only order_by",
      "skew/default compression app.readings_hourly order_by",
      "skew/default compression app.readings_hourly segment_by",
    ]);
    expect(drift(findings).sort()).toMatchInlineSnapshot(`
      [
        "drift/changed compression app.readings sparse_index",
        "drift/changed extension timescaledb version",
        "drift/missing job app.my_action."User-Defined Action 2"",
        "drift/unexpected job app.my_action."nightly thing"",
        "drift/unexpected policy app.readings_daily.refresh",
        "drift/unexpected table app.by_uuid",
        "drift/unexpected table app.with_full",
        "drift/unexpected table app.with_min",
      ]
    `);
  });
});
