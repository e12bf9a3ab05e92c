/** What depends on the TimescaleDB release to imitate: the list of releases, and the parts of the SQL that only some have. */
import { Failure } from "../../../finding.js";

/** First and last patch of every minor release that a migration may name. */
const patches: readonly (readonly [minor: number, last: number])[] = [
  [8, 1],
  [9, 3],
  [10, 4],
  [11, 2],
  [12, 2],
  [13, 1],
  [14, 2],
  [15, 3],
  [16, 1],
  [17, 2],
  [18, 2],
  [19, 3],
  [20, 3],
  [21, 4],
  [22, 1],
  [23, 1],
  [24, 1],
  [25, 2],
  [26, 4],
  [27, 3],
  [28, 4],
  [29, 3],
];

/** All releases, oldest first, `version` among them. */
export function releases(version: string): readonly string[] {
  const all = patches.flatMap(([minor, last]) =>
    Array.from({ length: last + 1 }, (_, patch) => `2.${minor}.${patch}`),
  );
  if (!all.includes(version)) all.push(version);
  const rank = (text: string): number =>
    text.split(".").reduce((sum, part) => sum * 1000 + Number.parseInt(part, 10), 0);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** The minor release: 25 of `2.25.2`. Throws a Failure on anything but a 2.x version. */
export function minorOf(version: string): number {
  const minor = /^2\.(\d+)(\.\d+)?/.exec(version)?.[1];
  if (minor === undefined) throw new Failure(`cannot imitate TimescaleDB ${version}: only 2.x is known`);
  return Number(minor);
}

/**
 * Keeps the parts of an SQL text that belong to a minor release. A part begins with a line `--# since 20`,
 * `--# until 19` or `--# from 18 to 21` and ends with `--# end`; `--# else` turns it round.
 */
export function partsOf(sql: string, minor: number): string {
  const kept: string[] = [];
  const open: boolean[] = [];
  for (const line of sql.split("\n")) {
    const [, word, first = "", last = ""] =
      /^--# (since|until|from|else|end) ?(\d*)(?: to (\d+))?$/.exec(line) ?? [];
    if (word === "since") open.push(minor >= Number(first));
    else if (word === "until") open.push(minor <= Number(first));
    else if (word === "from") open.push(minor >= Number(first) && minor <= Number(last));
    else if (word === "else") open.push(open.pop() === false);
    else if (word === "end") open.pop();
    else if (!open.includes(false)) kept.push(line);
  }
  return kept.join("\n");
}
