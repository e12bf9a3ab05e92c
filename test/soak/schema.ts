/** Makes a random schema in a database, statement by statement: what the server refuses is not part of it. */
import pg from "pg";
import { diceOf } from "./dice.js";
import {
  namers,
  quote,
  roles,
  userSchema,
  type Grammar,
  type Row,
  type Rule,
  type Rules,
} from "./grammar.js";
import { changeRules } from "./rules/changes.js";
import { constraintRules } from "./rules/constraints.js";
import { everythingRules } from "./rules/everything.js";
import { functionRules } from "./rules/functions.js";
import { otherRules } from "./rules/others.js";
import { tableRules } from "./rules/tables.js";
import { typeRules } from "./rules/types.js";
import { viewRules } from "./rules/views.js";

export const rules: Rules = {
  ...typeRules,
  ...functionRules,
  ...tableRules,
  ...changeRules,
  ...constraintRules,
  ...viewRules,
  ...otherRules,
  ...everythingRules,
};

/** A statement that was tried. */
export interface Tried {
  readonly rule: string;
  readonly sql: string;
  /** What the server said against it. */
  readonly refusal?: string;
}

/** A schema that grows. */
export interface Growing {
  readonly tried: readonly Tried[];
  /** Runs one more statement that the server takes; undefined where it took none of many. */
  readonly grow: () => Promise<Tried | undefined>;
  readonly close: () => Promise<void>;
}

const entries: readonly (readonly [string, number, Rule])[] = Object.entries(rules).map(
  ([name, [weight, rule]]) => [name, weight, rule],
);
const total = entries.reduce((sum, [, weight]) => sum + weight, 0);

/** Roles and a tablespace, which belong to the cluster. */
export async function prepareCluster(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const role of roles) {
      await client.query(`create role ${quote(role)}`).catch(refusedAs("42710", "23505"));
    }
    // PostgreSQL 14 knows no tablespace without a directory of its own.
    await client.query("set allow_in_place_tablespaces = on").catch(refusedAs("42704"));
    await client
      .query("create tablespace soak_space location ''")
      .catch(refusedAs("42710", "23505", "42P17"));
  } finally {
    await client.end();
  }
}

/** Passes over refusals of these SQLSTATEs: something is there already, or the server does not know a setting yet. */
const refusedAs =
  (...codes: readonly string[]) =>
  (error: unknown): void => {
    if (!(error instanceof pg.DatabaseError) || !codes.includes(error.code ?? "")) throw error;
  };

/** The schema of a seed, empty at first, in the database at `url`. */
export async function schemaOf(seed: number, url: string, major: number): Promise<Growing> {
  const client = new pg.Client({
    connectionString: url,
    types: { getTypeParser: () => (value: string) => value },
  });
  client.on("notice", () => undefined);
  await client.connect();
  await client.query("set search_path = ''; set statement_timeout = '60s'; set client_min_messages = error");
  const dice = diceOf(seed);
  const all = async (query: string): Promise<readonly Row[]> => {
    const { rows } = await client.query<Row>(query);
    return rows
      .map((row) => [JSON.stringify(row), row] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row);
  };
  const one = async (query: string): Promise<Row | undefined> => {
    const rows = await all(query);
    return rows[dice.int(rows.length)];
  };
  const names = namers(dice);
  const grammar: Grammar = {
    ...dice,
    major,
    all,
    one,
    ...names,
    newName: async () => {
      const schema = await one(
        `select quote_ident(nspname) as name from pg_namespace n where ${userSchema("n")}`,
      );
      return `${schema?.["name"] ?? "public"}.${names.unique()}`;
    },
  };
  const tried: Tried[] = [];
  const attempt = async (): Promise<Tried | undefined> => {
    let at = dice.int(total);
    const [rule, , make] = entries.find(([, weight]) => (at -= weight) < 0) ?? entries[0] ?? [];
    if (rule === undefined || make === undefined) return undefined;
    try {
      const sql = await make(grammar);
      if (sql === undefined) return undefined;
      try {
        await client.query(sql);
        tried.push({ rule, sql });
        return { rule, sql };
      } catch (error) {
        tried.push({ rule, sql, refusal: error instanceof Error ? error.message : String(error) });
        return undefined;
      }
    } catch (cause) {
      throw new Error(
        `the rule "${rule}" asks the catalogs in vain: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  };
  return {
    tried,
    grow: async () => {
      for (let tries = 0; tries < 50; tries += 1) {
        const done = await attempt();
        if (done !== undefined) return done;
      }
      return undefined;
    },
    close: async () => {
      // A database with a subscription cannot be dropped.
      await client.query("set default_transaction_read_only = off");
      for (const row of await all(
        "select format('drop subscription %I', subname) as sql from pg_subscription s join pg_database d on d.oid = s.subdbid and d.datname = current_database()",
      )) {
        await client.query(row["sql"] ?? "");
      }
      await client.end();
    },
  };
}
