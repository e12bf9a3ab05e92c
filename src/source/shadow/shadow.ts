/** A scratch database to replay statements on: what both sorts have in common, and which one a user means. */
import type { Statement } from "../../sql/statement.js";
import type { Connection } from "../connection.js";
import type { Routable } from "./timescale/emulation.js";

export interface Shadow {
  readonly connection: Connection;
  /** Name of the database. */
  readonly database: string;
  /** Statements to run in place of one that this shadow cannot take as it is; null: run it. */
  readonly route: (statement: Routable) => Promise<readonly string[] | null>;
  /** Makes a role that scripts refer to; it vanishes with the shadow. */
  readonly createRole: (name: string) => Promise<void>;
  /** Makes a tablespace, where a shadow can have one of its own; not within a transaction. */
  readonly createTablespace?: (name: string) => Promise<void>;
  /** Words for messages: "the embedded PostgreSQL 18". */
  readonly name: string;
  /** What a user can do when this shadow lacks something. */
  readonly wayOut?: string;
  close(): Promise<void>;
}

/** What a shadow is opened for. */
export interface ShadowNeeds {
  /** Extensions that the statements create, so that the embedded one can bring them along. */
  readonly extensions: readonly string[];
  /** TimescaleDB release to imitate; the newest known where absent. */
  readonly timescaledb?: string | undefined;
}

/** Extensions that statements create by name. */
export const extensionsOf = (statements: readonly Statement[]): string[] =>
  statements.flatMap(({ tree }) =>
    "CreateExtensionStmt" in tree && tree.CreateExtensionStmt.extname !== undefined
      ? [tree.CreateExtensionStmt.extname]
      : [],
  );

/** `embedded`, or the URL of a server. */
export type ShadowSpec = string;

/** Opens a shadow. Each sort is loaded only when it is asked for: the embedded one is a whole PostgreSQL. */
export async function openShadow(spec: ShadowSpec, needs: ShadowNeeds): Promise<Shadow> {
  if (spec === "embedded") return (await import("./embedded.js")).openEmbedded(needs);
  return (await import("./server.js")).openServer(spec, needs);
}
