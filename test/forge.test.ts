/** Calls to GitHub and GitLab: patience with what passes, one clear sentence for what does not, nothing done twice. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { Failure } from "../src/finding.js";
import type { Call } from "../src/forge/call.js";
import { detectForge } from "../src/forge/detect.js";
import type { Forge } from "../src/forge/forge.js";
import { github } from "../src/forge/github.js";
import { gitlab } from "../src/forge/gitlab.js";
import { send, type Patience } from "../src/forge/request.js";
import { markerOf, stickComment, stickIssue, stickLabels } from "../src/forge/sticky.js";
import { farSide, quickClock, type FarSide, type Reply } from "./far-sides/far-side.js";
import { token, type Fake } from "./far-sides/fake.js";
import { fakeGithub } from "./far-sides/github.js";
import { fakeGitlab } from "./far-sides/gitlab.js";

const opened: FarSide[] = [];
const open = async <T extends FarSide>(side: Promise<T>): Promise<T> => {
  opened.push(await side);
  return side;
};
afterAll(() => Promise.all(opened.map((side) => side.close())));

/** A server that gives these answers in turn, and 200 after them. */
const inTurn = (...replies: readonly Reply[]): Promise<FarSide> =>
  open(farSide((_asked, count) => replies[count - 1] ?? { json: { fine: true } }));

const failureOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error("it did not fail as it should", { cause: error });
  return error.message;
};

const call = (url: string, more: Partial<Call> = {}): Call => ({
  method: "GET",
  url: `${url}/things?key=hidden`,
  who: "The hub",
  what: "reading things",
  headers: { authorization: `Bearer ${token}` },
  ...more,
});

