/** A role with nothing but CONNECT reads the same model as a superuser. */
import pg from "pg";
import { expect, test } from "vitest";
import { readSource } from "../src/source/source.js";
import { driftCases } from "./fixtures.js";
import { majors, server } from "./servers/servers.js";

const clusterWide =
  /\b(?:create|alter|drop) (?:role|user|event trigger|publication|subscription|server|foreign)|\bgrant\b/i;

test.each(majors)("on PostgreSQL %i", { timeout: 120_000 }, async (major) => {
  const shared = await server(major);
  const { url, name } = await shared.createDatabase();
  const cases = driftCases().filter(
    ({ name: sentence, since, extensions, b }) =>
      since <= major &&
      extensions.length === 0 &&
      /^(?:mixed|table|view|function|index|trigger|domain)--/.test(sentence) &&
      !clusterWide.test(b),
  );
  const admin = new pg.Client(url);
  await admin.connect();
  let loaded = 0;
  try {
    // Each case in a schema of its own; those that name schemas of their own collide, and are left out.
    for (const [index, { b }] of cases.entries()) {
      await admin.query(`begin; create schema case_${index}; set local search_path = case_${index}`);
      loaded += await admin.query(`${b}; reset search_path; commit`).then(
        () => 1,
        () => admin.query("rollback").then(() => 0),
      );
    }
    await admin.query(
      `do $$ begin create role driftline_nobody login; exception when duplicate_object then null; end $$`,
    );
    await admin.query(
      `revoke all on schema public from public; revoke temporary on database "${name}" from public`,
    );
  } finally {
    await admin.end();
  }
  expect(loaded).toBeGreaterThan(60);
  const nobody = url.replace("postgres@", "driftline_nobody@");
  expect(nobody).not.toBe(url);
  const all = await readSource(url);
  expect(all.model.objects.size).toBeGreaterThan(200);
  expect((await readSource(nobody)).model).toEqual(all.model);
});
