import { inWords } from "../clusters/notation/duration.ts";
import { basesInWords } from "../timeline/standing.ts";
import type { Phase, Timeline } from "../timeline/timeline.ts";
import type { Verdict } from "../criteria/judge.ts";
import type { Run, RunCheck, RunStory } from "../evidence/run.ts";
import { line, shellWord } from "../evidence/text.ts";

/** The sign and words of each verdict, the same in every format. */
export const MARKS: Record<Verdict | "not-run", { glyph: string; word: string; plural: string }> = {
  pass: { glyph: "✓", word: "pass", plural: "passed" },
  fail: { glyph: "✗", word: "fail", plural: "failed" },
  inconclusive: { glyph: "?", word: "inconclusive", plural: "inconclusive" },
  waived: { glyph: "~", word: "waived", plural: "waived" },
  "not-applicable": { glyph: "–", word: "not applicable", plural: "not applicable" },
  "not-run": { glyph: "·", word: "not run", plural: "not run" },
};

/** Worst first. */
export const ORDER: Verdict[] = ["fail", "inconclusive", "waived", "pass", "not-applicable"];

export function verdictWord({ outcome }: Run): string {
  if (outcome.refused !== undefined) return "REFUSED";
  return isOnlySilent(outcome) ? "PARTIAL" : MARKS[outcome.verdict].word.toUpperCase();
}

/** Everything that was judged holds, but the profile is silent about what runs. */
export const isOnlySilent = ({ silentAbout, counts, verdict, interrupted, unidentified }: Run["outcome"]): boolean =>
  verdict === "inconclusive" &&
  silentAbout !== undefined &&
  counts.inconclusive === 1 &&
  !interrupted &&
  unidentified === undefined;

/** How much of the cluster was judged: `61 of 101 checks apply`. */
export function scopeOf({ outcome, criteria }: Run): string {
  return `${criteria.length - outcome.counts["not-applicable"]} of ${criteria.length} checks apply`;
}

/** The stamp on every page of a run that judged no live cluster. */
export function stampOf({ backend, scenario, startedAt, replayed }: Run): string | undefined {
  const of = scenario === undefined ? "" : ` (scenario ${line(scenario, 80)})`;
  switch (backend) {
    case "live":
      return undefined;
    case "lab":
      return `SIMULATED: judged against the embedded lab${of}, not a cluster. This is no evidence.`;
    case "replay": {
      const lab = replayed?.simulated ? ` SIMULATED: the embedded lab${of}, not a cluster.` : "";
      return `REPLAYED: what was observed on ${moment(startedAt)}, judged again. Nothing was observed anew.${lab}`;
    }
  }
}

/** The stamp in a word, for a title or a page's margin. */
export function stampWordOf({ backend }: Run): "SIMULATED" | "REPLAYED" | undefined {
  if (backend === "live") return undefined;
  return backend === "replay" ? "REPLAYED" : "SIMULATED";
}

/** What a reader must know before trusting the verdict. */
export function reservationsOf({ outcome }: Run): { mark: string; meaning: string }[] {
  return [
    ...(outcome.interrupted
      ? [
          {
            mark: "INTERRUPTED",
            meaning: "The run did not reach its end; what was not judged by then is inconclusive.",
          },
        ]
      : []),
    ...(outcome.partial ? [{ mark: "PARTIAL", meaning: partialBecause(outcome) }] : []),
  ];
}

function partialBecause({ silentAbout, unverified }: Run["outcome"]): string {
  const reasons = [
    ...(silentAbout ? [`the profile is silent about what runs there (${silentAbout.join(", ")})`] : []),
    ...(unverified ? ["the server's certificate was not verified, which the profile allows"] : []),
  ];
  const because = reasons.length > 0 ? reasons.join("; ") : "checks were left out or waived";
  return `${because.charAt(0).toUpperCase()}${because.slice(1)}: this run proves less than the whole.`;
}

