/** By whose hand a privilege came: told where it was not the owner's, as pg_dump tells it. */
import { expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { prove } from "../src/diff/proof.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { readSource } from "../src/source/source.js";
import { live, query } from "./driftline.js";
import { sameSchema } from "./referee/referee.js";

const schema = `
do $$ begin create role "the Lead"; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role driftline_reader; exception when duplicate_object or unique_violation then null; end $$;
create schema app;
grant usage on schema app to "the Lead";
create table app.orders (id int, price numeric);
create function app.total() returns numeric language sql as 'select 1.0';
grant select, insert, update (id, price) on app.orders to "the Lead" with grant option;
grant execute on function app.total() to "the Lead" with grant option;
`;
const grants = `
grant select on app.orders to driftline_reader;
grant update (id, price) on app.orders to driftline_reader;
grant execute on function app.total() to driftline_reader;
`;
const byLead = `${schema} set role "the Lead"; ${grants} reset role;`;

test("another's hand is a note, on tables, columns and functions; a baseline grants by the owner's", async () => {
  const [owners, leads] = [await live(schema + grants, 15), await live(byLead, 15)];
  const source = await readSource(leads);
  const findings = drifted(await compare(await readSource(owners), source));
  expect(findings.map(({ key, field, severity }) => [key, field, severity])).toEqual([
    ["grant function.app.total().driftline_reader", "granted_by", "info"],
    ["privilege app.orders.driftline_reader", "granted_by", "info"],
  ]);
  expect(findings[0]?.change?.actual).toContain("the Lead");
  expect((await sameSchema(owners, leads)).same).toBe(false);

  // One of its columns, and the table as such, by the owner as well: both hands are in it.
  await query(leads, "grant select, update (id) on app.orders to driftline_reader");
  const both = (await readSource(leads)).model.objects.get("privilege app.orders.driftline_reader")?.body;
  expect(both).toEqual({
    privileges: "SELECT",
    columns: "UPDATE (id, price)",
    granted_by: ["the Lead"],
  });

  const baseline = baselineBody(source.model);
  await prove(source.model, baseline, "baseline.sql", {});
  expect((await sameSchema(owners, await live(baseline, 15))).diff).toBe("");
});

test("the database's owner has one name in all databases", async () => {
  const url = await live(byLead, 15);
  await query(url, `alter database "${new URL(url).pathname.slice(1)}" owner to "the Lead"`);
  const { model } = await readSource(url);
  expect(model.objects.get("privilege app.orders.driftline_reader")?.body["granted_by"]).toEqual([
    "pg_database_owner",
  ]);
});
