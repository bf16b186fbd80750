import { gzipSync } from "node:zlib";
import { revised, secretName } from "../faults/helm.ts";
import { add, ago, edit, part, remove, type Json } from "../faults/objects.ts";
import type { Fault, Scenario } from "../scenario.ts";
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

/** As Helm stores it: base64 of base64 of gzip of JSON. */
const stored = (content: object): string =>
  Buffer.from(gzipSync(JSON.stringify(content)).toString("base64")).toString("base64");

/** A revision of a release that no profile and no HelmRelease names: its Secret, of which only the labels are read. */
const revision =
  (name: string, version: number, status: string, agoSeconds: number): Fault =>
  (world) => {
    const at = ago(world, agoSeconds);
    const labels = { name, owner: "helm", status, version: String(version), modifiedAt: String(Date.parse(at) / 1000) };
    return add({
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        ...{ name: `sh.helm.release.v1.${name}.v${version}`, namespace: "default", creationTimestamp: at },
        labels,
      },
      type: "helm.sh/release.v1",
      data: { release: stored({ name, namespace: "default", version, info: { status }, chart: {}, manifest: "" }) },
    })(world);
  };

/** Releases that somebody installed beside the profile's, and left in a state that blocks their next upgrade. */
export const LEFT_BEHIND: readonly Scenario[] = [
  {
    name: "stranger-release-failed",
    title: "Somebody installed a release by hand, and its newest revision failed",
    from: "a bug report: releases outside the profile were not looked at",
    faults: [revision("debug-tools", 1, "deployed", 1800), revision("debug-tools", 2, "failed", 900)],
    expect: { first: ["components/releases-are-deployed"] },
  },
  {
    name: "stranger-release-pending",
    title: "The upgrade of a release that nobody named was killed twenty minutes ago: it is pending for ever",
    from: "a bug report: releases outside the profile were not looked at",
    faults: [revision("debug-tools", 1, "deployed", 1800), revision("debug-tools", 2, "pending-upgrade", 1200)],
    expect: { first: ["components/releases-are-deployed"] },
  },
  {
    name: "stranger-release-uninstalling",
    title: "A release that nobody named is being uninstalled since half an hour, and hangs on a hook",
    from: "a bug report: releases outside the profile were not looked at",
    faults: [revision("debug-tools", 3, "uninstalling", 1800)],
    expect: { first: ["components/releases-are-deployed"] },
  },
  {
    name: "stranger-release-never-installed",
    title: "The first install of a release that nobody named was killed",
    from: "a bug report: releases outside the profile were not looked at",
    faults: [revision("debug-tools", 1, "pending-install", 1500)],
    expect: { first: ["components/releases-are-deployed"] },
  },
];

/** Releases beside the profile's of which nothing is wrong. */
export const BESIDE: readonly Scenario[] = [
  {
    name: "stranger-releases-are-well",
    title: "Releases that nobody named: one deployed after a failure, one uninstalled with its history, one in work",
    from: "the other side of a bug report",
    faults: [
      revision("debug-tools", 1, "failed", 1800),
      revision("debug-tools", 2, "deployed", 900),
      revision("trial", 1, "uninstalled", 1800),
      revision("in-work", 1, "pending-install", 30),
    ],
  },
];
