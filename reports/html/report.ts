import type { Observed } from "../../evidence/observed.ts";
import type { Run } from "../../evidence/run.ts";
import { html } from "../../evidence/text.ts";
import { complianceOf } from "../compliance.ts";
import { headline } from "../headlines.ts";
import { inOrder, noticesInWords } from "../places.ts";
import { sinceInWords } from "../since.ts";
import * as wording from "../wording.ts";
import { askedBy, details, remarks, reproduction, requestsAndCommands } from "./appendix.ts";
import { causes } from "./causes.ts";
import { everyCheck, type Shown } from "./checks.ts";
import { compliance, differences } from "./findings.ts";
import { observations } from "./observed.ts";
import { page } from "./page.ts";
// oxlint-disable-next-line import/default -- its text, as vite gives it
import source from "./script/script.js?raw";
import { storyTable } from "./stories.ts";
import { stampedPages, STYLE } from "./style.ts";
import { timelineSection } from "./timeline.ts";

/** Browsers, mail and chat take a page of this many bytes without complaint. */
const LARGEST = 480_000;
/** Of these at most so many show what was observed. */
const OBSERVED = 150_000;

/**
 * `report.html`: one file that needs no network. It is read whole without its script, which filters, zooms and copies.
 * `observed`: what the run's folder holds, shown where it is small and there is room.
 * A page that would be too large shows fewer findings of each check, and in the end names fewer objects; `run.json` has
 * all.
 */
export function htmlReport(told: Run, observed?: Observed): string {
  const run = inOrder(told);
  const without = observations(run, observed, 0);
  for (const isNamed of [true, false])
    for (const most of [wording.SHOWN, 12, 6]) {
      const text = pageOf(run, { most, isNamed, observations: without });
      const room = Math.min(LARGEST - Buffer.byteLength(text), OBSERVED);
      if (room < 0) continue;
      return observed ? pageOf(run, { most, isNamed, observations: observations(run, observed, room) }) : text;
    }
  return pageOf(run, { most: 2, isNamed: false, observations: without });
}

/** Without the comments, which are half of it. */
export const SCRIPT = source.replace(/^[^\S\n]*\/\*\*[^]*?\*\/\n?|\/\*\*.*?\*\/ ?/gm, "");

function pageOf(run: Run, shown: Shown): string {
  const stamp = wording.stampOf(run);
  const word = wording.stampWordOf(run);
  const banner = stamp === undefined ? "" : `<p class="stamp" role="note">${html(stamp)}</p>`;
  const style = `${STYLE}${word === undefined ? "" : stampedPages(word)}`;
  const [first, folded] = [firstScreen(run), appendix(run)];
  const title = `${wording.verdictWord(run)}: ${run.cluster.name}, ${wording.moment(run.startedAt)}${word === undefined ? "" : ` (${word})`}`;
  const body = `${banner}
<header>
<p class="kicker">assay acceptance report · ${html(wording.moment(run.startedAt))}</p>
${verdict(run)}
<nav aria-label="Sections"><ul>${[...first, CHECKS, ...folded.slice(0, 1)].map(({ id, title }) => `<li><a href="#${id}">${html(title, 60)}</a></li>`).join("")}</ul></nav>
</header>
<main>
<div class="first">
${first.map(({ id, title, body }) => `<section class="${id.replace(/-\d+$/, "")}" aria-labelledby="${id}">\n<h2 id="${id}">${html(title)}</h2>\n${body}\n</section>`).join("\n")}
</div>
<section aria-labelledby="${CHECKS.id}">
<h2 id="${CHECKS.id}">${CHECKS.title}</h2>
${everyCheck(run, shown)}
</section>
${folded.map(({ id, title, body }) => `<details class="section"><summary><h2>${html(title)}</h2></summary>\n<div id="${id}">${body}</div>\n</details>`).join("\n")}
</main>
<footer>
<p>Rendered from <code>run.json</code> (${html(run.schema)}) by ${html(`${run.tool.name} ${run.tool.version}`)}. What was seen and every command's transcript lie beside this file; <code>SHA256SUMS</code> names them all.</p>
</footer>
${banner}`;
  return page({ title, style, body, script: SCRIPT });
}

/** One section of the report. */
interface Section {
  id: string;
  title: string;
  body: string;
}

const CHECKS = { id: "checks", title: "Checks" };

const present = (sections: { id: string; title: string; body: string | undefined }[]): Section[] =>
  sections.flatMap(({ body, ...section }) => (body === undefined ? [] : [{ ...section, body }]));

/** What to mend comes first, then what was asked for, then how it went. */
const firstScreen = (run: Run): Section[] =>
  present([
    { id: "causes", title: "Root causes", body: causes(run) },
    ...run.stories.map((story, index) => ({
      id: `story-${index + 1}`,
      title: `Story ${story.id}: ${story.title}`,
      body: storyTable(story, run),
    })),
    { id: "timeline", title: "Timeline", body: timelineSection(run.timeline) },
  ]);

/** What folds away. */
function appendix(run: Run): Section[] {
  const patterns = complianceOf(run);
  const followed = patterns.filter(({ verdict }) => verdict === "pass").length;
  return present([
    { id: "judged", title: "What was judged", body: details(run) },
    { id: "compliance", title: `Patterns: ${followed} of ${patterns.length} followed`, body: compliance(run) },
    { id: "differences", title: "Two definitions, key by key", body: differences(run) },
    { id: "remarks", title: "Remarks", body: remarks(run) },
    { id: "requests", title: "Requests and commands", body: requestsAndCommands(run) },
    { id: "reproduce", title: "How to reproduce", body: reproduction(run) },
    { id: "asked-by", title: "Who asks for a check", body: askedBy(run) },
  ]);
}

function verdict(run: Run): string {
  const { outcome } = run;
  const shown = wording.ORDER.filter((verdict) => outcome.counts[verdict] > 0);
  const legend = shown.map(
    (verdict) => `<span class="verdict ${verdict}">${outcome.counts[verdict]} ${wording.MARKS[verdict].plural}</span>`,
  );
  return [
    `<h1><span class="${outcome.verdict}">${wording.verdictWord(run)}</span>: ${html(`${headline(run)} (${run.cluster.name})`)}</h1>`,
    ...wording
      .reservationsOf(run)
      .map(({ mark, meaning }) => `<p class="reservation"><strong>${mark}.</strong> ${meaning}</p>`),
    ...run.warnings.map((warning) => `<p class="reservation"><strong>Warning.</strong> ${html(warning)}</p>`),
    tally(run),
    `<p>${[...legend, noticesInWords(run.criteria), wording.scopeOf(run), html(wording.tookOf(run))].filter(Boolean).join(" · ")}</p>`,
    run.since ? `<p class="since">${html(sinceInWords(run.since))}</p>` : "",
  ].join("\n");
}

/** The share of each verdict, as a bar. The counts stand below it. */
function tally({ outcome: { counts } }: Run): string {
  const total = Math.max(
    1,
    wording.ORDER.reduce((sum, verdict) => sum + counts[verdict], 0),
  );
  let before = 0;
  const bars = wording.ORDER.map((verdict) => {
    const bar = `<rect class="${verdict}" x="${((before / total) * 100).toFixed(2)}%" width="${((counts[verdict] / total) * 100).toFixed(2)}%" height="100%"/>`;
    before += counts[verdict];
    return counts[verdict] > 0 ? bar : "";
  });
  return `<svg class="tally" aria-hidden="true">${bars.join("")}</svg>`;
}
