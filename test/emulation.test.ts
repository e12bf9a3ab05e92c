/**
 * The embedded emulation leaves behind what a real TimescaleDB does, and fails as it does. What the real one did is
 * recorded; with DRIFTLINE_TEST_TIMESCALE_URL it is asked again, and with DRIFTLINE_RECORD=1 recorded.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { minorOf, partsOf, releases } from "../src/source/shadow/timescale/release.js";
import { route } from "../src/source/shadow/timescale/emulation.js";
import {
  cases,
  howToRecord,
  isRecord,
  normal,
  type Outcome,
  recorded,
  type Row,
  statementsOf,
  surface,
  surfaceRecording,
  versions,
} from "./emulation-cases.js";
import { realOutcome, realSurface, record, recordSurface } from "./emulation-real.js";
import { Emulation } from "./emulation-shadow.js";
import { isInstalled, liveUrl } from "./timescale-databases.js";

/** What both sides must have the same, as `normal` makes it comparable. */
const comparable = ({ faults, state }: Outcome): Outcome => ({
  faults,
  state: Object.fromEntries(Object.entries(state).map(([query, rows]) => [query, normal(rows)])),
});

/** Parts of named things: the columns of a relation, the forms of a function. */
function partsByName(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    rows.map(({ name, parts }) => [
      String(name),
      Array.isArray(parts) ? parts.map((part) => String(part)) : [],
    ]),
  );
}

function recordedSurface(
  version: string,
  what: keyof typeof surface,
): ReadonlyMap<string, readonly string[]> {
  const all: unknown = JSON.parse(readFileSync(surfaceRecording, "utf8"));
  const one = isRecord(all) ? all[version] : undefined;
  const rows = isRecord(one) ? one[what] : undefined;
  return partsByName(Array.isArray(rows) ? rows.filter(isRecord) : []);
}

describe.each(versions)("TimescaleDB %s", (version) => {
  let shadow: Emulation;
  beforeAll(async () => {
    shadow = await Emulation.create(version);
  }, 60_000);
  afterAll(() => shadow.close());

  for (const one of cases(version)) {
    test(one.name, async () => {
      expect(comparable(await shadow.run(one.sql))).toEqual(comparable(recorded(one, version)));
    });
  }

  test("views have the real columns, catalog tables all of them", async () => {
    const real = recordedSurface(version, "columns");
    const ours = partsByName(await shadow.rows(surface.columns));
    expect(real.size).toBeGreaterThan(10);
    for (const [name, columns] of ours) {
      const wanted = real.get(name);
      if (name.startsWith("_timescaledb_catalog."))
        expect(columns.slice(0, wanted?.length), name).toEqual(wanted);
      else expect({ [name]: columns }).toEqual({ [name]: wanted });
    }
    for (const name of real.keys())
      if (name.startsWith("timescaledb_")) expect([...ours.keys()]).toContain(name);
  });

  test("functions have the real parameters and results", async () => {
    const real = recordedSurface(version, "functions");
    const ours = partsByName(await shadow.rows(surface.functions));
    expect(real.size).toBeGreaterThan(50);
    expect([...ours.keys()]).toEqual([...real.keys()]);
    for (const [name, forms] of real) expect({ [name]: ours.get(name) }).toEqual({ [name]: forms });
  });

  test("the extension can be in a schema of its own, of any release, and be updated", async () => {
    await shadow.scratch(async () => {
      const faults = await shadow.execute(`
        drop extension timescaledb cascade;
        create schema "My ext";
        create extension timescaledb with schema "My ext" version '2.10.1';
        alter extension timescaledb update to '2.11.0';
        alter extension timescaledb update;
        create table t (time timestamptz not null, v int);
        select "My ext".create_hypertable('t', "My ext".by_range('time'));
        create materialized view c with (timescaledb.continuous) as
          select "My ext".time_bucket('1 day', time) as d, count(*) from t group by 1 with no data;
        select "My ext".add_retention_policy('c', interval '1 year');`);
      expect(faults).toEqual([]);
      const [row] = await shadow.rows(
        `select (select extversion from pg_extension where extname = 'timescaledb') as version,
                (select count(*)::int from timescaledb_information.hypertables) as hypertables,
                (select count(*)::int from timescaledb_information.continuous_aggregates) as aggregates,
                (select count(*)::int from timescaledb_information.jobs where job_id >= 1000) as jobs`,
      );
      expect(row).toEqual({ version, hypertables: 1, aggregates: 1, jobs: 1 });
    });
  });

  test("without the extension statements are PostgreSQL's own", async () => {
    await shadow.scratch(async () => {
      const faults = await shadow.execute(`
        drop extension timescaledb cascade;
        create table t (time timestamptz) with (timescaledb.hypertable);
        create table t (time timestamptz);
        create index on t (time);
        alter table t set (timescaledb.compress);`);
      expect(faults.map(({ statement, message }) => [statement, message])).toEqual([
        [2, 'unrecognized parameter namespace "timescaledb"'],
        [5, 'unrecognized parameter namespace "timescaledb"'],
      ]);
    });
  });

  test("what is not imitated says so", async () => {
    await shadow.scratch(async () => {
      const [fault] = await shadow.execute("select _timescaledb_emulation.not_imitated('that')");
      expect(fault).toEqual({
        statement: 1,
        code: "0A000",
        message: "the embedded TimescaleDB does not imitate that",
        hint: "use --shadow postgres://… with a real TimescaleDB",
      });
    });
  });
});

