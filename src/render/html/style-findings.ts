/** How findings look, on a screen of any width and on paper. */

/** Follows the style of the page. */
export const findingStyle = `
.group { margin-top: .55rem; }
.group h3 { position: sticky; top: 0; z-index: 1; display: flex; gap: .8rem; justify-content: space-between; align-items: baseline; background: var(--bg); border-bottom: 1px solid var(--line); padding: .4rem 0 .3rem; font-size: 14px; font-weight: 650; overflow-wrap: anywhere; }
.group h3 a { color: inherit; min-width: 0; }
.tally { display: inline-flex; gap: .25rem; flex: none; }
.n { font: 600 11px/1.5 var(--sans); min-width: 1.7em; text-align: center; padding: 0 .4em; border-radius: 1em; color: var(--c); background: var(--tint); font-variant-numeric: tabular-nums; }
.finding { border-bottom: 1px solid var(--line); }
.many .group { content-visibility: auto; contain-intrinsic-size: auto 320px; }
.many .finding { content-visibility: auto; contain-intrinsic-size: auto 34px; }
.finding > summary { display: grid; grid-template-columns: 12px 66px minmax(0, 1fr) auto; gap: .1rem .5rem; align-items: baseline; padding: .36rem .4rem .36rem .1rem; list-style: none; }
.finding > summary::-webkit-details-marker { display: none; }
.finding > summary::before { content: "▸"; color: var(--dim); font-size: 11px; }
.finding[open] > summary::before { content: "▾"; }
.finding > summary:hover { background: var(--soft); }
.finding > summary:focus-visible { outline-offset: -2px; }
.finding:target > summary { background: var(--tint); }
.sev { font-size: 12.5px; font-weight: 600; }
.what { overflow-wrap: anywhere; unicode-bidi: isolate; }
.what b { font-weight: 620; }
.why, .at { color: var(--dim); }
.at { font: 12px var(--mono); overflow-wrap: anywhere; text-align: right; max-width: 22rem; }
.mini { font: 12px var(--mono); margin-left: .35rem; }
.finding[open] .mini { display: none; }
del, ins { text-decoration: none; border-radius: 2px; color: inherit; }
del { background: var(--del); }
ins { background: var(--ins); }
.mini del, .mini ins { padding: 0 .25em; }
.body { padding: .1rem .4rem .9rem calc(12px + 66px + 1.1rem); }
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); grid-auto-flow: row dense; column-gap: 1px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow: hidden; margin: .15rem 0 .6rem; }
.sides:not(.one) .side { display: contents; }
.sides:not(.one) .expected > div { grid-column: 1; }
.sides:not(.one) .actual > div { grid-column: 2; border-left: 1px solid var(--line); }
.sides.one { display: block; }
.whose { font: 11.5px/1.7 var(--sans); color: var(--dim); padding: .1rem .7rem; background: var(--soft); border-bottom: 1px solid var(--line); }
.l { padding: 0 .7rem; min-height: 1.55em; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; unicode-bidi: isolate; }
.whose + .l { padding-top: .3rem; }
.l:last-child { padding-bottom: .35rem; }
.skip { color: var(--dim); font-family: var(--sans); }
.void { background: repeating-linear-gradient(-45deg, transparent 0 5px, var(--soft) 5px 6px); }
.expected .hit, .one .expected .l:not(.skip) { background: var(--del-line); }
.actual .hit, .one .actual .l:not(.skip) { background: var(--ins-line); }
.body dl { display: grid; grid-template-columns: 5.1rem minmax(0, 1fr); gap: .18rem .9rem; font-size: 13px; }
.body dl > div { display: contents; }
.body dt { color: var(--dim); }
.body dd { overflow-wrap: anywhere; }
.file { margin-right: .8rem; }
.sql { color: var(--dim); }
.key + .key::before { content: "· "; }
.link { margin-left: .5rem; font-size: 12.5px; text-decoration: underline; text-underline-offset: 2px; }
.fresh { font: 600 11px/1.5 var(--sans); padding: 0 .45em; border-radius: 1em; color: var(--bg); background: var(--ink); }
.verdict { color: var(--dim); margin-top: .2rem; }
.ignored { margin-top: 1.6rem; }
.ignored > ul > li { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.ignored summary { padding: .36rem .1rem; }
.ignored summary .n { display: inline-block; }
.ignored li li { padding: .1rem 0 .1rem 1.2rem; }
.ignored li ul { padding-bottom: .6rem; }
.empty { padding: 1.4rem 0; color: var(--dim); }

@media (max-width: 899px) {
  .columns { display: block; }
  aside { position: static; max-height: none; overflow: visible; margin-bottom: 1.2rem; }
  .facets > summary { display: list-item; margin-top: .6rem; color: var(--dim); }
  .groups { display: none; }
}
@media (max-width: 640px) {
  h1 { font-size: 22px; }
  .between { display: block; }
  .between > div { display: block; margin-bottom: .3rem; }
  .finding > summary { grid-template-columns: 12px auto minmax(0, 1fr); }
  .what { grid-column: 2 / -1; grid-row: 2; }
  .body { padding-left: 1.2rem; }
  .sides { display: block; }
  .sides:not(.one) .side { display: block; }
  .sides:not(.one) .actual > div { border-left: 0; }
  .sides .side + .side { border-top: 1px solid var(--line); }
  .void { display: none; }
  .body dl { display: block; }
  .body dl > div { display: block; margin-bottom: .35rem; }
  .canvas svg.fits { max-width: none; }
}
@media print {
  body { max-width: none; padding: 0; background: none; font-size: 10pt; }
  aside, .link, .empty, .objects:not([open]) { display: none; }
  .columns { display: block; }
  .many .group, .many .finding { content-visibility: visible; }
  .finding::details-content { content-visibility: visible; }
  .finding > summary::before, .finding[open] > summary::before { content: ""; }
  .finding, .canvas { break-inside: avoid; }
  .group h3 { position: static; break-after: avoid; background: none; }
  .canvas { max-height: none; overflow: visible; border: 0; }
  .canvas svg { max-width: 100%; height: auto; }
  .body { padding-left: 1.2rem; }
  .l, .n, svg { print-color-adjust: exact; }
}
`;
