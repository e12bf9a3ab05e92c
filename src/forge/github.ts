/** Comments, labels and issues on GitHub, Enterprise included (REST API, version 2022-11-28). */
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

export interface GithubAccess {
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly api: string;
  /** `acme/shop` */
  readonly repository: string;
  readonly token: string;
}

const advice = {
  401: "check that GITHUB_TOKEN is valid",
  403: "give the job permissions: pull-requests: write (issues: write for issues); a pull request from a fork has a token that may only read",
  404: "check GITHUB_REPOSITORY and GITHUB_API_URL, and that GITHUB_TOKEN may see the repository",
  410: "issues are switched off in this repository",
};

/** "body is too long (maximum is 65536 characters)" */
const limit = 65_536;

export function github({ api, repository, token }: GithubAccess, patience: Patience = {}): Forge {
  const call = sender({
    who: "GitHub",
    api,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "x-github-api-version": "2022-11-28",
    },
    advice,
    patience,
  });
  const root = `/repos/${repository.split("/").map(encodeURIComponent).join("/")}`;
  const on = (request: number): string => `pull request ${request} of ${repository}`;

  async function firstComment(request: number, marker: string): Promise<Members | undefined> {
    const path = `${root}/issues/${request}/comments`;
    for await (const comment of listed(call, path, `reading the comments on ${on(request)}`)) {
      if (textOf(comment["body"]).startsWith(marker)) return comment;
    }
    return undefined;
  }

  async function ensureLabel(name: string, color: string, description: string): Promise<void> {
    const what = `looking for the label ${name} of ${repository}`;
    const path = `${root}/labels/${encodeURIComponent(name)}`;
    const { status } = await call({ method: "GET", path, what, accept: [404] });
    if (status !== 404) return;
    await call({
      method: "POST",
      path: `${root}/labels`,
      what: `creating the label ${name} in ${repository}`,
      json: { name, color, description },
      // Somebody else was faster; for that it may also be made twice.
      accept: [422],
      repeatable: true,
    });
  }

  async function firstIssue(marker: string, labels: readonly string[]): Promise<Members | undefined> {
    const query = new URLSearchParams({ state: "all", sort: "created", direction: "desc" });
    if (labels.length > 0) query.set("labels", labels.join(","));
    let closed: Members | undefined;
    for await (const found of listed(
      call,
      `${root}/issues?${query.toString()}`,
      `reading the issues of ${repository}`,
    )) {
      // The list holds pull requests as well.
      if (found["pull_request"] !== undefined || !textOf(found["body"]).startsWith(marker)) continue;
      if (found["state"] === "open") return found;
      closed ??= found;
    }
    return closed;
  }

  return {
    name: "GitHub",
    project: repository,
    request: "pull request",
    limit,
    findComment: (request, marker) => firstComment(request, marker).then(whenThere(commentOf)),
    createComment: (request, marker, body) =>
      call({
        method: "POST",
        path: `${root}/issues/${request}/comments`,
        what: `commenting on ${on(request)}`,
        json: { body },
        found: () => firstComment(request, marker),
      }).then((answer) => commentOf(record(answer))),
    updateComment: (request, id, body) =>
      call({
        method: "PATCH",
        path: `${root}/issues/comments/${id}`,
        what: `updating a comment on ${on(request)}`,
        json: { body },
      }).then((answer) => commentOf(record(answer))),

    labelsOf: async (request) => {
      const names: string[] = [];
      const path = `${root}/issues/${request}/labels`;
      for await (const label of listed(call, path, `reading the labels of ${on(request)}`))
        names.push(textOf(label["name"]));
      return names;
    },
    addLabels: async (request, labels) => {
      for (const { name, color, description } of labels) await ensureLabel(name, color, description);
      const path = `${root}/issues/${request}/labels`;
      const what = `labelling ${on(request)}`;
      const names = labels.map(({ name }) => name);
      await call({ method: "POST", path, what, json: { labels: names }, repeatable: true });
    },
    removeLabel: async (request, name) => {
      await call({
        method: "DELETE",
        path: `${root}/issues/${request}/labels/${encodeURIComponent(name)}`,
        what: `taking the label ${name} off ${on(request)}`,
        accept: [404],
      });
    },

    findIssue: (marker, label) => firstIssue(marker, [label]).then(whenThere(issueOf)),
    createIssue: (marker, { title, body, labels }) =>
      call({
        method: "POST",
        path: `${root}/issues`,
        what: `opening an issue in ${repository}`,
        json: { title, body, labels },
        found: () => firstIssue(marker, labels),
      }).then((answer) => issueOf(record(answer))),
    updateIssue: async (number, { title, body, labels, open }) => {
      const what = `updating issue ${number} of ${repository}`;
      const path = `${root}/issues/${number}`;
      const state = open === undefined ? {} : { state: open ? "open" : "closed" };
      const answer = await call({ method: "PATCH", path, what, json: { title, body, ...state } });
      if (labels !== undefined && labels.length > 0)
        await call({ method: "POST", path: `${path}/labels`, what, json: { labels }, repeatable: true });
      return issueOf(record(answer));
    },
  };
}

const commentOf = (members: Members): Comment => ({
  id: numberOf(members["id"]),
  body: textOf(members["body"]),
  url: textOf(members["html_url"]),
});

const issueOf = (members: Members): Issue => ({
  number: numberOf(members["number"]),
  title: textOf(members["title"]),
  body: textOf(members["body"]),
  open: members["state"] === "open",
  url: textOf(members["html_url"]),
});
