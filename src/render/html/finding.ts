/** Findings below what they are shown under: a line each, which opens. */
import { parseKey } from "../../model/key.js";
import type { Blame, Change, Finding } from "../../finding.js";
import type { Identified } from "../fingerprint.js";
import { bySeverity, isGap, subject } from "../summary.js";
import { html, nothing, raw, type Markup } from "./markup.js";
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
  readonly limits: Limits;
}

/** A change of this length is shown in the line of its finding. */
const short = 48;

export const groupSection = ({ name, id, findings }: Group, options: GroupOptions): Markup => html`
<section class="group" aria-labelledby="${id}">
<h3 id="${id}" tabindex="-1"><a href="#${id}">${name}</a> ${tally(findings.map(({ finding }) => finding))}</h3>
<ul>${findings.map((item) => entry(item, options))}</ul>
</section>`;

/** How many of each severity, as small marks. */
export function tally(findings: readonly Finding[]): Markup {
  if (findings.every(isGap)) return html`<span class="tally"><span class="n gap">${findings.length}</span></span>`;
  const counts = Object.entries(bySeverity(findings)).filter(([, count]) => count > 0);
  return html`<span class="tally">${counts.map(
    ([severity, count]) => html`<span class="n ${severity}" title="${count} ${severity}">${count}<span class="sr"> ${severity}</span></span>`,
  )}</span>`;
}

/** What happened to it, as a word to filter by. */
export const changeWord = (finding: Finding): string =>
  isGap(finding) ? "not compared" : finding.code.slice(finding.code.indexOf("/") + 1);

/** Kind of the object that a finding is about; what has no kind is no object that driftline models. */
export function kindWord(finding: Finding): string {
  if (isGap(finding)) return "other";
  try {
    return parseKey(finding.key).kind;
  } catch {
    return "other";
  }
}

function entry({ finding, id }: Identified, { open, limits }: GroupOptions): Markup {
  const { severity, message, change, blame, along, help } = finding;
  const mark = isGap(finding) ? "gap" : severity;
  const [what, why] = split(message);
  return html`
<li><details class="finding ${mark}" id="f-${id}" data-severity="${isGap(finding) ? "" : severity}" data-change="${changeWord(finding)}" data-kind="${kindWord(finding)}"${raw(open ? " open" : "")}>
<summary><span class="sev">${isGap(finding) ? "gap" : severity}</span> <span class="what">${isGap(finding) ? nothing : html`<b><bdi>${subject(finding)}</bdi></b> `}${what}${why === "" ? nothing : html`<span class="why">${why}</span>`}${preview(change)}</span>${blame === undefined ? nothing : html` <span class="at"><bdi>${place(blame)}</bdi></span>`}</summary>
<div class="body">
${change === undefined ? nothing : sides(change, limits)}
<dl>${[
    blame === undefined ? nothing : item("defined at", html`<code class="file">${blame.file}:${blame.line}</code><code class="sql">${blame.statement}</code>`),
    along === undefined ? nothing : item("goes along", html`${along.map((key) => html`<code class="key">${key}</code> `)}`),
    help === undefined ? nothing : item("what to do", html`${help}`),
    item("address", html`<code class="key">${finding.key}${finding.field === undefined ? "" : ` ${finding.field}`}</code> <a class="link" href="#f-${id}">link<span class="sr"> to this finding</span></a>`),
  ]}</dl>
</div></details></li>`;
}

const item = (term: string, content: Markup): Markup => html`<div><dt>${term}</dt><dd>${content}</dd></div>`;

/** The fact, and what explains it: the second half repeats in every finding of a kind. */
function split(message: string): readonly [string, string] {
  const [, what = message, why = ""] = /^([^:,(]+)([:,(].*)$/s.exec(message) ?? [];
  return [what, why];
}

const place = ({ file, line }: Blame): string => `${file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1)}:${line}`;

const isShort = (text: string | undefined): boolean =>
  text !== undefined && text.length <= short && !text.includes("\n");

/** A small change, in the line of its finding while that is closed. */
function preview({ expected, actual }: Change = {}): Markup {
  if (!isShort(expected) || !isShort(actual)) return nothing;
  return html` <span class="mini"><del>${expected}</del><span aria-hidden="true"> → </span><ins>${actual}</ins></span>`;
}
