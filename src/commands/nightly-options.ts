/** The flags of a check that runs every night. */
import type { Argv } from "yargs";
import { Failure } from "../finding.js";
import type { ReportArguments } from "./report.js";

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
    .option("report-dir", {
      type: "string",
      requiresArg: true,
      describe: "Folder to write the report to, in every format",
    })
    .option("report-url", {
      type: "string",
      requiresArg: true,
      coerce: pageOf,
      describe: "Page of the report, for messages (that of the CI job)",
    })
    .option("history", {
      type: "string",
      requiresArg: true,
      describe: "File that remembers what was found, and tells what is new",
    })
    .option("metrics", {
      type: "string",
      requiresArg: true,
      describe: "File for Prometheus' textfile collector",
    })
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

function pageOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).href;
  throw new Failure(`--report-url wants an address like https://ci.example.com/drift, not ${url}`);
}
