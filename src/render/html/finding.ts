/** Findings below what they are shown under: a line each, which opens. */
import { parseKey } from "../../model/key.js";
import { isGap, isPolicy, type Blame, type Change, type Finding } from "../../finding.js";
import type { Identified } from "../fingerprint.js";
import { minute, newsMark, type News } from "../news.js";
import { bySeverity } from "../summary.js";
import { hypertext, nothing, raw, type Markup } from "./markup.js";
import { sides, type Limits } from "./sides.js";

/** Findings of a table or another object, under one heading. */
export interface Group {
  readonly name: string;
  /** Of its heading, for links. */
  readonly id: string;
  readonly findings: readonly Identified[];
}

export interface GroupOptions {
  /** Whether findings are open from the start: a report of a few is read, not searched. */
  readonly open: boolean;
  readonly news?: News | undefined;
  readonly limits: Limits;
}

/** A change of this length is shown in the line of its finding. */
const shortChange = 48;

export const groupSection = ({ name, id, findings }: Group, options: GroupOptions): Markup => hypertext`
<section class="group" aria-labelledby="${id}">
<h3 id="${id}" tabindex="-1"><a href="#${id}">${name}</a> ${tally(findings.map(({ finding }) => finding))}</h3>
<ul>${findings.map((item) => entry(item, options))}</ul>
</section>`;

/** How many of each severity, as small marks. */
export function tally(findings: readonly Finding[]): Markup {
  if (findings.every(isGap))
    return hypertext`<span class="tally"><span class="n gap">${findings.length}</span></span>`;
  const counts = Object.entries(bySeverity(findings)).filter(([, count]) => count > 0);
  return hypertext`<span class="tally">${counts.map(
    ([severity, count]) =>
      hypertext`<span class="n ${severity}" title="${count} ${severity}">${count}<span class="sr"> ${severity}</span></span>`,
  )}</span>`;
}

/** What happened to it, as a word to filter by. */
export const changeWord = (finding: Finding): string =>
  isGap(finding) ? "not compared" : finding.code.slice(finding.code.indexOf("/") + 1);

/** What has become of it since the run before, as a word to filter by. */
export const newsWord = (news: News | undefined, finding: Finding): string =>
  (news?.since === undefined ? undefined : news.standing.get(finding)?.status) ?? "";

/** Kind of the object that a finding is about; what has no kind is no object that driftline models. */
export function kindWord(finding: Finding): string {
  if (isGap(finding) || isPolicy(finding)) return "other";
  try {
    return parseKey(finding.key).kind;
  } catch {
    return "other";
  }
}

function entry({ finding, id }: Identified, { open, limits, news }: GroupOptions): Markup {
  const word = isGap(finding) ? "gap" : finding.severity;
  const mark = newsMark(news, finding);
  const facets = hypertext`data-news="${newsWord(news, finding)}" data-severity="${isGap(finding) ? "" : finding.severity}" data-change="${changeWord(finding)}" data-kind="${kindWord(finding)}"`;
  return hypertext`
<li><details class="finding ${word}" id="f-${id}" ${facets}${raw(open ? " open" : "")}>
<summary><span class="sev">${word}</span> ${line(finding, mark)}</summary>
<div class="body">
${finding.change === undefined ? nothing : sides(finding.change, isWhole(finding), limits)}
<dl>${facts(finding, id)}${known(news, finding)}</dl>
</div></details></li>`;
}

/** Whether one side does not have at all what the finding is about. */
const isWhole = (finding: Finding): boolean => ["missing", "unexpected"].includes(changeWord(finding));

/** What is seen of a closed finding. */
function line(finding: Finding, mark: string | undefined): Markup {
  const { subject, message, change, blame } = finding;
  const [what, why] = split(message);
  const name = isGap(finding) ? nothing : hypertext`<b><bdi>${subject}</bdi></b> `;
  const place =
    blame === undefined ? nothing : hypertext` <span class="at"><bdi>${short(blame)}</bdi></span>`;
  const fresh = mark === undefined ? nothing : hypertext`<span class="fresh">${mark}</span> `;
  return hypertext`<span class="what">${fresh}${name}${what}<span class="why">${why}</span>${preview(change)}</span>${place}`;
}

function facts({ blame, along, help, key, field }: Finding, id: string): readonly Markup[] {
  const address = `${key}${field === undefined ? "" : ` ${field}`}`;
  return [
    blame === undefined
      ? nothing
      : item(
          "defined at",
          hypertext`<code class="file">${blame.file}:${blame.line}</code> <code class="sql">${blame.statement}</code>`,
        ),
    along === undefined
      ? nothing
      : item("goes along", hypertext`${along.map((other) => hypertext`<code class="key">${other}</code> `)}`),
    help === undefined ? nothing : item("what to do", hypertext`${help}`),
    item(
      "address",
      hypertext`<code class="key">${address}</code> <a class="link" href="#f-${id}">link<span class="sr"> to ${address}</span></a>`,
    ),
  ];
}

function known(news: News | undefined, finding: Finding): Markup {
  const first = news?.standing.get(finding)?.first;
  return first === undefined ? nothing : item("first seen", hypertext`${minute(first)}`);
}

const item = (term: string, content: Markup): Markup =>
  hypertext`<div><dt>${term}</dt><dd>${content}</dd></div>`;

/** The fact, and what explains it: the second half repeats in every finding of a kind. */
function split(message: string): readonly [string, string] {
  const [, what = message, why = ""] = /^([^:,(]+)([:,(].*)$/s.exec(message) ?? [];
  return [what, why];
}

/** Name of the file, without its folders. */
const short = ({ file, line: number }: Blame): string =>
  `${file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1)}:${number}`;

const isShort = (text: string | undefined): boolean =>
  text !== undefined && text.length <= shortChange && !text.includes("\n");

/** A small change, in the line of its finding while that is closed. */
function preview({ expected, actual }: Change = {}): Markup {
  if (!isShort(expected) || !isShort(actual)) return nothing;
  return hypertext` <span class="mini"><del>${expected}</del><span aria-hidden="true"> → </span><ins>${actual}</ins></span>`;
}
