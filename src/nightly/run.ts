/** One nightly run: what it makes of the history, and who is told. */
import { Failure } from "../finding.js";
import type { Report } from "../render/report.js";
import { identified } from "../render/fingerprint.js";
import type { Moment } from "../render/html/history.js";
import { advance, type Advanced } from "./advance.js";
import type { Channel } from "./channels.js";
import type { History } from "./history.js";
import { changeHistory, peekHistory } from "./keep.js";
import { digests, notify, preview, withTold, type NotifyOptions } from "./notify.js";

export interface Remembering {
  /** File of the history. */
  readonly file: string;
  readonly target: string;
  readonly report: Report;
  /** When the check was made: ISO 8601. */
  readonly at: string;
  /** Leaves the file as it is. */
  readonly dry: boolean;
}

export interface Memory extends Advanced {
  /** The runs of the target, this one last. */
  readonly moments: readonly Moment[];
  /** What the user should know of the file. */
  readonly remark: string | undefined;
}

/** @throws Failure where the file is no history, or cannot be read or written */
export async function remember({ file, target, report, at, dry }: Remembering): Promise<Memory> {
  const step = (history: History): { readonly history: History; readonly value: Advanced } => {
    const value = advance(history, target, report, at);
    return { history: value.history, value };
  };
  const { value, remark } = dry
    ? { value: step(await peekHistory(file)).value, remark: undefined }
    : await changeHistory(file, step);
  return { ...value, moments: value.history.runs.filter((run) => run.target === target), remark };
}

export interface Telling extends Pick<NotifyOptions, "link" | "patience" | "env"> {
  readonly channels: readonly Channel[];
  readonly memory: Memory;
}

/** Tells the channels, and remembers which of them know by now: one that failed is told of the same news next time. */
export async function tell(
  { channels, memory, ...more }: Telling,
  remembering: Remembering,
): Promise<readonly Failure[]> {
  const outcomes = await notify(channels, memory.history, { ...optionsOf(memory, remembering), ...more });
  const { file, target } = remembering;
  if (outcomes.length > 0)
    await changeHistory(file, (history) => ({
      history: withTold(history, target, memory.run.run, outcomes),
      value: undefined,
    }));
  return outcomes.flatMap(({ outcome, words }) => (outcome === "failed" ? [new Failure(words)] : []));
}

/** What the channels would be told. */
export function rehearse({ channels, memory, link }: Telling, remembering: Remembering): readonly string[] {
  const options = { ...optionsOf(memory, remembering), link };
  return digests(channels, memory.history, options).map(({ channel, digest }) =>
    digest === undefined ? `${channel.name}: no news\n` : `${channel.name}: ${preview(channel, digest)}\n`,
  );
}

function optionsOf(
  { history, run }: Memory,
  { target, report, at }: Remembering,
): Omit<NotifyOptions, "link"> {
  const ids = new Map(identified(report.findings).map(({ finding, id }) => [finding, id]));
  return {
    target,
    at,
    run: run.run,
    entries: history.entries,
    findings: report.findings,
    idOf: (finding) => ids.get(finding),
  };
}
