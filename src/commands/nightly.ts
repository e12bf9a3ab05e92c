/** What `check` does beside printing a report: a folder of reports, a history, numbers, news for those who want them. */
import { join } from "node:path";
import type { Config } from "../config.js";
import type { Pair } from "../diff/pair.js";
import { Failure } from "../finding.js";
import type { Memory } from "../nightly/run.js";
import { formatFiles } from "../render/render.js";
import type { Report } from "../render/report.js";
import type { ExitCode } from "./options.js";
import { emit } from "./output.js";
import type { NightlyArguments } from "./nightly-options.js";
import { report } from "./report.js";

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
    const telling = { channels: config.channels, memory, link: given["report-url"] ?? jobPage() };
    if (dry) process.stderr.write(rehearse(telling, remembering).join(""));
    else for (const failure of (await tell(telling, remembering).catch(complain)) ?? []) complain(failure);
  }
  return faults.length > 0 && code !== 1 ? 2 : code;
}
