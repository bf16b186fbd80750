import { commandsOf } from "../../criteria/advice.ts";
import { fullestFirst } from "../../criteria/fullest.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { findingTables } from "./findings.ts";
import { anchor, linked, marked, table, type Cell } from "./table.ts";
import { briefly, foundByOthers } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { html, htmlProse } from "../../evidence/text.ts";
import { causeInWords, failingOf } from "../headlines.ts";
import { remarksOf } from "../remarks.ts";
import * as wording from "../wording.ts";

/** The root causes, each with its consequences. */
export function causes(run: Run): string | undefined {
  if (run.diagnosis.length === 0) return undefined;
  const articles = run.diagnosis.map((it, index) => {
    const { cause, title, evidence, advice, consequences } = it;
    const check = run.criteria.find(({ id }) => id === cause);
    const verdict = check?.verdict ?? "fail";
    const because = evidence
      ? findingTables([evidence], title)
      : `<p>Because: <code>${html(check?.reason ?? "")}</code></p>`;
    return `<article class="case ${verdict}">
<h3>${index + 1}. ${htmlProse(causeInWords(run, it))}</h3>
<p class="soft">${linked(run, cause)} · ${htmlProse(title)}</p>
${because}
${next(advice)}
${consequences.length > 0 ? folded(run, consequences) : ""}
</article>`;
  });
  return articles.join("\n");
}

function folded(run: Run, ids: string[]): string {
  const items = ids.map((id) => {
    const check = run.criteria.find((other) => other.id === id);
    const [finding] = fullestFirst(check?.findings ?? [], foundByOthers(run, id));
    const seen = finding ? briefly(finding) : check?.reason;
    const link = linked(run, id);
    return `<li>${check ? marked(check.verdict) : ""} ${link}${seen === undefined ? "" : ` <span class="soft">${html(seen, 200)}</span>`}</li>`;
  });
  const count = `${ids.length} ${ids.length === 1 ? "consequence" : "consequences"}`;
  return `<details><summary>${count}</summary><ul>${items.join("\n")}</ul></details>`;
}

export function failures(run: Run): string | undefined {
  const checks = wording.checksWith(run, "fail");
  return checks.length > 0 ? checks.map((check) => failure(check, run)).join("\n") : undefined;
}

export function waived(run: Run): string | undefined {
  const checks = wording.checksWith(run, "waived");
  return checks.length > 0 ? checks.map((check) => failure(check, run)).join("\n") : undefined;
}

function failure(check: RunCheck, run: Run): string {
  const motion = wording.motionOf(check);
  const unseen = check.unseen
    .slice(0, wording.SHOWN)
    .map(({ subject, reason }) => `<li><code>${html(subject)}</code>: ${html(reason)}</li>`);
  const effort = [wording.effortOf(check), check.serves.join(", ")].filter(Boolean).join(" · ");
  return [
    `<article class="case ${check.verdict}">`,
    `<h3 id="${anchor(check.id)}"><span class="${check.verdict}" aria-hidden="true">${wording.MARKS[check.verdict].glyph}</span> ${htmlProse(failingOf(check))}</h3>`,
    `<p>${htmlProse(check.title)}</p>`,
    `<p class="soft"><code>${html(check.id)}</code> · ${html(effort)}</p>`,
    check.verdict === "waived" && check.reason !== undefined
      ? `<p><strong>Waiver:</strong> ${html(check.reason)}</p>`
      : "",
    check.consequenceOf === undefined ? "" : `<p>A consequence of ${linked(run, check.consequenceOf)}.</p>`,
    check.why === "" ? "" : `<p>${htmlProse(check.why)}</p>`,
    findingTables(fullestFirst(check.findings, foundByOthers(run, check.id)), check.title),
    unseen.length > 0 ? `<p>Not seen:</p><ul>${unseen.join("")}</ul>` : "",
    motion === undefined ? "" : `<p>${html(motion)}</p>`,
    next(check.advice ?? ""),
    evidenceOf(check),
    `</article>`,
  ]
    .filter(Boolean)
    .join("\n");
}

const next = (advice: string): string =>
  advice === "" ? "" : `<div class="next"><strong>Next:</strong> ${steps(advice)}</div>`;

/** Each command on a line of its own, then the sentences. */
function steps(advice: string): string {
  const { commands, prose } = commandsOf(advice);
  return [
    ...commands.map((command) => `<code>${html(command, 4_000)}</code>`),
    ...prose.map((text) => htmlProse(text)),
  ].join("<br>");
}

function evidenceOf({ evidence, troubles = [] }: RunCheck): string {
  const files = [...new Set([...evidence, ...troubles.flatMap(({ trouble }) => trouble.transcript ?? [])])];
  if (files.length === 0) return "";
  return `<p class="soft">Evidence: ${files
    .slice(0, wording.SHOWN)
    .map((file) => `<code>${html(file)}</code>`)
    .join(", ")}</p>`;
}

/** The checks with this verdict and the reason of each. Inconclusive ones also say what to look at next. */
export function reasons(run: Run, verdict: Verdict): string | undefined {
  const checks = wording.checksWith(run, verdict);
  if (checks.length === 0) return undefined;
  const advised = verdict === "inconclusive";
  const body = checks.map((check): Cell[] => [
    `<span id="${anchor(check.id)}">${htmlProse(check.title)}</span><br><code class="soft">${html(check.id)}</code>`,
    html(check.reason ?? "no reason given"),
    ...(advised ? [check.advice ? steps(check.advice) : ""] : []),
  ]);
  return table(
    ["Check", "Reason", ...(advised ? ["Next"] : [])],
    body,
    html(wording.MARKS[verdict].plural),
    advised ? ["34%", "", "28%"] : ["50%", ""],
  );
}

export function remarks(run: Run): string | undefined {
  const items = remarksOf(run).map(
    ({ remark, ids }) =>
      `<li>${htmlProse(remark)} <span class="soft">(${ids.map((id) => linked(run, id)).join(", ")})</span></li>`,
  );
  return items.length > 0 ? `<ul>${items.join("\n")}</ul>` : undefined;
}
