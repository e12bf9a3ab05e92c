/** Extensions: one that the shadow lacks is told and the rest compared; versions; what was done to their members. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare, type Comparison } from "../src/diff/comparison.js";
import { prove } from "../src/diff/proof.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { server } from "./servers/servers.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "driftline-extension-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function live(sql: string, major = 16): Promise<Sourced & { readonly url: string }> {
  const { url } = await (await server(major)).createDatabase();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
  return { ...(await readSource(url)), label: "live", url };
}

function migrations(sql: string, shadow = "embedded"): Promise<Sourced> {
  const file = join(folder, "001_all.sql");
  writeFileSync(file, sql);
  return readSource(file, { cache: false, shadow });
}

const told = ({ findings }: Comparison): string[] => findings.map(({ code, key }) => `${code} ${key}`);

describe("an extension that the embedded shadow lacks", () => {
  const before = `
create extension postgres_fdw;
create table shops (id int primary key, name text);
create server far foreign data wrapper postgres_fdw options (host 'far');
create foreign table away (id int) server far;
create view at_home as select id from shops;
create view everywhere as select id from away;
create index concurrently nowhere on away (id);
alter table shops add column area geometry;
`;
  const there = `
create extension postgres_fdw;
create table shops (id int primary key, name text, area text);
create server far foreign data wrapper postgres_fdw options (host 'near');
create foreign table away (id int) server far;
create view at_home as select id from shops;
create view everywhere as select id from away;
`;

  test("is told with a way out, and so is each statement that wants it; the rest is compared", async () => {
    const expected = await migrations(before);
    const reasons = expected.model.gaps.map(({ reason }) => reason);
    expect(reasons).toEqual(["lacking", ...Array.from({ length: 5 }, () => "skipped")]);
    expect(expected.model.gaps[0]?.help).toContain("--shadow postgres://");

    const comparison = await compare(expected, await live(there));
    expect(drifted(comparison)).toEqual([]);
    expect(comparison.gaps).toBe(true);
    expect(told(comparison).filter((line) => line.startsWith("gap/unsure"))).toEqual([
      "gap/unsure extension postgres_fdw",
      "gap/unsure foreign server far",
      "gap/unsure foreign table public.away",
      "gap/unsure table public.shops",
      "gap/unsure view public.everywhere",
    ]);

    const changed = await compare(
      expected,
      await live(`${there} alter table shops rename column name to title; create table extra (a int)`),
    );
    expect(drifted(changed).map(({ code, key, field }) => [code, key, field])).toEqual(
      [
        ["drift/missing", "table public.shops", "columns.name"],
        ["drift/unexpected", "table public.shops", "columns.title"],
        ["drift/unexpected", "table public.extra", undefined],
      ].sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1)),
    );
  });

  test("a server as shadow has it, and tells all", async () => {
    const { url } = await (await server(16)).createDatabase();
    const all = before.replace(/create index concurrently.*\n|alter table.*\n/g, "");
    const expected = await migrations(all, url);
    expect(expected.model.gaps).toEqual([]);
    const comparison = await compare(expected, await live(there));
    expect(comparison.gaps).toBe(false);
    expect(drifted(comparison).map(({ key, field }) => `${key} ${field ?? ""}`)).toEqual([
      "foreign server far options.host.value",
      "table public.shops columns.area",
    ]);
  });

  test("a mistake in a migration is a failure as long as no extension is lacking", async () => {
    await expect(migrations("create table t (a no_such_type)")).rejects.toThrow(/no_such_type/);
  });
});

describe("versions", () => {
  test("of two databases are compared, at a severity of their own", async () => {
    const old = await live("create extension hstore version '1.4'");
    const [finding, ...more] = drifted(await compare(await live("create extension hstore"), old));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: "warning", field: "version", change: { actual: "1.4" } });
    expect(finding?.help).toContain("ALTER EXTENSION hstore UPDATE");
    expect(drifted(await compare(old, await readSource(old.url)))).toEqual([]);
  });

  test("of migrations count only where they ask for one", async () => {
    const old = await live("create extension hstore version '1.4'", 14);
    expect(drifted(await compare(await migrations("create extension hstore"), old))).toEqual([]);
    const pinned = await migrations("create extension hstore version '1.5'");
    expect(drifted(await compare(pinned, old)).map(({ field }) => field)).toEqual(["version"]);
  });

  test("that the shadow has no files of are told", async () => {
    const { model } = await migrations("create extension hstore version '0.1'; create table t (h hstore)");
    expect(model.gaps.map(({ reason, what }) => `${reason} ${what}`)).toEqual([
      expect.stringMatching(/^lacking the version of extension hstore that .*001_all\.sql:1 asks for$/),
    ]);
    expect([...model.objects.keys()]).toContain("table public.t");
  });
});

test("an index, trigger or rule on an extension's table is seen, and a baseline need not make it", async () => {
  const plain = await live("create extension pg_stat_statements");
  const changed = await live(
    "create extension pg_stat_statements; create rule no as on insert to pg_stat_statements do instead nothing",
  );
  expect(drifted(await compare(plain, changed)).map(({ key }) => key)).toEqual([
    "extension member pg_stat_statements.public.pg_stat_statements",
  ]);
  const { url } = await (await server(16)).createDatabase();
  const proof = await prove(changed.model, baselineBody(changed.model), "baseline.sql", { shadow: url });
  expect(proof.respelled).toEqual([]);
});
