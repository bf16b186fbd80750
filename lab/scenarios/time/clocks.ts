import { ago, edit, specOf } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import type { Profile } from "../../../clusters/profile.ts";
import { TOLD_BY_EACH_AGENT } from "../rows.ts";

const MINUTE = 60_000;

const steady = (lab: Profile): Profile => ({ ...lab, workloads: { ...lab.workloads, steadyFor: MINUTE } });

/** A kubelet fell silent so long ago, by the cluster's time; its node still says Ready. */
const silentFor = (name: string, seconds: number): Fault =>
  edit("Lease", `kube-node-lease/${name}`, (lease, world) => {
    specOf(lease)["renewTime"] = ago(world, seconds).replace("Z", ".000417Z");
  });

/** A container ended so long ago, by the cluster's time. */
const restarted = (pod: RegExp, seconds: number): Fault =>
  edit("Pod", pod, (object, world) => {
    const status = object["status"] as { containerStatuses: object[] };
    for (const it of status.containerStatuses)
      Object.assign(it, {
        restartCount: 1,
        lastState: { terminated: { exitCode: 2, reason: "Error", finishedAt: ago(world, seconds) } },
      });
  });

/** The machine that judges keeps another time than the cluster, and something is wrong there. */
export const CLOCKS: readonly Scenario[] = [
  {
    name: "silent-node-behind-a-slow-clock",
    title: "The clock of the machine that judges is ten minutes behind, and a kubelet is silent for two",
    from: "a bug report: a silent node passed on a machine whose clock was behind",
    clocksAheadMs: 10 * MINUTE,
    faults: [silentFor("lab-cp-02", 120)],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok"],
    },
  },
  {
    name: "silent-node-before-a-fast-clock",
    title: "The clock of the machine that judges is ten minutes ahead, and of three kubelets one is silent",
    from: "a bug report: which node is silent was lost among those that were only called so",
    clocksAheadMs: -10 * MINUTE,
    faults: [silentFor("lab-cp-02", 120)],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok"],
    },
  },
  {
    name: "restart-behind-a-fast-clock",
    title:
      "The clock of the machine that judges is ten minutes ahead: a restart of a moment ago is in the steady window",
    from: "a bug report: clocks that differ",
    clocksAheadMs: -10 * MINUTE,
    profile: steady,
    faults: [restarted(/^kubeai\/kubeai-/, 20)],
    expect: { first: ["workloads/restarts-are-rare"] },
  },
  {
    name: "old-metrics-behind-a-slow-clock",
    title: "The clock of the machine that judges is ten minutes behind, and metrics are eight minutes old",
    from: "a bug report: clocks that differ",
    clocksAheadMs: 10 * MINUTE,
    faults: [
      edit("NodeMetrics", "lab-cp-01", (metrics, world) => {
        metrics["timestamp"] = ago(world, 8 * 60);
      }),
    ],
    expect: { first: ["workloads/resource-metrics-answer"] },
  },
];

/** The same, where nothing is wrong. */
export const CLOCKS_APART: readonly Scenario[] = [
  ...[-10, 10, -1, 1, -26 * 60].map((minutes): Scenario => ({
    name: `clock-${Math.abs(minutes)}m-${minutes < 0 ? "ahead" : "behind"}`,
    title: `The clock of the machine that judges is ${Math.abs(minutes)} minutes ${minutes < 0 ? "ahead of" : "behind"} the cluster's`,
    from: "a bug report: ten minutes ahead, and every node was called silent",
    clocksAheadMs: minutes * MINUTE,
    profile: steady,
    faults: [],
  })),
  {
    name: "restart-before-a-slow-clock",
    title: "The clock of the machine that judges is ten minutes behind: a restart of five minutes ago is long over",
    from: "a bug report: clocks that differ",
    clocksAheadMs: 10 * MINUTE,
    profile: steady,
    faults: [restarted(/^kubeai\/kubeai-/, 300)],
  },
];
