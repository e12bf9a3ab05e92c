/** Comments ("notes"), labels and issues on GitLab (REST API v4). */
import {
  listed,
  numberOf,
  record,
  sender,
  textOf,
  whenThere,
  type Comment,
  type Forge,
  type Issue,
  type Members,
} from "./forge.js";
import type { Patience } from "./request.js";

export interface GitlabAccess {
  /** `https://gitlab.com/api/v4` */
  readonly api: string;
  /** Number or full path of the project. */
  readonly project: string;
  /** Page of the project, for links; empty where it is not known. */
  readonly page: string;
  readonly token: string;
  /** Whether the token is that of the job (CI_JOB_TOKEN), which may do little. */
  readonly ofJob: boolean;
}

/** Characters of a note or of a description. */
const limit = 1_000_000;

const advice = {
  401: "check that GITLAB_TOKEN is valid",
  403: "give GITLAB_TOKEN the scope api and the role Reporter or higher in the project",
  404: "check CI_PROJECT_ID and CI_API_V4_URL, and that GITLAB_TOKEN (scope api) may see the project",
};

/** What GitLab answers a job's token with where it does not let it in depends on the release. */
const jobAdvice =
  "CI_JOB_TOKEN may not do this: set GITLAB_TOKEN to a project access token with the scope api";

export function gitlab({ api, project, page, token, ofJob }: GitlabAccess, patience: Patience = {}): Forge {
  const call = sender({
    who: "GitLab",
    api,
    headers: { [ofJob ? "job-token" : "private-token"]: token },
    advice: ofJob ? { 401: jobAdvice, 403: jobAdvice, 404: jobAdvice } : advice,
    patience,
  });
  const root = `/projects/${encodeURIComponent(project)}`;
  const on = (request: number): string => `merge request ${request} of project ${project}`;
  const commentOf =
    (request: number) =>
    (members: Members): Comment => ({
      id: numberOf(members["id"]),
      body: textOf(members["body"]),
      url: page === "" ? "" : `${page}/-/merge_requests/${request}#note_${numberOf(members["id"])}`,
    });

  async function firstNote(request: number, marker: string): Promise<Members | undefined> {
    const path = `${root}/merge_requests/${request}/notes?sort=asc&order_by=created_at`;
    for await (const note of listed(call, path, `reading the comments on ${on(request)}`)) {
      if (note["system"] !== true && textOf(note["body"]).startsWith(marker)) return note;
    }
    return undefined;
  }

  async function ensureLabel(name: string, color: string, description: string): Promise<void> {
    const what = `looking for the label ${name} of project ${project}`;
    const path = `${root}/labels/${encodeURIComponent(name)}`;
    const { status } = await call({ method: "GET", path, what, accept: [404] });
    if (status !== 404) return;
    await call({
      method: "POST",
      path: `${root}/labels`,
      what: `creating the label ${name} in project ${project}`,
      json: { name, color: `#${color}`, description },
      // Somebody else was faster; for that it may also be made twice.
      accept: [409],
      repeatable: true,
    });
  }

  async function firstIssue(marker: string, labels: readonly string[]): Promise<Members | undefined> {
    const query = new URLSearchParams({ scope: "all", order_by: "created_at", sort: "desc" });
    if (labels.length > 0) query.set("labels", labels.join(","));
    let closed: Members | undefined;
    const what = `reading the issues of project ${project}`;
    for await (const found of listed(call, `${root}/issues?${query.toString()}`, what)) {
      if (!textOf(found["description"]).startsWith(marker)) continue;
      if (found["state"] === "opened") return found;
      closed ??= found;
    }
    return closed;
  }

  return {
    name: "GitLab",
    project,
    request: "merge request",
    limit,
    findComment: (request, marker) => firstNote(request, marker).then(whenThere(commentOf(request))),
    createComment: (request, marker, body) =>
      call({
        method: "POST",
        path: `${root}/merge_requests/${request}/notes`,
        what: `commenting on ${on(request)}`,
        json: { body },
        found: () => firstNote(request, marker),
      }).then((answer) => commentOf(request)(record(answer))),
    updateComment: (request, id, body) =>
      call({
        method: "PUT",
        path: `${root}/merge_requests/${request}/notes/${id}`,
        what: `updating a comment on ${on(request)}`,
        json: { body },
      }).then((answer) => commentOf(request)(record(answer))),

    labelsOf: async (request) => {
      const path = `${root}/merge_requests/${request}`;
      const { labels } = record(
        await call({ method: "GET", path, what: `reading the labels of ${on(request)}` }),
      );
      return Array.isArray(labels) ? labels.map(textOf) : [];
    },
    addLabels: async (request, labels) => {
      for (const { name, color, description } of labels) await ensureLabel(name, color, description);
      await call({
        method: "PUT",
        path: `${root}/merge_requests/${request}`,
        what: `labelling ${on(request)}`,
        json: { add_labels: labels.map(({ name }) => name).join(",") },
      });
    },
    removeLabel: async (request, name) => {
      await call({
        method: "PUT",
        path: `${root}/merge_requests/${request}`,
        what: `taking the label ${name} off ${on(request)}`,
        json: { remove_labels: name },
      });
    },

    findIssue: (marker, label) => firstIssue(marker, [label]).then(whenThere(issueOf)),
    createIssue: (marker, { title, body, labels }) =>
      call({
        method: "POST",
        path: `${root}/issues`,
        what: `opening an issue in project ${project}`,
        json: { title, description: body, labels: labels.join(",") },
        found: () => firstIssue(marker, labels),
      }).then((answer) => issueOf(record(answer))),
    updateIssue: (number, { title, body, labels, open }) =>
      call({
        method: "PUT",
        path: `${root}/issues/${number}`,
        what: `updating issue ${number} of project ${project}`,
        json: {
          title,
          description: body,
          add_labels: labels?.join(","),
          state_event: open === undefined ? undefined : open ? "reopen" : "close",
        },
      }).then((answer) => issueOf(record(answer))),
  };
}

const issueOf = (members: Members): Issue => ({
  number: numberOf(members["iid"]),
  title: textOf(members["title"]),
  body: textOf(members["description"]),
  open: members["state"] === "opened",
  url: textOf(members["web_url"]),
});