describe.skipIf(liveUrl === undefined).each(versions)("a real TimescaleDB %s", (version) => {
  const recording = process.env["DRIFTLINE_RECORD"] !== undefined;
  const outOfDate = (file: URL, name: string): string =>
    `${fileURLToPath(file)} is not what TimescaleDB ${version} does today: ${howToRecord(version, name)}`;
  beforeEach(async ({ skip }) => {
    skip(!(await isInstalled(version)), `TimescaleDB ${version} is not installed on the server`);
  });

  for (const one of cases(version)) {
    test(one.name, async () => {
      const real = await realOutcome(one, version);
      if (recording) record(one, version, real);
      expect(comparable(real), outOfDate(one.recording, one.name)).toEqual(
        comparable(recorded(one, version)),
      );
    });
  }

  test("the surface", async () => {
    const real = await realSurface(version);
    if (recording) recordSurface(version, real);
    for (const what of ["columns", "functions"] as const) {
      expect(partsByName(real[what]), outOfDate(surfaceRecording, "the surface")).toEqual(
        recordedSurface(version, what),
      );
    }
  });
});

test("a plain statement asks nothing", async () => {
  const plain = `create table t (a int) with (fillfactor = 70); alter table t add column b int, set (fillfactor = 80);
    insert into t values (1); select 1; create view v as select 1; create function f() returns int language sql as 'select 1';
    drop table t; comment on table t is 'x'; grant select on t to public; do $$ begin perform 1; end $$`;
  for (const statement of await statementsOf(plain)) {
    const instead = await route(statement, (sql) =>
      Promise.reject(new Error(`${statement.text} asked ${sql}`)),
    );
    expect(instead).toBeNull();
  }
});

test("parts of releases", () => {
  const sql =
    "a\n--# since 20\nb\n--# else\nc\n--# end\n--# from 18 to 21\nd\n--# until 19\ne\n--# end\n--# end\nf";
  expect(partsOf(sql, 17)).toBe("a\nc\nf");
  expect(partsOf(sql, 19)).toBe("a\nc\nd\ne\nf");
  expect(partsOf(sql, 25)).toBe("a\nb\nf");
  expect(minorOf("2.25.2")).toBe(25);
  expect(() => minorOf("3.0.0")).toThrow("only 2.x");
  expect(releases("2.99.7").at(-1)).toBe("2.99.7");
  expect(releases("2.17.2").filter((release) => release === "2.17.2")).toHaveLength(1);
});
