/** What a sort of change is: whom it can be made to, the statements, and what a check must then report. Runs nothing. */
import type { Finding } from "../finding.js";
import type { Schema } from "./schema.js";

/** A finding that a change must lead to, or may. */
export interface Touch {
  readonly code: string;
  /** Printed address of the object. */
  readonly key: string;
  /** `columns.price`: that field or one below it; absent: the object as a whole. */
  readonly field?: string;
  /** It belongs to the change and need not be reported. */
  readonly optional?: boolean;
}

/** A change that can be tried. */
export interface Edit {
  readonly sql: string | readonly string[];
  readonly touches: Touch | readonly Touch[];
}

/** An edit, and the address of what it is made to. */
export interface Change {
  readonly on: string;
  readonly statements: readonly string[];
  readonly touches: readonly Touch[];
}

export interface Sort {
  readonly family: string;
  /** `drop a column default` */
  readonly name: string;
  /** The changes of this sort that a schema offers, the simplest objects first. */
  readonly changes: (schema: Schema) => Iterable<Change>;
}

/** What `T` an edit can be made to; false: this one does not fit. */
export type Edits<T> = Readonly<Record<string, (candidate: T, schema: Schema) => Edit | false>>;

/** A family of sorts: all of them look among the same candidates. */
export function sorts<T extends { readonly key: string }>(
  family: string,
  candidates: (schema: Schema) => Iterable<T>,
  edits: Edits<T>,
): readonly Sort[] {
  return Object.entries(edits).map(([name, edit]) => ({
    family,
    name,
    *changes(schema) {
      for (const candidate of candidates(schema)) {
        const made = edit(candidate, schema);
        if (made === false) continue;
        yield {
          on: candidate.key,
          statements: typeof made.sql === "string" ? [made.sql] : made.sql,
          touches: "key" in made.touches ? [made.touches] : made.touches,
        };
      }
    },
  }));
}

const touch =
  (code: string) =>
  (key: string, field?: string): Touch => ({
    code: `drift/${code}`,
    key,
    ...(field === undefined ? {} : { field }),
  });

export const gone = touch("missing");
export const come = touch("unexpected");
export const renamed = touch("renamed");
export const changed = touch("changed");
/** The records of a field stand in another order. */
export const moved = (key: string, field: string): Touch => touch("order")(key, `${field}.order`);
export const maybe = (what: Touch): Touch => ({ ...what, optional: true });

/** Whether a finding is one that the change is expected to lead to. */
export const covers = ({ code, key, field }: Touch, finding: Finding): boolean =>
  finding.code === code &&
  finding.key === key &&
  (finding.field === field || (field !== undefined && finding.field?.startsWith(`${field}.`) === true));
