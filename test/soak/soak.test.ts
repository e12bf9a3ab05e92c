/**
 * Random schemas and changes of them on a real server, with pg_dump as the referee: the seeds that once failed, and as many
 * more as DRIFTLINE_SOAK says.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { server, type SharedServer } from "../servers/servers.js";
import { prepareCluster } from "./schema.js";
import { soak } from "./soak.js";

const major = 15;

/** The seeds to run: `500` for the first 500, `101-200` for a part of them. */
const asked = /^(?:(\d+)-)?(\d+)$/.exec(process.env["DRIFTLINE_SOAK"] ?? "20");
const [first, last] = [Number(asked?.[1] ?? 1), Number(asked?.[2] ?? 0)];

/** A line of the file is a seed, and what failed. */
const kept = readFileSync(join(import.meta.dirname, "seeds.txt"), "utf8")
  .split("\n")
  .filter((line) => /^\d/.test(line));
const failed = kept.map((line) => Number.parseInt(line, 10));

/** Seeds whose schema PostgreSQL's own dump does not bring back either. */
const beyond: number[] = [];

/** Every seventh schema is read under hostile settings as well. */
const readsUnderSettings = (seed: number): boolean => seed % 7 === 0;

let shared: SharedServer;
beforeAll(async () => {
  shared = await server(major);
  await prepareCluster(shared.url("postgres"));
}, 120_000);

test("there are seeds to run", () => {
  expect(last).toBeGreaterThanOrEqual(first);
  expect(failed.length).toBeGreaterThan(0);
});

describe.concurrent("seeds", () => {
  const range = Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => first + index);
  const seeds = [...new Set([...failed, ...range])];
  test.each(seeds)("%i", { timeout: 120_000 }, async (seed) => {
    const { failures, beyondPostgres, tried, objects, changes, differences } = await soak(seed, shared, {
      hostile: readsUnderSettings(seed),
    });
    expect(failures.join("\n\n")).toBe("");
    if (beyondPostgres) beyond.push(seed);
    expect(objects).toBeGreaterThan(10);
    expect(changes).toBeGreaterThan(0);
    expect(differences).toBeGreaterThan(0);
    expect(tried.filter(({ refusal }) => refusal === undefined).length).toBeGreaterThan(tried.length / 2);
  });
});

test("PostgreSQL itself is at fault now and then only", () => {
  expect(beyond.length).toBeLessThan(5 + (last - first) / 50);
});
