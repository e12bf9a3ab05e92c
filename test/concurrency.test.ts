/** A schema that changes while it is read is read again; what is read is of one moment, or says that it is not. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { connect } from "../src/source/connection.js";
import { introspect } from "../src/source/introspect.js";
import { readServer } from "../src/source/read-server.js";
import { readScope } from "../src/source/scope.js";
import { inSession } from "../src/source/session.js";
import { hasMoved } from "../src/source/stillness.js";
import { server } from "./servers/servers.js";

test("DDL in a loop beside snapshots", { timeout: 120_000 }, async () => {
  const { url } = await (await server(16)).createDatabase();
  const writer = new pg.Client(url);
  await writer.connect();
  const tables = Array.from({ length: 40 }, (_, n) => `t${n}`);
  for (const name of tables)
    await writer.query(
      `create table ${name} (a int, z int); create index ${name}_i on ${name} (a) where a > 0`,
    );

  const state = { running: true };
  let changes = 0;
  const writing = (async () => {
    while (state.running) {
      for (const [from, to] of [
        ["a", "b"],
        ["b", "a"],
      ]) {
        await writer.query(
          `begin; ${tables.map((name) => `alter table ${name} rename column ${from} to ${to}`).join("; ")}; commit`,
        );
        changes += 1;
        await sleep(40);
      }
      await writer.query("create view gone as select 1 as one; drop view gone");
    }
  })();

  const connection = await connect(url);
  let still = 0;
  let said = 0;
  try {
    for (let run = 0; run < 30; run += 1) {
      const { model } = await introspect(connection);
      if (model.gaps.length > 0) {
        expect(model.gaps.map(({ reason }) => reason)).toEqual(["unreadable"]);
        said += 1;
        continue;
      }
      still += 1;
      for (const name of tables) {
        const columns = JSON.stringify(model.objects.get(`table public.${name}`)?.body["columns"]);
        const definition = model.objects.get(`index public.${name}.${name}_i`)?.body["definition"];
        const column = columns.includes('"b"') ? "b" : "a";
        expect(definition).toBe(`USING btree (${column}) WHERE (${column} > 0)`);
      }
    }
  } finally {
    state.running = false;
    await writing;
    await writer.end();
    await connection.close();
  }
  expect(changes).toBeGreaterThan(10);
  expect(still + said).toBe(30);

  const calm = await connect(url);
  const { model } = await introspect(calm).finally(() => calm.close());
  expect(model.gaps).toEqual([]);
});

describe.each([14, 18])("on PostgreSQL %i, what was changed for good is told from what was not", (major) => {
  /** Whether a session that began before sees that its schema has moved, when others did something meanwhile. */
  async function moved(others: (one: pg.Client, other: pg.Client) => Promise<unknown>): Promise<boolean> {
    const { url } = await (await server(major)).createDatabase();
    const [one, other, reader] = [new pg.Client(url), new pg.Client(url), await connect(url)];
    await Promise.all([one.connect(), other.connect()]);
    try {
      await one.query("create table t (a int); create function f() returns int language sql return 1");
      await one.query("begin; alter table t rename a to b; rollback");
      await one.query("create temporary table passing (a int)");
      return await inSession(reader, async () => {
        const found = { ...(await readServer(reader)), traced: false };
        const scope = await readScope(reader, found);
        await others(one, other);
        return hasMoved(reader, found, scope);
      });
    } finally {
      await Promise.all([one.end(), other.end(), reader.close()]);
    }
  }

  test.each([
    "alter table t rename a to b",
    "drop table t",
    "drop function f()",
    "begin; savepoint s; alter table t add b int; release s; commit",
    "create view v as select 1 as one; create or replace view v as select 1 as one, 2 as two; drop table t",
  ])("moved: %s", async (sql) => {
    expect(await moved((one) => one.query(sql))).toBe(true);
  });

  test.each([
    "select 1",
    "begin; alter table t rename a to b; rollback",
    "begin; alter table t rename a to b",
    "begin; savepoint s; alter table t rename a to b; rollback to s; commit",
    "drop table passing",
    "create table other (a int); drop table other",
    "insert into t select generate_series(1, 1000); analyze t",
  ])("stood still: %s", async (sql) => {
    expect(await moved((one) => one.query(sql))).toBe(false);
  });

  test("a transaction that was open before, and ends meanwhile", async () => {
    const { url } = await (await server(major)).createDatabase();
    const [one, reader] = [new pg.Client(url), await connect(url)];
    await one.connect();
    try {
      await one.query("create table t (a int)");
      await one.query("begin; savepoint s; alter table t rename a to b");
      const found = await inSession(reader, async () => {
        const found = { ...(await readServer(reader)), traced: false };
        const scope = await readScope(reader, found);
        const before = await hasMoved(reader, found, scope);
        await one.query("commit");
        return [before, await hasMoved(reader, found, scope)];
      });
      expect(found).toEqual([false, true]);
    } finally {
      await Promise.all([one.end(), reader.close()]);
    }
  });
});
