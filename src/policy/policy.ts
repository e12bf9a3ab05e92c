/** What a team has decided about findings: how bad they are, which ones fail a check, which ones it lives with. */
import type { Location, Severity } from "../finding.js";
import type { Matcher } from "./pattern.js";

/** Which findings a rule is about. What is not given does not matter. */
export interface Selection {
  /** Pattern of keys, as it was written: `index public.events.*` */
  readonly match?: string;
  /** Pattern of codes: `drift/unexpected` */
  readonly code?: string;
  /** Pattern of fields: `columns.*.default` */
  readonly field?: string;
  /** Targets that it is for; absent: all. */
  readonly targets?: readonly string[];
  readonly selects: Matcher;
}

export interface SeverityRule extends Selection {
  readonly severity: Severity;
}

/** A debt: a difference that is known, and left until a day. */
export interface IgnoreRule extends Selection {
  readonly reason: string;
  readonly owner?: string;
  /** Last day on which it hides something, `2026-12-31`; or `never`: it does not expire. */
  readonly until: string;
  /** Where it is written. */
  readonly place: Location;
}

export interface Policy {
  /** Findings of this severity and worse make the exit code 1. */
  readonly failOn: Severity;
  /** The last one that selects a finding decides. */
  readonly severities: readonly SeverityRule[];
  /** The first one that selects a finding hides it. */
  readonly ignores: readonly IgnoreRule[];
}

/** Everything counts, nothing is hidden: what holds where nobody decided otherwise. */
export const noPolicy: Policy = { failOn: "info", severities: [], ignores: [] };

/** Whether a text is a day of the calendar. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

/** A rule in one line, the same whatever its reason, owner and day. */
export const titleOf = ({ match, code, field, targets }: Title): string =>
  [match, code, field, ...(targets === undefined ? [] : [`in ${targets.join(", ")}`])]
    .filter((part) => part !== undefined)
    .join(" ");

type Title = { readonly [K in Exclude<keyof Selection, "selects">]?: Selection[K] | undefined };
