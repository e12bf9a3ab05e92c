/** The nightly run: what a history makes of it, what its file survives, its numbers, and who is told what. */
import { execFile, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, test } from "vitest";
import { parseConfig } from "../src/config-file.js";
import type { Finding } from "../src/finding.js";
import { judge } from "../src/policy/judge.js";
import { noPolicy, type Policy } from "../src/policy/policy.js";
import { advance } from "../src/nightly/advance.js";
import type { Channel } from "../src/nightly/channels.js";
import { encoded, message, sendmail } from "../src/nightly/email.js";
import { noHistory, readHistory, writeHistory, type History } from "../src/nightly/history.js";
import { changeHistory, peekHistory } from "../src/nightly/keep.js";
import { renderMetrics } from "../src/nightly/metrics.js";
import { remember, rehearse, tell, type Remembering } from "../src/nightly/run.js";
import { newsCounts } from "../src/render/news.js";
import type { Report } from "../src/render/report.js";
import { farSide, quickClock, type FarSide, type Reply } from "./far-sides/far-side.js";
import { token } from "./far-sides/fake.js";
import { fakeGithub } from "./far-sides/github.js";
import { folder } from "./driftline.js";

const finding = (name: string, more: Partial<Finding> = {}): Finding => ({
  code: "drift/unexpected",
  severity: "warning",
  key: `table public.${name}`,
  group: `public.${name}`,
  subject: "table",
  message: "is unexpected",
  ...more,
});

const side = { label: "prod.yaml", server: { postgres: "18.0" }, counts: { tables: 2 } };
const report = (...findings: readonly Finding[]): Report => ({
  expected: { ...side, label: "migrations" },
  actual: side,
  findings,
  gaps: findings.some(({ code }) => code.startsWith("gap/")),
});

const day = (number: number): string => `2026-06-0${number}T03:00:00.000Z`;

/** Runs in turn, each a list of names. */
function nights(...runs: readonly (readonly string[])[]): ReturnType<typeof advance> {
  let history = noHistory;
  let last: ReturnType<typeof advance> | undefined;
  for (const [index, names] of runs.entries()) {
    last = advance(history, "prod", report(...names.map((name) => finding(name))), day(index + 1));
    ({ history } = last);
  }
  if (last === undefined) throw new Error("no night");
  return last;
}

const told = ({ news }: ReturnType<typeof advance>): unknown => ({
  ...newsCounts(news),
  marks: Object.fromEntries(
    [...news.standing].map(([{ subject, key }, { status }]) => [key.slice(13) || subject, status]),
  ),
  gone: news.fixed.map(({ key }) => key.slice(13)),
});

