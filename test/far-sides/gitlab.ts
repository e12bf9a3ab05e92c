/** An imitation of GitLab's REST API: it refuses what GitLab refuses. */
import { farSide, type Asked, type Reply } from "./far-side.js";
import { field, pageOf, text, token, type Fake, type FakeIssue } from "./fake.js";

/** Project 42, whose merge request has the number 7. */
export async function fakeGitlab(): Promise<Fake> {
  const state = {
    comments: [] as Fake["comments"],
    labels: new Set<string>(),
    known: new Map<string, string>(),
    issues: [] as FakeIssue[],
    refusals: [] as Reply[],
  };
  const server = await farSide((asked) => {
    if (asked.headers["job-token"] !== undefined)
      return { status: 401, json: { message: "401 Unauthorized" } };
    if (asked.headers["private-token"] !== token)
      return { status: 401, json: { message: "401 Unauthorized" } };
    const refusal = state.refusals.shift();
    if (refusal !== undefined && refusal.drop !== true) return refusal;
    return { ...answer(asked, state), ...refusal };
  });
  return { ...server, url: `${server.url}/api/v4`, ...state };
}

type State = Pick<Fake, "comments" | "labels" | "known" | "issues">;

const missing: Reply = { status: 404, json: { message: "404 Not found" } };

const names = (json: unknown, member: string): string[] =>
  field(json, member) === undefined
    ? []
    : text(json, member)
        .split(",")
        .filter((name) => name !== "");

function answer(asked: Asked, { comments, labels, known, issues }: State): Reply {
  const { method, json } = asked;
  const route = `${method} ${asked.path.replace("/api/v4/projects/42", "")}`;
  const issue = ({ number, body, open, ...rest }: FakeIssue): unknown => ({
    ...rest,
    iid: number,
    description: body,
    state: open ? "opened" : "closed",
    web_url: `https://gitlab.test/i/${number}`,
  });
  const [, id] = /(?:notes|issues)\/(\d+)$/.exec(route) ?? [];
  const own = issues.find(({ number }) => number === Number(id));
  switch (true) {
    case route === "GET /merge_requests/7/notes":
      return pageOf([{ id: 1, body: "<!-- driftline", system: true }, ...comments], asked);
    case route === "POST /merge_requests/7/notes": {
      const note = { id: 100 + comments.length, body: text(json, "body") };
      comments.push(note);
      return { status: 201, json: note };
    }
    case route.startsWith("PUT /merge_requests/7/notes/"): {
      const note = comments.find((one) => one.id === Number(id));
      if (note === undefined) return missing;
      note.body = text(json, "body");
      return { json: note };
    }
    case route === "GET /merge_requests/7":
      return { json: { iid: 7, labels: [...labels] } };
    case route === "PUT /merge_requests/7":
      for (const name of names(json, "add_labels")) labels.add(name);
      for (const name of names(json, "remove_labels")) labels.delete(name);
      return { json: { iid: 7, labels: [...labels] } };
    case route.startsWith("GET /labels/"): {
      const name = route.slice("GET /labels/".length);
      return known.has(name) ? { json: { name } } : { status: 404, json: { message: "404 Label Not Found" } };
    }
    case route === "POST /labels":
      if (known.has(text(json, "name"))) return { status: 409, json: { message: "Label already exists" } };
      if (!/^#[0-9a-f]{6}$/.test(text(json, "color")))
        return { status: 400, json: { message: { color: ["must be a valid color code"] } } };
      known.set(text(json, "name"), text(json, "color"));
      return { status: 201, json: {} };
    case route === "GET /issues": {
      const wanted = asked.query.get("labels")?.split(",") ?? [];
      const found = issues.filter((one) => wanted.every((label) => one.labels.includes(label)));
      return pageOf([...found].reverse().map(issue), asked);
    }
    case route === "POST /issues": {
      const title = text(json, "title");
      if (title.length > 255)
        return { status: 400, json: { message: { title: ["is too long (maximum is 255 characters)"] } } };
      const opened = {
        number: 20 + issues.length,
        title,
        body: text(json, "description"),
        open: true,
        labels: names(json, "labels"),
      };
      issues.push(opened);
      return { status: 201, json: issue(opened) };
    }
    case own !== undefined && method === "PUT":
      if (field(json, "title") !== undefined) own.title = text(json, "title");
      if (field(json, "description") !== undefined) own.body = text(json, "description");
      if (field(json, "state_event") !== undefined) own.open = text(json, "state_event") === "reopen";
      own.labels = [...new Set([...own.labels, ...names(json, "add_labels")])];
      return { json: issue(own) };
    default:
      return missing;
  }
}
