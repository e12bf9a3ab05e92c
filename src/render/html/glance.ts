/** The top of the page: what drifted, how badly, and between what. */
import type { Side } from "../../diff/comparison.js";
import { isGap, isPolicy, severities } from "../../finding.js";
import { newsLine } from "../news.js";
import { exitCodeOf, failOnOf, hiddenCount, type Report } from "../report.js";
import { bySeverity, counted, drifted, objects, serverLine } from "../summary.js";
import { sparkline, type Moment } from "./history.js";
import { hypertext, nothing, raw, type Markup } from "./markup.js";

export interface GlanceOptions {
  /** When the comparison was made, as it is to be shown. */
  readonly at?: string;
  readonly history?: readonly Moment[];
}

export function glance(report: Report, { at, history = [] }: GlanceOptions): Markup {
  const found = drifted(report);
  const gaps = report.findings.filter(isGap).length;
  const rules = report.findings.filter(isPolicy).length;
  const ignored = hiddenCount(report);
  const counts = bySeverity(found);
  return hypertext`<header class="top">
<div class="brand"><span class="mark" aria-hidden="true">≋</span> driftline ${at === undefined ? nothing : hypertext`<time datetime="${at}">${at.replace("T", " ").replace(/\.\d+/, "")}</time>`}</div>
<div class="lead"><div>
<h1>${title(report, found.length)}</h1>
<p class="counts">${severities.map((severity) => hypertext`<span class="count ${severity}${counts[severity] === 0 ? " none" : ""}"><b>${counts[severity]}</b> ${severity}</span> `)}${gaps === 0 ? nothing : hypertext`<span class="count gap"><b>${gaps}</b> not compared</span> `}${rules === 0 ? nothing : hypertext`<span class="count gap"><b>${rules}</b> to look at in the rules</span> `}${ignored === 0 ? nothing : hypertext`<a class="count gap" href="#ignored"><b>${ignored}</b> ignored</a>`}</p>${report.news === undefined ? nothing : hypertext`<p class="verdict">${newsLine(report.news)}</p>`}${verdict(report)}
</div>${sparkline(history)}</div>
${found.length === 0 ? nothing : bar(severities.map((severity) => [severity, counts[severity]]))}
${between(report)}
</header>`;
}

function title(report: Report, found: number): Markup {
  if (found > 0) return hypertext`${counted(found, "difference")}`;
  if (report.gaps) return hypertext`No difference found, but not everything could be compared`;
  const compared = counted(objects(report.actual), "object");
  return hypertext`<span class="good">No drift</span>: ${compared} compared, all as expected${hiddenCount(report) === 0 ? "" : " but what is ignored"}`;
}

/** Said only where it is not plain: what was found does not fail the check. */
const verdict = (report: Report): Markup =>
  exitCodeOf(report) === 1 || report.findings.every(isGap)
    ? nothing
    : hypertext`<p class="verdict">None of them fails the check (<code>fail_on: ${failOnOf(report)}</code>).</p>`;

/** Shares of the severities. The numbers stand beside it, so it says nothing to a screen reader. */
function bar(counts: readonly (readonly [string, number])[]): Markup {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  let x = 0;
  const parts = counts.map(([severity, count]) => {
    const width = (count / total) * 1000;
    x += width;
    return hypertext`<rect class="${severity}" x="${(x - width).toFixed(1)}" width="${width.toFixed(1)}" height="4"/>`;
  });
  return hypertext`<svg class="bar" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

function between({ expected, actual, findings }: Report): Markup {
  const kinds = [...new Set([expected, actual].flatMap(({ counts }) => Object.keys(counts)))];
  const rows = kinds.map((kind) => {
    const [before, after] = [expected.counts[kind] ?? 0, actual.counts[kind] ?? 0];
    return hypertext`<tr${before === after ? nothing : hypertext` class="differs"`}><th scope="row">${kind.replaceAll("_", " ")}</th><td>${before}</td><td>${after}</td></tr>`;
  });
  return hypertext`<div class="facts"><dl class="between">${side("expected", expected)}${side("actual", actual)}</dl>
<details class="objects"${raw(findings.length === 0 ? " open" : "")}><summary>Objects by kind</summary><table><thead><tr><th scope="col">kind</th><th scope="col">expected</th><th scope="col">actual</th></tr></thead><tbody>${rows}</tbody></table></details></div>`;
}

const side = (name: string, it: Side): Markup =>
  hypertext`<div><dt>${name}</dt><dd><code>${it.label}</code> <span class="server">${serverLine(it)}</span> <span class="total">${counted(objects(it), "object")}</span></dd></div>`;
