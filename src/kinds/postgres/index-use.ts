/** What a table may use one of its indexes for, be it a constraint's or not: CLUSTER, and the identity of its rows. */
import { flag, type BodyOf } from "../kind.js";

export const indexUseFields = {
  /** CLUSTER without a name orders the table by it. */
  clustered: flag("info"),
  /** Logical replication tells rows apart by it (REPLICA IDENTITY USING INDEX). */
  replica_identity: flag("warning"),
};

/** For row `own` of pg_index. */
export const indexUseQuery = {
  clustered: "nullif(own.indisclustered, false)",
  replica_identity: "nullif(own.indisreplident, false)",
};

/** @param index quoted, without its schema */
export function indexUse(table: string, index: string, body: BodyOf<typeof indexUseFields>): string[] {
  return [
    ...(body.clustered === true ? [`ALTER TABLE ${table} CLUSTER ON ${index}`] : []),
    ...(body.replica_identity === true ? [`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${index}`] : []),
  ];
}
