/** One seed of the soak: a random schema and changes of it, judged by pg_dump and by reading back. */
import { isDeepStrictEqual } from "node:util";
import { createTwoFilesPatch } from "diff";
import pg from "pg";
import { compare } from "../../src/diff/comparison.js";
import { diff } from "../../src/diff/diff.js";
import { fieldAt } from "../../src/diff/possible.js";
import { kindNamed, layoutNamed, layouts } from "../../src/kinds/kinds.js";
import { inOrder, preludeOf } from "../../src/kinds/order.js";
import type { Model } from "../../src/model/model.js";
import { read, write } from "../../src/model/yaml.js";
import { baselineBody } from "../../src/render/baseline.js";
import { drifted } from "../../src/render/summary.js";
import { readSource } from "../../src/source/source.js";
import { dumpSchema, rawDump } from "../referee/referee.js";
import type { SharedServer } from "../servers/servers.js";
import { underHostileSettings } from "./hostile.js";
import { schemaOf, type Tried } from "./schema.js";

export interface Outcome {
  readonly seed: number;
  /** What went wrong, in words, with what is needed to look into it. */
  readonly failures: readonly string[];
  /** Whether the baseline fails, and PostgreSQL's own dump fails in just the same way. */
  readonly beyondPostgres: boolean;
  readonly tried: readonly Tried[];
  readonly objects: number;
  /** Changes, and how many of them the referee called a difference. */
  readonly changes: number;
  readonly differences: number;
}

/** What pg_dump says, and the settings of the database, which it says only with --create. */
const referee = async (url: string): Promise<string> => `${await dumpSchema(url)}\n${await settingsOf(url)}`;

async function settingsOf(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(`
      select s.setrole::regrole || ' ' || c.line as line from pg_db_role_setting s
        join pg_database d on d.oid = s.setdatabase and d.datname = current_database()
       cross join unnest(s.setconfig) c (line) order by 1`);
    return rows.map(({ line }) => line).join("\n");
  } finally {
    await client.end();
  }
}

const patch = (a: string, b: string): string =>
  createTwoFilesPatch("before", "after", a, b, "", "", { context: 1 });

export interface SoakOptions {
  readonly statements?: number;
  readonly changes?: number;
  /** Whether it is read as well from a database with hostile settings. */
  readonly hostile?: boolean;
}

/** Runs a seed: as many statements, then as many changes. */
export async function soak(
  seed: number,
  shared: SharedServer,
  { statements = 70, changes: wanted = 4, hostile = false }: SoakOptions = {},
): Promise<Outcome> {
  const database = await shared.createDatabase();
  const schema = await schemaOf(seed, database.url, shared.major);
  const failures: string[] = [];
  let [objects, changes, differences] = [0, 0, 0];
  let beyondPostgres = false;
  try {
    for (let count = 0; count < statements; count += 1) await schema.grow();
    let before = { source: await readSource(database.url), dump: await referee(database.url) };
    const text = write(before.source.model, layouts);
    if (!isDeepStrictEqual(read(text, layouts, "snapshot"), before.source.model))
      failures.push("the snapshot does not read back equal");
    for (let count = 0; count < wanted; count += 1) {
      const change = await schema.grow();
      if (change === undefined) continue;
      const after = { source: await readSource(database.url), dump: await referee(database.url) };
      const found = drifted(await compare(before.source, after.source));
      const differs = before.dump !== after.dump;
      changes += 1;
      if (differs) differences += 1;
      if (found.length > 0 !== differs) {
        failures.push(
          [
            `after ${change.sql}`,
            `driftline: ${JSON.stringify(
              found.map(({ key, message, change: what }) => ({ key, message, what })),
              null,
              1,
            )}`,
            `pg_dump: ${patch(before.dump, after.dump)}`,
          ].join("\n"),
        );
      }
      before = after;
    }
    objects = before.source.model.objects.size;
    const rebuilt = await rebuild(before.source.model, before.dump, shared);
    const fault = rebuilt.failures.length > 0 && rebuilt.result === (await restored(database.url, shared));
    if (fault && rebuilt.onlyDeparsed) beyondPostgres = true;
    else failures.push(...rebuilt.failures);
    if (hostile) failures.push(...(await underHostileSettings(database.url, before.source.model)));
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await schema.close();
    await database.drop();
  }
  return { seed, failures, beyondPostgres, tried: schema.tried, objects, changes, differences };
}

/** The first statement of a baseline that the server refuses. */
async function culprit(client: pg.Client, model: Model): Promise<string> {
  for (const sql of [...preludeOf(model), ...inOrder(model).flatMap(({ statements }) => statements)]) {
    try {
      await client.query(sql);
    } catch {
      return sql;
    }
  }
  return "none, when they are run one by one";
}

interface Rebuilt {
  readonly failures: readonly string[];
  /** What the referee says of it, or the server's complaint. */
  readonly result: string;
  /** Whether nothing but SQL that PostgreSQL prints reads back otherwise. */
  readonly onlyDeparsed: boolean;
}

/** Runs something in an empty database. */
async function inEmptyDatabase<T>(
  shared: SharedServer,
  run: (client: pg.Client, url: string) => Promise<T>,
): Promise<T> {
  const { url, drop } = await shared.createDatabase();
  const client = new pg.Client(url);
  client.on("notice", () => undefined);
  await client.connect();
  try {
    return await run(client, url);
  } finally {
    const { rows } = await client
      .query<{ sql: string }>(
        "select format('drop subscription %I', subname) as sql from pg_subscription s join pg_database d on d.oid = s.subdbid and d.datname = current_database()",
      )
      .catch(() => ({ rows: [] }));
    for (const { sql } of rows) await client.query(sql);
    await client.end();
    await drop();
  }
}

/** What becomes of PostgreSQL's own dump, loaded into an empty database, where it has the same settings: as `Rebuilt.result`. */
async function restored(original: string, shared: SharedServer): Promise<string> {
  const sql = await rawDump(original);
  return inEmptyDatabase(shared, async (client, url) => {
    try {
      await client.query(sql);
    } catch (error) {
      return String(error);
    }
    return `${await dumpSchema(url)}\n${await settingsOf(original)}`;
  });
}

/** Loads the baseline of a model into an empty database, which must be the same to both. */
const rebuild = (model: Model, dump: string, shared: SharedServer): Promise<Rebuilt> =>
  inEmptyDatabase(shared, async (client, url) => {
    const sql = baselineBody(model);
    try {
      await client.query(sql);
    } catch (error) {
      const failure = `the baseline does not load: ${String(error)}\n${await culprit(client, model)}\n---\n${sql}`;
      return { failures: [failure], result: String(error), onlyDeparsed: true };
    }
    const source = await readSource(url);
    const found = diff(model, source.model, layoutNamed);
    const again = await referee(url);
    const failures = [
      ...(found.length === 0
        ? []
        : [
            `the baseline reads back otherwise: ${JSON.stringify(
              found.map((drift) => ({ ...drift, expectedObject: "", actualObject: "" })),
              null,
              1,
            )}`,
          ]),
      ...(again === dump ? [] : [`the baseline is not the same to pg_dump: ${patch(dump, again)}`]),
    ];
    const onlyDeparsed = found.every(
      (drift) =>
        drift.type === "changed" &&
        fieldAt(kindNamed(drift.expectedObject.kind).fields, drift.field)?.deparsed === true,
    );
    return { failures, result: again, onlyDeparsed };
  });
