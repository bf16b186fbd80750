import { everyCall } from "../../faults/commands.ts";
import { revised } from "../../faults/helm.ts";
import { add, edit, part, specOf, statusOf, type Json } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { both, cilium, lacking, node, nodes } from "../profiles.ts";

const completedPod = (name: string, owner: string): Fault =>
  add({
    ...{ apiVersion: "v1", kind: "Pod" },
    metadata: {
      ...{ name, namespace: "default" },
      ...{ ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name: owner, uid: "j", controller: true }] },
    },
    spec: {
      containers: [{ name: "main", image: "ghcr.io/example/job:1" }],
      nodeName: "lab-cp-01",
      restartPolicy: "Never",
    },
    status: {
      phase: "Succeeded",
      conditions: [{ type: "Ready", status: "False", reason: "PodCompleted" }],
      containerStatuses: [
        { name: "main", ready: false, restartCount: 0, state: { terminated: { exitCode: 0, reason: "Completed" } } },
      ],
    },
  });

const evicted = add({
  ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "batch-7f9", namespace: "default" } },
  spec: { containers: [{ name: "main", image: "ghcr.io/example/batch:1" }], nodeName: "lab-cp-02" },
  status: { phase: "Failed", reason: "Evicted", message: "The node was low on resource: ephemeral-storage." },
});

/** Helm writes the local zone of whoever ran it: the same moment, said two hours later. */
const inZone = (text: string): string => {
  const shifted = new Date(Date.parse(text) + 2 * 3600_000).toISOString();
  return `${shifted.slice(0, 19)}.${(text.split(".")[1] ?? "000000000Z").replace("Z", "")}+02:00`;
};

