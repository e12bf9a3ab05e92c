/** What replays made is kept between runs, for a month. */
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { readSource } from "../src/source/source.js";
import { folder, live } from "./driftline.js";

const view = `create table app (id int, at timestamptz);
create view recent as select id from app where at > now() - interval '1 day';`;

let cache: string;
beforeEach(() => {
  cache = folder();
  vi.stubEnv("DRIFTLINE_CACHE_DIR", cache);
});

const kept = (): string[] => readdirSync(cache).filter((name) => name.startsWith("replay-"));

test("what two majors print is made anew once, and not again in the next run", async () => {
  const url = await live(view, 14);
  const file = join(folder(), "schema.sql");
  writeFileSync(file, view);
  const run = async (): Promise<unknown> =>
    (await compare(await readSource(file), await readSource(url))).findings;

  const findings = await run();
  // The migrations, and both sides made anew: each file by what it was made of.
  expect(kept()).toHaveLength(3);
  const before = kept().map((name) => join(cache, name));
  const long = new Date(Date.now() - 20 * 24 * 3600 * 1000);
  for (const name of before) utimesSync(name, long, long);
  expect(await run()).toEqual(findings);
  expect(kept().map((name) => join(cache, name))).toEqual(before);

  // A month later another replay takes them along.
  const longer = new Date(Date.now() - 31 * 24 * 3600 * 1000);
  for (const name of before.slice(1)) utimesSync(name, longer, longer);
  const other = join(folder(), "other.sql");
  writeFileSync(other, "create table other (id int);");
  await readSource(other);
  expect(before.map((name) => existsSync(name))).toEqual([true, false, false]);
});
