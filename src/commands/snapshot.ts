/** `driftline snapshot [source]`: a database as reviewable YAML. */
import type { Argv } from "yargs";
import type { Obj } from "../model/model.js";
import type { SnapshotWriter } from "../model/yaml-write.js";
import { emit } from "./output.js";
import { sourceNamed, sourceOptions, withCommon, type CommonArguments, type ExitCode } from "./options.js";

export interface SnapshotArguments extends CommonArguments {
  readonly source: string | undefined;
  readonly output: string | undefined;
}

export const command = "snapshot [source]";
export const describe = "A database, as reviewable YAML";

export const builder = (yargs: Argv): Argv<SnapshotArguments> =>
  withCommon(yargs)
    .positional("source", {
      type: "string",
      describe: "postgres://…, a directory of migrations, or a target; DATABASE_URL or PG* by default",
    })
    .option("output", {
      alias: "o",
      type: "string",
      requiresArg: true,
      describe: "File to write, in place of stdout",
    })
    .example("driftline snapshot postgres://localhost/app -o snapshots/prod.yaml", "");

export async function run(given: SnapshotArguments): Promise<ExitCode> {
  const { readSource } = await import("../source/source.js");
  const source = await sourceNamed(given.source, given.config);
  // What writes is loaded while the server answers, and writes while it goes on answering.
  let ahead: SnapshotWriter | undefined;
  let loading: Promise<SnapshotWriter> | undefined;
  const onObject = (object: Obj, reading: number): void => {
    loading ??= newWriter().then((writer) => (ahead = writer));
    ahead?.writeAhead(object, reading);
  };
  const { model } = await readSource(source, { ...sourceOptions(given), onObject });
  const [writer, { textForKeeping }] = await Promise.all([
    loading ?? newWriter(),
    import("../kinds/redaction.js"),
  ]);
  const pieces = textForKeeping(model, (kept) => writer.pieces(kept));
  await emit(pieces, given.output);
  for (const gap of model.gaps) process.stderr.write(`not in the snapshot: ${gap.what}\n`);
  return 0;
}

async function newWriter(): Promise<SnapshotWriter> {
  const [{ layouts }, { SnapshotWriter }] = await Promise.all([
    import("../kinds/kinds.js"),
    import("../model/yaml-write.js"),
  ]);
  return new SnapshotWriter(layouts);
}
