/** What the imitations of GitHub and GitLab have in common: records, pages, and refusals that a test asks for. */
import type { Asked, FarSide, Reply } from "./far-side.js";

export interface FakeComment {
  readonly id: number;
  body: string;
}

export interface FakeIssue {
  readonly number: number;
  title: string;
  body: string;
  open: boolean;
  labels: string[];
}

export interface Fake extends FarSide {
  /** Comments on request 7, the oldest first. */
  readonly comments: FakeComment[];
  /** Labels of request 7. */
  readonly labels: Set<string>;
  /** Labels of the project, with their colours. */
  readonly known: Map<string, string>;
  readonly issues: FakeIssue[];
  /** Answers to give in place of the next ones; a dropped one is carried out all the same. */
  readonly refusals: Reply[];
}

export const token = "s3cret-token-of-the-job";

/** A page of a list as both forges cut it. The link names a host that nobody reaches, as behind a proxy. */
export function pageOf(items: readonly unknown[], { path, query }: Asked): Reply {
  const size = Number(query.get("per_page") ?? 30);
  const page = Number(query.get("page") ?? 1);
  const next = new URLSearchParams(query);
  next.set("page", String(page + 1));
  const more = items.length > page * size;
  return {
    json: items.slice((page - 1) * size, page * size),
    headers: more ? { link: `<https://unreached.invalid${path}?${next.toString()}>; rel="next"` } : {},
  };
}

export const field = (json: unknown, name: string): unknown =>
  typeof json === "object" && json !== null ? Reflect.get(json, name) : undefined;

export const text = (json: unknown, name: string): string => {
  const value = field(json, name);
  if (typeof value !== "string") throw new Error(`${name} is no text in ${JSON.stringify(json)}`);
  return value;
};

export const list = (json: unknown, name: string): string[] => {
  const value = field(json, name);
  if (!Array.isArray(value)) throw new Error(`${name} is no list in ${JSON.stringify(json)}`);
  return value.map(String);
};
