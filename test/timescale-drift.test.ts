/**
 * The cases under fixtures/drift with TimescaleDB. On a real one the referee is an observer that shares no code with
 * driftline; what it saw, driftline's report and the baseline are recorded beside the case, and the emulation must give the
 * same everywhere. With DRIFTLINE_TEST_TIMESCALE_URL the real one is asked again, and with DRIFTLINE_RECORD=1 recorded.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { timescaleCases } from "./fixtures.js";
import { sameDeclared } from "./referee/timescale.js";
import { isRecorded, picture, plain, recorded, settle } from "./timescale-recordings.js";
import { EmulatedTimescale, expectRebuilt, liveUrl, RealDatabase, releases } from "./timescale-databases.js";

const cases = timescaleCases();
const minor = (release: string): number => Number(release.split(".")[1]);
const knows = (release: string, since: string): boolean => minor(release) >= minor(since);

const nothing = "The observer sees no difference.\n";

describe.each(releases)("the emulation of TimescaleDB %s", (release) => {
  let emulated: EmulatedTimescale;
  beforeAll(async () => {
    emulated = await EmulatedTimescale.open(release);
  });
  afterAll(() => emulated.close());

  for (const { name, folder, a, b } of cases.filter((one) => knows(release, one.release))) {
    test(name, async () => {
      const [expected, actual] = [await emulated.source(a, "a.sql"), await emulated.source(b, "b.sql")];
      const there = await compare(expected, actual);
      const back = await compare(actual, expected);
      const models = [expected.model, actual.model];
      expect(plain(picture(there, back), models)).toBe(
        plain(recorded(folder, "report.txt", release), models),
      );
      const seen = recorded(folder, "observed.diff", release) !== nothing;
      expect(drifted(there).length > 0).toBe(seen);
      expect(drifted(back).length > 0).toBe(seen);

      const baseline = baselineBody(actual.model);
      expect(plain(baseline, models)).toBe(plain(recorded(folder, "baseline.sql", release), models));
      // A baseline that is the same for all releases is loaded on the newest.
      if (!isRecorded(folder, "baseline.sql", release)) return;
      expect(drifted(await compare(actual, await emulated.source(baseline, "baseline.sql")))).toEqual([]);
    });
  }
});

describe.skipIf(liveUrl === undefined).concurrent("a real TimescaleDB", () => {
  for (const { name, folder, a, b, release: since } of cases) {
    test(name, { timeout: 240_000 }, async () => {
      for (const release of releases.filter((one) => knows(one, since))) {
        const one = await RealDatabase.create(release, a);
        const other = await RealDatabase.create(release, b);
        try {
          const [expected, actual] = [await one.source("a.sql"), await other.source("b.sql")];
          const there = await compare(expected, actual);
          const back = await compare(actual, expected);
          settle(folder, "report.txt", release, picture(there, back));

          const verdict = await sameDeclared(one.url, other.url);
          settle(folder, "observed.diff", release, verdict.same ? nothing : verdict.diff);
          expect(drifted(there).length > 0, verdict.diff).toBe(!verdict.same);
          expect(drifted(back).length > 0).toBe(!verdict.same);
          expect(drifted(await compare(actual, await other.source("b.sql")))).toEqual([]);

          settle(folder, "baseline.sql", release, baselineBody(actual.model));
          await expectRebuilt(one, expected, release);
          await expectRebuilt(other, actual, release);
        } finally {
          for (const database of [one, other]) await database.drop();
        }
      }
    });
  }
});
