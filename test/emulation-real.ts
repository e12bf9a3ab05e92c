/** The other side of the emulation's tests: the same scripts and queries on a real server, and the recordings of it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type pg from "pg";
import {
  type Case,
  type Fault,
  faultOf,
  isRecord,
  type Outcome,
  queries,
  type Row,
  settings,
  statementsOf,
  surface,
  surfaceRecording,
  type Version,
} from "./emulation-cases.js";
import { RealDatabase, withClient } from "./timescale-databases.js";

/** The columns of the extension's relations and the parameters of its functions. */
export type Surface = Readonly<Record<keyof typeof surface, readonly Row[]>>;

/** What a script leaves behind on a real server, in a database of its own. */
export const realOutcome = (one: Case, version: Version): Promise<Outcome> =>
  withExtension(version, async (client) => {
    const faults: Fault[] = [];
    for (const [i, { text }] of (await statementsOf(one.sql)).entries()) {
      await client.query(text).catch((error: unknown) => {
        faults.push(faultOf(i + 1, error));
      });
    }
    await client.query(`reset role; ${settings}`);
    const state: Record<string, readonly Row[]> = {};
    for (const [name, sql] of Object.entries(queries())) {
      const { rows } = await client.query<{ row: Row }>(`select to_jsonb(q) as row from (${sql}) q`);
      if (rows.length > 0) state[name] = rows.map(({ row }) => row);
    }
    return { faults, state };
  });

export const realSurface = (version: Version): Promise<Surface> =>
  withExtension(version, async (client) => ({
    columns: (await client.query<Row>(surface.columns)).rows,
    functions: (await client.query<Row>(surface.functions)).rows,
  }));

async function withExtension<T>(version: Version, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const database = await RealDatabase.create(version, "");
  try {
    return await withClient(database.url, async (client) => {
      await client.query("set client_min_messages = error");
      return use(client);
    });
  } finally {
    await database.drop();
  }
}

/** Keeps what a real server of a release made beside what others made. */
export function record(one: Case, version: Version, outcome: Outcome): void {
  keep(one.recording, version, outcome);
}

export function recordSurface(version: Version, found: Surface): void {
  keep(surfaceRecording, version, found);
}

function keep(file: URL, version: Version, what: unknown): void {
  const before: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const all = { ...(isRecord(before) ? before : {}), [version]: what };
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(Object.entries(all).sort()), null, 1)}\n`);
}
