/** What has changed since the run before: which findings are new, which are gone. Knows no history, only its outcome. */
import type { Finding, Severity } from "../finding.js";
import { counted } from "./summary.js";

/** How long a finding has been known. */
export interface Standing {
  /** `reopened`: it was there before, and gone in between. */
  readonly status: "new" | "reopened" | "old";
  /** When it was seen first: ISO 8601. */
  readonly first: string;
}

/** A finding of an earlier run that is there no more. */
export interface Fixed extends Pick<Finding, "code" | "key" | "field" | "message"> {
  readonly severity: Severity;
  readonly first: string;
  /** When it was seen last. */
  readonly last: string;
}

export interface News {
  /** When the run before was; undefined: there was none. */
  readonly since: string | undefined;
  /** Of every finding of the report. */
  readonly standing: ReadonlyMap<Finding, Standing>;
  readonly fixed: readonly Fixed[];
}

export const newsCounts = ({ standing, fixed }: News): Record<Standing["status"] | "fixed", number> => {
  const counts = { new: 0, reopened: 0, fixed: fixed.length, old: 0 };
  for (const { status } of standing.values()) counts[status] += 1;
  return counts;
};

/** `1 new, 2 fixed, 3 old since 2026-06-29 02:00 UTC` */
export function newsLine(news: News): string {
  if (news.since === undefined)
    return `the first run: ${counted(news.standing.size, "finding")} to begin with`;
  const counts = Object.entries(newsCounts(news)).filter(([, count]) => count > 0);
  const words = counts.map(([status, count]) => `${count} ${status}`).join(", ");
  return `${words === "" ? "nothing new" : words} since ${minute(news.since)}`;
}

/** The word for a finding that is news; nothing for what was known. */
export function newsMark(news: News | undefined, finding: Finding): "new" | "reopened" | undefined {
  const status = news?.since === undefined ? undefined : news.standing.get(finding)?.status;
  return status === "old" ? undefined : status;
}

/** `index public.orders.late, since 2026-06-28`: what it was, and since when it had been known. */
export const fixedLine = ({ key, field, first }: Fixed): string =>
  `${key}${field === undefined ? "" : ` ${field}`}, known since ${first.slice(0, 10)}`;

/** `2026-06-29 02:00 UTC` */
export const minute = (at: string): string => `${at.slice(0, 16).replace("T", " ")} UTC`;
