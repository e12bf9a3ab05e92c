/** Every case under fixtures/drift on a real server, both ways, with pg_dump as the referee. */
import pg from "pg";
import { beforeAll, describe, test } from "vitest";
import { compare, type Comparison } from "../src/diff/comparison.js";
import { baselineBody } from "../src/render/baseline.js";
import { renderText } from "../src/render/text.js";
import { drifted } from "../src/render/summary.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { driftCases } from "./fixtures.js";
import { dumpSchema, judge } from "./referee/referee.js";
import { server, type SharedServer } from "./servers/servers.js";

/** Major that a case is run on, where it needs no newer one. */
const usual = 15;
const servers = new Map<number, SharedServer>();
beforeAll(async () => {
  for (const major of new Set([usual, ...driftCases().map(({ since }) => Math.max(since, usual))]))
    servers.set(major, await server(major));
});

/** A database of its own with a schema loaded; the label is the same in every run. */
async function load(
  sql: string,
  label: string,
  major: number,
): Promise<{ readonly url: string; readonly source: () => Promise<Sourced> }> {
  const shared = servers.get(major);
  if (shared === undefined) throw new Error(`PostgreSQL ${major} was not started`);
  const { url } = await shared.createDatabase();
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
  return { url, source: async () => ({ ...(await readSource(url)), label }) };
}

/** Both directions as the user sees them, without the patch level of the server. */
const picture = (...comparisons: readonly Comparison[]): string =>
  comparisons
    .map((comparison) => renderText(comparison).replace(/PostgreSQL (\d+)\.\d+/g, "PostgreSQL $1"))
    .join(`\n${"=".repeat(80)}\n\n`);

describe.concurrent("fixtures/drift", () => {
  for (const { name, folder, a, b, since, beyondPgDump } of driftCases()) {
    test(name, async ({ expect }) => {
      const major = Math.max(since, usual);
      const [one, other] = [await load(a, "a.sql", major), await load(b, "b.sql", major)];
      const [expected, actual] = [await one.source(), await other.source()];
      const there = await compare(expected, actual);
      const back = await compare(actual, expected);
      await expect(picture(there, back)).toMatchFileSnapshot(`${folder}/report.txt`);

      const dumped = await dumpSchema(other.url);
      const verdict = judge(await dumpSchema(one.url), dumped);
      const differ = beyondPgDump || !verdict.same;
      expect(drifted(there).length > 0, verdict.diff).toBe(differ);
      expect(drifted(back).length > 0).toBe(differ);
      expect(drifted(await compare(actual, await other.source()))).toEqual([]);

      const rebuilt = await load(baselineBody(actual.model), "baseline.sql", major);
      expect(judge(dumped, await dumpSchema(rebuilt.url)).diff).toBe("");
      const again = drifted(await compare(actual, await rebuilt.source()));
      // A baseline takes the version of an extension that its server has.
      expect(again.filter(({ field }) => field !== "version")).toEqual([]);
    });
  }
});
