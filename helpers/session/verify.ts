import type { AnyCriterion } from "../../criteria/criterion.ts";
import { blocked, judge, unjudged, type Judgement } from "../../criteria/judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { anyOf, monotonicMs, now } from "../wait/clock.ts";
import type { Following } from "../follow/follow.ts";
import type { PlannedCheck } from "./plan.ts";
import { contextOf, isLate, sourcesOf } from "../observe/freshness.ts";
import { readsOnlyLocally, type Session } from "./session.ts";
import type { LedgerEntry } from "./ledger.ts";
import { wait, type Waited } from "../wait/wait.ts";

/** How old a look may be when a row begins: rows of one gather judge one moment. */
const FRESH_MS = 15_000;

/** Judges one row with its patience, tells the journal, and enters the outcome in the session's ledger. */
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

  const waited = await outcome(session, row, suiteStartMs + patienceMs);
  const judgement = explain(criterion, waited.judgement, session.ledger);
  session.ledger.set(criterion.id, { criterion, judgement });
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

async function outcome(session: Session, { criterion }: PlannedCheck, deadlineMs: number): Promise<Waited> {
  const once = (judgement: Judgement): Waited => ({ judgement, attempts: 1 });
  const { profile, gather, signal } = session;
  if (criterion.irrelevant?.(profile) !== undefined) return once(judge(criterion, {}, { profile, now: now() }));

  const refused = await session.refused();
  if (refused && criterion.id !== refused.id && !readsOnlyLocally(criterion)) {
    return once(
      blocked(
        criterion,
        refused.id,
        `another cluster answers than the profile names: ${criterion.id} was not looked at`,
      ),
    );
  }

  const keys = sourcesOf(criterion);
  // a row that is given patience and has nothing else to wait with asks again what waits by itself: `talosctl health`
  const asksAgain = keys.every(isLate) && deadlineMs > monotonicMs();
  const patient = asksAgain ? keys : keys.filter((key) => !isLate(key));
  let followed: { following: Following; stop: AbortController } | undefined;
  let maxAgeMs = FRESH_MS;
  const waited = await wait({
    deadlineMs,
    signal,
    judge: async () => {
      const fresh = await gather.look(patient, maxAgeMs);
      // what takes minutes is not taken twice
      const late = await gather.look(
        keys.filter((key) => !patient.includes(key)),
        Number.POSITIVE_INFINITY,
      );
      const results: SourceResults = { ...fresh, ...late };
      if (signal.aborted) return unjudged(criterion, "the run was interrupted");
      return judge(criterion, results, contextOf(profile, results));
    },
    changed: (atMostMs) => {
      followed ??= follow();
      // from now on the followers keep the looks current
      maxAgeMs = Number.POSITIVE_INFINITY;
      return followed.following.changed(atMostMs);
    },
    mayWait: () => brokenGate(criterion, session.ledger) === undefined && patient.length > 0,
    onAttempt: ({ number, judgement, moving }) => {
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
  return waited;

  function follow(): { following: Following; stop: AbortController } {
    const stop = new AbortController();
    return { stop, following: session.follow(patient, gather, session.api, anyOf(signal, stop.signal)) };
  }
}

/** The nearest row that this one rests on and that did not hold. */
const brokenGate = ({ restsOn }: AnyCriterion, ledger: ReadonlyMap<string, LedgerEntry>): string | undefined =>
  restsOn.find((id) => ["fail", "inconclusive"].includes(ledger.get(id)?.judgement.verdict ?? ""));

/** An inconclusive row names the row that keeps it from being judged. */
function explain(criterion: AnyCriterion, judgement: Judgement, ledger: ReadonlyMap<string, LedgerEntry>): Judgement {
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
  if (first) return `${findings.length > 1 ? `${findings.length} findings; ` : ""}${first.subject}: ${first.actual}`;
  const [hidden] = unseen;
  return reason ?? (hidden ? `${hidden.subject}: ${hidden.reason}` : `${verdict}, ${examined} examined`);
}
