/** What is not among the findings: what rules hide (why, whose, until when), and what is gone since the last run. */
import { fixedLine, minute } from "../news.js";
import { hiddenOf, ruleWords, type Report } from "../report.js";
import { isGap } from "../../finding.js";
import type { Hidden } from "../../policy/judge.js";
import { hypertext, nothing, type Markup } from "./markup.js";

/** Findings of one rule that are listed; the JSON report has them all. */
const shown = 200;

export function ignoredSection(report: Report): Markup {
  const hidden = hiddenOf(report);
  if (hidden.length === 0) return nothing;
  return hypertext`
<section class="ignored" aria-labelledby="ignored"><h2 id="ignored" tabindex="-1">Ignored</h2>
<ul>${hidden.map(ruleEntry)}</ul>
</section>`;
}

export function fixedSection({ news }: Report): Markup {
  if (news === undefined || news.fixed.length === 0) return nothing;
  return hypertext`
<section class="ignored" aria-labelledby="fixed"><h2 id="fixed">Fixed since ${minute(news.since ?? "")}</h2>
<ul>${news.fixed.map((item) => hypertext`<li><code>${fixedLine(item)}</code></li>`)}</ul>
</section>`;
}

function ruleEntry(hidden: Hidden): Markup {
  const { title, terms, reason } = ruleWords(hidden);
  const left = hidden.findings.length - shown;
  return hypertext`
<li><details><summary><span class="n gap">${hidden.findings.length}</span> <code>${title}</code> <span class="why">${reason} (${terms})</span></summary>
<ul>${hidden.findings
    .slice(0, shown)
    .map(
      (finding) =>
        hypertext`<li>${isGap(finding) ? nothing : hypertext`<code>${finding.key}</code> `}${finding.message}</li>`,
    )}${left > 0 ? hypertext`<li class="why">${left} more</li>` : nothing}</ul></details></li>`;
}
