import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cases, normal, recorded, versions } from "./emulation-cases.js";
import { Emulation } from "./emulation-shadow.js";

describe.each(versions)("TimescaleDB %s", (version) => {
  let shadow: Emulation;
  beforeAll(async () => {
    shadow = await Emulation.create(version);
  }, 60_000);
  afterAll(() => shadow.close());

  test.each(cases(version))("$name", async (one) => {
    const real = recorded(one, version);
    const ours = await shadow.run(one.sql);
    expect(ours.faults).toEqual(real.faults);
    expect(Object.keys(ours.state)).toEqual(Object.keys(real.state));
    for (const [query, rows] of Object.entries(real.state)) {
      expect({ [query]: normal(ours.state[query] ?? []) }).toEqual({ [query]: normal(rows) });
    }
  });
});
