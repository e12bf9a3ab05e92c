/** `driftline pr` as a job runs it: a clone with a bare origin, and imitations of GitHub and GitLab. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { driftline, folder, type Outcome } from "./driftline.js";
import { token, type Fake } from "./far-sides/fake.js";
import { fakeGithub } from "./far-sides/github.js";
import { fakeGitlab } from "./far-sides/gitlab.js";

/** Each test runs the program several times, and each run starts scratch databases. */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

type Files = Readonly<Record<string, string | null>>;

const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:GIT|GITHUB|GITLAB|CI)(?:_|$)/.test(name)),
);

/** Kept between the runs of this file: the base is replayed once. */
const cache = folder();
afterAll(() => {
  rmSync(cache, { recursive: true });
});

class Repository {
  readonly root = join(folder(), "work");

  constructor(files: Files) {
    const origin = join(dirname(this.root), "origin.git");
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", origin]);
    execFileSync("git", ["clone", "--quiet", origin, this.root], { stdio: "pipe" });
    this.git("checkout", "--quiet", "-b", "main");
    this.commit(files);
    this.git("push", "--quiet", "origin", "main");
    this.git("checkout", "--quiet", "-b", "feature");
  }

  git(...args: readonly string[]): string {
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"];
    return execFileSync("git", [...identity, ...args], { cwd: this.root, env: clean, encoding: "utf8" });
  }

  /** null: the file goes. */
  write(files: Files): void {
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.root, name);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
  }

  commit(files: Files): void {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "work");
  }

  pr(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return driftline(["pr", ...args], { cwd: this.root, env: { DRIFTLINE_CACHE_DIR: cache, ...env } });
  }
}

const orders = "create table orders (\n  id int primary key,\n  price numeric(12,2) not null\n);\n";
const notes = "alter table orders add column note text;\n";
const config = "targets:\n  prod: { migrations: db/migrations, snapshot: snapshots/prod.yaml }\n";

/** A repository whose production is what its migrations define. */
async function inStep(more: Files = {}): Promise<Repository> {
  const repository = new Repository({
    "db/migrations/001_orders.sql": orders,
    "driftline.yaml": config,
    ...more,
  });
  const snapshot = ["snapshot", "db/migrations", "-o", "snapshots/prod.yaml"];
  const env = { DRIFTLINE_CACHE_DIR: cache };
  expect(await driftline(snapshot, { cwd: repository.root, env })).toMatchObject({ code: 0 });
  repository.git("checkout", "--quiet", "main");
  repository.commit({});
  repository.git("push", "--quiet", "origin", "main");
  repository.git("checkout", "--quiet", "-B", "feature");
  return repository;
}

const onGithub = (fake: Fake): NodeJS.ProcessEnv => {
  const event = join(folder(), "event.json");
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
  return {
    GITHUB_API_URL: fake.url,
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_TOKEN: token,
    GITHUB_EVENT_PATH: event,
    GITHUB_BASE_REF: "main",
    GITHUB_RUN_ID: "99",
  };
};

const onGitlab = (fake: Fake): NodeJS.ProcessEnv => ({
  CI_API_V4_URL: fake.url,
  CI_PROJECT_ID: "42",
  CI_MERGE_REQUEST_IID: "7",
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
  CI_PROJECT_URL: "https://gitlab.test/acme/shop",
  GITLAB_TOKEN: token,
});

const headline = (body: string | undefined): string => body?.split("\n")[1] ?? "";

