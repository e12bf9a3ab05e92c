/** A call that failed, in one sentence: what was done, where, how it was answered, what to do. Never a secret. */
import { Failure } from "../finding.js";
import type { Answer, Call, Outcome } from "./call.js";
import type { Another } from "./retry.js";

/** Characters of an answer that are quoted. */
const quoted = 300;

/** The failure of a call that another try would not help. */
export function refused(call: Call, outcome: Outcome): Failure {
  if (outcome.type === "lost")
    return failure(
      call,
      `no connection (${outcome.reason})`,
      "a certificate of your own is named by NODE_EXTRA_CA_CERTS",
      outcome,
    );
  const { status } = outcome.answer;
  const advice = call.advice?.[status] ?? general[status] ?? "see what it says";
  return failure(call, answered(outcome.answer), advice, outcome);
}

/** How often it was tried, and why no more. */
export interface Course {
  readonly count: number;
  /** Whether it may have been carried out, and must not be twice. */
  readonly unsafe: boolean;
  readonly next: Another;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The failure of a call that might succeed later. */
export function gaveUp(call: Call, outcome: Outcome, { count, unsafe, next, now }: Course): Failure {
  const what = outcome.type === "lost" ? outcome.reason : answered(outcome.answer);
  const times = count === 1 ? "" : `, ${count} times`;
  if (next.limited) {
    const when = new Date(now + next.wait).toISOString().replace(/\.\d+Z$/, "Z");
    return failure(call, what, `its rate limit allows another call at ${when}: run it again then`, outcome);
  }
  return failure(
    call,
    what + times,
    unsafe
      ? "it may have been carried out all the same, so it was not repeated: look, and run it again"
      : "run it again later",
    outcome,
  );
}

const general: Readonly<Partial<Record<number, string>>> = {
  301: "set the address to where it points",
  302: "set the address to where it points",
  401: "check the token",
  403: "give the token the permission",
  404: "check the address, and that the token may see it",
  413: "send less",
  422: "it does not take what was sent",
};

function failure(call: Call, what: string, advice: string, outcome: Outcome): Failure {
  return new Failure(
    redact(`${call.what}: ${call.who} (${addressOf(call)}): ${what}: ${advice}`, call),
    outcome.type === "lost" ? { cause: outcome.cause } : {},
  );
}

/** Method and address, without what may be secret: a password, a query. */
function addressOf({ method, url, secretUrl }: Call): string {
  const { origin, pathname } = new URL(url);
  return `${method} ${origin}${secretUrl === true ? "/…" : pathname}`;
}

function answered({ status, headers, text }: Answer): string {
  const location = headers.get("location");
  const moved = status >= 300 && status < 400 && location !== null ? ` to ${location}` : "";
  const said = messageOf(text);
  return `answered ${status}${moved}${said === "" ? "" : ` "${said}"`}`;
}

/** What an answer says in words, on one line. */
function messageOf(text: string): string {
  const words = wordsOf(parse(text) ?? (/^\s*</.test(text) ? "" : text)).join("; ");
  const line = words.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > quoted ? `${line.slice(0, quoted)}…` : line;
}

/** Members that hold words for a reader: GitHub's `message` and `errors`, GitLab's `message` and `error`. */
const telling = ["message", "error", "error_description", "errors", "field", "code"];

function wordsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (typeof value !== "object" || value === null) return [];
  const members = new Map<string, unknown>(Object.entries(value));
  const known = telling.filter((name) => members.has(name));
  // GitLab: { message: { title: ["is too long"] } }
  if (known.length === 0)
    return [...members].flatMap(([name, item]) => wordsOf(item).map((word) => `${name} ${word}`));
  // GitHub's errors are records: { resource, field, code } are one phrase.
  if (members.has("field") || members.has("code")) {
    const phrase = ["field", "code", "message"].flatMap((name) => wordsOf(members.get(name)));
    return [phrase.join(" ")];
  }
  return known.flatMap((name) => wordsOf(members.get(name)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Headers that hold tokens. */
const secretHeaders = ["authorization", "private-token", "job-token"];

/** An answer may repeat what it was sent. */
function redact(text: string, { headers = {}, url, secretUrl }: Call): string {
  const values = Object.entries(headers)
    .filter(([name]) => secretHeaders.includes(name.toLowerCase()))
    .flatMap(([, value]) => [value, value.replace(/^\S+ /, "")]);
  const { pathname, search, password } = new URL(url);
  const secrets = [...values, password, ...(secretUrl === true ? [url, pathname, search] : [])];
  return secrets
    .filter((secret) => secret.length > 3)
    .reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
}
