import { prints } from "../../faults/commands.ts";
import { edit, statusOf, type Json } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";
import { POD_CRASHES } from "../rows.ts";

/** What serves the Kubernetes API, and what schedules. */
export const CONTROL_PLANE: readonly Scenario[] = [
  {
    name: "api-not-ready",
    title: "/readyz fails on one check",
    from: "the purpose of a check",
    trouble: true,
    faults: [
      (world) => ({
        ...world,
        kubernetes: {
          ...world.kubernetes,
          readyz: world.kubernetes.readyz.map((check) =>
            check.name === "etcd-readiness" ? { ...check, ok: false } : check,
          ),
        },
      }),
    ],
    expect: { first: ["kubernetes/api-is-ready"] },
  },
  {
    name: "scheduler-crashes",
    title: "The scheduler of one control-plane node crashes",
    from: "the purpose of a check",
    faults: [
      edit("Pod", "kube-system/kube-scheduler-lab-cp-02", (pod) => {
        const status = statusOf(pod);
        for (const container of status["containerStatuses"] as Json[]) {
          Object.assign(container, {
            ...{ ready: false, started: false, restartCount: 14 },
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container" } },
          });
        }
        for (const it of status["conditions"] as Json[]) {
          if (it["type"] === "Ready" || it["type"] === "ContainersReady") it["status"] = "False";
        }
      }),
    ],
    expect: {
      first: ["kubernetes/control-plane-runs"],
      falls: ["talos/health-command-passes", ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "server-one-minor-behind",
    title: "The API server was not upgraded: it runs the minor version before",
    from: "story 1.3",
    faults: [
      (world) => ({
        ...world,
        kubernetes: { ...world.kubernetes, version: { major: "1", minor: "34", gitVersion: "v1.34.3" } },
      }),
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace("Kubernetes 1.35.0", "Kubernetes 1.34.3"),
      })),
    ],
    expect: { first: ["kubernetes/version-is-the-profiles"] },
  },
];