describe("what a run makes of the history", () => {
  test("new, old, fixed, reopened", () => {
    expect(told(nights(["a", "b"]))).toMatchObject({ new: 2, old: 0, fixed: 0, reopened: 0 });
    expect(told(nights(["a", "b"], ["b", "c"]))).toMatchObject({
      marks: { b: "old", c: "new" },
      gone: ["a"],
    });
    expect(told(nights(["a", "b"], ["b", "c"], ["b", "c"]))).toMatchObject({ old: 2, new: 0, fixed: 0 });
    expect(told(nights(["a", "b"], ["b"], ["b"], ["a", "b"]))).toMatchObject({
      marks: { a: "reopened", b: "old" },
      gone: [],
    });
    const { news } = nights(["a"], [], ["a"]);
    expect([...news.standing.values()]).toEqual([{ status: "reopened", first: day(1) }]);
    expect(news.since).toBe(day(2));
    expect(told(nights([], []))).toMatchObject({ new: 0, old: 0, fixed: 0, reopened: 0 });
  });

  test("what a rule hides is not fixed, and what it hides no more was there before", () => {
    const rules = (until: string): Policy =>
      parseConfig(`ignore: [{ match: "**", reason: known, until: ${until} }]`, "driftline.yaml").policy;
    const open = advance(noHistory, "prod", report(finding("a")), day(1));
    const hidden = judge(report(finding("a")), rules("2026-06-02"), { today: "2026-06-02" });
    const second = advance(open.history, "prod", hidden, day(2));
    expect(second.news.fixed).toEqual([]);
    expect(second.history.entries).toMatchObject([{ state: "ignored", ended: 2 }]);
    const expired = judge(report(finding("a")), rules("2026-06-02"), { today: "2026-06-03" });
    const third = advance(second.history, "prod", expired, day(3));
    expect([...third.news.standing.values()].map(({ status }) => status)).toEqual(["reopened", "new"]);
    const gone = advance(second.history, "prod", judge(report(), noPolicy, { today: "2026-06-03" }), day(3));
    expect(gone.news.fixed).toEqual([]);
  });

  test("targets have a history each", () => {
    const first = advance(noHistory, "prod", report(finding("a")), day(1));
    const other = advance(first.history, "staging", report(finding("a")), day(1));
    expect(newsCounts(other.news)).toMatchObject({ new: 1 });
    const again = advance(other.history, "prod", report(), day(2));
    expect(newsCounts(again.news)).toMatchObject({ fixed: 1 });
    expect(again.history.entries.map(({ target, state }) => [target, state])).toEqual([
      ["staging", "open"],
      ["prod", "fixed"],
    ]);
  });
});

