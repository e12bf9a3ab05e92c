/** A server that dies, hangs or changes in the middle of a read: one clear sentence, exit code 2, and nothing is written. */
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, connect as dial, type Socket } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Obj } from "../src/model/model.js";
import { connect, type Connection, type Values } from "../src/source/connection.js";
import { introspect } from "../src/source/introspect.js";
import { trouble } from "../src/source/trouble.js";
import { driftline, folder, live, query } from "./driftline.js";

const schema = `
create table orders (id int primary key, note text default 'x', check (id > 0));
create index on orders (note);
create view v as select id from orders;
create function f() returns int language sql as 'select 1';
create policy p on orders using (id > 1);`;

interface Proxy {
  readonly url: string;
  /** Bytes that came from the server. */
  readonly passed: () => number;
  readonly close: () => Promise<void>;
}

/** Stands before a server; once so many bytes have come from it, something happens. */
async function proxy(
  target: string,
  limit: number,
  then: (sockets: readonly Socket[]) => unknown,
): Promise<Proxy> {
  const { hostname, port, pathname } = new URL(target);
  let passed = 0;
  let done = false;
  const listener = createServer((near) => {
    const far = dial(Number(port), hostname);
    near.pipe(far);
    far.on("data", (piece: Buffer) => {
      passed += piece.length;
      if (passed < limit || done) {
        near.write(piece);
        return;
      }
      done = true;
      const at = Math.max(0, piece.length - (passed - limit));
      near.write(piece.subarray(0, at));
      // Nothing goes on before it has happened, and nothing is lost on the way.
      near.pause();
      far.pause();
      void Promise.resolve(then([near, far])).then(() => {
        near.write(piece.subarray(at));
        near.resume();
        far.resume();
      });
    });
    for (const socket of [near, far]) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        [near, far].forEach((one) => one.destroy());
      });
    }
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `postgres://postgres@127.0.0.1:${String(address.port)}${pathname}?sslmode=disable`,
    passed: () => passed,
    close: async () => {
      listener.close();
      await once(listener, "close");
    },
  };
}

const sentence = /^driftline: [^\n]+\n$/;

/** A snapshot to be written over a file that is there already, in a folder that holds nothing else. */
async function snapshot(url: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const cwd = folder();
  writeFileSync(join(cwd, "prod.yaml"), "what was there\n");
  const outcome = await driftline(["snapshot", url, "-o", "prod.yaml"], { cwd });
  if (outcome.code !== 0) {
    expect(readFileSync(join(cwd, "prod.yaml"), "utf8")).toBe("what was there\n");
    expect(outcome.stdout).toBe("");
  }
  expect(readdirSync(cwd)).toEqual(["prod.yaml"]);
  return outcome;
}

let url: string;
beforeAll(async () => {
  url = await live(schema);
});

describe("a server that dies in the middle of a read", () => {
  test("the connection is cut after so many bytes", async () => {
    // A read is longer where the log moved meanwhile, and the catalogs are looked at again: the shortest is always reached.
    const lengths: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      const whole = await proxy(url, Infinity, () => undefined);
      expect((await snapshot(whole.url)).code).toBe(0);
      await whole.close();
      lengths.push(whole.passed());
    }
    const shortest = Math.min(...lengths);
    expect(shortest).toBeGreaterThan(5000);
    for (const share of [0, 0.02, 0.1, 0.4, 0.7, 0.95]) {
      const limit = Math.floor(shortest * share);
      const cut = await proxy(url, limit, (sockets) => {
        sockets.forEach((socket) => socket.destroy());
      });
      const outcome = await snapshot(cut.url);
      await cut.close();
      expect(cut.passed(), "it was cut").toBeGreaterThanOrEqual(limit);
      expect(outcome.stderr, String(share)).toMatch(sentence);
      expect(outcome.stderr).toMatch(/could not (?:connect to|read) postgres:/);
      expect(outcome.code).toBe(2);
    }
  });

  test("the backend is terminated", async () => {
    const killer = await proxy(url, 4000, () =>
      query(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'driftline' and datname = current_database()",
      ),
    );
    const outcome = await snapshot(killer.url);
    await killer.close();
    expect(outcome.stderr).toMatch(sentence);
    expect(outcome.code).toBe(2);
  });
});

