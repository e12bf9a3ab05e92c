/** An imitation of GitHub's REST API, of Enterprise's address: it refuses what GitHub refuses. */
import { farSide, type Asked, type Reply } from "./far-side.js";
import { field, list, pageOf, text, token, type Fake, type FakeIssue } from "./fake.js";

/** The repository acme/shop, whose pull request has the number 7. */
export async function fakeGithub(): Promise<Fake> {
  const state = {
    comments: [] as Fake["comments"],
    labels: new Set<string>(),
    known: new Map<string, string>(),
    issues: [] as FakeIssue[],
    refusals: [] as Reply[],
  };
  const server = await farSide((asked) => {
    const { authorization, accept, "user-agent": agent } = asked.headers;
    if (authorization !== `Bearer ${token}`) return { status: 401, json: { message: "Bad credentials" } };
    if (accept !== "application/vnd.github+json" || agent === undefined)
      return { status: 415, json: { message: "Unsupported" } };
    const refusal = state.refusals.shift();
    if (refusal !== undefined && refusal.drop !== true) return refusal;
    return { ...answer(asked, state), ...refusal };
  });
  return { ...server, url: `${server.url}/api/v3`, ...state };
}

type State = Pick<Fake, "comments" | "labels" | "known" | "issues">;

const missing: Reply = { status: 404, json: { message: "Not Found" } };

function answer(asked: Asked, state: State): Reply {
  const { method, json } = asked;
  const route = `${method} ${asked.path.replace("/api/v3/repos/acme/shop", "")}`;
  const { comments, labels, known, issues } = state;
  const shown = (comment: Fake["comments"][number]): unknown => ({
    ...comment,
    html_url: `https://github.test/c/${comment.id}`,
  });
  const comment = (id: number): Reply => {
    const found = comments.find((one) => one.id === id);
    return found === undefined ? missing : { json: shown(found) };
  };
  const issue = ({ open, ...rest }: FakeIssue): unknown => ({
    ...rest,
    state: open ? "open" : "closed",
    html_url: `https://github.test/i/${rest.number}`,
  });
  const tooLong = (body: string): Reply | undefined =>
    body.length > 65_536
      ? {
          status: 422,
          json: {
            message: "Validation Failed",
            errors: [
              {
                resource: "IssueComment",
                code: "unprocessable",
                field: "data",
                message: "Body is too long (maximum is 65536 characters)",
              },
            ],
          },
        }
      : undefined;
  const [, id] = /^(?:PATCH|DELETE|POST) \/issues(?:\/comments)?\/(\d+)/.exec(route) ?? [];
  const own = issues.find(({ number }) => number === Number(id));
  switch (true) {
    case route === "GET /issues/7/comments":
      return pageOf(comments.map(shown), asked);
    case route === "POST /issues/7/comments": {
      const body = text(json, "body");
      const refused = tooLong(body);
      if (refused !== undefined) return refused;
      comments.push({ id: 100 + comments.length, body });
      return { ...comment(99 + comments.length), status: 201 };
    }
    case route.startsWith("PATCH /issues/comments/"): {
      const found = comments.find((one) => one.id === Number(id));
      const refused = tooLong(text(json, "body"));
      if (found === undefined || refused !== undefined) return refused ?? missing;
      found.body = text(json, "body");
      return comment(found.id);
    }
    case route === "GET /issues/7/labels":
      return pageOf(
        [...labels].map((name) => ({ name })),
        asked,
      );
    case route === "POST /issues/7/labels":
      for (const name of list(json, "labels")) labels.add(name);
      return { json: [...labels].map((name) => ({ name })) };
    case route.startsWith("DELETE /issues/7/labels/"):
      return labels.delete(route.slice("DELETE /issues/7/labels/".length))
        ? { json: [] }
        : { status: 404, json: { message: "Label does not exist" } };
    case route.startsWith("GET /labels/"): {
      const name = route.slice("GET /labels/".length);
      return known.has(name) ? { json: { name } } : missing;
    }
    case route === "POST /labels":
      if (known.has(text(json, "name")))
        return {
          status: 422,
          json: { message: "Validation Failed", errors: [{ code: "already_exists", field: "name" }] },
        };
      if (!/^[0-9a-f]{6}$/.test(text(json, "color")))
        return { status: 422, json: { message: "Validation Failed" } };
      known.set(text(json, "name"), text(json, "color"));
      return { status: 201, json: { name: text(json, "name") } };
    case route === "GET /issues": {
      const wanted = asked.query.get("labels")?.split(",") ?? [];
      const found = issues.filter((one) => wanted.every((label) => one.labels.includes(label)));
      // The pull request is in the list as well, and quotes everything.
      const request = {
        number: 7,
        body: issues.map(({ body }) => body).join(""),
        state: "open",
        pull_request: {},
      };
      return pageOf([request, ...[...found].reverse().map(issue)], asked);
    }
    case route === "POST /issues": {
      const opened = {
        number: 20 + issues.length,
        title: text(json, "title"),
        body: text(json, "body"),
        open: true,
        labels: list(json, "labels"),
      };
      issues.push(opened);
      return { status: 201, json: issue(opened) };
    }
    case own !== undefined && method === "POST":
      own.labels = [...new Set([...own.labels, ...list(json, "labels")])];
      return { json: [] };
    case own !== undefined && method === "PATCH":
      if (field(json, "title") !== undefined) own.title = text(json, "title");
      if (field(json, "body") !== undefined) own.body = text(json, "body");
      if (field(json, "state") !== undefined) own.open = text(json, "state") === "open";
      return { json: issue(own) };
    default:
      return missing;
  }
}
