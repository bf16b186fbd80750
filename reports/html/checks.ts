import { commandsOf } from "../../criteria/advice.ts";
import { fullestFirst } from "../../criteria/fullest.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { findingTables } from "./findings.ts";
import { anchor, linked, marked, table, type Cell } from "./table.ts";
import { briefly, foundByOthers } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { html } from "../../evidence/text.ts";
import * as words from "../wording.ts";

/** Why the run is not a pass, causes first, each with what fell because of it. */
export function causes(run: Run): string | undefined {
  if (run.diagnosis.length === 0) return undefined;
  const told = run.diagnosis.map(({ cause, title, evidence, advice, consequences }, index) => {
    const row = run.criteria.find(({ id }) => id === cause);
    const verdict = row?.verdict ?? "fail";
    const because = evidence
      ? findingTables([evidence], title)
      : `<p>Because: <code>${html(row?.reason ?? "")}</code></p>`;
    return `<article class="case ${verdict}">
<h3>${index + 1}. ${words.claimOf(verdict)}: ${html(title)}</h3>
<p class="soft">${linked(run, cause)}</p>
${because}
${next(advice)}
${consequences.length > 0 ? folded(run, consequences) : ""}
</article>`;
  });
  return told.join("\n");
}

function folded(run: Run, ids: string[]): string {
  const items = ids.map((id) => {
    const row = run.criteria.find((other) => other.id === id);
    const [finding] = fullestFirst(row?.findings ?? [], foundByOthers(run, id));
    const seen = finding ? briefly(finding) : row?.reason;
    const link = linked(run, id);
    return `<li>${row ? marked(row.verdict) : ""} ${link}${seen === undefined ? "" : ` <span class="soft">${html(seen, 200)}</span>`}</li>`;
  });
  const count = `${ids.length} ${ids.length === 1 ? "consequence" : "consequences"}`;
  return `<details><summary>${count}</summary><ul>${items.join("\n")}</ul></details>`;
}

export function failures(run: Run): string | undefined {
  const rows = words.rowsWith(run, "fail");
  return rows.length > 0 ? rows.map((row) => failure(row, run)).join("\n") : undefined;
}

export function waived(run: Run): string | undefined {
  const rows = words.rowsWith(run, "waived");
  return rows.length > 0 ? rows.map((row) => failure(row, run)).join("\n") : undefined;
}

function failure(row: RunCheck, run: Run): string {
  const motion = words.motionOf(row);
  const unseen = row.unseen
    .slice(0, words.SHOWN)
    .map(({ subject, reason }) => `<li><code>${html(subject)}</code>: ${html(reason)}</li>`);
  const effort = [words.effortOf(row), row.serves.join(", ")].filter(Boolean).join(" · ");
  return [
    `<article class="case ${row.verdict}">`,
    `<h3 id="${anchor(row.id)}"><span class="${row.verdict}" aria-hidden="true">${words.MARKS[row.verdict].glyph}</span> ${html(row.title)}</h3>`,
    `<p class="soft"><code>${html(row.id)}</code> · ${html(effort)}</p>`,
    row.verdict === "waived" && row.reason !== undefined ? `<p><strong>Waiver:</strong> ${html(row.reason)}</p>` : "",
    row.consequenceOf === undefined ? "" : `<p>A consequence of ${linked(run, row.consequenceOf)}.</p>`,
    row.why === "" ? "" : `<p>${html(row.why)}</p>`,
    findingTables(fullestFirst(row.findings, foundByOthers(run, row.id)), row.title),
    unseen.length > 0 ? `<p>Not seen:</p><ul>${unseen.join("")}</ul>` : "",
    motion === undefined ? "" : `<p>${html(motion)}</p>`,
    next(row.advice ?? ""),
    evidenceOf(row),
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
    ...prose.map((text) => html(text)),
  ].join("<br>");
}

function evidenceOf({ evidence, troubles = [] }: RunCheck): string {
  const files = [...new Set([...evidence, ...troubles.flatMap(({ trouble }) => trouble.transcript ?? [])])];
  if (files.length === 0) return "";
  return `<p class="soft">Evidence: ${files
    .slice(0, words.SHOWN)
    .map((file) => `<code>${html(file)}</code>`)
    .join(", ")}</p>`;
}

/** Checks that were not judged, with the reason; what could not be judged also says what to look at. */
export function reasons(run: Run, verdict: Verdict): string | undefined {
  const rows = words.rowsWith(run, verdict);
  if (rows.length === 0) return undefined;
  const advised = verdict === "inconclusive";
  const body = rows.map((row): Cell[] => [
    `<span id="${anchor(row.id)}">${html(row.title)}</span><br><code class="soft">${html(row.id)}</code>`,
    html(row.reason ?? "no reason given"),
    ...(advised ? [row.advice ? steps(row.advice) : ""] : []),
  ]);
  return table(
    ["Check", "Reason", ...(advised ? ["Next"] : [])],
    body,
    html(words.MARKS[verdict].plural),
    advised ? ["34%", "", "28%"] : ["50%", ""],
  );
}

export function remarks(run: Run): string | undefined {
  const told = run.criteria.flatMap(({ id, remarks }) =>
    remarks.map((remark) => `<li><code>${html(id)}</code>: ${html(remark)}</li>`),
  );
  return told.length > 0 ? `<ul>${told.join("\n")}</ul>` : undefined;
}
