/** A role with nothing but CONNECT reads the same model as a superuser. */
import pg from "pg";
import { expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
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

test(
  "what only a superuser may read is told, with the GRANT that would help",
  { timeout: 120_000 },
  async () => {
    const { url, drop } = await (await server(18)).createDatabase();
    const admin = new pg.Client(url);
    await admin.connect();
    try {
      await admin.query(`
do $$ begin create role driftline_nobody login; exception when duplicate_object then null; end $$;
create schema secret;
create table secret.t (a int primary key);
create foreign data wrapper far;
create server there foreign data wrapper far options (host 'db', password 'hunter2');
create user mapping for public server there options (user 'shop', password 'hunter2');
create subscription words connection 'host=db' publication p with (connect = false, slot_name = none);
select lo_create(4711);
grant select on large object 4711 to public`);
      const all = await readSource(url);
      const poor = await readSource(url.replace("postgres@", "driftline_nobody@"));
      const lost = [...all.model.objects.keys()].filter((key) => !poor.model.objects.has(key));
      expect(lost).toEqual(["subscription words", "user mapping there.public"]);
      for (const [key, object] of poor.model.objects) expect(object).toEqual(all.model.objects.get(key));

      expect(all.model.gaps.map(({ what }) => what)).toEqual(["1 large object with privileges or a comment"]);
      const unreadable = poor.model.gaps.filter(({ reason }) => reason === "unreadable");
      expect(unreadable.map(({ what, help }) => [what, /GRANT SELECT ON \S+/.exec(help ?? "")?.[0]])).toEqual(
        [
          ["subscriptions", "GRANT SELECT ON pg_subscription"],
          ["user mappings", "GRANT SELECT ON pg_user_mapping"],
        ],
      );
      const comparison = await compare(all, poor);
      expect(comparison.gaps).toBe(true);
    } finally {
      await admin.query("alter subscription words set (slot_name = none); drop subscription words");
      await admin.end();
      await drop();
    }
  },
);
