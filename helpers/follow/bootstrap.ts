import type { Followed, Watched } from "../../observations/followed.ts";
import { underWay, type UnderWay } from "../../timeline/under-way.ts";
import { seenIn, type Judgement } from "../../criteria/judge.ts";
import { named } from "../../observations/kubernetes.ts";
import type { SourceResults } from "../../observations/observations.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { appears, LOOK_MS, meet, type FollowInput } from "./appears.ts";
import { anyOf, monotonicMs, now, sleep } from "../wait/clock.ts";
import { follow } from "./follow.ts";
import { momentOf } from "../observe/freshness.ts";
import { recordOf } from "../observe/api/helm.ts";
import { sightings, type Seen, type Sightings } from "./sightings.ts";
import { summaryOf } from "../session/verify.ts";
import { tapped, WATCHED } from "./watched.ts";
import { wait } from "../wait/wait.ts";

/** How following ended. `refused`: another cluster answers than the profile names. */
export type FollowEnd = NonNullable<Followed["ended"]> | { refused: Judgement };

/** Judging may take one tenth of the time: nothing is observed while it runs. */
const SHARE = 10;
const WINDOW_MS = 5_000;
/**
 * After this long without an answer the kubeconfig is read again and the cluster identified again: both may have been
 * made anew.
 */
const LOST_MS = 60_000;
const DEFAULT_MS = 60 * 60_000;
const PATIENT = { attemptMs: 10_000, totalMs: 15_000 };

/**
 * Watches a bootstrap from before its cluster is there until everything that the profile expects is up and has stayed
 * up for the steady window, or until the deadline. Records everything that comes about, and records silence as a gap.
 */
export async function followBootstrap(input: FollowInput): Promise<FollowEnd> {
  const { profile, options, record, signal } = input;
  const since = now().toISOString();
  const total = profile.budget?.total;
  const deadlineMs = monotonicMs() + (options.followForMs ?? (total === undefined ? DEFAULT_MS : 2 * total));
  const tell = teller(since, record);
  let seen: Sightings | undefined;
  let uid: string | undefined;
  let isEnded = false;
  const over = new Set<string>();
  const ended = (how: FollowEnd, summary: string, upSince?: string): FollowEnd => {
    seen?.end(now().getTime());
    // changes that arrive after the end are not recorded
    isEnded = true;
    const of = { state: "ended" as const, summary, since, ...(typeof how === "string" && { ended: how }) };
    record({ event: "following", at: now().toISOString(), ...of, ...(upSince !== undefined && { upSince }) });
    return how;
  };
  const heard = ({ event, ...of }: Seen): void => {
    if (!isEnded) record({ at: now().toISOString(), ...of, event } as RunEvent);
  };

  // one round for each cluster, or each kubeconfig
  for (;;) {
    const met = await appears(input, deadlineMs, (summary) => tell("waiting", summary));
    if (signal.aborted) return ended("interrupted", "interrupted");
    if (met.judgement.verdict === "fail") return ended({ refused: met.judgement }, summaryOf(met.judgement));
    if (met.judgement.verdict !== "pass") return ended("deadline", summaryOf(met.judgement));
    // what was seen of a former cluster does not belong to this one
    if (!seen || met.uid !== uid) {
      seen = sightings(heard);
      over.clear();
    }
    uid = met.uid;
    tell("watching", "it answers", { ...(uid !== undefined && { kubeSystemUid: uid }) });
    const last = await watchUntilUp(input, seen, {
      ...{ deadlineMs, uid },
      tell: (summary, bootstrap) => tell("watching", summary, { ...(bootstrap && { bootstrap }) }),
      phaseOver: ({ name, title, tookMs, budgetMs }) => {
        if (over.has(name)) return;
        over.add(name);
        const took = { ...(tookMs !== undefined && { tookMs }), ...(budgetMs !== undefined && { budgetMs }) };
        record({ event: "phase-ended", at: now().toISOString(), name, title, ...took });
      },
    });
    if (signal.aborted) return ended("interrupted", "interrupted");
    if (last.verdict === "pass") return ended("milestone", "everything is up", last.remarks[0]);
    if (last.verdict === "inconclusive") return ended("deadline", summaryOf(last));
  }
}

const CHANGED_MS = 3_000;
const CALM_MS = 15_000;

type Following = Extract<RunEvent, { event: "following" }>;

/** Records what is waited for: a change at most every 3 s, the same again every 15 s. */
function teller(since: string, record: (event: RunEvent) => void) {
  let [said, saidMs] = ["", Number.NEGATIVE_INFINITY];
  return (
    state: "waiting" | "watching",
    summary: string,
    more: Pick<Following, "kubeSystemUid" | "bootstrap"> = {},
  ) => {
    const quiet = monotonicMs() - saidMs;
    const due =
      more.kubeSystemUid !== undefined || quiet >= CALM_MS || (`${state}${summary}` !== said && quiet >= CHANGED_MS);
    if (!due) return;
    [said, saidMs] = [`${state}${summary}`, monotonicMs()];
    record({ event: "following", at: now().toISOString(), ...{ state, summary, since }, ...more });
  };
}

