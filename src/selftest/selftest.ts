/** Proof that a check can fail: changes a copy of a schema in every way there is, and sees whether each is reported. */
import { diff } from "../diff/diff.js";
import { definitions } from "../diff/elaborate.js";
import { possible } from "../diff/possible.js";
import { findings } from "../diff/findings.js";
import { Failure, type Finding } from "../finding.js";
import type { Kind } from "../kinds/kind.js";
import { layoutNamed } from "../kinds/kinds.js";
import type { Model, ServerVersions } from "../model/model.js";
import { readModel } from "../source/read-model.js";
import { settings } from "../source/session.js";
import { replay } from "../source/shadow/replay.js";
import { extensionsOf, openShadow, type Shadow } from "../source/shadow/shadow.js";
import type { SourceOptions } from "../source/source.js";
import { split } from "../sql/split.js";
import { catalog } from "./catalog.js";
import { prepared } from "./prepared.js";
import { schemaOf, type Schema } from "./schema.js";
import { covers, type Change, type Sort } from "./sort.js";

export interface SelftestOptions extends SourceOptions {
  /** Sorts to try, of those in the catalog. */
  readonly sorts?: readonly Sort[];
  /** Kinds to read a changed schema by; with less than all of them the check is blind to the others. */
  readonly kinds?: readonly Kind[];
}

/** What became of one sort of change. */
export interface Trial {
  readonly family: string;
  readonly sort: string;
  /** `missed`: what should have been reported was not; `absent`: there is nothing that it could be made to. */
  readonly outcome: "detected" | "missed" | "absent";
  /** The object that was changed, and the statements that changed it. */
  readonly on?: string;
  readonly statements?: readonly string[];
  readonly findings: readonly Finding[];
  /** Those of them that do not belong to the change. */
  readonly also: readonly Finding[];
  /** Why it could not be made: what the server said. */
  readonly why?: string;
}

export interface Selftest {
  readonly label: string;
  /** The server that the copy stands on. */
  readonly server: ServerVersions;
  readonly objects: number;
  readonly trials: readonly Trial[];
}

/** How many objects a server may refuse to change before a sort counts as one that does not apply. */
const patience = 25;

/** After so many changes the copy is looked at: it must be what it was. */
const often = 50;

/** @throws Failure where the schema cannot be copied, or a change could not be undone */
export async function selftest(
  source: { readonly model: Model; readonly label: string },
  options: SelftestOptions = {},
): Promise<Selftest> {
  const { sorts = catalog, kinds, shadow: spec = "embedded", onProgress = () => undefined } = options;
  onProgress("copying the schema");
  const script = await split(definitions(source.model), "the copy");
  const shadow = await openShadow(spec, {
    // Those that a sort adds as well.
    extensions: [...extensionsOf(script.statements), "citext", "tablefunc"],
    timescaledb: source.model.server.timescaledb ?? options.timescaledb,
  });
  const { connection } = shadow;
  const reader = prepared(connection);
  const read = async (by: readonly Kind[] | undefined): Promise<Model> => {
    await connection.run(
      `savepoint driftline_reading; ${settings(300_000)} set local plan_cache_mode = force_generic_plan`,
    );
    const { reading } = await readModel(reader, { needs: false, ...(by === undefined ? {} : { kinds: by }) });
    const { model } = await reading();
    await connection.run("rollback to savepoint driftline_reading");
    return model;
  };
  try {
    await replay(shadow, [script]);
    await connection.run("begin");
    const whole = await read(undefined);
    const before = kinds === undefined ? whole : await read(kinds);
    const schema = schemaOf(whole);
    const unchanged = async (): Promise<void> => {
      const left = diff(before, await read(kinds), layoutNamed);
      if (left.length === 0) return;
      throw new Failure("a change could not be undone: the copy is not what it was", {
        detail: left.map(({ key }) => key).join("\n"),
      });
    };
    const trials: Trial[] = [];
    for (const [index, sort] of sorts.entries()) {
      onProgress(`${index + 1} of ${sorts.length}: ${sort.name}`);
      trials.push(await attempt(shadow, sort, schema, async () => report(before, await read(kinds))));
      if ((index + 1) % often === 0) await unchanged();
    }
    await unchanged();
    return { label: source.label, server: whole.server, objects: whole.objects.size, trials };
  } finally {
    await connection.run("rollback").catch(() => undefined);
    await shadow.close().catch(() => undefined);
  }
}

/** What a check would report. */
const report = (expected: Model, actual: Model): readonly Finding[] =>
  findings(possible(diff(expected, actual, layoutNamed), expected, actual), {
    expected,
    actual,
    blame: new Map(),
  });

/** Makes the first change of a sort that the server lets pass, and undoes it. */
async function attempt(
  shadow: Shadow,
  { family, name, changes }: Sort,
  schema: Schema,
  look: () => Promise<readonly Finding[]>,
): Promise<Trial> {
  const { connection } = shadow;
  let why: string | undefined;
  let refused = 0;
  for (const change of changes(schema)) {
    await connection.run("savepoint driftline_selftest");
    try {
      await make(shadow, change);
    } catch (error) {
      why ??= `${change.on}: ${error instanceof Error ? error.message : String(error)}`;
      await connection.run("rollback to savepoint driftline_selftest");
      if ((refused += 1) === patience) break;
      continue;
    }
    const found = await look();
    await connection.run("rollback to savepoint driftline_selftest; release savepoint driftline_selftest");
    return { family, sort: name, ...judge(change, found) };
  }
  return {
    family,
    sort: name,
    outcome: "absent",
    findings: [],
    also: [],
    ...(why === undefined ? {} : { why }),
  };
}

async function make({ connection, route }: Shadow, { statements }: Change): Promise<void> {
  for (const text of statements) {
    const script = await split(text, "a change");
    for (const statement of script.statements) {
      for (const routed of (await route(statement)) ?? [statement.text]) await connection.run(routed);
    }
  }
}

function judge(
  { on, statements, touches }: Change,
  found: readonly Finding[],
): Omit<Trial, "family" | "sort"> {
  const expected = touches.filter(({ optional }) => optional !== true);
  const detected = expected.every((touch) => found.some((finding) => covers(touch, finding)));
  return {
    outcome: detected ? "detected" : "missed",
    on,
    statements,
    findings: found,
    also: found.filter((finding) => !touches.some((touch) => covers(touch, finding))),
  };
}
