/** Files of migrations that were never applied are told, and no others. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { readPair } from "../src/diff/pair.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "driftline-unapplied-"));
  await writeFile(
    join(folder, "001_a.sql"),
    "create table a (id int primary key, note text); create index a_i on a (note);",
  );
  await writeFile(
    join(folder, "002_b.sql"),
    "alter table a add column x int; alter table a add column y int;",
  );
  await writeFile(join(folder, "003_c.sql"), `create table "C d" (id int, e int);`);
  await writeFile(join(folder, "004_d.sql"), "alter table a alter column note set default 'n';");
});
afterAll(() => rm(folder, { recursive: true }));

/** What is told of the files, of a database that these statements made. */
async function told(database: string): Promise<string[]> {
  const actual = join(await mkdtemp(join(folder, "database-")), "database.sql");
  await writeFile(actual, database);
  const { expected, actual: there } = await readPair(join(folder), actual);
  const { findings } = await compare(expected, there);
  return findings
    .filter(({ code }) => code === "files/unapplied")
    .map(({ key, message }) => `${key.slice(-9)} ${message}`);
}

const first = "create table a (id int primary key, note text); create index a_i on a (note);";

test("nothing where all is applied", async () => {
  expect(
    await told(`${first} alter table a add column x int, add column y int, alter column note set default 'n';
      create table "C d" (id int, e int);`),
  ).toEqual([]);
});

test("a file of which nothing is there", async () => {
  expect(await told(first)).toEqual([
    "002_b.sql was probably never applied: all that its 2 statements define is missing",
    "003_c.sql was probably never applied: what its one statement defines is missing",
  ]);
});

test("not a file of which a part is there, however it has changed", async () => {
  expect(await told(`${first} alter table a add column y int;`)).toEqual([
    "003_c.sql was probably never applied: what its one statement defines is missing",
  ]);
  expect(await told(`${first} alter table a add column x bigint; create table "C d" (id int);`)).toEqual([]);
});
