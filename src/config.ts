/** What driftline.yaml can say, and what holds without it. */
import { readFile } from "node:fs/promises";
import type { Scope } from "./diff/comparison.js";
import { Failure, type Severity } from "./finding.js";
import type { Channel } from "./nightly/channels.js";
import { usualLabels, type LabelNames } from "./pr/labels.js";
import { noPolicy, type Policy } from "./policy/policy.js";

/** A database, and what it should look like. Paths are relative to the configuration file. */
export interface Target {
  readonly name: string;
  /** `postgres://…`, with `${VARIABLE}` for what belongs into the environment. */
  readonly database?: string;
  /** Snapshot of the database: what to compare when it cannot be reached. */
  readonly snapshot?: string;
  /** Directory or file of migrations. */
  readonly migrations?: string;
  /** `embedded`, or the URL of a server that may be used for scratch databases. */
  readonly shadow?: string;
  /** In place of the policy's. */
  readonly failOn?: Severity;
}

export interface Config {
  readonly targets: ReadonlyMap<string, Target>;
  readonly scope: Scope;
  readonly policy: Policy;
  /** Labels of pull requests. */
  readonly labels: LabelNames;
  /** Who is told of news. */
  readonly channels: readonly Channel[];
  /** Target that is meant where none is named. */
  readonly default?: string;
}

export const configFile = "driftline.yaml";

const noConfig: Config = {
  targets: new Map(),
  scope: { owners: true, grants: true, ops: true },
  policy: noPolicy,
  labels: usualLabels,
  channels: [],
};

/**
 * Reads a configuration; without the file, and where the user did not name it, there is none.
 * @throws Failure that lists every fault
 */
export async function readConfig(file: string | undefined): Promise<Config> {
  const path = file ?? configFile;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (file === undefined) return noConfig;
    throw new Failure(`could not read the configuration ${path}`, { cause });
  }
  // The parser of YAML is loaded only where there is something to parse.
  const { parseConfig } = await import("./config-file.js");
  return parseConfig(text, path);
}
