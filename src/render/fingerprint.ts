/** What makes a finding the same one tomorrow, whatever moved around it: for links, and for tools that keep a history. */
import { createHash } from "node:crypto";
import type { Finding } from "../finding.js";

/**
 * 32 hexadecimal digits from code, key and field. Neither the line of the blame nor the words count, so a finding keeps
 * its fingerprint when a migration is reformatted or a message is improved.
 */
export const fingerprint = ({ code, key, field }: Finding): string =>
  digest(JSON.stringify([code, key, field ?? null]));

/** The same for a text: 32 hexadecimal digits. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

export interface Identified {
  readonly finding: Finding;
  /** Its fingerprint; with `-2`, `-3`, … where several findings of one report share it. */
  readonly id: string;
}

/** Findings with identifiers that are unique among them, in the same order. */
export function identified(findings: readonly Finding[]): readonly Identified[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const print = fingerprint(finding);
    const count = (seen.get(print) ?? 0) + 1;
    seen.set(print, count);
    return { finding, id: count === 1 ? print : `${print}-${count}` };
  });
}
