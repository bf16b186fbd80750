import { kustomizationFails } from "../faults/flux.ts";
import { revised, revisionAdded, secretName } from "../faults/helm.ts";
import { add, all, edit, part, patch, remove, type Json } from "../faults/objects.ts";
import { podAnswers } from "../faults/proxies.ts";
import { deleted, nowhere, scaledToZero, unready, waits, IMAGE_PULL } from "../faults/workloads.ts";
import type { Scenario } from "../scenario.ts";

const CRD = "CustomResourceDefinition";
const RULES = "prometheusrules.monitoring.coreos.com";

/** `faults.md`, CRDs and releases. */
export const CRDS_AND_RELEASES: readonly Scenario[] = [
  {
    name: "crd-missing",
    title: "A CRD that the profile names is missing, and nothing used it yet",
    from: "faults.md, CRDs and releases; facts/gitops.md §2.2",
    faults: [remove(CRD, "challenges.acme.cert-manager.io")],
    expect: {
      first: ["crds/required-are-established"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "prometheus-rules-refused",
    title: "The PrometheusRule CRD is missing: seventeen PrometheusRules were refused",
    from: "faults.md S2",
    faults: [
      remove("PrometheusRule"),
      remove(CRD, RULES),
      kustomizationFails(
        "flux-system/cluster-observability",
        "ReconciliationFailed",
        'PrometheusRule/monitoring/cilium-rules dry-run failed: no matches for kind "PrometheusRule" in version "monitoring.coreos.com/v1"',
      ),
    ],
    expect: {
      first: ["crds/required-are-established"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["crds/dependent-resources-were-accepted", "budget/timeline-is-whole"],
    },
  },
  {
    name: "prometheus-rules-half",
    title: "The CRD came late, and nine of seventeen PrometheusRules were never applied again",
    from: "seeds/002",
    faults: [remove("PrometheusRule", /\/(cilium|coredns|spegel|flux|cnpg|grafana|kubeai|nodes|gateway)-rules$/)],
    expect: { first: ["crds/dependent-resources-were-accepted"] },
  },
  {
    name: "bootstrap-stopped-at-404",
    title: "The bootstrap stopped at a CRD URL that answers 404: what came after it is not there",
    from: "faults.md S0",
    faults: [
      remove(CRD, /^(gateways|httproutes)\.gateway\.networking\.k8s\.io$/),
      remove("Gateway"),
      remove("HTTPRoute"),
    ],
    expect: {
      first: ["crds/required-are-established"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["platform/gateways-are-programmed", "budget/timeline-is-whole"],
    },
  },
  {
    name: "crd-not-established",
    title: "A CRD is there, and its names are taken: it is not established",
    from: "faults.md, CRDs and releases",
    faults: [
      edit(CRD, "issuers.cert-manager.io", (crd) => {
        part(crd, "status")["conditions"] = [
          {
            type: "NamesAccepted",
            status: "False",
            reason: "ListKindConflict",
            message: '"IssuerList" is already in use',
          },
          { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" },
        ];
      }),
    ],
    expect: {
      first: ["crds/required-are-established"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["crds/came-before-their-users", "components/were-installed-in-order", "budget/timeline-is-whole"],
    },
  },
  {
    name: "crd-version-not-served",
    title: "A CRD is established, and the version that is used is not served",
    from: "faults.md, CRDs and releases",
    faults: [
      edit(CRD, "certificates.cert-manager.io", (crd) => {
        // the stored version stays: a real server refuses to drop it, and serves nothing of what it would not know
        const [stored] = part(crd, "spec")["versions"] as Json[];
        part(crd, "spec")["versions"] = [
          { ...stored, name: "v1alpha2", storage: false },
          { ...stored, served: false },
        ];
      }),
    ],
    expect: { first: ["crds/required-are-established"] },
  },
  {
    name: "crd-after-its-first-user",
    title: "A CRD was established after the release that needs it",
    from: "faults.md, CRDs and releases",
    faults: [
      edit(CRD, "ciliumnetworkpolicies.cilium.io", (crd) => {
        for (const it of part(crd, "status")["conditions"] as Json[]) it["lastTransitionTime"] = "2026-01-05T09:24:54Z";
      }),
    ],
    expect: { first: ["crds/came-before-their-users"], falls: ["components/were-installed-in-order"] },
  },
  {
    name: "release-pending-install",
    title: "helmfile was killed: Spegel's release is pending-install for ever",
    from: "faults.md, CRDs and releases",
    faults: [
      revised("kube-system/spegel", 1, ({ info }) => {
        info.status = "pending-install";
        info.description = "Initial install underway";
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "release-failed",
    title: "The install of cert-manager failed at its timeout, though its pods came up in the end",
    from: "faults.md, CRDs and releases",
    faults: [
      revised("cert-manager/cert-manager", 1, ({ info }) => {
        info.status = "failed";
        info.description = 'Release "cert-manager" failed: context deadline exceeded';
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "release-missing",
    title: "external-secrets was never installed by Helm, though somebody applied its manifests",
    from: "acceptance.md components/releases-are-deployed",
    faults: [remove("Secret", secretName("external-secrets/external-secrets", 1))],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: [
        "crds/came-before-their-users",
        "components/versions-match",
        "components/were-installed-in-order",
        "components/have-one-owner",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "release-superseded-only",
    title: "The newest revision is superseded, and none is deployed",
    from: "faults.md, CRDs and releases",
    faults: [
      revised("kube-system/coredns", 1, ({ info }) => {
        info.status = "superseded";
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "chart-version-wrong",
    title: "CoreDNS was installed from another chart version than the repository says",
    from: "faults.md, CRDs and releases",
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
    from: "seeds/004, technology stack",
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
    from: "faults.md, CRDs and releases",
    faults: [
      revised("kube-system/coredns", 1, ({ info }) => {
        info.first_deployed = "2026-01-05T09:24:40.000000001Z";
        info.last_deployed = "2026-01-05T09:24:40.000000001Z";
      }),
    ],
    expect: { first: ["components/were-installed-in-order"] },
  },
  {
    name: "daemonset-of-nobody",
    title: "Spegel's DaemonSet wants no pod at all: `kubectl rollout status` calls it rolled out",
    from: "facts/captures.md §0.13",
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
    from: "faults.md, CRDs and releases",
    faults: [patch("Deployment", "cert-manager/cert-manager-cainjector", { metadata: { generation: 3 } })],
    expect: { first: ["components/workloads-are-rolled-out"] },
  },
  {
    name: "coredns-half-rolled-out",
    title: "One of two replicas of CoreDNS cannot pull its image",
    from: "facts/cli.md F",
    faults: [waits("Deployment", "kube-system/coredns", IMAGE_PULL, "lab-cp-01")],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["workloads/every-pod-runs", "budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["components/coredns-answers", "budget/timeline-is-whole"],
    },
  },
  {
    name: "workload-deleted",
    title: "Somebody deleted a Deployment of cert-manager",
    from: "acceptance.md components/workloads-are-rolled-out",
    faults: [deleted("Deployment", "cert-manager/cert-manager-cainjector")],
    expect: { first: ["components/workloads-are-rolled-out"], unseen: ["components/versions-match"] },
  },
  {
    name: "workload-at-zero",
    title: "Somebody scaled external-secrets to 0: its Deployment calls itself available",
    from: "facts/captures.md §0.2",
    faults: [scaledToZero("Deployment", "external-secrets/external-secrets")],
    expect: { first: ["components/workloads-are-rolled-out"] },
  },
  {
    name: "coredns-not-serving",
    title: "CoreDNS is rolled out, and answers 503 on its ready port: it cannot reach the API",
    from: "seeds/004 troubleshooting, CoreDNS not resolving",
    faults: [podAnswers(/coredns.*:8181\/proxy\/ready$/, () => ({ status: 503, body: "kubernetes" }))],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "coredns-answers-servfail",
    title: "CoreDNS is ready, and all that it ever answered is SERVFAIL",
    from: "acceptance.md components/coredns-answers",
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
    from: "acceptance.md components/spegel-mirrors",
    faults: [podAnswers(/spegel-snmhk:5000\/proxy\/readyz$/, () => ({ status: 500, body: "not ready" }))],
    expect: { first: ["components/spegel-mirrors"] },
  },
  {
    name: "webhook-without-ca",
    title: "A webhook has no CA bundle: the cainjector never wrote it",
    from: "faults.md, CRDs and releases",
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
    from: "acceptance.md components/webhooks-are-wired",
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
    from: "faults.md S1",
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
    from: "faults.md, Flux: a release touched by helmfile after the handover",
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
      unseen: ["budget/timeline-is-whole", "budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
    },
  },
  {
    name: "bootstrap-release-uninstalled",
    title: "A HelmRelease was removed from Git, and took the bootstrap's release of CoreDNS with it",
    from: "facts/captures.md §0.9",
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
      falls: [
        "components/workloads-are-rolled-out",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: [
        "components/versions-match",
        "components/were-installed-in-order",
        "components/coredns-answers",
        "components/have-one-owner",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "cert-manager-slow-and-broken",
    title: "Both replicas of the cert-manager webhook are not available",
    from: "facts/cli.md F",
    faults: [unready("Deployment", "cert-manager/cert-manager-webhook", 1)],
    expect: { first: ["components/workloads-are-rolled-out"] },
  },
];
