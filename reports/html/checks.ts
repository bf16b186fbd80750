import type { Run, RunCheck } from "../../evidence/run.ts";
import { html, htmlProse } from "../../evidence/text.ts";
import { failingOf, partlyBecauseOf } from "../headlines.ts";
import { briefly, noticesInWords } from "../places.ts";
import { effortOf, motionOf, MARKS, ORDER } from "../wording.ts";
import { findingTables, noticesOfCheck } from "./findings.ts";
import type { Observations } from "./observed.ts";
import { anchor, linked, marked } from "./table.ts";
import { next, value } from "./values.ts";

/** How much of a run a page tells. */
export interface Shown {
  most: number;
  isNamed: boolean;
  observations: Observations;
}

/**
 * Every check under its suite, in the order of the run: a line each, which opens what was found and what it was judged
 * by. A suite is open where something does not hold, which then stands first. At most `most` findings of a check are
 * shown; `isNamed`: the objects of all others can be looked for.
 */
export function everyCheck(run: Run, shown: Shown): string {
  const { most, isNamed } = shown;
  const bySuite = new Map<string, RunCheck[]>();
  for (const check of run.criteria) bySuite.set(check.suite, [...(bySuite.get(check.suite) ?? []), check]);
  if (bySuite.size === 0) return `<p>No check was declared.</p>`;
  const suites = [...bySuite].map(([suite, checks]) => {
    const wrong = checks.filter(isWrong);
    const name = `<h3>${html(suite)}</h3> ${countsOf(checks)}`;
    const body = wrong.length > 0 ? apart(wrong, checks) : rows(checks);
    return `<details class="suite" data-suite="${html(suite)}"${wrong.length > 0 ? " open" : ""}><summary>${name}</summary>\n${body}\n</details>`;
  });
  const isCut = !isNamed && run.criteria.some(({ findings }) => findings.length > most);
  return `${filter([...bySuite.keys()], run, isCut)}\n${suites.join("\n")}`;

  function apart(wrong: RunCheck[], checks: RunCheck[]): string {
    const others = checks.filter((check) => !isWrong(check));
    const rest = `<details class="rest"><summary>${countsOf(others)}</summary>\n${rows(others)}\n</details>`;
    return others.length > 0 ? `${rows(wrong)}\n${rest}` : rows(wrong);
  }

  function rows(checks: RunCheck[]): string {
    return checks.map((check) => row(check, run, shown)).join("\n");
  }
}

const isWrong = ({ verdict }: RunCheck): boolean => verdict === "fail" || verdict === "inconclusive";

/** Shown by the script that makes it work. */
function filter(suites: string[], { criteria, outcome }: Run, isCut: boolean): string {
  const option = (value: string, shown: string): string => `<option value="${value}">${shown}</option>`;
  const verdicts = ORDER.filter((verdict) => outcome.counts[verdict] > 0).map((verdict) =>
    option(verdict, `${MARKS[verdict].word} (${outcome.counts[verdict]})`),
  );
  const noticed = criteria.filter(({ notices = [] }) => notices.length > 0).length;
  if (noticed > 0) verdicts.push(option("noticed", `with notices (${noticed})`));
  const named = suites.map((suite) => option(html(suite), html(suite)));
  const field = (name: string, control: string): string =>
    `<div><label for="filter-${name.toLowerCase()}">${name}</label>${control}</div>`;
  const select = (name: string, any: string, options: string[]): string =>
    `<select id="filter-${name}" name="${name}">${option("", any)}${options.join("")}</select>`;
  const input = (name: string, more = ""): string =>
    `<input id="filter-${name}" type="search" name="${name}" autocomplete="off"${more}>`;
  return `<div class="filter" role="search" aria-label="Checks" hidden>
${field("Text", input("text"))}
${field("Verdict", select("verdict", "any", verdicts))}
${field("Suite", select("suite", "all", named))}
${field("Object", input("object", ` list="objects" placeholder="kind/namespace/name"`))}
<datalist id="objects"></datalist>
<button type="button">Clear</button> <output></output>${isCut ? ` <span class="soft">Of a check with more findings than are shown, run.json has the other objects.</span>` : ""}
</div>`;
}

function countsOf(checks: RunCheck[]): string {
  return ORDER.flatMap((verdict) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    return count > 0 ? [`<span class="verdict ${verdict}">${count} ${MARKS[verdict].plural}</span>`] : [];
  }).join(" · ");
}

