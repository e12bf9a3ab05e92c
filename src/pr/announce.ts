/** Brings a report to where it is read: a terminal, or the one comment on a pull request, with labels. */
import { appendFile } from "node:fs/promises";
import { Failure } from "../finding.js";
import { detectForge, type Detected } from "../forge/detect.js";
import type { Comment } from "../forge/forge.js";
import { markerOf, stickComment, stickLabels, type Stuck } from "../forge/sticky.js";
import { version } from "../source/version.js";
import { renderComment } from "./comment.js";
import type { LabelNames } from "./labels.js";
import type { PrReport } from "./report.js";
import { labelling, verdictOf } from "./verdict.js";

/** A job that runs for a pull request. */
export interface Job extends Detected {
  readonly request: number;
}

/**
 * undefined: nothing is to be written to a forge.
 * @param asked number of the pull request, where a user named it
 * @throws Failure where a user named one and no forge is known
 */
export async function jobOf(dryRun: boolean, asked: number | undefined): Promise<Job | undefined> {
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1))
    throw new Failure("--pr wants the number of a pull request");
  if (dryRun) return undefined;
  const detected = await detectForge();
  const request = asked ?? detected?.request;
  if (detected !== undefined && request !== undefined) return { ...detected, request };
  if (asked !== undefined)
    throw new Failure("which forge is it on? set GITHUB_REPOSITORY, or CI_PROJECT_ID, as a job of it does");
  if (detected !== undefined)
    process.stderr.write("this job runs for no pull request: the comment is only printed\n");
  return undefined;
}

export interface Announced {
  /** What to print: the comment, or what was done with it. */
  readonly text: string;
  /** The report without a limit. */
  readonly full: string;
  /** The forge refused: the report is in `text`. */
  readonly failure?: Failure;
}

/** @param file that will hold the full report */
export async function announce(
  report: PrReport,
  job: Job | undefined,
  names: LabelNames,
  file: string | undefined,
): Promise<Announced> {
  const common = { marker: markerOf("pr", report.target), version: version() };
  const full = renderComment(report, common);
  const { managed, wanted } = labelling(report, names);
  if (job === undefined) {
    return { text: `${full}\nlabels: ${wanted.length === 0 ? "none" : wanted.join(", ")}\n`, full };
  }
  const { forge, request, job: page } = job;
  const where = [
    ...(file === undefined ? [] : [`\`${file}\``]),
    ...(page === undefined ? [] : [`[this run](${page})`]),
  ];
  const body = renderComment(report, {
    ...common,
    limit: forge.limit,
    ...(where.length === 0 ? {} : { full: where.join(" of ") }),
  });
  await summarise(body);
  try {
    const comment = await stickComment(forge, request, common.marker, body, isWorthTelling(report));
    const labels = await stickLabels(forge, request, managed, wanted);
    return { text: doneLines(comment, labels), full };
  } catch (error) {
    if (error instanceof Failure) return { text: body, full, failure: error };
    throw error;
  }
}

type Labels = Awaited<ReturnType<typeof stickLabels>>;

function doneLines({ outcome, at }: Stuck<Comment>, { added, removed }: Labels): string {
  const comment = outcome === "none" ? "nothing to tell: no comment" : `comment ${outcome}: ${at?.url ?? ""}`;
  return [
    comment,
    ...(added.length === 0 ? [] : [`labels set: ${added.join(", ")}`]),
    ...(removed.length === 0 ? [] : [`labels taken off: ${removed.join(", ")}`]),
    "",
  ].join("\n");
}

/** Whether a comment is made where there is none yet. One that is there is updated in any case. */
const isWorthTelling = (report: PrReport): boolean =>
  verdictOf(report) !== "none" || report.problems.length > 0 || report.files.length > 0;

/** On GitHub the page of the job shows it as well: a pull request from a fork has no token that may comment. */
async function summarise(body: string): Promise<void> {
  const { GITHUB_STEP_SUMMARY: file } = process.env;
  if (file !== undefined && file !== "") await appendFile(file, `${body}\n`);
}
