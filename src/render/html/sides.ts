/** Both definitions of a finding, side by side; stacked where the page is narrow. */
import type { Change } from "../../finding.js";
import { counted } from "../summary.js";
import { hypertext, nothing, type Markup } from "./markup.js";
import { alone, rows, type Piece, type Row, type Skip } from "./rows.js";

type SideName = "expected" | "actual";

/** What is said of a side that stands alone. */
const only: Readonly<Record<SideName, string>> = {
  expected: "only expected defines it",
  actual: "only actual has it",
};

/** What is shown of a definition at most. */
export interface Limits {
  readonly lines: number;
  readonly characters: number;
}

/** @param owned whether the thing itself is on one side only, and not just a part that the other side leaves out */
export function sides(change: Change, owned: boolean, { lines: limit, characters }: Limits): Markup {
  const [expected, actual] = [change.expected, change.actual].map((text) => clipped(text, characters));
  if (expected !== undefined && actual !== undefined) {
    const lines = rows(expected, actual, limit);
    return beside(column("expected", "expected", lines), column("actual", "actual", lines));
  }
  const [side, text]: [SideName, string | undefined] =
    expected === undefined ? ["actual", actual] : ["expected", expected];
  if (text === undefined) return nothing;
  const lines = alone(side, text, limit);
  if (owned) return hypertext`<div class="sides one">${column(side, only[side], lines)}</div>`;
  return side === "expected"
    ? beside(column("expected", "expected", lines), none("actual"))
    : beside(none("expected"), column("actual", "actual", lines));
}

const beside = (expected: Markup, actual: Markup): Markup =>
  hypertext`<div class="sides">${expected}${actual}</div>`;

const none = (side: SideName): Markup =>
  hypertext`<div class="side ${side}" role="group" aria-label="${side}"><div class="whose">${side}</div><div class="l skip">not set</div></div>`;

function clipped(text: string | undefined, characters: number): string | undefined {
  const more = (text?.length ?? 0) - characters;
  return more > 0 ? `${text?.slice(0, characters) ?? ""}\n… ${counted(more, "more character")}` : text;
}

const column = (side: SideName, label: string, lines: readonly (Row | Skip)[]): Markup =>
  hypertext`<div class="side ${side}" role="group" aria-label="${label}"><div class="whose">${label}</div>${lines.map((row) => line(side, row))}</div>`;

function line(side: SideName, row: Row | Skip): Markup {
  if ("skipped" in row) {
    const what = counted(row.skipped, row.why === "same" ? "equal line" : "more line");
    return hypertext`<div class="l skip">… ${what}</div>`;
  }
  const pieces = row[side];
  if (pieces === undefined) return hypertext`<div class="l void"></div>`;
  const changed = pieces.some(({ marked }) => marked) ? " hit" : "";
  return hypertext`<div class="l${changed}">${pieces.map((piece) => marked(side, piece))}</div>`;
}

function marked(side: SideName, { text, marked: isMarked }: Piece): Markup {
  if (!isMarked) return hypertext`${text}`;
  return side === "expected" ? hypertext`<del>${text}</del>` : hypertext`<ins>${text}</ins>`;
}