describe.each([
  ["GitHub", fakeGithub, onGithub, "https://github.test/c/100"],
  ["GitLab", fakeGitlab, onGitlab, "https://gitlab.test/acme/shop/-/merge_requests/7#note_100"],
] as const)("on %s", (_name, fakeForge, environment, url) => {
  let fake: Fake;
  beforeAll(async () => {
    fake = await fakeForge();
  });
  afterAll(() => fake.close());

  test("one comment: made, updated in place, left alone, turned green; labels come and go", async () => {
    const repository = await inStep();
    const run = (): Promise<Outcome> => repository.pr([], environment(fake));
    fake.labels.add("bug");

    // Nothing to tell: no comment.
    expect(await run()).toMatchObject({ code: 0, stdout: "nothing to tell: no comment\n", stderr: "" });
    expect(fake.comments).toEqual([]);

    // An edit of what production ran already, and a statement that fails there.
    repository.commit({
      "db/migrations/001_orders.sql": orders.replace("12,2", "14,2"),
      "db/migrations/002_key.sql": "alter table orders add constraint orders_price check (price > 0);\n",
    });
    const red = await run();
    expect(red).toMatchObject({
      code: 1,
      stdout: `comment created: ${url}\nlabels set: schema-change, migration-required\n`,
    });
    const [comment] = fake.comments;
    expect(headline(comment?.body)).toBe("## ❌ 2 problems: this branch adds 1 constraint, changes 1 table");
    expect(comment?.body).toContain("`migration db/migrations/001_orders.sql` is edited");
    expect([...fake.labels]).toEqual(["bug", "schema-change", "migration-required"]);
    expect([...fake.known.values()].map((color) => color.replace("#", ""))).toEqual(["1d76db", "b60205"]);

    // The edit is taken back.
    repository.commit({ "db/migrations/001_orders.sql": orders });
    expect(await run()).toMatchObject({
      code: 0,
      stdout: `comment updated: ${url}\nlabels taken off: migration-required\n`,
    });
    expect(headline(comment?.body)).toBe("## ✅ This branch adds 1 constraint");
    expect(comment?.body).toContain("The new migrations ran through on a copy of production's schema.");
    expect(await run()).toMatchObject({ code: 0, stdout: `comment unchanged: ${url}\n` });

    // And the rest as well.
    repository.commit({ "db/migrations/002_key.sql": null });
    expect(await run()).toMatchObject({
      code: 0,
      stdout: `comment updated: ${url}\nlabels taken off: schema-change\n`,
    });
    expect(headline(comment?.body)).toBe("## ✅ This branch does not change the schema");
    expect(fake.comments).toHaveLength(1);
    expect([...fake.labels]).toEqual(["bug"]);
  });

  test("a migration that fails is told where its author looks", async () => {
    fake.comments.length = 0;
    const repository = await inStep();
    repository.commit({ "db/migrations/002_typo.sql": "-- why\nalter table ordres add column note text;\n" });
    const { code, stdout, stderr } = await repository.pr([], environment(fake));
    expect(code).toBe(2);
    expect(stdout).toContain("comment created");
    expect(stderr).toBe(
      'driftline: db/migrations/002_typo.sql:2:1: relation "ordres" does not exist\n' +
        "db/migrations/002_typo.sql:2:1\nalter table ordres add column note text\n^\n",
    );
    const [comment] = fake.comments;
    expect(headline(comment?.body)).toBe("## ❌ The migrations of this branch do not replay");
    expect(comment?.body).toContain("\nalter table ordres add column note text\n^\n");
  });

  test("a refusal is one sentence without the token, and what waits passes", async () => {
    fake.comments.length = 0;
    const repository = await inStep();
    repository.commit({ "db/migrations/002_notes.sql": notes });
    const limited = { status: 429, headers: { "retry-after": "1" } };
    fake.refusals.push(limited, { status: 403, json: { message: `not with ${token}` } });
    const refused = await repository.pr([], environment(fake));
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(
      /^driftline: reading the comments on .*answered 403 "not with \*\*\*": give .*\n$/,
    );
    expect(refused.stdout + refused.stderr).not.toContain(token);
    // The report is not lost with it.
    expect(refused.stdout).toContain("✅ This branch adds 1 column");
  });
});

