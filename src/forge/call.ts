/** A call to another program over HTTP, and what comes of it. */

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  /** Tokens are never printed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, where it is no JSON or must be these very bytes; its Content-Type is the caller's. */
  readonly text?: string;
  /** Who is called, in words for a failure: `GitHub`. */
  readonly who: string;
  /** What the call does, in words for a failure: `commenting on pull request 7 of acme/shop`. */
  readonly what: string;
  /** The URL is itself a secret, as that of a webhook: failures name its host alone. */
  readonly secretUrl?: boolean;
  /** What to do about a status, in the imperative; without one a general advice is given. */
  readonly advice?: Readonly<Partial<Record<number, string>>>;
  /** Statuses beside 2xx that are answers, not failures. */
  readonly accept?: readonly number[];
  /** A POST that changes nothing when it is made twice. */
  readonly repeatable?: boolean;
  /**
   * For a POST that may have been carried out although no answer came: what it made, undefined where it made nothing.
   * Without this such a POST is not repeated.
   */
  readonly found?: () => Promise<Answer | undefined>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** How a single try ended. */
export type Outcome =
  | { readonly type: "answer"; readonly answer: Answer }
  | {
      readonly type: "lost";
      readonly reason: string;
      readonly cause: unknown;
      /** Whether the call may have reached the other side. */
      readonly sent: boolean;
      /** Whether another try would fail alike: a certificate that is not trusted. */
      readonly hopeless: boolean;
    };
