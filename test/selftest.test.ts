/** The self-test, tested: it passes where the check sees everything, and fails where the check is blind. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { kinds } from "../src/kinds/kinds.js";
import type { Model } from "../src/model/model.js";
import { catalog } from "../src/selftest/catalog.js";
import { passed, renderSelftest, renderSelftestJson, sentence, tally } from "../src/selftest/report.js";
import { selftest, type Selftest } from "../src/selftest/selftest.js";
import { readSource } from "../src/source/source.js";
import { driftline, folder } from "./driftline.js";
import { server } from "./servers/servers.js";

const root = join(import.meta.dirname, "..");
/** A file with a schema. */
function file(sql: string): string {
  const path = join(folder(), "schema.sql");
  writeFileSync(path, sql);
  return path;
}

const schema = join(root, "fixtures/selftest/schema.sql");

/** The schema that comes along, for a server that has no TimescaleDB. */
const withoutTimescale = readFileSync(schema, "utf8")
  .replace(/^-- Time series\n.*^(?=-- Replication)/ms, "")
  .replace("CREATE EXTENSION IF NOT EXISTS timescaledb;", "");

const small = "create table notes (id int not null, body text);\n";

let rich: Model;
beforeAll(async () => {
  rich = (await readSource(schema)).model;
});

const names = ({ trials }: Selftest, outcome: string): string[] =>
  trials.filter((trial) => trial.outcome === outcome).map(({ sort }) => sort);

describe("the schema that comes along", () => {
  test("holds everything that is compared, and nothing that is not", () => {
    expect(rich.gaps).toEqual([]);
    expect(rich.objects.size).toBeGreaterThan(80);
  });

  test("every sort of change is detected, and nothing else is reported", { timeout: 240_000 }, async () => {
    const result = await selftest({ model: rich, label: "rich" });
    expect(names(result, "missed")).toEqual([]);
    expect(result.trials.filter(({ also }) => also.length > 0)).toEqual([]);
    // Newer releases of TimescaleDB do not have it.
    expect(names(result, "absent")).toEqual(["let chunks adapt their interval"]);
    expect(tally(result)).toMatchObject({ missed: 0, side: 0, absent: 1, sorts: catalog.length - 1 });
    expect(tally(result).detected).toBeGreaterThan(300);
    expect(passed(result)).toBe(true);
  });
});

describe("a check that is blind", () => {
  test("to a kind misses every sort of change of it, and no other", async () => {
    const sorts = catalog.filter(({ family }) => family === "indexes" || family === "sequences");
    const result = await selftest(
      { model: rich, label: "rich" },
      { sorts, kinds: kinds.filter(({ name }) => name !== "index") },
    );
    expect(names(result, "missed")).toEqual(
      sorts.filter(({ family }) => family === "indexes").map(({ name }) => name),
    );
    expect(names(result, "detected")).toEqual(
      sorts.filter(({ family }) => family === "sequences").map(({ name }) => name),
    );
    expect(passed(result)).toBe(false);
    expect(renderSelftest(result)).toContain("✗ MISSED    drop an index");
    expect(renderSelftest(result)).toContain("DROP INDEX");
    expect(sentence(result)).toContain(`${sorts.length} sorts of change, `);
    expect(JSON.parse(renderSelftestJson(result))).toMatchObject({ format: 1, status: "failed" });
  });

  test("to nothing, but changed in two places at once, has a side finding", async () => {
    const sort = {
      family: "test",
      name: "drop two things",
      *changes() {
        yield {
          on: "table shop.wishes",
          statements: ["ALTER TABLE shop.wishes DROP COLUMN because", "DROP TABLE shop.carts"],
          touches: [{ code: "drift/missing", key: "table shop.wishes", field: "columns.because" }],
        };
      },
    };
    const result = await selftest({ model: rich, label: "rich" }, { sorts: [sort] });
    expect(tally(result)).toMatchObject({ sorts: 1, detected: 1, side: 1 });
    expect(passed(result)).toBe(false);
    expect(renderSelftest(result)).toContain("also reported: table shop.carts (drift/missing)");
  });

  test("to a change that is none", async () => {
    const sort = {
      family: "test",
      name: "do nothing",
      *changes() {
        yield {
          on: "table shop.wishes",
          statements: ["SELECT 1"],
          touches: [{ code: "drift/missing", key: "table shop.wishes" }],
        };
      },
    };
    expect(names(await selftest({ model: rich, label: "rich" }, { sorts: [sort] }), "missed")).toEqual([
      "do nothing",
    ]);
  });
});

describe("driftline selftest", () => {
  test("0, with a line for each sort and the rate; what does not apply is said so", async () => {
    const { code, stdout, stderr } = await driftline([
      "selftest",
      file(small),
      "--only",
      "^(columns|enums):",
    ]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/✓ detected {2}drop a column +table public\.notes/);
    expect(stdout).toMatch(/- {11}rename a value of an enum +nothing here to do it to/);
    expect(stdout).toMatch(
      /\n\d+ sorts of change, \d+ detected, 0 with side findings; \d+ do not apply to this schema\n$/,
    );
    expect(code).toBe(0);
  });

  test("as JSON", async () => {
    const { code, stdout } = await driftline([
      "selftest",
      file(small),
      "--only",
      "drop a column",
      "--format",
      "json",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      status: "passed",
      summary: { sorts: 1, detected: 1, missed: 0, side: 0, absent: 0 },
      sorts: [
        {
          sort: "drop a column",
          outcome: "detected",
          findings: [{ code: "drift/missing", key: "table public.notes" }],
        },
      ],
    });
    expect(code).toBe(0);
  });

  test("2 where it could not run, or proved nothing", async () => {
    expect(await driftline(["selftest", file(small), "--only", "unheard of"])).toMatchObject({
      code: 2,
      stdout: "",
    });
    expect(await driftline(["selftest", file(small), "--only", "("])).toMatchObject({ code: 2, stdout: "" });
    expect(await driftline(["selftest", "none.yaml"])).toMatchObject({ code: 2, stdout: "" });
    const nothing = await driftline(["selftest", file("select 1;"), "--only", "drop a table"]);
    expect(nothing.stderr).toContain("nothing is proven");
    expect(nothing.code).toBe(2);
  });

  test.each([14, 18])("on a server: PostgreSQL %i", { timeout: 240_000 }, async (major) => {
    const { url, drop } = await (await server(major)).createDatabase();
    const { code, stdout, stderr } = await driftline(["selftest", file(withoutTimescale), "--shadow", url]);
    await drop();
    expect(stderr).toBe("");
    expect(stdout).toMatch(/\n2\d\d sorts of change, 2\d\d detected, 0 with side findings/);
    expect(stdout).not.toContain("MISSED");
    expect(code).toBe(0);
  });
});
