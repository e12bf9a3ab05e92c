/**
 * Tables with the same columns, as those of tenants are: of definitions that are alike in all that goes into them the server
 * prints one. What comes out is what it prints of each by itself.
 */
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { constraint } from "../src/kinds/postgres/constraint.js";
import { index } from "../src/kinds/postgres/index.js";
import type { Server } from "../src/kinds/server.js";
import { connect, type Connection, type Values } from "../src/source/connection.js";
import { readServer } from "../src/source/read-server.js";
import { askInScope, readScope, type Scope } from "../src/source/scope.js";
import { inSession } from "../src/source/session.js";
import { readTwins, withTwins, type Twins } from "../src/source/twins.js";
import { identifier } from "../src/sql/quote.js";
import { majors, server } from "./servers/servers.js";

const columns = `a int, b text, c text collate "C", d tsvector, e int, r int4range, p int4range`;

/** What is made of a table, `$t`, whose indexes and constraints begin with `$n`; each differs from its neighbour in one thing. */
const variants = (major: number): readonly string[] => [
  "create index $n_i on $t (a)",
  "create index $n_i on $t (a) with (fillfactor = 70)",
  "create index $n_i on $t (e)",
  "create index $n_i on $t (e desc)",
  "create index $n_i on $t (e desc nulls last)",
  "create index $n_i on $t (e) include (a)",
  "create index $n_i on $t (e) include (b)",
  "create index $n_i on $t (b)",
  "create index $n_i on $t (b text_pattern_ops)",
  `create index $n_i on $t (b collate "C")`,
  "create index $n_i on $t (c)",
  `create index $n_i on $t (c collate "POSIX")`,
  "create index $n_i on $t using hash (b)",
  "create index $n_i on $t (lower(b))",
  "create index $n_i on $t (upper(b))",
  "create index $n_i on $t (lower(b)) where a > 0",
  "create index $n_i on $t (lower(b)) where a > 1",
  "create index $n_i on $t (a) where $t is not null",
  "create index $n_i on $t using gist (d)",
  "create index $n_i on $t using gist (d tsvector_ops (siglen = 100))",
  "create index $n_i on $t using brin (a int4_minmax_multi_ops)",
  "create index $n_i on $t using brin (a int4_minmax_multi_ops (values_per_range = 16))",
  "create unique index $n_i on $t (a)",
  "create unique index $n_i on $t (a, e); alter table $t cluster on $n_i",
  "create index $n_i on $t ((a + e)); alter index $n_i alter column 1 set statistics 500",
  "alter table $t add constraint $n_k unique (a)",
  "alter table $t add constraint $n_k unique (a) with (fillfactor = 70)",
  "alter table $t add constraint $n_k unique (e)",
  "alter table $t add constraint $n_k unique (a, e)",
  "alter table $t add constraint $n_k unique (a) include (e)",
  "alter table $t add constraint $n_k unique (a) deferrable",
  "alter table $t add constraint $n_k unique (a) deferrable initially deferred",
  "alter table $t add constraint $n_k primary key (a)",
  "alter table $t add constraint $n_k primary key (e, a)",
  "alter table $t add constraint $n_k check (a > 0)",
  "alter table $t add constraint $n_k check (a > 1)",
  "alter table $t add constraint $n_k check (a > 1) not valid",
  "alter table $t add constraint $n_k check (a > 1) no inherit",
  "alter table $t add constraint $n_k check ($t is not null)",
  "alter table $t add constraint $n_k exclude using gist (p with &&)",
  "alter table $t add constraint $n_k exclude using gist (p with &&) where (a > 0)",
  "alter table $t add constraint $n_k exclude using gist (p with -|-)",
  ...(major < 15
    ? []
    : [
        "create unique index $n_i on $t (a) nulls not distinct",
        "alter table $t add constraint $n_k unique nulls not distinct (a)",
      ]),
  ...(major < 18
    ? []
    : [
        "alter table $t add constraint $n_k check (a > 1) not enforced",
        "alter table $t add constraint $n_k unique (r, p)",
        "alter table $t add constraint $n_k unique (r, p without overlaps)",
      ]),
];

/** Two tables of each variant, in schemas with names that need quotes; then tables that are nobody's twins, and two pairs more. */
function script(major: number): string {
  const tenants = [`a "tenant"`, "Ein.anderer 🙂"].map(identifier);
  const others = [
    columns.replace("a int, b text", "a int, bb text"),
    columns.replace("a int, b text", "b text, a int"),
    columns.replace("b text", "b varchar"),
    columns.replace("b text", `b text collate "C"`),
    columns.replace("a int,", "gone int, a int,"),
  ];
  return [
    ...tenants.map((tenant) => `create schema ${tenant}`),
    ...tenants.flatMap((tenant) =>
      variants(major).flatMap((variant, n) => {
        const own = identifier(`${tenant.length}.${n}`);
        const table = `${tenant}.${own}`;
        const made = variant.replaceAll("$t is", `${own} is`).replaceAll("$t", table);
        return [
          `create table ${table} (${columns})`,
          `set search_path = ${tenant}`,
          made.replaceAll("$n", `n${n}`),
        ];
      }),
    ),
    "set search_path = public",
    ...others.flatMap((own, n) => [
      `create table other${n} (${own})`,
      `create index other${n}_i on other${n} (a, b${n === 0 ? "b" : ""}) where a > 0`,
      `alter table other${n} add check (a > 0)`,
    ]),
    "alter table other4 drop column gone",
    ...["x int, y int", "y int, x int"].flatMap((own, n) =>
      [2 * n, 2 * n + 1].flatMap((pair) => [
        `create table pair${pair} (${own}, check (x > 0))`,
        `create index on pair${pair} (${own.slice(0, 1)})`,
      ]),
    ),
  ].join(";\n");
}

