import { consequenceOf, type Diagnosis } from "../diagnosis/diagnosis.ts";
import type { Link } from "../diagnosis/link.ts";
import { adviceOnTroubles } from "../criteria/advice.ts";
import { fullestFirst } from "../criteria/fullest.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Judgement, Verdict } from "../criteria/judge.ts";
import type { DeclaredCheck, CheckFinished, RunEvent, RunStarted } from "./event.ts";
import { outcomeOf } from "./outcome.ts";
import type { Run, RunCheck } from "./run.ts";
import { storiesOf } from "./stories.ts";

/** What the fold needs beside the journal. */
export interface Parts {
  /** Orders what does not hold, root causes first; see `diagnosis/diagnosis.ts`. */
  diagnose: (
    judgements: Judgement[],
    catalogue: Pick<DeclaredCheck, "id" | "title" | "restsOn" | "advice">[],
    links?: readonly Link[],
  ) => Diagnosis;
  /** Used where the journal holds no timeline. */
  timeline?: Timeline;
  /** Why the journal is not trusted; such a run never passes. */
  doubts?: readonly string[];
}

/**
 * Makes run.json's model from the events of a journal, whole or broken off anywhere. Every declared check gets exactly
 * one outcome; one that was never finished is inconclusive.
 */
export function fold(events: readonly RunEvent[], { diagnose, timeline, doubts = [] }: Parts): Run {
  const started = events.find((event) => event.event === "run-started");
  const ended = all(events, "run-finished").at(-1);
  const interrupted = ended === undefined || ended.interrupted;
  const refused = all(events, "run-refused").at(-1)?.message;
  const unidentified = unidentifiedIn(events);
  const unverified = all(events, "identified").some((event) => event.unverified !== undefined);
  const declared = [...(started?.rows ?? []), ...strangers(events, started)];
  const judged = declared.map((row) => judgedOf(row, events, interrupted));
  const diagnosis = advisedBy(
    judged,
    withoutUnjudged(
      diagnose(
        judged.map(({ judgement }) => judgement),
        declared,
        all(events, "links").at(-1)?.links,
      ),
      judged,
    ),
  );
  const criteria = judged.map(({ row, judgement, finished }) => rowOf(row, judgement, finished, events, diagnosis));
  const rebuilt = all(events, "timeline").at(-1)?.timeline ?? timeline;
  const since = all(events, "compared").at(-1)?.since;

  return {
    ...head(events, started),
    outcome: outcomeOf(criteria, {
      ...{ interrupted, filtered: started?.filtered ?? false, refused, unidentified, unverified },
      isDoubted: doubts.length > 0,
    }),
    stories: storiesOf(started?.stories ?? [], criteria, started),
    criteria,
    diagnosis,
    ...(rebuilt && { timeline: rebuilt }),
    requests: requestsOf(events),
    commands: all(events, "command-finished").map(commandOf),
    warnings: [...doubts, ...all(events, "warning").map(({ message }) => message), ...repeats(events)],
    ...(since && { since }),
  };
}

function head(events: readonly RunEvent[], started: RunStarted | undefined) {
  // a later event may lack what an earlier one had
  const identified = Object.assign({}, ...all(events, "identified")) as Partial<Identified>;
  const {
    name = "unknown",
    server = "unknown",
    profile = "unknown",
    profileDigest = "unknown",
  } = started?.cluster ?? {};
  return {
    schema: "assay/run/v1" as const,
    tool: started?.tool ?? { name: "assay", version: "unknown" },
    backend: backendOf(started, identified.simulated === true),
    ...(started?.replayed && {
      replayed: { ...started.replayed, ...(identified.simulated && { simulated: true as const }) },
    }),
    ...(started?.scenario !== undefined && { scenario: started.scenario }),
    cluster: {
      name,
      server,
      ...(identified.kubeSystemUid !== undefined && { kubeSystemUid: identified.kubeSystemUid }),
      ...(identified.kubernetesVersion !== undefined && { kubernetesVersion: identified.kubernetesVersion }),
      profile,
      profileDigest,
    },
    ...(started?.repository && { repository: started.repository }),
    argv: started?.argv ?? [],
    startedAt: events[0]?.at ?? "",
    endedAt: events.at(-1)?.at ?? "",
  };
}

/** A lab is a lab even where it is reached through a kubeconfig of one's own; a replay says of itself what it replays. */
function backendOf(started: RunStarted | undefined, simulated: boolean): Run["backend"] {
  if (started?.backend === "replay" || !simulated) return started?.backend ?? "live";
  return "lab";
}

type Identified = Extract<RunEvent, { event: "identified" }>;

/** Why nobody knows which cluster was judged, where nobody did to the last. */
function unidentifiedIn(events: readonly RunEvent[]): string | undefined {
  const last = events.findLast(
    (event) => event.event === "unidentified" || (event.event === "identified" && event.kubeSystemUid !== undefined),
  );
  return last?.event === "unidentified" ? last.message : undefined;
}

interface Judged {
  row: DeclaredCheck;
  judgement: Judgement;
  finished?: CheckFinished;
}

/** A check that finished twice counts with its worse outcome: a later pass must not hide a fail. */
function judgedOf(row: DeclaredCheck, events: readonly RunEvent[], interrupted: boolean): Judged {
  const finishes = all(events, "row-finished").filter(({ id }) => id === row.id);
  const [finished] = finishes.sort((a, b) => WORST.indexOf(a.judgement.verdict) - WORST.indexOf(b.judgement.verdict));
  if (finished) return { row, judgement: finished.judgement, finished };
  const waited = all(events, "row-waiting").findLast(({ id }) => id === row.id);
  const seen = waited ? `; it last looked like: ${waited.summary}` : "";
  const reason = `never judged: ${interrupted ? "the run was interrupted" : "the run ended without it"}${seen}`;
  const nothing = { examined: 0, findings: [], unseen: [], remarks: [], troubles: [] };
  return { row, judgement: { id: row.id, verdict: "inconclusive", reason, ...nothing } };
}

