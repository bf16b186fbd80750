import { inWords } from "../clusters/notation/duration.ts";
import type { Run, RunStory } from "../evidence/run.ts";
import {
  markdownCell as cell,
  markdownCode as code,
  markdownProseCell as proseCell,
  markdownText as text,
} from "../evidence/text.ts";
import * as wording from "../reports/wording.ts";
import { basesInWords } from "../timeline/standing.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Box } from "./parse.ts";

export const HEADING = "## Acceptance evidence";

/** Where a run's evidence lies, and the digest that holds it together. */
export interface Evidence {
  /** `infra/2026-11-21T04-10-22Z`: the last two names of its folder's path. */
  name: string;
  /** SHA-256 of its SHA256SUMS, in hex. */
  digest: string;
  /** Whose signature it bears, where it does. */
  by?: string;
}

interface Told {
  run: Run;
  story: RunStory;
  evidence: Evidence;
  unproven: readonly { box: Box; verdict: string }[];
}

/** The section of evidence, line by line. It says nothing that changes from call to call. */
export function evidenceLines({ run, story, evidence, unproven }: Told): string[] {
  const { cluster, repository, tool, timeline } = run;
  const rows = story.criteria.map((criterion) => {
    const { ac, statement, verdict } = criterion;
    const { glyph, word } = wording.MARKS[verdict];
    const proofs = wording.provenBy(run, criterion).map(({ id, verdict: its, only }) => {
      const part = only === undefined ? "" : ` of ${cell(only)}`;
      return `${wording.MARKS[its].glyph} ${cell(id)}${part}`;
    });
    const told = wording.byHand(criterion) ? wording.BY_HAND : `${glyph} ${word}`;
    return `| ${[text(ac), proseCell(statement), told, proofs.join("<br>")].join(" | ")} |`;
  });
  const uid = cluster.kubeSystemUid === undefined ? "" : ` (kube-system UID ${code(cluster.kubeSystemUid)})`;
  const commit = repository ? `, checkout at ${code(repository.commit)}${repository.dirty ? " with changes" : ""}` : "";
  return [
    `Written by \`assay sign-off\` from a run's evidence; what stands between these comments is written anew by the next one.`,
    "",
    `**${wording.verdictWord(run)}**: cluster ${code(cluster.name)}${uid}, judged ${wording.moment(run.startedAt)} by assay ${text(tool.version)}; profile ${code(cluster.profile)} (SHA-256 ${code(cluster.profileDigest)})${commit}.`,
    "",
    "| AC | Statement | Verdict | Proven by |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    `- Bootstrap: ${bootstrapInWords(timeline)}`,
    `- Waivers: none`,
    ...unproven.map(
      ({ box, verdict }) =>
        `- Ticked before, and not proven by this run: line ${box.line}, ${code(box.text)} (${verdict})`,
    ),
    `- Evidence: ${code(evidence.name)}, SHA-256 of its SHA256SUMS ${code(evidence.digest)}`,
    `- Signature: ${evidence.by === undefined ? "none" : code(evidence.by)}`,
    `- To verify it: \`npx assay verify <folder>\`, and \`sha256sum SHA256SUMS\` in that folder`,
    ...commitLine(timeline).map((line) => `- For the commit message: ${code(line)}`),
  ];
}

/** `21m31s of 30m0s, ±3m8s (start reconstructed, end measured)`. */
function bootstrapInWords(timeline: Timeline | undefined): string {
  const { budget, start, end } = timeline ?? {};
  if (!timeline || budget?.tookMs === undefined || !start || !end) return "how long it took is not known";
  const doubt = start.precisionMs + end.precisionMs;
  return `${inWords(budget.tookMs)} of ${inWords(budget.totalMs)}, ±${inWords(doubt)} (${basesInWords(timeline)})`;
}

/** `bootstrap completed in 21m31s (target: <30min)`; none where it is not known. */
export function commitLine(timeline: Timeline | undefined): string[] {
  const budget = timeline?.budget;
  if (budget?.tookMs === undefined) return [];
  const minutes = budget.totalMs / 60_000;
  const target = Number.isInteger(minutes) ? `${minutes}min` : inWords(budget.totalMs);
  return [`bootstrap completed in ${inWords(budget.tookMs)} (target: <${target})`];
}
