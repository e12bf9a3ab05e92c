/** The referee itself: it must see what differs, and nothing where nothing differs. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { majors, server, type TestDatabase } from "../servers/servers.js";
import { paragraphs } from "./paragraphs.js";
import { dumpSchema, sameSchema } from "./referee.js";

const timeout = 60_000;

const schema = `
  create schema app;
  create type app.status as enum ('new', 'paid');
  create table app.b (id int primary key, at timestamptz default now(), status app.status default 'new');
  create table app.a (id int primary key, b_id int references app.b, check (id > 0));
  create index a_b on app.a (b_id);
  create function app.f() returns int language plpgsql as $$ begin

    return 1;
  end $$;
  create view app.v as select id, app.f() as one from app.a;`;

/** The same objects, made in another order. */
const shuffled = `
  create schema app;
  create function app.f() returns int language plpgsql as $$ begin

    return 1;
  end $$;
  create table app.a (id int, b_id int, check (id > 0));
  create view app.v as select id, app.f() as one from app.a;
  create index a_b on app.a (b_id);
  create type app.status as enum ('new', 'paid');
  create table app.b (id int primary key, at timestamptz default now(), status app.status default 'new');
  alter table app.a add primary key (id);
  alter table app.a add foreign key (b_id) references app.b;`;

/** Each makes one difference. */
const changes = [
  "alter table app.b alter at set default clock_timestamp()",
  "alter table app.b alter at set not null",
  "alter table app.b add column extra int",
  "alter table app.a alter b_id type bigint",
  "alter table app.a drop constraint a_id_check",
  "alter type app.status add value 'gone'",
  "drop index app.a_b",
  "alter index app.a_b rename to a_by_b",
  "create or replace view app.v as select id, app.f() + 1 as one from app.a",
  "create or replace function app.f() returns int language plpgsql as $$ begin\n\n\n    return 1;\n  end $$",
  "comment on table app.a is 'a'",
  "grant select on app.a to public",
  "create table t ()",
  "create schema other",
];

describe.each(majors)("PostgreSQL %i", (major) => {
  let made: TestDatabase[] = [];

  async function database(...statements: readonly string[]): Promise<string> {
    const one = await (await server(major)).createDatabase();
    made.push(one);
    const client = new pg.Client(one.url);
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
    return one.url;
  }

  let original: string;
  beforeAll(async () => {
    original = await database(schema);
  }, timeout);
  afterAll(async () => {
    await Promise.all(made.map((one) => one.drop()));
    made = [];
  }, timeout);

  test("says same of the same schema", { timeout }, async () => {
    expect(await sameSchema(original, await database(schema))).toEqual({ same: true, diff: "" });
  });

  test("says same of two empty databases", { timeout }, async () => {
    expect(await sameSchema(await database(), await database())).toEqual({ same: true, diff: "" });
  });

  test("says same of a schema made in another order", { timeout }, async () => {
    expect(await sameSchema(original, await database(shuffled))).toEqual({ same: true, diff: "" });
  });

  // By both programs: what is installed reads 15 as a rule, and only WASM's reads 18.
  test.each(major === 15 || major === 18 ? changes : changes.slice(0, 1))(
    "sees: %s",
    { timeout },
    async (change) => {
      const verdict = await sameSchema(original, await database(schema, change));
      expect(verdict.same).toBe(false);
      expect(verdict.diff).toMatch(/^[-+][^-+]/m);
    },
  );

  test("takes column order for a difference", { timeout }, async () => {
    const verdict = await sameSchema(
      await database("create table t (a int, b int)"),
      await database("create table t (b int, a int)"),
    );
    expect(verdict.same).toBe(false);
  });

  test("leaves grants out if told to", { timeout }, async () => {
    const granted = await database(schema, "grant select on app.a to public");
    expect((await sameSchema(original, granted, { flags: ["--no-privileges"] })).same).toBe(true);
    expect(await dumpSchema(original)).toContain("OWNER TO");
    expect(await dumpSchema(original, { flags: ["--no-owner"] })).not.toContain("OWNER TO");
  });

  test("dumps hostile names", { timeout }, async () => {
    const hostile = await database('create table "T"".🐘\n--" ("select" int)');
    expect(await dumpSchema(hostile)).toContain(
      'CREATE TABLE public."T"".🐘\n--" (\n    "select" integer\n);',
    );
    expect((await sameSchema(hostile, await database())).same).toBe(false);
  });

  test("fails when the database is not there", { timeout }, async () => {
    await expect(dumpSchema((await server(major)).url("nowhere"))).rejects.toThrow(/nowhere/);
  });
});

test("nothing that tells of the run stays in a dump", { timeout }, async () => {
  const one = await (await server(15)).createDatabase();
  expect(await dumpSchema(one.url)).not.toMatch(/restrict|Dumped|database dump/);
  await one.drop();
});

test("a setting made between objects belongs to the objects after it", () => {
  const object = (name: string): string =>
    `--\n-- Name: ${name}; Type: TABLE\n--\n\nCREATE TABLE ${name} ();\n\n`;
  const set = (value: string): string => `SET default_tablespace = ${value};\n\n`;
  const one = set("''") + object("a") + set("fast") + object("b");
  const other = set("fast") + object("b") + set("''") + object("a");
  expect(paragraphs(one)).toEqual(paragraphs(other));
  expect(paragraphs(one)).not.toEqual(paragraphs(set("fast") + object("a") + object("b")));
});
