/** Reads a policy from the settings of a configuration. */
import { isGap, severities, type Location } from "../finding.js";
import { choiceAt, pathOf, sectionsAt, textAt, textsAt, type Section } from "../settings.js";
import { ruleCodes } from "./codes.js";
import { matcherOf } from "./pattern.js";
import {
  isDay,
  noPolicy,
  titleOf,
  type IgnoreRule,
  type Policy,
  type Selection,
  type SeverityRule,
} from "./policy.js";

/** Settings of the root of a configuration that belong to the policy. */
export const policyKeys = ["fail_on", "severity", "ignore"] as const;

export interface PolicyContext {
  /** Names of the targets that there are. */
  readonly targets: readonly string[];
  /** Place of an item of a list of the root: `ignore`, 2. */
  readonly placeOf: (list: string, index: number) => Location;
}

/** Reads the settings of a policy from the root of a configuration; what is wrong is added to its faults. */
export function readPolicy(root: Section, { targets, placeOf }: PolicyContext): Policy {
  const rules = sectionsAt(root, "severity", ["match", "code", "field", "targets", "severity"]);
  const debts = sectionsAt(root, "ignore", ["match", "code", "field", "targets", "reason", "owner", "until"]);
  const ignores = debts.map((debt, index) => readIgnore(debt, placeOf("ignore", index), targets));
  repeated(ignores, root.faults);
  return {
    failOn: choiceAt(root, "fail_on", severities) ?? noPolicy.failOn,
    severities: rules.map((rule) => readSeverity(rule, targets)),
    ignores,
  };
}

function readSeverity(rule: Section, targets: readonly string[]): SeverityRule {
  const selection = readSelection(rule, targets);
  if (selection.match === undefined && selection.code === undefined && selection.field === undefined)
    rule.faults.push(`${rule.where} says nothing about which findings it is for: match, code or field`);
  if (selection.code !== undefined && isGap({ code: selection.code }))
    rule.faults.push(`${rule.where}: what could not be compared has no severity; its exit code is 3`);
  const severity = choiceAt(rule, "severity", severities);
  if (severity === undefined && !rule.values.has("severity"))
    rule.faults.push(`${rule.where} needs severity`);
  return { ...selection, severity: severity ?? "info" };
}

function readIgnore(debt: Section, place: Location, targets: readonly string[]): IgnoreRule {
  for (const key of ["match", "reason", "until"]) {
    if (!debt.values.has(key)) debt.faults.push(`${debt.where} needs ${key}`);
  }
  const owner = textAt(debt, "owner");
  const until = textAt(debt, "until") ?? "never";
  if (until !== "never" && !isDay(until))
    debt.faults.push(
      `${pathOf(debt, "until")} must be a day like 2026-12-31, or never, not ${JSON.stringify(until)}`,
    );
  return {
    ...readSelection(debt, targets),
    reason: textAt(debt, "reason") ?? "",
    ...(owner === undefined ? {} : { owner }),
    until,
    place,
  };
}

function readSelection(rule: Section, known: readonly string[]): Selection {
  const [match, code, field] = [textAt(rule, "match"), textAt(rule, "code"), textAt(rule, "field")];
  const targets = textsAt(rule, "targets");
  for (const name of targets ?? []) {
    if (!known.includes(name))
      rule.faults.push(`${pathOf(rule, "targets")}: there is no target ${JSON.stringify(name)}`);
  }
  if (code !== undefined && !code.includes("*") && !ruleCodes.includes(code))
    rule.faults.push(
      `${pathOf(rule, "code")}: there is no code ${JSON.stringify(code)}; there are ${ruleCodes.join(", ")}`,
    );
  const written = {
    ...(match === undefined ? {} : { match }),
    ...(code === undefined ? {} : { code }),
    ...(field === undefined ? {} : { field }),
    ...(targets === undefined ? {} : { targets }),
  };
  const selects = matcherOf(written);
  if (!("fault" in selects)) return { ...written, selects };
  rule.faults.push(`${pathOf(rule, "match")}: ${selects.fault}`);
  return { ...written, selects: () => false };
}

function repeated(rules: readonly IgnoreRule[], faults: string[]): void {
  const known = new Map<string, number>();
  for (const [index, rule] of rules.entries()) {
    if (rule.match === undefined) continue;
    const first = known.get(titleOf(rule));
    if (first === undefined) known.set(titleOf(rule), index);
    else faults.push(`ignore[${index}] is the same as ignore[${first}]: ${titleOf(rule)}`);
  }
}
