import type { Identity } from "../../observations/api.ts";
import type { TroubleKind } from "../../observations/trouble.ts";
import type { Finding } from "../criterion.ts";
import type { Judgement } from "../judge.ts";

/**
 * What the judgement on the identity means for a run. `named`: the profile's cluster answers. `refused`: another one
 * answers, or one that does not say who it is. `unknown`: nobody answers (yet): the API is down or no node has joined;
 * the machines may still say why, but the run cannot pass.
 */
export type Standing = "named" | "refused" | "unknown";

export function standingOf(judgement: Judgement, identity: Identity | undefined): Standing {
  if (judgement.verdict === "pass") return "named";
  if (!identity) return "unknown";
  if (judgement.verdict !== "inconclusive") return "refused";
  const { kubeSystem, nodes, chains } = identity;
  if ([kubeSystem, nodes, chains].some((part) => !part.ok && WITHHELD.includes(part.trouble.kind))) return "refused";
  // a part that is had shows that somebody answers: then each must be had
  return kubeSystem.ok === nodes.ok ? "unknown" : "refused";
}

/** An answer, but not the one that was asked for. */
const WITHHELD: readonly TroubleKind[] = [
  ...(["unauthorized", "forbidden", "not-found", "not-served"] as const),
  ...(["malformed", "untrusted"] as const),
];

/** Why a run is refused, in one line with the remedy. */
export function refusalInWords({ findings, unseen, reason }: Judgement): string {
  const [found] = findings;
  if (found) {
    const { subject, expected, actual, mend } = found;
    const head = HEADS[subject] ?? "another cluster answers than the profile names";
    return `${head}: ${subject}: ${actual}, not ${expected}${mend === undefined ? "" : `; ${mend}`}`;
  }
  const [hidden] = unseen;
  return `who answers cannot be told: ${hidden ? `${hidden.subject}: ${hidden.reason}` : (reason ?? "it was not read")}`;
}

const HEADS: Record<string, string> = { "cluster/certificate": "who answers cannot be told" };

/** How the answers of one run speak of two clusters: another UID than before, or than in the list of namespaces. */
export function changesOf(now: Identity, before: Identity | undefined, listedUid: string | undefined): Finding[] {
  if (!now.kubeSystem.ok) return [];
  const { uid } = now.kubeSystem.value;
  const known = [
    ...(before?.kubeSystem.ok ? [{ was: before.kubeSystem.value.uid, where: "as it answered before" }] : []),
    ...(listedUid === undefined ? [] : [{ was: listedUid, where: "as in the list of namespaces" }]),
  ];
  const [other] = known.filter(({ was }) => was !== uid);
  if (!other) return [];
  return [
    {
      subject: "namespace/kube-system",
      expected: `UID ${other.was}, ${other.where}`,
      actual: `UID ${uid}`,
      mend: "see what stands behind the endpoint: two clusters answer there",
      hopeless: true,
    },
  ];
}
