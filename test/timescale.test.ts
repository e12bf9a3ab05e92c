/**
 * The embedded emulation and a real TimescaleDB make the same of the same migrations. What the real one made is
 * recorded as snapshots under fixtures/timescale; with DRIFTLINE_TEST_TIMESCALE_URL it is asked again, and its baseline is
 * loaded as its reader would load it, with the observer as the referee.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { prove } from "../src/diff/proof.js";
import { layouts } from "../src/kinds/kinds.js";
import { write } from "../src/model/yaml.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { readSource, replayScripts } from "../src/source/source.js";
import { split } from "../src/sql/split.js";
import type { Script } from "../src/sql/statement.js";
import { expectRebuilt, liveUrl, RealDatabase } from "./timescale-databases.js";

const folder = join(import.meta.dirname, "../fixtures/timescale");

/** Migrations, the release they were run on, and the snapshot of what that made; `without` what it does not have. */
const recordings: readonly {
  readonly name: string;
  readonly release: string;
  readonly sql: string;
  readonly snapshot: string;
  readonly without?: RegExp;
}[] = [
  { name: "stockval", release: "2.10.4", sql: "stockval.sql" },
  { name: "stockval", release: "2.13.1", sql: "stockval.sql" },
  { name: "stockval", release: "2.17.2", sql: "stockval.sql" },
  { name: "stockval", release: "2.25.2", sql: "stockval.sql" },
  { name: "stockval", release: "2.20.3", sql: "stockval.sql" },
  { name: "stockval", release: "2.28.4", sql: "stockval.sql" },
  { name: "rich", release: "2.10.4", sql: "rich-2.10.sql" },
  {
    name: "rich",
    release: "2.13.1",
    sql: "rich-2.17.sql",
    without: /enable_chunk_skipping|REFERENCES app\.ledger/,
  },
  { name: "used", release: "2.17.2", sql: "used.sql" },
  { name: "used", release: "2.25.2", sql: "used.sql" },
  { name: "rich", release: "2.17.2", sql: "rich-2.17.sql" },
  { name: "rich", release: "2.20.3", sql: "rich-2.17.sql" },
  { name: "rich", release: "2.25.2", sql: "rich-2.25.sql" },
  { name: "rich", release: "2.28.4", sql: "rich-2.25.sql", without: /set_adaptive_chunking/ },
].map((one) => ({
  ...one,
  sql: join(folder, one.sql),
  snapshot: join(folder, `${one.name}-${one.release}.yaml`),
}));

/** The extension, then what is under test. */
async function scripts(file: string, without?: RegExp): Promise<Script[]> {
  const script = await split(await readFile(file, "utf8"), file);
  const statements = script.statements.filter(({ text }) => without?.test(text) !== true);
  if (without !== undefined) expect(statements.length).toBeLessThan(script.statements.length);
  return [
    await split("create extension if not exists timescaledb", "extension.sql"),
    { ...script, statements },
  ];
}

describe.each(recordings)("$name on TimescaleDB $release", ({ release, sql, snapshot, without }) => {
  test("the emulation makes what the real one made", async () => {
    const real = await readSource(snapshot);
    expect(real.model.objects.size).toBeGreaterThan(25);
    const emulated = await replayScripts(await scripts(sql, without), { timescaledb: release });
    expect(drifted(await compare({ ...emulated, label: sql, sort: "migrations" }, real))).toEqual([]);
  });

  test("the baseline of the real one comes back equal from the emulation", async () => {
    const { model } = await readSource(snapshot);
    const proof = await prove(model, baselineBody(model), "baseline.sql", {});
    expect(proof.shadow.timescaledb).toBe(release);
  });

  test.skipIf(liveUrl === undefined)(
    "the recording is what a real one makes today, and its baseline comes back equal",
    { timeout: 240_000 },
    async () => {
      const database = await RealDatabase.create(
        release,
        (await scripts(sql, without))
          .flatMap(({ statements }) => statements.map(({ text }) => text))
          .join(";\n"),
      );
      try {
        const source = await database.source(sql);
        await expect(write(source.model, layouts)).toMatchFileSnapshot(snapshot);
        await prove(source.model, baselineBody(source.model), "baseline.sql", { shadow: liveUrl ?? "" });
        await expectRebuilt(database, source, release);
      } finally {
        await database.drop();
      }
    },
  );
});
