/** Passwords from a file, as libpq looks them up, on a server that wants one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driftline } from "./driftline.js";
import { startServer, type TestServer } from "./servers/server.js";

const folder = mkdtempSync(join(tmpdir(), "driftline-password-"));
const passwords = join(folder, "passwords");
let server: TestServer;

const methods = ["scram-sha-256", "md5", "password"];
const rules = `local all all trust\n${methods.map((method) => `host all ${JSON.stringify(method)} all ${method}\n`).join("")}host all all all scram-sha-256\n`;

beforeAll(async () => {
  server = await startServer(16);
  writeFileSync(passwords, `127.0.0.1:${server.port}:postgres:reader:it\\:s long\n`, { mode: 0o600 });
  const client = new pg.Client({ ...server.socket, user: "postgres", database: "postgres" });
  await client.connect();
  await client.query("create role reader login password 'it:s long'");
  await client.query("set password_encryption = 'md5'");
  for (const method of methods) await client.query(`create role "${method}" login password 'x'`);
  await client.query(
    `copy (select '${Buffer.from(rules).toString("base64")}') to program 'base64 -d > pg_hba.conf'`,
  );
  const loaded = "select pg_conf_load_time()::text as at";
  const before: unknown = (await client.query<{ at: string }>(loaded)).rows[0]?.at;
  await client.query("select pg_reload_conf()");
  while ((await client.query<{ at: string }>(loaded)).rows[0]?.at === before) await sleep(20);
  await client.end();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const url = (login: string): string => server.url("postgres").replace(/\/\/[^@]*@/, `//${login}@`);

test("a password is found in the file, without a word", async () => {
  const { code, stdout, stderr } = await driftline(["snapshot", url("reader")], {
    env: { PGPASSFILE: passwords },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("postgres: ");
});

test("one in the URL comes first, and without any there is no way in", async () => {
  const env = { PGPASSFILE: passwords };
  expect(await driftline(["snapshot", url("reader:wrong")], { env })).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining('password authentication failed for user "reader"') as unknown,
  });
});

test.each(methods)(
  "a server that asks for %s, where there is no password, is not waited for",
  async (method) => {
    const env = { PGPASSFILE: join(folder, "none") };
    const { code, stdout, stderr } = await driftline(["snapshot", url(method)], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const why = {
      md5: 'password authentication failed for user "md5"',
    }[method];
    const none = "it wants a password, and there is none: put it into the URL, PGPASSWORD or ~/.pgpass";
    expect(stderr).toContain(`driftline: could not connect to ${url(method)}: ${why ?? none}`);
  },
);
