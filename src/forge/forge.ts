/** What GitHub and GitLab have in common, for reports that go there: comments, labels, issues. */
import { Failure } from "../finding.js";
import type { Answer, Call } from "./call.js";
import { send, type Patience } from "./request.js";

export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Page that shows it; empty where the forge does not say. */
  readonly url: string;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  readonly url: string;
}

/** A label as it is made where there is none of its name. */
export interface Label {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
}

export interface IssueText {
  readonly title: string;
  readonly body: string;
  /** Labels to have; those that a user added stay. */
  readonly labels: readonly string[];
}

/**
 * One project on a forge. Numbers are those that users see: `#7`, `!7`. All methods throw a Failure where the forge
 * refuses. What is found by a marker begins with it: `<!-- driftline pr prod -->`.
 */
export interface Forge {
  readonly name: "GitHub" | "GitLab";
  /** `acme/shop` */
  readonly project: string;
  /** What a change that asks to be merged is called here: `pull request`. */
  readonly request: "pull request" | "merge request";
  /** Characters that a comment or an issue may have. */
  readonly limit: number;

  readonly findComment: (request: number, marker: string) => Promise<Comment | undefined>;
  /** Creates a comment that begins with the marker; not twice, even where the answer is lost. */
  readonly createComment: (request: number, marker: string, body: string) => Promise<Comment>;
  readonly updateComment: (request: number, id: number, body: string) => Promise<Comment>;

  readonly labelsOf: (request: number) => Promise<readonly string[]>;
  readonly addLabels: (request: number, labels: readonly Label[]) => Promise<void>;
  /** A label that is not there is no failure. */
  readonly removeLabel: (request: number, name: string) => Promise<void>;

  /** The newest issue that begins with the marker, an open one first, among those that have the label. */
  readonly findIssue: (marker: string, label: string) => Promise<Issue | undefined>;
  /** Opens an issue that begins with the marker; not twice, even where the answer is lost. */
  readonly createIssue: (marker: string, text: IssueText) => Promise<Issue>;
  readonly updateIssue: (
    number: number,
    change: Partial<IssueText> & { readonly open?: boolean },
  ) => Promise<Issue>;
}

/** Sends calls of one forge: what all of them share is filled in. */
export type Sender = (call: ForgeCall) => Promise<Answer>;

export interface ForgeCall extends Omit<Call, "who" | "url" | "headers" | "found"> {
  readonly path: string;
  readonly found?: () => Promise<Members | undefined>;
}

export interface Access {
  readonly who: string;
  /** Address of the API. */
  readonly api: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly advice: Readonly<Partial<Record<number, string>>>;
  readonly patience: Patience;
}

export const sender =
  ({ who, api, headers, advice, patience }: Access): Sender =>
  ({ path, found, ...call }) =>
    send(
      {
        ...call,
        who,
        headers,
        advice: { ...advice, ...call.advice },
        url: `${api.replace(/\/+$/, "")}${path}`,
        ...(found === undefined ? {} : { found: () => found().then(whenThere(asAnswer)) }),
      },
      patience,
    );

const asAnswer = (members: Members): Answer => ({
  status: 200,
  headers: new Headers(),
  text: JSON.stringify(members),
});

/** Carries a function over what may not be there. */
export const whenThere =
  <A, B>(then: (value: A) => B) =>
  (value: A | undefined): B | undefined =>
    value === undefined ? undefined : then(value);

/** All records of a list, page by page (RFC 8288, `Link`), until there is no next one. */
export async function* listed(call: Sender, path: string, what: string): AsyncGenerator<Members> {
  const [where = "", filter = ""] = path.split("?", 2);
  let query = new URLSearchParams(filter);
  query.set("per_page", "100");
  for (;;) {
    const answer = await call({ method: "GET", path: `${where}?${query.toString()}`, what });
    yield* records(answer);
    const next = /<([^>]*)>;[^,]*\brel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
    // Only its query is taken: a link may name a host that is not reached from here, or must not get the token.
    const following = next === undefined ? query : new URL(next, "http://localhost").searchParams;
    if (following.toString() === query.toString()) return;
    query = following;
  }
}

/** A JSON object. Members that are not there read as undefined. */
export type Members = Readonly<Record<string, unknown>>;

/** The object that an answer holds. */
export function record(answer: Answer): Members {
  const value = parsed(answer);
  if (isRecord(value)) return value;
  throw strange();
}

function records(answer: Answer): readonly Members[] {
  const value = parsed(answer);
  if (Array.isArray(value)) return value.filter(isRecord);
  throw strange();
}

function parsed({ text }: Answer): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw strange();
  }
}

const strange = (): Failure =>
  new Failure(
    "the answer is not that of an API: check GITHUB_API_URL, or CI_API_V4_URL, and what stands between",
  );

export const isRecord = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export const numberOf = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);
