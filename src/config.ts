/** driftline.yaml and the environment, checked as a whole: every fault at once. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { Failure } from "./finding.js";

/** A database, and what it should look like. Paths are relative to the configuration file. */
export interface Target {
  /** `postgres://…`, with `${VARIABLE}` for what belongs into the environment. */
  readonly database?: string;
  /** Snapshot of the database: what to compare when it cannot be reached. */
  readonly snapshot?: string;
  /** Directory or file of migrations. */
  readonly migrations?: string;
  /** `embedded`, or the URL of a server that may be used for scratch databases. */
  readonly shadow?: string;
}

/** Parts of a schema that a comparison can leave out. */
export interface Scope {
  readonly owners: boolean;
  readonly grants: boolean;
}

export interface Config {
  readonly targets: ReadonlyMap<string, Target>;
  readonly scope: Scope;
  /** Target that is meant where none is named. */
  readonly default?: string;
}

export const configFile = "driftline.yaml";

const targetKeys = ["database", "snapshot", "migrations", "shadow"] as const;

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
    if (file === undefined) return { targets: new Map(), scope: everything };
    throw new Failure(`could not read the configuration ${path}`, { cause });
  }
  const faults: string[] = [];
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    throw new Failure(`${path} is no YAML: ${document.errors[0]?.message.split("\n", 1)[0] ?? ""}`);
  }
  const root = asMap(document.toJS({ mapAsMap: true }), "the file", faults);
  for (const key of root.keys()) {
    if (!["targets", "default", "scope"].includes(key))
      faults.push(`"${key}" is no setting; there are targets, default and scope`);
  }
  const targets = new Map<string, Target>();
  for (const [name, value] of asMap(root.get("targets") ?? new Map(), "targets", faults)) {
    targets.set(name, readTarget(name, value, dirname(path), faults));
  }
  const scope = readScope(root.get("scope") ?? new Map(), faults);
  const chosen = root.get("default");
  if (chosen !== undefined && (typeof chosen !== "string" || !targets.has(chosen))) {
    faults.push(`default: there is no target ${JSON.stringify(chosen)}`);
  }
  if (faults.length > 0)
    throw new Failure(
      `${path} has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}: ${faults.join("; ")}`,
    );
  return { targets, scope, ...(typeof chosen === "string" ? { default: chosen } : {}) };
}

const everything: Scope = { owners: true, grants: true };

function readScope(value: unknown, faults: string[]): Scope {
  const map = asMap(value, "scope", faults);
  for (const [key, setting] of map) {
    if (!Object.hasOwn(everything, key))
      faults.push(`scope: "${key}" is no setting; there are owners and grants`);
    else if (typeof setting !== "boolean") faults.push(`scope.${key} must be true or false`);
  }
  return { owners: map.get("owners") !== false, grants: map.get("grants") !== false };
}

function readTarget(name: string, value: unknown, folder: string, faults: string[]): Target {
  const where = `targets.${name}`;
  const map = asMap(value, where, faults);
  const target: Record<string, string> = {};
  for (const [key, setting] of map) {
    if (!targetKeys.some((known) => known === key)) {
      faults.push(`${where}: "${key}" is no setting; there are ${targetKeys.join(", ")}`);
    } else if (typeof setting !== "string" || setting === "") {
      faults.push(`${where}.${key} must be a text`);
    } else {
      target[key] = key === "snapshot" || key === "migrations" ? join(folder, setting) : setting;
    }
  }
  return target;
}

function asMap(value: unknown, where: string, faults: string[]): ReadonlyMap<string, unknown> {
  if (!(value instanceof Map)) {
    faults.push(`${where} must be a map`);
    return new Map();
  }
  return new Map([...value].map(([key, item]: [unknown, unknown]) => [String(key), item]));
}

/**
 * Puts the environment into a text: `${DATABASE_URL}`.
 * @throws Failure that names the variable that is not set
 */
export function interpolate(
  text: string,
  where: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => {
    const value = environment[name];
    if (value === undefined || value === "") throw new Failure(`${where}: the variable ${name} is not set`);
    return value;
  });
}
