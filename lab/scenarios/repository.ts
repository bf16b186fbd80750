import { checkoutAdds, checkoutFile } from "../faults/repository.ts";
import type { Scenario } from "../scenario.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";
const APPS = "clusters/lab/flux/apps.yaml";

/** facts/gitops.md §2 and §7, over the lab's small checkout: the fault found before the bootstrap. */
export const REPOSITORY: readonly Scenario[] = [
  {
    name: "yaml-with-a-key-twice",
    title: "A file has the same key twice: the later one wins, silently",
    from: "facts/gitops.md §7",
    faults: [checkoutFile(APPS, (text) => `${text}\nspec:\n  interval: 5m\n`)],
    expect: { first: ["repository/yaml-is-sound"] },
  },
  {
    name: "pod-cidr-differs",
    title: "Talos gives pods another network than Cilium routes",
    from: "seeds/003 issue 2",
    faults: [checkoutFile("talos/talconfig.yaml", (text) => text.replace("10.244.0.0/16", "10.42.0.0/16"))],
    expect: { first: ["repository/pod-and-service-cidrs-agree"] },
  },
  {
    name: "needs-nobody",
    title: "CoreDNS needs a release that no state file holds",
    from: "facts/gitops.md §7",
    faults: [checkoutFile(HELMFILE, (text) => text.replaceAll("kube-system/cilium", "kube-system/cillium"))],
    expect: { first: ["repository/core-releases-follow-the-chain"] },
  },
  {
    name: "sync-names-a-path-that-is-not-there",
    title: "Flux is handed over to a path that the repository does not have",
    from: "facts/gitops.md §2.2",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("clusters/lab/flux", "clusters/lab/fluxx"))],
    expect: { first: ["repository/handover-to-flux-is-declared"] },
  },
  {
    name: "kustomization-depends-on-nobody",
    title: "A Kustomization depends on one that nothing declares",
    from: "facts/gitops.md §2.2",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(/^spec:$/m, "spec:\n  dependsOn:\n    - name: cluster-monitoring-crds"),
      ),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "defined-twice",
    title: "A HelmRelease defines CoreDNS once more, which helmfile installs and keeps",
    from: "faults.md S1; facts/gitops.md §2.2",
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
];