/** What a transaction of its own sees, in a session that may not write NULL into an array. */
async function inDatabase<T>(
  url: string,
  use: (connection: Connection, found: Server, scope: Scope, twins: Twins) => Promise<T>,
): Promise<T> {
  const connection = await connect(url);
  await connection.run("set array_nulls = off");
  const read = async (): Promise<T> => {
    const found = { ...(await readServer(connection)), traced: false };
    const scope = await readScope(connection, found);
    return use(connection, found, scope, await readTwins(connection, found, Promise.resolve(scope)));
  };
  return inSession(connection, read).finally(() => connection.close());
}

const timescaledb = { version: "2.28.4", release: 2028, schema: "public", columns: new Set<string>() };

/** Rows by OID. */
const ask = async (connection: Connection, query: string | null, scope: Scope): Promise<readonly Values[]> =>
  [...(await askInScope(connection, query ?? "", scope))].sort((a, b) => Number(a["oid"]) - Number(b["oid"]));

describe.each(majors)("twins on PostgreSQL %i", (major) => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await (await server(major)).createDatabase());
    await withClient((client) => client.query(script(major)));
  });
  async function withClient<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client(url);
    await client.connect();
    return use(client).finally(() => client.end());
  }

  test.each([index, constraint])(
    "$section: what is printed once is what is printed of each",
    async (kind) => {
      await inDatabase(url, async (connection, found, scope, twins) => {
        expect(twins.size).toBe(2 * variants(major).length + 4);
        const alone = await ask(connection, kind.query(found), scope);
        expect(alone.length).toBeGreaterThan(30);
        expect(await ask(connection, kind.query(found), withTwins(scope, twins))).toEqual(alone);
      });
    },
  );

  test("the table of a continuous aggregate has another name than the aggregate", async () => {
    await withClient((client) =>
      client.query(`create schema _timescaledb_catalog;
        create table _timescaledb_catalog.hypertable (id int, schema_name name, table_name name);
        create table _timescaledb_catalog.dimension (hypertable_id int, column_name name)`),
    );
    await inDatabase(url, async (connection, found, scope, twins) => {
      const [oids = "{}", ...others] = scope.relations;
      const all = (value: string): string => oids.replace(/\d+/g, value);
      const aggregates = {
        ...scope,
        relations: [oids, all("elsewhere"), all("seen"), all("a"), others[3] ?? "{}"],
      };
      const query = index.query({ ...found, timescaledb });
      const alone = await ask(connection, query, aggregates);
      expect(alone.length).toBeGreaterThan(30);
      expect(JSON.stringify(alone[0]?.["body"])).toContain('"USING btree (a)"');
      expect(await ask(connection, query, withTwins(aggregates, twins))).toEqual(alone);
    });
    await withClient((client) => client.query("drop schema _timescaledb_catalog cascade"));
  });

  test("where there may be chunks, only what is the user's is looked at", async () => {
    await inDatabase(url, async (connection, found, scope, twins) => {
      const read = (own: Scope): Promise<Twins> =>
        readTwins(connection, { ...found, timescaledb }, Promise.resolve(own));
      expect(await read(scope)).toEqual(twins);
      expect((await read({ ...scope, relations: scope.relations.map(() => "{}") })).size).toBe(0);
    });
  });

  test("nobody has any on a server of a major whose catalogs may say more", async () => {
    await inDatabase(url, async (connection, found, scope) => {
      const newer = { ...found, major: Math.max(...majors) + 1 };
      expect((await readTwins(connection, newer, Promise.resolve(scope))).size).toBe(0);
    });
  });

  test("a table that somebody else has locked is not waited for where its twin was printed", async () => {
    await withClient(async (client) => {
      await client.query(
        `begin; lock table "Ein.anderer 🙂"."16.13", "Ein.anderer 🙂"."16.34" in access exclusive mode`,
      );
      await inDatabase(url, async (connection, found, scope, twins) => {
        const definitions = async (kind: typeof index): Promise<unknown[]> =>
          (await ask(connection, kind.query(found), withTwins(scope, twins))).map(({ body }) =>
            JSON.stringify(body),
          );
        expect(await definitions(index)).toContainEqual(expect.stringContaining("lower(b)"));
        expect(await definitions(constraint)).toContainEqual(expect.stringContaining("CHECK ((a > 0))"));
      });
      await client.query("rollback");
    });
  });

  test("all that these catalogs say is known to go into a definition, or not to", async () => {
    const known = {
      pg_index: `indexrelid indrelid indnatts indnkeyatts indisunique indnullsnotdistinct indisprimary indisexclusion
        indimmediate indisclustered indisvalid indcheckxmin indisready indislive indisreplident indkey indcollation indclass
        indoption indexprs indpred`,
      pg_constraint: `oid conname connamespace contype condeferrable condeferred conenforced convalidated conrelid contypid
        conindid conparentid confrelid confupdtype confdeltype confmatchtype conislocal coninhcount connoinherit conperiod
        conkey confkey conpfeqop conppeqop conffeqop confdelsetcols conexclop conbin`,
    };
    for (const [catalog, names] of Object.entries(known)) {
      const { rows } = await withClient((client) =>
        client.query<{ attname: string }>(
          "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0",
          [catalog],
        ),
      );
      expect(names.split(/\s+/)).toEqual(expect.arrayContaining(rows.map(({ attname }) => attname)));
    }
  });
});

test("nobody has twins in a database without tables", async () => {
  const { url } = await (await server(15)).createDatabase();
  await inDatabase(url, (_connection, _found, scope, twins) => {
    expect(twins.size).toBe(0);
    expect(withTwins(scope, twins)).toBe(scope);
    return Promise.resolve();
  });
});
