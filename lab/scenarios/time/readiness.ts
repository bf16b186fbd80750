import { all, edit, objectsOf, specOf, statusOf, type Json } from "../../faults/objects.ts";

import type { Fault, Scenario } from "../../scenario.ts";
import type { LabObject } from "../../world.ts";

/** In the lab's bootstrap Cilium is begun at 09:24:50, CoreDNS at 09:25:56; everything is up at 09:41:43. */
const day = (time: string): string => `2026-01-05T${time}Z`;

const conditionsOf = (pod: LabObject): Json[] => statusOf(pod)["conditions"] as Json[];
const containersOf = (pod: LabObject): Json[] => statusOf(pod)["containerStatuses"] as Json[];
const runs = (pod: LabObject): boolean => statusOf(pod)["phase"] === "Running";

/** Says Ready since then; `alone`: but its containers since before, as after a node was lost. */
function readySince(pod: LabObject, at: string, alone = false): void {
  for (const it of conditionsOf(pod))
    if (it["type"] === "Ready" || (it["type"] === "ContainersReady" && !alone)) it["lastTransitionTime"] = at;
}

/** A node that did not answer for minutes and came back: nothing on it was started again. */
const nodeWasAway = (name: string, backAt: string, { kubelet = true } = {}): Fault =>
  all(
    edit("Node", name, (node) => {
      for (const it of statusOf(node)["conditions"] as Json[])
        if (it["type"] === "Ready") it["lastTransitionTime"] = backAt;
    }),
    edit("Pod", undefined, (pod) => {
      if (specOf(pod)["nodeName"] === name && runs(pod)) readySince(pod, backAt, !kubelet);
    }),
  );

/** A kubelet that was restarted: it probes everything anew, and its node was never lost. */
const kubeletRestarted = (name: string, at: string): Fault =>
  edit("Pod", undefined, (pod) => {
    if (specOf(pod)["nodeName"] === name && runs(pod)) readySince(pod, at);
  });

/** These pods were ready so late. */
const readyAt = (pods: RegExp, at: string): Fault => edit("Pod", pods, (pod) => readySince(pod, at));

/** The first so many pods of a workload. */
const some =
  (pods: RegExp, count: number, fault: (pods: RegExp) => Fault): Fault =>
  (world) => {
    const names = objectsOf(world, "Pod")
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .filter((name) => pods.test(name))
      .slice(0, count);
    return fault(new RegExp(`^(${names.join("|")})$`))(world);
  };

/** A container that lived from its first start until then, and was started again at once. */
const restartedAt = (pods: RegExp, at: string, { restarts = 1 } = {}): Fault =>
  edit("Pod", pods, (pod) => {
    for (const it of containersOf(pod)) {
      const running = (it["state"] as { running: Json }).running;
      const terminated = { exitCode: 0, reason: "Completed", startedAt: running["startedAt"], finishedAt: at };
      Object.assign(it, { restartCount: restarts, lastState: { terminated } });
      running["startedAt"] = at;
    }
    readySince(pod, later(at, 12));
  });

const later = (at: string, seconds: number): string =>
  `${new Date(Date.parse(at) + seconds * 1000).toISOString().slice(0, 19)}Z`;

const AGENTS = /^kube-system\/cilium-[a-z0-9]{5}$/;

