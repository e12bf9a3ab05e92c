/** A catalog of many relations is read over two connections; what comes out is what one connection reads. */
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { generateScripts } from "../bench/generate.js";
import { kinds, layouts } from "../src/kinds/kinds.js";
import type { Model } from "../src/model/model.js";
import { write } from "../src/model/yaml.js";
import { connect, type Connection } from "../src/source/connection.js";
import { introspect } from "../src/source/introspect.js";
import type { ReadOptions } from "../src/source/read-model.js";
import { server } from "./servers/servers.js";

const tables = 1100;
let url: string;

beforeAll(async () => {
  ({ url } = await (await server(15)).createDatabase());
  const client = new pg.Client(url);
  await client.connect();
  for (const script of generateScripts(tables)) await client.query(script);
  await client.end();
});

async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo() && turns < 1000; turns++) await setTimeout(10);
}

/** What the first connection is asked for before any kind. */
const beforeKinds = 5;

/**
 * The snapshot, and the number of queries that each connection was asked.
 * @param another where there is a second one, the first waits before it reads kinds until that one was asked a few times,
 * and the second then for the first: so that neither does it all by chance
 */
async function snapshot(another?: () => Promise<Connection>): Promise<{ yaml: string; asked: number[] }> {
  const asked: number[] = [];
  const few = 4;
  let alone = another === undefined;
  const counted = async (opening: Promise<Connection>): Promise<Connection> => {
    const connection = await opening.catch((error: unknown) => {
      alone = true;
      throw error;
    });
    const index = asked.push(0) - 1;
    return {
      ...connection,
      query: async (...given) => {
        const [first = 0, second = 0] = asked;
        if (index === 0 && first === beforeKinds) await until(() => alone || (asked[1] ?? 0) >= few);
        if (index === 1 && second === few) await until(() => (asked[0] ?? 0) >= beforeKinds + few);
        asked[index] = (asked[index] ?? 0) + 1;
        return connection.query(...given);
      },
    };
  };
  const connection = await counted(connect(url));
  const options: ReadOptions = another === undefined ? {} : { another: () => counted(another()) };
  try {
    const { model } = await introspect(connection, options);
    expect([...model.objects.values()].filter(({ kind }) => kind === "table")).toHaveLength(tables);
    return { yaml: write(model, layouts), asked };
  } finally {
    await connection.close();
  }
}

describe("a large catalog", () => {
  test("two connections share the work, and read what one reads", async () => {
    const alone = await snapshot();
    const shared = await snapshot(() => connect(url));
    expect(alone.asked).toHaveLength(1);
    expect(shared.asked).toHaveLength(2);
    expect(Math.min(...shared.asked)).toBeGreaterThan(3);
    expect(shared.asked[0]).toBeGreaterThan(beforeKinds + 3);
    expect(shared.yaml).toBe(alone.yaml);
  });

  test("what has tables opened is asked for in shares, all of a table on one connection; who has nothing to do takes one", async () => {
    const that = kinds
      .filter(({ opens }) => opens === true)
      .map(
        (kind) =>
          kind.query({ version: "15", major: 15, relationBytes: 0, timescaledb: null, traced: false }) ?? "",
      );
    const twins: string[] = [];
    // By connection, the relations that each of those queries was about.
    const opened = { first: new Map<string, string[]>(), second: new Map<string, string[]>() };
    const noting = (opening: Connection, own: Map<string, string[]>): Connection => ({
      ...opening,
      query: async (sql, parameters, onRow) => {
        const query = that.find((one) => sql.endsWith(one));
        const relations = String(parameters?.[0]);
        if (query !== undefined) twins.push(...(String(parameters?.[4]).match(/[1-9]\d*/g) ?? []));
        if (query !== undefined) own.set(relations, [...(own.get(relations) ?? []), query]);
        // The second one is slow: it has not done half of them when the first one has done all else.
        if (query !== undefined && own === opened.second) await until(() => opened.first.size > 0);
        return opening.query(sql, parameters, onRow);
      },
    });
    const first = noting(await connect(url), opened.first);
    await introspect(first, { another: async () => noting(await connect(url), opened.second) });
    await first.close();
    for (const own of Object.values(opened)) {
      expect(own.size).toBeGreaterThan(0);
      for (const queries of own.values()) expect(queries).toEqual(that);
    }
    const shares = [...opened.first.keys(), ...opened.second.keys()].map((oids) =>
      oids.slice(1, -1).split(","),
    );
    expect(new Set(shares.flat()).size).toBe(shares.flat().length);
    // A tenth of the tables has a view, each an identity's sequence.
    expect(shares.flat()).toHaveLength(tables * 2.1);
    // All tables have the same columns; each was asked for its indexes and for its constraints.
    expect(twins).toHaveLength(2 * tables);
    expect(new Set(twins).size).toBe(1);
  });

  test("one connection does it all where there is no other to be had", async () => {
    const refused = await snapshot(() => Promise.reject(new Error("too many connections")));
    expect(refused.asked).toHaveLength(1);
    expect(refused.yaml).toBe((await snapshot()).yaml);
  });

  test("the other one is closed where the first one fails before it reads anything", async () => {
    const first = await connect(url);
    const failing: Connection = {
      ...first,
      query: (sql, ...rest) =>
        sql.includes("pg_namespace n") && sql.includes("relkind in")
          ? Promise.reject(new Error("the server is gone"))
          : first.query(sql, ...rest),
    };
    let closed = 0;
    const another = async (): Promise<Connection> => {
      const opened = await connect(url);
      return { ...opened, close: () => ((closed += 1), opened.close()) };
    };
    await expect(introspect(failing, { another })).rejects.toThrow("the server is gone");
    expect(closed).toBe(1);
    await first.close();
  });

  test.each(["pg_trigger", "pg_index", "pg_attribute"])(
    "%s may not be read: all else is, over two connections",
    async (catalog) => {
      const owner = await connect(url);
      await owner.run(`
      do $$ begin create role driftline_blind; exception when duplicate_object or unique_violation then null; end $$;
      revoke select on pg_catalog.${catalog} from public`);
      const blind = async (): Promise<Connection> => {
        const connection = await connect(url);
        await connection.run("set role driftline_blind");
        return connection;
      };
      const connections: Promise<Connection>[] = [];
      const another = (): Promise<Connection> => {
        const opened = blind();
        connections.push(opened);
        return opened;
      };
      const connection = await blind();
      const read = async (options: ReadOptions): Promise<Model> =>
        (await introspect(connection, options)).model;
      try {
        const [alone, shared] = [await read({}), await read({ another })];
        expect(shared.gaps).toEqual(alone.gaps);
        expect(shared.gaps).toContainEqual(expect.objectContaining({ reason: "unreadable" }));
        expect(shared.objects).toEqual(alone.objects);
        expect(connections.length).toBeGreaterThan(1);
      } finally {
        await connection.close();
        await owner.run(`grant select on pg_catalog.${catalog} to public`);
        await owner.close();
      }
    },
  );
});
