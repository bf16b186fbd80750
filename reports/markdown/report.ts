import { inWords } from "../../clusters/notation/duration.ts";
import { commandsOf } from "../../criteria/advice.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { commandTable, timelineSection } from "./appendix.ts";
import { complianceSection, differencesSection, findingTables, noticesSection, table } from "./findings.ts";
import { briefly, inOrder, noticesInWords } from "../places.ts";
import { remarksOf } from "../remarks.ts";
import { causeInWords, partlyBecauseOf, partlyInWords, failingOf, firstCause, headline } from "../headlines.ts";
import { originsOf } from "../origins.ts";
import type { Run, RunCheck, RunStory } from "../../evidence/run.ts";
import {
  markdownCell as cell,
  markdownCode as code,
  markdownProse as prose,
  markdownProseCell as proseCell,
  markdownText as text,
} from "../../evidence/text.ts";
import { sinceInWords } from "../since.ts";
import * as wording from "../wording.ts";

/** What a reader sees first: the verdict, and the root causes with what to do next. For a summary of a CI job too. */
export const firstScreen = (run: Run): string => [...opening(run)].filter(Boolean).join("\n\n");

const opening = (run: Run): (string | undefined)[] => [stampOf(run), verdict(run), causes(run)];

function stampOf(run: Run): string | undefined {
  const stamp = wording.stampOf(run);
  return stamp === undefined ? undefined : `> [!CAUTION]\n> **${text(stamp)}**`;
}

