/** A report as one HTML file that stands alone: it loads nothing, and its policy lets it load nothing. */
import { isGap, severities, type Finding } from "../finding.js";
import { digest, identified, type Identified } from "./fingerprint.js";
import { groupList, filterForm } from "./html/filter.js";
import { groupSection, type Group, type GroupOptions } from "./html/finding.js";
import { glance } from "./html/glance.js";
import type { Moment } from "./html/history.js";
import { fixedSection, ignoredSection } from "./html/ignored.js";
import { mapSection } from "./html/map.js";
import { hypertext, nothing, raw, type Markup } from "./html/markup.js";
import { page } from "./html/page.js";
import { noteSections } from "./notes.js";
import type { SchemaMap } from "./schema-map.js";
import { exitCodeOf, type Report } from "./report.js";
import { bySeverity, grouped, headline, weighty } from "./summary.js";

export interface HtmlOptions {
  /** When the comparison was made: ISO 8601. */
  readonly at?: string;
  /** Tables and references, for the map; see schemaMap(). */
  readonly map?: SchemaMap;
  /** Earlier comparisons, the oldest first. */
  readonly history?: readonly Moment[];
}

/** Up to so many findings all are open from the start. */
const few = 25;
/** Characters of definitions that one file may hold comfortably; beyond it each is cut, also in its lines. */
const roomy = 1_500_000;
const roomyLines = 30_000;

/** By the exit code of the check. */
const states = { 0: "same", 1: "drift", 3: "gaps" } as const;

export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  const groups = groupsOf(report);
  const byName = new Map(groups.map((group) => [group.name, group]));
  const map =
    options.map === undefined
      ? nothing
      : mapSection(options.map, {
          anchorOf: (key) => byName.get(key)?.id,
          countOf: (key) => byName.get(key)?.findings.length ?? 0,
        });
  const body = hypertext`${glance(report, options)}
<div class="columns${groups.length === 0 ? " alone" : ""}">
${groups.length === 0 ? nothing : hypertext`<aside aria-label="Filter and groups">${filterForm(report.findings, report.news)}${groupList(groups)}</aside>`}
<main>${map}${groups.length === 0 ? nothing : findings(groups, limitsOf(report))}${ignoredSection(report)}${fixedSection(report)}</main>
</div>`;
  return page({
    title: `${headline(report)} · driftline`,
    state: states[exitCodeOf(report)],
    body,
  });
}

/** The worst first; what could not be compared last. */
function groupsOf(report: Report): readonly Group[] {
  const items = new Map(identified(report.findings).map((item) => [item.finding, item]));
  const group = (name: string, findings: readonly Identified[]): Group => ({
    name,
    id: `g-${digest(name)}`,
    findings,
  });
  const itemsOf = (findings: Report["findings"]): Identified[] =>
    findings.flatMap((finding) => items.get(finding) ?? []);
  const gaps = report.findings.filter(isGap);
  return [
    ...[...grouped(weighty(report))]
      .sort(([, a], [, b]) => byWorst(a, b))
      .map(([name, list]) => group(name, itemsOf(list))),
    ...noteSections(report).map(({ title, findings: notes }) =>
      group(
        title,
        itemsOf(notes).map((item) => ({ ...item, finding: { ...item.finding, subject: item.finding.key } })),
      ),
    ),
    ...(gaps.length === 0 ? [] : [group("not compared", itemsOf(gaps))]),
  ];
}

/** More breaking findings first; of as many, more warnings. */
function byWorst(a: readonly Finding[], b: readonly Finding[]): number {
  const [left, right] = [bySeverity(a), bySeverity(b)];
  return severities.map((severity) => right[severity] - left[severity]).find((order) => order !== 0) ?? 0;
}

function limitsOf({ findings: list, news }: Report): GroupOptions {
  const characters = list.reduce(
    (sum, { change }) => sum + (change?.expected?.length ?? 0) + (change?.actual?.length ?? 0),
    0,
  );
  const limits =
    characters <= roomy
      ? { lines: 2000, characters: roomy }
      : {
          lines: Math.max(12, Math.floor(roomyLines / list.length)),
          characters: Math.max(300, Math.floor(roomy / list.length / 2)),
        };
  return { open: list.length <= few, limits, news };
}

const findings = (groups: readonly Group[], options: GroupOptions): Markup => hypertext`
<section${raw(options.open ? "" : ' class="many"')} aria-labelledby="findings"><h2 id="findings">Findings</h2>
${groups.map((group) => groupSection(group, options))}
<p class="empty" id="empty" hidden>Nothing matches. <button type="button" id="clear-too">Clear the filter</button></p>
</section>`;
