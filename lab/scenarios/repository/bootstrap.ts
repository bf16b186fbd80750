import { answers, checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Fault, Scenario } from "../../scenario.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";

/** external-dns renamed this file twice in two minor versions. */
const CRDS =
  "https://raw.githubusercontent.com/kubernetes-sigs/external-dns/v0.17.0/docs/sources/crd/crd-manifest.yaml";

/** The bootstrap applies it after the kubeconfig is there. */
const fetchesCrds: Fault = checkoutFile("Taskfile.yaml", (text) =>
  text.replace('11 kubeconfig",', `11 kubeconfig", "kubectl apply -f ${CRDS}",`),
);

/** What would stop a bootstrap before Flux is there: machines, CRDs, releases, tasks. */
export const REPOSITORY_BOOTSTRAP: readonly Scenario[] = [
  {
    name: "needs-nobody",
    title: "CoreDNS needs a release that no state file holds",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replaceAll("kube-system/cilium", "kube-system/cillium"))],
    expect: { first: ["repository/core-releases-follow-the-chain"] },
  },
  {
    name: "needs-in-a-circle",
    title: "Cilium needs CoreDNS, which needs Cilium: helmfile installs neither",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("needs: []", "needs: [kube-system/coredns]"))],
    expect: { first: ["repository/core-releases-follow-the-chain"] },
  },
  {
    name: "needs-skip-a-release",
    title: "flux-operator needs cert-manager only: helmfile may start it before external-secrets",
    from: "a public repository",
    faults: [
      checkoutFile(HELMFILE, (text) =>
        text.replace("- external-secrets/external-secrets", "- cert-manager/cert-manager"),
      ),
    ],
    expect: { first: ["repository/core-releases-follow-the-chain"] },
  },
  {
    name: "included-state-is-not-there",
    title: "A state includes one that is not there, because it was renamed",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "bootstrap/helmfile.yaml": "helmfiles:\n  - path: helmfile.d/00-crds.yaml\n  - path: helmfile.d/01-core.yaml\n",
      }),
    ],
    expect: { first: ["repository/core-releases-follow-the-chain"] },
  },
  {
    name: "machine-config-leaves-out-a-node",
    title: "The Talos configuration names two of three nodes",
    from: "the purpose of a check",
    faults: [checkoutFile("talos/talconfig.yaml", (text) => text.replace(/ {2}- hostname: lab-cp-03[\s\S]*$/, ""))],
    expect: { first: ["repository/machine-configs-cover-every-node"] },
  },
  {
    name: "machine-config-names-another-node",
    title: "The Talos configuration calls a node otherwise than everything else does",
    from: "a public repository",
    faults: [checkoutFile("talos/talconfig.yaml", (text) => text.replace("hostname: lab-cp-02", "hostname: cp-02"))],
    expect: { first: ["repository/machine-configs-cover-every-node"] },
  },
  {
    name: "machine-config-of-older-talos",
    title: "The configuration installs a Talos that is one minor version behind",
    from: "a public repository",
    faults: [
      checkoutFile("talos/talconfig.yaml", (text) => text.replace("talosVersion: v1.12.0", "talosVersion: v1.11.2")),
    ],
    expect: { first: ["repository/machine-configs-cover-every-node"] },
  },
  {
    name: "crd-state-is-synced",
    title: "The CRD state is synced like any other: its charts install their controllers too",
    from: "a public repository",
    faults: [
      checkoutFile(
        ".taskfiles/crds/Taskfile.yaml",
        () => 'version: "3"\ntasks:\n  crds:\n    cmds:\n      - helmfile -f bootstrap/helmfile.d/00-crds.yaml sync\n',
      ),
    ],
    expect: { first: ["repository/crds-are-a-phase-of-their-own"] },
  },
  {
    name: "crd-state-beside-what-is-synced",
    title: "The bootstrap syncs the folder that holds the CRD state too",
    from: "a public repository",
    faults: [checkoutFile("Taskfile.yaml", (text) => text.replace("helmfile.d/01-apps.yaml sync", "helmfile.d sync"))],
    expect: { first: ["repository/crds-are-a-phase-of-their-own"] },
  },
  {
    name: "crds-of-external-secrets-left-out",
    title: "Nothing brings the CRDs of external-secrets before its release, whose own switch is off",
    from: "a public repository",
    faults: [
      checkoutFile("bootstrap/helmfile.d/00-crds.yaml", (text) =>
        text.replace(/ {2}- name: external-secrets\n[\s\S]*?(?= {2}- name: prometheus)/, ""),
      ),
    ],
    expect: {
      first: ["repository/needed-crds-come-first"],
      falls: ["repository/core-charts-leave-crds-to-their-phase"],
    },
  },
  {
    name: "crds-installed-twice",
    title: "cert-manager's CRDs come from the CRD phase and from its own release",
    from: "a public repository",
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
    from: "a public repository",
    faults: [checkoutFile("bootstrap/helmfile.d/00-crds.yaml", (text) => text.replace("v1.19.2", "v0.16.1"))],
    expect: { first: ["repository/crds-and-controllers-agree-on-version"] },
  },
  {
    name: "chart-without-a-version",
    title: "Spegel's chart has no version: the bootstrap installs the newest",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("    version: 0.4.0\n", ""))],
    expect: { first: ["repository/charts-are-pinned"] },
  },
  {
    name: "chart-with-a-range",
    title: "Spegel's chart has a range for a version: worth mending, and no failure",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("version: 0.4.0", "version: '>=0.3.0'"))],
  },
  {
    name: "remote-manifest-that-nobody-answers-for",
    title: "The bootstrap applies a manifest from a branch of a host that nobody can reach",
    from: "a report of a bootstrap that failed",
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
    name: "remote-manifest-is-gone",
    title: "A version bump moved a CRD's manifest: its URL answers 404, and the bootstrap stops there",
    from: "a public repository",
    faults: [fetchesCrds, answers({ [CRDS]: 404 })],
    expect: { first: ["repository/remote-manifests-exist"] },
  },
  {
    name: "remote-manifest-of-the-next-version-is-gone",
    title: "One of two manifests moved again with the next version: that one is named, the other holds",
    from: "a public repository",
    faults: [
      fetchesCrds,
      checkoutFile("Taskfile.yaml", (text) =>
        text.replace(
          `"kubectl apply -f ${CRDS}"`,
          `"kubectl apply -f ${CRDS}", "kubectl apply -f ${CRDS.replace("v0.17.0", "v0.18.0")}"`,
        ),
      ),
      answers({ [CRDS]: 200, [CRDS.replace("v0.17.0", "v0.18.0")]: 410 }),
    ],
    expect: { first: ["repository/remote-manifests-exist"] },
  },
  {
    name: "bootstrap-without-its-first-step",
    title: "The bootstrap task never bootstraps etcd",
    from: "the purpose of a check",
    faults: [checkoutFile("Taskfile.yaml", (text) => text.replace(/talosctl [^"]*11 bootstrap/, "echo ready"))],
    expect: { first: ["repository/bootstrap-task-runs-every-step"] },
  },
];

/** Checkouts in which nothing is wrong. */
export const REPOSITORY_HARMLESS: readonly Scenario[] = [
  {
    name: "remote-manifest-answers",
    title: "The bootstrap applies a manifest from a URL that names its version and answers",
    from: "a public repository",
    faults: [fetchesCrds, answers({ [CRDS]: 200 })],
  },
];
