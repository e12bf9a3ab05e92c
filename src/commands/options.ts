/** Flags that several commands have, and what they mean. */
import type { Argv } from "yargs";
import { readConfig, type Config, type Target } from "../config.js";
import { Failure } from "../finding.js";
import { interpolate } from "../settings.js";
import type { SourceOptions } from "../source/source.js";

export interface CommonArguments {
  readonly config: string | undefined;
  readonly shadow: string | undefined;
  readonly cache: boolean;
}

/** What a command leaves behind: what goes to stdout is written already. */
export type ExitCode = 0 | 1 | 2 | 3;

export const withCommon = <T>(yargs: Argv<T>): Argv<T & CommonArguments> =>
  yargs
    .option("config", { type: "string", requiresArg: true, describe: "Configuration file (driftline.yaml)" })
    .option("shadow", {
      type: "string",
      requiresArg: true,
      describe: "Where migrations are replayed: embedded, or postgres://… of a server for scratch databases",
    })
    .option("cache", {
      type: "boolean",
      default: true,
      describe: "Use the result of an earlier replay of the same files",
    });

/** A target by name; without a name the default one, or the only one. undefined: there is no configuration to say. */
export function targetNamed(config: Config, name: string | undefined): Target | undefined {
  if (name !== undefined) return config.targets.get(name);
  if (config.default !== undefined) return config.targets.get(config.default);
  const [only, ...more] = config.targets.values();
  if (more.length > 0) {
    throw new Failure(
      `which target? there are ${[...config.targets.keys()].join(", ")}: name one, or set default in driftline.yaml`,
    );
  }
  return only;
}

/** The database that is meant where nothing says which: DATABASE_URL, else the PG* variables (undefined). */
export function ambientDatabase(): string | undefined {
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL !== undefined && DATABASE_URL !== "") return DATABASE_URL;
  if (["PGHOST", "PGDATABASE", "PGSERVICE", "PGUSER"].some((name) => process.env[name] !== undefined))
    return undefined;
  throw new Failure("which database? give postgres://…, or set DATABASE_URL or the PG* variables");
}

/** A source that a user named: a target stands for its database, else for its snapshot. */
export async function sourceNamed(
  spec: string | undefined,
  configPath: string | undefined,
): Promise<string | undefined> {
  const config = await readConfig(configPath);
  if (spec !== undefined && !config.targets.has(spec)) return spec;
  const target = targetNamed(config, spec);
  if (target?.database !== undefined) return interpolate(target.database, `target ${spec ?? ""}`.trim());
  return target?.snapshot ?? ambientDatabase();
}

export function sourceOptions({ shadow, cache }: CommonArguments, target?: Target): SourceOptions {
  const chosen = shadow ?? target?.shadow;
  return {
    cache,
    onProgress: progress(),
    ...(chosen === undefined ? {} : { shadow: interpolate(chosen, "shadow") }),
  };
}

/** The day, as rules name their last one: `2026-06-30`, in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Tells on stderr what takes long, where somebody looks on. */
export function progress(): (what: string) => void {
  if (!process.stderr.isTTY) return () => undefined;
  const since = Date.now();
  let shown = false;
  process.once("exit", () => {
    if (shown) process.stderr.write("\r\x1b[K");
  });
  return (what) => {
    if (Date.now() - since < 500) return;
    shown = true;
    process.stderr.write(`\r\x1b[K${what} …`);
  };
}
