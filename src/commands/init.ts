/** `driftline init`: a configuration to start from, and workflows that run it. Nothing is ever overwritten. */
import { chmod, readFile, stat } from "node:fs/promises";
import type { Argv } from "yargs";
import { configFile } from "../config.js";
import { parseConfig } from "../config-file.js";
import { Failure } from "../finding.js";
import { starter, usualMigrations } from "../nightly/workflows/starter.js";
import { platforms, variablesOf, workflowsFor, type Platform } from "../nightly/workflows/workflows.js";
import { targetNamed, type ExitCode } from "./options.js";
import { emit } from "./output.js";

export interface InitArguments {
  readonly migrations: string | undefined;
  readonly ci: string | undefined;
}

export const command = "init";
export const describe = "A driftline.yaml to start from, and workflows for CI, cron and others";

export const builder = (yargs: Argv): Argv<InitArguments> =>
  yargs
    .option("migrations", {
      type: "string",
      requiresArg: true,
      describe: "Directory of migrations (found by itself where it has a usual name)",
    })
    .option("ci", {
      type: "string",
      requiresArg: true,
      describe: `What is to run it, beside the configuration: some of ${platforms.join(",")}`,
    })
    .example("driftline init --ci github,make", "");

export async function run({ migrations, ci: names }: InitArguments): Promise<ExitCode> {
  const ci = names === undefined ? [] : names.split(",").map(platformNamed);
  const before = await readFile(configFile, "utf8").catch(() => undefined);
  if (before !== undefined && ci.length === 0)
    throw new Failure(`${configFile} is there already: it was left as it is`);
  const found = migrations ?? (await usualMigrations()) ?? "migrations";
  const text = before ?? starter(found);
  const target = targetNamed(parseConfig(text, configFile), undefined)?.name ?? "";
  if (ci.length > 0 && !/^[A-Za-z0-9_.-]+$/.test(target))
    throw new Failure(
      `the target of ${configFile} needs a name of letters, digits, _, . and -, not "${target}"`,
    );
  const { version } = await import("../source/version.js");
  const { files, next } = workflowsFor(ci, {
    ...{ version: version(), target, variables: variablesOf(text), root: process.cwd() },
  });
  const taken = await present(files.map(({ path }) => path));
  if (taken.length > 0) throw new Failure(`there already, so nothing was written: ${taken.join(", ")}`);
  for (const { path, text: content, executable } of files) {
    await emit(content, path);
    if (executable === true) await chmod(path, 0o755);
  }
  if (before === undefined) await emit(text, configFile);
  const written = files.map(({ path }) => `wrote ${path}\n`).join("");
  process.stdout.write(
    before === undefined
      ? `wrote ${configFile}: migrations in ${found}, the database in DATABASE_URL\n${written}\n  driftline check\n`
      : written,
  );
  if (next.length > 0) process.stdout.write(`\nleft to do:\n${next.map((line) => `  - ${line}\n`).join("")}`);
  return 0;
}

function platformNamed(name: string): Platform {
  const found = platforms.find((platform) => platform === name.trim());
  if (found === undefined)
    throw new Failure(`--ci: there is no "${name}"; there are ${platforms.join(", ")}`);
  return found;
}

async function present(paths: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return there.flat();
}
