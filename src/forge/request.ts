/** HTTP with patience, over Node's fetch: timeouts, retries, rate limits, and failures that say what to do. */
import type { Answer, Call, Outcome } from "./call.js";
import { gaveUp, refused } from "./refusal.js";
import { another } from "./retry.js";

/** Time and chance, so that a test need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** @param wait milliseconds */
  readonly sleep: (wait: number) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

const systemClock: Clock = {
  now: Date.now,
  sleep: (wait) => new Promise((resolve) => setTimeout(resolve, wait)),
  random: Math.random,
};

export interface Patience {
  readonly clock?: Clock;
  /** Milliseconds that one try may take (20,000). */
  readonly timeout?: number;
  /** Milliseconds that all tries and waits may take together (120,000). */
  readonly total?: number;
  /** Tries at most (6). */
  readonly tries?: number;
}

/**
 * Makes a call, again where that is safe and promising.
 * @throws Failure: what was done, where, how it was answered, what to do
 */
export async function send(call: Call, patience: Patience = {}): Promise<Answer> {
  const { clock = systemClock, timeout = 20_000, total = 120_000, tries = 6 } = patience;
  const until = clock.now() + total;
  for (let count = 1; ; count += 1) {
    const outcome = await attempt(call, Math.max(1, Math.min(timeout, until - clock.now())));
    if (outcome.type === "answer" && isWelcome(outcome.answer, call)) return outcome.answer;
    const next = another(outcome, count, clock.now(), clock.random());
    if (next === undefined) throw refused(call, outcome);
    const unsafe = next.ambiguous && call.method === "POST" && call.repeatable !== true;
    if (count >= tries || clock.now() + next.wait > until || (unsafe && call.found === undefined)) {
      throw gaveUp(call, outcome, { count, unsafe, next, now: clock.now() });
    }
    await clock.sleep(next.wait);
    const made = unsafe ? await call.found?.() : undefined;
    if (made !== undefined) return made;
  }
}

const isWelcome = ({ status }: Answer, { accept = [] }: Call): boolean =>
  (status >= 200 && status < 300) || accept.includes(status);

/** Redirections that are followed: a renamed repository has one. */
const hops = 3;

async function attempt(call: Call, timeout: number): Promise<Outcome> {
  const { method, headers, json, text } = call;
  const body = json === undefined ? text : JSON.stringify(json);
  const signal = AbortSignal.timeout(timeout);
  const init: RequestInit = {
    method,
    headers: {
      "user-agent": "driftline",
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    // fetch would take a token in a header of its own along to another host.
    redirect: "manual",
    signal,
    ...(body === undefined ? {} : { body }),
  };
  try {
    let { url } = call;
    for (let hop = 0; ; hop += 1) {
      const response = await fetch(url, init);
      const next = hop < hops ? redirection(response, url, method) : undefined;
      const answer = { status: response.status, headers: response.headers, text: await response.text() };
      if (next === undefined) return { type: "answer", answer };
      url = next;
    }
  } catch (error) {
    return signal.aborted
      ? lost(error, `no answer within ${timeout / 1000} s`)
      : lost(error, reasonOf(error), codeOf(error));
  }
}

/** Where an answer sends a call on to, on the same host and without losing its body. */
function redirection({ status, headers }: Response, from: string, method: string): string | undefined {
  const kept = status === 307 || status === 308 || ((status === 301 || status === 302) && method === "GET");
  const location = headers.get("location");
  if (!kept || location === null) return undefined;
  const to = new URL(location, from);
  return to.origin === new URL(from).origin ? to.href : undefined;
}

/** Errors of connecting: the call itself was never sent. */
const unsent = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;
/** What Node calls it when a certificate is not trusted, or no protocol was agreed upon. */
const untrusted = /CERT|SSL|TLS|SIGNATURE|ERR_INVALID/;

const lost = (cause: unknown, reason: string, code = ""): Outcome => ({
  type: "lost",
  reason,
  cause,
  sent: !unsent.test(code) && !untrusted.test(code),
  hopeless: untrusted.test(code),
});

/** fetch says only "fetch failed"; what happened is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof AggregateError) return reasonOf(error.cause.errors[0]);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return codeOf(error.cause);
}
