import type { Finding } from "../../criteria/criterion.ts";
import type { Run } from "../../evidence/run.ts";
import { html, htmlProse, line } from "../../evidence/text.ts";
import { causeInWords, counted, partlyInWords } from "../headlines.ts";
import { briefly, partsOf } from "../places.ts";
import { place, reasons } from "./findings.ts";
import { linked, marked } from "./table.ts";
import { next, value } from "./values.ts";

/** So many root causes stand open; what is mended first is among them. */
const OPEN = 5;

/** The root causes, each with its reason, the next command and its consequences. */
export function causes(run: Run): string | undefined {
  if (run.diagnosis.length === 0) return undefined;
  const articles = run.diagnosis.map((_, index) => causeAt(run, index));
  const more = articles.slice(OPEN);
  if (more.length === 0) return articles.join("\n");
  return `${articles.slice(0, OPEN).join("\n")}
<details><summary>${counted(more.length, "more cause")}</summary>${more.join("\n")}</details>`;
}

function causeAt(run: Run, index: number): string {
  const it = run.diagnosis[index];
  if (!it) return "";
  const { cause, title, evidence, advice, consequences, partly = [] } = it;
  const check = run.criteria.find(({ id }) => id === cause);
  const headline = causeInWords(run, it);
  return `<article class="case ${check?.verdict ?? "fail"}">
<h3>${index + 1}. ${htmlProse(headline)}</h3>
${because(headline, evidence, check?.reason)}
${next(advice)}
<p class="soft">${linked(run, cause)} · ${htmlProse(title)}</p>
${consequences.length > 0 ? folded(run, consequences) : ""}
${partly.length > 0 ? `<p class="soft">${partlyInWords(partly.map(({ check: other }) => linked(run, other)))}.</p>` : ""}
</article>`;
}

/** Why, unless the headline says it already. */
function because(headline: string, evidence: Finding | undefined, reason = "no reason was given"): string {
  if (headline.includes(line(evidence?.actual ?? reason))) return evidence ? reasons(evidence) : "";
  return evidence ? evidenceInWords(evidence) : `<p>Because: ${value(reason)}</p>`;
}

/** What is there, before what should be: the reader asks for it first. */
function evidenceInWords(evidence: Finding): string {
  const parts = partsOf(evidence).filter(([label]) => label !== "because" && label !== "mend");
  const order = ["actual", "expected", "since"];
  const lines = parts
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([label, text]) => `<dt>${label}</dt><dd>${value(text)}</dd>`);
  const where = evidence.where ? `<dt>where</dt><dd>${place(evidence.where)}</dd>` : "";
  return `<dl class="because">${lines.join("")}${where}</dl>${reasons(evidence)}`;
}

function folded(run: Run, ids: string[]): string {
  const items = ids.map((id) => {
    const check = run.criteria.find((other) => other.id === id);
    const [finding] = check?.findings ?? [];
    const seen = finding ? briefly(finding) : check?.reason;
    const link = linked(run, id);
    return `<li>${check ? marked(check.verdict) : ""} ${link}${seen === undefined ? "" : ` <span class="soft">${html(seen, 200)}</span>`}</li>`;
  });
  return `<details><summary>${counted(ids.length, "more check")} fell with it</summary><ul class="fell">${items.join("\n")}</ul></details>`;
}