describe("the file of a history", () => {
  const hostile = nights(["a"], ['"x\ny\u2028🌟']).history;

  test("comes back as it was", () => {
    expect(readHistory(writeHistory(hostile), "h")).toEqual({ history: hostile, torn: false });
    expect(readHistory("", "h").history).toEqual(noHistory);
  });

  test("a torn last line is left out; anything else that is damaged is refused, with its line", () => {
    const text = writeHistory(hostile);
    const torn = readHistory(text.slice(0, -20), "h");
    expect(torn).toMatchObject({ torn: true, history: { runs: [{ run: 1 }] } });
    expect(() => readHistory(text.replace('"state":"open"', '"state":"odd"'), "h")).toThrow("h:2 is damaged");
    expect(() => readHistory(`${text}<<<<<<< HEAD\n`, "h")).toThrow("h:6 is damaged");
    expect(() => readHistory("{}\n", "report.json")).toThrow("report.json is no history");
    expect(() => readHistory('{"driftline":"history","format":2}\n', "h")).toThrow("another release");
  });

  test("what is refused stays as it is", async () => {
    const file = join(folder(), "notes.txt");
    writeFileSync(file, "mine\n");
    await expect(changeHistory(file, (history) => ({ history, value: 1 }))).rejects.toThrow("is no history");
    expect(readFileSync(file, "utf8")).toBe("mine\n");
    expect(readdirSync(join(file, ".."))).toEqual(["notes.txt"]);
  });

  test("does not grow without end: 1,000 nights with a new finding each", () => {
    let history: History = noHistory;
    for (let night = 0; night < 1000; night += 1) {
      const at = new Date(Date.UTC(2026, 0, 1) + night * 86_400_000).toISOString();
      ({ history } = advance(history, "prod", report(finding(`t${night}`), finding("always")), at));
      if (night % 100 === 99) ({ history } = readHistory(writeHistory(history), "h"));
    }
    expect(history.runs).toHaveLength(400);
    expect(history.runs.at(-1)?.run).toBe(1000);
    const many = Array.from({ length: 6000 }, (_, index) => finding(`x${index}`));
    history = advance(history, "prod", report(...many), "2030-01-01T00:00:00.000Z").history;
    history = advance(history, "prod", report(), "2030-01-02T00:00:00.000Z").history;
    expect(readHistory(writeHistory(history), "h").history.entries.length).toBeLessThanOrEqual(6000);
  });

  test("runs at one time lose nothing", async () => {
    const file = join(folder(), "deep/er/history.jsonl");
    const names = Array.from({ length: 25 }, (_, index) => `target ${index}`);
    await Promise.all(
      names.map((target) =>
        changeHistory(file, (history) => {
          const value = advance(history, target, report(finding("a")), day(1));
          return { history: value.history, value };
        }),
      ),
    );
    const { runs } = await peekHistory(file);
    expect(runs.map(({ target }) => target).sort()).toEqual([...names].sort());
    expect(readdirSync(join(file, ".."))).toEqual(["history.jsonl"]);
  });

  test("a lock that a dead process left is no obstacle", async () => {
    const file = join(folder(), "history.jsonl");
    writeFileSync(`${file}.lock`, "1\n");
    utimesSync(`${file}.lock`, new Date(0), new Date(0));
    await changeHistory(file, (history) => ({ history, value: 1 }));
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});

describe("numbers", () => {
  /** As the exposition format is read (OpenMetrics 1.0, "ABNF"), for gauges alone. */
  function samples(text: string): Map<string, number> {
    const lines = text.split("\n");
    expect(lines.slice(-2)).toEqual(["# EOF", ""]);
    const found = new Map<string, number>();
    let family = "";
    for (const line of lines.slice(0, -2)) {
      const [, name, kind] = /^# (?:HELP (\S+) \S.*|TYPE \S+ (\S+))$/.exec(line) ?? [];
      if (name !== undefined) family = name;
      else if (kind !== undefined) expect(kind).toBe("gauge");
      else {
        const [, own, labels, value] =
          /^([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\} (\S+)$/.exec(line) ?? [];
        expect([own, line]).toEqual([family, line]);
        expect(found.has(`${own ?? ""}{${labels ?? ""}}`)).toBe(false);
        found.set(`${own ?? ""}{${labels ?? ""}}`, Number(value));
      }
    }
    return found;
  }

  test("are an exposition that can be read, whatever the target is called", () => {
    const { news } = nights(["a", "b"], ["b", "c"]);
    const given = { ...report(finding("a"), finding("b", { severity: "breaking" })), news };
    const target = 'pr"o\\d\n🌟';
    const all = samples(renderMetrics(given, { target, at: day(1), duration: 1.5 }));
    const label = 'target="pr\\"o\\\\d\\n🌟"';
    expect(all.get(`driftline_findings{${label},severity="breaking"}`)).toBe(1);
    expect(all.get(`driftline_findings{${label},severity="info"}`)).toBe(0);
    expect(all.get(`driftline_news{${label},status="fixed"}`)).toBe(1);
    expect(all.get(`driftline_exit_code{${label}}`)).toBe(1);
    expect(all.get(`driftline_last_check_timestamp_seconds{${label}}`)).toBe(Date.parse(day(1)) / 1000);
    const none = samples(renderMetrics(report(), { target: "prod", at: day(1), duration: 0 }));
    expect(none.get('driftline_exit_code{target="prod"}')).toBe(0);
    expect([...none.keys()].filter((name) => name.startsWith("driftline_news"))).toEqual([]);
  });
});

const opened: FarSide[] = [];
afterAll(() => Promise.all(opened.map((one) => one.close())));
async function answering(...replies: readonly Reply[]): Promise<FarSide> {
  const it = await farSide((_asked, count) => replies[count - 1] ?? { text: "ok" });
  opened.push(it);
  return it;
}

const channels = (text: string): readonly Channel[] =>
  parseConfig(`targets: { prod: {}, staging: {} }\nnotify:\n${text}`, "driftline.yaml").channels;

/** Runs of a target, the channels told after each; what failed, by run. */
async function toldAfter(
  list: readonly Channel[],
  runs: readonly (readonly Finding[])[],
  env: NodeJS.ProcessEnv,
  target = "prod",
): Promise<readonly (readonly string[])[]> {
  const file = join(folder(), "history.jsonl");
  const failures: string[][] = [];
  for (const [index, findings] of runs.entries()) {
    const remembering: Remembering = {
      file,
      target,
      report: report(...findings),
      at: day(index + 1),
      dry: false,
    };
    const memory = await remember(remembering);
    const telling = {
      channels: list,
      memory,
      link: "https://ci.test/1",
      env,
      patience: { clock: quickClock() },
    };
    failures.push((await tell(telling, remembering)).map((failure) => failure.message));
  }
  return failures;
}

const bad = finding("a`*<b>", {
  key: 'table public."a`*<!channel> & [x](y)\\n"',
  severity: "breaking",
  blame: { file: "migrations/001.sql", line: 3, statement: "create table" },
});

describe("telling", () => {
  test("Slack: only on news, in blocks that it takes, with nothing that it would read as its own", async () => {
    const slack = await answering();
    const env = { HOOK: `${slack.url}/services/T0/B0/secret` };
    const list = channels("  - slack: ${HOOK}\n");
    expect(await toldAfter(list, [[bad], [bad], [], []], env)).toEqual([[], [], [], []]);
    expect(slack.asked.map(({ method, path, headers }) => [method, path, headers["content-type"]])).toEqual([
      ["POST", "/services/T0/B0/secret", "application/json"],
      ["POST", "/services/T0/B0/secret", "application/json"],
    ]);
    expect(slack.asked[0]?.json).toEqual({
      text: "Schema drift in prod: 1 new",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Schema drift in prod: 1 new", emoji: false } },
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text: '🔴 *new* `table public."aˋ*&lt;!channel&gt; &amp; [x](y)\\n"` is unexpected\n`migrations/001.sql:3`',
          },
        },
        {
          type: "context",
          elements: [{ type: "mrkdwn", text: "1 finding open: 1 breaking. <https://ci.test/1|The report>" }],
        },
      ],
    });
    expect(JSON.stringify(slack.asked[1]?.json)).toContain("1 fixed");
    const quiet = await answering();
    await toldAfter(list, [[], []], { HOOK: quiet.url });
    expect(quiet.asked).toEqual([]);
  });

  test("many news are a message that Slack and Teams take", async () => {
    const far = await answering();
    const many = Array.from({ length: 3000 }, (_, index) => finding("x".repeat(400) + String(index)));
    await toldAfter(channels("  - slack: ${HOOK}\n  - teams: ${HOOK}\n"), [many], { HOOK: far.url });
    for (const { text } of far.asked) {
      expect(Buffer.byteLength(text)).toBeLessThan(28_000);
      expect(text).toContain("2990 more");
    }
    expect(far.asked).toHaveLength(2);
  });

  test("Teams: an adaptive card", async () => {
    const teams = await answering({ status: 202 });
    await toldAfter(channels("  - teams: ${HOOK}\n"), [[bad]], { HOOK: teams.url });
    expect(teams.asked[0]?.json).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            version: "1.4",
            body: [
              { type: "TextBlock", text: "Schema drift in prod: 1 new", wrap: true },
              {
                text: '🔴 **new** table public."a\\`\\*\\<!channel\\> & \\[x\\]\\(y\\)\\\\n" is unexpected (migrations/001.sql:3)',
              },
              { text: "1 finding open: 1 breaking.", isSubtle: true },
            ],
            actions: [{ type: "Action.OpenUrl", url: "https://ci.test/1" }],
          },
        },
      ],
    });
  });

  test("a webhook of one's own: signed, so that a receiver can tell it from others", async () => {
    const hook = await answering({ status: 503 }, { status: 204 });
    const env = { HOOK: hook.url, KEY: "k3y" };
    expect(await toldAfter(channels("  - webhook: ${HOOK}\n    secret: ${KEY}\n"), [[bad]], env)).toEqual([
      [],
    ]);
    expect(hook.asked).toHaveLength(2);
    for (const { text, headers } of hook.asked) {
      const stamp = String(headers["driftline-timestamp"]);
      expect(stamp).toBe(String(Math.floor(Date.parse("2026-01-16T03:00:00Z") / 1000)));
      const mac = (key: string): string =>
        `v1=${createHmac("sha256", key).update(`${stamp}.${text}`).digest("hex")}`;
      expect(headers["driftline-signature"]).toBe(mac("k3y"));
      expect(headers["driftline-signature"]).not.toBe(mac("other"));
      expect(headers["content-type"]).toBe("application/json");
    }
    expect(hook.asked[1]?.json).toEqual({
      ...{ format: 1, target: "prod", run: 1, at: day(1), title: "Schema drift in prod: 1 new" },
      news: [
        {
          ...{ severity: "breaking", code: "drift/unexpected", key: bad.key, message: "is unexpected" },
          ...{ first: day(1), status: "new", at: "migrations/001.sql:3" },
        },
      ],
      open: { findings: 1, breaking: 1, warning: 0, info: 0 },
      link: "https://ci.test/1",
    });
  });

  test("an issue is opened, updated, closed, and opened again", async () => {
    const github = await fakeGithub();
    opened.push(github);
    const env = { GITHUB_REPOSITORY: "acme/shop", GITHUB_TOKEN: token, GITHUB_API_URL: github.url };
    const list = channels("  - issue: true\n    labels: [schema-drift, dba]\n");
    const file = join(folder(), "history.jsonl");
    const states: unknown[] = [];
    for (const [index, findings] of [[bad], [bad], [bad, finding("b")], [], [finding("b")]].entries()) {
      const remembering = {
        file,
        target: "prod",
        report: report(...findings),
        at: day(index + 1),
        dry: false,
      };
      const memory = await remember(remembering);
      expect(await tell({ channels: list, memory, link: undefined, env }, remembering)).toEqual([]);
      const [issue] = github.issues;
      states.push([issue?.open, issue?.title]);
    }
    expect(github.issues).toHaveLength(1);
    expect(states).toEqual([
      [true, "Schema drift in prod: 1 finding open: 1 breaking."],
      [true, "Schema drift in prod: 1 finding open: 1 breaking."],
      [true, "Schema drift in prod: 2 findings open: 1 breaking, 1 warning."],
      [false, "Schema drift in prod: 2 findings open: 1 breaking, 1 warning."],
      [true, "Schema drift in prod: 1 finding open: 1 warning."],
    ]);
    expect(github.issues[0]?.labels).toEqual(["schema-drift", "dba"]);
    expect(github.issues[0]?.body).toContain("**reopened** `table public.b`");
    const asked = github.asked.length;
    await toldAfter(list, [[], []], env);
    expect(github.asked.length).toBe(asked);
  });

  test.each<{ reply: Reply; says: string }>([
    {
      reply: { status: 400, text: "invalid_payload" },
      says: 'answered 400 "invalid_payload": it does not take',
    },
    { reply: { status: 401 }, says: "answered 401: check the address in the variable" },
    {
      reply: { status: 403, text: "action_prohibited" },
      says: 'answered 403 "action_prohibited": check the address',
    },
    { reply: { status: 404, text: "no_service" }, says: 'answered 404 "no_service": check the address' },
    { reply: { status: 422, json: { message: "no" } }, says: 'answered 422 "no"' },
    { reply: { status: 500 }, says: "answered 500: it may have been carried out all the same" },
    {
      reply: { status: 429, headers: { "retry-after": "9000" } },
      says: "its rate limit allows another call at",
    },
    { reply: { drop: true }, says: "it may have been carried out all the same" },
  ])("what is not taken ($says) is told in the next run, and no secret is", async ({ reply, says }) => {
    const slack = await answering(reply);
    const env = { HOOK: `${slack.url}/services/very-secret` };
    const failures = await toldAfter(
      channels("  - slack: ${HOOK}\n"),
      [[bad], [bad, finding("b")], [bad]],
      env,
    );
    expect(failures.map(({ length }) => length)).toEqual([1, 0, 0]);
    expect(failures[0]?.[0]).toContain("telling slack");
    expect(failures[0]?.[0]).toContain(says);
    expect(failures[0]?.[0]).not.toContain("very-secret");
    expect(slack.asked).toHaveLength(3);
    expect(JSON.stringify(slack.asked[1]?.json)).toContain("2 new");
    expect(JSON.stringify(slack.asked[2]?.json)).toContain("1 fixed");
  });

  test("a service that does not answer in time is not waited for, and is told in the next run", async () => {
    const slow = await answering({ delay: 3000 });
    const file = join(folder(), "history.jsonl");
    const remembering = { file, target: "prod", report: report(bad), at: day(1), dry: false };
    const telling = {
      ...{ channels: channels("  - slack: ${HOOK}\n"), memory: await remember(remembering), link: undefined },
      ...{ env: { HOOK: slow.url }, patience: { clock: quickClock(), timeout: 200 } },
    };
    const [failure] = await tell(telling, remembering);
    expect(failure?.message).toContain("no answer within 0.2 s");
    expect((await peekHistory(file)).told).toEqual([]);
  });

  test("a rate limit is waited for, and one channel does not hinder another", async () => {
    const [busy, broken] = [
      await answering({ status: 429, headers: { "retry-after": "3" } }),
      await answering({ status: 404 }),
    ];
    const env = { HOOK: busy.url, OTHER: broken.url };
    const list = channels("  - slack: ${OTHER}\n  - slack: ${HOOK}\n    name: second\n  - teams: ${UNSET}\n");
    const failures = await toldAfter(list, [[bad]], env);
    expect(failures[0]).toHaveLength(2);
    expect(failures[0]?.[1]).toBe("notify teams: the variable UNSET is not set");
    expect(busy.asked).toHaveLength(2);
  });

  test("a channel wants only what is as bad as it says, and only its targets", async () => {
    const far = await answering();
    const list = channels("  - slack: ${HOOK}\n    at_least: breaking\n    targets: staging\n");
    await toldAfter(list, [[bad]], { HOOK: far.url }, "prod");
    await toldAfter(list, [[finding("mild")]], { HOOK: far.url }, "staging");
    expect(far.asked).toEqual([]);
    await toldAfter(list, [[finding("mild"), bad]], { HOOK: far.url }, "staging");
    expect(JSON.stringify(far.asked.map(({ json }) => json))).toContain("1 finding open: 1 breaking");
    expect(far.asked).toHaveLength(1);
  });

  test("a rehearsal shows everything, sends nothing, needs no variable, and shows no secret", async () => {
    const file = join(folder(), "history.jsonl");
    const remembering = { file, target: "prod", report: report(bad), at: day(1), dry: true };
    const list = channels(
      "  - slack: ${A}\n  - teams: ${B}\n  - webhook: ${C}\n    secret: ${D}\n  - email: dba@example.com\n    from: d@example.com\n  - issue: true\n  - slack: ${A}\n    name: worst\n    targets: staging\n",
    );
    const memory = await remember(remembering);
    const text = rehearse({ channels: list, memory, link: undefined }, remembering).join("");
    for (const word of [
      "slack: POST ${A}",
      "AdaptiveCard",
      "webhook: POST ${C}",
      "email: mail to dba@example.com",
      'issue: issue "Schema drift in prod',
    ])
      expect(text).toContain(word);
    expect(text).not.toContain("worst");
    expect(existsSync(file)).toBe(false);
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe("mail", () => {
  /** A program in sendmail's place that keeps what it is given. */
  function program(body: string): { readonly path: string; readonly cwd: string } {
    const cwd = folder();
    const path = join(cwd, "sendmail");
    writeFileSync(path, `#!/bin/sh\ncd '${cwd}'\n${body}\n`);
    chmodSync(path, 0o755);
    return { path, cwd };
  }
  const keeping = 'printf "%s\\n" "$@" > argv; cat > stdin';

  test("goes to the program with the recipients in it, and nothing in it can add one", async () => {
    const { path, cwd } = program(keeping);
    const list = channels(
      `  - email: [dba@example.com, b@example.com]\n    from: drift@example.com\n    sendmail: ${path}\n`,
    );
    const odd = finding("x", {
      key: 'table public."x"',
      message: "is odd\r\n.\r\nBcc: eve@example.com\n\nhello ünï 🌟",
    });
    expect(await toldAfter(list, [[odd]], {}, "prod\r\nBcc: eve@example.com\r\n\r\nü")).toEqual([[]]);
    expect(readFileSync(join(cwd, "argv"), "utf8")).toBe("-t\n-i\n");
    const mail = readFileSync(join(cwd, "stdin"), "utf8");
    const [head = "", ...rest] = mail.split("\n\n");
    const unfolded = head.replace(/\n[ \t]+/g, " ");
    const headers = unfolded.split("\n").map((line) => line.slice(0, line.indexOf(":")));
    expect(headers).toEqual([
      ...["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"],
      ...["MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
    ]);
    expect(unfolded).toContain("To: dba@example.com, b@example.com\n");
    expect(unfolded).toContain("Date: Mon, 01 Jun 2026 03:00:00 +0000");
    expect(Math.max(...mail.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(78);
    const text = Buffer.from(rest.join("\n"), "base64").toString();
    expect(text).toContain(
      'new (warning): table public."x"\n    is odd . Bcc: eve@example.com hello ünï 🌟\n',
    );
    expect(text).toContain("\n1 finding open: 1 warning.\n\nhttps://ci.test/1\n");
  });

  test.each(["plain", "ünï", "a\r\nBcc: x@y.z", "🌟".repeat(60), "=?utf-8?B?eA==?=", "long ".repeat(40)])(
    "a subject comes back as it was, on one line: %j",
    (subject) => {
      const line = encoded(subject);
      for (const part of line.split("\n ")) expect(part.length).toBeLessThanOrEqual(75);
      const words = line.split("\n ").map((word) => /^=\?utf-8\?B\?(.*)\?=$/.exec(word)?.[1]);
      const plain = words.includes(undefined)
        ? line
        : words.map((word) => Buffer.from(word ?? "", "base64").toString()).join("");
      expect(plain).toBe(subject.replace(/\s+/g, " ").trim());
      expect(line).toMatch(/^[\x20-\x7e]+(?:\n [\x20-\x7e]+)*$/);
    },
  );

  test("a program that fails says so, and one that is not there too", async () => {
    const { path } = program("cat > /dev/null; echo 'no route to host' >&2; exit 75");
    await expect(sendmail("x", path)).rejects.toThrow(
      `sending a mail by ${path}: it ended with 75: no route to host`,
    );
    await expect(sendmail("x", "/nowhere/sendmail")).rejects.toThrow("ENOENT");
    const deaf = program("exit 1");
    await expect(sendmail("x".repeat(2 ** 20), deaf.path)).rejects.toThrow("it ended with 1");
  });

  /** A server that speaks as much SMTP as a client needs, and refuses one recipient; what it was told, in its order. */
  async function smtpServer(refused: string): Promise<{ port: number; told: string[]; close: () => void }> {
    const told: string[] = [];
    const listener = createTcpServer((socket) => {
      let inData = false;
      const say = (line: string): boolean => socket.write(`${line}\r\n`);
      say("220 smtp.test ESMTP");
      createInterface({ input: socket }).on("line", (line) => {
        told.push(line);
        if (inData) {
          if (line === ".") {
            inData = false;
            say("250 queued");
          }
        } else if (line === "DATA" || line === "data") {
          inData = true;
          say("354 go on");
        } else if (line.includes(refused)) say("550 5.1.1 no such mailbox");
        else if (/^quit/i.test(line)) socket.end("221 bye\r\n");
        else say("250 ok");
      });
    });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return { port: address.port, told, close: () => listener.close() };
  }

  test.skipIf(!hasPython)(
    "travels over SMTP to each recipient, and a refusal comes back as one sentence",
    async () => {
      const server = await smtpServer("nobody@");
      const { path, cwd } = program("exec python3 relay.py");
      writeFileSync(
        join(cwd, "relay.py"),
        `import email, email.policy, smtplib, sys
mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.SMTP)
try:
    with smtplib.SMTP("127.0.0.1", ${String(server.port)}) as smtp: refused = smtp.send_message(mail)
except smtplib.SMTPRecipientsRefused as error: refused = error.recipients
for who, (code, why) in refused.items(): print(who, code, why.decode(), file=sys.stderr)
sys.exit(69 if refused else 0)
`,
      );
      const digest = { target: "prod", at: day(1), run: 1, items: [], open: [], link: undefined };
      try {
        await sendmail(message(digest, { from: "d@x.test", to: ["a@x.test", "b@x.test"] }), path);
        const commands = server.told.map((line) => line.toLowerCase());
        expect(commands.filter((line) => /^(?:mail|rcpt)/.test(line))).toEqual([
          expect.stringContaining("mail from:<d@x.test>"),
          "rcpt to:<a@x.test>",
          "rcpt to:<b@x.test>",
        ]);
        expect(server.told).toContain("Content-Transfer-Encoding: base64");
        expect(server.told.join("\n")).toMatch(/^To: a@x\.test,\s+b@x\.test$/m);
        await expect(
          sendmail(message(digest, { from: "d@x.test", to: ["nobody@x.test"] }), path),
        ).rejects.toThrow("it ended with 69: nobody@x.test 550 5.1.1 no such mailbox");
      } finally {
        server.close();
      }
    },
  );

  test.skipIf(!hasPython)("python's own parser reads it", async () => {
    const digest = { target: "prod ü", at: day(1), run: 1, items: [], open: [], link: undefined };
    const mail = message(digest, { from: "a@example.com", to: ["b@example.com", "c@example.com"] });
    const script =
      "import sys,email,email.policy,json;m=email.message_from_string(sys.stdin.read(),policy=email.policy.default);print(json.dumps([m['subject'],m['to'],[str(d) for d in m.defects],m.get_content()]))";
    const out = await new Promise<string>((resolve, reject) => {
      const child = execFile("python3", ["-c", script], (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(new Error("python failed", { cause: error }));
      });
      child.stdin?.end(mail);
    });
    expect(JSON.parse(out)).toEqual([
      "Schema drift in prod ü:",
      "b@example.com, c@example.com",
      [],
      "Schema drift in prod ü: \n\n\nNothing is open any more.\n",
    ]);
  });
});

describe("the settings of channels", () => {
  test("every fault at once", () => {
    const text = `
  - slack: https://hooks.slack.com/services/x
  - webhook: \${HOOK}
  - email: ["a@b.c\\nBcc: d@e.f", "Ann <a@b.c>"]
    from: nobody
  - issue: maybe
  - slack: \${A}
    teams: \${B}
  - at_least: awful
  - teams: \${B}
    targets: nowhere
    at_least: awful
  - teams: \${C}
`;
    for (const fault of [
      "notify[0].slack must name a variable of the environment, like ${DRIFTLINE_SLACK}",
      "notify[1].secret must name a variable",
      "notify[2].email must be an address like",
      "notify[2].from must be an address like",
      "notify[3].issue must be true",
      "notify[4] needs one of slack, teams, webhook, email, issue",
      "notify[5] needs one of",
      "notify[6].targets: there is no target nowhere",
      "notify[6].at_least must be one of",
      "two channels are called teams",
    ])
      expect(() => channels(text)).toThrow(fault);
    expect(() => channels(text)).not.toThrow("hooks.slack.com");
  });
});
