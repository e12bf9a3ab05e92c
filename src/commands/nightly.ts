/** What `check` does beside printing a report: a folder of reports, a history, numbers, news for those who want them. */
import { join } from "node:path";
import type { Argv } from "yargs";
import type { Config } from "../config.js";
import type { Pair } from "../diff/pair.js";
import { Failure } from "../finding.js";
import type { Memory } from "../nightly/run.js";
import { formatFiles } from "../render/render.js";
import type { Report } from "../render/report.js";
import type { ExitCode } from "./options.js";
import { emit } from "./output.js";
import { report, type ReportArguments } from "./report.js";

export interface NightlyArguments extends ReportArguments {
  readonly "report-dir": string | undefined;
  readonly "report-url": string | undefined;
  readonly history: string | undefined;
  readonly metrics: string | undefined;
  readonly notify: boolean;
  readonly "dry-run": boolean;
}

/** A check that only prints its report. */
export const nothingElse = {
  "report-dir": undefined,
  "report-url": undefined,
  history: undefined,
  metrics: undefined,
  notify: false,
  "dry-run": false,
} as const;

export const withNightly = <T>(yargs: Argv<T>): Argv<T & Omit<NightlyArguments, keyof ReportArguments>> =>
  yargs
    .option("report-dir", { type: "string", describe: "Folder to write the report to, in every format" })
    .option("report-url", {
      type: "string",
      describe: "Page of the report, for messages (that of the CI job)",
    })
    .option("history", {
      type: "string",
      describe: "File that remembers what was found, and tells what is new",
    })
    .option("metrics", { type: "string", describe: "File for Prometheus' textfile collector" })
    .option("notify", {
      type: "boolean",
      default: true,
      describe: "Tell the channels of driftline.yaml the news",
    })
    .option("dry-run", {
      type: "boolean",
      default: false,
      describe: "Print what the channels would be told, and remember nothing",
    });

export interface Checked {
  readonly judged: Report;
  readonly config: Config;
  /** What was checked, as histories and messages name it. */
  readonly target: string;
  readonly pair: Pair;
  /** When the check began: milliseconds since 1970. */
  readonly started: number;
}

/** The report is printed and written before anybody is told: what fails after that does not hide it. */
export async function nightly(
  given: NightlyArguments,
  { judged, config, target, pair, started }: Checked,
): Promise<ExitCode> {
  const link = pageOf(given["report-url"]);
  const at = new Date(started).toISOString();
  const { history: file, metrics, "report-dir": folder, "dry-run": dry } = given;
  const remembering = { file: file ?? "", target, report: judged, at, dry };
  const faults: string[] = [];
  const complain = (error: unknown): undefined => {
    if (!(error instanceof Failure)) throw error;
    faults.push(error.message);
    process.stderr.write(`driftline: ${error.message}\n`);
  };
  const { remember, rehearse, tell } = await import("../nightly/run.js");
  const memory: Memory | undefined =
    file === undefined ? undefined : await remember(remembering).catch(complain);
  if (memory?.remark !== undefined) process.stderr.write(`driftline: ${memory.remark}\n`);
  const full: Report = memory === undefined ? judged : { ...judged, news: memory.news };
  const options = { at, ...(memory === undefined ? {} : { history: memory.moments }) };
  for (const [format, name] of folder === undefined ? [] : formatFiles)
    await report(full, { ...given, format, output: join(folder ?? "", name) }, pair, options);
  if (metrics !== undefined) {
    const { renderMetrics } = await import("../nightly/metrics.js");
    const duration = (Date.now() - started) / 1000;
    await emit(renderMetrics(full, { target, at, duration }), metrics);
  }
  const code = await report(full, given, pair, options);
  if (memory !== undefined && given.notify) {
    const { jobPage } = await import("../forge/detect.js");
    const telling = { channels: config.channels, memory, link: link ?? jobPage() };
    if (dry) process.stderr.write(rehearse(telling, remembering).join(""));
    else for (const failure of (await tell(telling, remembering).catch(complain)) ?? []) complain(failure);
  }
  return faults.length > 0 && code !== 1 ? 2 : code;
}

function pageOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).href;
  throw new Failure(`--report-url wants an address like https://ci.example.com/drift, not ${url}`);
}
