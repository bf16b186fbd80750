import { causes, failures, reasons, remarks, waived } from "./checks.ts";
import { compliance, differences, notices } from "./findings.ts";
import { stampedPages, STYLE } from "./style.ts";
import { everyCheck, reproduction, requestsAndCommands, storyTable, timelineSection } from "./appendix.ts";
import { noticesInWords } from "../places.ts";
import type { Run } from "../../evidence/run.ts";
import { html, htmlProse } from "../../evidence/text.ts";
import { firstCause, headline } from "../headlines.ts";
import { sinceInWords } from "../since.ts";
import * as wording from "../wording.ts";

/** One section of the report. */
export interface Section {
  id: string;
  title: string;
  body: string;
}

/** `report.html`: one file that needs no network and runs no script. */
export function htmlReport(run: Run): string {
  const stamp = wording.stampOf(run);
  const word = wording.stampWordOf(run);
  const banner = stamp === undefined ? "" : `<p class="stamp" role="note">${html(stamp)}</p>`;
  const sections = sectionsOf(run);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(`${wording.verdictWord(run)}: ${run.cluster.name}, ${wording.moment(run.startedAt)}${word === undefined ? "" : ` (${word})`}`)}</title>
<style>${STYLE}${word === undefined ? "" : stampedPages(word)}</style>
</head>
<body>
${banner}
<header>
<p class="kicker">assay acceptance report · ${html(wording.moment(run.startedAt))}</p>
${verdict(run)}
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => `<li><a href="#${id}">${html(title, 60)}</a></li>`).join("")}</ul></nav>
</header>
<main>
${sections.map(({ id, title, body }) => `<section aria-labelledby="${id}">\n<h2 id="${id}">${html(title)}</h2>\n${body}\n</section>`).join("\n")}
</main>
<footer>
<p>Rendered from <code>run.json</code> (${html(run.schema)}) by ${html(`${run.tool.name} ${run.tool.version}`)}. What was seen and every command's transcript lie beside this file; <code>SHA256SUMS</code> names them all.</p>
</footer>
${banner}
</body>
</html>
`;
}

const sectionsOf = (run: Run): Section[] =>
  [
    // what to mend comes first
    { id: "causes", title: "Root causes", body: causes(run) },
    { id: "judged", title: "What was judged", body: details(run) },
    ...run.stories.map((story, index) => ({
      id: `story-${index + 1}`,
      title: `Story ${story.id}: ${story.title}`,
      body: storyTable(story, run),
    })),
    { id: "compliance", title: "Pattern compliance", body: compliance(run) },
    { id: "failures", title: "Failures", body: failures(run) },
    { id: "inconclusive", title: "Could not be judged", body: reasons(run, "inconclusive") },
    { id: "waived", title: "Waived", body: waived(run) },
    { id: "differences", title: "Two definitions, key by key", body: differences(run) },
    { id: "notices", title: "Notices", body: notices(run) },
    { id: "not-applicable", title: "Not applicable", body: reasons(run, "not-applicable") },
    { id: "remarks", title: "Remarks", body: remarks(run) },
    { id: "timeline", title: "Timeline", body: timelineSection(run.timeline) },
    { id: "requests", title: "Requests and commands", body: requestsAndCommands(run) },
    { id: "reproduce", title: "How to reproduce", body: reproduction(run) },
    { id: "checks", title: "Every check", body: everyCheck(run) },
  ].flatMap(({ id, title, body }) => (body === undefined ? [] : [{ id, title, body }]));

function verdict(run: Run): string {
  const { outcome } = run;
  const first = firstCause(run);
  const shown = wording.ORDER.filter((verdict) => outcome.counts[verdict] > 0);
  const bars = shown.map((verdict) => `<span class="${verdict}" style="flex:${outcome.counts[verdict]}"></span>`);
  const legend = shown.map(
    (verdict) => `<span class="verdict ${verdict}">${outcome.counts[verdict]} ${wording.MARKS[verdict].plural}</span>`,
  );
  return [
    `<h1><span class="${outcome.verdict}">${wording.verdictWord(run)}</span>: ${html(`${headline(run)} (${run.cluster.name})`)}</h1>`,
    first === undefined ? "" : `<p class="headline">${htmlProse(first)}</p>`,
    run.since ? `<p class="since">${html(sinceInWords(run.since))}</p>` : "",
    ...wording
      .reservationsOf(run)
      .map(({ mark, meaning }) => `<p class="reservation"><strong>${mark}.</strong> ${meaning}</p>`),
    ...run.warnings.map((warning) => `<p class="reservation"><strong>Warning.</strong> ${html(warning)}</p>`),
    `<div class="tally" aria-hidden="true">${bars.join("")}</div>`,
    `<p>${[...legend, noticesInWords(run.criteria), wording.scopeOf(run), html(wording.tookOf(run))].filter(Boolean).join(" · ")}</p>`,
  ].join("\n");
}

const details = (run: Run): string =>
  `<dl class="facts">${wording
    .runDetails(run)
    .map(([label, value]) => `<dt>${html(label)}</dt><dd>${html(value)}</dd>`)
    .join("\n")}</dl>`;