describe("timeouts and locks", () => {
  let holder: pg.Client;
  beforeAll(async () => {
    holder = new pg.Client(url);
    await holder.connect();
  });
  afterAll(() => holder.end());

  test("a role's own timeouts do not end a read", async () => {
    const role = `hasty_${new URL(url).pathname.slice(1)}`;
    await query(
      url,
      `create role ${role} login; alter role ${role} set statement_timeout = '20ms'; alter role ${role} set lock_timeout = '1ms'; alter role ${role} set idle_in_transaction_session_timeout = '20ms'`,
    );
    const outcome = await snapshot(url.replace("postgres@", `${role}@`));
    expect(outcome.code).toBe(0);
  });

  test("a table that is locked ends it, in time", async () => {
    await holder.query("begin; lock table orders in access exclusive mode");
    const outcome = await snapshot(url);
    await holder.query("rollback");
    expect(outcome.stderr).toMatch(sentence);
    expect(outcome.stderr).toContain("another session holds a lock");
    expect(outcome.code).toBe(2);
    expect((await snapshot(url)).code).toBe(0);
  });

  test("a catalog that is locked ends it, in time", async () => {
    await holder.query("begin; lock table pg_catalog.pg_policy in access exclusive mode");
    const outcome = await snapshot(url);
    await holder.query("rollback");
    expect(outcome.stderr).toMatch(sentence);
    expect(outcome.stderr).toContain("another session holds a lock");
    expect(outcome.code).toBe(2);
  });

  test("a query that takes too long says so", async () => {
    const connection = await connect(url);
    const slow: Connection = {
      ...connection,
      query: (sql, parameters) =>
        sql.includes("pg_get_functiondef")
          ? connection.query("select pg_sleep(5)")
          : connection.query(sql, parameters),
    };
    const read = introspect(slow, { statementTimeout: 500 }).catch((error: unknown) =>
      trouble(error, "prod"),
    );
    expect(String(await read)).toMatch(/could not read prod: it took the server too long/);
    await connection.close();
  });
});

test("rows are shown until the query fails", async () => {
  const connection = await connect(url);
  const shown: unknown[] = [];
  const ask = (from: number): Promise<readonly Values[]> =>
    connection.query("select 12 / g as one from generate_series($1::int, 2) g", [String(from)], (row) => {
      shown.push(row["one"]);
    });
  await expect(ask(-2)).rejects.toThrow("division by zero");
  expect(shown).toEqual([-6, -12]);
  expect(await ask(1)).toEqual([]);
  expect(shown).toEqual([-6, -12, 12, 6]);
  await connection.close();
});

test("who is shown the objects and fails ends the read, and leaves the connection usable", async () => {
  const connection = await connect(url);
  const shown: string[] = [];
  const onObject = ({ kind }: Obj): void => {
    shown.push(kind);
    throw new Error("no room for more");
  };
  await expect(introspect(connection, { onObject })).rejects.toThrow("no room for more");
  expect(shown).toHaveLength(1);
  expect((await introspect(connection)).model.objects.size).toBeGreaterThan(1);
  await connection.close();
});

describe("a function that goes while it is read", () => {
  /** Before its definition is asked for, something happens, so many times. */
  async function meanwhile(
    times: number,
    happens: (connection: Connection) => Promise<void>,
  ): Promise<unknown> {
    const connection = await connect(url);
    const readings = new Set<number>();
    const onObject = (_object: unknown, reading: number): void => void readings.add(reading);
    let left = times;
    const racing: Connection = {
      ...connection,
      query: async (sql, parameters) => {
        if (sql.includes("pg_get_functiondef") && left > 0) {
          left -= 1;
          await happens(connection);
        }
        return connection.query(sql, parameters);
      },
    };
    try {
      const { model } = await introspect(racing, { onObject });
      return { gaps: model.gaps, readings: [...readings] };
    } catch (error) {
      return trouble(error, "prod");
    } finally {
      await connection.close();
    }
  }
  const replaced = (): Promise<void> =>
    query(url, "drop function f; create function f() returns int language sql as 'select 1'");
  // What a server says where a function of its own finds no row.
  const complains = (connection: Connection): Promise<void> =>
    connection.run(
      "do $$ begin raise 'cache lookup failed for function 4711' using errcode = 'XX000'; end $$",
    );

  test.each([replaced, complains])("is read again", async (happens) => {
    expect(await meanwhile(2, happens)).toEqual({ gaps: [], readings: [1, 2, 3] });
  });

  test("is told where it never stands still", async () => {
    const gap = { reason: "unreadable", what: "definitions that changed while they were read" };
    expect(await meanwhile(Infinity, replaced)).toMatchObject({ gaps: [gap], readings: [1, 2, 3, 4] });
  });

  test("ends the read where the server never finds it", async () => {
    expect(String(await meanwhile(Infinity, complains))).toMatch(
      /could not read prod: its schema changed each time .*cache lookup failed.*when no migration runs$/,
    );
  });
});
