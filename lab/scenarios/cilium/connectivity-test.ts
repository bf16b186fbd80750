import { ago, all, edit, statusOf, type Json } from "../../faults/objects.ts";
import { CRASH_LOOP, IMAGE_PULL } from "../../faults/workloads.ts";
import type { Profile } from "../../../clusters/profile.ts";
import type { Scenario } from "../../scenario.ts";
import { addedPod } from "../workloads.ts";

const MINUTE = 60_000;
const FROM = "a real cluster: its own connectivity test was called the bootstrap, and the cause of everything";

const steady = (lab: Profile): Profile => ({ ...lab, workloads: { ...lab.workloads, steadyFor: MINUTE } });

/** Clients and servers of `cilium connectivity test` in all their states. */
const CLIENTS = all(
  addedPod("cilium-test-1", "client-645b68dcf7-5kvwx", { waiting: CRASH_LOOP }),
  addedPod("cilium-test-1", "echo-same-node-6c545975c6-fhl2p", { waiting: IMAGE_PULL }),
  addedPod("cilium-test-ccnp1-1", "client3-7df9c6d4b-x8r2s", { failed: "Evicted" }),
  addedPod("cilium-test", "echo-external-node-7b6d", { unschedulable: "0/3 nodes are available" }),
);

/** Pods that `cilium connectivity test` made, whatever becomes of them: nobody's workload. */
export const OF_THE_CONNECTIVITY_TEST: readonly Scenario[] = [
  {
    name: "connectivity-test-left-behind",
    title: "A connectivity test was interrupted, and its pods crash, wait and lie about",
    from: FROM,
    faults: [CLIENTS],
  },
  {
    name: "connectivity-test-in-the-steady-window",
    title: "Somebody runs the connectivity test during the steady window: its pods come up and go",
    from: FROM,
    profile: steady,
    faults: [{ fault: CLIENTS, fromMs: 30_000 }],
  },
  {
    name: "connectivity-test-after-the-bootstrap",
    title: "The connectivity test ran minutes after the bootstrap, whose end was before",
    from: FROM,
    faults: [
      addedPod("cilium-test-1", "client-645b68dcf7-5kvwx", {}),
      edit("Pod", "cilium-test-1/client-645b68dcf7-5kvwx", (pod, world) => {
        (pod.metadata as Json)["creationTimestamp"] = ago(world, 600);
        for (const it of statusOf(pod)["conditions"] as Json[]) it["lastTransitionTime"] = ago(world, 60);
      }),
    ],
  },
];

/** A namespace that only looks like it. */
export const NOT_OF_THE_CONNECTIVITY_TEST: readonly Scenario[] = [
  {
    name: "namespace-that-looks-like-a-connectivity-test",
    title: "A pod crashes in a namespace of one's own whose name begins like that of the connectivity test",
    from: "the other side of a bug report",
    faults: [addedPod("cilium-testbed", "importer", { waiting: CRASH_LOOP })],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
];