describe("a call", () => {
  test("sends what it is told, once, where it is answered", async () => {
    const side = await inTurn();
    const posted = call(side.url, { method: "POST", json: { a: ["ü", 1] } });
    expect(JSON.parse((await send(posted)).text)).toEqual({ fine: true });
    expect(side.asked).toMatchObject([
      {
        method: "POST",
        path: "/things",
        json: { a: ["ü", 1] },
        headers: { authorization: `Bearer ${token}`, "user-agent": "driftline" },
      },
    ]);
    const exact = ' {"signed" : 1}\n';
    await send(call(side.url, { method: "POST", text: exact, headers: { "content-type": "text/plain" } }));
    expect(side.asked[1]).toMatchObject({ text: exact, headers: { "content-type": "text/plain" } });
  });

  const retried: readonly (readonly [string, readonly Reply[], readonly number[]])[] = [
    [
      "502 and a cut connection, with a wait that doubles",
      [{ status: 502 }, { drop: true }, { status: 504 }],
      [1000, 2000, 4000],
    ],
    ["429 with Retry-After in seconds", [{ status: 429, headers: { "retry-after": "7" } }], [7000]],
    [
      "429 with Retry-After as a date, by the server's clock",
      [
        {
          status: 429,
          headers: { date: "Fri, 01 Jan 2027 00:00:00 GMT", "retry-after": "Fri, 01 Jan 2027 00:00:09 GMT" },
        },
      ],
      [9000],
    ],
    [
      "GitHub's used-up limit until it begins anew, by the server's clock",
      [
        {
          status: 403,
          headers: {
            date: "Fri, 01 Jan 2027 00:00:00 GMT",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": String(Date.UTC(2027, 0, 1, 0, 0, 30) / 1000),
          },
          json: { message: "API rate limit exceeded" },
        },
      ],
      [31_000],
    ],
    ["GitHub's secondary limit", [{ status: 403, headers: { "retry-after": "60" } }], [60_000]],
    [
      "GitHub's secondary limit that says nothing more",
      [{ status: 403, json: { message: "You have exceeded a secondary rate limit" } }],
      [60_000],
    ],
    [
      "GitLab's limit",
      [
        {
          status: 429,
          headers: {
            date: "Fri, 01 Jan 2027 00:00:00 GMT",
            "ratelimit-remaining": "0",
            "ratelimit-reset": String(Date.UTC(2027, 0, 1, 0, 0, 5) / 1000),
          },
        },
      ],
      [6000],
    ],
  ];
  test.each(retried)("waits for: %s", async (_name, replies, waits) => {
    const side = await inTurn(...replies);
    const clock = quickClock();
    expect((await send(call(side.url), { clock })).status).toBe(200);
    expect(clock.waits).toEqual(waits);
    expect(side.asked).toHaveLength(replies.length + 1);
  });

  test("is given up when the far side stays away, in a bounded time", async () => {
    const side = await open(farSide(() => ({ status: 503, json: { message: "on holiday" } })));
    const clock = quickClock();
    expect(await failureOf(send(call(side.url), { clock }))).toBe(
      `reading things: The hub (GET ${side.url}/things): answered 503 "on holiday", 6 times: run it again later`,
    );
    expect(side.asked).toHaveLength(6);
    const hour = await inTurn({ status: 429, headers: { "retry-after": "3600" } });
    expect(await failureOf(send(call(hour.url), { clock: quickClock() }))).toContain(
      "its rate limit allows another call at 2026-01-16T04:00:00Z: run it again then",
    );
    expect(hour.asked).toHaveLength(1);
  });

  test("too slow an answer is none", async () => {
    const side = await inTurn({ delay: 9000 }, { delay: 9000 });
    const clock = quickClock();
    expect((await send(call(side.url), { clock, timeout: 1500 })).status).toBe(200);
    expect(side.asked).toHaveLength(3);
  });

  test.each(["ambiguous: 502", "ambiguous: cut"])("a POST is not made twice where it is %s", async (name) => {
    const lost = name.endsWith("cut") ? { drop: true } : { status: 502, text: "<html>bad gateway</html>" };
    const post: Partial<Call> = { method: "POST", json: {} };
    const side = await inTurn(lost);
    expect(await failureOf(send(call(side.url, post), { clock: quickClock() }))).toContain(
      "it may have been carried out all the same, so it was not repeated: look, and run it again",
    );
    expect(side.asked).toHaveLength(1);
    const found = { status: 200, headers: new Headers(), text: "it was" };
    const made = await inTurn(lost);
    const looking = call(made.url, { ...post, found: () => Promise.resolve(found) });
    expect(await send(looking, { clock: quickClock() })).toBe(found);
    expect(made.asked).toHaveLength(1);
    const unmade = await inTurn(lost);
    await send(call(unmade.url, { ...post, found: () => Promise.resolve(undefined) }), {
      clock: quickClock(),
    });
    expect(unmade.asked).toHaveLength(2);
  });

  test("a POST that was turned away or never arrived is made again", async () => {
    const post: Partial<Call> = { method: "POST", json: {} };
    for (const reply of [
      { status: 429 },
      { status: 503, headers: { "retry-after": "1" } },
      { status: 403, headers: { "retry-after": "1" } },
    ]) {
      const side = await inTurn(reply);
      await send(call(side.url, post), { clock: quickClock() });
      expect(side.asked).toHaveLength(2);
    }
    const nobody = await farSide(() => ({}));
    await nobody.close();
    const clock = quickClock();
    expect(await failureOf(send(call(nobody.url, post), { clock }))).toContain("ECONNREFUSED");
    expect(clock.waits).toHaveLength(5);
  });

  const refusals: readonly (readonly [Reply, string])[] = [
    [
      { status: 401, json: { message: "Bad credentials" } },
      'answered 401 "Bad credentials": check the token',
    ],
    [{ status: 403, json: { message: "no" } }, 'answered 403 "no": give the token the permission'],
    [
      { status: 404, text: "<html>nowhere</html>" },
      "answered 404: check the address, and that the token may see it",
    ],
    [
      {
        status: 422,
        json: {
          message: "Validation Failed",
          errors: [{ resource: "Label", code: "invalid", field: "color" }],
        },
      },
      'answered 422 "Validation Failed; color invalid": it does not take what was sent',
    ],
    [
      { status: 400, json: { message: { title: ["is too\nlong"] } } },
      'answered 400 "title is too long": see what it says',
    ],
    [
      { status: 302, headers: { location: "https://elsewhere.invalid/login" } },
      "answered 302 to https://elsewhere.invalid/login: set the address to where it points",
    ],
  ];
  test.each(refusals)("is refused in one sentence: %j", async (reply, words) => {
    const side = await inTurn(reply);
    expect(await failureOf(send(call(side.url)))).toBe(
      `reading things: The hub (GET ${side.url}/things): ${words}`,
    );
    expect(side.asked).toHaveLength(1);
  });

  test("no failure holds a secret, even where the answer repeats it", async () => {
    const echo = { status: 401, json: { message: `the token ${token} at /hooks/T0/B0 is bad` } };
    const side = await inTurn(echo, echo);
    expect(await failureOf(send(call(side.url)))).toContain('"the token *** at /hooks/T0/B0 is bad"');
    const hook = call(`${side.url}/hooks`, { url: `${side.url}/hooks/T0/B0`, secretUrl: true });
    expect(await failureOf(send(hook))).toContain(
      `The hub (GET ${side.url}/…): answered 401 "the token *** at *** is bad"`,
    );
  });

  test("a redirection is followed on the same host alone, and a POST keeps its body", async () => {
    const side = await open(
      farSide(({ path }) => (path === "/things" ? { status: 307, headers: { location: "/moved" } } : {})),
    );
    await send(call(side.url, { method: "POST", json: { a: 1 } }));
    expect(side.asked[1]).toMatchObject({ method: "POST", path: "/moved", json: { a: 1 } });
    const other = await inTurn();
    const away = await inTurn({ status: 302, headers: { location: `${other.url}/things` } });
    expect(await failureOf(send(call(away.url)))).toContain("answered 302 to");
    expect(other.asked).toEqual([]);
  });
});

