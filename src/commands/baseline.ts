/** `driftline baseline [source]`: a database as one SQL file that provably recreates it. */
import type { Argv } from "yargs";
import { Failure } from "../finding.js";
import { baselineBody, baselineHeader } from "../render/baseline.js";
import { emit } from "./output.js";
import { sourceNamed, sourceOptions, withCommon, type CommonArguments, type ExitCode } from "./options.js";

export interface BaselineArguments extends CommonArguments {
  readonly source: string | undefined;
  readonly output: string | undefined;
  readonly certificate: string | undefined;
  readonly verify: boolean;
}

export const command = "baseline [source]";
export const describe = "A database, as one SQL file that provably recreates it";

export const builder = (yargs: Argv): Argv<BaselineArguments> =>
  withCommon(yargs)
    .positional("source", {
      type: "string",
      describe:
        "postgres://…, a snapshot, a directory of migrations, or a target; DATABASE_URL or PG* by default",
    })
    .option("output", {
      alias: "o",
      type: "string",
      requiresArg: true,
      describe: "File to write, in place of stdout",
    })
    .option("certificate", {
      type: "string",
      requiresArg: true,
      describe: "File to write the proof to, as JSON",
    })
    .option("verify", {
      type: "boolean",
      default: true,
      describe: "Replay it on the shadow before it is written",
    })
    .example("driftline baseline prod -o migrations/000_baseline_prod_schema.sql", "");

export async function run(given: BaselineArguments): Promise<ExitCode> {
  if (!given.verify && given.certificate !== undefined) {
    throw new Failure("--certificate wants a proof, --no-verify makes none: leave one of them out");
  }
  const { readSource } = await import("../source/source.js");
  const { version } = await import("../source/version.js");
  const { countsOf } = await import("../diff/comparison.js");
  const { fingerprint } = await import("../source/cache.js");
  const options = sourceOptions(given);
  const { forKeeping } = await import("../kinds/redaction.js");
  const { model: whole, label } = await readSource(await sourceNamed(given.source, given.config), options);
  const model = forKeeping(whole);
  const body = baselineBody(model);
  const proof = given.verify
    ? await proven(() =>
        import("../diff/proof.js").then(({ prove }) =>
          prove(model, body, given.output ?? "baseline.sql", options),
        ),
      )
    : undefined;
  const facts = { label, version: version(), counts: countsOf(model), hash: fingerprint([body]) };
  const header = baselineHeader(model, { ...facts, proof });
  await emit(header + body, given.output);
  if (proof !== undefined && given.certificate !== undefined) {
    const certificate = {
      format: 1,
      driftline: facts.version,
      source: label,
      server: model.server,
      objects: facts.counts,
      sha256: facts.hash,
      replayedOn: proof.shadow,
      equal: true,
      respelled: proof.respelled,
      notIncluded: model.gaps.map(({ what }) => what),
    };
    await emit(`${JSON.stringify(certificate, null, 2)}\n`, given.certificate);
  }
  for (const gap of model.gaps) process.stderr.write(`not in the baseline: ${gap.what}\n`);
  return model.gaps.length > 0 ? 3 : 0;
}

async function proven<T>(prove: () => Promise<T>): Promise<T> {
  try {
    return await prove();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`the baseline was not proven, so it was not written: ${error.message}`, {
      cause: error,
      detail: `${error.detail === undefined ? "" : `${error.detail}\n`}Prove it on a server that can hold it, with --shadow postgres://…, or write it unproven, with --no-verify.`,
    });
  }
}
