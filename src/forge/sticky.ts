/** What stays in one place on a forge: a comment, an issue, labels. Found again by a marker, changed only if needed. */
import type { Comment, Forge, Issue, IssueText, Label } from "./forge.js";

/** First line of what driftline writes: nobody sees it, and it is found again by it. */
export const markerOf = (purpose: string, name: string): string =>
  `<!-- driftline ${purpose} ${encodeURIComponent(name).replaceAll("--", "-%2D")} -->`;

export interface Stuck<T> {
  readonly outcome: "created" | "updated" | "unchanged" | "closed" | "reopened" | "none";
  readonly at: T | undefined;
}

/**
 * Puts a text, which begins with the marker, into the one comment on a request.
 * @param make whether a comment is made where there is none
 */
export async function stickComment(
  forge: Forge,
  request: number,
  marker: string,
  body: string,
  make = true,
): Promise<Stuck<Comment>> {
  const before = await forge.findComment(request, marker);
  if (before === undefined && !make) return { outcome: "none", at: undefined };
  if (before === undefined)
    return { outcome: "created", at: await forge.createComment(request, marker, body) };
  // GitHub stores line ends as a browser sends them.
  if (before.body.replaceAll("\r\n", "\n").trim() === body.trim())
    return { outcome: "unchanged", at: before };
  return { outcome: "updated", at: await forge.updateComment(request, before.id, body) };
}

/**
 * Keeps the one issue: opens, updates or reopens it; closes it where `text` is undefined.
 * @param label the first of `text.labels`, by which the issue is found before its marker is looked for
 * @param closing what the issue says once it is closed; its text stays where this is undefined
 */
export async function stickIssue(
  forge: Forge,
  marker: string,
  label: string,
  text: IssueText | undefined,
  closing?: string,
): Promise<Stuck<Issue>> {
  const before = await forge.findIssue(marker, label);
  if (text === undefined) {
    if (before?.open !== true) return { outcome: "none", at: before };
    const change = { open: false, ...(closing === undefined ? {} : { body: closing }) };
    return { outcome: "closed", at: await forge.updateIssue(before.number, change) };
  }
  if (before === undefined) return { outcome: "created", at: await forge.createIssue(marker, text) };
  if (!before.open)
    return { outcome: "reopened", at: await forge.updateIssue(before.number, { ...text, open: true }) };
  if (before.title === text.title && before.body.replaceAll("\r\n", "\n").trim() === text.body.trim())
    return { outcome: "unchanged", at: before };
  return { outcome: "updated", at: await forge.updateIssue(before.number, text) };
}

/** Gives a request the labels that it should have, and takes off the others that driftline manages. */
export async function stickLabels(
  forge: Forge,
  request: number,
  managed: readonly Label[],
  wanted: readonly string[],
): Promise<{ readonly added: readonly string[]; readonly removed: readonly string[] }> {
  const present = new Set(await forge.labelsOf(request));
  const add = managed.filter(({ name }) => wanted.includes(name) && !present.has(name));
  const remove = managed
    .map(({ name }) => name)
    .filter((name) => !wanted.includes(name) && present.has(name));
  if (add.length > 0) await forge.addLabels(request, add);
  for (const name of remove) await forge.removeLabel(request, name);
  return { added: add.map(({ name }) => name), removed: remove };
}
