/** Both definitions of a finding, side by side; stacked where the page is narrow. */
import type { Change } from "../../finding.js";
import { counted } from "../summary.js";
import { html, nothing, type Markup } from "./markup.js";
import { alone, rows, type Piece, type Row, type Skip } from "./rows.js";

type SideName = "expected" | "actual";

/** What is said of a side that stands alone. */
const only: Readonly<Record<SideName, string>> = {
  expected: "expected; the other side has none",
  actual: "actual; the other side has none",
};

/** What is shown of a definition at most. */
export interface Limits {
  readonly lines: number;
  readonly characters: number;
}

export function sides(change: Change, { lines: limit, characters }: Limits): Markup {
  const [expected, actual] = [change.expected, change.actual].map((text) => clipped(text, characters));
  if (expected !== undefined && actual !== undefined) {
    const lines = rows(expected, actual, limit);
    return html`<div class="sides">${column("expected", "expected", lines)}${column("actual", "actual", lines)}</div>`;
  }
  const [side, text]: [SideName, string | undefined] = expected === undefined ? ["actual", actual] : ["expected", expected];
  if (text === undefined) return nothing;
  return html`<div class="sides one">${column(side, only[side], alone(side, text, limit))}</div>`;
}

function clipped(text: string | undefined, characters: number): string | undefined {
  const more = (text?.length ?? 0) - characters;
  return more > 0 ? `${text?.slice(0, characters) ?? ""}\n… ${counted(more, "more character")}` : text;
}

const column = (side: SideName, label: string, lines: readonly (Row | Skip)[]): Markup =>
  html`<div class="side ${side}" role="group" aria-label="${label}"><div class="whose">${label}</div>${lines.map((row) => line(side, row))}</div>`;

function line(side: SideName, row: Row | Skip): Markup {
  if ("skipped" in row) {
    const what = `${counted(row.skipped, row.why === "same" ? "equal line" : "more line")}`;
    return html`<div class="l skip">… ${what}</div>`;
  }
  const pieces = row[side];
  if (pieces === undefined) return html`<div class="l void"></div>`;
  const changed = pieces.some(({ marked }) => marked) ? " hit" : "";
  return html`<div class="l${changed}">${pieces.map((piece) => marked(side, piece))}</div>`;
}

function marked(side: SideName, { text, marked: isMarked }: Piece): Markup {
  if (!isMarked) return html`${text}`;
  return side === "expected" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
}
