/** driftline.yaml, checked as a whole: every fault at once. */
import { dirname, join } from "node:path";
import { isSeq, LineCounter, parseDocument, type Document } from "yaml";
import type { Config, Target } from "./config.js";
import type { Scope } from "./diff/comparison.js";
import { Failure, severities } from "./finding.js";
import { readChannels } from "./nightly/channels.js";
import { readLabels } from "./pr/labels.js";
import { policyKeys, readPolicy } from "./policy/read-policy.js";
import { choiceAt, flagAt, section, sectionAt, textAt, type Section } from "./settings.js";

/**
 * @param path of the file that holds the text, for messages and for the paths in it
 * @throws Failure that lists every fault
 */
export function parseConfig(text: string, path: string): Config {
  const faults: string[] = [];
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: true, lineCounter: lines });
  if (document.errors.length > 0) {
    throw new Failure(`${path} is no YAML: ${document.errors[0]?.message.split("\n", 1)[0] ?? ""}`);
  }
  const root = section(document.toJS({ mapAsMap: true }) ?? undefined, "", faults, [
    "targets",
    "default",
    "scope",
    "pr",
    "notify",
    ...policyKeys,
  ]);
  const targets = new Map(
    [...sectionAt(root, "targets").values].map(([name, value]) => [
      name,
      readTarget(name, section(value, `targets.${name}`, faults, targetKeys), dirname(path)),
    ]),
  );
  const chosen = textAt(root, "default");
  if (chosen !== undefined && !targets.has(chosen)) faults.push(`default: there is no target "${chosen}"`);
  const config = {
    targets,
    scope: readScope(sectionAt(root, "scope", ["owners", "grants", "ops"])),
    policy: readPolicy(root, {
      targets: [...targets.keys()],
      placeOf: (list, index) => ({ file: path, line: lineOf(document, lines, list, index) }),
    }),
    labels: readLabels(root),
    channels: readChannels(root, [...targets.keys()]),
    ...(chosen === undefined ? {} : { default: chosen }),
  };
  if (faults.length > 0)
    throw new Failure(
      `${path} has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}: ${faults.join("; ")}`,
    );
  return config;
}

const readScope = (given: Section): Scope => ({
  owners: flagAt(given, "owners", true),
  grants: flagAt(given, "grants", true),
  ops: flagAt(given, "ops", true),
});

const targetKeys = ["database", "snapshot", "migrations", "shadow", "fail_on"] as const;

function readTarget(name: string, given: Section, folder: string): Target {
  const [database, snapshot] = [textAt(given, "database"), textAt(given, "snapshot")];
  const [migrations, shadow] = [textAt(given, "migrations"), textAt(given, "shadow")];
  const failOn = choiceAt(given, "fail_on", severities);
  return {
    name,
    ...(database === undefined ? {} : { database }),
    ...(snapshot === undefined ? {} : { snapshot: join(folder, snapshot) }),
    ...(migrations === undefined ? {} : { migrations: join(folder, migrations) }),
    ...(shadow === undefined ? {} : { shadow }),
    ...(failOn === undefined ? {} : { failOn }),
  };
}

/** Line on which an item of a list of the root begins. */
function lineOf(document: Document, lines: LineCounter, list: string, index: number): number {
  const items = document.get(list);
  const node: unknown = isSeq(items) ? items.items[index] : undefined;
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? lines.linePos(range[0]).line : 1;
}
