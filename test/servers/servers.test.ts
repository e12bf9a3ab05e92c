/** The servers themselves: each major starts, is apart, and stops. */
import pg from "pg";
import { describe, expect, test } from "vitest";
import { startServer } from "./server.js";
import { majors, server } from "./servers.js";

async function value(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const result = await client.query<{ value: unknown }>(`select (${sql}) as value`);
    return result.rows[0]?.value;
  } finally {
    await client.end();
  }
}

const timeout = 60_000;

describe.each(majors)("PostgreSQL %i", (major) => {
  test("is the major that was asked for, in UTF8", { timeout }, async () => {
    const { url } = await server(major);
    expect(await value(url("postgres"), "current_setting('server_version')")).toMatch(`${String(major)}.`);
    expect(await value(url("postgres"), "current_setting('server_encoding')")).toBe("UTF8");
    expect(await value(url("postgres"), "select datcollate from pg_database limit 1")).toBe("C.UTF-8");
  });

  test("makes databases that are empty and apart, and drops them", { timeout }, async () => {
    const { createDatabase, url } = await server(major);
    const [one, other] = await Promise.all([createDatabase(), createDatabase()]);
    const client = new pg.Client(one.url);
    await client.connect();
    await client.query("create table t ()");
    await client.end();
    const tables = "select count(*)::int from pg_tables where schemaname = 'public'";
    expect(await value(one.url, tables)).toBe(1);
    expect(await value(other.url, tables)).toBe(0);
    await Promise.all([one.drop(), other.drop()]);
    const left = `select count(*)::int from pg_database where datname in ('${one.name}', '${other.name}')`;
    expect(await value(url("postgres"), left)).toBe(0);
  });
});

test("a server of one's own stops, and takes its directory along", { timeout }, async () => {
  const own = await startServer(16);
  const url = own.url("postgres");
  const data = await value(url, "current_setting('data_directory')");
  expect(String(data)).toMatch(/driftline-16-/);
  await own.stop();
  await expect(value(url, "1")).rejects.toThrow(/ECONNREFUSED/);
  const { existsSync } = await import("node:fs");
  expect(existsSync(String(data))).toBe(false);
});

test("a major that is not to be had is an error, never a skipped test", { timeout }, async () => {
  await expect(startServer(9)).rejects.toThrow(/no programs of PostgreSQL 9 /);
  await expect(server(9)).rejects.toThrow(/no programs of PostgreSQL 9 /);
});
