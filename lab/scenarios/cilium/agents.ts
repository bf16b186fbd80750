import { agentSays, agentsNowhere, agentsWait, ciliumSays, componentDisabled } from "../../faults/cilium.ts";
import { prints } from "../../faults/commands.ts";
import { all } from "../../faults/objects.ts";
import { deleted, IMAGE_PULL } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { POD_WAITS, TOLD_BY_EACH_AGENT } from "../rows.ts";

/** Cilium's agents, and what its CLI tells of them: status, connectivity, mesh. */
export const CILIUM_AGENTS: readonly Scenario[] = [
  {
    name: "agent-not-ok",
    title: "An agent answers and is not well: it cannot reach the API",
    from: "the source code of the tools",
    trouble: true,
    faults: [
      agentSays("lab-cp-03", (agent) => {
        agent["cilium"] = { state: "Failure", msg: "Unable to contact Kubernetes API server" };
      }),
    ],
    expect: { first: ["cilium/status-is-ok"] },
  },
  {
    name: "agents-silent",
    title: "No agent answers: `cilium status` counts two errors for each and exits 0",
    from: "a real cluster",
    trouble: true,
    faults: [
      ciliumSays((status) => {
        for (const pod of Object.keys(status.cilium_status)) {
          status.cilium_status[pod] = null;
          status.cilium_endpoints[pod] = null;
          ((status.errors ??= {})["cilium"] ??= {})[pod] = {
            Errors: [
              "unable to retrieve cilium status: error dialing backend",
              "unable to retrieve cilium endpoint information",
            ],
            Warnings: [],
          };
        }
      }),
    ],
    expect: {
      first: ["cilium/status-is-ok"],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok"],
    },
  },
  {
    name: "cilium-operator-deleted",
    title: "The operator's Deployment is deleted: the CLI calls it disabled",
    from: "a real cluster",
    trouble: true,
    faults: [deleted("Deployment", "kube-system/cilium-operator"), componentDisabled("cilium-operator")],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["cilium/status-is-ok"],
      unseen: ["components/versions-match", "cilium/api-host-is-set"],
    },
  },
  {
    name: "agents-nowhere",
    title: "The agents' DaemonSet selects no node",
    from: "a known failure of Cilium",
    faults: [agentsNowhere],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["cilium/status-is-ok"],
      unseen: ["components/versions-match", ...TOLD_BY_EACH_AGENT, "cilium/agents-run-the-current-config"],
    },
  },
  {
    name: "agent-pulls-for-ever-on-one",
    title: "The agent of one node cannot pull its image",
    from: "story 1.3",
    faults: [all(agentsWait(IMAGE_PULL, "lab-cp-03"))],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["cilium/status-is-ok", ...POD_WAITS],
      unseen: [...TOLD_BY_EACH_AGENT, "budget/timeline-is-whole"],
    },
  },
  {
    name: "connectivity-runs-nothing",
    title: "`cilium connectivity test` runs 0 tests and exits 0",
    from: "a known failure of commands",
    trouble: true,
    faults: [
      prints("cilium", "connectivity test", {
        stdout:
          "🏃[cilium-test-1] Running 0 tests ...\n\n✅ [cilium-test-1] All 0 tests (0 actions) successful, 123 tests skipped, 0 scenarios skipped.\n",
      }),
    ],
    expect: { first: ["cilium/connectivity-test-passes"] },
  },
  {
    name: "connectivity-fails-2-of-71",
    title: "`cilium connectivity test` fails 2 of 71 tests",
    from: "a known failure of commands",
    trouble: true,
    faults: [
      prints("cilium", "connectivity test", {
        stdout:
          "📋 Test Report [cilium-test-1]\n❌ 2/71 tests failed (5/620 actions), 52 tests skipped, 1 scenarios skipped:\nTest [no-policies]:\n  ❌ no-policies/pod-to-world\nTest [client-egress-l7]:\n  ❌ client-egress-l7/pod-to-world\n",
        stderr: "[cilium-test-1] 2 tests failed\n",
        exit: 1,
      }),
    ],
    expect: { first: ["cilium/connectivity-test-passes"] },
  },
  {
    name: "connectivity-dies",
    title: "`cilium connectivity test` dies before its report",
    from: "a known failure of commands",
    trouble: true,
    faults: [
      prints("cilium", "connectivity test", {
        stdout: "🏃[cilium-test-1] Running 123 tests ...\n[=] Test [no-pol",
        stderr: "connectivity test failed: timeout reached waiting for deployment\n",
        exit: 1,
      }),
    ],
    expect: { first: ["cilium/connectivity-test-passes"], unseen: ["cilium/connectivity-test-passes"] },
  },
  {
    name: "mesh-half-configured",
    title: "ClusterMesh is declared, and one remote cluster is not connected",
    from: "a comparison of bootstraps",
    trouble: true,
    profile: (lab) => ({
      ...lab,
      ...(lab.cilium && { cilium: { ...lab.cilium, clusterMesh: { clusters: ["apps"] } } }),
    }),
    faults: [
      prints("cilium", "clustermesh status -o json", {
        ...{ exit: 0, stderr: "" },
        stdout: JSON.stringify({
          connectivity: {
            clusters: { apps: { configured: 3, connected: 2 } },
            total: 3,
            not_ready: 1,
            errors: { "cilium-td9hb": {} },
          },
        }),
      }),
    ],
    expect: { first: ["cilium/cluster-mesh-is-connected"] },
  },
];
