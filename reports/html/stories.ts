import type { Run, RunStory } from "../../evidence/run.ts";
import { html, htmlProse } from "../../evidence/text.ts";
import { glyph, linked, marked } from "./table.ts";
import { MARKS, BY_HAND, byHand, NOT_RUN, ORDER, provenBy, wasRun } from "../wording.ts";

type Criterion = RunStory["criteria"][number];

/**
 * A story's acceptance criteria, a line each; what proves one is folded into its line. The story's further lists (its
 * validation checklist: `VC1`…) are folded whole.
 */
export function storyTable(story: RunStory, run: Run): string {
  if (!wasRun(story)) return `<p>${NOT_RUN}</p>`;
  const [first = [], ...others] = lists(story.criteria);
  const folded = others.map(
    (list) =>
      `<details class="list"><summary>${html(prefixOf(list[0]), 20)}: ${countsOf(list)}</summary>\n${lines(list, run)}</details>`,
  );
  return [lines(first, run), ...folded].join("\n");
}

/** Criteria whose names begin alike, in the story's order. */
function lists(criteria: Criterion[]): Criterion[][] {
  const byPrefix = new Map<string, Criterion[]>();
  for (const criterion of criteria) {
    const prefix = prefixOf(criterion);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), criterion]);
  }
  return [...byPrefix.values()];
}

const prefixOf = (criterion: Criterion | undefined): string => /^[A-Za-z]*/.exec(criterion?.ac ?? "")?.[0] ?? "";

/** `5 failed, 8 passed, 1 by hand` */
function countsOf(list: Criterion[]): string {
  const judged = list.filter((criterion) => !byHand(criterion));
  const told = ([...ORDER, "not-run"] as const).flatMap((verdict) => {
    const count = judged.filter((criterion) => criterion.verdict === verdict).length;
    return count > 0 ? [`<span class="verdict ${verdict}">${count} ${MARKS[verdict].plural}</span>`] : [];
  });
  const attested = list.length - judged.length;
  return [...told, ...(attested > 0 ? [`${attested} not judged: attest by hand`] : [])].join(", ");
}

const lines = (list: Criterion[], run: Run): string => list.map((criterion) => line(criterion, run)).join("\n");

function line(criterion: Criterion, run: Run): string {
  const { ac, statement, verdict } = criterion;
  const head = `<strong>${html(ac, 40)}</strong> <span class="statement">${htmlProse(statement)}</span>`;
  if (byHand(criterion))
    return `<div class="criterion"><div class="line">${head} <span class="soft">${BY_HAND}</span></div></div>`;
  const proof = provenBy(run, criterion).map(({ id, verdict, only }) => {
    const part = only === undefined ? "" : ` of <code>${html(only)}</code>`;
    return `<li>${glyph(verdict)} ${linked(run, id)}${part}</li>`;
  });
  return `<details class="criterion"><summary class="line">${head} ${marked(verdict)}</summary><ul class="proof">${proof.join("\n")}</ul></details>`;
}
