/** Runs a branch's new migrations on a copy of production's schema, before anybody runs them on production. */
import type { Drift } from "../diff/diff.js";
import { definitionsOf } from "../diff/elaborate.js";
import { blamed } from "../diff/findings.js";
import { Failure, type Location } from "../finding.js";
import type { Model } from "../model/model.js";
import type { Migration } from "../source/migrations.js";
import { replayScripts, type Sourced, type SourceOptions } from "../source/source.js";
import type { Script } from "../sql/statement.js";

export type Rehearsal = Passed | Failed | Impossible;

export interface Passed {
  readonly outcome: "passed";
  /** Production as the migrations leave it. */
  readonly model: Model;
  /** Migrations of the base that production lacks: they were run first. */
  readonly pending: readonly string[];
}

export interface Failed {
  readonly outcome: "failed";
  readonly message: string;
  readonly detail: string | undefined;
  readonly at: Location | undefined;
  readonly pending: readonly string[];
}

export interface Impossible {
  readonly outcome: "impossible";
  /** Why the shadow cannot hold production's schema. */
  readonly why: string;
}

export interface Staged {
  readonly production: Sourced;
  /** Migrations of the base that production has not run, as it seems; see `pendingOf`. */
  readonly pending: readonly Migration[];
  /** Migrations that the branch adds. */
  readonly added: readonly Migration[];
}

export async function rehearse(staged: Staged, options: SourceOptions): Promise<Rehearsal> {
  const { production, pending, added } = staged;
  const definitions = await definitionsOf(production.model);
  const names = pending.map(({ file }) => file);
  try {
    const { model } = await replayScripts([definitions, ...pending, ...added], options);
    return { outcome: "passed", model, pending: names };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, detail, at } = error;
    if (filesOf([definitions]).has(at?.file ?? "") || at === undefined)
      return { outcome: "impossible", why: message };
    // What seemed to be pending does not run on production: it is not what production lacks.
    if (filesOf(pending).has(at.file)) return rehearse({ ...staged, pending: [] }, options);
    return { outcome: "failed", message, detail, at, pending: names };
  }
}

const filesOf = (scripts: readonly Script[]): ReadonlySet<string> =>
  new Set(scripts.flatMap(({ statements }) => statements.map(({ file }) => file)));

/**
 * The last migrations of the base, as far back as each made something that production does not have: merged, and not
 * run there yet.
 * @param drifts from the base to production
 */
export function pendingOf(
  migrations: readonly Migration[],
  drifts: readonly Drift[],
  { blame }: Sourced,
): readonly Migration[] {
  const lacking = new Set(
    drifts.flatMap((drift) => {
      const lacks = drift.type === "missing" || (drift.type === "changed" && drift.actual === undefined);
      return lacks ? (blamed(drift, blame)?.file ?? []) : [];
    }),
  );
  const files = ({ statements }: Migration): boolean => statements.some(({ file }) => lacking.has(file));
  const applied = migrations.findLastIndex((migration) => !files(migration));
  return migrations.slice(applied + 1);
}
