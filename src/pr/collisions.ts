/** Whether what a branch does fits what production has: known from a rehearsal, else from its snapshot alone. */
import type { Changed, Drift } from "../diff/diff.js";
import { tell, type Telling } from "../diff/findings.js";
import { wordsOf, type Words } from "../diff/words.js";
import type { Finding } from "../finding.js";
import { holderPath } from "../kinds/order.js";
import { kindNamed } from "../kinds/kinds.js";
import { printPath } from "../model/key.js";
import type { Model, Obj } from "../model/model.js";
import { rehearsedVoice } from "./voices.js";

/** A branch and production; each list of drifts is from the first to the second. */
export interface Encounter {
  readonly after: Model;
  readonly production: Model;
  readonly baseToBranch: readonly Drift[];
  readonly baseToProduction: readonly Drift[];
  readonly branchToProduction: readonly Drift[];
  readonly blameOf: Telling["blameOf"];
}

/**
 * After a rehearsal that ran through: what the branch means to do and production would still have otherwise.
 * @param rehearsed production as the migrations leave it
 * @param left from the branch to that
 */
export function rehearsedCollisions(
  encounter: Encounter,
  rehearsed: Model,
  left: readonly Drift[],
): readonly Finding[] {
  const { after, baseToBranch, blameOf } = encounter;
  const meant = indexed(baseToBranch);
  return tell(
    left.filter((drift) => touches(drift, meant)),
    { words: (drift) => wordsOf(drift, { expected: after, actual: rehearsed }, rehearsedVoice), blameOf },
  );
}

/** After a rehearsal that ran through: what production had before as the branch wants it. No problem, but good to know. */
export function alreadyThere(
  { baseToBranch, branchToProduction, blameOf }: Encounter,
  left: readonly Drift[],
): readonly Finding[] {
  const others = indexed([...left, ...branchToProduction]);
  return tell(
    baseToBranch.filter((drift) => comesAbout(drift) && !touches(drift, others)),
    {
      words: () => ({
        code: "collision/already",
        severity: "info",
        message: "is in production as this branch wants it: there the migration changes nothing",
      }),
      blameOf,
    },
  );
}

/** Without a rehearsal that ran through: what can be told by looking at the three schemas. */
export function likelyCollisions(encounter: Encounter): readonly Finding[] {
  const sight = sightOf(encounter);
  const found = new Map<Drift, Words>();
  for (const drift of encounter.baseToBranch) {
    const words = likelyWords(drift, sight);
    if (words !== undefined) found.set(drift, words);
  }
  return tell([...found.keys()], {
    words: (drift) => found.get(drift) ?? already,
    blameOf: encounter.blameOf,
  });
}

/** An encounter, made ready to be asked about each drift. */
interface Sight extends Encounter {
  readonly toProduction: Index;
  readonly before: Index;
  /** Printed paths of what parts can stand on, in production and where the branch makes it. */
  readonly holders: ReadonlySet<string>;
}

function sightOf(encounter: Encounter): Sight {
  const { production, baseToBranch, baseToProduction, branchToProduction } = encounter;
  const made = baseToBranch.flatMap((drift) => (drift.type === "unexpected" ? [drift.object] : []));
  const holders = [...production.objects.values(), ...made].filter(({ kind }) => kindNamed(kind).holdsParts);
  return {
    ...encounter,
    toProduction: indexed(branchToProduction),
    before: indexed(baseToProduction),
    holders: new Set(holders.map(({ path }) => printPath(path))),
  };
}

function likelyWords(drift: Drift, sight: Sight): Words | undefined {
  const { production, toProduction, before } = sight;
  const asWanted = !touches(drift, toProduction);
  switch (drift.type) {
    case "unexpected":
      if (!production.objects.has(drift.key)) return lackingHolder(drift.object, sight);
      return asWanted ? already : differs(drift, sight);
    case "missing":
      return production.objects.has(drift.key) ? undefined : lacks("is dropped here", "warning");
    case "renamed":
      if (production.objects.has(drift.actualKey)) return asWanted ? already : differs(drift, sight);
      return production.objects.has(drift.key) ? undefined : lacks("is renamed here", "breaking");
    case "changed":
      if (!production.objects.has(drift.key)) return lacks("is changed here", "breaking");
      if (asWanted) return { ...already, field: drift.field.join(".") };
      return touches(drift, before) ? differs(drift, sight) : undefined;
  }
}

const already: Words = {
  code: "collision/already",
  severity: "warning",
  message: "is in production already, as this branch wants it: a statement without IF NOT EXISTS fails there",
  help: "Use IF NOT EXISTS or IF EXISTS, or record the migration as applied there.",
};

const lacks = (what: string, severity: Words["severity"]): Words => ({
  code: "collision/lacks",
  severity,
  message: `${what}, and production does not have it`,
  help: "Apply the earlier migration that makes it first; if production lost it, bring it back or use IF EXISTS.",
});

/** A part that is to be made on what production lacks and this branch does not make. */
function lackingHolder({ kind, path }: Obj, { holders }: Sight): Words | undefined {
  const { part } = kindNamed(kind);
  if (part === "none") return undefined;
  const holder = printPath(part === "many" ? holderPath(path) : path);
  return holders.has(holder) ? undefined : lacks(`is made here on ${holder}`, "breaking");
}

/** Both sides: what the branch wants, and what production has. */
function differs(drift: Drift, { after, production, toProduction }: Sight): Words {
  const other = keysOf(drift)
    .flatMap((key) => toProduction.get(key) ?? [])
    .find((one) => isTouched(drift, one));
  const change =
    other === undefined ? undefined : wordsOf(other, { expected: after, actual: production }).change;
  const field = drift.type === "changed" ? drift.field.join(".") : undefined;
  return {
    code: "collision/differs",
    severity: "breaking",
    message:
      field === undefined
        ? "is in production already, with another definition"
        : `has another ${field} in production than this branch starts from`,
    help: "Write the migration for what production has: alter it, or drop it first.",
    ...(field === undefined ? {} : { field }),
    ...(change === undefined ? {} : { change }),
  };
}

/** Whether a drift adds something or changes it; what is dropped cannot be there already. */
const comesAbout = (drift: Drift): boolean =>
  drift.type === "unexpected" || (drift.type === "changed" && drift.actual !== undefined);

type Index = ReadonlyMap<string, readonly Drift[]>;

function indexed(drifts: readonly Drift[]): Index {
  const index = new Map<string, Drift[]>();
  for (const drift of drifts) {
    for (const key of keysOf(drift)) index.set(key, [...(index.get(key) ?? []), drift]);
  }
  return index;
}

const keysOf = (drift: Drift): readonly string[] =>
  drift.type === "renamed" ? [drift.key, drift.actualKey] : [drift.key];

const touches = (drift: Drift, index: Index): boolean =>
  keysOf(drift).some((key) => index.get(key)?.some((other) => isTouched(drift, other)) === true);

/** Whether two drifts are about one thing, or one about a part of the other's. */
function isTouched(drift: Drift, other: Drift): boolean {
  if (!keysOf(drift).some((key) => keysOf(other).includes(key))) return false;
  if (drift.type !== "changed" || other.type !== "changed") return true;
  return isPrefix(drift, other) || isPrefix(other, drift);
}

const isPrefix = ({ field }: Changed, { field: longer }: Changed): boolean =>
  field.every((name, index) => name === longer[index]);
