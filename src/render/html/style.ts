/** How the page looks: colours, frame, header, filter and map. */

/** No element carries a style of its own, since the policy of the page forbids it. */
export const style = `
:root {
  color-scheme: light dark;
  --bg: #fafaf8; --panel: #ffffff; --ink: #1c2126; --dim: #5a646e; --line: #e2e4e1; --soft: #f1f2ef; --accent: #0a6a74;
  --breaking: #b3202b; --warning: #825700; --info: #0b5cab; --gap: #5a646e; --good: #14713b;
  --breaking-bg: #fcebea; --warning-bg: #fbf1d9; --info-bg: #e7f0fa; --gap-bg: #ecedeb;
  --breaking-fill: #d1333d; --warning-fill: #dfa11f; --info-fill: #4c8fd6; --gap-fill: #a5adb4;
  --del: #ffd6d2; --del-line: #fff3f1; --ins: #bdebc8; --ins-line: #eefaf0;
  --mono: ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", "Inter", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --bg: #101316; --panel: #161a1e; --ink: #dfe4e8; --dim: #98a3ad; --line: #292f35; --soft: #1c2126; --accent: #62c9d2;
    --breaking: #ff8d87; --warning: #e5b455; --info: #84bbff; --gap: #98a3ad; --good: #63cf8d;
    --breaking-bg: #3b1d1f; --warning-bg: #352a11; --info-bg: #172a40; --gap-bg: #252b31;
    --breaking-fill: #e5534b; --warning-fill: #c69026; --info-fill: #4184d0; --gap-fill: #6b7680;
    --del: #6e272b; --del-line: #2a181a; --ins: #1f5a35; --ins-line: #13251a;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 3rem; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1400px; padding: 1.4rem clamp(.9rem, 2.6vw, 2.4rem) 2rem; background: var(--bg); color: var(--ink); font: 14px/1.5 var(--sans); }
h1, h2, h3, p, ul, dl, dd, figure, fieldset { margin: 0; padding: 0; border: 0; }
ul { list-style: none; }
code, kbd, .side, h3 { font-family: var(--mono); font-size: 12.5px; unicode-bidi: isolate; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
summary { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 3px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h2 { font-size: 12px; font-weight: 600; color: var(--dim); letter-spacing: .02em; }

.brand { display: flex; gap: .45rem; align-items: baseline; font-weight: 600; color: var(--accent); }
.brand time { margin-left: auto; font-weight: 400; color: var(--dim); font-variant-numeric: tabular-nums; font-size: 12.5px; }
.lead { display: flex; gap: 2rem; justify-content: space-between; align-items: end; flex-wrap: wrap; margin-top: .6rem; }
h1 { font-size: 27px; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; text-wrap: balance; }
.good { color: var(--good); }
.counts { display: flex; flex-wrap: wrap; gap: .1rem 1.3rem; margin-top: .3rem; font-size: 14px; }
.count b { font-size: 16px; font-variant-numeric: tabular-nums; }
.count.none { color: var(--dim); }
.count.none b { font-weight: 500; }
.breaking:not(.none) > b, .sev, .count:not(.none) { color: var(--c, var(--dim)); }
.breaking { --c: var(--breaking); --tint: var(--breaking-bg); --fill: var(--breaking-fill); }
.warning { --c: var(--warning); --tint: var(--warning-bg); --fill: var(--warning-fill); }
.info { --c: var(--info); --tint: var(--info-bg); --fill: var(--info-fill); }
.gap { --c: var(--gap); --tint: var(--gap-bg); --fill: var(--gap-fill); }
svg.bar { display: block; width: 100%; height: 4px; margin: .75rem 0 0; border-radius: 2px; overflow: hidden; }
svg.bar rect, .history rect { fill: var(--fill); }
.history .floor { fill: var(--line); }
.history figcaption { display: flex; justify-content: space-between; gap: 1rem; color: var(--dim); font-size: 11px; font-variant-numeric: tabular-nums; }
.history svg { display: block; min-width: 9rem; }
.facts { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: start; gap: .3rem 2rem; margin-top: .7rem; }
.between { display: grid; flex: 1 1 24rem; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; }
.between > div { display: contents; }
.between dt { color: var(--dim); }
.between dd { overflow-wrap: anywhere; }
.between code { font-size: 13px; margin-right: .6rem; }
.server, .total { color: var(--dim); margin-right: .6rem; white-space: nowrap; }
.objects { color: var(--dim); }
.objects summary { width: max-content; font-size: 12.5px; }
.objects table { border-collapse: collapse; margin: .3rem 0 0; color: var(--ink); font-size: 13px; }
.objects th, .objects td { text-align: right; padding: .05rem 0 .05rem 1.6rem; font-weight: 400; font-variant-numeric: tabular-nums; }
.objects th:first-child { text-align: left; padding-left: 0; }
.objects thead th { color: var(--dim); }
.objects .differs td { font-weight: 650; }

.columns { display: grid; grid-template-columns: 232px minmax(0, 1fr); gap: 2.4rem; margin-top: .9rem; border-top: 1px solid var(--line); padding-top: .95rem; }
.columns.alone { display: block; border-top: 0; padding-top: 0; }
aside { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: .2rem 3px 1rem; margin: -.2rem -3px 0; scrollbar-width: thin; }
.search label { display: flex; justify-content: space-between; color: var(--dim); font-size: 12px; font-weight: 600; }
kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 .35em; font-size: 11px; background: var(--panel); }
input[type=search] { width: 100%; margin-top: .25rem; padding: .38rem .55rem; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 5px; border-color: color-mix(in srgb, var(--dim) 55%, var(--line)); }
input::placeholder { color: var(--dim); opacity: 1; }
.facets > summary { display: none; }
fieldset { margin-top: .85rem; min-width: 0; }
legend { padding: 0; margin-bottom: .15rem; color: var(--dim); font-size: 12px; font-weight: 600; }
.check { display: flex; align-items: center; gap: .5rem; padding: .1rem 0; cursor: pointer; }
.check .name { overflow-wrap: anywhere; }
.check input { margin: 0; width: 14px; height: 14px; accent-color: var(--c, var(--accent)); }
.check.breaking .name, .check.warning .name, .check.info .name { color: var(--c); }
.number { margin-left: auto; color: var(--dim); font-variant-numeric: tabular-nums; }
.result { display: flex; gap: .4rem; align-items: center; margin-top: .9rem; padding-top: .7rem; border-top: 1px solid var(--line); }
.result output { flex: 1; color: var(--dim); font-variant-numeric: tabular-nums; font-size: 12.5px; }
button { font: inherit; font-size: 12.5px; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-color: color-mix(in srgb, var(--dim) 45%, var(--line)); border-radius: 5px; padding: .12rem .55rem; cursor: pointer; white-space: nowrap; }
button:hover:enabled { background: var(--soft); }
button:disabled { color: var(--dim); opacity: .55; cursor: default; }
.groups { margin-top: 1.1rem; }
.groups a { display: flex; gap: .5rem; justify-content: space-between; align-items: baseline; color: inherit; font: 12.5px/1.45 var(--mono); padding: .14rem .4rem; margin: 0 -.4rem; border-radius: 4px; content-visibility: auto; contain-intrinsic-size: auto 22px; }
.groups a:hover { background: var(--soft); text-decoration: none; }
.groups bdi { min-width: 0; overflow-wrap: anywhere; }
.groups :focus-visible { outline-offset: -2px; }

.map { margin-bottom: 1.1rem; }
.map > details > summary { list-style-position: outside; margin-left: 1.1em; }
.map summary h2 { display: inline; }
.sub { color: var(--dim); font-size: 12.5px; margin-left: .5rem; }
.canvas { margin-top: .5rem; overflow: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 7px; padding: 4px; max-height: 75vh; }
.canvas svg { display: block; margin: 0 auto; }
.canvas svg.fits { max-width: 100%; height: auto; }
.lines path { fill: none; stroke: color-mix(in srgb, var(--dim) 60%, var(--panel)); stroke-width: 1.2; }
#arrow path { fill: color-mix(in srgb, var(--dim) 60%, var(--panel)); }
.table rect { fill: var(--soft); stroke: var(--line); }
.table text { font: 12px var(--mono); fill: var(--dim); }
.table.breaking rect, .table.warning rect, .table.info rect { fill: var(--tint); stroke: var(--fill); }
.table.breaking text, .table.warning text, .table.info text { fill: var(--ink); }
.table .badge { fill: var(--c) !important; font-weight: 700; }
.only-expected rect, .only-actual rect { stroke-dasharray: 4 3; }
a.table:hover rect, a.table:focus-visible rect { stroke-width: 2; stroke: var(--c); }
a.table:focus-visible { outline: none; }
footer { margin-top: 2.4rem; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--dim); font-size: 12px; }
`;