/** What looks wrong or odd, and is well. */
export const HEALTHY_ODDITIES: readonly Scenario[] = [
  {
    name: "jobs-completed",
    title: "Finished Jobs and CronJob pods lie about",
    from: "a healthy variant",
    faults: [completedPod("migrate-x7k2p", "migrate"), completedPod("backup-29345-abcde", "backup-29345")],
  },
  {
    name: "evicted-leftover-waived",
    title: "An evicted leftover, which the profile lets lie",
    from: "a healthy variant",
    profile: (lab) => ({
      ...lab,
      workloads: {
        ...lab.workloads,
        mayFail: [{ namespace: "default", name: "batch-*", reason: "evicted, cleaned weekly" }],
      },
    }),
    faults: [evicted],
  },
  {
    name: "cordoned-on-purpose",
    title: "A cordoned node, which the profile allows",
    from: "a healthy variant",
    profile: (lab) => ({ ...lab, kubernetes: { ...lab.kubernetes, allowCordoned: ["lab-cp-03"] } }),
    faults: [
      edit("Node", "lab-cp-03", (object) => {
        specOf(object)["unschedulable"] = true;
        specOf(object)["taints"] = [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }];
      }),
    ],
  },
  {
    name: "ipv6",
    title: "IPv6 alone",
    from: "a healthy variant",
    profile: both(
      (lab) => ({
        ...lab,
        kubernetes: { ...lab.kubernetes, endpoint: "https://[fd00:25::10]:6443" },
        nodes: lab.nodes.map((it, n) => ({ ...it, address: `fd00:25::${n + 11}` })),
        network: { pods: ["fd00:244::/56"], services: ["fd00:245::/112"], nodes: ["fd00:25::/64"] },
        ...(lab.talos && { talos: { ...lab.talos, endpoints: ["fd00:25::10"] } }),
      }),
      cilium({ apiHost: "fd00:25::10", routing: { mode: "native", cidr: "fd00:244::/56" } }),
    ),
    faults: [],
  },
  {
    name: "dual-stack",
    title: "IPv4 and IPv6 side by side",
    from: "a healthy variant",
    profile: (lab) => ({
      ...lab,
      network: {
        pods: ["10.244.0.0/16", "fd00:244::/56"],
        services: ["10.245.0.0/16", "fd00:245::/112"],
        nodes: ["10.25.21.0/24"],
      },
    }),
    faults: [
      edit("Node", undefined, (object) => {
        const host = object.metadata.name.slice(-1);
        specOf(object)["podCIDRs"] = [specOf(object)["podCIDR"], `fd00:244:0:${host}::/64`];
      }),
    ],
  },
  {
    name: "times-of-several-zones",
    title: "Helm ran in another time zone: its times carry an offset",
    from: "a healthy variant",
    faults: ["kube-system/cilium", "kube-system/coredns", "cert-manager/cert-manager"].map((name) =>
      revised(name, 1, ({ info }) => {
        info.first_deployed = inZone(info.first_deployed);
        info.last_deployed = inZone(info.last_deployed);
      }),
    ),
  },
  {
    name: "forty-nodes",
    title: "A larger cluster: forty nodes",
    from: "a healthy variant",
    profile: (lab) => ({ ...lab, nodes: nodes(3, 37) }),
    faults: [],
  },
  {
    name: "names-that-look-like-numbers",
    title: "Nodes named 007, 1e3, true and 0x10, which YAML would make something else of",
    from: "the real talosctl",
    profile: (lab) => ({
      ...lab,
      nodes: ["007", "1e3", "true", "0x10"].map((name, n) => node(name, n + 11, n < 3 ? "control-plane" : "worker")),
    }),
    faults: [],
  },
  {
    name: "names-of-every-legal-character",
    title: "Names with dots, digits and hyphens, as long as they may be",
    from: "a healthy variant",
    profile: (lab) => ({
      ...lab,
      nodes: [`${"a".repeat(60)}.b-c.d0`, "9-lives.example.org", "x"].map((name, n) =>
        node(name, n + 11, "control-plane"),
      ),
    }),
    faults: [],
  },
  {
    name: "cilium-warns-on-stderr",
    title: "The Cilium CLI writes to stderr though all is well",
    from: "a real cluster",
    trouble: true,
    faults: [
      everyCall("cilium", (answer) => ({
        ...answer,
        stderr: `${answer.stderr ?? ""}⚠️ Unable to detect IPv6 support\n`,
      })),
    ],
  },
  {
    name: "minimal-profile",
    title: "A profile of nothing but an API, its nodes and networks",
    from: "what profiles allow",
    profile: both(
      lacking("talos", "cilium", "flux", "secrets", "budget", "onePassword", "sops"),
      (lab) => ({ ...lab, releases: [], crds: { required: [], dependents: [] }, stories: [], tools: {} }),
      (lab) => ({ ...lab, platform: { databases: [], services: [] }, policies: {}, bootstrap: {} }),
    ),
    faults: [],
  },
  {
    name: "without-budget-and-stories",
    title: "A profile without a budget and without stories",
    from: "what profiles allow",
    profile: both(lacking("budget"), (lab) => ({ ...lab, stories: [] })),
    faults: [],
  },
  {
    name: "old-events-and-jobs",
    title: "Events expired: nothing is remembered of image pulls",
    from: "the source code of the tools",
    faults: [
      (world) => ({
        ...world,
        kubernetes: { ...world.kubernetes, objects: world.kubernetes.objects.filter(({ kind }) => kind !== "Event") },
      }),
    ],
  },
  {
    name: "strangers-labels-and-annotations",
    title: "Objects carry labels, annotations and fields that nobody knows",
    from: "raw JSON may lack anything",
    faults: [
      edit("Deployment", undefined, (object) => {
        Object.assign(part(object, "metadata", "labels"), { "example.org/owner": "a.b_c-d", "9": "x" });
        statusOf(object)["terminatingReplicas"] = 0;
      }),
      edit("Pod", undefined, (object) => {
        (statusOf(object)["conditions"] as Json[]).push({
          type: "example.org/gate",
          status: "True",
          lastTransitionTime: null,
        });
      }),
    ],
  },
  {
    name: "autoscaler-without-metrics",
    title: "A HorizontalPodAutoscaler scales nothing on a cluster that has no resource metrics by its profile",
    from: "a real cluster",
    cluster: "kind",
    faults: [
      add({
        ...{ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" },
        metadata: { name: "podinfo", namespace: "default" },
        status: {
          conditions: [
            { type: "AbleToScale", status: "True", reason: "SucceededGetScale" },
            {
              ...{ type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric" },
              message: "the HPA was unable to compute the replica count: failed to get cpu utilization",
            },
          ],
        },
      }),
    ],
  },
];