/** `report.md`: the verdict, the causes and what to do next, then everything that was judged. */
export function markdown(told: Run): string {
  const run = inOrder(told);
  const parts = [
    ...opening(run),
    judged(run),
    ...run.stories.map((it) => story(it, run)),
    complianceSection(run),
    failures(run),
    reasons(run, "inconclusive", "Could not be judged"),
    waived(run),
    differencesSection(run),
    noticesSection(run),
    reasons(run, "not-applicable", "Not applicable"),
    remarks(run),
    timelineSection(run.timeline),
    commandTable(run),
    reproduction(run),
    everyCheck(run),
    stampOf(run),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function verdict(run: Run): string {
  const reservations = wording.reservationsOf(run).map(({ mark, meaning }) => `> **${mark}.** ${meaning}`);
  const first = firstCause(run);
  const counts = [
    ...[wording.countsInWords(run.outcome), wording.scopeOf(run), noticesInWords(run.criteria), wording.tookOf(run)],
  ];
  return [
    `# ${wording.verdictWord(run)}: ${text(`${headline(run)} (${run.cluster.name})`)}`,
    [first === undefined ? "" : `**${prose(first)}**`, `${counts.filter(Boolean).join("; ")}.`]
      .filter(Boolean)
      .join("\n\n"),
    ...(run.since ? [`${prose(sinceInWords(run.since))}.`] : []),
    ...(reservations.length > 0 ? [reservations.join("\n>\n")] : []),
    ...(run.warnings.length > 0 ? [run.warnings.map((warning) => `- Warning: ${text(warning)}`).join("\n")] : []),
  ].join("\n\n");
}

function judged(run: Run): string {
  return `## What was judged\n\n${table(
    ["Fact", "Value"],
    wording.runDetails(run).map(([label, value]) => [label, cell(value)]),
  )}`;
}

function story(it: RunStory, run: Run): string {
  const { id, title, criteria } = it;
  if (!wording.wasRun(it)) return `## Story ${text(id)}: ${text(title)}\n\n${wording.NOT_RUN}`;
  const rows = criteria.map((criterion) => {
    const { ac, statement, verdict } = criterion;
    return [
      text(ac),
      proseCell(statement),
      wording.byHand(criterion) ? wording.BY_HAND : marked(verdict),
      wording
        .provenBy(run, criterion)
        .map(({ id, verdict: its, only }) => {
          const part = only === undefined ? "" : ` of ${cell(only)}`;
          return `${wording.MARKS[its].glyph}\u00a0${cell(id)}${part}`;
        })
        .join("<br>"),
    ];
  });
  return `## Story ${text(id)}: ${text(title)}\n\n${table(["AC", "Statement", "Verdict", "Proven by"], rows)}`;
}

function causes(run: Run): string | undefined {
  if (run.diagnosis.length === 0) return undefined;
  const sections = run.diagnosis.map((it, index) => {
    const { cause, title, evidence, advice, consequences, partly } = it;
    const check = run.criteria.find(({ id }) => id === cause);
    const reason = evidence ? undefined : check?.reason;
    return [
      `### ${index + 1}. ${prose(causeInWords(run, it))}`,
      `${code(cause)} · ${prose(title)}${consequences.length > 0 ? ` · ${countOf(consequences)}` : ""}`,
      evidence && findingTables([evidence]),
      reason === undefined ? undefined : `Because: ${code(reason)}`,
      advice === "" ? undefined : `Next: ${steps(advice)}`,
      consequences.length > 0 ? folded(run, consequences) : undefined,
      partly && `${partlyInWords(partly.map(({ check: other }) => code(other)))}.`,
    ]
      .filter(Boolean)
      .join("\n\n");
  });
  return `## Root causes\n\n${sections.join("\n\n")}`;
}

const countOf = (consequences: string[]): string =>
  `${consequences.length} ${consequences.length === 1 ? "consequence" : "consequences"}`;

function folded(run: Run, ids: string[]): string {
  const items = ids.map((id) => {
    const check = run.criteria.find((other) => other.id === id);
    if (!check) return `- ${code(id)}`;
    const [finding] = check.findings;
    const seen = finding ? briefly(finding) : check.reason;
    return `- ${marked(check.verdict)} ${code(id)}${seen === undefined ? "" : `: ${code(seen, 200)}`}`;
  });
  return `<details><summary>${countOf(ids)}</summary>\n\n${items.join("\n")}\n\n</details>`;
}

function failures(run: Run): string | undefined {
  const rows = wording.checksWith(run, "fail");
  if (rows.length === 0) return undefined;
  return `## Failures\n\n${rows.map((row) => failure(row, run)).join("\n\n")}`;
}

function failure(check: RunCheck, run: Run): string {
  const motion = wording.motionOf(check);
  return [
    `### ${wording.MARKS[check.verdict].glyph} ${prose(failingOf(check))}`,
    prose(check.title),
    `${code(check.id)} · ${wording.effortOf(check)}${check.serves.length > 0 ? ` · ${text(check.serves.join(", "))}` : ""}`,
    check.consequenceOf === undefined ? undefined : `A consequence of ${code(check.consequenceOf)}.`,
    partlyBecauseOf(run, check.id, code),
    check.why === "" ? undefined : prose(check.why),
    findingTables(check.findings),
    check.unseen.length > 0
      ? `Not seen: ${check.unseen
          .map(({ subject, reason }) => code(`${subject}: ${reason}`))
          .slice(0, wording.SHOWN)
          .join(", ")}`
      : undefined,
    motion,
    check.advice ? `Next: ${steps(check.advice)}` : undefined,
    evidenceOf(check),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** Each command on a line of its own, then the sentences. */
function steps(advice: string, span = code): string {
  const { commands, prose: sentences } = commandsOf(advice);
  return [...commands.map((command) => span(command, 4_000)), ...sentences.map((part) => prose(part))].join("<br>");
}

function evidenceOf({ evidence, troubles = [] }: RunCheck): string | undefined {
  const files = [...new Set([...evidence, ...troubles.flatMap(({ trouble }) => trouble.transcript ?? [])])];
  return files.length > 0
    ? `Evidence: ${files
        .slice(0, wording.SHOWN)
        .map((file) => code(file))
        .join(", ")}`
    : undefined;
}

function reasons(run: Run, verdict: Verdict, title: string): string | undefined {
  const rows = wording.checksWith(run, verdict);
  if (rows.length === 0) return undefined;
  const next = verdict === "inconclusive";
  const body = rows.map((check) => [
    `${proseCell(check.title)}<br>${cell(check.id)}`,
    cell(check.reason ?? "no reason given"),
    ...(next ? [check.advice ? steps(check.advice, cell) : ""] : []),
  ]);
  return `## ${title}\n\n${table(["Check", "Reason", ...(next ? ["Next"] : [])], body)}`;
}

function waived(run: Run): string | undefined {
  const rows = wording.checksWith(run, "waived");
  if (rows.length === 0) return undefined;
  const items = rows.map((check) => `${failure(check, run)}\n\nWaiver: ${code(check.reason ?? "")}`);
  return `## Waived\n\n${items.join("\n\n")}`;
}

function remarks(run: Run): string | undefined {
  const items = remarksOf(run).map(({ remark, ids }) => `- ${prose(remark)} (${ids.map((id) => code(id)).join(", ")})`);
  return items.length > 0 ? `## Remarks\n\n${items.join("\n")}` : undefined;
}

function reproduction(run: Run): string {
  const items = wording.reproductionOf(run).map(({ why, command }) => `- ${text(why)}: ${code(command, 4_000)}`);
  return `## How to reproduce\n\n${items.join("\n")}`;
}

function everyCheck({ criteria }: Run): string {
  const rows = criteria.map((check) => [
    text(check.suite),
    marked(check.verdict),
    `${proseCell(check.title)}<br>${cell(check.id)}`,
    text(check.serves.join(", ")),
    String(check.examined),
    inWords(check.tookMs),
  ]);
  const origins = originsOf(criteria).map((origin) => `- ${text(origin, 300)}`);
  return [
    "## Every check",
    table(["Suite", "Verdict", "Check", "Asked by", "Examined", "Took"], rows),
    ...(origins.length > 0 ? [`The codes of who asks for a check:\n\n${origins.join("\n")}`] : []),
  ].join("\n\n");
}

const marked = (verdict: Verdict | "not-run"): string =>
  `${wording.MARKS[verdict].glyph} ${wording.MARKS[verdict].word}`.replace(/ /g, "\u00a0");
