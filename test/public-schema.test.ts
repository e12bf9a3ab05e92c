/** Whether everybody may make things in the schema public: a default that PostgreSQL 15 changed. */
import pg from "pg";
import { expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { drifted } from "../src/render/summary.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { server } from "./servers/servers.js";

async function live(major: number, sql: string): Promise<Sourced> {
  const { url } = await (await server(major)).createDatabase();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create table t (); ${sql}`).finally(() => client.end());
  return readSource(url);
}

const forbid = "revoke create on schema public from public";
const allow = "grant create on schema public to public";

test.each([
  [14, "", 14, "", false],
  [14, "", 14, forbid, true],
  [14, forbid, 14, forbid, false],
  [16, "", 14, "", false],
  [16, "", 14, forbid, false],
  [16, allow, 14, "", false],
  [16, allow, 14, forbid, true],
  [16, "", 16, allow, true],
] as const)("%i %s against %i %s: drift %s", async (major, sql, other, otherSql, drift) => {
  const [one, two] = [await live(major, sql), await live(other, otherSql)];
  expect(drifted(await compare(one, two)).length > 0).toBe(drift);
  expect(drifted(await compare(two, one)).length > 0).toBe(drift);
});