/** What was ready in time, and says something else today. */
export const READY_AGAIN: readonly Scenario[] = [
  {
    name: "node-was-away-for-minutes",
    title:
      "A node was away for three minutes after the bootstrap and came back: everything on it says Ready since then",
    from: "a bug report: the order of the releases was called wrong until every pod was replaced",
    faults: [nodeWasAway("lab-cp-03", day("09:50:00"))],
  },
  {
    name: "node-was-cut-off-for-minutes",
    title: "A node was cut off for three minutes: its pods lost Ready, and their containers never did",
    from: "a bug report: the order of the releases was called wrong until every pod was replaced",
    faults: [nodeWasAway("lab-cp-03", day("09:50:00"), { kubelet: false })],
  },
  {
    name: "kubelet-was-restarted",
    title: "A kubelet was restarted long after the bootstrap, and every pod of its node says Ready since then",
    from: "a bug report: clocks of readiness that move without a restart",
    faults: [kubeletRestarted("lab-cp-02", day("09:55:00"))],
  },
  {
    name: "operator-restarted-later",
    title: "An operator lost its lease ten minutes after the bootstrap and was started again: the bootstrap was over",
    from: "a bug report: the time that a bootstrap took grew as the cluster lived",
    faults: [restartedAt(/^kube-system\/cilium-operator-/, day("09:55:00"))],
  },
  {
    name: "controllers-restarted-one-after-another",
    title: "Controllers were started again one after another, never ten minutes apart: each was up before",
    from: "a bug report: the time that a bootstrap took grew as the cluster lived",
    faults: [
      restartedAt(/^kube-system\/cilium-operator-/, day("09:46:00")),
      restartedAt(/^cert-manager\/cert-manager-/, day("09:51:00")),
      restartedAt(/^flux-system\/.*-controller-/, day("09:56:00")),
    ],
  },
  {
    name: "relay-waits-for-dns",
    title: "Hubble's relay is ready only when CoreDNS answers, though it is a workload of Cilium",
    from: "a real bootstrap of three Talos machines",
    faults: [readyAt(/^kube-system\/hubble-relay-/, day("09:26:20"))],
    expect: { first: [], says: ["may be: it resolves its peers"] },
  },
  {
    name: "one-agent-later-than-helm-waits",
    title: "One agent of three was ready after CoreDNS was begun: a rolling update may leave one out, and so does Helm",
    from: "a real bootstrap of three Talos machines",
    faults: [some(AGENTS, 1, (pods) => readyAt(pods, day("09:26:05")))],
  },
];

/** What really was ready too late, or what nobody remembers. */
export const NOT_READY_BEFORE: readonly Scenario[] = [
  {
    name: "api-server-made-anew-later",
    title:
      "A static pod was made anew a quarter of an hour after the bootstrap, for another flag: its first time is forgotten",
    from: "a bug report: the time that a bootstrap took grew as the cluster lived",
    faults: [
      edit("Pod", "kube-system/kube-apiserver-lab-cp-02", (pod) => {
        (pod.metadata as Json)["creationTimestamp"] = day("09:57:00");
        statusOf(pod)["startTime"] = day("09:57:00");
        for (const it of containersOf(pod)) (it["state"] as { running: Json }).running["startedAt"] = day("09:57:01");
        readySince(pod, day("09:57:20"));
      }),
    ],
    expect: {
      first: ["budget/timeline-is-whole"],
      unseen: ["budget/timeline-is-whole", "budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
    },
  },
  {
    name: "every-node-was-away",
    title:
      "All nodes were away at once, when the switch was restarted, and came back: when anything was ready first is forgotten",
    from: "a bug report: the order of the releases was called wrong until every pod was replaced",
    faults: ["lab-cp-01", "lab-cp-02", "lab-cp-03"].map((name) => nodeWasAway(name, day("09:52:00"))),
    expect: {
      first: ["budget/phases-took-under-theirs"],
      unseen: ["budget/phases-took-under-theirs"],
    },
  },
  {
    name: "agents-later-than-coredns",
    title: "Two agents of three were ready after CoreDNS was begun: nobody waited for them",
    from: "a real bootstrap without --wait",
    faults: [some(AGENTS, 2, (pods) => readyAt(pods, day("09:26:20")))],
    expect: {
      says: ["first deployed 2026-01-05T09:25:56"],
      first: ["components/were-installed-in-order"],
    },
  },
  {
    name: "operator-later-than-coredns",
    title: "Cilium's operator was ready after CoreDNS was begun, and CoreDNS got its addresses by luck",
    from: "a real bootstrap without --wait",
    faults: [readyAt(/^kube-system\/cilium-operator-/, day("09:26:20"))],
    expect: { first: ["components/were-installed-in-order"] },
  },
  {
    name: "webhook-later-than-its-users",
    title: "cert-manager's webhook was ready after external-secrets was begun",
    from: "a real bootstrap without --wait",
    faults: [readyAt(/^cert-manager\/cert-manager-webhook-/, day("09:27:40"))],
    expect: { first: ["components/were-installed-in-order"] },
  },
];