const WORST: Verdict[] = ["fail", "inconclusive", "waived", "pass", "not-applicable"];

function rowOf(
  row: DeclaredCheck,
  judgement: Judgement,
  finished: CheckFinished | undefined,
  events: readonly RunEvent[],
  diagnosis: Diagnosis,
): RunCheck {
  const {
    verdict,
    examined,
    findings,
    notices = [],
    unseen,
    narrowed,
    remarks,
    reason,
    blockedBy,
    troubles,
  } = judgement;
  const begun = all(events, "row-started").find(({ id }) => id === row.id);
  const waited = all(events, "row-waiting").findLast(({ id }) => id === row.id);
  const cause = consequenceOf(row.id, diagnosis);
  const moving = finished ? finished.moving : waited?.moving;
  return {
    id: row.id,
    title: row.title,
    ...(row.fails !== undefined && { fails: row.fails }),
    suite: row.suite,
    why: row.why,
    serves: row.serves,
    verdict,
    examined,
    findings,
    ...(notices.length > 0 && { notices }),
    unseen,
    ...(narrowed && { narrowed }),
    remarks,
    ...(reason !== undefined && { reason }),
    ...(blockedBy !== undefined && { blockedBy }),
    ...(cause !== undefined && { consequenceOf: cause }),
    ...(troubles.length > 0 && { troubles }),
    patienceMs: row.patienceMs,
    attempts: finished?.attempts ?? waited?.attempt ?? 0,
    ...(moving !== undefined && { moving }),
    ...(finished?.lastChange !== undefined && { lastChange: finished.lastChange }),
    startedAt: finished?.startedAt ?? begun?.at ?? "",
    tookMs: finished?.tookMs ?? 0,
    ...(verdict !== "pass" &&
      verdict !== "not-applicable" && {
        advice: (fullestFirst(findings)[0] ?? unseen[0])?.next ?? (row.advice || adviceOnTroubles(troubles)),
      }),
    evidence: kept(finished?.evidence ?? [], events),
  };
}

/**
 * The files that were kept. A long list has another name than its source's own; what was never read has no file, and
 * neither has any source of a run that was killed.
 */
function kept(files: readonly string[], events: readonly RunEvent[]): string[] {
  const saved = all(events, "observations-saved");
  return files.flatMap((file) => {
    const [, source] = /^observations\/(\w+)\.json$/.exec(file) ?? [];
    return source === undefined ? file : (saved.find(({ sources }) => sources.includes(source))?.file ?? []);
  });
}

/**
 * Leaves out causes that were never judged, because the interruption is their cause, unless judged checks are their
 * consequences.
 */
function withoutUnjudged(diagnosis: Diagnosis, judged: readonly Judged[]): Diagnosis {
  const finished = new Set(judged.flatMap(({ row, finished }) => (finished ? [row.id] : [])));
  return diagnosis.filter(({ cause, consequences }) => [cause, ...consequences].some((id) => finished.has(id)));
}

/** A root cause has the advice of the finding, or of the unseen subject, that is its evidence. */
function advisedBy(judged: readonly Judged[], diagnosis: Diagnosis): Diagnosis {
  return diagnosis.map((it) => {
    const {
      findings = [],
      unseen = [],
      troubles = [],
    } = judged.find(({ row }) => row.id === it.cause)?.judgement ?? {};
    const subject =
      findings.find(({ subject, actual }) => subject === it.evidence?.subject && actual === it.evidence.actual) ??
      unseen.find(({ subject, reason }) => subject === it.evidence?.subject && reason === it.evidence.actual);
    return { ...it, advice: subject?.next ?? (it.advice || adviceOnTroubles(troubles)) };
  });
}

/**
 * Checks that finished without being declared, because the head of the journal is lost or assay has a defect. They are
 * reported too.
 */
function strangers(events: readonly RunEvent[], started: RunStarted | undefined): DeclaredCheck[] {
  const known = new Set(started?.rows.map(({ id }) => id));
  return all(events, "row-finished").flatMap(({ id, suite }) => {
    if (known.has(id)) return [];
    known.add(id);
    return [{ id, title: id, suite, why: "", serves: [], restsOn: [], advice: "", patienceMs: 0 }];
  });
}

function repeats(events: readonly RunEvent[]): string[] {
  const ids = all(events, "row-finished").flatMap(({ id, again }) => (again ? [] : [id]));
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
    (id) => `${id} finished more than once; its worst outcome counts`,
  );
}

function commandOf(event: Extract<RunEvent, { event: "command-finished" }>): Run["commands"][number] {
  const { argv, exit, signal, killed, tookMs, transcript } = event;
  return {
    argv,
    ...(exit !== undefined && { exit }),
    ...(signal !== undefined && { signal }),
    killed,
    tookMs,
    transcript,
  };
}

/** The last running totals of requests. Where the run broke off before any, the retries that the journal shows. */
function requestsOf(events: readonly RunEvent[]): Run["requests"] {
  const last = all(events, "requests").at(-1);
  if (!last) return { total: 0, connections: 0, bytes: 0, byVerb: {}, retries: all(events, "retried").length };
  const { total, connections, bytes, byVerb, retries } = last;
  return { total, connections, bytes, byVerb, retries };
}

type Kind = RunEvent["event"];

const all = <Name extends Kind>(events: readonly RunEvent[], name: Name): Extract<RunEvent, { event: Name }>[] =>
  events.filter((event): event is Extract<RunEvent, { event: Name }> => event.event === name);
