import { trouble } from "../../faults/api.ts";
import { ago, edit, part, statusOf, type Json } from "../../faults/objects.ts";
import { CRASH_LOOP, unready, waits, type Waiting } from "../../faults/workloads.ts";
import { agentsWait } from "../../faults/cilium.ts";
import type { World } from "../../world.ts";
import { healthyWorld } from "../../worlds/healthy.ts";
import type { Profile } from "../../../clusters/profile.ts";
import type { Fault, Scenario, Timed } from "../../scenario.ts";
import { nodeNotReady } from "../machines/nodes.ts";
import { OBJECTS } from "../rows.ts";

const MINUTE = 60_000;

/** The healthy world's last awaited resource became ready at 09:41:43. */
const startedAt =
  (at: string) =>
  (lab: Profile): Profile => ({
    ...lab,
    ...(lab.budget && {
      budget: { ...lab.budget, startMark: { at }, phases: { ...lab.budget.phases, machines: 15 * MINUTE } },
    }),
  });

const steadyFor =
  (ms: number) =>
  (lab: Profile): Profile => ({ ...lab, workloads: { ...lab.workloads, steadyFor: ms } });

const PULLING: Waiting = { reason: "ContainerCreating", message: "pulling image" };

/** The bootstrap was yesterday. */
const dayOld = (profile: Profile, now: Date): World =>
  healthyWorld(profile, { now, bootstrapStarted: new Date(now.getTime() - 24 * 60 * MINUTE) });

/** A node that was replaced an hour ago: when its place was first taken nobody remembers. */
const replaced = (name: string): Fault =>
  edit("Node", name, (node, world) => {
    const at = ago(world, 3600);
    part(node, "metadata")["creationTimestamp"] = at;
    for (const it of statusOf(node)["conditions"] as Json[]) it["lastTransitionTime"] = at;
  });

