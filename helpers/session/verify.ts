import type { AnyCriterion } from "../../criteria/criterion.ts";
import { IDENTITY } from "../../clusters/schema/waivers.ts";
import { advised } from "../../criteria/advice.ts";
import { blocked, judge, unjudged, type Judgement } from "../../criteria/judge.ts";
import type { Trouble } from "../../observations/trouble.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { anyOf, monotonicMs, now } from "../wait/clock.ts";
import type { Following } from "../follow/follow.ts";
import type { PlannedCheck } from "./plan.ts";
import { asksTheApi, contextOf, freshMs, isLate, neededBy, sourcesOf } from "../observe/freshness.ts";
import type { Silence } from "./identity.ts";
import { readsOnlyLocally, type Session } from "./session.ts";
import type { LedgerEntry } from "./ledger.ts";
import { isSettled, wait, type Waited } from "../wait/wait.ts";

/** Judges one check with its patience, and records the outcome in the journal and in the session's ledger. */
export async function verifyCheck(
  session: Session,
  suite: string,
  row: PlannedCheck,
  suiteStartMs: number,
): Promise<Judgement> {
  const { criterion, patienceMs } = row;
  const startedAt = now().toISOString();
  const startedMs = monotonicMs();
  session.record({ event: "row-started", at: startedAt, id: criterion.id, suite, patienceMs });

  const { judgedBy, ...waited } = await outcome(session, row, suiteStartMs + patienceMs);
  if (judgedBy) session.looks.judged(criterion.id, judgedBy);
  const judged = explain(criterion, waited.judgement, session.ledger);
  const judgement = advised(judged, criterion.advice, session.profile);
  session.ledger.set(criterion.id, { criterion, judgement, suite });
  session.record({
    event: "row-finished",
    at: now().toISOString(),
    suite,
    startedAt,
    tookMs: Math.round(monotonicMs() - startedMs),
    evidence: evidenceOf(criterion, judgement),
    ...waited,
    id: criterion.id,
    judgement,
  });
  return judgement;
}

/**
 * Who answers is asked once more when all is judged. Where it is no longer the profile's cluster, the check that said so is
 * told again: what was judged in between may be of either.
 */
export async function verifyIdentityAgain(session: Session): Promise<void> {
  const startedMs = monotonicMs();
  const startedAt = now().toISOString();
  const judged = await session.identityAtTheEnd();
  const known = judged && session.ledger.get(judged.id);
  if (!known) return;
  const judgement = advised(judged, known.criterion.advice, session.profile);
  session.ledger.set(judgement.id, { ...known, judgement });
  session.record({
    event: "row-finished",
    at: now().toISOString(),
    ...{ id: judgement.id, suite: known.suite, judgement, attempts: 1, again: true },
    ...{ startedAt, tookMs: Math.round(monotonicMs() - startedMs), evidence: evidenceOf(known.criterion, judgement) },
  });
}

