import { revisionAdded, secretName } from "../faults/helm.ts";
import { add, all, edit, patch, remove, type Json } from "../faults/objects.ts";
import { podAnswers } from "../faults/proxies.ts";
import { deleted, nowhere, scaledToZero, unready, waits, IMAGE_PULL } from "../faults/workloads.ts";
import type { Scenario } from "../scenario.ts";
import { BUDGET, OVERDUE, POD_WAITS } from "./rows.ts";

/** What the releases run: workloads, DNS, mirrors, webhooks, and who owns them. */
export const COMPONENTS: readonly Scenario[] = [
  {
    name: "daemonset-of-nobody",
    title: "Spegel's DaemonSet wants no pod at all: `kubectl rollout status` calls it rolled out",
    from: "a real cluster",
    faults: [nowhere("kube-system/spegel")],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["components/spegel-mirrors"],
      unseen: ["components/versions-match"],
    },
  },
  {
    name: "rolled-out-for-an-old-generation",
    title: "A Deployment was changed, and its controller has not looked at it since",
    from: "a known failure of CRDs and releases",
    faults: [patch("Deployment", "cert-manager/cert-manager-cainjector", { metadata: { generation: 3 } })],
    expect: { first: ["components/workloads-are-rolled-out"] },
  },
  {
    name: "coredns-half-rolled-out",
    title: "One of two replicas of CoreDNS cannot pull its image",
    from: "the source code of the tools",
    faults: [waits("Deployment", "kube-system/coredns", IMAGE_PULL, "lab-cp-01")],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["talos/health-command-passes", ...POD_WAITS],
      unseen: ["components/coredns-answers", "budget/timeline-is-whole"],
    },
  },
  {
    name: "workload-deleted",
    title: "Somebody deleted a Deployment of cert-manager",
    from: "the purpose of a check",
    faults: [deleted("Deployment", "cert-manager/cert-manager-cainjector")],
    expect: { first: ["components/workloads-are-rolled-out"], unseen: ["components/versions-match"] },
  },
  {
    name: "workload-at-zero",
    title: "Somebody scaled external-secrets to 0: its Deployment calls itself available",
    from: "a real cluster",
    faults: [scaledToZero("Deployment", "external-secrets/external-secrets")],
    expect: { first: ["components/workloads-are-rolled-out"] },
  },
  {
    name: "coredns-not-serving",
    title: "CoreDNS is rolled out, and answers 503 on its ready port: it cannot reach the API",
    from: "story 1.3",
    faults: [podAnswers(/coredns.*:8181\/proxy\/ready$/, () => ({ status: 503, body: "kubernetes" }))],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "coredns-without-release-not-serving",
    title: "The CoreDNS that kind brought, which is no release, answers 503 on its ready port",
    from: "a real cluster",
    cluster: "kind",
    faults: [podAnswers(/coredns.*:8181\/proxy\/ready$/, () => ({ status: 503, body: "kubernetes" }))],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "coredns-answers-servfail",
    title: "CoreDNS is ready, and all that it ever answered is SERVFAIL",
    from: "the purpose of a check",
    faults: [
      podAnswers(/coredns.*:9153\/proxy\/metrics$/, (answer) => ({
        ...answer,
        body: answer.body.replace(
          /^coredns_dns_responses_total.*$/gm,
          'coredns_dns_responses_total{rcode="SERVFAIL",server="dns://:53",zone="."} 6071',
        ),
      })),
    ],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "spegel-not-ready-on-one",
    title: "Spegel's registry of one node answers 500: the node pulls every image from afar",
    from: "the purpose of a check",
    faults: [podAnswers(/spegel-snmhk:5000\/proxy\/readyz$/, () => ({ status: 500, body: "not ready" }))],
    expect: { first: ["components/spegel-mirrors"] },
  },
  {
    name: "webhook-without-ca",
    title: "A webhook has no CA bundle: the cainjector never wrote it",
    from: "a known failure of CRDs and releases",
    faults: [
      edit("ValidatingWebhookConfiguration", "cert-manager-webhook", (object) => {
        for (const webhook of object["webhooks"] as Json[]) delete (webhook["clientConfig"] as Json)["caBundle"];
      }),
    ],
    expect: { first: ["components/webhooks-are-wired"] },
  },
  {
    name: "webhook-without-endpoint",
    title: "A webhook's Service selects no pod",
    from: "the purpose of a check",
    faults: [
      edit("EndpointSlice", /^external-secrets\/external-secrets-webhook-/, (slice) => {
        slice["endpoints"] = [];
      }),
    ],
    expect: { first: ["components/webhooks-are-wired"] },
  },
  {
    name: "two-helm-releases",
    title: "A Flux HelmRelease manages CoreDNS, which helmfile manages: both are content so far",
    from: "a report of Cilium with two managers",
    faults: [
      add({
        ...{ apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease" },
        metadata: { name: "coredns", namespace: "kube-system" },
        spec: { interval: "1h", chartRef: { kind: "OCIRepository", name: "coredns" } },
        status: {
          ...{ observedGeneration: 1, lastAttemptedRevision: "1.45.0" },
          conditions: [
            {
              type: "Ready",
              status: "True",
              reason: "UpgradeSucceeded",
              message: "Helm upgrade succeeded",
              lastTransitionTime: "2026-01-05T09:40:00Z",
            },
          ],
          history: [
            { name: "coredns", namespace: "kube-system", version: 1, status: "deployed", chartVersion: "1.45.0" },
          ],
        },
      }),
    ],
    expect: { first: ["components/have-one-owner"] },
  },
  {
    name: "helm-after-the-handover",
    title: "helmfile upgraded a release that Flux owns since the hand-over",
    from: "a known failure of Flux",
    profile: (lab) => ({
      ...lab,
      releases: [
        ...lab.releases,
        { name: "metrics-server", namespace: "kube-system", owner: "flux", workloads: [], crds: [], webhooks: [] },
      ],
    }),
    faults: [
      revisionAdded("kube-system/metrics-server", 1, {
        status: "deployed",
        at: "2026-01-05T09:50:00Z",
        manager: "helmfile",
      }),
    ],
    expect: {
      first: ["components/have-one-owner"],
      unseen: BUDGET,
    },
  },
  {
    name: "bootstrap-release-uninstalled",
    title: "A HelmRelease was removed from Git, and took the bootstrap's release of CoreDNS with it",
    from: "a real cluster",
    faults: [
      all(
        deleted("Deployment", "kube-system/coredns"),
        remove("Secret", secretName("kube-system/coredns", 1)),
        remove("Service", "kube-system/kube-dns"),
        remove("EndpointSlice", /^kube-system\/kube-dns-/),
      ),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: ["components/workloads-are-rolled-out", ...OVERDUE],
      unseen: [
        "talos/health-command-passes",
        "components/versions-match",
        "components/were-installed-in-order",
        "components/coredns-answers",
        "components/have-one-owner",
        "cilium/policies-let-dns-through",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "cert-manager-slow-and-broken",
    title: "The webhook of cert-manager is past its progress deadline, and its pod says nothing about why",
    from: "the source code of the tools",
    faults: [unready("Deployment", "cert-manager/cert-manager-webhook", 1)],
    expect: { first: ["components/workloads-are-rolled-out"] },
  },
];
