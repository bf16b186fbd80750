import type { Profile } from "../../clusters/profile.ts";
import { changesOf, refusalInWords, standingOf, type Standing } from "../../criteria/derive/standing.ts";
import { judge, type Judgement } from "../../criteria/judge.ts";
import clusterIsTheOneNamed from "../../criteria/prerequisites/cluster-is-the-one-named.ts";
import type { RunEvent } from "../../evidence/event.ts";
import type { Identity } from "../../observations/api.ts";
import { named } from "../../observations/kubernetes.ts";
import type { SourceResults } from "../../observations/observations.ts";
import type { Api } from "../kube/api.ts";
import { contextOf, sourcesOf } from "../observe/freshness.ts";
import type { Gatherer } from "../observe/gather.ts";
import { monotonicMs, now } from "../wait/clock.ts";

/** Who answers, through a whole run. */
export interface WhoAnswers {
  /**
   * The judgement that forbids all others. Asked anew while nobody has answered yet, and when a server was met that was
   * not met before; once refused, it stays so.
   */
  refused(): Promise<Judgement | undefined>;
  /** Asks once more, when all is judged; the judgement where it is no longer the cluster that it was. */
  atTheEnd(): Promise<Judgement | undefined>;
}

/** Who did not answer is asked again after so long at the earliest. */
const AGAIN_MS = 15_000;

export function whoAnswers(
  { profile, gather, api }: { profile: Profile; gather: Gatherer; api: Pick<Api, "chains"> },
  record: (event: RunEvent) => void,
): WhoAnswers {
  let standing: Standing | "unasked" = "unasked";
  let judgement: Judgement | undefined;
  let first: Identity | undefined;
  let askedMs = 0;
  let met = 0;
  let asking: Promise<void> | undefined;

  const ask = async (isLast = false): Promise<void> => {
    const results = await gather.look(sourcesOf(clusterIsTheOneNamed), 0);
    [askedMs, met] = [monotonicMs(), api.chains().length];
    const identity = results.identity?.ok ? results.identity.value : undefined;
    judgement = judge(clusterIsTheOneNamed, results, contextOf(profile, results));
    const changes = identity ? changesOf(identity, first, listedUid(gather.seen())) : [];
    if (changes.length > 0)
      judgement = { ...judgement, verdict: "fail", findings: [...changes, ...judgement.findings] };
    standing = standingOf(judgement, identity);
    // what was judged was the profile's cluster, as far as anybody knows: it is told, and is no pass
    if (isLast && judgement.verdict !== "fail" && standing === "refused") standing = "unknown";
    if (standing !== "refused" && identity?.kubeSystem.ok) first ??= identity;
    tell(identity, judgement);
  };

  const tell = (identity: Identity | undefined, judgement: Judgement): void => {
    const at = now().toISOString();
    if (identity?.kubeSystem.ok) {
      const { uid, simulated } = identity.kubeSystem.value;
      const { unverified } = identity;
      const more = { ...(simulated && { simulated }), ...(unverified !== undefined && { unverified }) };
      record({ event: "identified", at, kubeSystemUid: uid, ...more });
    }
    const message = refusalInWords(judgement);
    if (standing === "refused") record({ event: "run-refused", at, message });
    if (standing === "unknown") record({ event: "unidentified", at, message });
  };

  const askOnce = (isLast = false): Promise<void> => (asking ??= ask(isLast).finally(() => (asking = undefined)));

  return {
    async refused() {
      const isDue =
        standing === "unasked" ||
        (standing === "unknown" && monotonicMs() - askedMs >= AGAIN_MS) ||
        (standing === "named" && api.chains().length !== met);
      if (isDue || asking) await askOnce();
      return standing === "refused" ? judgement : undefined;
    },
    async atTheEnd() {
      if (standing === "unasked" || standing === "refused") return undefined;
      await askOnce(true);
      return judgement?.verdict === "pass" ? undefined : judgement;
    },
  };
}

/** kube-system as the list of namespaces has it, where that was read. */
const listedUid = ({ namespaces }: SourceResults): string | undefined =>
  namespaces?.ok ? namespaces.value.find(named("kube-system"))?.metadata?.uid : undefined;