interface Watching {
  deadlineMs: number;
  uid: string | undefined;
  tell(summary: string, bootstrap: UnderWay["bootstrap"]): void;
  /** Called for each phase that is over, each time that it is seen so. */
  phaseOver(phase: UnderWay["over"][number]): void;
}

/** Passes when everything is up. Inconclusive at the deadline. Fails where no cluster or another one answers. */
async function watchUntilUp(
  input: FollowInput,
  seen: Sightings,
  { deadlineMs, uid, tell, phaseOver }: Watching,
): Promise<Judgement> {
  const { profile, dependencies, signal } = input;
  const { api, gather } = meet(input, PATIENT);
  const watched = tapped(gather, seen);
  const stop = new AbortController();
  let [judgedMs, answeredMs] = [monotonicMs(), monotonicMs()];
  let pauseMs = LOOK_MS;
  let up: { since: string; ms: number } | undefined;
  let bootstrap: UnderWay["bootstrap"];
  try {
    await watched.look(WATCHED, 0);
    const following = (dependencies?.follow ?? follow)(WATCHED, watched, api, anyOf(signal, stop.signal), WINDOW_MS);
    const { judgement } = await wait({
      deadlineMs,
      signal,
      mayWait: () => true,
      judge: () => {
        judgedMs = monotonicMs();
        const results = watched.seen();
        if (Object.values(results).some(({ ok }) => ok)) answeredMs = judgedMs;
        if (judgedMs - answeredMs > LOST_MS || isAnother(results, uid)) return Promise.resolve(judged("fail", "lost"));
        const progress = underWay(observedIn(results), { profile, now: momentOf(results) });
        const open = [...progress.open, ...silentIn(seen, now().getTime())];
        progress.over.forEach(phaseOver);
        bootstrap = progress.bootstrap;
        pauseMs = Math.max(LOOK_MS, SHARE * (monotonicMs() - judgedMs));
        if (open.length > 0) up = undefined;
        else up ??= { since: now().toISOString(), ms: judgedMs };
        if (!up) return Promise.resolve(judged("inconclusive", troubleIn(results) ?? open[0] ?? ""));
        const left = profile.workloads.steadyFor - (judgedMs - up.ms);
        return Promise.resolve(left <= 0 ? judged("pass", up.since) : judged("inconclusive", "everything is up"));
      },
      changed: async (atMostMs) => {
        await following.changed(atMostMs);
        // many changes a second are judged once a second, in very large clusters less often
        await sleep(Math.max(0, pauseMs - (monotonicMs() - judgedMs)), signal).catch(() => undefined);
      },
      onAttempt: ({ judgement: { verdict, reason = "" } }) => verdict === "inconclusive" && tell(reason, bootstrap),
    });
    return judgement;
  } finally {
    stop.abort();
    await api.close();
  }
}

/** What keeps us from seeing anything. A kind that is not served yet is normal in a bootstrap. */
const troubleIn = (results: SourceResults): string | undefined =>
  Object.values(results).flatMap((look) =>
    look.ok || look.trouble.kind === "not-served" ? [] : [look.trouble.message],
  )[0];

/** Old observations are not judged, except of these sources, which only make the timeline more exact. */
const SHARPENING: readonly Watched[] = ["events", "gitRepositories", "ociRepositories"];
const silentIn = (seen: Sightings, atMs: number): string[] =>
  seen
    .silent(atMs)
    .filter((source) => !SHARPENING.includes(source))
    .map((source) => `nothing was heard of ${source} any more`);

/**
 * The observations that decide when the bootstrap is over. Helm's releases are taken from the labels of their Secrets.
 */
function observedIn(results: SourceResults): Parameters<typeof underWay>[0] {
  const { helmSecrets } = results;
  return {
    ...seenIn(results),
    ...(helmSecrets?.ok && { helmReleases: helmSecrets.value.flatMap((secret) => recordOf(secret) ?? []) }),
  };
}

function isAnother({ namespaces }: SourceResults, uid: string | undefined): boolean {
  const found = namespaces?.ok ? namespaces.value.find(named("kube-system"))?.metadata?.uid : undefined;
  return found !== undefined && uid !== undefined && found !== uid;
}

/** The form that the wait loop expects: fail is final, inconclusive means that something is still to come. */
function judged(verdict: "pass" | "fail" | "inconclusive", said: string): Judgement {
  const nothing = { id: "follow", examined: 0, unseen: [], troubles: [] };
  const lost = { subject: "cluster", expected: "the cluster that was followed", actual: said, hopeless: true };
  if (verdict === "pass") return { ...nothing, verdict, findings: [], remarks: [said] };
  return { ...nothing, verdict, findings: verdict === "fail" ? [lost] : [], remarks: [], reason: said };
}
