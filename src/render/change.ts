/** A difference as lines that begin with `-` (expected), `+` (actual) or a space: what every renderer shows of it. */
import { structuredPatch } from "diff";
import type { Change, Finding } from "../finding.js";

/** Lines around a difference, in a text of many lines. */
const context = 2;

export function changeLines({ expected, actual }: Change): string[] {
  if (expected === undefined) return marked("+", actual ?? "");
  if (actual === undefined) return marked("-", expected);
  const lines = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
  const { hunks } = structuredPatch("", "", lines(expected), lines(actual), "", "", { context });
  return hunks.flatMap((hunk, index) => [
    ...(index === 0 ? [] : ["…"]),
    ...hunk.lines.filter((line) => !line.startsWith("\\")),
  ]);
}

/** What is missing and has its line in a migration is known by that line; its text would be a page. */
export const isKnownByBlame = ({ code, blame }: Finding): boolean =>
  code === "drift/missing" && blame !== undefined;

const marked = (sign: string, text: string): string[] => text.split("\n").map((line) => `${sign}${line}`);
