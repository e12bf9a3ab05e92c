/** A baseline means the same in a session that takes backslashes in literals for escapes, as PostgreSQL did before 9.1. */
import pg from "pg";
import { expect, test } from "vitest";
import { diff } from "../src/diff/diff.js";
import { layoutNamed } from "../src/kinds/kinds.js";
import { baselineBody } from "../src/render/baseline.js";
import { readSource } from "../src/source/source.js";
import { split } from "../src/sql/split.js";
import { server } from "./servers/servers.js";

const schema = String.raw`
create type label as enum ('back\slash', '\n');
create domain path as text default 'C:\dir' check (value ~ '^\w:\\');
create table "back\slash" ("col\umn" text default '\' check ("col\umn" <> 'a\''b'), kind label default '\n');
comment on table "back\slash" is 'a \ in it';
create index on "back\slash" (("col\umn" || '\')) where "col\umn" like 'a\_%';
create view v as select '\d+'::text as digits, E'tab\there' as tab from "back\slash" where "col\umn" ~ '^\d+$';
create function f(a text default '\') returns text language sql as 'select ''\t''';
create function g() returns text language sql begin atomic select '\t'::text; end;
create function h() returns text language plpgsql as $$ begin return '\'; end $$;
create policy p on "back\slash" using ("col\umn" <> '\');
create table parts (a text) partition by list (a);
create table one_part partition of parts for values in ('\');
create foreign data wrapper w options (separator '\');
create trigger t before insert on "back\slash" for each row when (new."col\umn" = '\') execute function suppress_redundant_updates_trigger('\x');
alter database :name set search_path = "back\slash";`;

test("a baseline in a session with standard_conforming_strings = off", async () => {
  const shared = await server(16);
  const made = await shared.createDatabase();
  const run = async (url: string, statements: readonly string[]): Promise<void> => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(made.url, [schema.replace("before insert", "before update").replace(":name", made.name)]);
  const { model } = await readSource(made.url);
  const body = baselineBody(model);
  expect(body).toContain("\\");
  const { url } = await shared.createDatabase();
  const { statements } = await split(body, "baseline.sql");
  await run(url, [
    "set standard_conforming_strings = off; set backslash_quote = on",
    ...statements.map(({ text }) => text),
  ]);
  expect(diff(model, (await readSource(url)).model, layoutNamed)).toEqual([]);
});
