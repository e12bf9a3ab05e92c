/** `driftline ignore pattern`: writes down a difference that the team lives with until a day. */
import { readFile } from "node:fs/promises";
import type { Argv } from "yargs";
import { configFile } from "../config.js";
import { parseConfig } from "../config-file.js";
import { Failure } from "../finding.js";
import { isDay, titleOf, type Policy } from "../policy/policy.js";
import { withRule, type WrittenRule } from "../policy/write-rule.js";
import { today, type ExitCode } from "./options.js";
import { emit } from "./output.js";

export interface IgnoreArguments {
  readonly config: string | undefined;
  readonly pattern: string;
  readonly reason: string;
  readonly until: string;
  readonly owner: string | undefined;
  readonly code: string | undefined;
  readonly field: string | undefined;
  readonly target: string | undefined;
}

export const command = "ignore <pattern>";
export const describe = "Writes a rule into driftline.yaml: a difference to live with, until a day";

export const builder = (yargs: Argv): Argv<IgnoreArguments> =>
  yargs
    .positional("pattern", {
      type: "string",
      demandOption: true,
      describe: "Key as a report prints it; * is any name or a part of one, ** any number of names",
    })
    .option("reason", { type: "string", requiresArg: true, demandOption: true, describe: "Why it is left" })
    .option("until", {
      type: "string",
      requiresArg: true,
      demandOption: true,
      describe: "Last day of the rule, like 2026-12-31; or never",
    })
    .option("owner", { type: "string", requiresArg: true, describe: "Who is going to mend it" })
    .option("code", {
      type: "string",
      requiresArg: true,
      describe: "Only findings of this code: drift/unexpected",
    })
    .option("field", {
      type: "string",
      requiresArg: true,
      describe: "Only findings about this field: columns.*.default",
    })
    .option("target", { type: "string", requiresArg: true, describe: "Only in these targets: prod,staging" })
    .option("config", { type: "string", requiresArg: true, describe: "Configuration file (driftline.yaml)" })
    .example(
      'driftline ignore "index public.events.*" --reason "made during the outage" --until 2026-12-31',
      "",
    );

export async function run(given: IgnoreArguments): Promise<ExitCode> {
  const path = given.config ?? configFile;
  const { pattern: match, reason, until, owner, code, field } = given;
  const targets = given.target?.split(",").map((name) => name.trim());
  if (until !== "never" && !(isDay(until) && until >= today()))
    throw new Failure(
      `--until wants a day to come, like 2026-12-31, or never; ${JSON.stringify(until)} is none`,
    );
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    if (given.config === undefined) return "";
    throw new Failure(`could not read the configuration ${path}`, { cause });
  });
  const rule: WrittenRule = { match, code, field, targets, reason, owner, until };
  const known = parseConfig(text, path).policy.ignores.find((other) => titleOf(other) === titleOf(rule));
  if (known !== undefined)
    throw new Failure(
      `that rule is there already, at ${path}:${known.place.line}, until ${known.until}: edit it there`,
    );
  const changed = withRule(text, rule);
  const added = checked(changed, path).at(-1);
  await emit(changed, path);
  process.stdout.write(`${path}:${added?.place.line ?? 1}  ignore ${titleOf(rule)} until ${until}\n`);
  return 0;
}

/** The rules of a text that is about to be written. */
function checked(text: string, path: string): Policy["ignores"] {
  try {
    return parseConfig(text, path).policy.ignores;
  } catch (cause) {
    const why = cause instanceof Failure ? cause.message.replace(/^.*? fault(?:s)?: /, "") : String(cause);
    throw new Failure(`the rule was not written: ${why}`, { cause });
  }
}
