/** Severities, what fails a check, and ignore rules: what they select, what they hide, how they are read and written. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../src/config-file.js";
import type { Comparison } from "../src/diff/comparison.js";
import type { Finding, Severity } from "../src/finding.js";
import { keyOf } from "../src/model/key.js";
import { judge, type Judged } from "../src/policy/judge.js";
import { matcherOf } from "../src/policy/pattern.js";
import { noPolicy } from "../src/policy/policy.js";
import { withRule } from "../src/policy/write-rule.js";
import { exitCodeOf } from "../src/render/report.js";

const finding = (code: string, key: string, severity: Severity = "warning", field?: string): Finding => ({
  code,
  severity,
  key,
  group: key,
  subject: key,
  message: "differs",
  ...(field === undefined ? {} : { field }),
});

const side = { label: "somewhere", server: { postgres: "18.0" }, counts: {} };
const found = (...findings: readonly Finding[]): Comparison => ({
  expected: side,
  actual: side,
  findings,
  gaps: findings.some(({ code }) => code.startsWith("gap/")),
});

function selects(match: string, key: string): boolean {
  const matcher = matcherOf({ match });
  if ("fault" in matcher) throw new Error(matcher.fault);
  return matcher({ code: "drift/changed", key });
}

describe("a pattern of keys", () => {
  test.each([
    ["index public.events.*", "index public.events.late", true],
    ["index public.events.*", "index public.events", false],
    ["index public.events.*", "index public.events2.late", false],
    ["index public.events.*", "constraint public.events.late", false],
    ["* public.events.**", "table public.events", true],
    ["* public.events.**", "foreign key public.events.a", true],
    ["* public.events.**", "table public.events_old", false],
    ["**", "table public.events", true],
    ["* **", "foreign key public.events.a", true],
    ["foreign * **", "foreign key public.events.a", true],
    ["table *.events", "table other.events", true],
    ["table **.events", "table public.events", true],
    ["table public.ev*ts", "table public.events", true],
    ["table public.*v*n*", "table public.events", true],
    ["table public.*x*", "table public.events", false],
    ["function public.touch(*)", "function public.touch(integer, text[])", true],
    ["function public.touch*", "function public.touch()", true],
    ["function public.touch(integer)", "function public.touch(text)", false],
    ['table public."Temp*"', 'table public."Temp A"', true],
    ['table public."Temp*"', "table public.temp", false],
    ['table public."a\\*b"', 'table public."a*b"', true],
    ['table public."a\\*b"', 'table public."axb"', false],
    ['table "we.ird"."a""b".**', 'table "we.ird"."a""b"', true],
    ['table public."*"', 'table public."new\\nline\\u{202e}"', true],
    ['table public."new\\nline*"', 'table public."new\\nline\\u{202e}"', true],
    ["table public.*", 'table public."Ünïcode 🌟"', true],
  ])("%s on %s", (match, key, expected) => {
    expect(selects(match, key)).toBe(expected);
  });

  test("a key selects itself, whatever the names", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(name, name, (first, second) => {
        const key = keyOf("table", [first, second]);
        expect(selects(key, key)).toBe(true);
        expect(selects(key.replaceAll("*", "\\*"), key)).toBe(true);
        expect(selects(`* ${keyOf("x", [first]).slice(2)}.**`, key)).toBe(true);
        const other = keyOf("table", [first, `${second}!`]);
        expect(selects(key.replaceAll("*", "\\*"), other)).toBe(false);
      }),
    );
  });

  test.each([
    "",
    "table",
    "public.events",
    "table Public.events",
    'table "open',
    "table a..b",
    "tabel a.b",
    "x",
  ])("%j is none", (match) => {
    expect(matcherOf({ match })).toHaveProperty("fault");
  });

  test("codes and fields narrow it, and what could not be compared is only selected by its code", () => {
    const of = (given: Parameters<typeof matcherOf>[0], it: Finding): boolean => {
      const matcher = matcherOf(given);
      return !("fault" in matcher) && matcher(it);
    };
    const column = finding("drift/changed", "table a.b", "info", "columns.price.type");
    expect(of({ code: "drift/*" }, column)).toBe(true);
    expect(of({ code: "drift/missing" }, column)).toBe(false);
    expect(of({ match: "**", field: "columns.*.type" }, column)).toBe(true);
    expect(of({ match: "**", field: "columns.*.default" }, column)).toBe(false);
    expect(of({ field: "*" }, finding("drift/missing", "table a.b"))).toBe(false);
    const gap = finding("gap/skipped", "COPY data of orders (1 line)");
    expect(of({ match: "**" }, gap)).toBe(false);
    expect(of({ match: "COPY data of *", code: "gap/skipped" }, gap)).toBe(true);
    expect(of({ match: "COPY data of x*", code: "gap/skipped" }, gap)).toBe(false);
  });
});

const policyOf = (text: string): ReturnType<typeof parseConfig>["policy"] =>
  parseConfig(text, "driftline.yaml").policy;

describe("judging", () => {
  const comparison = found(
    finding("drift/unexpected", "index public.events.late"),
    finding("drift/missing", "table public.orders", "breaking"),
    finding("gap/unmodelled", "widget w", "info"),
  );
  const judged = (text: string, today = "2026-06-30", target?: string): Judged =>
    judge(comparison, policyOf(text), { today, target });

  test("without a policy nothing changes, and everything fails", () => {
    const it = judge(comparison, noPolicy, { today: "2026-06-30" });
    expect(it.findings).toEqual(comparison.findings);
    expect(it.judgement).toEqual({ failOn: "info", hidden: [] });
    expect(exitCodeOf(it)).toBe(1);
    expect(exitCodeOf(judge(found(), noPolicy, { today: "2026-06-30" }))).toBe(0);
  });

  test("the last rule that selects decides on the severity, and fail_on on the exit code", () => {
    const rules =
      "severity:\n  - { match: index **, severity: breaking }\n  - { code: drift/*, severity: info }\n";
    expect(judged(rules).findings.map(({ severity }) => severity)).toEqual(["info", "info", "info"]);
    expect(exitCodeOf(judged(rules))).toBe(1);
    expect(exitCodeOf(judged(`${rules}fail_on: warning\n`))).toBe(3);
    expect(exitCodeOf(judged("fail_on: breaking\n"))).toBe(1);
  });

  const rule = (more: string): string => `ignore:\n  - { match: "index **", reason: known, ${more} }\n`;

  test("a rule hides until the end of its last day, then it is told with what it hid", () => {
    const last = judged(rule("until: 2026-06-30"));
    expect(last.findings.map(({ code }) => code)).toEqual(["drift/missing", "gap/unmodelled"]);
    expect(last.judgement.hidden.map(({ findings }) => findings.length)).toEqual([1]);
    const after = judged(rule("until: 2026-06-30, owner: Ann"), "2026-07-01");
    expect(after.findings.map(({ code }) => code)).toEqual([
      "drift/unexpected",
      "drift/missing",
      "gap/unmodelled",
      "policy/expired",
    ]);
    expect(after.findings.at(-1)).toMatchObject({
      message: "expired on 2026-06-30 (Ann): one finding it would hide is told again",
      blame: { file: "driftline.yaml", line: 2 },
    });
    expect(after.judgement.hidden).toEqual([]);
    expect(judged(rule("until: never"), "9999-01-01").judgement.hidden).toHaveLength(1);
  });

  test("a rule that hides nothing is told, one of another target is not asked", () => {
    const unused = rule("until: never").replace("index **", "view **");
    expect(judged(unused).findings.at(-1)).toMatchObject({ code: "policy/unused", message: "hides nothing" });
    expect(exitCodeOf(judge(found(), policyOf(unused), { today: "2026-06-30" }))).toBe(1);
    expect(
      judge(comparison, policyOf(unused), { today: "2026-06-30", tellUnused: false }).findings,
    ).toHaveLength(3);
    const elsewhere = `targets: { prod: {}, test: {} }\n${rule("until: never, targets: prod")}`;
    expect(judged(elsewhere, undefined, "test").findings).toEqual(comparison.findings);
    expect(judged(elsewhere, undefined, "prod").judgement.hidden).toHaveLength(1);
  });

  test("what an earlier rule hides counts for that one alone", () => {
    const text = `${rule("until: never")}  - { match: "index public.**", reason: again, until: never }\n`;
    const it = judged(text);
    expect(it.judgement.hidden.map(({ rule: { reason } }) => reason)).toEqual(["known"]);
    expect(it.findings.at(-1)?.message).toBe("hides nothing that an earlier rule does not hide");
  });

  test("with what could not be compared hidden, nothing found is 0", () => {
    const gaps = found(finding("gap/unmodelled", "widget w", "info"));
    expect(exitCodeOf(gaps)).toBe(3);
    const rules = policyOf('ignore: [{ match: "widget *", code: gap/*, reason: known, until: never }]');
    expect(exitCodeOf(judge(gaps, rules, { today: "2026-06-30" }))).toBe(0);
  });
});

describe("reading", () => {
  test("every fault at once, each with its place", () => {
    const text = `
fail_on: never
targets: { prod: { fail_on: all } }
severity:
  - { severity: info }
  - { code: gap/skipped, severity: breaking }
  - { match: table a.b }
ignore:
  - { match: tabel a.b, reason: x, until: never }
  - { reason: "", until: 2026-02-30, owner: [] }
  - { match: table a.b, code: drift/mising, targets: [prod, test], reason: x, until: never, unless: y }
  - { match: table a.b, reason: x, until: never }
  - { match: table a.b, reason: y, until: 2026-12-31 }
  - nonsense
`;
    expect(() => policyOf(text)).toThrow(/^driftline\.yaml has 18 faults: /);
    for (const fault of [
      'fail_on must be one of breaking, warning and info, not "never"',
      "targets.prod.fail_on must be one of",
      "severity[0] says nothing about which findings",
      "severity[1]: what could not be compared has no severity",
      "severity[2] needs severity",
      'ignore[0].match: "tabel a.b": there is no kind',
      "ignore[1] needs match",
      "ignore[1].reason must be a text",
      "ignore[1].owner must be a text",
      "ignore[1].until must be a day like 2026-12-31, or never",
      'ignore[2].code: there is no code "drift/mising"',
      'ignore[2].targets: there is no target "test"',
      'ignore[2]: "unless" is no setting',
      "ignore[4] is the same as ignore[3]",
      "ignore[5] must be a map",
    ])
      expect(() => policyOf(text)).toThrow(fault);
  });

  test("an empty configuration is one", () => {
    expect(policyOf("")).toEqual(noPolicy);
    expect(policyOf("# nothing\nignore:\nseverity: []\n")).toEqual(noPolicy);
  });
});

describe("writing a rule", () => {
  const rule = {
    match: 'table public."a: #b"',
    code: "drift/*",
    field: undefined,
    targets: undefined,
    reason: "made at night: # 1",
    owner: undefined,
    until: "2026-12-31",
  };
  const added = { match: rule.match, code: rule.code, reason: rule.reason, until: rule.until };
  const old = { match: "table a.b", reason: "x", until: "never" };

  test.each([
    ["an empty file", "", []],
    ["no list", "# top\ntargets: {}   # odd\n# end", []],
    ["an empty list", "ignore: []\n# end\n", []],
    ["nothing in it", "ignore:\n# end\nscope: {}\n", []],
    ["a list", "ignore:\n- match: table a.b\n  reason: x\n  until: never # soon\n# end\nscope: {}\n", [old]],
    [
      "a list that is set in",
      "ignore:\n    # first\n    - {match: table a.b, reason: x, until: never}\n      # to that one\n\n# next\nscope:   {}\n",
      [old],
    ],
    ["no line at the end", "ignore:\n  - match: table a.b\n    reason: x\n    until: never", [old]],
    [
      "a block text",
      "ignore:\n  - match: table a.b\n    until: never\n    reason: >-\n      x\n\nscope: {}\n",
      [old],
    ],
    ["a list in one line", "# top\nignore: [{ match: table a.b, reason: x, until: never }] # end\n", [old]],
    ["a dash of its own", "ignore:\n  -\n    match: table a.b\n    reason: x\n    until: never\n", [old]],
  ])("into %s", (_name, text, before) => {
    for (const given of [text, text.replaceAll("\n", "\r\n")]) {
      const written = withRule(given, rule);
      const read: unknown = parse(written);
      expect(read).toMatchObject({ ignore: [...before, added] });
      for (const comment of given.match(/# \w+/g) ?? []) expect(written).toContain(comment);
      if (given.includes("\r\n") && !given.includes("[")) expect(written).not.toMatch(/[^\r]\n/);
      expect(policyOf(written).ignores).toHaveLength(before.length + 1);
    }
  });

  test("nothing else changes by a byte where the list has lines of its own", () => {
    const text =
      "a:   1 # one\nignore:\n  - match: table a.b\n    until: never\n\n    # mine\n\n# next\nb:\n    c: 'd'\n";
    const written = withRule(text, rule);
    expect(written).toBe(
      text.replace(
        "    until: never\n",
        `    until: never\n  - match: 'table public."a: #b"'\n    code: drift/*\n    reason: "made at night: # 1"\n    until: 2026-12-31\n`,
      ),
    );
  });
});
