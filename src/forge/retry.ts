/** Whether a call is worth another try, and after which wait: as GitHub, GitLab and HTTP itself ask for it. */
import type { Answer, Outcome } from "./call.js";

/** What to do after a try that did not succeed. */
export interface Another {
  /** Milliseconds to wait first. */
  readonly wait: number;
  /** Whether the failed try may have been carried out all the same. */
  readonly ambiguous: boolean;
  /** Whether a rate limit asks for the wait. */
  readonly limited: boolean;
}

/** GitHub asks for a minute where a secondary limit says nothing of its own. */
const secondaryWait = 60_000;
const firstWait = 1000;
const longestWait = 30_000;

/**
 * @param tries tries so far, from 1
 * @param now milliseconds since 1970
 * @param random 0 to 1
 * @returns undefined: another try would be answered alike
 */
export function another(outcome: Outcome, tries: number, now: number, random: number): Another | undefined {
  const backoff = Math.min(longestWait, firstWait * 2 ** (tries - 1)) * (0.5 + random / 2);
  if (outcome.type === "lost") {
    return outcome.hopeless ? undefined : { wait: backoff, ambiguous: outcome.sent, limited: false };
  }
  const { answer } = outcome;
  const asked = askedWait(answer, now);
  if (isLimit(answer)) return { wait: asked ?? limitWait(answer, backoff), ambiguous: false, limited: true };
  if (answer.status >= 500 && answer.status !== 501) {
    // With Retry-After the server says itself that it did nothing yet.
    const turnedAway = answer.status === 503 && answer.headers.has("retry-after");
    return { wait: asked ?? backoff, ambiguous: !turnedAway, limited: false };
  }
  return undefined;
}

/** 429, or GitHub's 403 that is no matter of permissions ("Rate limits for the REST API"). */
function isLimit({ status, headers, text }: Answer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0" || isSecondary(text);
}

const isSecondary = (text: string): boolean => /secondary rate limit|abuse detection/i.test(text);

const limitWait = ({ text }: Answer, backoff: number): number =>
  isSecondary(text) ? Math.max(secondaryWait, backoff) : backoff;

/** Retry-After (RFC 9110, 10.2.3), else the time at which a used-up limit begins anew. Milliseconds. */
function askedWait({ headers }: Answer, now: number): number | undefined {
  // Times are told by the server's clock: ours may be another.
  const there = Date.parse(headers.get("date") ?? "");
  const since = Number.isNaN(there) ? now : there;
  const after = headers.get("retry-after");
  if (after !== null) {
    const wait = /^\d+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - since;
    if (!Number.isNaN(wait)) return Math.max(0, wait);
  }
  if (headers.get("x-ratelimit-remaining") !== "0" && headers.get("ratelimit-remaining") !== "0")
    return undefined;
  const reset = headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset");
  if (reset === null || !/^\d+$/.test(reset)) return undefined;
  // A second more: reset is cut to seconds.
  return Math.max(0, Number(reset) * 1000 - since) + 1000;
}
