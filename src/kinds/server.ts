/** What a kind may know of the server that it is asked to query. */

export interface Timescale {
  /** `2.17.2` */
  readonly version: string;
  /** 2.17.2 → 2017: to compare releases by. */
  readonly release: number;
  /** Schema of its user-callable functions, `public` as a rule. */
  readonly schema: string;
  /** Columns of its views and catalog tables, as `schema.relation.column`. */
  readonly columns: ReadonlySet<string>;
}

/** A release of TimescaleDB as a number to compare by: `2.17.2` → 2017. */
export function releaseOf(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major * 1000 + minor;
}

export interface Server {
  /** server_version: `16.4` */
  readonly version: string;
  /** 16 */
  readonly major: number;
  /** Size of pg_class: how much there may be to read. */
  readonly relationBytes: number;
  readonly timescaledb: Timescale | null;
  /** Whether the transactions behind parts of objects are wanted (Row.xids): on a shadow, for blame. */
  readonly traced: boolean;
}