async function outcome(session: Session, { criterion }: PlannedCheck, deadlineMs: number): Promise<Outcome> {
  const once = (judgement: Judgement): Outcome => ({ judgement, attempts: 1 });
  const { profile, gather, signal } = session;
  if (criterion.irrelevant?.(profile) !== undefined) return once(judge(criterion, {}, { profile, now: now() }));

  const asksTheCluster = !readsOnlyLocally(criterion);
  const refused = asksTheCluster ? await session.refused() : undefined;
  if (refused) return refusedBy(refused, criterion, once(refused));

  let silence: Silence | undefined;
  let lastSeen = "";
  let last: { judgement: Judgement; judgedBy: SourceResults } | undefined;
  const keys = sourcesOf(criterion);
  // without other sources to wait for, such a check calls its command again: `talosctl health`
  const asksAgain = keys.every(isLate) && deadlineMs > monotonicMs();
  const patient = asksAgain ? keys : keys.filter((key) => !isLate(key));
  let followed: { following: Following; stop: AbortController } | undefined;
  let maxAgeMs = freshMs(criterion);
  const waited = await wait({
    deadlineMs,
    signal,
    judge: async () => {
      silence = await silenceFor(criterion, session);
      if (silence && criterion.id !== IDENTITY && !signal.aborted) return unasked(criterion, silence.trouble);
      const fresh = await gather.look(patient, maxAgeMs);
      // a command that takes minutes is not repeated
      const late = await gather.look(
        keys.filter((key) => !patient.includes(key)),
        Number.POSITIVE_INFINITY,
      );
      const results: SourceResults = { ...fresh, ...late };
      if (signal.aborted) return unjudged(criterion, "the run was interrupted");
      last = { judgement: judge(criterion, results, contextOf(profile, results)), judgedBy: results };
      return last.judgement;
    },
    changed: (atMostMs) => {
      followed ??= follow();
      // from now on these are kept current by watches
      maxAgeMs = Number.POSITIVE_INFINITY;
      return followed.following.changed(atMostMs);
    },
    mayWait: () =>
      silence?.isSettled !== true && brokenGate(criterion, session.ledger) === undefined && patient.length > 0,
    onAttempt: ({ number, judgement, moving }) => {
      if (!signal.aborted) lastSeen = summaryOf(judgement);
      if (judgement.verdict === "pass" || (number === 1 && deadlineMs <= monotonicMs())) return;
      session.record({
        event: "row-waiting",
        at: now().toISOString(),
        id: criterion.id,
        attempt: number,
        verdict: judgement.verdict,
        summary: summaryOf(judgement),
        deadline: new Date(now().getTime() + Math.max(0, deadlineMs - monotonicMs())).toISOString(),
        moving,
      });
    },
  });
  followed?.stop.abort();
  const judged: Outcome = { ...waited, ...(last?.judgement === waited.judgement && { judgedBy: last.judgedBy }) };
  if (signal.aborted) return interrupted(judged);
  if (silence && session.settleSilence() && criterion.id !== IDENTITY) return { ...waited, unasked: true };
  // another server may have answered meanwhile
  const refusal = asksTheCluster ? await session.refused() : undefined;
  return refusal ? refusedBy(refusal, criterion, waited) : judged;

  function follow(): { following: Following; stop: AbortController } {
    const stop = new AbortController();
    return { stop, following: session.follow(patient, gather, session.api, anyOf(signal, stop.signal)) };
  }

  /** What was not yet as it should be might have come true: nobody waited to the end. */
  function interrupted(judged: Outcome): Outcome {
    if (isSettled(judged.judgement) || deadlineMs <= monotonicMs()) return judged;
    const reason = `interrupted while it waited; it last looked like: ${lastSeen || "nothing, it was not read yet"}`;
    return { ...waited, judgement: unjudged(criterion, reason) };
  }
}

/** Why a check cannot be judged now, where nobody answers for the cluster; what may still be asked tells why. */
async function silenceFor(criterion: AnyCriterion, session: Session): Promise<Silence | undefined> {
  const needed = neededBy(criterion);
  const silence = needed.some(asksTheApi) ? await session.silence() : undefined;
  return criterion.id === IDENTITY || needed.some((key) => silence?.keeps(key)) ? silence : undefined;
}

interface Outcome extends Waited {
  /** For a reason that is told once for all such checks. */
  unasked?: true;
  /** What was seen where the judgement is the check's own; left out where it was not judged by anything seen. */
  judgedBy?: SourceResults;
}

/** The outcome of a check in a run that is refused. */
function refusedBy(refused: Judgement, criterion: AnyCriterion, waited: Waited): Outcome {
  if (criterion.id === refused.id) return { ...waited, judgement: refused };
  const reason = `the run is refused: ${criterion.id} was not looked at`;
  return { ...waited, judgement: blocked(criterion, refused.id, reason), unasked: true };
}

/** The judgement on a check that is not asked, because nobody answers for the cluster. */
const unasked = (criterion: AnyCriterion, trouble: Trouble): Judgement => ({
  ...blocked(criterion, IDENTITY, `not asked: ${trouble.message}`),
  troubles: [{ source: "identity", trouble }],
});

/** The nearest check that this one rests on and that does not hold. */
const brokenGate = ({ restsOn }: AnyCriterion, ledger: ReadonlyMap<string, LedgerEntry>): string | undefined =>
  restsOn.find((id) => ["fail", "inconclusive"].includes(ledger.get(id)?.judgement.verdict ?? ""));

/** Adds to an inconclusive judgement which check keeps it from being judged. */
export function explain(
  criterion: AnyCriterion,
  judgement: Judgement,
  ledger: ReadonlyMap<string, LedgerEntry>,
): Judgement {
  if (judgement.verdict !== "inconclusive" || judgement.blockedBy !== undefined) return judgement;
  const gate = brokenGate(criterion, ledger);
  return gate === undefined ? judgement : { ...judgement, blockedBy: gate };
}

function evidenceOf(criterion: AnyCriterion, { troubles }: Judgement): string[] {
  const observations = criterion.needs.map((key) => `observations/${key}.json`);
  return [...observations, ...troubles.flatMap(({ trouble }) => trouble.transcript ?? [])];
}

export function summaryOf({ verdict, findings, unseen, reason, examined }: Judgement): string {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  if (first) return `${first.subject}: ${first.actual}${more}`;
  const [hidden] = unseen;
  return reason ?? (hidden ? `${hidden.subject}: ${hidden.reason}` : `${verdict}, ${examined} examined`);
}
