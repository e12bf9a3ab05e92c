/** What `check` and `diff` share: compare, render, and the exit code that says what was found. */
import type { Argv } from "yargs";
import type { Comparison } from "../diff/comparison.js";
import { formats, render, type Format } from "../render/render.js";
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

export async function report(comparison: Comparison, { format, output }: ReportArguments): Promise<ExitCode> {
  await emit(await render(comparison, format, { color: wantsColor(output) }), output);
  if (drifted(comparison).length > 0) return 1;
  return comparison.gaps ? 3 : 0;
}
