import { agentSays, ciliumSays } from "../faults/cilium.ts";
import { prints } from "../faults/commands.ts";
import { edit, part, specOf, statusOf, type Json } from "../faults/objects.ts";
import { resource } from "../faults/talos.ts";
import type { Scenario } from "../scenario.ts";

/** What says that it is well, and lacks or contradicts what it would need for that. */
export const CONTRADICTIONS: readonly Scenario[] = [
  {
    name: "crd-serves-nothing",
    title: "A CRD is established, and serves none of its versions",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      edit("CustomResourceDefinition", "acraccesstokens.generators.external-secrets.io", (crd) => {
        for (const version of specOf(crd)["versions"] as Json[]) version["served"] = false;
      }),
    ],
    expect: { first: ["crds/required-are-established"] },
  },
  {
    name: "pod-on-no-node",
    title: "A pod is Running and ready on a node that does not exist",
    from: "a change of the healthy lab that no check noticed",
    faults: [edit("Pod", /^kube-system\/metrics-server-/, (pod) => void (specOf(pod)["nodeName"] = "lab-gone"))],
    expect: { first: ["workloads/every-pod-runs"] },
  },
  {
    name: "available-and-not",
    title: "A Deployment has all its replicas, Available=True and Available=False",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      edit("Deployment", "kube-system/cilium-operator", (deployment) => {
        const conditions = statusOf(deployment)["conditions"] as Json[];
        conditions.push({ type: "Available", status: "False", reason: "MinimumReplicasUnavailable" });
      }),
    ],
    expect: { first: ["components/workloads-are-rolled-out"] },
  },
  {
    name: "agent-without-the-api-server",
    title: "A Cilium agent is Ok, and does not reach the API server",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      agentSays("lab-cp-01", (agent) => {
        part(agent, "kubernetes")["state"] = "Failure";
      }),
    ],
    expect: { first: ["cilium/status-is-ok"] },
  },
  {
    name: "envoy-unavailable",
    title: "The Cilium CLI counts a pod of Envoy as unavailable, and all as ready",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      ciliumSays(({ pod_state: state }) => {
        const envoy = state["cilium-envoy"];
        if (envoy) envoy.Unavailable = 1;
      }),
    ],
    expect: { first: ["cilium/status-is-ok"] },
  },
  {
    name: "connectivity-of-one-line",
    title: "Of the connectivity test only the line that all tests passed is left",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      prints("cilium", "connectivity test", ({ stdout = "", ...answer }) => ({
        ...answer,
        stdout: stdout.split("\n").findLast((line) => line !== "") ?? "",
      })),
    ],
    expect: { first: ["cilium/connectivity-test-passes"], unseen: ["cilium/connectivity-test-passes"] },
  },
  {
    name: "talos-health-not-checked",
    title: "A Talos service runs, and its health has not been checked yet",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      resource("lab-cp-01", "services", "apid", (spec) => void Object.assign(spec, { healthy: false, unknown: true })),
    ],
    expect: { first: ["talos/services-are-healthy"] },
  },
  {
    name: "service-without-selector",
    title: "A Service has lost its selector, and keeps the endpoints that were found by it",
    from: "a change of the healthy lab that no check noticed",
    faults: [edit("Service", "kube-system/metrics-server", (service) => void delete specOf(service)["selector"])],
    expect: { first: ["references/named-services-answer"] },
  },
  {
    name: "claim-without-its-volume",
    title: "A claim is Bound to a volume that does not exist",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      edit("PersistentVolumeClaim", "logging/data-victoria-logs-0", (claim) => {
        specOf(claim)["volumeName"] = "pvc-gone";
      }),
    ],
    expect: { first: ["workloads/claims-are-bound"] },
  },
  {
    name: "release-ready-and-not-released",
    title: "A HelmRelease is Ready, and says that it is not released",
    from: "a change of the healthy lab that no check noticed",
    faults: [
      edit("HelmRelease", "kube-system/metrics-server", (release) => {
        const conditions = statusOf(release)["conditions"] as Json[];
        Object.assign(conditions.find(({ type }) => type === "Released") ?? {}, { status: "False", reason: "Odd" });
      }),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
];