const makers = {
  GitHub: {
    fake: fakeGithub,
    forge: (fake: Fake, patience: Patience) =>
      github({ api: `${fake.url}/`, repository: "acme/shop", token }, patience),
  },
  GitLab: {
    fake: fakeGitlab,
    forge: (fake: Fake, patience: Patience) =>
      gitlab(
        { api: fake.url, project: "42", page: "https://gitlab.test/acme/shop", token, ofJob: false },
        patience,
      ),
  },
} as const;

describe.each(["GitHub", "GitLab"] as const)("%s", (name) => {
  let fake: Fake;
  let forge: Forge;
  beforeEach(async () => {
    fake = await makers[name].fake();
    forge = makers[name].forge(fake, { clock: quickClock() });
  });
  afterEach(() => fake.close());

  const marker = markerOf("pr", "prod");

  test("a comment is created, found behind others, updated in place, left alone when it is the same", async () => {
    for (let id = 0; id < 205; id += 1) fake.comments.push({ id, body: `> quoted ${marker}` });
    const created = await stickComment(forge, 7, marker, `${marker}\none`);
    expect(created.outcome).toBe("created");
    expect(created.at?.url).not.toBe("");
    expect(fake.comments.at(-1)?.body).toBe(`${marker}\none`);
    expect((await stickComment(forge, 7, marker, `${marker}\ntwo`)).outcome).toBe("updated");
    const last = fake.comments.at(-1);
    if (last !== undefined) last.body = last.body.replace("\n", "\r\n");
    expect((await stickComment(forge, 7, marker, `${marker}\ntwo`)).outcome).toBe("unchanged");
    expect((await stickComment(forge, 7, markerOf("pr", "staging"), "other")).outcome).toBe("created");
    expect(fake.comments.slice(205).map(({ body }) => body)).toEqual([`${marker}\r\ntwo`, "other"]);
  });

  test("a comment is not there twice when the answer to it was lost", async () => {
    fake.refusals.push({ drop: true });
    expect(await forge.createComment(7, marker, `${marker}\none`)).toMatchObject({ body: `${marker}\none` });
    expect(fake.comments).toHaveLength(1);
    fake.comments.pop();
    fake.refusals.push({ status: 502 });
    await forge.createComment(7, marker, `${marker}\ntwo`);
    expect(fake.comments).toHaveLength(1);
  });

  test("labels come and go; those of others stay, and the project's are made once", async () => {
    const managed = ["schema-change", "a/b c"].map((label) => ({
      name: label,
      color: "0e8a16",
      description: "d",
    }));
    fake.labels.add("bug");
    const set = (...wanted: readonly string[]): Promise<unknown> => stickLabels(forge, 7, managed, wanted);
    expect(await set("schema-change", "a/b c")).toEqual({ added: ["schema-change", "a/b c"], removed: [] });
    expect([...fake.labels].sort()).toEqual(["a/b c", "bug", "schema-change"]);
    expect([...fake.known.keys()].sort()).toEqual(["a/b c", "schema-change"]);
    expect(await set("schema-change")).toEqual({ added: [], removed: ["a/b c"] });
    expect(await set("schema-change")).toEqual({ added: [], removed: [] });
    expect(await set("a/b c")).toEqual({ added: ["a/b c"], removed: ["schema-change"] });
    expect([...fake.labels].sort()).toEqual(["a/b c", "bug"]);
    await forge.removeLabel(7, "nobody has it");
  });

  test("an issue is opened, left alone, updated, closed, reopened: one and the same", async () => {
    const text = (body: string) => ({ title: "Drift", body: `${marker}\n${body}`, labels: ["drift"] });
    const stick = (body: string | undefined) =>
      stickIssue(forge, marker, "drift", body === undefined ? undefined : text(body), `${marker}\nsolved`);
    expect((await stick(undefined)).outcome).toBe("none");
    expect(await stick("one")).toMatchObject({ outcome: "created", at: { number: 20, open: true } });
    expect((await stick("one")).outcome).toBe("unchanged");
    expect((await stick("two")).outcome).toBe("updated");
    fake.issues.push({ number: 30, title: "x", body: "not mine", open: true, labels: ["drift"] });
    expect(await stick(undefined)).toMatchObject({ outcome: "closed", at: { number: 20, open: false } });
    expect(fake.issues[0]?.body).toContain("solved");
    expect((await stick(undefined)).outcome).toBe("none");
    expect(await stick("three")).toMatchObject({ outcome: "reopened", at: { number: 20, open: true } });
    expect(fake.issues).toHaveLength(2);
    expect(fake.issues[0]).toMatchObject({ open: true, labels: ["drift"], body: `${marker}\nthree` });
  });

  test("an issue is not opened twice when the answer to it was lost", async () => {
    fake.refusals.push({ drop: true });
    const text = { title: "Drift", body: `${marker}\none`, labels: ["drift"] };
    expect(await forge.createIssue(marker, text)).toMatchObject({ number: 20 });
    expect(fake.issues).toHaveLength(1);
  });

  test("a refusal says what to do", async () => {
    fake.refusals.push({ status: 403, json: { message: "Resource not accessible" } });
    const asked = `${fake.url}/`;
    const said = await failureOf(forge.createComment(7, marker, "x"));
    expect(said).toContain(`commenting on ${forge.request} 7 of `);
    expect(said).toContain(`POST ${asked}`);
    expect(said).toContain('answered 403 "Resource not accessible": give ');
    const wrong = { ...fake, url: `${fake.url}/nowhere` };
    expect(await failureOf(makers[name].forge(wrong, {}).findComment(7, marker))).toMatch(
      /answered 404 "(?:404 )?Not [Ff]ound": check /,
    );
    fake.refusals.push({ text: "<html>Please log in</html>" });
    expect(await failureOf(forge.findComment(7, marker))).toContain("not that of an API");
  });
});

