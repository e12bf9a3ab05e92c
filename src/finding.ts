/** What a user is told: findings, and failures. Knows nothing of databases. */

/** `breaking`: code that relies on the schema fails; `warning`: it behaves or performs otherwise; `info`: good to know. */
export type Severity = "breaking" | "warning" | "info";

/** Worst first. */
export const severities: readonly Severity[] = ["breaking", "warning", "info"];

/** A place in a file. `line` and `column` count from 1; `column` counts characters, not bytes. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** The statement behind an object: where it stands, and its beginning, on one line. */
export interface Blame extends Location {
  readonly statement: string;
}

/** Both sides of a difference, as text to show; a side that is absent does not exist there. */
export interface Change {
  readonly expected?: string;
  readonly actual?: string;
}

/** One thing to tell the user, whatever command found it. */
export interface Finding {
  /** Stable across releases, `family/what`: `drift/missing`, `drift/changed`, `gap/unmodelled`, … */
  readonly code: string;
  readonly severity: Severity;
  /** Printed address of the object, `index public.orders.orders_pkey`. */
  readonly key: string;
  /** Printed path of what it is shown under: `public.orders` for a table and for its indexes. */
  readonly group: string;
  /** The object within its group: `index orders_idx`, or only its kind where the group is named after it. */
  readonly subject: string;
  /** The part of the object, as a path: `columns.price.type`. */
  readonly field?: string;
  /** One sentence: what is so. */
  readonly message: string;
  /** The repair, in the imperative. */
  readonly help?: string;
  readonly change?: Change;
  readonly blame?: Blame;
  /** What goes with it and is therefore not reported by itself: the indexes of a missing table. */
  readonly along?: readonly string[];
}

/** Whether it says that something could not be compared. */
export const isGap = ({ code }: Pick<Finding, "code">): boolean => code.startsWith("gap/");

/** Whether it is about a rule of the configuration, not about the database. */
export const isPolicy = ({ code }: Pick<Finding, "code">): boolean => code.startsWith("policy/");

/**
 * Whether it is told beside the comparison and is neither drift nor a gap: `skew/…`, what two releases may explain;
 * `ops/…`, how the database runs.
 */
export const isNote = ({ code }: Pick<Finding, "code">): boolean => /^(?:skew|ops)\//.test(code);

/** driftline could not do what it was asked to: exit code 2. `message` is one clear sentence: what, where, what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** Lines to show below the sentence: a statement with a caret, a list of differences. */
  readonly detail: string | undefined;
  /** The place in a file that is to be mended, where it is one. */
  readonly at: Location | undefined;

  constructor(
    message: string,
    options?: { readonly cause?: unknown; readonly detail?: string; readonly at?: Location },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.detail = options?.detail;
    this.at = options?.at;
  }
}
