/** The commands as a user runs them: output, files, exit codes, and one clear sentence for each wrong input. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { cli, driftline, folder, live, project } from "./driftline.js";
import { server } from "./servers/servers.js";

const orders = "create table orders (id int primary key, price numeric(12,2) not null);\n";

describe("check", () => {
  let url: string;
  beforeAll(async () => {
    url = await live(orders);
  });

  test("0 where the database is what the migrations define", async () => {
    const cwd = project({ "migrations/001_orders.sql": orders });
    const { code, stdout, stderr } = await driftline(["check", url], { cwd });
    expect(stderr).toBe("");
    expect(stdout).toContain("no drift: 3 objects compared");
    expect(code).toBe(0);
  });

  test("1 where it is not, with the line to blame", async () => {
    const cwd = project({
      "migrations/001_orders.sql": orders,
      "migrations/002_note.sql": "-- why\nalter table orders add column note text;\n",
    });
    const { code, stdout } = await driftline(["check"], { cwd, env: { DATABASE_URL: url } });
    expect(stdout).toContain("table lacks column note");
    expect(stdout).toContain("migrations/002_note.sql:2  alter table orders add column note text");
    expect(code).toBe(1);
  });

  test("the PG* variables say which database, too", async () => {
    const cwd = project({ "migrations/001_orders.sql": orders });
    const { hostname, port, pathname, username } = new URL(url);
    const env = { PGHOST: hostname, PGPORT: port, PGDATABASE: pathname.slice(1), PGUSER: username };
    expect(await driftline(["check"], { cwd, env })).toMatchObject({ code: 0, stderr: "" });
  });

  test("2 where a migration fails, drawn at its statement", async () => {
    const cwd = project({
      "migrations/001_orders.sql": `${orders}\nalter table\n  ordres add column note text;\n`,
    });
    const { code, stdout, stderr } = await driftline(["check", url], { cwd });
    expect(stdout).toBe("");
    expect(stderr).toBe(
      'driftline: migrations/001_orders.sql:3:1: relation "ordres" does not exist\n' +
        "migrations/001_orders.sql:3:1\nalter table\n^\n",
    );
    expect(code).toBe(2);
  });

  test("3 where nothing differs, but something could not be compared", async () => {
    const cwd = project({
      "migrations/001_orders.sql": `${orders}copy orders from stdin;\n1\t2\n\\.\n`,
    });
    const { code, stdout } = await driftline(["check", url], { cwd });
    expect(stdout).toContain("no difference found, but not everything could be compared");
    expect(stdout).toContain("COPY data of orders (1 line)");
    expect(code).toBe(3);
  });

  test("grants and owners count, and can be left out", async () => {
    const other = await live(`${orders} grant select on orders to public;`);
    const cwd = project({ "migrations/001_orders.sql": orders });
    const counted = await driftline(["check", other], { cwd });
    expect(counted.stdout).toContain("privilege public is unexpected");
    expect(counted.code).toBe(1);
    writeFileSync(join(cwd, "driftline.yaml"), "scope: { owners: false, grants: false }\n");
    expect(await driftline(["check", other], { cwd })).toMatchObject({ code: 0 });
  });

  test("nothing to compare is never 0", async () => {
    const cwd = project({});
    const { code, stderr } = await driftline(["check", url], { cwd });
    expect(stderr).toContain("there are no migrations in migrations");
    expect(code).toBe(2);
  });

  test("a password is in no output", async () => {
    const cwd = project({ "migrations/001_orders.sql": orders });
    const secret = url.replace("postgres@", "postgres:hunter2@");
    for (const args of [
      ["check", secret],
      ["check", secret, "--format", "json"],
      ["diff", secret, "migrations", "--format", "markdown"],
      ["baseline", secret],
      ["snapshot", secret],
      ["check", secret.replace(/:\d+\//, ":1/")],
    ]) {
      const { stdout, stderr, code } = await driftline(args, { cwd });
      expect(stdout + stderr).not.toContain("hunter2");
      expect(stdout + stderr).not.toBe("");
      expect([0, 2]).toContain(code);
    }
  });

  test("each file has a session of its own, and roles that it grants to are there", async () => {
    const other = await live("create schema app; create table app.a (id int); create table b (id int);");
    const cwd = project({
      "migrations/001_a.sql": "create schema app; set search_path = app; create table a (id int);",
      "migrations/002_b.sql": "create table b (id int);",
    });
    expect(await driftline(["check", other], { cwd })).toMatchObject({ code: 0 });
    const granted = project({
      "migrations/001_a.sql": "create table a (id int); grant select on a to nobody_here;",
    });
    expect(await driftline(["snapshot", "migrations"], { cwd: granted })).toMatchObject({ code: 0 });
  });

  test("an index made concurrently, and a value of an enum used by its own file", async () => {
    const sql =
      "create type mood as enum ('sad'); alter type mood add value 'glad'; create table m (m mood default 'glad');";
    const other = await live(
      `create type mood as enum ('sad', 'glad'); create table m (m mood default 'glad'); create index i on m (m);`,
    );
    const cwd = project({ "migrations/001_m.sql": `${sql}\ncreate index concurrently i on m (m);` });
    expect(await driftline(["check", other], { cwd })).toMatchObject({ code: 0, stderr: "" });
  });

  test("formats, and a file that is written whole", async () => {
    const cwd = project({
      "migrations/001_orders.sql": `${orders}create index late on orders (price);`,
    });
    const json: unknown = JSON.parse((await driftline(["check", url, "--format", "json"], { cwd })).stdout);
    expect(json).toMatchObject({
      format: 1,
      status: "drift",
      findings: [
        {
          code: "drift/missing",
          key: "index public.orders.late",
          blame: { file: "migrations/001_orders.sql", line: 2 },
        },
      ],
    });
    const markdown = await driftline(["check", url, "--format", "markdown", "-o", "drift.md"], { cwd });
    expect(markdown).toMatchObject({ code: 1, stdout: "" });
    expect(readFileSync(join(cwd, "drift.md"), "utf8")).toContain("### `public.orders`");
    const color = await driftline(["check", url], { cwd, env: { FORCE_COLOR: "1" } });
    expect(color.stdout).toContain("\u001b[");
    const plain = await driftline(["check", url], { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
    expect(plain.stdout).not.toContain("\u001b[");
  });

  test("a shadow on a server is dropped again, and nothing else", async () => {
    const shared = await server(16);
    const cwd = project({
      "migrations/001_orders.sql": `${orders}grant select on orders to driftline_test_guest;`,
    });
    const names = async (): Promise<unknown[]> => {
      const client = new pg.Client(shared.url("postgres"));
      await client.connect();
      const { rows } = await client
        .query<{ name: string }>(
          "select datname as name from pg_database where datname like 'driftline_shadow%' union all select rolname from pg_roles where rolname = 'driftline_test_guest'",
        )
        .finally(() => client.end());
      return rows;
    };
    const { code } = await driftline(["check", url, "--shadow", shared.url("postgres")], { cwd });
    expect(code).toBe(1);
    expect(await names()).toEqual([]);
    const failing = project({ "migrations/001_orders.sql": "create table t (id int); select 1/0;" });
    expect(
      await driftline(["check", url, "--shadow", shared.url("postgres")], { cwd: failing }),
    ).toMatchObject({ code: 2 });
    expect(await names()).toEqual([]);
  });
});

describe("snapshot and diff", () => {
  test("a snapshot is the same to the byte, and equal to what it was taken from", async () => {
    const url = await live(
      `${orders} create view v as select id from orders; create index on orders (price);`,
    );
    const cwd = folder();
    expect(await driftline(["snapshot", url, "-o", "a/prod.yaml"], { cwd })).toMatchObject({
      code: 0,
      stdout: "",
    });
    const { stdout } = await driftline(["snapshot", url], { cwd });
    expect(readFileSync(join(cwd, "a/prod.yaml"), "utf8")).toBe(stdout);
    expect(readdirSync(join(cwd, "a"))).toEqual(["prod.yaml"]);
    expect(await driftline(["diff", "a/prod.yaml", url], { cwd })).toMatchObject({ code: 0 });
  });

  test("an empty database is a database", async () => {
    const url = await live("");
    const { code, stdout } = await driftline(["snapshot", url]);
    expect(code).toBe(0);
    expect(stdout).toContain("schemas:\n  public: {}\n");
  });
});

describe("baseline", () => {
  test("is proven, loads, and is refused where the shadow cannot hold it", async () => {
    const url = await live(`${orders} create view v as select o.id from orders o;`);
    const cwd = folder();
    const made = await driftline(["baseline", url, "-o", "000_baseline.sql", "--certificate", "proof.json"], {
      cwd,
    });
    expect(made).toMatchObject({ code: 0, stdout: "", stderr: "" });
    const sql = readFileSync(join(cwd, "000_baseline.sql"), "utf8");
    expect(sql).toMatch(/^-- PROVEN: replayed on PostgreSQL 18\.\d+ and read back equal/m);
    expect(JSON.parse(readFileSync(join(cwd, "proof.json"), "utf8"))).toMatchObject({
      equal: true,
      objects: { tables: 1, views: 1 },
    });
    expect(await driftline(["diff", "000_baseline.sql", url], { cwd })).toMatchObject({ code: 0 });

    writeFileSync(
      join(cwd, "prod.yaml"),
      'driftline: 1\nserver:\n  postgres: "16.4"\nextensions:\n  postgis:\n    schema: public\n',
    );
    const refused = await driftline(["baseline", "prod.yaml", "-o", "refused.sql"], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('extension "postgis" is not available');
    expect(refused.stderr).toContain("--shadow postgres://…");
    expect(refused.stderr).toContain("--no-verify");
    expect(existsSync(join(cwd, "refused.sql"))).toBe(false);
    expect(
      await driftline(["baseline", "prod.yaml", "--no-verify", "-o", "unproven.sql"], { cwd }),
    ).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "unproven.sql"), "utf8")).toContain("-- UNPROVEN");
  });
});

describe("policy", () => {
  const migrations = { "migrations/001_orders.sql": orders };
  const late = `${orders}create index late on orders (price);`;

  test("a rule that is written hides, is counted, and is told when there is nothing left to hide", async () => {
    const url = await live(late);
    const cwd = project({
      ...migrations,
      "driftline.yaml": "# ours\nscope: { owners: false }   # for now\n",
    });
    expect(await driftline(["check", url], { cwd })).toMatchObject({ code: 1 });
    const args = ["ignore", "index public.orders.*", "--reason", "made at night", "--until", "2999-12-31"];
    expect(await driftline(args, { cwd })).toEqual({
      code: 0,
      stdout: "driftline.yaml:5  ignore index public.orders.* until 2999-12-31\n",
      stderr: "",
    });
    expect(readFileSync(join(cwd, "driftline.yaml"), "utf8")).toBe(
      "# ours\nscope: { owners: false }   # for now\n\nignore:\n" +
        "  - match: index public.orders.*\n    reason: made at night\n    until: 2999-12-31\n",
    );
    const hidden = await driftline(["check", url], { cwd });
    expect(hidden).toMatchObject({ code: 0, stderr: "" });
    expect(hidden.stdout).toContain("no drift beside 1 that is ignored: 4 objects compared");
    expect(hidden.stdout).toContain("1  index public.orders.*  (until 2999-12-31) made at night");
    const paid = await driftline(["check", await live(orders)], { cwd });
    expect(paid.stdout).toContain("ignore index public.orders.* hides nothing");
    expect(paid.code).toBe(1);
    expect(await driftline(["diff", "migrations", "migrations"], { cwd })).toMatchObject({ code: 0 });
  });

  test("an expired rule hides nothing, and fail_on says what fails, for all, a target, and once", async () => {
    const url = await live(late);
    const rule = '{ match: "index **", reason: made at night, until: 2020-01-01 }';
    const configured = `targets: { prod: { database: "\${URL}", fail_on: breaking } }\nignore: [${rule}]\n`;
    const cwd = project({ ...migrations, "driftline.yaml": configured });
    const env = { URL: url };
    const told = await driftline(["check"], { cwd, env });
    expect(told.stdout).toContain("index late is unexpected");
    expect(told.stdout).toContain("expired on 2020-01-01: one finding it would hide is told again");
    expect(told.stdout).toContain(
      "1 difference: 1 warning; 1 ignore rule to look at; none fails (fail_on: breaking)",
    );
    expect(told.code).toBe(0);
    expect(await driftline(["check", "--fail-on", "warning"], { cwd, env })).toMatchObject({ code: 1 });
    expect(await driftline(["check", url], { cwd })).toMatchObject({ code: 1 });
  });

  test.each([
    { args: ["table a.b", "--reason", "x"], says: "--until is missing" },
    { args: ["table a.b", "--reason", "x", "--until", "2020-01-01"], says: "--until wants a day to come" },
    { args: ["table a.b", "--reason", "x", "--until", "2999-02-30"], says: "--until wants a day to come" },
    { args: ["tabel a.b", "--reason", "x", "--until", "never"], says: 'no kind of object called "tabel"' },
    { args: ["table A.b", "--reason", "x", "--until", "never"], says: "is no pattern" },
    { args: ["table a.b", "--reason", " ", "--until", "never"], says: "ignore[1].reason must be a text" },
    {
      args: ["table c.d", "--reason", "x", "--until", "never"],
      says: "is there already, at driftline.yaml:2",
    },
    { args: ["table a.b", "--reason", "x", "--until", "never", "--target", "y"], says: 'no target "y"' },
  ])("ignore $args is refused, and nothing is written", async ({ args, says }) => {
    const before = "ignore:\n  - { match: table c.d, reason: x, until: never }\n";
    const cwd = project({ "driftline.yaml": before });
    const { code, stdout, stderr } = await driftline(["ignore", ...args], { cwd });
    expect(stderr).toContain(says);
    expect({ code, stdout, lines: stderr.trimEnd().split("\n").length }).toEqual({
      code: 2,
      stdout: "",
      lines: 1,
    });
    expect(readFileSync(join(cwd, "driftline.yaml"), "utf8")).toBe(before);
  });
});

describe("init", () => {
  test("writes a configuration that check reads, and never over one", async () => {
    const url = await live(orders);
    const cwd = project({ "migrations/001_orders.sql": orders });
    expect(await driftline(["init"], { cwd })).toMatchObject({ code: 0, stderr: "" });
    expect(await driftline(["check"], { cwd, env: { DATABASE_URL: url } })).toMatchObject({ code: 0 });
    expect(await driftline(["check", "prod"], { cwd, env: { DATABASE_URL: url } })).toMatchObject({
      code: 0,
    });
    const before = readFileSync(join(cwd, "driftline.yaml"), "utf8");
    expect(await driftline(["init"], { cwd })).toMatchObject({ code: 2 });
    expect(readFileSync(join(cwd, "driftline.yaml"), "utf8")).toBe(before);
  });
});

describe("wrong input is one sentence, and exit code 2", () => {
  test.each([
    { args: [], says: "driftline needs a command" },
    { args: ["chekc"], says: "there is no such command: did you mean check?" },
    {
      args: ["check", "--formt", "json"],
      says: "there is no option or argument formt; driftline check --help says more",
    },
    { args: ["check", "--format", "xml"], says: 'driftline: --format cannot be "xml": it is one of "text"' },
    { args: ["diff", "a.yaml"], says: "too few arguments: 1 of at least 2; driftline diff --help says more" },
    { args: ["check", "--fail-on", "worst"], says: '--fail-on cannot be "worst": it is one of "breaking"' },
    { args: ["snapshot", "-o"], says: "--o has no value" },
    { args: ["snapshot"], says: "which database?" },
    { args: ["snapshot", "nowhere"], says: "nowhere is no source" },
    {
      args: ["snapshot", "none.yaml"],
      says: "there is no snapshot none.yaml: driftline snapshot -o none.yaml writes one",
    },
    { args: ["snapshot", "none.sql"], says: "there is no none.sql" },
    {
      args: ["snapshot", "postgres://nobody@127.0.0.1:1/x"],
      says: "could not connect to postgres://nobody@127.0.0.1:1/x",
    },
    { args: ["check", "x.yaml"], says: "there are no migrations at migrations" },
    { args: ["check", "--config", "none.yaml"], says: "could not read the configuration none.yaml" },
    { args: ["baseline", "x.yaml", "--no-verify", "--certificate", "c.json"], says: "leave one of them out" },
  ])("driftline $args", async ({ args, says }) => {
    const { code, stdout, stderr } = await driftline(args);
    expect(stdout).toBe("");
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(2);
  });

  test("a configuration tells all its faults at once", async () => {
    const cwd = project({
      "driftline.yaml": "target: {}\ntargets:\n  prod: { databse: x, shadow: 1 }\ndefault: staging\n",
    });
    const { stderr, code } = await driftline(["check"], { cwd });
    expect(stderr).toContain("4 faults");
    expect(code).toBe(2);
  });

  test("a variable that is not set is named", async () => {
    const cwd = project({
      "driftline.yaml": "targets:\n  prod:\n    database: ${PROD_URL}\n",
      "migrations/001_a.sql": orders,
    });
    expect((await driftline(["check"], { cwd })).stderr).toContain("PROD_URL is not set");
  });
});

test("help and completion are there", async () => {
  const help = await driftline(["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("Exit codes: 0 nothing found");
  expect((await driftline(["completion"])).stdout).toContain("driftline");
  expect((await driftline(["check", "--help"])).stdout).toContain("--migrations");
});

test("a reader that stops reading is no failure to tell of", () => {
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-c", '"$0" "$1" demo | head -n 1', process.execPath, cli],
    {
      encoding: "utf8",
    },
  );
  expect(stderr).toBe("");
  expect(stdout.split("\n")).toHaveLength(2);
  expect(status).toBe(0);
});

describe("a disk that is full is one sentence, and exit code 2", () => {
  const cwd = folder();
  const columns = Array.from({ length: 200 }, (_, i) => `      c${i}: integer\n`).join("");
  writeFileSync(
    join(cwd, "one.yaml"),
    `driftline: 1\nserver:\n  postgres: "16.4"\ntables:\n  public.t:\n    columns:\n${columns}`,
  );
  /** With files of a kilobyte at most. */
  const full = (rest: string): { status: number | null; stderr: string } =>
    spawnSync("sh", ["-c", `ulimit -f 1; exec "$0" "$1" snapshot one.yaml ${rest}`, process.execPath, cli], {
      cwd,
      encoding: "utf8",
    });

  test("and leaves the file that was there, and nothing else", () => {
    writeFileSync(join(cwd, "two.yaml"), "before\n");
    const { status, stderr } = full("-o two.yaml");
    expect(stderr).toMatch(/^driftline: could not write two\.yaml: EFBIG: .*\n$/);
    expect(status).toBe(2);
    expect(readFileSync(join(cwd, "two.yaml"), "utf8")).toBe("before\n");
    expect(readdirSync(cwd).sort()).toEqual(["one.yaml", "two.yaml"]);
  });

  test("where the standard output is a file, too", () => {
    const { status, stderr } = full("> three.yaml");
    expect(stderr).toMatch(/^driftline: could not write to the standard output: EFBIG: .*\n$/);
    expect(status).toBe(2);
  });
});
