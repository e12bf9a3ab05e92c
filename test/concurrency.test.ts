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
  /**
   * Whether a session sees that its schema has moved.
   * @param before what another one does before it begins
   * @param meanwhile and after that
   */
  async function moved(before: string, meanwhile: string): Promise<boolean> {
    const { url } = await (await server(major)).createDatabase();
    const [other, reader] = [new pg.Client(url), await connect(url)];
    await other.connect();
    try {
      await other.query("create schema s; create table t (a int)");
      await other.query("create function f() returns int language sql return 1");
      await other.query("begin; alter table t rename a to b; rollback");
      await other.query("create temporary table passing (a int)");
      await other.query(before);
      return await inSession(reader, async () => {
        const found = { ...(await readServer(reader)), traced: false };
        const scope = await readScope(reader, found);
        expect(await hasMoved(reader, found, scope)).toBe(false);
        await other.query(meanwhile);
        return hasMoved(reader, found, scope);
      });
    } finally {
      await Promise.all([other.end(), reader.close()]);
    }
  }
  const nothing = "select 1";
  const open = "begin; savepoint s; alter table t rename a to b";

  test.each([
    [nothing, "alter table t rename a to b"],
    [nothing, "drop table t"],
    [nothing, "drop function f()"],
    [nothing, "alter schema s rename to r"],
    [nothing, "begin; savepoint s; alter table t add b int; release s; commit"],
    [
      nothing,
      "create view v as select 1 as one; create or replace view v as select 1 as one, 2 as two; drop table t",
    ],
    [open, "commit"],
  ])("moved: %s, then %s", async (before, meanwhile) => {
    expect(await moved(before, meanwhile)).toBe(true);
  });

  test.each([
    [nothing, nothing],
    [nothing, "begin; alter table t rename a to b; rollback"],
    [nothing, "begin; alter table t rename a to b"],
    [nothing, "begin; savepoint s; alter table t rename a to b; rollback to s; commit"],
    [nothing, "drop table passing"],
    [nothing, "create table u (a int); drop table u"],
    [nothing, "insert into t select generate_series(1, 1000); analyze t"],
    [open, "rollback"],
  ])("stood still: %s, then %s", async (before, meanwhile) => {
    expect(await moved(before, meanwhile)).toBe(false);
  });
});