/** Bootstraps that take too long, clocks that disagree, things that move when they should rest. */
export const TIME: readonly Scenario[] = [
  {
    name: "thirty-oh-one",
    title: "The bootstrap took 30 minutes and one second",
    from: "a known problem with times",
    profile: startedAt("2026-01-05T09:11:42Z"),
    faults: [],
    expect: { first: ["budget/bootstrap-took-under-the-budget"] },
  },
  {
    name: "core-over-its-budget",
    title: "The core releases took longer than their phase's budget, though the whole stayed below its own",
    from: "a report of a bootstrap that failed",
    profile: (lab) => ({
      ...lab,
      ...(lab.budget && { budget: { ...lab.budget, phases: { ...lab.budget.phases, core: 3 * MINUTE } } }),
    }),
    faults: [],
    expect: { first: ["budget/phases-took-under-theirs"] },
  },
  {
    name: "no-start",
    title: "Nothing tells when the bootstrap began: no start mark, and no creation times",
    from: "a known problem with times",
    faults: [
      edit("Namespace", "kube-system", (object) => {
        delete part(object, "metadata")["creationTimestamp"];
      }),
      edit("Node", undefined, (object) => {
        delete part(object, "metadata")["creationTimestamp"];
      }),
    ],
    expect: {
      first: ["budget/timeline-is-whole"],
      unseen: ["budget/timeline-is-whole", "budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
    },
  },
  {
    name: "start-mark-behind-the-first-release",
    title: "The start mark was set after the first release: it marks no start",
    from: "the purpose of a check",
    profile: startedAt("2026-01-05T09:35:00Z"),
    faults: [],
    expect: {
      first: ["budget/timeline-is-whole"],
      unseen: ["budget/timeline-is-whole", "budget/bootstrap-took-under-the-budget"],
    },
  },
  {
    name: "phase-without-an-end",
    title: "A node was replaced after the bootstrap: when its place was first taken is forgotten",
    from: "a known problem with times",
    world: dayOld,
    faults: [replaced("lab-cp-03")],
    expect: {
      first: ["budget/timeline-is-whole"],
      unseen: ["budget/timeline-is-whole", "budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
    },
  },
];

/** Worlds that move: what was well does not stay so, or comes too late. */
export const MOVING: readonly Scenario[] = [
  {
    name: "pod-flaps",
    title: "A pod is ready when it is first looked at, and no longer after the steady window",
    from: "a known failure of workloads",
    profile: steadyFor(MINUTE),
    faults: [{ fault: waits("Deployment", "kubeai/kubeai", CRASH_LOOP), fromMs: 30_000 }],
    expect: {
      first: ["workloads/nothing-moves"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "restart-in-the-steady-window",
    title: "A container restarted a few seconds ago, and is ready again",
    from: "a known failure of workloads",
    profile: steadyFor(MINUTE),
    faults: [
      edit("Pod", /^kubeai\/kubeai-/, (pod, world) => {
        for (const container of statusOf(pod)["containerStatuses"] as Json[]) {
          container["restartCount"] = 1;
          container["lastState"] = { terminated: { exitCode: 2, reason: "Error", finishedAt: ago(world, 20) } };
        }
      }),
    ],
    expect: { first: ["workloads/restarts-are-rare"] },
  },
  {
    name: "node-lost-in-the-steady-window",
    title: "A node goes NotReady in the steady window",
    from: "the purpose of a check",
    profile: steadyFor(MINUTE),
    faults: [{ fault: nodeNotReady("lab-cp-03"), fromMs: 30_000 }],
    expect: {
      first: ["workloads/nothing-moves"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "unauthorized-after-a-while",
    title: "The API answers 401 after some time: the token ran out",
    from: "a known failure of the API",
    trouble: true,
    profile: steadyFor(25_000),
    faults: [{ fault: trouble({ match: ".", how: "status", status: 401 }), fromMs: 20_000 }],
    expect: {
      // who answers cannot be asked again when all is judged
      first: ["workloads/nothing-moves", "objects/nothing-is-unwell", "prerequisites/cluster-is-the-one-named"],
      unseen: [
        "prerequisites/cluster-is-the-one-named",
        "workloads/nothing-moves",
        ...OBJECTS,
        "budget/timeline-is-whole",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
    },
  },
  {
    name: "image-never-comes",
    title: "An image is still being pulled when patience ends: slow, and over its time",
    from: "a known failure of workloads",
    faults: [{ fault: agentsWait(PULLING, "lab-cp-03"), untilMs: 4 * 3600_000 }],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "cilium/status-is-ok",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["cilium/identity-matches", "cilium/kube-proxy-is-replaced", "budget/timeline-is-whole"],
    },
  },
];

const late = (fault: Fault, untilMs: number): Timed => ({ fault, untilMs });

/** Slow, not broken: all of it comes true while the run waits. */
export const SLOW: readonly Scenario[] = [
  {
    name: "bootstrapped-yesterday",
    title: "The bootstrap was yesterday, and its timeline is rebuilt still",
    from: "how bootstraps are measured",
    world: dayOld,
    faults: [],
  },
  {
    name: "twenty-nine-fifty-nine",
    title: "The bootstrap took 29 minutes and 59 seconds",
    from: "a known problem with times",
    profile: startedAt("2026-01-05T09:11:44Z"),
    faults: [],
  },
  {
    name: "image-pulled-after-90s",
    title: "The agent of one node pulls its image for 90 seconds more",
    from: "a known failure of workloads",
    faults: [late(agentsWait(PULLING, "lab-cp-03"), 90_000)],
  },
  {
    name: "rollout-still-moving",
    title: "A Deployment is still rolling out when the run begins",
    from: "a rollout that is still moving",
    faults: [
      late(unready("Deployment", "cert-manager/cert-manager", 1), 40_000),
      late(waits("Deployment", "nessie/nessie", PULLING), 75_000),
    ],
  },
  {
    name: "node-joins-late",
    title: "A node becomes Ready two minutes into the run",
    from: "a rollout that is still moving",
    faults: [late(nodeNotReady("lab-cp-02"), 2 * MINUTE)],
  },
  {
    name: "secret-comes-late",
    title: "The secret store becomes valid after a minute",
    from: "a report of a bootstrap that failed",
    faults: [
      late(
        edit("ClusterSecretStore", "onepassword-connect", (object) => {
          const [ready] = statusOf(object)["conditions"] as Json[];
          Object.assign(ready ?? {}, { status: "False", reason: "ValidationFailed", message: "not yet" });
        }),
        MINUTE,
      ),
    ],
  },
];
