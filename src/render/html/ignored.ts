/** What the rules of the configuration hide, a rule each: why, whose it is, until when. */
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
