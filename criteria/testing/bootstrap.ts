import { profileOf } from "./profile.ts";
import { answered, resource } from "./talos.ts";
import type { TimelineObserved } from "../../timeline/sources.ts";

/** A bootstrap of one Talos machine that began at 10:00:00 and took ten minutes, as the cluster remembers it. */

/** `at("5:30")`: five and a half minutes after 10:00:00. */
export function at(minutes: string): string {
  const [m = "0", s = "0"] = minutes.split(":");
  return new Date(Date.parse("2026-11-21T10:00:00Z") + Number(m) * 60_000 + Number(s) * 1000)
    .toISOString()
    .replace(".000Z", "Z");
}

export const bootstrapProfile = (parts: Parameters<typeof profileOf>[0] = {}) =>
  profileOf({
    talos: {},
    crds: { required: ["ciliumnodes.cilium.io"] },
    releases: [
      {
        name: "cilium",
        namespace: "kube-system",
        workloads: [{ kind: "DaemonSet", name: "cilium" }],
      },
    ],
    flux: {
      source: { url: "ssh://git@example.com/ops.git", ref: "main" },
      kustomization: { path: "./clusters/infra" },
    },
    budget: { total: "30m", startMark: { at: at("0:00") } },
    ...parts,
  });

export const pod = (
  [namespace, name]: [string, string],
  {
    created,
    ready,
    owner,
    started,
    restarts = 0,
  }: Partial<Record<"created" | "ready" | "owner" | "started", string>> & {
    restarts?: number;
  },
): object => ({
  metadata: {
    namespace,
    name,
    creationTimestamp: created,
    ...(owner && { ownerReferences: [{ kind: owner.split("/")[0], name: owner.split("/")[1] }] }),
  },
  // what runs before the network is there runs in the host's
  spec: { nodeName: "cp1", hostNetwork: namespace === "kube-system" },
  status: {
    phase: "Running",
    startTime: created,
    conditions: [{ type: "Ready", status: "True", lastTransitionTime: ready }],
    containerStatuses: [{ restartCount: restarts, state: { running: { startedAt: started ?? ready } } }],
  },
});

export const kustomization = (name: string, created: string, succeeded: string): object => ({
  metadata: { namespace: "flux-system", name, creationTimestamp: created },
  status: {
    conditions: [{ type: "Ready", status: "True", lastTransitionTime: at("600:00") }],
    history: [{ firstReconciled: succeeded, lastReconciledStatus: "ReconciliationSucceeded" }],
  },
});

export const node = (registered: string, ready: string): object => ({
  metadata: { name: "cp1", creationTimestamp: registered },
  status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: ready }] },
});

export const staticPods = [
  pod(["kube-system", "kube-apiserver-cp1"], { created: at("2:40"), ready: at("3:00") }),
  pod(["kube-system", "kube-controller-manager-cp1"], { created: at("2:40"), ready: at("2:50") }),
  pod(["kube-system", "kube-scheduler-cp1"], { created: at("2:40"), ready: at("2:50") }),
];
export const agent = pod(["kube-system", "cilium-x"], {
  created: at("4:02"),
  ready: at("5:30"),
  owner: "DaemonSet/cilium",
});
export const app = pod(["apps", "web-1"], { created: at("8:00"), ready: at("10:00"), owner: "ReplicaSet/web" });

export const cilium = {
  name: "cilium",
  namespace: "kube-system",
  revision: 1,
  status: "deployed",
  createdAt: at("4:00"),
  modifiedAt: at("5:40"),
  managers: ["Helm"],
  details: { firstDeployed: "2026-11-21T10:04:00.185873016Z", lastDeployed: "2026-11-21T10:04:00.185873016Z" },
};

/** Everything healthy; what a test is about replaces a source, `undefined` leaves it unread. */
export const observedOf = (parts: Partial<Record<keyof TimelineObserved, unknown>> = {}): TimelineObserved =>
  ({
    namespaces: [{ metadata: { name: "kube-system", creationTimestamp: at("2:00") } }],
    nodes: [node(at("2:30"), at("5:35"))],
    pods: [...staticPods, agent, app],
    customResourceDefinitions: [
      {
        metadata: { name: "ciliumnodes.cilium.io", creationTimestamp: at("3:20") },
        status: { conditions: [{ type: "Established", status: "True", lastTransitionTime: at("3:40") }] },
      },
    ],
    helmReleases: [cilium],
    kustomizations: [
      kustomization("flux-system", at("6:00"), at("7:00")),
      kustomization("apps", at("7:00"), at("10:00")),
    ],
    helmReleaseResources: [],
    events: [],
    talosMachineStatuses: [
      answered("cp1", [{ ...resource("machine", {}), metadata: { id: "machine", created: at("0:30") } }]),
    ],
    talosServices: [answered("cp1", [{ ...resource("etcd", {}), metadata: { id: "etcd", created: at("1:40") } }])],
    ...parts,
  }) as TimelineObserved;
