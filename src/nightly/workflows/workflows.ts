/** The one list of platforms that driftline brings a ready workflow for. */
import { cron } from "./cron.js";
import { github } from "./github.js";
import { gitlab } from "./gitlab.js";
import { kubernetes } from "./kubernetes.js";
import { make } from "./make.js";
import { systemd } from "./systemd.js";
import type { Workflow, WorkflowOptions } from "./workflow.js";

export const platforms = ["github", "gitlab", "cron", "systemd", "kubernetes", "make"] as const;
export type Platform = (typeof platforms)[number];

const workflows: Readonly<Record<Platform, (options: WorkflowOptions) => Workflow>> = {
  ...{ github, gitlab, cron, systemd, kubernetes, make },
};

/** Workflows of several platforms; a file that two of them share is there once. */
export function workflowsFor(chosen: readonly Platform[], options: WorkflowOptions): Workflow {
  const made = [...new Set(chosen)].map((platform) => workflows[platform](options));
  const files = new Map(made.flatMap((workflow) => workflow.files).map((file) => [file.path, file]));
  return { files: [...files.values()], next: [...new Set(made.flatMap(({ next }) => next))] };
}

/** Names of the variables that a text refers to as `${NAME}`, without those that a job brings along itself. */
export function variablesOf(text: string): readonly string[] {
  const names = [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = ""]) => name);
  const own = [...new Set(names)].filter((name) => !/^(?:GITHUB|CI)_/.test(name));
  return own.length === 0 ? ["DATABASE_URL"] : own;
}
