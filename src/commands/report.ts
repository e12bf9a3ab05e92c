/** What `check` and `diff` share: compare, render, and the exit code that says what was found. */
import type { Argv } from "yargs";
import { severities, type Severity } from "../finding.js";
import type { Config } from "../config.js";
import type { Scope } from "../diff/comparison.js";
import type { Pair } from "../diff/pair.js";
import { formats, render, type Format, type RenderOptions } from "../render/render.js";
import type { SchemaMap } from "../render/schema-map.js";
import { exitCodeOf, type Report } from "../render/report.js";
import type { ExitCode } from "./options.js";
import { emit, wantsColor } from "./output.js";

export interface ReportArguments {
  readonly format: Format;
  readonly output: string | undefined;
  readonly "fail-on": Severity | undefined;
  readonly ops: boolean;
}

const usualFormat = (): Format => "text";

export const withReport = <T>(yargs: Argv<T>): Argv<T & ReportArguments> =>
  yargs
    .option("format", { choices: formats, default: usualFormat(), describe: "Form of the report" })
    .option("output", {
      alias: "o",
      type: "string",
      requiresArg: true,
      describe: "File to write, in place of stdout",
    })
    .option("ops", {
      type: "boolean",
      default: true,
      describe: "Tell how the database runs as well (jobs that fail, …); it does not change the exit code",
    })
    .option("fail-on", {
      choices: severities,
      describe:
        "Findings of this severity and worse make the exit code 1 (info, or fail_on of driftline.yaml)",
    });

/** What a comparison leaves out: what the configuration says, and the flags. */
export const scopeOf = ({ scope }: Pick<Config, "scope">, { ops }: Pick<ReportArguments, "ops">): Scope => ({
  ...scope,
  ops: scope.ops && ops,
});

/** @param pair what was compared, for the map of the HTML report */
export async function report(
  comparison: Report,
  { format, output }: ReportArguments,
  pair?: Pair,
  more: RenderOptions = {},
): Promise<ExitCode> {
  const map = pair !== undefined && format === "html" ? { map: await mapOf(comparison, pair) } : {};
  const options = { color: wantsColor(output), at: new Date().toISOString(), ...map, ...more };
  await emit(await render(comparison, format, options), output);
  return exitCodeOf(comparison);
}

async function mapOf({ findings }: Report, { expected, actual }: Pair): Promise<SchemaMap> {
  const { schemaMap } = await import("../render/schema-map.js");
  return schemaMap(findings, expected.model, actual.model);
}
