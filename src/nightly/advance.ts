/** What a run makes of the history: which findings are new, reopened, old or fixed. Pure: neither clock nor file. */
import { isGap, type Finding } from "../finding.js";
import { identified, type Identified } from "../render/fingerprint.js";
import type { News, Standing } from "../render/news.js";
import { exitCodeOf, hiddenCount, hiddenOf, type Report } from "../render/report.js";
import { bySeverity, drifted } from "../render/summary.js";
import type { Entry, History, Run } from "./history.js";

export interface Advanced {
  readonly history: History;
  readonly run: Run;
  /** Since the run before. */
  readonly news: News;
}

/** @param at when the check was made: ISO 8601 */
export function advance(history: History, target: string, report: Report, at: string): Advanced {
  const before = history.runs.findLast((run) => run.target === target);
  const run: Run = {
    target,
    run: (before?.run ?? 0) + 1,
    at,
    exit: exitCodeOf(report),
    counts: bySeverity(drifted(report)),
    gaps: report.findings.filter(isGap).length,
    ignored: hiddenCount(report),
  };
  const hidden = hiddenOf(report).flatMap(({ findings }) => findings);
  const items = identified([...report.findings, ...hidden]);
  const shown = items.slice(0, report.findings.length);
  const known = new Map(
    history.entries.filter((entry) => entry.target === target).map((entry) => [entry.id, entry]),
  );
  const here = new Set(items.map(({ id }) => id));
  const own = [
    ...items.map((item, index) => seen(item, known.get(item.id), run, index < shown.length)),
    ...[...known.values()].filter(({ id }) => !here.has(id)).map((entry) => gone(entry, run)),
  ];
  const next: History = {
    ...history,
    entries: [...history.entries.filter((entry) => entry.target !== target), ...own],
    runs: [...history.runs, run],
  };
  return { history: next, run, news: newsSince(own, shown, before) };
}

function seen({ finding, id }: Identified, before: Entry | undefined, run: Run, open: boolean): Entry {
  const { code, key, field, severity, message } = finding;
  const appears = open && before?.state !== "open";
  const disappears = !open && before?.state === "open";
  return {
    ...{ target: run.target, id, code, key },
    ...(field === undefined ? {} : { field }),
    ...{ severity, message },
    state: open ? "open" : "ignored",
    first: before?.first ?? run.at,
    last: run.at,
    runs: (before?.runs ?? 0) + 1,
    times: (before?.times ?? 0) + (appears ? 1 : 0),
    opened: appears ? run.run : (before?.opened ?? 0),
    ...(disappears ? { ended: run.run } : before?.ended === undefined ? {} : { ended: before.ended }),
  };
}

const gone = (entry: Entry, { run }: Run): Entry =>
  entry.state === "open" ? { ...entry, state: "fixed", ended: run } : { ...entry, state: "fixed" };

function newsSince(own: readonly Entry[], shown: readonly Identified[], before: Run | undefined): News {
  const since = before?.run ?? 0;
  const entries = new Map(own.map((entry) => [entry.id, entry]));
  const standing = new Map<Finding, Standing>();
  for (const { finding, id } of shown) {
    const entry = entries.get(id);
    if (entry !== undefined) standing.set(finding, { status: statusOf(entry, since), first: entry.first });
  }
  return { since: before?.at, standing, fixed: own.filter((entry) => isFixedSince(entry, since)) };
}

/** @param since number of the last run that was told */
export const statusOf = ({ opened, times }: Entry, since: number): Standing["status"] =>
  opened <= since ? "old" : times > 1 ? "reopened" : "new";

/** Whether it was open when it was told last, and is gone now. */
export const isFixedSince = ({ state, opened, ended = 0 }: Entry, since: number): boolean =>
  state === "fixed" && ended > since && opened > 0 && opened <= since;
