import { revised } from "../../faults/helm.ts";
import { edit, type Json } from "../../faults/objects.ts";
import { machine } from "../../faults/talos.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { both, cilium, kubernetes, nodes, releases, talosVersion } from "../profiles.ts";

/** From 1.13 on `talosctl health` skips what needs a CNI of Talos' own. */
const skips = (...checks: string[]): Fault =>
  machine(undefined, ({ health }) => {
    for (const check of health?.checks ?? []) if (checks.includes(check.description)) check.state = "SKIP";
  });
const SKIPPED_FROM_1_13 = ["all k8s nodes to report ready", "coredns to report ready"];

/** `--server-side` is Helm 4's default: what Helm writes, it applies. */
const appliedByHelm = (kind: string): Fault =>
  edit(kind, undefined, ({ metadata }) => {
    for (const entry of (metadata as { managedFields?: Json[] }).managedFields ?? []) {
      if (/^helm$/i.test(String(entry["manager"]))) entry["operation"] = "Apply";
    }
  });

/** Clusters of another make that are well: sizes, versions, ways to install. */
export const HEALTHY_CLUSTERS: readonly Scenario[] = [
  {
    name: "one-node",
    title: "A cluster of one node",
    from: "a healthy variant",
    profile: (lab) => ({ ...lab, nodes: nodes(1) }),
    faults: [],
  },
  {
    name: "with-workers",
    title: "Three control-plane nodes and three workers",
    from: "clusters/apps.yaml",
    profile: (lab) => ({ ...lab, nodes: nodes(3, 3) }),
    faults: [],
  },
  { name: "kind", title: "A kind cluster", from: "a healthy variant", cluster: "kind", faults: [] },
  { name: "infra", title: "The infra cluster of the seeds", from: "clusters/infra.yaml", cluster: "infra", faults: [] },
  { name: "apps", title: "The apps cluster of the seeds", from: "clusters/apps.yaml", cluster: "apps", faults: [] },
  {
    name: "kubernetes-1.33",
    title: "Kubernetes 1.33",
    from: "a healthy variant",
    profile: kubernetes("v1.33.7"),
    faults: [],
  },
  {
    name: "kubernetes-1.34",
    title: "Kubernetes 1.34",
    from: "a healthy variant",
    profile: kubernetes("v1.34.3"),
    faults: [],
  },
  {
    name: "kubernetes-1.36",
    title: "Kubernetes 1.36",
    from: "a healthy variant",
    profile: kubernetes("v1.36.0"),
    faults: [],
  },
  {
    name: "kubernetes-any-patch",
    title: "A profile that accepts any patch of Kubernetes",
    from: "clusters/kind.yaml",
    profile: kubernetes("v1.35"),
    faults: [],
  },
  {
    name: "talos-1.11",
    title: "Talos 1.11",
    from: "a healthy variant",
    profile: both(talosVersion("v1.11.6", ["kube-proxy to report ready"]), (lab) => ({
      ...lab,
      tools: { ...lab.tools, talosctl: ">=1.11.0 <1.12.0" },
    })),
    faults: [],
  },
  {
    name: "talos-1.13",
    title: "Talos 1.13, whose health skips what needs a CNI of its own",
    from: "the source code of the tools",
    profile: talosVersion("v1.13.0", ["kube-proxy to report ready", ...SKIPPED_FROM_1_13]),
    faults: [skips(...SKIPPED_FROM_1_13)],
  },
  {
    name: "talos-in-containers",
    title: "Talos machines in containers: no udevd, and the host's clock",
    from: "a real cluster",
    faults: [
      machine(undefined, (node) => {
        node.mode = "container";
        node.resources["services"] = (node.resources["services"] ?? []).filter(({ id }) => id !== "udevd");
        for (const time of node.resources["timestatuses"] ?? []) {
          Object.assign(time.spec as Json, { synced: true, syncDisabled: true, epoch: 0 });
        }
      }),
    ],
  },
  {
    name: "coredns-of-talos-itself",
    title: "Talos brings CoreDNS itself: its Deployment stands in kube-system, and no release holds it",
    from: "a real cluster",
    profile: releases((release) => (release.name === "coredns" ? [] : [release])),
    faults: [],
  },
  {
    name: "flux-bootstrap",
    title: "Flux by `flux bootstrap`: no operator, no instance, a branch for a ref",
    from: "a healthy variant",
    profile: both(
      releases((release) => (release.name.startsWith("flux-") ? [] : [release])),
      (lab) => {
        if (!lab.flux) return lab;
        const { instance: _, ...flux } = lab.flux;
        return { ...lab, flux: { ...flux, source: { ...flux.source, ref: "main" } } };
      },
    ),
    faults: [],
  },
  {
    name: "helm-4",
    title: "Releases written by Helm 4: applied server-side, and their fields managed so",
    from: "the source code of the tools",
    faults: [
      ...["kube-system/cilium", "kube-system/coredns", "cert-manager/cert-manager"].map((name) =>
        revised(name, 1, (release) => {
          release["apply_method"] = "ssa";
        }),
      ),
      ...["Secret", "ConfigMap", "Deployment", "DaemonSet"].map(appliedByHelm),
    ],
  },
  {
    name: "cilium-adopted",
    title: "Cilium is adopted by a HelmRelease: the release is the same, the revision moved on",
    from: "a healthy variant",
    profile: releases((release) => [release.name === "cilium" ? { ...release, owner: "adopted" } : release]),
    faults: [],
  },
  {
    name: "cilium-without-hubble",
    title: "Cilium without Hubble",
    from: "a healthy variant",
    profile: both(
      cilium({ hubbleRelay: false }),
      releases((release) => {
        const { "hubble-relay": _, ...images } = release.images ?? {};
        const workloads = release.workloads.filter(({ name }) => name !== "hubble-relay");
        return [release.name === "cilium" ? { ...release, images, workloads } : release];
      }),
    ),
    faults: [],
  },
  {
    name: "cilium-in-its-own-namespace",
    title: "Cilium in a namespace of its own",
    from: "a healthy variant",
    profile: both(
      cilium({ namespace: "cilium" }),
      releases((release) => [release.name === "cilium" ? { ...release, namespace: "cilium" } : release]),
    ),
    faults: [],
  },
  {
    name: "cilium-tunnel-on-purpose",
    title: "Tunnel routing, where the profile says so",
    from: "the purpose of a check",
    profile: cilium({ routing: { mode: "tunnel" } }),
    faults: [],
  },
];
