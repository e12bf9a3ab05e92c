/**
 * The same SQL from file to the embedded shadow, and on a live server of each major: no finding, save where PostgreSQL
 * itself made something else of it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { drifted } from "../src/render/summary.js";
import { connect, type Connection } from "../src/source/connection.js";
import { introspect } from "../src/source/introspect.js";
import { replay } from "../src/source/shadow/replay.js";
import { openShadow, type Shadow } from "../src/source/shadow/shadow.js";
import type { Sourced } from "../src/source/source.js";
import { split } from "../src/sql/split.js";
import { driftCases } from "./fixtures.js";
import { majors, server } from "./servers/servers.js";

let shadow: Shadow;
/** A database of each major. */
const databases = new Map<number, Connection>();
beforeAll(async () => {
  const extensions = driftCases().flatMap((one) => one.extensions);
  shadow = await openShadow("embedded", { extensions });
  for (const major of majors)
    databases.set(major, await connect((await (await server(major)).createDatabase()).url));
});
afterAll(() => Promise.all([shadow.close(), ...[...databases.values()].map((one) => one.close())]));

/** Replays on the one shadow that all cases share, and leaves it as it was. */
async function replayed(sql: string): Promise<Sourced> {
  try {
    await replay(shadow, [await split(sql, "b.sql")]);
    const { model } = await introspect(shadow.connection);
    return { model, blame: new Map(), label: "b.sql", sort: "migrations" };
  } finally {
    await clear(shadow.connection, 18);
  }
}

/** Runs on the one database of the major, as a client that knows nothing of statements, and leaves it as it was. */
async function live(sql: string, major: number): Promise<Sourced> {
  const connection = databases.get(major);
  if (connection === undefined) throw new Error(`there is no database of PostgreSQL ${major}`);
  try {
    await connection.run(sql);
    await connection.run("discard all");
    const { model } = await introspect(connection);
    return { model, blame: new Map(), label: `PostgreSQL ${major}`, sort: "live" };
  } finally {
    await clear(connection, major);
  }
}

/** What a new database has not, in an order in which it can be dropped. */
const leftQuery = `
select 'drop event trigger ' || quote_ident(evtname) as sql from pg_event_trigger
union all select 'drop publication ' || quote_ident(pubname) from pg_publication
union all select format('alter subscription %I set (slot_name = none); drop subscription %1$I', subname)
            from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())
union all select format('drop cast (%s as %s)', format_type(castsource, null), format_type(casttarget, null)) from pg_cast
           where oid >= 16384 and not exists (select from pg_depend d where d.objid = pg_cast.oid and d.deptype in ('i', 'e'))
union all select format('drop transform for %s language %I cascade', format_type(trftype, null), lanname)
            from pg_transform join pg_language on pg_language.oid = trflang
union all select 'drop extension ' || quote_ident(extname) || ' cascade' from pg_extension where extname <> 'plpgsql'
union all select 'drop foreign data wrapper ' || quote_ident(fdwname) || ' cascade' from pg_foreign_data_wrapper
union all select 'drop schema ' || quote_ident(nspname) || ' cascade' from pg_namespace
           where nspname not like 'pg\\_%' and nspname <> 'information_schema'
union all select 'drop access method ' || quote_ident(amname) || ' cascade' from pg_am where oid >= 16384
union all select 'drop language ' || quote_ident(lanname) || ' cascade' from pg_language where oid >= 16384 and lanname <> 'plpgsql'
union all select 'set allow_system_table_mods = on; delete from pg_default_acl; 
             delete from pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database());
             reset allow_system_table_mods'`;

async function clear(connection: Connection, major: number): Promise<void> {
  await connection.run("rollback");
  await connection.run("discard all");
  for (const { sql } of await connection.query(leftQuery)) await connection.run(String(sql));
  await connection.run(
    `create schema public${major < 15 ? "" : " authorization pg_database_owner"};
     grant ${major < 15 ? "all" : "usage"} on schema public to public;
     comment on schema public is 'standard public schema'; create extension if not exists plpgsql`,
  );
}

describe("fixtures/drift, from file and from servers", () => {
  test.each(driftCases().filter(({ extensions }) => extensions.length === 0))(
    "$name",
    async ({ b, since }) => {
      const file = await replayed(b);
      const asked = majors.filter((one) => one >= since);
      const lives = await Promise.all(asked.map(async (major) => ({ major, actual: await live(b, major) })));
      const found: Record<number, unknown> = {};
      for (const { major, actual } of lives) {
        const findings = drifted(await compare(file, actual));
        if (findings.length > 0) found[major] = findings;
      }
      expect(found).toEqual({});
    },
  );
});
