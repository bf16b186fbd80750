import type { Profile } from "../../../clusters/profile.ts";
import { chart, configMap, kustomization, manifest } from "../../faults/manifests.ts";
import { checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Fault, Scenario } from "../../scenario.ts";

const APPS = "clusters/lab/flux/apps.yaml";

const DATABASE = {
  apiVersion: "postgresql.cnpg.io/v1",
  kind: "Cluster",
  metadata: { name: "db", namespace: "apps" },
  spec: { instances: 3 },
};

/** What the release of flux-operator runs once it is installed. */
const hooked = (line: string): Fault => {
  const [command, ...args] = line.split(" ");
  const hook = JSON.stringify({ events: ["postsync"], command, args });
  return checkoutFile("bootstrap/helmfile.d/01-apps.yaml", (text) =>
    text.replace("- name: flux-operator\n", `- name: flux-operator\n    hooks: [${hook}]\n`),
  );
};

/** Flux adopts the Cilium that helmfile installs. */
export const adoptingCilium = (lab: Profile): Profile => ({
  ...lab,
  releases: lab.releases.map((one) => (one.name === "cilium" ? { ...one, owner: "adopted" } : one)),
});

/** Releases of Flux: with a second definition, without a chart, beside what needs them. */
export const REPOSITORY_RELEASES: readonly Scenario[] = [
  {
    name: "chart-in-another-namespace",
    title: "A HelmRelease and the OCIRepository of its chart stand in two namespaces",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/metrics.yaml": manifest(...chart("victoria-logs", "0.11.0")).replace(
          "namespace: apps",
          "namespace: flux-system",
        ),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "defined-twice",
    title: "A HelmRelease defines CoreDNS once more, which helmfile installs and keeps",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/coredns.yaml": [
          "apiVersion: source.toolkit.fluxcd.io/v1",
          "kind: OCIRepository",
          "metadata: { name: coredns, namespace: kube-system }",
          "spec: { interval: 1h, url: oci://registry.lab/charts/coredns, ref: { tag: 1.45.0 } }",
          "---",
          "apiVersion: helm.toolkit.fluxcd.io/v2",
          "kind: HelmRelease",
          "metadata: { name: coredns, namespace: kube-system }",
          "spec: { interval: 1h, chartRef: { kind: OCIRepository, name: coredns }, values: {} }",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/releases-have-one-definition"] },
  },
  {
    name: "cilium-values-drift",
    title:
      "helmfile and the HelmRelease give Cilium other values: Flux rolls the CNI out again in the middle of the bootstrap",
    from: "a public repository",
    profile: adoptingCilium,
    faults: [
      checkoutFile("kubernetes/apps/cilium.yaml", (text) =>
        text
          .replace(
            "kubeProxyReplacement: true",
            "kubeProxyReplacement: true\n    encryption:\n      enabled: true\n      type: wireguard",
          )
          .replace("mode: kubernetes", "mode: cluster-pool"),
      ),
    ],
    expect: { first: ["repository/releases-have-one-definition"] },
  },
  {
    name: "cilium-version-drift",
    title: "The HelmRelease has the next minor version of the Cilium that helmfile installs",
    from: "a public repository",
    profile: adoptingCilium,
    faults: [checkoutFile("kubernetes/apps/cilium.yaml", (text) => text.replace("tag: 1.18.5", "tag: 1.20.1"))],
    expect: { first: ["repository/releases-have-one-definition"] },
  },
  {
    name: "resource-beside-its-operator",
    title: "A database stands in the Kustomization that brings its operator: dry-run refuses both",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/postgres.yaml": [
          "apiVersion: source.toolkit.fluxcd.io/v1",
          "kind: OCIRepository",
          "metadata: { name: cloudnative-pg, namespace: apps }",
          "spec: { interval: 1h, url: oci://registry.lab/charts/cloudnative-pg, ref: { tag: 0.26.0 } }",
          "---",
          "apiVersion: helm.toolkit.fluxcd.io/v2",
          "kind: HelmRelease",
          "metadata: { name: cloudnative-pg, namespace: apps }",
          "spec: { interval: 1h, chartRef: { kind: OCIRepository, name: cloudnative-pg }, values: {} }",
          "---",
          "apiVersion: postgresql.cnpg.io/v1",
          "kind: Cluster",
          "metadata: { name: db, namespace: apps }",
          "spec: { instances: 3 }",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/custom-resources-follow-their-crds"] },
  },
  {
    name: "resource-above-its-operator",
    title: "A Kustomization that waits holds a database, and creates the one that brings its operator",
    from: "a public repository",
    faults: [
      checkoutFile(APPS, (text) => text.replace("wait: false", "wait: true")),
      checkoutAdds({
        "kubernetes/apps/db.yaml": manifest(DATABASE),
        "kubernetes/apps/operator.yaml": manifest(kustomization("operator", "operator")),
        "operator/release.yaml": manifest(...chart("cloudnative-pg", "0.26.0")),
      }),
    ],
    expect: { first: ["repository/needed-crds-come-first"], falls: ["repository/custom-resources-follow-their-crds"] },
  },
  {
    name: "hook-applies-flux-kinds-at-once",
    title: "A hook applies a GitRepository as soon as the operator is installed: its CRD is not established yet",
    from: "a public repository",
    faults: [
      hooked("kubectl apply -f ../source.yaml"),
      checkoutAdds({
        "bootstrap/source.yaml": manifest({
          apiVersion: "source.toolkit.fluxcd.io/v1",
          kind: "GitRepository",
          metadata: { name: "other", namespace: "flux-system" },
          spec: { interval: "1h", url: "https://git.lab/other.git", ref: { branch: "main" } },
        }),
      }),
    ],
    expect: { first: ["repository/handover-to-flux-is-declared"] },
  },
  {
    name: "hook-applies-another-version",
    title: "A hook applies a ConfigMap that Flux applies otherwise: each bootstrap takes it back",
    from: "a public repository",
    faults: [
      hooked("kubectl apply -f ../settings.yaml"),
      checkoutAdds({
        "bootstrap/settings.yaml": manifest(configMap("settings", { stage: "bootstrap" })),
        "kubernetes/apps/settings.yaml": manifest(configMap("settings", { stage: "flux" })),
      }),
    ],
    expect: { first: ["repository/objects-have-one-owner"] },
  },
  {
    name: "storage-where-it-does-not-belong",
    title: "A storage operator stands on a cluster that the profile keeps free of them",
    from: "a comparison of bootstraps",
    profile: (lab) => ({
      ...lab,
      policies: { ...lab.policies, storage: { allowed: [], reason: "storage lives on infra" } },
    }),
    faults: [
      checkoutAdds({
        "kubernetes/apps/rook.yaml": [
          "apiVersion: source.toolkit.fluxcd.io/v1",
          "kind: OCIRepository",
          "metadata: { name: rook-ceph, namespace: apps }",
          "spec: { interval: 1h, url: oci://registry.lab/charts/rook-ceph, ref: { tag: v1.18.0 } }",
          "---",
          "apiVersion: helm.toolkit.fluxcd.io/v2",
          "kind: HelmRelease",
          "metadata: { name: rook-ceph, namespace: apps }",
          "spec: { interval: 1h, chartRef: { kind: OCIRepository, name: rook-ceph }, values: {} }",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/storage-runs-where-it-belongs"] },
  },
];
