/** Proves a baseline: it is replayed on a shadow and read back, and must come back as the model that it was written from. */
import { Failure, type Finding } from "../finding.js";
import { kindNamed, layoutNamed } from "../kinds/kinds.js";
import type { Model, ServerVersions } from "../model/model.js";
import { split } from "../sql/split.js";
import { replayScripts, type SourceOptions } from "../source/source.js";
import { diff, type Drift } from "./diff.js";
import { isDoubtful, remake } from "./elaborate.js";
import { possible } from "./possible.js";
import { findings } from "./findings.js";
import { tellSkew } from "./skew.js";

export interface Proof {
  /** Server on which the baseline was replayed. */
  readonly shadow: ServerVersions;
  /**
   * Objects whose definition that server spells otherwise than the source does, mostly because it is another major. Each was
   * made from the source's text, and made again from the new spelling, with the same result.
   */
  readonly respelled: readonly string[];
}

/**
 * @param sql the baseline
 * @param name its file, for messages
 * @throws Failure with what differs, or with the statement that fails
 */
export async function prove(model: Model, sql: string, name: string, options: SourceOptions): Promise<Proof> {
  const imitating = { ...options, timescaledb: model.server.timescaledb ?? options.timescaledb };
  const { model: remade } = await replayScripts([await split(sql, name)], imitating);
  const found = possible(diff(model, remade, layoutNamed), model, remade);
  const drifts = tellSkew(found, model, remade).drifts.filter((drift) => !isState(drift));
  const spelled = drifts.filter((drift) => isDoubtful(drift, model, remade));
  const wrong = drifts.filter((drift) => !spelled.includes(drift));
  if (spelled.length > 0) {
    const again = await remake(remade, imitating);
    const keys = new Set(spelled.map(({ key }) => key));
    wrong.push(...diff(remade, again, layoutNamed).filter(({ key }) => keys.has(key)));
  }
  if (wrong.length > 0) {
    throw new Failure(`the baseline does not come back equal when it is replayed: it was not written`, {
      detail: findings(wrong, { expected: model, actual: remade, blame: new Map() }).map(line).join("\n"),
    });
  }
  return { shadow: remade.server, respelled: [...new Set(spelled.map(({ key }) => key))].sort() };
}

/** A state that no statement makes: an index that a failed CREATE INDEX CONCURRENTLY left invalid. */
function isState(drift: Drift): boolean {
  const { kind, body } = drift.type === "changed" ? drift.expectedObject : drift.object;
  const names = drift.type === "changed" ? drift.field.slice(0, 1) : Object.keys(body);
  return names.length > 0 && names.every((name) => kindNamed(kind).fields[name]?.state === true);
}

function line({ key, message, change }: Finding): string {
  const sides = [change?.expected, change?.actual].map((text) => text ?? "(nothing)");
  return `${key} ${message}\n  source:   ${sides[0] ?? ""}\n  replayed: ${sides[1] ?? ""}`;
}
