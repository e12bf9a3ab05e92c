/** Runs scripts on the emulation: each in a transaction that is rolled back, so that one PGlite serves all. */
import { PGlite } from "@electric-sql/pglite";
import { route, timescaleExtension } from "../src/source/shadow/timescale/emulation.js";
import {
  type Fault,
  faultOf,
  type Outcome,
  queries,
  type Row,
  settings,
  statementsOf,
} from "./emulation-cases.js";

export class Emulation {
  readonly #db: PGlite;

  private constructor(db: PGlite) {
    this.#db = db;
  }

  /** A database with the extension. */
  static async create(version: string): Promise<Emulation> {
    const db = await PGlite.create({ extensions: { timescaledb: timescaleExtension(version) } });
    await db.exec(`set client_min_messages = error; create extension timescaledb;
      create role rich_reader; create role rich_worker login; set allow_in_place_tablespaces = on`);
    await db.exec("create tablespace ts1 location ''");
    return new Emulation(db);
  }

  /** What a script leaves behind. */
  run(sql: string): Promise<Outcome> {
    return this.scratch(async () => {
      const faults = await this.execute(sql);
      await this.#db.exec(`reset role; ${settings}`);
      const state: Record<string, readonly Row[]> = {};
      for (const [name, query] of Object.entries(queries())) {
        const { rows } = await this.#db.query<{ row: Row }>(`select to_jsonb(q) as row from (${query}) q`);
        if (rows.length > 0) state[name] = rows.map(({ row }) => row);
      }
      return { faults, state };
    });
  }

  /** Runs `use` and undoes what it did. */
  async scratch<T>(use: () => Promise<T>): Promise<T> {
    await this.#db.exec("begin; select setval('_timescaledb_config.bgw_job_id_seq', 1000, false)");
    try {
      return await use();
    } finally {
      await this.#db.exec("rollback");
    }
  }

  /** Runs a script as a replay does, each statement in a savepoint; gives the errors. */
  async execute(sql: string): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const [i, statement] of (await statementsOf(sql)).entries()) {
      await this.#db.exec("savepoint statement");
      try {
        const instead = await route(statement, async (query, parameters) => {
          const { rows } = await this.#db.query<Row>(query, [...parameters]);
          return rows;
        });
        for (const text of instead ?? [statement.text]) await this.#db.exec(text);
        await this.#db.exec("release savepoint statement");
      } catch (error) {
        faults.push(faultOf(i + 1, error));
        await this.#db.exec("rollback to savepoint statement; release savepoint statement");
      }
    }
    return faults;
  }

  /** The rows of a query. */
  async rows(sql: string): Promise<readonly Row[]> {
    return (await this.#db.query<Row>(sql)).rows;
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
