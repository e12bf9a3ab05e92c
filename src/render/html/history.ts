/** Earlier comparisons as a small picture: whether it gets better. */
import { severities, type Severity } from "../../finding.js";
import { counted } from "../summary.js";
import { hypertext, nothing, type Markup } from "./markup.js";

/** One earlier comparison: when (ISO 8601), and what it found. */
export interface Moment {
  readonly at: string;
  readonly counts: Readonly<Record<Severity, number>>;
}

const shown = 40;
const height = 44;
const [step, width] = [6, 4];

/** The last comparisons, the oldest first, as stacked bars; the tallest fills the height. */
export function sparkline(history: readonly Moment[]): Markup {
  const moments = history.slice(-shown);
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return nothing;
  const most = Math.max(1, ...moments.map(total));
  const words = `Differences in the last ${counted(moments.length, "comparison")}, from ${day(first)} to ${day(last)}: ${moments.map(total).join(", ")}`;
  return hypertext`<figure class="history"><svg width="${moments.length * step}" height="${height}" role="img" aria-label="${words}">${moments.map((moment, index) => column(moment, index * step, most))}</svg><figcaption><span>${day(first)}</span><span>${day(last)}</span></figcaption></figure>`;
}

function column(moment: Moment, x: number, most: number): Markup {
  let y = height - 1;
  const parts = severities.map((severity) => {
    const tall = (moment.counts[severity] / most) * (height - 2);
    y -= tall;
    return tall === 0
      ? nothing
      : hypertext`<rect class="${severity}" x="${x}" y="${y.toFixed(1)}" width="${width}" height="${tall.toFixed(1)}"/>`;
  });
  const title = `${moment.at}: ${counted(total(moment), "difference")}`;
  return hypertext`<g><title>${title}</title><rect class="floor" x="${x}" y="${height - 1}" width="${width}" height="1"/>${parts}</g>`;
}

const total = ({ counts }: Moment): number => severities.reduce((sum, severity) => sum + counts[severity], 0);

const day = ({ at }: Moment): string => at.slice(0, 10);
