/**
 * What PostgreSQL prints of a definition it does not always read back as what it was: the same definition, before and after,
 * is no drift on servers of one major, and its baseline is proven.
 */
import pg from "pg";
import { expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { prove } from "../src/diff/proof.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { server } from "./servers/servers.js";

const timeout = 120_000;

async function live(sql: string): Promise<Sourced> {
  const { url } = await (await server(18)).createDatabase();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
  return readSource(url);
}

const schema = (states: string): string => `
  create table orders (state varchar(9) check (state in (${states})), price float8 check (price between 1 and 9 and price <> 5))`;

test("a schema and its dump, loaded, are the same", { timeout }, async () => {
  const original = await live(schema("'new', 'paid'"));
  const reloaded = await live(baselineBody(original.model));
  expect(reloaded.model.objects).not.toEqual(original.model.objects);
  expect(drifted(await compare(original, reloaded))).toEqual([]);
  expect(
    (await prove(original.model, baselineBody(original.model), "baseline.sql", {})).respelled,
  ).not.toEqual([]);
});

test("another list is another list", { timeout }, async () => {
  const original = await live(schema("'new', 'paid'"));
  const other = await live(baselineBody((await live(schema("'new', 'gone'"))).model));
  expect(drifted(await compare(original, other)).map(({ key }) => key)).toEqual([
    "constraint public.orders.orders_state_check",
  ]);
});