/** `3 failed, 2 inconclusive, 60 passed`: worst first, without zeros. */
export const countsInWords = ({ counts }: Run["outcome"]): string =>
  ORDER.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${MARKS[verdict].plural}`)
    .join(", ") || "no checks";

/** Whether any check of a story was run. */
export const wasRun = ({ criteria }: RunStory): boolean => criteria.some(({ verdict }) => verdict !== "not-run");

export const NOT_RUN = "None of its checks were run.";

/** No check can judge it: the profile names none. */
export const byHand = ({ criteria }: RunStory["criteria"][number]): boolean => criteria.length === 0;

export const BY_HAND = "not judged: attest by hand";

/** The checks that prove an acceptance criterion, each with the verdict of as much of it as counts. */
export const provenBy = (
  run: Pick<Run, "criteria">,
  { criteria, narrowed = [] }: RunStory["criteria"][number],
): { id: string; verdict: Verdict | "not-run"; only?: string }[] => [
  ...criteria
    .filter((id) => !narrowed.some(({ check }) => check === id))
    .map((id) => ({ id, verdict: verdictOf(run, id) })),
  ...narrowed.map(({ check, verdict, only }) => ({
    id: check,
    verdict,
    only: only.map((it) => line(it, 80)).join(", "),
  })),
];

/** The verdict of one check in this run. */
export const verdictOf = ({ criteria }: Pick<Run, "criteria">, id: string): Verdict | "not-run" =>
  criteria.find((check) => check.id === id)?.verdict ?? "not-run";

/** Whether only a checkout was read. */
const isOffline = ({ criteria, cluster }: Run): boolean =>
  cluster.kubeSystemUid === undefined &&
  criteria.length > 0 &&
  criteria.every(({ id }) => id.startsWith("repository/"));

/** What was judged, where, and by which version. */
export function runDetails(run: Run): [label: string, value: string][] {
  const { cluster, repository, tool } = run;
  const met: [string, string][] = [
    ["Server", cluster.server],
    ["kube-system UID", cluster.kubeSystemUid ?? "not seen"],
    ["Kubernetes", cluster.kubernetesVersion ?? "not seen"],
  ];
  const details: [string, string | undefined][] = [
    ["Cluster", cluster.name],
    ...(isOffline(run) ? [] : met),
    ["Profile", cluster.profile],
    ["Profile digest", cluster.profileDigest],
    [
      "Repository",
      repository && `${repository.path} at ${repository.commit}${repository.dirty ? ", with changes" : ""}`,
    ],
    ["Judged by", `${tool.name} ${tool.version}, schema ${run.schema}`],
    ["Backend", run.scenario === undefined ? run.backend : `${run.backend}, scenario ${run.scenario}`],
    ["Started", moment(run.startedAt)],
    ["Ended", run.outcome.interrupted ? `${moment(run.endedAt)} (interrupted)` : moment(run.endedAt)],
    ["Took", tookOf(run)],
    ["Exit code", String(run.outcome.exit)],
  ];
  return details.flatMap(([label, value]) => (value === undefined ? [] : [[label, line(value)]]));
}

export function tookOf({ startedAt, endedAt }: Run): string {
  const took = Date.parse(endedAt) - Date.parse(startedAt);
  return Number.isNaN(took) ? "unknown" : inWords(took);
}

/** `2026-11-21 04:10:22 UTC`. Text that is no time is returned as it is. */
export function moment(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at === "" ? "unknown" : line(at, 60);
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `2 of 5 · 8 looks · 5m0s`: how many subjects were judged, how often, and how long it took. */
export function effortOf({ findings, examined, verdict, attempts, tookMs }: RunCheck): string {
  const judged =
    verdict === "fail" || verdict === "waived" ? foundOf(findings.length, examined) : `${examined} examined`;
  const parts = [examined > 0 ? judged : undefined, attempts > 1 ? `${attempts} looks` : undefined, inWords(tookMs)];
  return parts.filter(Boolean).join(" · ");
}

/** `2 of 5`, or `6 findings in 5 examined`: one subject may have several findings. */
export const foundOf = (found: number, examined: number): string =>
  found > examined ? `${found} findings in ${examined} examined` : `${found} of ${examined}`;

/**
 * Whether things were still moving when patience ran out (slow) or had stopped (broken). `undefined` where the check
 * did not wait.
 */
export function motionOf({ verdict, moving, lastChange, attempts }: RunCheck): string | undefined {
  if (verdict === "pass" || attempts < 2 || moving === undefined) return undefined;
  if (moving) return "Still moving when patience ran out: slow rather than broken.";
  return `Nothing moved ${lastChange ? `since ${moment(lastChange)}` : "while it was waited for"}: broken rather than slow.`;
}

/** What precedes a check's title, which states what is true of a healthy cluster. */
export const claimOf = (verdict: Verdict): string => (verdict === "inconclusive" ? "Not judged" : "Does not hold");

/** The commands that repeat the run, and that verify this evidence. */
export function reproductionOf({ argv, repository }: Run): { why: string; command: string }[] {
  const again = ["npx", "assay", ...argv].map((word) => shellWord(line(word, 2_000)));
  const checkout = repository && ["git", "-C", repository.path, "checkout", repository.commit];
  return [
    ...(checkout
      ? [
          {
            why: `The repository as it was judged${repository.dirty ? " (it had uncommitted changes, which are not in the commit)" : ""}`,
            command: checkout.map((word) => shellWord(line(word, 2_000))).join(" "),
          },
        ]
      : []),
    { why: "The same run again", command: again.join(" ") },
    { why: "That this evidence is unchanged", command: "sha256sum -c SHA256SUMS" },
  ];
}

/** `Took 22m10s of 30m0s: 7m50s to spare (reconstructed).` */
export function budgetInWords(timeline: Timeline): string {
  const { budget } = timeline;
  if (!budget) return "No budget.";
  const { totalMs, tookMs, slackMs = tookMs === undefined ? undefined : totalMs - tookMs, atLeastMs } = budget;
  if (tookMs === undefined || slackMs === undefined) {
    const least = atLeastMs === undefined ? "How long it took is not known" : `Took at least ${inWords(atLeastMs)}`;
    return `${least}; the budget is ${inWords(totalMs)}.`;
  }
  const rest = slackMs >= 0 ? `${inWords(slackMs)} to spare` : `${inWords(-slackMs)} over`;
  return `Took ${inWords(tookMs)} of ${inWords(totalMs)}: ${rest} (${basesInWords(timeline)}).`;
}

/** How long a phase took, or took at the least. */
export function phaseTook({ tookMs, atLeastMs }: Phase): string {
  if (tookMs !== undefined) return inWords(tookMs);
  return atLeastMs === undefined ? "unknown" : `at least ${inWords(atLeastMs)}`;
}

/** A phase's budget, and by how much it took longer. */
export function budgetOf({ tookMs, atLeastMs = 0, budgetMs }: Phase): string {
  if (budgetMs === undefined) return "";
  const over = (tookMs ?? atLeastMs) - budgetMs;
  return `${inWords(budgetMs)}${over > 0 ? `, ${inWords(over)} over` : ""}`;
}

/** How a command ended. One that was killed never shows an exit code. */
export function endOf({ exit, signal, killed }: Run["commands"][number]): string {
  if (killed) return `killed${signal === undefined ? "" : ` (${line(signal, 40)})`}`;
  return signal === undefined ? `exit ${exit ?? "unknown"}` : line(signal, 40);
}

export const checksWith = ({ criteria }: Run, verdict: Verdict): RunCheck[] =>
  criteria.filter((check) => check.verdict === verdict);

/** At most this many findings of a check are shown to people; `run.json` has all. */
export const SHOWN = 25;
