/** Four nights of one database, as a team runs them: what is new, old, fixed and reopened, in files and in messages. */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { farSide } from "./far-sides/far-side.js";
import { driftline, live, project, query, type Outcome } from "./driftline.js";

const orders = "create table orders (id int primary key, price numeric(12,2) not null);\n";
const slack = await farSide(({ path }) => (path.startsWith("/gone") ? { status: 404 } : { text: "ok" }));
afterAll(() => slack.close());

const config = `targets:
  prod:
    database: \${DATABASE_URL}
notify:
  - slack: \${SLACK_URL}
  - email: dba@example.com
    from: drift@example.com
    sendmail: ./sendmail
`;
const files = [
  ...["report.github.txt", "report.gitlab.json", "report.html", "report.json", "report.junit.xml"],
  ...["report.md", "report.sarif", "report.txt"],
];

/** Each night is a process of its own. */
const timeout = 300_000;

describe("four nights", { timeout }, () => {
  test("new, old, fixed, reopened: in every file, and news only when there are any", async () => {
    const url = await live(`${orders}create index late on orders (price);`);
    const cwd = project({
      ...{ "migrations/001_orders.sql": orders, "driftline.yaml": config },
      sendmail: '#!/bin/sh\n{ echo "$@"; cat; echo; } >> mails\n',
    });
    chmodSync(join(cwd, "sendmail"), 0o755);
    const night = (...more: readonly string[]): Promise<Outcome> =>
      driftline(
        ["check", "--report-dir", "out", "--history", "kept/h.jsonl", "--metrics", "out/m.prom", ...more],
        {
          cwd,
          env: { DATABASE_URL: url, SLACK_URL: `${slack.url}/hook` },
        },
      );
    const read = (file: string): string => readFileSync(join(cwd, file), "utf8");
    const news = (): unknown => (JSON.parse(read("out/report.json")) as { news: unknown }).news;
    const messages = (): number => slack.asked.length;

    const rehearsal = await night("--dry-run");
    expect(rehearsal.stderr).toContain("slack: POST ${SLACK_URL}");
    expect(rehearsal.stderr).not.toContain(slack.url);
    expect(messages()).toBe(0);
    expect(existsSync(join(cwd, "kept"))).toBe(false);

    const first = await night();
    expect(first).toMatchObject({ code: 1, stderr: "" });
    expect(first.stdout).toContain("the first run: 1 finding to begin with");
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["m.prom", ...files]);
    expect(news()).toEqual({ new: 1, reopened: 0, old: 0, fixed: 0, gone: [] });
    expect(messages()).toBe(1);
    expect(read("mails").match(/^-t -i$/gm)).toHaveLength(1);

    await query(url, "create table extra (id int)");
    const second = await night();
    expect(second.stdout).toMatch(/table is unexpected: .*  \(new\)/);
    expect(second.stdout).toMatch(/ {2}news {6}1 new, 1 old since \d{4}-/);
    expect(news()).toMatchObject({ new: 1, old: 1, fixed: 0 });
    expect(JSON.stringify(slack.asked.at(-1)?.json)).toContain("table public.extra");
    expect(JSON.stringify(slack.asked.at(-1)?.json)).not.toContain("orders.late");

    expect(await night()).toMatchObject({ code: 1, stderr: "" });
    expect(messages()).toBe(2);

    await query(url, "drop index late; drop table extra");
    const mended = await night();
    expect(mended).toMatchObject({ code: 0, stderr: "" });
    expect(mended.stdout).toContain("✓ index public.orders.late, known since ");
    expect(news()).toMatchObject({
      fixed: 2,
      gone: [{ key: "index public.orders.late" }, { key: "table public.extra" }],
    });
    expect(read("out/report.junit.xml")).toContain('<testsuite name="fixed" tests="2"');
    expect(read("out/m.prom")).toContain('driftline_news{target="prod",status="fixed"} 2');

    await query(url, "create index late on orders (price)");
    const again = await night();
    expect(again.stdout).toMatch(/index late is unexpected: .*  \(reopened\)/);
    expect(news()).toMatchObject({ new: 0, reopened: 1, old: 0, fixed: 0 });
    expect(read("out/report.html")).toContain('<span class="fresh">reopened</span>');
    expect(read("out/report.html")).toContain("Differences in the last 5 comparisons");
    expect(messages()).toBe(4);
    expect(read("mails").match(/^-t -i$/gm)).toHaveLength(4);
    expect(read("kept/h.jsonl").match(/"type":"run"/g)).toHaveLength(5);
  });

  test("what fails beside the check is said, and does not hide its result", async () => {
    const migrations = { "migrations/001_orders.sql": orders, "driftline.yaml": config };
    const cwd = project({ ...migrations, "same.sql": orders, "other.sql": "", "notes.txt": "mine\n" });
    const check = (...args: readonly string[]): Promise<Outcome> =>
      driftline(["check", ...args], { cwd, env: { SLACK_URL: `${slack.url}/gone/secret` } });

    const drift = await check("other.sql", "--history", "h.jsonl");
    expect(drift.stdout).toContain("table is missing");
    expect(drift.stderr).toMatch(
      /^driftline: telling slack: .*\ndriftline: sending a mail by \.\/sendmail: spawn .*ENOENT\n$/,
    );
    expect(drift.stderr).not.toContain("secret");
    expect(drift.code).toBe(1);

    // Nothing differs any more; that the news of it were not told is a failure.
    const mended = await check("same.sql", "--history", "notes.txt");
    expect(mended.stdout).toContain("no drift");
    expect(mended.stderr).toBe("driftline: notes.txt is no history of driftline: it was left as it is\n");
    expect(mended.code).toBe(2);
    expect(readFileSync(join(cwd, "notes.txt"), "utf8")).toBe("mine\n");

    const quiet = await check("other.sql", "--history", "h2.jsonl", "--no-notify");
    expect(quiet).toMatchObject({ code: 1, stderr: "" });
    writeFileSync(join(cwd, "h2.jsonl"), `${readFileSync(join(cwd, "h2.jsonl"), "utf8")}{"type":"fin`);
    const torn = await check("other.sql", "--history", "h2.jsonl", "--no-notify");
    expect(torn.stderr).toBe("driftline: h2.jsonl: its last line was torn, and was left out\n");
    expect(torn.stdout).toContain("2 old since");
    expect(await check("other.sql", "--report-url", "javascript:alert(1)")).toMatchObject({
      code: 2,
      stdout: "",
    });
  });
});
