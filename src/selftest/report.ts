/** A self-test for its reader: a line for each sort, and the rate. */
import { styleText } from "node:util";
import type { Finding } from "../finding.js";
import type { Selftest, Trial } from "./selftest.js";

export interface Tally {
  readonly sorts: number;
  readonly detected: number;
  readonly missed: number;
  /** Sorts that led to findings that are not theirs. */
  readonly side: number;
  /** Sorts that there was nothing to apply to. */
  readonly absent: number;
}

export function tally({ trials }: Selftest): Tally {
  const count = (fits: (trial: Trial) => boolean): number => trials.filter(fits).length;
  return {
    sorts: count(({ outcome }) => outcome !== "absent"),
    detected: count(({ outcome }) => outcome === "detected"),
    missed: count(({ outcome }) => outcome === "missed"),
    side: count(({ also }) => also.length > 0),
    absent: count(({ outcome }) => outcome === "absent"),
  };
}

/** Whether every sort that applies was reported, and nothing else. */
export const passed = (test: Selftest): boolean => {
  const { missed, side } = tally(test);
  return missed === 0 && side === 0;
};

export function renderSelftest(test: Selftest, { color = false } = {}): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const { postgres, timescaledb } = test.server;
  const server = `PostgreSQL ${postgres}${timescaledb === undefined ? "" : `, TimescaleDB ${timescaledb}`}`;
  const lines = [
    paint("bold", `A copy of ${test.label}, changed in every way that applies to it`),
    paint("dim", `${test.objects} objects on ${server}`),
  ];
  const width = Math.max(...test.trials.map(({ sort }) => sort.length));
  for (const [family, trials] of byFamily(test.trials)) {
    lines.push("", paint("bold", family));
    for (const trial of trials) lines.push(...trialLines(trial, width, paint));
  }
  return `${[...lines, "", paint(passed(test) ? "green" : "red", sentence(test))].join("\n")}\n`;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

function trialLines(
  { sort, outcome, on, statements = [], also, why }: Trial,
  width: number,
  paint: Paint,
): string[] {
  const name = sort.padEnd(width);
  if (outcome === "absent") {
    return [
      paint(
        "dim",
        `  -           ${name}  ${why === undefined ? "nothing here to do it to" : `the server refuses it: ${why}`}`.trimEnd(),
      ),
    ];
  }
  const mark =
    outcome === "missed"
      ? paint("red", "✗ MISSED  ")
      : also.length > 0
        ? paint("yellow", "! detected")
        : paint("green", "✓ detected");
  return [
    `  ${mark}  ${name}  ${paint("dim", on ?? "")}`.trimEnd(),
    ...(outcome === "missed" ? statements.map((statement) => `      ${statement}`) : []),
    ...also.map((finding) => `      also reported: ${place(finding)} (${finding.code})`),
  ];
}

const place = ({ key, field }: Finding): string => (field === undefined ? key : `${key} ${field}`);

/** The rate, in one line. */
export function sentence(test: Selftest): string {
  const { sorts, detected, side, absent } = tally(test);
  const rest = absent === 0 ? "" : `; ${absent} ${absent === 1 ? "does" : "do"} not apply to this schema`;
  return `${sorts} ${sorts === 1 ? "sort" : "sorts"} of change, ${detected} detected, ${side} with side findings${rest}`;
}

function byFamily(trials: readonly Trial[]): ReadonlyMap<string, readonly Trial[]> {
  const families = new Map<string, Trial[]>();
  for (const trial of trials) {
    const list = families.get(trial.family);
    if (list === undefined) families.set(trial.family, [trial]);
    else list.push(trial);
  }
  return families;
}

export function renderSelftestJson(test: Selftest): string {
  const short = ({ code, key, field }: Finding): Pick<Finding, "code" | "key" | "field"> => ({
    code,
    key,
    ...(field === undefined ? {} : { field }),
  });
  const trials = test.trials.map(({ findings, also, ...trial }) => ({
    ...trial,
    findings: findings.map(short),
    also: also.map(short),
  }));
  const summary = tally(test);
  return `${JSON.stringify({ format: 1, status: passed(test) ? "passed" : "failed", source: test.label, server: test.server, summary, sorts: trials }, null, 2)}\n`;
}
