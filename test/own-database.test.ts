/** Migrations that name the database they run in: on a shadow, which has another name, they are about the shadow. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { drifted } from "../src/render/summary.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { onOwnDatabase } from "../src/source/shadow/own-database.js";
import { split } from "../src/sql/split.js";
import { server } from "./servers/servers.js";

/** What production calls itself; a database of that name stands beside the shadow. */
const name = 'Prod "uction"';
const quoted = '"Prod ""uction"""';

const schema = `
create table orders (id int);
create role named_reader;
alter database ${quoted} set work_mem = '7MB';
ALTER DATABASE /* on database x */ ${quoted}
  SET search_path TO public, pg_temp;
alter role named_reader in database ${quoted} set statement_timeout = '3s';
alter role all in database ${quoted} set lock_timeout = '1s';
grant connect, temporary on database ${quoted}, ${quoted} to named_reader;
revoke all on database ${quoted} from public;
comment on database ${quoted} is 'on database production';
alter database ${quoted} connection limit 50;
alter database ${quoted} is_template true;`;

let folder: string;
let url: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "driftline-own-"));
  const shared = await server(17);
  url = shared.url("postgres");
  await ask(`create database ${quoted}`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await ask(`alter database ${quoted} is_template false`);
  await ask(`drop database ${quoted} with (force)`);
});

async function ask(sql: string, database = url): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function migrations(sql: string, shadow: string): Promise<Sourced> {
  const file = join(folder, "001_all.sql");
  writeFileSync(file, sql);
  return readSource(file, { cache: false, shadow });
}

const clusterOf = `
  select datname, datconnlimit, datistemplate, datacl::text, shobj_description(oid, 'pg_database') as comment,
         (select array_agg(setconfig::text order by 1) from pg_db_role_setting where setdatabase = d.oid) as settings
    from pg_database d where datname not like 'test\\_%' order by datname`;

describe("statements that name the database", () => {
  test.each(["embedded", "server"])("are about the shadow: %s", async (sort) => {
    const shadow = sort === "server" ? url : sort;
    const before = await ask(clusterOf);
    const replayed = await migrations(schema, shadow);
    expect(replayed.model.gaps).toEqual([]);
    expect([...replayed.model.objects.keys()].filter((key) => key.startsWith("setting"))).toEqual([
      "setting lock_timeout",
      "setting search_path",
      "setting statement_timeout.named_reader",
      "setting work_mem",
    ]);
    expect(replayed.blame.get("setting statement_timeout.named_reader")?.line).toBe(7);
    // Nothing beside it was touched, and nothing is left of it.
    expect(await ask(clusterOf)).toEqual(before);
    await ask("drop role if exists named_reader");

    const one = await migrations(schema.replace("7MB", "8MB"), shadow);
    await ask("drop role if exists named_reader");
    expect(drifted(await compare(replayed, replayed))).toEqual([]);
    expect(drifted(await compare(replayed, one)).map(({ key, change }) => [key, change])).toEqual([
      ["setting work_mem", { expected: "7MB", actual: "8MB" }],
    ]);
  });

  test("agree with the live database of that name", async () => {
    const live = (await server(17)).url(name);
    await ask(schema, live);
    const found = await compare(
      await migrations(schema.replace(/create role.*/, ""), url),
      await readSource(live),
    );
    expect(drifted(found)).toEqual([]);
    await ask("drop owned by named_reader; drop role named_reader", live);
  });

  test("that make, drop or rename a database do nothing", async () => {
    const before = await ask(clusterOf);
    const sql = `create table t (a int); create database ${quoted}; drop database if exists ${quoted}; alter database ${quoted} rename to other;`;
    for (const shadow of ["embedded", url])
      expect([...(await migrations(sql, shadow)).model.objects.keys()]).toContain("table public.t");
    expect(await ask(clusterOf)).toEqual(before);
  });

  test("are changed in nothing else", async () => {
    const { statements } = await split(
      "grant connect on database a, \"b\" to c; comment on table t is 'on database a'; alter role x set work_mem = '1MB';",
      "x.sql",
    );
    const texts = statements.map(async (statement) => (await onOwnDatabase(statement, "It's"))?.text);
    expect(await Promise.all(texts)).toEqual([
      'grant connect on database "It\'s" to c',
      "comment on table t is 'on database a'",
      "alter role x set work_mem = '1MB'",
    ]);
  });
});
