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
    faults: [checkoutFile("talos/talconfig.yaml", (text) => `${text}clusterName: lab\n`)],
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
    expect: { first: ["repository/handover-to-flux-is-declared"], falls: ["repository/git-source-tracks-the-branch"] },
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
  {
    name: "machine-config-leaves-out-a-node",
    title: "The Talos configuration names two of three nodes",
    from: "acceptance.md repository/machine-configs-cover-every-node",
    faults: [checkoutFile("talos/talconfig.yaml", (text) => text.replace(/ {2}- hostname: lab-cp-03[\s\S]*$/, ""))],
    expect: { first: ["repository/machine-configs-cover-every-node"] },
  },
  {
    name: "endpoint-without-a-port",
    title: "Cilium is told the API's host and no port",
    from: "facts/gitops.md §7: k8s-gitops 6a2d66d",
    faults: [checkoutFile(HELMFILE, (text) => text.replace(/ *k8sServicePort: \d+\n/, ""))],
    expect: { first: ["repository/kubernetes-endpoint-agrees"] },
  },
  {
    name: "crd-state-is-synced",
    title: "The CRD state is synced like any other: its charts install their controllers too",
    from: "facts/gitops.md §7: buroa d4ef4e1fa",
    faults: [
      checkoutFile(
        ".taskfiles/crds/Taskfile.yaml",
        () => 'version: "3"\ntasks:\n  crds:\n    cmds:\n      - helmfile -f bootstrap/helmfile.d/00-crds.yaml sync\n',
      ),
    ],
    expect: { first: ["repository/crds-are-a-phase-of-their-own"] },
  },
  {
    name: "crds-of-external-secrets-left-out",
    title: "Nothing brings the CRDs of external-secrets before its release, whose own switch is off",
    from: "facts/gitops.md §7: k8s-gitops b5063f4",
    faults: [
      checkoutFile("bootstrap/helmfile.d/00-crds.yaml", (text) =>
        text.replace(/ {2}- name: external-secrets\n[\s\S]*?(?= {2}- name: prometheus)/, ""),
      ),
    ],
    expect: { first: ["repository/needed-crds-come-first", "repository/core-charts-leave-crds-to-their-phase"] },
  },
  {
    name: "crds-installed-twice",
    title: "cert-manager's CRDs come from the CRD phase and from its own release",
    from: "facts/gitops.md §7: k8s-gitops 45999fc",
    faults: [
      checkoutFile(HELMFILE, (text) =>
        text.replace("crds:\n          enabled: false", "crds:\n          enabled: true"),
      ),
    ],
    expect: { first: ["repository/core-charts-leave-crds-to-their-phase"] },
  },
  {
    name: "crds-older-than-their-controller",
    title: "The CRDs of cert-manager are a major version behind its controller",
    from: "facts/gitops.md §7",
    faults: [checkoutFile("bootstrap/helmfile.d/00-crds.yaml", (text) => text.replace("v1.19.2", "v0.16.1"))],
    expect: { first: ["repository/crds-and-controllers-agree-on-version"] },
  },
  {
    name: "chart-without-a-version",
    title: "Spegel's chart has no version: the bootstrap installs the newest",
    from: "facts/gitops.md §7: PIN",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("    version: 0.4.0\n", ""))],
    expect: { first: ["repository/charts-are-pinned"] },
  },
  {
    name: "chart-with-a-range",
    title: "Spegel's chart has a range for a version: worth mending, and no failure",
    from: "facts/gitops.md §7: k8s-gitops da79efe",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("version: 0.4.0", "version: '>=0.3.0'"))],
  },
  {
    name: "field-that-flux-does-not-have",
    title: "A Kustomization switches validation off by a field that its CRD does not have",
    from: "facts/gitops.md §7: k8s-gitops 708fe3a",
    faults: [checkoutFile(APPS, (text) => text.replace(/^spec:$/m, "spec:\n  validate: none"))],
    expect: { first: ["repository/custom-resources-follow-their-crds"] },
  },
  {
    name: "agent-that-talos-refuses",
    title: "Cilium asks for SYS_MODULE, which Talos gives no pod",
    from: "facts/gitops.md §7: k8s-gitops aaa851a",
    faults: [checkoutFile(HELMFILE, (text) => text.replaceAll("- IPC_LOCK", "- SYS_MODULE"))],
    expect: { first: ["repository/kubernetes-endpoint-agrees"] },
  },
  {
    name: "dns-outside-the-service-network",
    title: "CoreDNS asks for an address of another cluster's service network",
    from: "facts/gitops.md §2.2 F16: k8s-gitops 9586db3",
    faults: [
      checkoutAdds({
        "kubernetes/apps/dns.yaml":
          "apiVersion: v1\nkind: Service\nmetadata: { name: dns, namespace: kube-system }\nspec: { clusterIP: 10.99.0.10 }\n",
      }),
    ],
    expect: { first: ["repository/pod-and-service-cidrs-agree"] },
  },
  {
    name: "remote-manifest-unpinned",
    title: "The bootstrap applies a manifest from a branch, and nobody may be asked whether it is there",
    from: "faults.md S0: a CRD URL that answers 404",
    faults: [
      checkoutFile("Taskfile.yaml", (text) =>
        text.replace(
          '11 kubeconfig",',
          '11 kubeconfig", "kubectl apply -f https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/main/config/crd/standard.yaml",',
        ),
      ),
    ],
    expect: { first: ["repository/remote-manifests-exist"], unseen: ["repository/remote-manifests-exist"] },
  },
  {
    name: "resource-beside-its-operator",
    title: "A database stands in the Kustomization that brings its operator: dry-run refuses both",
    from: "faults.md S0; facts/gitops.md §7",
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
    name: "object-applied-twice",
    title: "Two Kustomizations apply one folder",
    from: "facts/gitops.md §7: k8s-gitops 80e019a",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/apps-again.yaml": [
          "apiVersion: kustomize.toolkit.fluxcd.io/v1",
          "kind: Kustomization",
          "metadata: { name: cluster-apps-again, namespace: flux-system }",
          "spec:",
          "  interval: 1h",
          "  path: ./kubernetes/apps",
          "  prune: true",
          "  sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system }",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/objects-have-one-owner"] },
  },
  {
    name: "substitution-of-nothing",
    title: "A variable is substituted that nothing declares",
    from: "facts/gitops.md §7: k8s-gitops",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(/^spec:$/m, "spec:\n  postBuild:\n    substitute:\n      CLUSTER: lab"),
      ),
      checkoutAdds({
        "kubernetes/apps/config.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config, namespace: apps }\ndata:\n  cluster: ${CLUSTER}\n  network: ${NETWORK}\n",
      }),
    ],
    expect: { first: ["repository/substitutions-resolve"] },
  },
  {
    name: "clusters-share-an-identity",
    title: "Another cluster of the repository has the same Cilium id and pod network",
    from: "seeds/003 pattern 4",
    faults: [
      checkoutAdds({
        "clusters/apps/flux/cilium.yaml": [
          "apiVersion: helm.toolkit.fluxcd.io/v2",
          "kind: HelmRelease",
          "metadata: { name: cilium, namespace: kube-system }",
          "spec:",
          "  interval: 1h",
          "  chartRef: { kind: OCIRepository, name: cilium }",
          "  values:",
          "    cluster: { id: 1, name: lab }",
          "    clustermesh: { useAPIServer: true, config: { enabled: true, clusters: [{ name: other }] } }",
          "    ipv4NativeRoutingCIDR: 10.244.0.0/16",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/clusters-are-distinct"] },
  },
  {
    name: "source-of-another-branch",
    title: "Flux is told to follow another branch than the profile's",
    from: "seeds/004 AC4",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("refs/heads/main", "refs/heads/renovate"))],
    expect: { first: ["repository/git-source-tracks-the-branch"] },
  },
  {
    name: "health-check-of-what-helmfile-installs",
    title: "A Kustomization waits for a Deployment that only the bootstrap manages",
    from: "faults.md S1; facts/gitops.md §2.2",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(
          /^spec:$/m,
          "spec:\n  healthChecks:\n    - apiVersion: apps/v1\n      kind: Deployment\n      name: coredns\n      namespace: kube-system",
        ),
      ),
    ],
    expect: { first: ["repository/health-checks-name-what-flux-manages"] },
  },
  {
    name: "address-outside-every-pool",
    title: "A Service asks for an address that no pool has",
    from: "seeds/003 issue 4",
    faults: [
      checkoutAdds({
        "kubernetes/apps/service.yaml": [
          "apiVersion: v1",
          "kind: Service",
          "metadata:",
          "  name: ingress",
          "  namespace: apps",
          "  annotations: { lbipam.cilium.io/ips: 203.0.113.7 }",
          "spec: { type: LoadBalancer, ports: [{ port: 443 }] }",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/load-balancer-addresses-come-from-the-pool"] },
  },
  {
    name: "storage-where-it-does-not-belong",
    title: "A storage operator stands on a cluster that the profile keeps free of them",
    from: "seeds/003 issue 1",
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
  {
    name: "mesh-half-declared",
    title: "ClusterMesh is on, and names no cluster",
    from: "seeds/003 issue 3",
    faults: [
      checkoutFile(HELMFILE, (text) =>
        text.replace("ipam:\n", "clustermesh:\n          config:\n            enabled: true\n        ipam:\n"),
      ),
    ],
    expect: { first: ["repository/cluster-mesh-is-declared-whole"] },
  },
  {
    name: "secret-in-plain",
    title: "A file that .sops.yaml names stands in plain",
    from: "seeds/004 NFR8",
    faults: [
      checkoutAdds({
        "kubernetes/apps/login.sops.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: { name: login, namespace: apps }\nstringData: { user: somebody-real }\n",
      }),
    ],
    expect: { first: ["repository/secrets-are-encrypted"] },
  },
  {
    name: "bootstrap-without-its-first-step",
    title: "The bootstrap task never bootstraps etcd",
    from: "acceptance.md repository/bootstrap-task-runs-every-step",
    faults: [checkoutFile("Taskfile.yaml", (text) => text.replace(/talosctl [^"]*11 bootstrap/, "echo ready"))],
    expect: { first: ["repository/bootstrap-task-runs-every-step"] },
  },
  {
    name: "runbook-without-timings",
    title: "The runbook holds no measured timing of this cluster",
    from: "seeds/004 T10",
    faults: [checkoutFile("docs/runbooks/bootstrap.md", () => "# Bootstrap\n\nRun the task and wait.\n")],
    expect: { first: ["repository/runbook-records-the-timings"] },
  },
];
