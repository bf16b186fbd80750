import type { Profile } from "../../clusters/profile.ts";
import { changesOf, refusalInWords, standingOf, type Standing } from "../../criteria/derive/standing.ts";
import { judge, type Judgement } from "../../criteria/judge.ts";
import clusterIsTheOneNamed from "../../criteria/prerequisites/cluster-is-the-one-named.ts";
import type { RunEvent } from "../../evidence/event.ts";
import type { Identity } from "../../observations/api.ts";
import { named } from "../../observations/kubernetes.ts";
import { ERRING, type Trouble, type TroubleKind } from "../../observations/trouble.ts";
import type { SourceKey, SourceResults } from "../../observations/observations.ts";
import type { Api } from "../kube/api.ts";
import { asksTheApi, contextOf, sourcesOf } from "../observe/freshness.ts";
import type { Gatherer } from "../observe/gather.ts";
import type { Wanted } from "./plan.ts";
import { monotonicMs, now } from "../wait/clock.ts";

/** Who answers, through a whole run. */
export interface WhoAnswers {
  /**
   * The judgement that forbids all others. Asked anew while nobody has answered yet, and when a server was met that was
   * not met before; once refused, it stays so. `isWaiting`: for a check that waits for somebody to answer.
   */
  refused(isWaiting?: boolean): Promise<Judgement | undefined>;
  /** Why nobody is asked anything: the last look at the cluster met nobody at all. */
  silence(): Silence | undefined;
  /**
   * Waiting is over for every check: how many are not asked is told once, and who does not answer is asked again once a
   * minute only. False where somebody answers by now.
   */
  settle(): boolean;
  /** Asks once more, when all is judged; the judgement where it is no longer the cluster that it was. */
  atTheEnd(): Promise<Judgement | undefined>;
}

export interface Silence {
  trouble: Trouble;
  /** Whether it was waited for long enough. */
  isSettled: boolean;
  /** Whether a source is not asked for that reason. */
  keeps(key: SourceKey): boolean;
}

/** A server that errs is there, and its `/readyz` may tell why. */
const silenceBy = (trouble: Trouble, isSettled: boolean): Silence => ({
  trouble,
  isSettled,
  keeps: (key) => key !== "identity" && asksTheApi(key) && !(key === "readyz" && ERRING.includes(trouble.kind)),
});

/** Who did not answer is asked again after so long at the earliest: while it is waited for, and after that. */
const AGAIN_MS = 15_000;
/** The same where nobody answers at all: by a check that waits for that, and by all others. */
const WAITING_MS = 5_000;
const SILENT_MS = 60_000;

const LOST: readonly TroubleKind[] = ["unreachable", "timeout"];
const SILENT: readonly TroubleKind[] = [...LOST, ...ERRING, "file"];

interface WhoAnswersInput {
  profile: Profile;
  gather: Gatherer;
  api: Pick<Api, "chains">;
  wanted: readonly Wanted[];
}

export function whoAnswers(
  { profile, gather, api, wanted }: WhoAnswersInput,
  record: (event: RunEvent) => void,
): WhoAnswers {
  let standing: Standing | "unasked" = "unasked";
  let judgement: Judgement | undefined;
  let first: Identity | undefined;
  let askedMs = 0;
  let met = 0;
  let asking: Promise<void> | undefined;
  let [wasSilent, isSettled] = [false, false];
  let askedAt = "";

  const silence = (): Silence | undefined => {
    const look = gather.peek("identity");
    return look && !look.ok && SILENT.includes(look.trouble.kind) ? silenceBy(look.trouble, isSettled) : undefined;
  };
  const isOldUnknown = (isWaiting: boolean): boolean => {
    const elapsedMs = monotonicMs() - askedMs;
    if (silence()) return elapsedMs >= (isWaiting && !isSettled ? WAITING_MS : SILENT_MS);
    // somebody was met meanwhile by the check that waits for it
    return wasSilent || elapsedMs >= AGAIN_MS;
  };

  const ask = async (isLast = false): Promise<void> => {
    const results = await gather.look(sourcesOf(clusterIsTheOneNamed), 0);
    [askedMs, askedAt, met] = [monotonicMs(), now().toISOString(), api.chains().length];
    const identity = results.identity?.ok ? results.identity.value : undefined;
    wasSilent = silence() !== undefined;
    isSettled &&= wasSilent;
    judgement = judge(clusterIsTheOneNamed, results, contextOf(profile, results));
    const changes = identity ? changesOf(identity, first, listedUid(gather.seen())) : [];
    if (changes.length > 0)
      judgement = { ...judgement, verdict: "fail", findings: [...changes, ...judgement.findings] };
    standing = standingOf(judgement, identity);
    // what was judged was the profile's cluster, as far as anybody knows: it is told, and is no pass
    if (isLast && judgement.verdict !== "fail" && standing === "refused") standing = "unknown";
    if (standing !== "refused" && identity?.kubeSystem.ok) first ??= identity;
    for (const event of told(standing, identity, judgement)) record(event);
  };

  const askOnce = (isLast = false): Promise<void> => (asking ??= ask(isLast).finally(() => (asking = undefined)));

  return {
    async refused(isWaiting = false) {
      const isDue =
        standing === "unasked" ||
        (standing === "unknown" && isOldUnknown(isWaiting)) ||
        (standing === "named" && isLost(gather, wanted, askedAt)) ||
        (standing === "named" && api.chains().length !== met);
      if (isDue || asking) await askOnce();
      return standing === "refused" ? judgement : undefined;
    },
    silence,
    settle() {
      const found = silence();
      if (found && !isSettled) record(notAsked(found, wanted));
      isSettled = found !== undefined;
      return isSettled;
    },
    async atTheEnd() {
      if (standing === "unasked" || standing === "refused") return undefined;
      if (standing === "unknown" && silence()) return undefined;
      await askOnce(true);
      return judgement?.verdict === "pass" ? undefined : judgement;
    },
  };
}

function told(standing: Standing, identity: Identity | undefined, judgement: Judgement): RunEvent[] {
  const at = now().toISOString();
  const message = refusalInWords(judgement);
  const events: RunEvent[] = [];
  if (identity?.kubeSystem.ok) {
    const { uid, simulated } = identity.kubeSystem.value;
    const { unverified } = identity;
    const more = { ...(simulated && { simulated }), ...(unverified !== undefined && { unverified }) };
    events.push({ event: "identified", at, kubeSystemUid: uid, ...more });
  }
  if (standing === "refused") events.push({ event: "run-refused", at, message });
  if (standing === "unknown") events.push({ event: "unidentified", at, message });
  return events;
}

function notAsked({ trouble, keeps }: Silence, wanted: readonly Wanted[]): RunEvent {
  const checks = new Set(wanted.flatMap(({ key, needing }) => (key === "identity" || keeps(key) ? needing : [])));
  return { event: "not-asked", at: now().toISOString(), why: trouble.message, checks: checks.size };
}

/** Whether a source was met with silence since somebody answered for the cluster, at `askedAt` in RFC 3339. */
const isLost = (gather: Gatherer, wanted: readonly Wanted[], askedAt: string): boolean =>
  wanted.some(({ key }) => {
    const look = asksTheApi(key) ? gather.peek(key) : undefined;
    return look !== undefined && !look.ok && LOST.includes(look.trouble.kind) && look.at > askedAt;
  });

/** kube-system as the list of namespaces has it, where that was read. */
const listedUid = ({ namespaces }: SourceResults): string | undefined =>
  namespaces?.ok ? namespaces.value.find(named("kube-system"))?.metadata?.uid : undefined;
