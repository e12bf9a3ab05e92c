import { loadModule, parseSync } from "libpg-query";
import type { Node } from "libpg-query";
import { beforeAll, describe, expect, test } from "vitest";
import { addsEnumValue, cannotRunInTransaction, roleNames, tag } from "../../src/sql/parse.js";

beforeAll(loadModule);

function tree(sql: string): Node {
  const node = parseSync(sql).stmts?.[0]?.stmt;
  if (node === undefined) throw new Error(`no statement: ${sql}`);
  return node;
}

test("tag is the type of the node", () => {
  expect(tag(tree("create table t ()"))).toBe("CreateStmt");
  expect(tag(tree("select 1"))).toBe("SelectStmt");
});

describe("roleNames", () => {
  test.each<[string, string[]]>([
    ["create table t (a int)", []],
    ["alter table t owner to bob", ["bob"]],
    ['grant select on t to "B\'ob", alice, public, current_user granted by root', ["B'ob", "alice", "root"]],
    ["create policy p on t to app, app using (true)", ["app"]],
    ["create schema s authorization bob", ["bob"]],
    ["create schema s create table t () create view v as select 1 grant select on t to x", ["x"]],
    ["alter default privileges for role r in schema s grant select on tables to q", ["q", "r"]],
    ["reassign owned by a to session_user", ["a"]],
    ["create user mapping for u server s", ["u"]],
    ["select 'rolename'", []],
  ])("%s: %j", (sql, names) => {
    expect(roleNames(tree(sql))).toEqual(names);
  });

  test("of a very long expression are none", () => {
    expect(roleNames(tree(`select 1${" + 1".repeat(2000)}`))).toEqual([]);
  });
});

describe("cannotRunInTransaction", () => {
  test.each([
    "create index concurrently i on t (a)",
    "drop index concurrently i",
    "reindex table concurrently t",
    "reindex (concurrently, verbose) index i",
    "reindex (concurrently 1) index i",
    "reindex schema s",
    "reindex database concurrently",
    "reindex system",
    "vacuum",
    "vacuum full t",
    "cluster",
    "create database d",
    "drop database if exists d",
    "alter database d set tablespace x",
    "create tablespace x location '/x'",
    "drop tablespace x",
    "alter system set work_mem = '1MB'",
    "create subscription s connection 'x' publication p",
    "create subscription s connection 'x' publication p with (connect, copy_data = off)",
    "drop subscription s",
    "alter subscription s refresh publication",
    "alter subscription s add publication p",
    "alter table t detach partition p concurrently",
    "discard all",
    "commit prepared 'x'",
  ])("%s", (sql) => {
    expect(cannotRunInTransaction(tree(sql))).toBe(true);
  });

  test.each([
    "create index i on t (a)",
    "drop index i",
    "drop table t",
    "reindex table t",
    "reindex (concurrently off) table t",
    "reindex (concurrently 0) table t",
    "analyze t",
    "cluster t using i",
    "alter database d set work_mem = '1MB'",
    "alter database d with connection limit 3",
    "create subscription s connection 'x' publication p with (create_slot = false)",
    "create subscription s connection 'x' publication p with (connect = false)",
    "alter subscription s set publication p with (refresh = false)",
    "alter subscription s disable",
    "alter table t detach partition p",
    "alter table t detach partition p finalize",
    "alter table t attach partition p default",
    "refresh materialized view concurrently m",
    "call p()",
    "do $$ begin commit; end $$",
    "discard temp",
    "begin",
    "prepare transaction 'x'",
    "alter type e add value 'x'",
    "select 1",
  ])("not %s", (sql) => {
    expect(cannotRunInTransaction(tree(sql))).toBe(false);
  });
});

test("addsEnumValue tells a new value from a new name", () => {
  expect(addsEnumValue(tree("alter type e add value if not exists 'x' before 'y'"))).toBe(true);
  expect(addsEnumValue(tree("alter type e rename value 'x' to 'y'"))).toBe(false);
  expect(addsEnumValue(tree("create type e as enum ('x')"))).toBe(false);
});
