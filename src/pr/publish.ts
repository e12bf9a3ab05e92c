/** Brings a report to where it is read: the one comment on a pull request, and its labels. */
import type { Detected } from "../forge/detect.js";
import { stickComment, stickLabels, type Stuck } from "../forge/sticky.js";
import type { Comment } from "../forge/forge.js";
import type { Labelling } from "./verdict.js";

export interface Publication {
  readonly forge: Detected["forge"];
  readonly request: number;
  readonly marker: string;
  readonly body: string;
  /** Whether there is anything to tell: without it a comment is only updated, never made. */
  readonly worth: boolean;
  readonly labels: Labelling;
}

export interface Published {
  readonly comment: Stuck<Comment>;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export async function publish(publication: Publication): Promise<Published> {
  const { forge, request, marker, body, worth, labels } = publication;
  const isWanted = worth || (await forge.findComment(request, marker)) !== undefined;
  const comment: Stuck<Comment> = isWanted
    ? await stickComment(forge, request, marker, body)
    : { outcome: "none", at: undefined };
  return { comment, ...(await stickLabels(forge, request, labels.managed, labels.wanted)) };
}
