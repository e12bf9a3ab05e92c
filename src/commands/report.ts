/** What `check` and `diff` share: compare, render, and the exit code that says what was found. */
import type { Argv } from "yargs";
import type { Comparison } from "../diff/comparison.js";
import type { Pair } from "../diff/pair.js";
import { formats, render, type Format } from "../render/render.js";
import type { SchemaMap } from "../render/schema-map.js";
import { drifted } from "../render/summary.js";
import type { ExitCode } from "./options.js";
import { emit, wantsColor } from "./output.js";

export interface ReportArguments {
  readonly format: Format;
  readonly output: string | undefined;
}

const usualFormat = (): Format => "text";

export const withReport = <T>(yargs: Argv<T>): Argv<T & ReportArguments> =>
  yargs
    .option("format", { choices: formats, default: usualFormat(), describe: "Form of the report" })
    .option("output", { alias: "o", type: "string", describe: "File to write, in place of stdout" });

/** @param pair what was compared, for the map of the HTML report */
export async function report(
  comparison: Comparison,
  { format, output }: ReportArguments,
  pair?: Pair,
): Promise<ExitCode> {
  const map = pair !== undefined && format === "html" ? { map: await mapOf(comparison, pair) } : {};
  const options = { color: wantsColor(output), at: new Date().toISOString(), ...map };
  await emit(await render(comparison, format, options), output);
  if (drifted(comparison).length > 0) return 1;
  return comparison.gaps ? 3 : 0;
}

async function mapOf({ findings }: Comparison, { expected, actual }: Pair): Promise<SchemaMap> {
  const { schemaMap } = await import("../render/schema-map.js");
  return schemaMap(findings, expected.model, actual.model);
}