describe("the comment", () => {
  let fake: Fake;
  beforeEach(async () => {
    fake = await fakeGithub();
    return () => fake.close();
  });

  test("has the worst first and never more than 65,536 characters; the full report is a file", async () => {
    const names = Array.from({ length: 400 }, (_, index) => `t${index}`);
    const columns = Array.from({ length: 30 }, (_, index) => `column_of_a_long_name_${index} text`).join(
      ", ",
    );
    const tables = names.map((name) => `create table ${name} (${columns});\n`).join("");
    const repository = new Repository({
      "migrations/001_tables.sql": tables,
      "migrations/002_views.sql": names
        .map((name) => `create view v_${name} as select * from ${name};\n`)
        .join(""),
    });
    repository.commit({
      "migrations/003_more.sql": names
        .map(
          (name) =>
            `create table more_${name} (${columns});\ncreate index on ${name} (column_of_a_long_name_1);\n`,
        )
        .join(""),
      "migrations/004_drop.sql": "drop view v_t7;\n",
      "migrations/005_huge.sql": `create function huge() returns text language sql as $$ select '${"x".repeat(90_000)}' $$;\n`,
    });
    const { code } = await repository.pr(["-o", "full.md"], onGithub(fake));
    expect(code).toBe(0);
    const body = fake.comments[0]?.body ?? "";
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(60_000);
    const rows = body.split("\n").filter((line) => /^\| [➕➖✳✏]/u.test(line));
    expect(rows[0]).toContain("| `view public.v_t7` | is dropped | `migrations/004_drop.sql:1` |");
    const left = Number(/… and (\d+) more; all of them: `full\.md` of \[this run\]/.exec(body)?.[1]);
    expect(rows.length + left).toBe(802);
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
    expect((body.match(/^```/gm) ?? []).length % 2).toBe(0);
    const full = readFileSync(join(repository.root, "full.md"), "utf8");
    expect(full.split("\n").filter((line) => /^\| [➕➖✳✏]/u.test(line))).toHaveLength(802);
    expect(full).toContain("x".repeat(90_000));
    expect(full).not.toContain("more; all of them");
  });

  test("names that try to break out of it do not", async () => {
    const hostile = '"a`b``|<!-- </details> | # [x](y) ""ü"';
    const repository = new Repository({ "migrations/001_a.sql": orders });
    repository.commit({
      "migrations/002_odd| `name`.sql": `create table ${hostile} ("\`\`\`" int default 1);\ncomment on table ${hostile} is '\`\`\`\n</details>';\n`,
    });
    const { code, stdout } = await repository.pr();
    expect(code).toBe(0);
    const name = '```table public."a`b``\\|<!-- </details> \\| # [x](y) ""ü"```';
    expect(stdout).toContain(`| ➕ | ${name} | is added | `);
    expect(stdout).toContain("````sql\n");
  });
});

test("docs/pull-request.md shows what it prints", async () => {
  const root = join(import.meta.dirname, "..");
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const names = ["001_init_schema", "002_add_orderbook", "003_add_timestamp_layers", "004_normalize_tables"];
  const files = names.map((name): [string, string] => [
    `migrations/${name}.sql`,
    read(`fixtures/stockval/migrations/${name}.sql`),
  ]);
  const repository = new Repository({
    ...Object.fromEntries(files),
    "driftline.yaml": "targets: { prod: { migrations: migrations, snapshot: snapshots/prod.yaml } }\n",
    "snapshots/prod.yaml": read("snapshots/stockval.yaml"),
  });
  repository.commit({ "migrations/005_trades.sql": read("fixtures/pr/005_trades.sql") });
  const { stdout } = await repository.pr();
  const anyCommit = (text: string): string => text.replace(/\b[0-9a-f]{9}\b/g, "000000000");
  const quoted = stdout.split("\n").map((line) => `> ${line}`.trimEnd());
  const picture = anyCommit(
    quoted.slice(1, quoted.indexOf("> labels: schema-change, schema-drift")).join("\n"),
  );
  if (process.env["UPDATE_DOCS"] !== undefined) {
    const [text = ""] = read("docs/pull-request.md").split("<!-- prettier-ignore-start -->");
    const ignored = `<!-- prettier-ignore-start -->\n${picture.trimEnd()}\n<!-- prettier-ignore-end -->\n`;
    writeFileSync(join(root, "docs/pull-request.md"), text + ignored);
  }
  expect(anyCommit(read("docs/pull-request.md"))).toContain(picture.trimEnd());
});

describe("against production", () => {
  const withColumn = (type: string): string => `alter table orders add column note ${type};\n`;

  /** Production got a column by hand. */
  async function drifted(): Promise<Repository> {
    const repository = await inStep();
    const hand = join(folder(), "hand.sql");
    writeFileSync(hand, `${orders}alter table orders add column note varchar(20);\n`);
    await driftline(["snapshot", hand, "-o", "snapshots/prod.yaml"], { cwd: repository.root });
    repository.git("checkout", "--quiet", "main");
    repository.commit({});
    repository.git("push", "--quiet", "origin", "main");
    repository.git("checkout", "--quiet", "-B", "feature");
    return repository;
  }

  test("what it has already, otherwise, and what fails there", async () => {
    const repository = await drifted();
    repository.commit({ "db/migrations/002_note.sql": withColumn("text") });
    const fails = await repository.pr();
    expect(fails.code).toBe(1);
    expect(fails.stdout).toContain("On a copy of production's schema the new migrations fail:");
    expect(fails.stdout).toContain(
      'db/migrations/002_note.sql:1:1: column "note" of relation "orders" already exists',
    );
    expect(fails.stdout).toContain(
      "- 🔴 `table public.orders` has another columns.note in production than this branch starts from",
    );
    expect(fails.stdout).toContain("Drift that was there before: 1 difference between");
    expect(fails.stdout).toContain("labels: schema-change, schema-drift\n");

    // IF NOT EXISTS makes it run, and hides that it does nothing.
    repository.commit({
      "db/migrations/002_note.sql": withColumn("text").replace("column", "column if not exists"),
    });
    const hides = await repository.pr();
    expect(hides.code).toBe(1);
    expect(hides.stdout).toContain("The new migrations ran through on a copy of production's schema.");
    expect(hides.stdout).toContain(
      "- 🔴 `table public.orders` still differs in columns.note.type after these migrations ran on a copy of production (`db/migrations/002_note.sql:1`)",
    );

    // The same as production has it: good to know, and no problem.
    repository.commit({
      "db/migrations/002_note.sql": withColumn("varchar(20)").replace("column", "column if not exists"),
    });
    const same = await repository.pr();
    expect(same.code).toBe(0);
    expect(same.stdout).toContain("### Good to know");
    expect(same.stdout).toContain(
      "is in production as this branch wants it: there the migration changes nothing",
    );
  });

  test("what it lacks, and what is merged but not applied there yet", async () => {
    const repository = await inStep();
    repository.git("checkout", "--quiet", "main");
    repository.commit({ "db/migrations/002_shops.sql": "create table shops (id int primary key);\n" });
    repository.git("push", "--quiet", "origin", "main");
    repository.git("checkout", "--quiet", "-B", "feature");
    repository.commit({ "db/migrations/003_shop.sql": "alter table shops add column name text;\n" });
    const pending = await repository.pr();
    expect(pending.code).toBe(0);
    expect(pending.stdout).toContain(
      "ran through on a copy of production's schema, after one that production does not have yet (`db/migrations/002_shops.sql`)",
    );

    const lost = await inStep({
      "db/migrations/002_shops.sql": "create table shops (id int);\ncreate table kept ();\n",
    });
    const hand = join(folder(), "hand.sql");
    writeFileSync(hand, `${orders}create table kept ();\n`);
    await driftline(["snapshot", hand, "-o", "snapshots/prod.yaml"], { cwd: lost.root });
    lost.commit({ "db/migrations/003_shop.sql": "alter table shops add column name text;\n" });
    const lacks = await lost.pr();
    expect(lacks.code).toBe(1);
    expect(lacks.stdout).toContain(
      "- 🔴 `table public.shops` is changed here, and production does not have it",
    );
  });

  test("a change of its snapshot that no migration makes wants one", async () => {
    const repository = await inStep();
    const hand = join(folder(), "hand.sql");
    writeFileSync(hand, `${orders}create index by_hand on orders (price);\n`);
    await driftline(["snapshot", hand, "-o", "snapshots/prod.yaml"], { cwd: repository.root });
    repository.commit({});
    const { code, stdout } = await repository.pr();
    expect(code).toBe(1);
    expect(stdout).toContain("## ❌ 1 problem: this branch does not change the schema");
    expect(stdout).toContain("- 🟡 `index public.orders.by_hand` is unexpected");
    expect(stdout).toContain("labels: migration-required\n");

    repository.commit({
      "db/migrations/002_index.sql": "create index if not exists by_hand on orders (price);\n",
    });
    expect(await repository.pr()).toMatchObject({ code: 0 });
  });

  test("the policy is heeded: severities, what fails, what is lived with; labels have other names", async () => {
    const repository = await drifted();
    repository.commit({
      "db/migrations/002_note.sql": withColumn("text").replace("column", "column if not exists"),
      "driftline.yaml": `${config}pr: { labels: { schema-change: database, schema-drift: false } }\n`,
    });
    expect((await repository.pr()).stdout).toContain("labels: database\n");
    const severity = "severity: [{ code: collision/*, severity: info }]\nfail_on: warning\n";
    repository.commit({ "driftline.yaml": config + severity });
    const milder = await repository.pr();
    expect(milder.code).toBe(0);
    expect(milder.stdout).toContain("- 🔵 `table public.orders` still differs in columns.note.type");
    const ignore = "ignore: [{ match: table public.orders, reason: agreed, until: never }]\n";
    repository.commit({ "driftline.yaml": config + ignore });
    const ignored = await repository.pr();
    expect(ignored.code).toBe(0);
    expect(ignored.stdout).not.toContain("still differs");
    expect(ignored.stdout).toContain("1 problem is hidden by rules of the configuration.");
    expect(ignored.stdout).toContain("labels: schema-change\n");
    repository.commit({ "driftline.yaml": `${config}pr: { labels: { schema: x, schema-drift: 7 } }\n` });
    const faults = await repository.pr();
    expect(faults.code).toBe(2);
    expect(faults.stderr).toContain('pr.labels: "schema" is no setting');
    expect(faults.stderr).toContain("pr.labels.schema-drift must be the name of a label, or false");
  });
});

describe("the base", () => {
  test("is read from git, and nothing of the work tree is touched", async () => {
    const repository = new Repository({
      "migrations/001_a.sql": "\\ir parts/orders.sql\n",
      "migrations/parts/orders.sql": orders,
      "migrations/README.md": "no migration",
    });
    repository.commit({ "migrations/002_notes.sql": notes });
    repository.write({
      "migrations/parts/orders.sql": `-- not yet committed\n${orders}`,
      "scratch.txt": "mine",
    });
    const state = (): string =>
      repository.git("status", "--porcelain") + repository.git("reflog") + repository.git("stash", "list");
    const before = state();
    const { code, stdout } = await repository.pr();
    expect(code).toBe(0);
    expect(stdout).toContain("## ✅ This branch adds 1 column");
    expect(stdout).toContain("commit its snapshot and name it in `driftline.yaml`");
    expect(state()).toBe(before);
  });

  test("may have no migrations yet; and a branch that went on does not count", async () => {
    const repository = new Repository({ "README.md": "new" });
    repository.commit({ "migrations/001_orders.sql": orders });
    repository.git("checkout", "--quiet", "main");
    repository.commit({ "migrations/001_other.sql": "create table other (id int);\n" });
    repository.git("push", "--quiet", "origin", "main");
    repository.git("checkout", "--quiet", "feature");
    const { code, stdout } = await repository.pr(["--base", "origin/main"]);
    expect(code).toBe(0);
    expect(stdout).toContain("## ✅ This branch adds 1 table");
    expect(stdout).not.toContain("other");
  });

  test("files that are late, renamed or gone are told; comments and layout are nothing", async () => {
    const repository = new Repository({
      "migrations/001_orders.sql": orders,
      "migrations/003_notes.sql": notes,
      "migrations/004_gone.sql": "create table gone (id int);\n",
    });
    repository.commit({
      "migrations/001_orders.sql": `-- words\n${orders}`,
      "migrations/002_late.sql": "create table late (id int);\n",
      "migrations/003_notes.sql": null,
      "migrations/005_notes.sql": notes,
      "migrations/004_gone.sql": null,
    });
    const { code, stdout } = await repository.pr();
    expect(code).toBe(1);
    expect(stdout).toContain("`migration migrations/002_late.sql` is new and stands before");
    expect(stdout).toContain("`migration migrations/005_notes.sql` was called migrations/003\\_notes.sql");
    expect(stdout).toContain("`migration migrations/004_gone.sql` is removed: it is part of origin/main");
    expect(stdout).not.toContain("001_orders.sql");
  });

  test("what could not be looked at is told, where only the branch has it", async () => {
    const repository = new Repository({
      "migrations/001_orders.sql": orders,
      "migrations/old.sql": "select 1;\n",
    });
    repository.commit({ "migrations/new.sql": "select 1;\n" });
    const { code, stdout } = await repository.pr();
    expect(code).toBe(3);
    expect(stdout).toContain(
      "## ⚠️ This branch does not change the schema, and not everything could be looked at",
    );
    expect(stdout).toContain("- migrations/new.sql: its name has no version: was passed over");
    expect(stdout).not.toContain("old.sql");
  });

  test("wrong input is one sentence", async () => {
    const repository = new Repository({ "migrations/001_orders.sql": orders });
    const says = async (args: readonly string[], env: NodeJS.ProcessEnv, words: string): Promise<void> => {
      const { code, stdout, stderr } = await repository.pr(args, env);
      expect(stderr).toContain(words);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    };
    await says(["--base", "nowhere"], {}, "there is no history in common with nowhere");
    await says(["--base", "--output=x"], {}, "");
    await says(["--pr", "7"], {}, "which forge is it on?");
    await says(["--pr", "0"], {}, "--pr wants the number of a pull request");
    await says(["staging"], {}, "there is no target staging");
    await says(["--snapshot", "none.yaml"], {}, "there is no snapshot none.yaml");
    await says(["--migrations", "none"], {}, "there is no none");
    await says(["--migrations", folder()], {}, "is outside of this git repository");
    await says([], { GITHUB_REPOSITORY: "acme/shop" }, "set GITHUB_TOKEN");
    await says([], { PATH: "/nowhere" }, "git is wanted");
    const shallow = join(folder(), "shallow");
    repository.git("push", "--quiet", "origin", "feature");
    repository.commit({ "migrations/002_notes.sql": notes });
    repository.git("push", "--quiet", "origin", "feature");
    const origin = `file://${dirname(repository.root)}/origin.git`;
    execFileSync("git", ["clone", "--quiet", "--depth=1", "--branch=feature", origin, shallow]);
    const { code, stderr } = await driftline(["pr", "--base", "origin/main"], { cwd: shallow });
    expect(code).toBe(2);
    expect(stderr).toContain("this clone is shallow");
    expect(stderr).toContain("fetch-depth: 0");
  });
});
