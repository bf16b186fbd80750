import { inWords } from "../../clusters/notation/duration.ts";
import { basisInWords } from "../../timeline/standing.ts";
import type { Phase, Timeline } from "../../timeline/timeline.ts";
import { anchor, cellOf, glyph, linked, marked, table, type Cell } from "./table.ts";
import type { Run, RunStory } from "../../evidence/run.ts";
import { html, htmlProse } from "../../evidence/text.ts";
import { originsOf } from "../origins.ts";
import { timelineSvg } from "./timeline-svg.ts";
import * as wording from "../wording.ts";

export function storyTable(story: RunStory, run: Run): string {
  const { title, criteria } = story;
  if (!wording.wasRun(story)) return `<p>${wording.NOT_RUN}</p>`;
  const rows = criteria.map((criterion): Cell[] => [
    `<strong>${html(criterion.ac)}</strong>`,
    htmlProse(criterion.statement),
    wording.byHand(criterion) ? wording.BY_HAND : marked(criterion.verdict),
    wording
      .provenBy(run, criterion)
      .map(({ id, verdict, only }) => {
        const part = only === undefined ? "" : ` of <code>${html(only)}</code>`;
        return `${glyph(verdict)} ${linked(run, id)}${part}`;
      })
      .join("<br>"),
  ]);
  return table(["AC", "Statement", "Verdict", "Proven by"], rows, html(title), ["11%", "", "16%", "37%"]);
}

export function timelineSection(timeline: Timeline | undefined): string | undefined {
  if (!timeline) return undefined;
  const { phases, criticalPath, remarks, gaps } = timeline;
  const drawing = timelineSvg(timeline);
  const list = (items: string[], tag: "ul" | "ol"): string =>
    `<${tag}>${items.map((item) => `<li>${item}</li>`).join("")}</${tag}>`;
  return [
    `<p class="headline">${html(wording.budgetInWords(timeline))}</p>`,
    drawing === undefined
      ? `<p>Nothing was seen from its start to its end: there is nothing to draw.</p>`
      : `<div class="wide" tabindex="0" role="region" aria-label="Drawing of the timeline">${drawing}</div>
<p class="soft">Solid: measured or observed. Hatched: reconstructed, or without an end. Outlined in red: on the critical path.</p>`,
    phases.length > 0
      ? table(["Phase", "Start", "End", "Took", "Budget"], phases.map(phaseRow), "Phases of the bootstrap")
      : "",
    criticalPath.length > 0
      ? `<h3>Critical path</h3>${list(
          criticalPath.map(
            ({ name, tookMs, what }) => `<strong>${html(name)}</strong>, ${inWords(tookMs)}: ${html(what)}`,
          ),
          "ol",
        )}`
      : "",
    remarks.length > 0
      ? list(
          remarks.map((remark) => html(remark)),
          "ul",
        )
      : "",
    gaps.length > 0
      ? `<h3>Not known</h3>${list(
          gaps.map((gap) => html(gap)),
          "ul",
        )}`
      : "",
  ]
    .filter(Boolean)
    .join("\n");
}

const phaseRow = (phase: Phase): Cell[] => [
  html(phase.title),
  edge(phase.start),
  edge(phase.end),
  { html: html(wording.phaseTook(phase)), kind: "number" },
  { html: html(wording.budgetOf(phase)), kind: "number" },
];

const edge = (point: Phase["start"]): string =>
  point
    ? `<span class="moment">${html(wording.moment(point.at))}</span> ±${inWords(point.precisionMs)}<br><span class="soft">${basisInWords(point.basis)}, ${html(point.source)}</span>`
    : "unknown";

export function requestsAndCommands({ commands, requests }: Run): string {
  const { total, connections, bytes, byVerb, retries } = requests;
  const verbs = Object.entries(byVerb).map(([verb, count]) => `${html(verb)} ${count}`);
  const api = `<p>${total} requests to the API${verbs.length > 0 ? ` (${verbs.join(", ")})` : ""} on ${connections} connections, ${(bytes / 1e6).toFixed(1)} MB, ${retries} tried again.</p>`;
  if (commands.length === 0) return `${api}<p>No commands were run.</p>`;
  const rows = commands.map((command): Cell[] => [
    `<code>${html(command.argv.join(" "), 300)}</code>`,
    html(wording.endOf(command)),
    { html: inWords(command.tookMs), kind: "number" },
    `<code>${html(command.transcript)}</code>`,
  ]);
  return `${api}${table(["Command", "Ended", "Took", "Transcript"], rows, "Commands", ["", "15%", "9%", "30%"])}`;
}

export const reproduction = (run: Run): string =>
  `<dl>${wording
    .reproductionOf(run)
    .map(({ why, command }) => `<dt>${html(why)}</dt><dd class="next"><code>${html(command, 4_000)}</code></dd>`)
    .join("\n")}</dl>`;

/** Every check under its suite, in the order of the run. Links to a check that passed lead here. */
export function everyCheck({ criteria }: Run): string {
  const head = ["Verdict", "Check", "Asked by", "Examined", "Took"];
  const suites = [...new Set(criteria.map(({ suite }) => suite))].map((suite) => {
    const rows = criteria
      .filter((row) => row.suite === suite)
      .map(({ id, title, verdict, serves, examined, tookMs }) =>
        [
          cellOf(marked(verdict)),
          cellOf(
            `<span${verdict === "pass" ? ` id="${anchor(id)}"` : ""}>${htmlProse(title)}</span><br><code class="soft">${html(id)}</code>`,
          ),
          cellOf(html(serves.join(", ")), "Asked by"),
          cellOf({ html: String(examined), kind: "number" }, "Examined"),
          cellOf({ html: inWords(tookMs), kind: "number" }, "Took"),
        ].join(""),
      );
    return `<tbody class="suite"><tr><th colspan="5" scope="rowgroup">${html(suite)}</th></tr>${rows.map((row) => `<tr>${row}</tr>`).join("\n")}</tbody>`;
  });
  const heads = head.map((name, index) => `<th scope="col"${index > 2 ? ` class="number"` : ""}>${name}</th>`);
  const checks = `<table class="stack" aria-label="Every check"><thead><tr>${heads.join("")}</tr></thead>${suites.join("\n")}</table>`;
  return [checks, ...askedBy(criteria)].join("\n");
}

/** The codes in the table, spelled out. */
function askedBy(criteria: Run["criteria"]): string[] {
  const origins = originsOf(criteria).map((origin) => `<li>${html(origin, 300)}</li>`);
  return origins.length === 0 ? [] : [`<h3>Who asks for a check</h3>`, `<ul class="soft">${origins.join("\n")}</ul>`];
}
