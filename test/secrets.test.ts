/** Passwords in the options of servers and users and in connection strings: never shown, and a change still seen. */
import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { forKeeping, textForKeeping } from "../src/kinds/redaction.js";
import { layouts } from "../src/kinds/kinds.js";
import { baseline, snapshot } from "../src/library.js";
import { byKey } from "../src/model/key.js";
import { SnapshotWriter, write } from "../src/model/yaml.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { driftline } from "./driftline.js";
import { server } from "./servers/servers.js";

const schema = (password: string): string => `
create foreign data wrapper far;
create server there foreign data wrapper far options (host 'db', secret_key '${password}');
create user mapping for public server there options (user 'shop', password '${password}');
create foreign table t (a int) server there options (token '${password}', table_name 'key');
create subscription words connection 'host=db password=''${password}'' dbname=shop' publication p
  with (connect = false, slot_name = none);
create subscription uri connection 'postgres://shop:${password}@db/shop' publication p
  with (connect = false, slot_name = none)`;

async function withDatabase<T>(sql: string, use: (url: string) => Promise<T>): Promise<T> {
  const { url, drop } = await (await server(16)).createDatabase();
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
    return await use(url);
  } finally {
    await client.query("alter subscription words set (slot_name = none); drop subscription words");
    await client.query("drop subscription uri");
    await client.end();
    await drop();
  }
}

const loaded = (sql: string): Promise<Sourced> => withDatabase(sql, (url) => readSource(url));

test("a password is a hash in snapshots, reports and baselines", async () => {
  const one = await loaded(schema("hunter2"));
  const text = write(one.model, layouts) + baselineBody(one.model);
  expect(text).not.toContain("hunter2");
  expect(text.match(/\*\*\*[0-9a-f]{4}:[0-9a-f]{16}/g)?.length).toBe(10);
  expect(text).toContain("table_name: key");

  expect(drifted(await compare(one, await loaded(schema("hunter2"))))).toEqual([]);
  const changed = await compare(one, await loaded(schema("hunter3")));
  expect(drifted(changed).map(({ key }) => key)).toHaveLength(5);
  expect(JSON.stringify(changed)).not.toContain("hunter");
});

test("a baseline with hashes in place of passwords reads back equal", async () => {
  const one = await loaded(schema("hunter2"));
  expect(drifted(await compare(one, await loaded(baselineBody(one.model))))).toEqual([]);
});

afterEach(() => vi.unstubAllEnvs());

const key = (value: string): unknown => vi.stubEnv("DRIFTLINE_SECRET_KEY", value);

const told = async (one: Sourced, other: Sourced): Promise<string[]> =>
  (await compare(one, other)).findings.map(({ code }) => code);

test("without a key, a password is compared within a run, and nothing of it is kept", async () => {
  key("");
  const one = await loaded(schema("hunter2"));
  expect(drifted(await compare(one, await loaded(schema("hunter2"))))).toEqual([]);
  expect(drifted(await compare(one, await loaded(schema("hunter3"))))).toHaveLength(5);

  const kept = { ...one, model: forKeeping(one.model) };
  expect(write(kept.model, layouts)).not.toMatch(/\*\*\*[0-9a-f]{4}:/);
  expect(write(kept.model, layouts).match(/\*\*\*/g)?.length).toBe(5);
  expect(await told(kept, one)).toEqual(Array.from({ length: 5 }, () => "gap/secret"));
});

test("without a key, neither a snapshot nor a baseline that is written holds a hash", async () => {
  key("");
  const texts = await withDatabase(schema("hunter2"), async (url) => [
    (await driftline(["snapshot", url])).stdout,
    await snapshot(url),
    (await driftline(["baseline", url, "--no-verify"])).stdout,
    (await baseline(url, { verify: false })).sql,
  ]);
  for (const text of texts) {
    expect(text.match(/\*\*\*/g)?.length).toBe(5);
    expect(text).not.toMatch(/\*\*\*[0-9a-f]{4}:|hunter2/);
  }
});

test("two keys make two hashes, of which it is told that they cannot be compared", async () => {
  const one = await loaded(schema("hunter2"));
  key("another key, of thirty characters");
  const other = await loaded(schema("hunter2"));
  expect(await told(one, other)).toEqual(Array.from({ length: 5 }, () => "gap/secret"));
  key("short");
  await expect(loaded(schema("hunter2"))).rejects.toThrow(/DRIFTLINE_SECRET_KEY is too short/);
});

test("a secret far behind leaves what stands before it as it was, once", () => {
  vi.stubEnv("DRIFTLINE_SECRET_KEY", undefined);
  const token = "***abcd:0123456789abcdef";
  const texts = Array.from({ length: 3000 }, (_, n) => (n === 2500 ? token : `comment ${n} `.repeat(10)));
  const of = (texts: readonly string[]): Sourced["model"] => ({
    server: { postgres: "16.1" },
    objects: byKey(
      texts.map((comment, n) => ({ kind: "schema", path: [`s${n + 1000}`] as const, body: { comment } })),
    ),
    gaps: [],
  });
  const writer = new SnapshotWriter(layouts);
  expect([...writer.pieces(of(texts))].length).toBeGreaterThan(3);
  const text = [...textForKeeping(of(texts), (model) => writer.pieces(model))].join("");
  expect(text).toBe(write(of(texts.map((one) => (one === token ? "***" : one))), layouts));
});
