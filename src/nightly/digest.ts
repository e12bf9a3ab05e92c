/** What a channel is told: the news since it was told last, and how things stand. The same words for all channels. */
import type { Finding } from "../finding.js";
import { severities, type Severity } from "../finding.js";
import { isAtLeast } from "../policy/judge.js";
import { counted, severityWords } from "../render/summary.js";
import { isFixedSince, statusOf } from "./advance.js";
import type { Entry } from "./history.js";

export interface Item {
  readonly status: "new" | "reopened" | "fixed";
  readonly severity: Severity;
  readonly code: string;
  readonly key: string;
  readonly field?: string;
  readonly message: string;
  /** `migrations/003.sql:2` */
  readonly at?: string;
  /** When it was seen first: ISO 8601. */
  readonly first: string;
}

export interface Digest {
  readonly target: string;
  /** When the check was made: ISO 8601. */
  readonly at: string;
  /** Number of the run, with which a receiver tells one message from another. */
  readonly run: number;
  /** News, the worst first, what is fixed last. */
  readonly items: readonly Item[];
  /** Everything that is open, for channels that show all of it. */
  readonly open: readonly Finding[];
  /** Page of the report. */
  readonly link: string | undefined;
}

export interface DigestOptions {
  readonly target: string;
  readonly at: string;
  readonly run: number;
  readonly entries: readonly Entry[];
  readonly findings: readonly Finding[];
  readonly idOf: (finding: Finding) => string | undefined;
  readonly link: string | undefined;
}

/**
 * undefined where there is no news.
 * @param since run up to which the channel was told; 0: it never was
 */
export function digest(options: DigestOptions, since: number, atLeast: Severity): Digest | undefined {
  const { target, at, run, link } = options;
  const open = options.findings.filter(({ severity }) => isAtLeast(severity, atLeast));
  const byId = new Map(open.map((finding) => [options.idOf(finding), finding]));
  const items = options.entries
    .filter((entry) => entry.target === target && isAtLeast(entry.severity, atLeast))
    .flatMap((entry) => itemOf(entry, byId.get(entry.id), since) ?? []);
  const rank = ({ status, severity }: Item): number =>
    severities.indexOf(severity) + (status === "fixed" ? severities.length : 0);
  const sorted = items.sort((a, b) => rank(a) - rank(b));
  return sorted.length === 0 ? undefined : { target, at, run, items: sorted, open, link };
}

function itemOf(entry: Entry, finding: Finding | undefined, since: number): Item | undefined {
  const { severity, code, key, field, message, first } = entry;
  const base = { severity, code, key, ...(field === undefined ? {} : { field }), message, first };
  if (isFixedSince(entry, since)) return { ...base, status: "fixed" };
  const status = statusOf(entry, since);
  if (entry.state !== "open" || status === "old") return undefined;
  const blame = finding?.blame;
  return { ...base, status, ...(blame === undefined ? {} : { at: `${blame.file}:${blame.line}` }) };
}

/** `prod: 1 new, 2 fixed` */
export function titleOf({ target, items }: Digest): string {
  const parts = (["new", "reopened", "fixed"] as const).flatMap((status) => {
    const count = items.filter((item) => item.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `Schema drift in ${target}: ${parts.join(", ")}`;
}

/** How things stand. */
export const standingOf = ({ open }: Digest): string =>
  open.length === 0
    ? "Nothing is open any more."
    : `${counted(open.length, "finding")} open: ${severityWords(open)}.`;

/** What an item says after its key. */
export const saying = ({ key, message }: Item): string => (key === message ? "" : message);

/** One line without control characters: names may hold anything. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** At most so many characters, none of them half. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Items that one message shows; the report has all. */
export const shownItems = 10;

export const moreLine = ({ items }: Digest): string | undefined =>
  items.length > shownItems ? `… and ${items.length - shownItems} more` : undefined;