function row(check: RunCheck, run: Run, shown: Shown): string {
  const { id, verdict, notices = [] } = check;
  const wrong = verdict === "fail" || verdict === "waived";
  const said = wrong ? failingOf(check) : check.title;
  const noticed = notices.length > 0 ? ` <span class="soft">· ${noticesInWords([check])}</span>` : "";
  return [
    `<details class="check ${verdict}" data-verdict="${verdict}"${notices.length > 0 ? " data-noticed" : ""}>`,
    `<summary>${marked(verdict)} <span class="said">${htmlProse(said)}${seen(check)}${noticed}</span> <code class="soft">${html(id, 120)}</code> <span class="effort soft">${html(effortOf(check))}</span></summary>`,
    `<div class="body" id="${anchor(id)}">`,
    wrong ? `<p>${htmlProse(check.title)}</p>` : "",
    ...body(check, run, shown),
    `</div></details>`,
  ]
    .filter(Boolean)
    .join("\n");
}

/** The first thing that is wrong with it, or why it was not judged, in a few words. */
function seen(check: RunCheck): string {
  const [finding] = check.findings;
  const shown = finding ? briefly(finding, 120) : check.verdict === "pass" ? undefined : check.reason;
  return shown === undefined ? "" : ` <span class="seen soft">${html(shown, 160)}</span>`;
}

function body(check: RunCheck, run: Run, { most, isNamed, observations }: Shown): string[] {
  const { verdict, reason, consequenceOf, why, serves, unseen, findings, advice = "" } = check;
  const motion = motionOf(check);
  const partly = partlyBecauseOf(run, check.id, (cause) => linked(run, cause));
  const told = [
    reason === undefined || isToldBy(unseen, reason)
      ? ""
      : `<p><strong>${verdict === "waived" ? "Waiver" : "Reason"}:</strong> ${value(reason)}</p>`,
    consequenceOf === undefined ? "" : `<p>A consequence of ${linked(run, consequenceOf)}.</p>`,
    partly === undefined ? "" : `<p>${partly}</p>`,
    findingTables(findings, check.title, most),
    isNamed ? foldedObjects(findings, most) : "",
    unseenOf(unseen, most),
    motion === undefined ? "" : `<p>${html(motion)}</p>`,
    next(advice),
    noticesOfCheck(check, most),
    why === "" ? "" : `<p class="why"><strong>Why:</strong> ${htmlProse(why)}</p>`,
    observations(check),
    `<p class="soft">${[serves.length > 0 ? `Asked by ${html(serves.join(", "))}` : "", `<a href="#${anchor(check.id)}">link to this check</a>`].filter(Boolean).join(" · ")}</p>`,
  ];
  return told;
}

/** What is not shown is still found by its object: the names, for the script alone. */
function foldedObjects(findings: RunCheck["findings"], most: number): string {
  const shown = new Set(findings.slice(0, most).map(({ subject }) => subject));
  const others = [...new Set(findings.slice(most).map(({ subject }) => subject))].filter((it) => !shown.has(it));
  return others.length > 0 ? `<template class="objects">${asTree(others)}</template>` : "";
}

/** A line for each kind and namespace, with the names below it: half as long, where there are thousands. */
function asTree(subjects: readonly string[]): string {
  const names = new Map<string, string[]>();
  for (const subject of subjects) {
    const cut = subject.lastIndexOf("/") + 1;
    const above = subject.slice(0, cut);
    const known = names.get(above);
    if (known) known.push(subject.slice(cut));
    else names.set(above, [subject.slice(cut)]);
  }
  return [...names].map(([above, its]) => [above, ...its].map((it) => html(it)).join("\t")).join("\n");
}

/** The reason is made of what was not seen, which is listed anyway. */
const isToldBy = ([first]: RunCheck["unseen"], reason: string): boolean =>
  first !== undefined && reason.startsWith(`${first.subject}: ${first.reason}`);

function unseenOf(unseen: RunCheck["unseen"], most: number): string {
  if (unseen.length === 0) return "";
  const items = unseen
    .slice(0, most)
    .map(({ subject, reason }) => `<li><code class="object">${html(subject)}</code>: ${value(reason)}</li>`);
  const more = unseen.length > most ? `<li class="soft">… and ${unseen.length - most} more in run.json</li>` : "";
  return `<p>Not seen:</p><ul>${items.join("")}${more}</ul>`;
}