describe("which forge", () => {
  const event = (content: unknown): string => {
    const file = join(mkdtempSync(join(tmpdir(), "driftline-event-")), "event.json");
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const hub = { GITHUB_REPOSITORY: "acme/shop", GITHUB_TOKEN: token };
  const requestOf = async (env: NodeJS.ProcessEnv): Promise<number | undefined> =>
    (await detectForge({ ...hub, ...env }))?.request;

  test("none where no job of a forge runs", async () => {
    expect(await detectForge({ GITHUB_TOKEN: token })).toBeUndefined();
  });

  test("GitHub, with the pull request of the event, else of the ref", async () => {
    expect(await requestOf({ GITHUB_EVENT_PATH: event({ pull_request: { number: 7 } }) })).toBe(7);
    expect(await requestOf({ GITHUB_EVENT_PATH: event({ issue: { number: 8, pull_request: {} } }) })).toBe(8);
    expect(await requestOf({ GITHUB_EVENT_PATH: event({ issue: { number: 8 } }) })).toBeUndefined();
    expect(await requestOf({ GITHUB_REF: "refs/pull/9/merge" })).toBe(9);
    expect(await requestOf({ GITHUB_REF: "refs/heads/main" })).toBeUndefined();
  });

  test("GitLab, with a token of the job only where there is no better one", async () => {
    const fake = await open(fakeGitlab());
    const env = {
      CI_PROJECT_ID: "42",
      CI_API_V4_URL: fake.url,
      CI_MERGE_REQUEST_IID: "7",
      CI_JOB_TOKEN: "j0b-token",
    };
    const weak = await detectForge(env);
    expect(weak?.request).toBe(7);
    expect(await failureOf(weak?.forge.labelsOf(7) ?? Promise.resolve())).toContain(
      "CI_JOB_TOKEN may not do this: set GITLAB_TOKEN",
    );
    const strong = await detectForge({ ...env, GITLAB_TOKEN: token });
    expect(await strong?.forge.labelsOf(7)).toEqual([]);
  });

  test("a token is wanted, and an address that is one", async () => {
    expect(await failureOf(detectForge({ GITHUB_REPOSITORY: "acme/shop" }))).toContain("set GITHUB_TOKEN");
    expect(await failureOf(detectForge({ CI_PROJECT_ID: "42" }))).toContain("set GITLAB_TOKEN");
    expect(await failureOf(detectForge({ ...hub, GITHUB_API_URL: "api.github.com" }))).toBe(
      "GITHUB_API_URL is no address of an API: api.github.com",
    );
  });
});
