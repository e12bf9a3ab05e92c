/** The file that remembers: JSON lines, one for each finding that was ever seen, for each run, for each channel. */
import { Failure, severities, type Severity } from "../finding.js";
import { isRecord, type Members } from "../forge/forge.js";

/** A finding, seen in one run or in many. Runs of a target are numbered from 1. */
export interface Entry {
  readonly target: string;
  /** Fingerprint, as in reports. */
  readonly id: string;
  readonly code: string;
  readonly key: string;
  readonly field?: string;
  readonly severity: Severity;
  readonly message: string;
  /** `ignored`: a rule hides it. */
  readonly state: "open" | "fixed" | "ignored";
  /** When it was seen first and last: ISO 8601. */
  readonly first: string;
  readonly last: string;
  /** Number of runs that saw it. */
  readonly runs: number;
  /** How often it appeared: more than once, it was reopened. */
  readonly times: number;
  /** Run in which it appeared the last time; 0: never openly. */
  readonly opened: number;
  /** Run in which it was open no more. */
  readonly ended?: number;
}

export interface Run {
  readonly target: string;
  readonly run: number;
  readonly at: string;
  /** Of the check. */
  readonly exit: number;
  /** Differences. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly gaps: number;
  readonly ignored: number;
}

/** Up to which run a channel was told. */
export interface Told {
  readonly target: string;
  readonly channel: string;
  readonly run: number;
}

export interface History {
  readonly entries: readonly Entry[];
  /** The oldest first. */
  readonly runs: readonly Run[];
  readonly told: readonly Told[];
}

export const noHistory: History = { entries: [], runs: [], told: [] };

const header = { driftline: "history", format: 1 };

/** Runs to keep of a target, and findings that are gone. */
const kept = { runs: 400, gone: 5000 };

export interface ReadHistory {
  readonly history: History;
  /** Whether the last line was torn, as by a full disk: it is left out. */
  readonly torn: boolean;
}

/**
 * @param path of the file, for messages
 * @throws Failure where the file is no history, or a line other than the last is damaged
 */
export function readHistory(text: string, path: string): ReadHistory {
  if (text === "") return { history: noHistory, torn: false };
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  const first = parsed(lines[0] ?? rest);
  if (first?.["driftline"] !== header.driftline)
    throw new Failure(`${path} is no history of driftline: it was left as it is`);
  if (first["format"] !== header.format)
    throw new Failure(`${path} was written by another release of driftline: it was left as it is`);
  const [entries, runs, told]: [Entry[], Run[], Told[]] = [[], [], []];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const record = parsed(line);
    const [entry, run, mark] = record === undefined ? [] : [entryOf(record), runOf(record), toldOf(record)];
    if (entry !== undefined) entries.push(entry);
    else if (run !== undefined) runs.push(run);
    else if (mark !== undefined) told.push(mark);
    else
      throw new Failure(`${path}:${index + 1} is damaged: mend or delete the line, or begin a new history`);
  }
  return { history: { entries, runs, told }, torn: rest.trim() !== "" };
}

/** Bounded: the last runs of each target, everything that is open, and the findings that were gone last. */
export function writeHistory({ entries, runs, told }: History): string {
  const targets = new Set(runs.map(({ target }) => target));
  const keptRuns = [...targets].flatMap((target) =>
    runs.filter((run) => run.target === target).slice(-kept.runs),
  );
  const gone = entries.filter(({ state }) => state !== "open");
  const oldest =
    gone
      .map(({ last }) => last)
      .sort()
      .at(-kept.gone) ?? "";
  const keptEntries = entries.filter(({ state, last }) => state === "open" || last >= oldest);
  const lines = [
    header,
    ...keptEntries.map((entry) => ({ type: "finding", ...entry })),
    ...keptRuns.map((run) => ({ type: "run", ...run })),
    ...told.map((mark) => ({ type: "told", ...mark })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

function parsed(line: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const states = ["open", "fixed", "ignored"] as const;

function entryOf(members: Members): Entry | undefined {
  const { target, id, code, key, field, message, first, last, runs, times, opened, ended } = members;
  const severity = severities.find((known) => known === members["severity"]);
  const state = states.find((known) => known === members["state"]);
  if (members["type"] !== "finding" || severity === undefined || state === undefined) return undefined;
  if (!isText(target) || !isText(id) || !isText(code) || !isText(key) || !isText(message)) return undefined;
  if (!isText(first) || !isText(last) || !isCount(runs) || !isCount(times) || !isCount(opened))
    return undefined;
  return {
    ...{ target, id, code, key },
    ...(isText(field) ? { field } : {}),
    ...{ severity, message, state, first, last, runs, times, opened },
    ...(isCount(ended) ? { ended } : {}),
  };
}

function runOf(members: Members): Run | undefined {
  const { type, target, run, at, exit, counts, gaps, ignored } = members;
  if (type !== "run" || !isText(target) || !isCount(run) || !isText(at) || !isRecord(counts))
    return undefined;
  const { breaking, warning, info } = counts;
  if (!isCount(exit) || !isCount(gaps) || !isCount(ignored)) return undefined;
  if (!isCount(breaking) || !isCount(warning) || !isCount(info)) return undefined;
  return { target, run, at, exit, counts: { breaking, warning, info }, gaps, ignored };
}

function toldOf({ type, target, channel, run }: Members): Told | undefined {
  return type === "told" && isText(target) && isText(channel) && isCount(run)
    ? { target, channel, run }
    : undefined;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;
