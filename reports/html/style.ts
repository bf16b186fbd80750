/** The look of `report.html`: on screen in light and dark, and on paper. Nothing is fetched. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --shade: #f5f6f8; --rule: #d5dae0;
  --fail: #a40e26; --inconclusive: #8a5300; --waived: #5b3ea6; --pass: #14693a; --na: #57606a; --bar: #3b6ea8; --stamp: #9a3a00; --stamp-ground: #fff4e5; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa4af; --paper: #14171b; --shade: #1d2127; --rule: #363d46;
  --fail: #ff8a8f; --inconclusive: #e9b25a; --waived: #bda8f5; --pass: #6fd19a; --na: #9aa4af; --bar: #7fb0e6; --stamp: #ffb978; --stamp-ground: #33230f; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
main, header, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2rem; }
footer { padding-bottom: 3rem; color: var(--soft); font-size: .9em; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 .6rem; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .8rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.02rem; margin: 1.6rem 0 .3rem; line-height: 1.35; }
p { margin: .45rem 0; max-width: 50rem; }
code { font: .875em/1.45 ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; }
a { color: inherit; text-underline-offset: .15em; text-decoration-color: var(--soft); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
.kicker { color: var(--soft); margin: 0; letter-spacing: .04em; }
.headline { font-size: 1.12rem; margin: 0 0 .3rem; }
.soft { color: var(--soft); }
.fail { color: var(--fail); } .inconclusive { color: var(--inconclusive); } .waived { color: var(--waived); } .pass { color: var(--pass); } .not-applicable, .not-run { color: var(--na); }
.verdict { white-space: nowrap; font-weight: 600; }
.stamp { position: sticky; top: 0; z-index: 2; margin: 0; max-width: none; padding: .5rem 1.5rem; text-align: center; font-weight: 700; color: var(--stamp); background: var(--stamp-ground); border-bottom: 2px solid var(--stamp); }
footer ~ .stamp { position: static; border-bottom: 0; border-top: 2px solid var(--stamp); }
html:has(.stamp) { scroll-padding-top: 4.5rem; }
.reservation { border-left: 4px solid var(--inconclusive); padding: .1rem 0 .1rem .8rem; }
.tally { display: flex; height: .7rem; margin: 1rem 0 .4rem; gap: 2px; }
.tally span { min-width: 4px; background: currentColor; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: 1rem 0 0; list-style: none; font-size: .93em; }
.facts { display: grid; grid-template-columns: max-content 1fr; margin: 0; }
.facts dt, .facts dd { margin: 0; padding: .28rem 0; border-bottom: 1px solid var(--rule); }
.facts dt { color: var(--soft); padding-right: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93em; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .38rem .8rem .38rem 0; border-bottom: 1px solid var(--rule); }
table.fixed { table-layout: fixed; }
thead th { color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--soft); white-space: nowrap; }
tbody th { font-weight: 600; }
tbody.suite > tr:first-child > th { padding-top: 1.1rem; border-bottom: 1px solid var(--soft); }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.number { text-align: right; }
.moment { font-variant-numeric: tabular-nums; }
.case { margin: 1.2rem 0; padding: .1rem 0 .5rem 1rem; border-left: 3px solid currentColor; }
.case > * { color: var(--ink); } .case > h3 { margin-top: .2rem; } .case > .soft { color: var(--soft); }
.reason { margin: .3rem 0; } .reason + .reason { margin-top: 0; }
.warning { color: var(--inconclusive); } .information, .policy { color: var(--na); }
.notices { margin: .8rem 0; } .notices > summary { color: var(--ink); } .notices[open] { margin-bottom: 2rem; }
.next { background: var(--shade); padding: .45rem .8rem; margin: .6rem 0; max-width: none; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--soft); }
ul, ol { padding-left: 1.3rem; margin: .4rem 0; } li { margin: .18rem 0; }
svg { display: block; width: 100%; min-width: 46rem; height: auto; font: 11px system-ui, "Liberation Sans", sans-serif; fill: var(--ink); }
svg .phase { fill: var(--bar); } svg .interval { fill: var(--soft); } svg .critical { stroke: var(--fail); stroke-width: 1.5; }
svg [fill="url(#hatch)"] { fill: url(#hatch); stroke: var(--bar); stroke-width: 1; } svg .critical[fill] { stroke: var(--fail); }
svg .hatch-ground { fill: var(--paper); } svg .hatch-line { fill: var(--bar); }
svg .phase-label { font-weight: 600; } svg .took, svg .tick-label, svg .interval-label { fill: var(--soft); }
svg .tick { stroke: var(--rule); } svg .budget { stroke: var(--fail); stroke-dasharray: 4 3; } svg .budget-label { fill: var(--fail); }
@media screen and (max-width: 44rem) {
  main, header, footer { padding-left: 1rem; padding-right: 1rem; } .stamp { padding: .4rem 1rem; font-size: .9em; }
  h1 { font-size: 1.5rem; }
  .facts { grid-template-columns: 1fr; } .facts dt { border: 0; padding-bottom: 0; font-size: .87em; } .facts dd { padding-top: 0; }
  table.stack, table.stack tbody, table.stack tr, table.stack td, table.stack th { display: block; }
  table.stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table.stack tr { padding: .5rem 0; border-bottom: 1px solid var(--rule); }
  table.stack td, table.stack th { border: 0; padding: .08rem 0; }
  table.stack td[data-label]::before { content: attr(data-label) "  "; color: var(--soft); font-size: .87em; }
  td.number { text-align: left; }
}
@media print {
  @page { size: A4; margin: 20mm 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #57606a; } }
  body { font-size: 9.5pt; } main, header, footer { max-width: none; padding-left: 0; padding-right: 0; } header { padding-top: 0; }
  nav { display: none; } .stamp, footer ~ .stamp { position: static; margin-bottom: 5mm; } a { text-decoration: none; }
  h2, h3, thead { break-after: avoid; } tr, h2, h3, svg, .next { break-inside: avoid; } thead { display: table-header-group; }
  .wide { overflow: visible; } svg { min-width: 0; } details::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; }
  .tally span, .stamp, .next { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/**
 * The stamp on every printed page: in the margin where the browser supports margin boxes, across the page elsewhere.
 */
export const stampedPages = (word: "SIMULATED" | "REPLAYED"): string => `
@media print {
  @page { @top-center { content: "${word}: this is no evidence"; font: 700 9pt system-ui, sans-serif; color: #9a3a00; } }
  body::after { content: "${word}"; position: fixed; inset: 40% 0 auto; text-align: center; white-space: nowrap; font: 700 72pt system-ui, sans-serif; color: rgb(154 58 0 / 9%); transform: rotate(-28deg); pointer-events: none; }
}
`;
