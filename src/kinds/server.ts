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

export interface Server {
  /** server_version: `16.4` */
  readonly version: string;
  /** 16 */
  readonly major: number;
  readonly timescaledb: Timescale | null;
  /** Whether the transactions behind parts of objects are wanted (Row.xids): on a shadow, for blame. */
  readonly traced: boolean;
}
