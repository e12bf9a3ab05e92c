#!/usr/bin/env node
/** argv to command: the one place that catches failures and sets the exit code. */
import { setFlagsFromString } from "node:v8";
import yargs, { type ArgumentsCamelCase, type Argv } from "yargs";
import { hideBin } from "yargs/helpers";
import type { ExitCode } from "./commands/options.js";
import { Failure } from "./finding.js";
import { version } from "./source/version.js";

// The embedded PostgreSQL is WebAssembly that runs for a second or two: what V8 spends on optimising it never comes back,
// not even in the replay of a thousand tables.
setFlagsFromString("--liftoff-only");
// Nor does it for a command that ends soon: of one that goes on, what is left is optimised.
setFlagsFromString("--no-opt");
setTimeout(() => {
  setFlagsFromString("--opt");
}, 1500).unref();
// Young objects stay within a megabyte, which is cheaper than to touch new memory, and are collected without helpers, which
// would take processors from a server on the same machine.
for (const flag of ["--semi-space-growth-factor=1", "--no-parallel-scavenge"]) setFlagsFromString(flag);

interface Command<T> {
  readonly command: string;
  readonly describe: string;
  readonly builder: (yargs: Argv) => Argv<T>;
  readonly run: (given: ArgumentsCamelCase<T>) => Promise<ExitCode>;
}

/** Loads a command and adds it to a parser, perhaps under another usage. */
type Add = (parser: Argv, usageOf?: (command: string) => string) => Promise<Argv>;

/** What was asked for on the command line, once it is parsed. */
const state = { verbose: false };

/** Adds a command that is loaded only then; its exit code becomes the process's. */
const adding =
  <T>(load: () => Promise<Command<T>>): Add =>
  async (parser, usageOf = (command) => command) => {
    const { command, describe, builder, run } = await load();
    return parser.command(usageOf(command), describe, builder, async (given) => {
      state.verbose = given["verbose"] === true;
      process.exitCode = await run(given);
    });
  };

/** Each command by its name, in the order of the help. Only the one that is asked for is loaded. */
const commands: Readonly<Record<string, Add>> = {
  snapshot: adding(() => import("./commands/snapshot.js")),
  check: adding(() => import("./commands/check.js")),
  diff: adding(() => import("./commands/diff.js")),
  baseline: adding(() => import("./commands/baseline.js")),
  pr: adding(() => import("./commands/pr.js")),
  selftest: adding(() => import("./commands/selftest.js")),
  ignore: adding(() => import("./commands/ignore.js")),
  init: adding(() => import("./commands/init.js")),
  demo: adding(() => import("./commands/demo.js")),
};

/** A text for one, and for several. */
interface Plural {
  readonly one: string;
  readonly other: string;
}

const both = (text: string): Plural => ({ one: text, other: text });

/** What is wrong with a command line, in place of the words of yargs. */
const faults = {
  "Not enough non-option arguments: got %s, need at least %s": both("too few arguments: %s of at least %s"),
  "Too many non-option arguments: got %s, maximum of %s": both("too many arguments: %s in place of %s"),
  "Missing required argument: %s": { one: "--%s is missing", other: "options are missing: %s" },
  "Unknown argument: %s": {
    one: "there is no option or argument %s",
    other: "there are no options or arguments %s",
  },
  "Unknown command: %s": both("there is no command %s"),
  "Did you mean %s?": "there is no such command: did you mean %s?",
  "Argument: %s, Given: %s, Choices: %s": "--%s cannot be %s: it is one of %s",
  "Not enough arguments following: %s": "--%s has no value",
};

/** What is true of every command. */
const parserOf = (args: readonly string[], name: string): Argv =>
  yargs([...args])
    .scriptName(name)
    // Its own guess is the package of the folder that driftline runs in.
    .version(version())
    .option("verbose", {
      type: "boolean",
      default: false,
      global: true,
      describe: "Show the stack of a failure",
    })
    .parserConfiguration({ "duplicate-arguments-array": false })
    .strict()
    .wrap(Math.min(110, process.stdout.columns || 110))
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      const hint = message.includes("--help") ? "" : `; ${name} --help says more`;
      throw error ?? new Failure(message.replace(/^Invalid values:\s*/, "").replace(/\n+ */g, "; ") + hint);
    })
    .updateStrings(faults);

/** The command that the first argument names, by itself: yargs would make up the help of all before it runs one. */
async function runNamed(name: string, add: Add, args: readonly string[]): Promise<void> {
  const parser = parserOf(args, `driftline ${name}`);
  await (await add(parser, (command) => command.replace(name, "$0"))).parseAsync();
}

/** Help, completion, and what names no command. */
async function runAny(args: readonly string[]): Promise<void> {
  let parser = parserOf(args, "driftline")
    .usage("$0 <command>\n\nIs the database that runs in production the one that the migrations define?")
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
    );
  for (const add of Object.values(commands)) parser = await add(parser);
  await parser.parseAsync();
}

/**
 * Says what this is where Node does not yet (before version 21): pg asks, and where nothing answers it loads all of
 * fetch() to find out whether it runs somewhere else.
 */
function introduce(): void {
  if (!("navigator" in globalThis))
    Object.defineProperty(globalThis, "navigator", {
      value: { userAgent: `Node.js/${process.versions.node}` },
    });
}

async function main(): Promise<void> {
  introduce();
  const args = hideBin(process.argv);
  const [name = "", ...rest] = args;
  const add = Object.hasOwn(commands, name) ? commands[name] : undefined;
  await (add === undefined ? runAny(args) : runNamed(name, add, rest));
}

process.stdout.on("error", (error: Error) => {
  // Who reads may stop: `driftline check | head`.
  if (Reflect.get(error, "code") !== "EPIPE")
    process.stderr.write(`driftline: could not write to the standard output: ${error.message}\n`);
  process.exit(2);
});

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
