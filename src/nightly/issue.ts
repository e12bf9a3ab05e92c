/** A digest as the one issue of a target: opened, kept up to date, closed when nothing is open any more. */
import { severities } from "../finding.js";
import type { Forge } from "../forge/forge.js";
import { markerOf, stickIssue } from "../forge/sticky.js";
import { fit } from "../render/fit.js";
import { code, findingLines, plain } from "../render/markdown.js";
import { cut, oneLine, standingOf, titleOf, type Digest } from "./digest.js";

export interface IssueDraft {
  readonly title: string;
  readonly body: string;
  /** Whether there is anything to keep it open for. */
  readonly open: boolean;
}

/** @param limit characters that the body may have */
export function issueDraft(digest: Digest, limit: number): IssueDraft {
  const marker = markerOf("drift", digest.target);
  const status = new Map(
    digest.items.map((item) => [`${item.code} ${item.key} ${item.field ?? ""}`, item.status]),
  );
  const worstFirst = [...digest.open].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  const fixed = digest.items.filter((item) => item.status === "fixed");
  const link = digest.link === undefined ? "" : ` [The report](${digest.link})`;
  const body = fit(
    [
      {
        head: `${marker}\n**${plain(titleOf(digest))}** (${digest.at.slice(0, 10)})\n\n${plain(standingOf(digest))}${link}\n`,
        items: worstFirst.map((finding) =>
          findingLines(
            { ...finding, subject: finding.key },
            status.get(`${finding.code} ${finding.key} ${finding.field ?? ""}`),
          ).join("\n"),
        ),
        rest: (count) => `\n… and ${count} more: the report has all of them.`,
      },
      ...(fixed.length === 0
        ? []
        : [
            {
              head: "\n### Fixed\n",
              items: fixed.map(({ key }) => `- ✅ ${code(key)}`),
              rest: (count: number) => `\n… and ${count} more`,
            },
          ]),
    ],
    limit,
  );
  return {
    title: cut(oneLine(`Schema drift in ${digest.target}: ${standingOf(digest)}`), 250),
    body,
    open: digest.open.length > 0,
  };
}

export async function publishIssue(forge: Forge, digest: Digest, labels: readonly string[]): Promise<string> {
  const { title, body, open } = issueDraft(digest, forge.limit);
  const marker = markerOf("drift", digest.target);
  const { outcome, at } = await stickIssue(
    forge,
    marker,
    labels[0] ?? "",
    open ? { title, body, labels } : undefined,
    body,
  );
  return at === undefined
    ? "there is no issue to close"
    : `issue ${at.number} of ${forge.project}: ${outcome}`;
}
