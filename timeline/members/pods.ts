import type { Profile } from "../../clusters/profile.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { Pod } from "../../observations/objects.ts";
import { fits, workloadsOf } from "../../observations/pods.ts";
import type { Readiness } from "../../observations/readiness.ts";
import { latePhase } from "./machines.ts";
import type { Member } from "./member.ts";
import { firstOf } from "./readiness.ts";
import { earliest, latest, msOf, pointAt } from "../points.ts";
import { rolloutBefore, type Rollout } from "./rollouts.ts";
import type { PhaseName, Point } from "../timeline.ts";

const STATIC = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** What decides the phase of a pod. */
export interface Setting {
  profile: Profile;
  lateNodes: ReadonlySet<string>;
  readiness: Readiness;
  rollouts: ReadonlyMap<string, Rollout>;
  /** When the root Kustomization was made. Pods of no release that came later are from Git. */
  handover: Point | undefined;
}

/**
 * Every pod that had to become ready, from its creation to Ready. Pods of Jobs, evicted leftovers and pods that the
 * profile lets fail are left out.
 */
export function podsOf(pods: readonly Pod[], setting: Setting): Member[] {
  const awaited = workloadsOf(pods).filter((pod) => isAwaited(pod, setting.profile));
  return [
    ...controlPlaneOf(pods, setting),
    ...awaited.map((pod) => podMember(pod, phaseOf(pod, setting), { expected: false, ...setting })),
  ];
}

/** The pods of the control plane, by name, one of each on each control-plane node. */
function controlPlaneOf(pods: readonly Pod[], setting: Setting): Member[] {
  const { nodes, kubernetes } = setting.profile;
  if (!kubernetes.staticControlPlane) return [];
  return nodes
    .filter(({ role }) => role === "control-plane")
    .flatMap(({ name }) => STATIC.map((component) => `${component}-${name}`))
    .map((name) => {
      const pod = pods.find(({ metadata }) => metadata?.name === name && metadata.namespace === "kube-system");
      if (pod) return podMember(pod, "control-plane", { expected: true, ...setting });
      const subject = `pod/kube-system/${name}`;
      return {
        name: subject,
        kind: "pod",
        phase: "control-plane",
        ongoing: "does not exist",
        expected: true,
        busy: [],
      };
    });
}

export const isStatic = ({ metadata }: Pod): boolean =>
  metadata?.annotations?.["kubernetes.io/config.mirror"] !== undefined ||
  (metadata?.namespace === "kube-system" && STATIC.some((component) => metadata.name?.startsWith(`${component}-`)));

function isAwaited(pod: Pod, { workloads }: Profile): boolean {
  const { metadata, status } = pod;
  if (isStatic(pod) || metadata?.deletionTimestamp || status?.phase === "Failed" || status?.phase === "Succeeded")
    return false;
  if (metadata?.ownerReferences?.some(({ kind }) => kind === "Job")) return false;
  return !workloads.mayFail.some(
    ({ namespace, name }) => namespace === metadata?.namespace && fits(metadata.name ?? "", name),
  );
}

function podMember(
  pod: Pod,
  phase: PhaseName,
  { expected, readiness, rollouts }: { expected: boolean } & Pick<Setting, "readiness" | "rollouts">,
): Member {
  const name = subjectOf("pod", pod);
  const node = pod.spec?.nodeName;
  const first = firstOf(readiness.ofPod(pod), `Ready of ${name}`);
  const rollout = rolloutBefore(pod, first, rollouts);
  if (rollout) return rolledOut(name, phase, { rollout, expected });
  const created = pointAt(pod.metadata?.creationTimestamp, `creation of ${name}`);
  // a static pod runs before there is an API server that could list it
  const start = isStatic(pod) ? earliest([created, pointAt(pod.status?.startTime, `start of ${name}`)]) : created;
  const ready = conditionOf(pod, "Ready");
  const since = ready?.status === "False" ? pointAt(ready.lastTransitionTime, `Ready=False of ${name}`) : undefined;
  return {
    name,
    kind: "pod",
    phase,
    ...(node !== undefined && { node }),
    ...(start && { start }),
    ...(first && { end: first }),
    ...(!first && { ongoing: inWords(ready) }),
    expected,
    busy: busyOf(pod, start, first ?? since),
  };
}

/** A pod whose own times are of later: what it stands for was up when the rollout was complete. */
function rolledOut(
  name: string,
  phase: PhaseName,
  { rollout: { created, complete }, expected }: { rollout: Rollout; expected: boolean },
): Member {
  const busy = [created, complete].flatMap((point): [number, number][] => (point ? [[msOf(point), msOf(point)]] : []));
  return { name, kind: "pod", phase, ...(created && { start: created }), end: complete, expected, busy };
}

/**
 * Busy from its creation to the first start of its last container, however long an image took to pull. After a restart
 * that start is forgotten, and Ready may have changed much later: then only single moments count.
 */
function busyOf(pod: Pod, start: Point | undefined, end: Point | undefined): Member["busy"] {
  const containers = pod.status?.containerStatuses ?? [];
  const isFirstRun = containers.length > 0 && containers.every(({ restartCount }) => restartCount === 0);
  const ran = latest(containers.map(({ state }) => pointAt(state?.running?.startedAt, "start of a container")));
  const moments = [start, end].flatMap((point): [number, number][] => (point ? [[msOf(point), msOf(point)]] : []));
  if (!start || !ran || !isFirstRun || msOf(ran) < msOf(start)) return moments;
  return [[msOf(start), msOf(ran)], ...moments];
}

function phaseOf(pod: Pod, { profile, lateNodes, handover }: Setting): PhaseName {
  const release = profile.releases.find((candidate) => belongsTo(pod, candidate));
  const node = pod.spec?.nodeName;
  if (profile.flux && pod.metadata?.namespace === profile.flux.namespace) return "flux";
  if (release) return node !== undefined && lateNodes.has(node) ? latePhase(profile) : "core";
  if (!profile.flux) return profile.releases.length > 0 ? "core" : "control-plane";
  const created = pointAt(pod.metadata?.creationTimestamp, "creation");
  return handover && created && msOf(created) < msOf(handover) ? "core" : "workloads";
}

/** Whether one of the release's workloads made this pod. */
export const belongsTo = (pod: Pod, { namespace, workloads }: Profile["releases"][number]): boolean =>
  workloads.some((ref) => ownedBy(pod, ref.kind, ref.namespace ?? namespace, ref.name));

/** A Deployment's pods belong to its ReplicaSets, whose names end in a hash. */
function ownedBy({ metadata }: Pod, kind: string, namespace: string, name: string): boolean {
  if (metadata?.namespace !== namespace) return false;
  return (metadata.ownerReferences ?? []).some((owner) =>
    kind === "Deployment"
      ? owner.kind === "ReplicaSet" && owner.name?.replace(/-[a-z0-9]+$/, "") === name
      : owner.kind === kind && owner.name === name,
  );
}
