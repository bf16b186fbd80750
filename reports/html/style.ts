/** The look of `report.html`: on screen in light and dark, on a phone, and on paper. Nothing is fetched. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --shade: #f5f6f8; --rule: #d5dae0;
  --fail: #a40e26; --inconclusive: #8a5300; --waived: #5b3ea6; --pass: #14693a; --na: #57606a; --bar: #3b6ea8; --stamp: #9a3a00; --stamp-ground: #fff4e5; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa4af; --paper: #14171b; --shade: #1d2127; --rule: #363d46;
  --fail: #ff8a8f; --inconclusive: #e9b25a; --waived: #bda8f5; --pass: #6fd19a; --na: #9aa4af; --bar: #7fb0e6; --stamp: #ffb978; --stamp-ground: #33230f; } }
* { box-sizing: border-box; } [hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; } html:has(.stamp) { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
main, header, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 1rem; }
footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--soft); font-size: .9em; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .1rem 0 .4rem; }
h2 { font-size: 1.2rem; margin: 1.5rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.02rem; margin: .8rem 0 .3rem; line-height: 1.35; } h4 { font-size: 1em; margin: .8rem 0 .2rem; }
p { margin: .4rem 0; max-width: 54rem; } dl, dd { margin: 0; }
code { font: .875em/1.45 ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; }
a { color: inherit; text-underline-offset: .15em; text-decoration-color: var(--soft); }
:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
button, input, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; padding: .2rem .5rem; } button { cursor: pointer; }
.kicker { color: var(--soft); margin: 0; letter-spacing: .04em; }
.headline { font-size: 1.1rem; margin: 0 0 .3rem; }
.soft { color: var(--soft); }
.fail { color: var(--fail); } .inconclusive { color: var(--inconclusive); } .waived { color: var(--waived); } .pass { color: var(--pass); } .not-applicable, .not-run { color: var(--na); }
.verdict { white-space: nowrap; font-weight: 600; }
.stamp { position: sticky; top: 0; z-index: 2; margin: 0; max-width: none; padding: .4rem 1.5rem; text-align: center; font-weight: 700; color: var(--stamp); background: var(--stamp-ground); border-bottom: 2px solid var(--stamp); }
footer ~ .stamp { position: static; border-bottom: 0; border-top: 2px solid var(--stamp); }
.reservation { border-left: 4px solid var(--inconclusive); padding: .1rem 0 .1rem .8rem; }
.tally { display: block; width: 100%; height: .6rem; margin: .6rem 0 .3rem; } .tally rect { fill: currentColor; }
nav ul { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; padding: 0; margin: .5rem 0 0; list-style: none; font-size: .93em; }
details { margin: .4rem 0; } summary { cursor: pointer; color: var(--soft); } summary h2, summary h3 { display: inline; border: 0; padding: 0; color: var(--ink); }
details.section { border-bottom: 1px solid var(--rule); padding: .5rem 0; margin: 0; } details.section > summary h2 { font-size: 1.05rem; } section + details.section { margin-top: 2.5rem; border-top: 1px solid var(--rule); }
details.section > div { scroll-margin-top: 3rem; }
ul, ol { padding-left: 1.3rem; margin: .4rem 0; } li { margin: .18rem 0; }
.case { margin: .8rem 0; padding: .05rem 0 .05rem 1rem; border-left: 3px solid currentColor; }
.case > * { color: var(--ink); } .case > h3 { margin-top: 0; } .case > .soft { color: var(--soft); }
.because { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; } .because dt { color: var(--soft); }
.reason { margin: .3rem 0; } .reason + .reason { margin-top: 0; }
.next { background: var(--shade); padding: .4rem .8rem; margin: .5rem 0; max-width: none; } .next ul { list-style: none; padding: 0; margin: .1rem 0 0; }
.copy { font-size: .75rem; padding: 0 .45rem; margin-left: .6rem; color: var(--soft); }
.criterion { margin: 0; border-bottom: 1px solid var(--rule); } .line { display: flex; gap: .6rem; align-items: baseline; padding: .22rem 0; color: var(--ink); }
.line > strong { flex: 0 0 3rem; } .line > .statement { flex: 1; } .line > :last-child { flex: none; } .line::-webkit-details-marker { display: none; } details.list { margin-top: .5rem; }
.proof { list-style: none; padding: 0 0 .4rem 3.6rem; margin: 0; }
.axis { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); margin: 0 0 0 20.8rem; max-width: none; color: var(--soft); font-size: .8rem; } .axis span { white-space: nowrap; }
.lanes { list-style: none; margin: 0; padding: 0; } .defs { position: absolute; }
.lane { display: grid; grid-template-columns: 15rem 5.2rem minmax(0, 1fr); gap: 0 .3rem; margin: 0; font-size: .87rem; line-height: 1.35rem; } .gantt .lane:hover, .lane:focus-visible { background: var(--shade); outline-offset: -2px; }
.took { color: var(--soft); text-align: right; white-space: nowrap; padding-right: .4rem; font-variant-numeric: tabular-nums; }
.track { display: block; width: 100%; height: 1.35rem; background: linear-gradient(90deg, var(--rule) 1px, transparent 1px) 0 0 / 25% 100%; }
.bar { fill: var(--bar); stroke: var(--bar); stroke-width: 1; } .bar.interval { fill: var(--soft); stroke: var(--soft); } .bar[fill] { fill: url(#hatch); } .bar.critical { stroke: var(--fail); stroke-width: 2; }
.due { fill: var(--fail); } .hatch-ground { fill: var(--paper); } .hatch-line { fill: var(--bar); }
.told { display: block; min-height: 1.5em; font-size: .87rem; position: sticky; bottom: 0; background: var(--paper); } .told:empty { position: static; } p.tools { max-width: none; } .tools button { margin-right: .3rem; } .legend { font-size: .87rem; max-width: none; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; background: var(--shade); padding: .6rem .8rem; margin: .5rem 0; } .filter label { display: block; font-size: .87rem; color: var(--soft); } .filter input, .filter select { max-width: 100%; } .filter [name=object] { width: 20rem; }
.rest { margin: .2rem 0 .4rem; } .rest > summary { padding: .2rem .4rem; }
.suite { margin: 0; border-bottom: 1px solid var(--rule); } .suite > summary { padding: .4rem 0; } .suite > summary h3 { margin-right: .6rem; }
.check { margin: 0; border-top: 1px solid var(--rule); } .check > summary { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr) 23rem 9rem; gap: 0 .8rem; align-items: baseline; padding: .22rem .4rem; color: var(--ink); } .check > summary:hover { background: var(--shade); }
.effort { text-align: right; font-size: .87rem; } .seen { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 1; overflow: hidden; font-size: .93em; } details[open] > summary .seen { display: none; }
.check > .body { color: var(--ink); padding: .2rem 0 .8rem 1rem; margin-left: .4rem; border-left: 3px solid var(--rule); scroll-margin-top: 3.5rem; }
.observed > pre { margin: .3rem 0; padding: .4rem .8rem; background: var(--shade); white-space: pre-wrap; font: .8em/1.4 ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; }
.body:target { border-left-color: var(--bar); }
.facts { display: grid; grid-template-columns: max-content 1fr; } .facts dt, .facts dd { padding: .25rem 0; border-bottom: 1px solid var(--rule); } .facts dt { color: var(--soft); padding-right: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: .93em; margin: .4rem 0; } table.fixed { table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--rule); }
thead th { color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--soft); white-space: nowrap; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } th.number { text-align: right; } .moment { font-variant-numeric: tabular-nums; }
.warning { color: var(--inconclusive); } .information, .policy { color: var(--na); }
${screens()}`;

/** Two columns where there is room, stacked cells where there is none, and paper. */
function screens(): string {
  return `@media screen and (min-width: 70rem) {
  .first { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2.5rem; align-items: start; }
  .first:has(.case + .case) { grid-template-rows: auto auto 1fr; } .first:has(.case + .case) > .causes { grid-row: 1 / -1; }
  .first:has(> .causes):not(:has(.case + .case)) > .timeline, .first > :only-child { grid-column: 1 / -1; }
  .first:has(> .causes):not(:has(.case + .case)) .lane { grid-template-columns: 22rem 5.2rem minmax(0, 1fr); } .first:has(> .causes):not(:has(.case + .case)) .axis { margin-left: 27.8rem; }
}
@media screen and (max-width: 56rem) {
  .check > summary { grid-template-columns: 8.5rem minmax(0, 1fr); } .check > summary > code, .effort { grid-column: 2; text-align: left; }
}
@media screen and (max-width: 44rem) {
  main, header, footer { padding-left: 1rem; padding-right: 1rem; } .stamp { padding: .3rem 1rem; font-size: .8em; line-height: 1.3; }
  html:has(.stamp) { scroll-padding-top: 5rem; } h1 { font-size: 1.4rem; }
  .facts { grid-template-columns: 1fr; } .facts dt { border: 0; padding-bottom: 0; font-size: .87em; } .facts dd { padding-top: 0; }
  .check > summary { grid-template-columns: minmax(0, 1fr) max-content; } .check > summary > .said, .check > summary > code { grid-column: 1 / -1; } .check > summary > .effort { grid-area: 1 / 2; } .seen { -webkit-line-clamp: 2; }
  .hint { display: none; } .axis { margin-left: 0; } .lane { grid-template-columns: minmax(0, 1fr) max-content; } .track { grid-column: 1 / -1; height: 1rem; } .proof { padding-left: 1rem; }
  .line > strong { flex-basis: 2.5rem; } .filter > div { width: calc(50% - .5rem); } .filter input, .filter select, .filter [name=object] { width: 100%; }
  table.stack, table.stack tbody, table.stack tr, table.stack td, table.stack th { display: block; }
  table.stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table.stack tr { padding: .4rem 0; border-bottom: 1px solid var(--rule); } table.stack td, table.stack th { border: 0; padding: .08rem 0; }
  table.stack td[data-label]::before { content: attr(data-label) "  "; color: var(--soft); font-size: .87em; } td.number { text-align: left; }
}
@media print {
  @page { size: A4; margin: 20mm 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #57606a; } }
  html { font-size: 12px; } body { font-size: 9pt; } main, header, footer { max-width: none; padding-left: 0; padding-right: 0; } header { padding-top: 0; }
  nav, .filter, .tools, .copy, .observed { display: none !important; } .stamp, footer ~ .stamp { position: static; margin-bottom: 5mm; } a { text-decoration: none; }
  h2, h3, thead, summary { break-after: avoid; } tr, h2, h3, .lane, .next, .criterion, summary { break-inside: avoid; } thead { display: table-header-group; }
  details::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; }
  .seen { display: none; } .check > summary { grid-template-columns: 9.5rem minmax(0, 1fr) 19rem; padding: .1rem 0; } .proof li, .fell li { display: inline; margin-right: 1rem; } .fell .soft { display: none; } .check > summary > .effort, .check.pass > .body, .check.not-applicable > .body > :not(:first-child), .body > .why { display: none; }
  .lane { grid-template-columns: 18rem 5rem minmax(0, 1fr); } .axis { margin-left: 23.6rem; }
  .tally, .stamp, .next, .bar, .track { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
}

/**
 * The stamp on every printed page: in the margin where the browser supports margin boxes, across the page elsewhere.
 */
export const stampedPages = (word: "SIMULATED" | "REPLAYED"): string => `
@media print {
  @page { @top-center { content: "${word}: this is no evidence"; font: 700 9pt system-ui, sans-serif; color: #9a3a00; } }
  body::after { content: "${word}"; position: fixed; inset: 40% 0 auto; text-align: center; white-space: nowrap; font: 700 72pt system-ui, sans-serif; color: rgb(154 58 0 / 9%); transform: rotate(-28deg); pointer-events: none; }
}
`;
