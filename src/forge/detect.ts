/** Which forge a job runs for, and with which token: from the variables that the forge itself sets. */
import { readFile } from "node:fs/promises";
import { Failure } from "../finding.js";
import { isRecord, numberOf, type Forge } from "./forge.js";
import { github } from "./github.js";
import { gitlab } from "./gitlab.js";
import type { Patience } from "./request.js";

export interface Detected {
  readonly forge: Forge;
  /** The pull or merge request that the job runs for, where it runs for one. */
  readonly request: number | undefined;
  /** Branch that it is to be merged into, and what the clone of the job knows it by. */
  readonly base: { readonly name: string; readonly ref: string } | undefined;
  /** Page of this job, and how a reader gets at its artifacts. */
  readonly job: string | undefined;
}

/**
 * undefined: neither GITHUB_REPOSITORY nor CI_PROJECT_ID is set, this is no job of a forge.
 * @throws Failure where it is one and has no token
 */
export async function detectForge(
  env: NodeJS.ProcessEnv = process.env,
  patience: Patience = {},
): Promise<Detected | undefined> {
  const set = (...names: readonly string[]): string | undefined =>
    names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
  const repository = set("GITHUB_REPOSITORY");
  if (repository !== undefined) {
    const token = set("GITHUB_TOKEN", "GH_TOKEN");
    if (token === undefined)
      throw new Failure(
        "there is no token to write to GitHub with: set GITHUB_TOKEN, in a workflow by `env: { GITHUB_TOKEN: ${{ github.token }} }`",
      );
    const api = set("GITHUB_API_URL") ?? "https://api.github.com";
    const forge = github({ api: address(api, "GITHUB_API_URL"), repository, token }, patience);
    const base = set("GITHUB_BASE_REF");
    return {
      forge,
      request: await githubRequest(set),
      base: base === undefined ? undefined : { name: base, ref: `origin/${base}` },
      job: jobPage(env),
    };
  }
  const project = set("CI_PROJECT_ID");
  if (project === undefined) return undefined;
  const own = set("GITLAB_TOKEN");
  const token = own ?? set("CI_JOB_TOKEN");
  if (token === undefined)
    throw new Failure(
      "there is no token to write to GitLab with: set GITLAB_TOKEN to a project access token with the scope api",
    );
  const api = set("CI_API_V4_URL") ?? `${set("CI_SERVER_URL") ?? "https://gitlab.com"}/api/v4`;
  const page = set("CI_PROJECT_URL") ?? "";
  const access = { api: address(api, "CI_API_V4_URL"), project, page, token, ofJob: own === undefined };
  const base = set("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
  // A job of a merge request fetches no branch but its own.
  const ref = set("CI_MERGE_REQUEST_DIFF_BASE_SHA");
  return {
    forge: gitlab(access, patience),
    request: whole(set("CI_MERGE_REQUEST_IID")),
    base: base === undefined ? undefined : { name: base, ref: ref ?? `origin/${base}` },
    job: jobPage(env),
  };
}

/** Page of the CI job that this is, and of its artifacts; undefined outside of one. */
export function jobPage(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_SERVER_URL, CI_JOB_URL, BUILD_URL } = env;
  if (GITHUB_REPOSITORY !== undefined && GITHUB_RUN_ID !== undefined)
    return `${GITHUB_SERVER_URL ?? "https://github.com"}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  return CI_JOB_URL ?? BUILD_URL;
}

/** From the event that started the workflow (a comment's event tells of an issue), else from the ref it runs on. */
async function githubRequest(set: (name: string) => string | undefined): Promise<number | undefined> {
  const file = set("GITHUB_EVENT_PATH");
  const text = file === undefined ? undefined : await readFile(file, "utf8").catch(() => undefined);
  const event: unknown = text === undefined ? undefined : json(text);
  if (isRecord(event)) {
    const { pull_request: request, issue } = event;
    const asked = isRecord(request) ? request : isRecord(issue) && "pull_request" in issue ? issue : {};
    const number = numberOf(asked["number"]);
    if (Number.isInteger(number)) return number;
  }
  return whole(/^refs\/pull\/(\d+)\//.exec(set("GITHUB_REF") ?? "")?.[1]);
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

function address(text: string, variable: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new Failure(`${variable} is no address of an API: ${text}`);
}
