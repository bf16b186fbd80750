import { inWords } from "../../clusters/notation/duration.ts";
import { html } from "../../evidence/text.ts";
import { basisInWords } from "../../timeline/standing.ts";
import type { Phase, Timeline } from "../../timeline/timeline.ts";
import { budgetInWords, budgetOf, moment, phaseTook } from "../wording.ts";
import { gantt } from "./gantt.ts";
import { table, type Cell } from "./table.ts";

/** The drawing; the same in figures, what decided the end and what is not known are folded below it. */
export function timelineSection(timeline: Timeline | undefined): string | undefined {
  if (!timeline) return undefined;
  const { phases, criticalPath, remarks, gaps } = timeline;
  const path = criticalPath.map(
    ({ name, tookMs, what }) => `<strong>${html(name)}</strong>, ${inWords(tookMs)}: ${html(what)}`,
  );
  return [
    `<p class="headline">${html(budgetInWords(timeline))}</p>`,
    gantt(timeline) ?? `<p>Nothing was seen from its start to its end: there is nothing to draw.</p>`,
    folded("Phases in figures", phases.length > 0 ? figures(phases) : ""),
    folded("Critical path", list(path, "ol")),
    folded(
      "Remarks on the timeline",
      list(
        remarks.map((remark) => html(remark)),
        "ul",
      ),
    ),
    folded(
      `Not known: ${gaps.length}`,
      list(
        gaps.map((gap) => html(gap)),
        "ul",
      ),
    ),
  ]
    .filter(Boolean)
    .join("\n");
}

const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>${body}</details>`;

const list = (items: string[], tag: "ul" | "ol"): string =>
  items.length === 0 ? "" : `<${tag}>${items.map((item) => `<li>${item}</li>`).join("")}</${tag}>`;

const figures = (phases: Phase[]): string =>
  table(["Phase", "Start", "End", "Took", "Budget"], phases.map(phaseRow), "Phases of the bootstrap");

const phaseRow = (phase: Phase): Cell[] => [
  html(phase.title),
  edge(phase.start),
  edge(phase.end),
  { html: html(phaseTook(phase)), kind: "number" },
  { html: html(budgetOf(phase)), kind: "number" },
];

const edge = (point: Phase["start"]): string =>
  point
    ? `<span class="moment">${html(moment(point.at))}</span> ±${inWords(point.precisionMs)}<br><span class="soft">${basisInWords(point.basis)}, ${html(point.source)}</span>`
    : "unknown";
