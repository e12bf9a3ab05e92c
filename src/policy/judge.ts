/** Applies a policy to what a comparison found: severities, what is hidden, and the rules that need attention. */
import type { Comparison } from "../diff/comparison.js";
import { isGap, severities, type Finding, type Severity } from "../finding.js";
import { titleOf, type IgnoreRule, type Policy, type Selection } from "./policy.js";

/** What a rule hides. */
export interface Hidden {
  readonly rule: IgnoreRule;
  /** At least one. */
  readonly findings: readonly Finding[];
}

export interface Judgement {
  /** Findings of this severity and worse make the exit code 1. */
  readonly failOn: Severity;
  /** In the order of the rules. */
  readonly hidden: readonly Hidden[];
}

/** What a policy is applied to. */
export type Judgeable = Pick<Comparison, "findings" | "gaps">;

/** A comparison as the policy sees it: without what is hidden, with findings about the rules themselves. */
export type Judged<T extends Judgeable = Comparison> = T & { readonly judgement: Judgement };

export interface JudgeOptions {
  /** Name of the target that was compared; undefined: none of the configuration. */
  readonly target?: string | undefined;
  /** In place of the policy's. */
  readonly failOn?: Severity | undefined;
  /** `2026-06-30`: the day on which a rule may have expired. */
  readonly today: string;
  /** Whether a rule that hides nothing is told; not in a comparison that the rules were not made for. */
  readonly tellUnused?: boolean;
}

/** Findings about rules come last. */
export function judge<T extends Judgeable>(
  comparison: T,
  policy: Policy,
  { target, failOn, today, tellUnused = true }: JudgeOptions,
): Judged<T> {
  const applies = ({ targets }: Selection): boolean =>
    targets === undefined || (target !== undefined && targets.includes(target));
  const overrides = policy.severities.filter(applies);
  const rules = policy.ignores.filter(applies);
  const live = rules.filter((rule) => !isExpired(rule, today));
  const found = comparison.findings.map((finding) => weighed(finding, overrides));
  const hidden = new Map<IgnoreRule, Finding[]>(live.map((rule) => [rule, []]));
  const shown = found.filter((finding) => {
    const rule = live.find(({ selects }) => selects(finding));
    if (rule !== undefined) hidden.get(rule)?.push(finding);
    return rule === undefined;
  });
  const about = rules.flatMap((rule) => {
    if (isExpired(rule, today)) return [expired(rule, shown.filter(rule.selects).length)];
    if (!tellUnused || (hidden.get(rule)?.length ?? 0) > 0) return [];
    return [unused(rule, found.some(rule.selects))];
  });
  const findings = [...shown, ...about.map((finding) => weighed(finding, overrides))];
  return {
    ...comparison,
    findings,
    gaps: shown.some(isGap),
    judgement: {
      failOn: failOn ?? policy.failOn,
      hidden: [...hidden].flatMap(([rule, list]) => (list.length === 0 ? [] : [{ rule, findings: list }])),
    },
  };
}

/** Whether a severity is as bad as another, or worse. */
export const isAtLeast = (severity: Severity, floor: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(floor);

const isExpired = ({ until }: IgnoreRule, today: string): boolean => until !== "never" && until < today;

const weighed = (finding: Finding, overrides: Policy["severities"]): Finding => {
  const rule = overrides.findLast(({ selects }) => selects(finding));
  return rule === undefined || isGap(finding) ? finding : { ...finding, severity: rule.severity };
};

function expired(rule: IgnoreRule, count: number): Finding {
  const hid = count === 1 ? "one finding" : `${count} findings`;
  return {
    ...about(rule, "policy/expired", "warning"),
    message: `expired on ${rule.until}${owned(rule)}: ${count === 0 ? "it would hide nothing" : `${hid} it would hide ${count === 1 ? "is" : "are"} told again`}`,
    help:
      count === 0
        ? "Delete the rule: what it hid is mended."
        : "Mend what it hid and delete the rule, or decide anew how long to live with it.",
  };
}

const unused = (rule: IgnoreRule, hiddenElsewhere: boolean): Finding => ({
  ...about(rule, "policy/unused", "info"),
  message: hiddenElsewhere
    ? `hides nothing that an earlier rule does not hide${owned(rule)}`
    : `hides nothing${owned(rule)}`,
  help: "Delete the rule: the debt is paid. If it is not, correct its pattern.",
});

const about = (rule: IgnoreRule, code: string, severity: Severity): Omit<Finding, "message" | "help"> => {
  const key = `ignore ${titleOf(rule)}`;
  return {
    code,
    severity,
    key,
    group: rule.place.file,
    subject: key,
    blame: { ...rule.place, statement: rule.reason },
  };
};

const owned = ({ owner }: IgnoreRule): string => (owner === undefined ? "" : ` (${owner})`);
