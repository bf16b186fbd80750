import { revised, secretName } from "../faults/helm.ts";
import { edit, part, remove, type Json } from "../faults/objects.ts";
import type { Scenario } from "../scenario.ts";
import { OVERDUE, TOLD_BY_RELEASES } from "./rows.ts";

/** Releases: as Helm remembers them, their versions and their order. */
export const RELEASES: readonly Scenario[] = [
  {
    name: "release-pending-install",
    title: "helmfile was killed: Spegel's release is pending-install for ever",
    from: "a known failure of CRDs and releases",
    faults: [
      revised("kube-system/spegel", 1, ({ info }) => {
        info.status = "pending-install";
        info.description = "Initial install underway";
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "release-failed",
    title: "The install of cert-manager failed at its timeout, though its pods came up in the end",
    from: "a known failure of CRDs and releases",
    faults: [
      revised("cert-manager/cert-manager", 1, ({ info }) => {
        info.status = "failed";
        info.description = 'Release "cert-manager" failed: context deadline exceeded';
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "release-missing",
    title: "external-secrets was never installed by Helm, though somebody applied its manifests",
    from: "the purpose of a check",
    faults: [remove("Secret", secretName("external-secrets/external-secrets", 1))],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: OVERDUE,
      unseen: [...TOLD_BY_RELEASES, "budget/timeline-is-whole"],
    },
  },
  {
    name: "release-superseded-only",
    title: "The newest revision is superseded, and none is deployed",
    from: "a known failure of CRDs and releases",
    faults: [
      revised("kube-system/coredns", 1, ({ info }) => {
        info.status = "superseded";
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "chart-version-wrong",
    title: "CoreDNS was installed from another chart version than the repository says",
    from: "a known failure of CRDs and releases",
    faults: [
      revised("kube-system/coredns", 1, ({ chart }) => {
        chart.metadata.version = "1.42.1";
      }),
    ],
    expect: { first: ["components/versions-match"] },
  },
  {
    name: "image-of-another-version",
    title: "A pod of CoreDNS runs another image than the release: somebody edited the Deployment",
    from: "story 1.3",
    faults: [
      edit("Pod", /^kube-system\/coredns-/, (pod) => {
        for (const container of part(pod, "spec")["containers"] as Json[])
          container["image"] = "registry.k8s.io/coredns/coredns:v1.12.0";
      }),
    ],
    expect: { first: ["components/versions-match"] },
  },
  {
    name: "coredns-before-cilium",
    title: "CoreDNS was installed before Cilium",
    from: "a known failure of CRDs and releases",
    faults: [
      revised("kube-system/coredns", 1, ({ info }) => {
        info.first_deployed = "2026-01-05T09:24:40.000000001Z";
        info.last_deployed = "2026-01-05T09:24:40.000000001Z";
      }),
    ],
    expect: { first: ["components/were-installed-in-order"] },
  },
];
