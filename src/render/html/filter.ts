/** The side of the page: what narrows the list of findings, and the list of groups. Without a script it stays hidden. */
import { isGap, severities, type Finding } from "../../finding.js";
import type { News } from "../news.js";
import { changeWord, kindWord, newsWord, tally, type Group } from "./finding.js";
import { hypertext, nothing, type Markup } from "./markup.js";

/** A name with the number of findings that have it. */
type Counted = readonly (readonly [string, number])[];

export const filterForm = (findings: readonly Finding[], news: News | undefined): Markup => hypertext`
<form id="filter" role="search" aria-label="Findings" hidden>
<div class="search"><label for="q">Search <kbd>/</kbd></label><input id="q" type="search" autocomplete="off" spellcheck="false" placeholder="name, message, SQL …"></div>
<details class="facets" open><summary>Narrow down</summary>
${facet(
  "severity",
  "Severity",
  severities.map((severity) => [
    severity,
    findings.filter((finding) => finding.severity === severity && !isGap(finding)).length,
  ]),
)}
${facet("news", "Since the last run", tallyOf(findings.map((finding) => newsWord(news, finding))))}
${facet("change", "What happened", tallyOf(findings.map(changeWord)))}
${facet("kind", "Kind", tallyOf(findings.map(kindWord)))}
</details>
<p class="result"><output id="shown" for="q">${findings.length} of ${findings.length}</output> <button type="button" id="clear" disabled>Clear</button> <button type="button" id="all">Open all</button></p>
</form>`;

/** A choice among values; where there is none to make it is left out. */
function facet(name: string, legend: string, counts: Counted): Markup {
  const values = counts.filter(([value, count]) => value !== "" && count > 0);
  if (values.length < 2) return nothing;
  return hypertext`<fieldset><legend>${legend}</legend>${values.map(
    ([value, count], index) =>
      hypertext`<label class="check ${name === "severity" ? value : ""}" for="${name}-${index}"><input type="checkbox" id="${name}-${index}" name="${name}" value="${value}"><span class="name">${value}</span> <span class="number">${count}</span></label>`,
  )}</fieldset>`;
}

/** Each word once, the most frequent first. */
function tallyOf(words: readonly string[]): Counted {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}

export const groupList = (groups: readonly Group[]): Markup => hypertext`
<nav class="groups" aria-label="Groups"><h2>Where</h2><ul>${groups.map(
  ({ name, id, findings }) =>
    hypertext`<li><a href="#${id}"><bdi>${name}</bdi>${tally(findings.map(({ finding }) => finding))}</a></li>`,
)}</ul></nav>`;
