/** How a database runs, beside what it is: findings that are no drift. Knows no kind: each says what it worries about. */
import type { Finding } from "../finding.js";
import { kindNamed } from "../kinds/kinds.js";
import type { Sourced } from "../source/source.js";
import { place } from "./findings.js";
import { surroundingsOf } from "./skew.js";

/**
 * Of a live database or a snapshot of one; migrations do not run.
 * @param drifted what is told already
 */
export function operationFindings({ model, sort, health }: Sourced, drifted: readonly Finding[]): Finding[] {
  if (sort === "migrations") return [];
  const around = surroundingsOf(model);
  const told = new Set(drifted.map(({ key, field }) => `${key} ${field ?? ""}`));
  const found = [...model.objects].flatMap(([key, object]) =>
    (kindNamed(object.kind).concerns?.(object, around, health?.vitals.get(key) ?? {}) ?? [])
      .filter(({ field }) => field === undefined || !told.has(`${key} ${field}`))
      .map(({ code, ...concern }): Finding => ({ ...concern, code: `ops/${code}`, key, ...place(object) })),
  );
  return [...found, ...(health?.unreadable ?? []).map(unreadable)];
}

const unreadable = (what: string): Finding => ({
  code: "ops/unreadable",
  severity: "info",
  key: what,
  group: what,
  subject: what,
  message: "could not be asked how it fares",
  help: "Nothing of the comparison is missing. --no-ops does not ask.",
});
