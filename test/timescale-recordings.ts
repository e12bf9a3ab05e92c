/** What real releases of TimescaleDB made of the cases: text files beside each case, one for a release only where it differs. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { expect } from "vitest";
import type { Comparison } from "../src/diff/comparison.js";
import type { Model } from "../src/model/model.js";
import { renderText } from "../src/render/text.js";
import { identifier } from "../src/sql/quote.js";
import { releases } from "./timescale-databases.js";

/** How a database runs is not told: the emulation runs nothing. */
const atRest = (comparison: Comparison): Comparison => ({
  ...comparison,
  findings: comparison.findings.filter(({ code }) => !code.startsWith("ops/")),
});

/** Both directions as the user sees them, without the versions of the server. */
export const picture = (...comparisons: readonly Comparison[]): string =>
  comparisons
    .map((comparison) =>
      renderText(atRest(comparison)).replace(/ \(PostgreSQL \d+\.\d+, TimescaleDB [\d.]+\)/g, ""),
    )
    .join(`\n${"=".repeat(80)}\n\n`);

/** Without the column qualifiers that PostgreSQL 16 and later leave out where it prints a query over one relation. */
export function plain(text: string, models: readonly Model[]): string {
  const names = new Set(
    models
      .flatMap(({ objects }) => [...objects.values()].map(({ path }) => path[1]))
      .filter((name) => name !== undefined),
  );
  return [...names].reduce(
    (rest, name) =>
      rest.replaceAll(new RegExp(`(?<![.\\w"])${escaped(identifier(name))}\\.(?=[\\w"])`, "g"), ""),
    text,
  );
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const ofRelease = (folder: string, name: string, release: string): string =>
  join(folder, `${basename(name, extname(name))}-${release}${extname(name)}`);

/** Whether a release has a recording of its own: the newest, and one that makes it otherwise. */
export const isRecorded = (folder: string, name: string, release: string): boolean =>
  release === releases[0] || existsSync(ofRelease(folder, name, release));

/** @throws Error where nothing was recorded */
export function recorded(folder: string, name: string, release: string): string {
  const file = [ofRelease(folder, name, release), join(folder, name)].find((one) => existsSync(one));
  if (file === undefined)
    throw new Error(
      `no recording ${name} in ${folder}: run with DRIFTLINE_TEST_TIMESCALE_URL and DRIFTLINE_RECORD=1`,
    );
  return readFileSync(file, "utf8");
}

/** Compares what a real release makes today with its recording; with DRIFTLINE_RECORD records it. The newest comes first. */
export function settle(folder: string, name: string, release: string, text: string): void {
  if (process.env["DRIFTLINE_RECORD"] === undefined) {
    expect(text, `${folder}: the recording ${name} of ${release} is out of date`).toBe(
      recorded(folder, name, release),
    );
    return;
  }
  const own = ofRelease(folder, name, release);
  const shared = join(folder, name);
  rmSync(own, { force: true });
  if (release === releases[0]) writeFileSync(shared, text);
  else if (readFileSync(shared, "utf8") !== text) writeFileSync(own, text);
}
