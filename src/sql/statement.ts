/** What a SQL file holds, as the splitter hands it on. */
import type { Node } from "@pgsql/types";

/** One statement of a SQL file. */
export interface Statement {
  /** As written, without the closing semicolon and without the comments before it. */
  readonly text: string;
  /** As the user named it. */
  readonly file: string;
  /** Where `text` begins; both count from 1, `column` in characters. */
  readonly line: number;
  readonly column: number;
  /** PostgreSQL's parse tree of `text` (locations in it are byte offsets that nothing here relies on). */
  readonly tree: Node;
}

/** Something in a file that is no SQL statement and was passed over: a block of COPY data. */
export interface Skipped {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

export interface Script {
  readonly statements: readonly Statement[];
  readonly skipped: readonly Skipped[];
}
