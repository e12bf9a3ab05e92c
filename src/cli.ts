#!/usr/bin/env node
/** argv to command: the one place that catches failures and sets the exit code. */
import yargs, { type ArgumentsCamelCase, type Argv } from "yargs";
import { hideBin } from "yargs/helpers";
import * as baseline from "./commands/baseline.js";
import * as check from "./commands/check.js";
import * as demo from "./commands/demo.js";
import * as diff from "./commands/diff.js";
import * as ignore from "./commands/ignore.js";
import * as init from "./commands/init.js";
import type { ExitCode } from "./commands/options.js";
import * as pr from "./commands/pr.js";
import * as selftest from "./commands/selftest.js";
import * as snapshot from "./commands/snapshot.js";
import { Failure } from "./finding.js";

interface Command<T> {
  readonly command: string;
  readonly describe: string;
  readonly builder: (yargs: Argv) => Argv<T>;
  readonly run: (given: ArgumentsCamelCase<T>) => Promise<ExitCode>;
}

/** What was asked for on the command line, once it is parsed. */
const state = { verbose: false };

/** Adds a command; its exit code becomes the process's. */
function add<T extends object>(parser: Argv, { command, describe, builder, run }: Command<T>): Argv {
  return parser.command(command, describe, builder, async (given) => {
    state.verbose = given["verbose"] === true;
    process.exitCode = await run(given);
  });
}

async function main(): Promise<void> {
  let parser: Argv = yargs(hideBin(process.argv))
    .scriptName("driftline")
    .usage("$0 <command>\n\nIs the database that runs in production the one that the migrations define?")
    .option("verbose", {
      type: "boolean",
      default: false,
      global: true,
      describe: "Show the stack of a failure",
    })
    .parserConfiguration({ "duplicate-arguments-array": false })
    .strict()
    .demandCommand(
      1,
      1,
      "driftline needs a command; driftline --help lists them",
      "driftline takes one command",
    )
    .recommendCommands()
    .completion("completion", "A script for the completion of bash or zsh")
    .epilogue(
      "Sources: postgres://… · a snapshot .yaml · a directory or file of SQL · a target of driftline.yaml\n" +
        "Exit codes: 0 nothing found · 1 drift · 2 could not do it · 3 nothing found, but not everything could be compared",
    )
    .wrap(Math.min(110, process.stdout.columns || 110))
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new Failure(message.replace(/\n+/g, ": "));
    });
  parser = add(parser, snapshot);
  parser = add(parser, check);
  parser = add(parser, diff);
  parser = add(parser, baseline);
  parser = add(parser, pr);
  parser = add(parser, selftest);
  parser = add(parser, ignore);
  parser = add(parser, init);
  parser = add(parser, demo);
  await parser.parseAsync();
}

try {
  await main();
} catch (error) {
  const failure = error instanceof Failure ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`driftline: ${message}\n`);
  if (failure?.detail !== undefined) process.stderr.write(`${failure.detail}\n`);
  if (state.verbose || (failure === undefined && process.env["DRIFTLINE_DEBUG"] === "1")) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? "") : ""}\n`);
    if (error instanceof Error && error.cause instanceof Error) {
      process.stderr.write(`caused by: ${error.cause.stack ?? error.cause.message}\n`);
    }
  }
  process.exitCode = 2;
}
