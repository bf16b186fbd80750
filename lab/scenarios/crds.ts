import { stoppedAmongCrds } from "../faults/bootstrap.ts";
import { kustomizationFails, neverApplied } from "../faults/flux.ts";
import { edit, part, remove, type Json } from "../faults/objects.ts";
import type { Scenario } from "../scenario.ts";
import { NOT_RECONCILED, OVERDUE } from "./rows.ts";

const CRD = "CustomResourceDefinition";
const RULES = "prometheusrules.monitoring.coreos.com";

/** CRDs: missing, too late, not established, not served. */
export const CRDS: readonly Scenario[] = [
  {
    name: "crd-missing",
    title: "A CRD that the profile names is missing, and nothing used it yet",
    from: "a public repository",
    faults: [remove(CRD, "challenges.acme.cert-manager.io")],
    expect: {
      first: ["crds/required-are-established"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "prometheus-rules-refused",
    title: "The PrometheusRule CRD is missing: seventeen PrometheusRules were refused",
    from: "a report of a bootstrap that failed",
    faults: [
      neverApplied("PrometheusRule"),
      remove(CRD, RULES),
      kustomizationFails(
        "flux-system/cluster-observability",
        "ReconciliationFailed",
        'PrometheusRule/monitoring/cilium-rules dry-run failed: no matches for kind "PrometheusRule" in version "monitoring.coreos.com/v1"',
      ),
    ],
    expect: {
      first: ["crds/required-are-established"],
      falls: [...NOT_RECONCILED, ...OVERDUE],
      unseen: ["crds/dependent-resources-were-accepted", "budget/timeline-is-whole"],
    },
  },
  {
    name: "prometheus-rules-half",
    title: "The CRD came late, and nine of seventeen PrometheusRules were never applied again",
    from: "a report of a bootstrap that failed",
    faults: [neverApplied("PrometheusRule", /\/(cilium|coredns|spegel|flux|cnpg|grafana|kubeai|nodes|gateway)-rules$/)],
    expect: { first: ["crds/dependent-resources-were-accepted"] },
  },
  {
    name: "bootstrap-stopped-at-404",
    title: "The bootstrap stopped at a CRD URL that answers 404: some CRDs, and nothing that comes after them",
    from: "a report of a bootstrap that failed",
    faults: [stoppedAmongCrds(2125)],
    expect: {
      first: ["crds/required-are-established"],
      falls: [
        ...OVERDUE,
        "talos/every-machine-is-running",
        "talos/health-command-passes",
        "kubernetes/every-expected-node-is-ready",
        "components/releases-are-deployed",
        "components/workloads-are-rolled-out",
        "components/spegel-mirrors",
        "components/webhooks-are-wired",
        "cilium/status-is-ok",
        "cilium/hubble-relay-answers",
        "cilium/load-balancer-pools-serve",
        "flux/controllers-are-ready",
        "flux/check-passes",
        "secrets/connect-is-running",
        "secrets/stores-are-valid",
        "secrets/external-secrets-are-synced",
        "platform/storage-is-ready",
        "platform/databases-are-healthy",
        "platform/certificates-are-valid",
        "platform/monitoring-is-operational",
        "platform/logging-is-operational",
        "platform/services-are-rolled-out",
        "workloads/resource-metrics-answer",
      ],
      unseen: [
        "platform/gateways-are-programmed",
        "budget/timeline-is-whole",
        "crds/came-before-their-users",
        "crds/dependent-resources-were-accepted",
        "references/released-objects-exist",
        "references/applied-objects-exist",
        "references/made-secrets-exist",
        "components/versions-match",
        "components/were-installed-in-order",
        "components/coredns-answers",
        "components/have-one-owner",
        "cilium/identity-matches",
        "cilium/kube-proxy-is-replaced",
        "cilium/api-host-is-set",
        "cilium/routing-is-native",
        "cilium/agents-run-the-current-config",
        "cilium/endpoints-are-ready",
        "cilium/pod-ranges-have-room",
        "cilium/policies-are-accepted",
        "cilium/policies-let-dns-through",
        "cilium/load-balancer-addresses-are-announced",
        "cilium/bgp-control-plane-is-enabled",
        "cilium/connectivity-test-passes",
        "flux/instance-is-ready",
        "flux/deploy-key-is-in-place",
        "flux/git-source-is-ready",
        "flux/cluster-kustomization-is-applied",
        "flux/nothing-is-suspended",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "platform/ceph-is-healthy",
        "workloads/claims-are-bound",
      ],
    },
  },
  {
    name: "crd-not-established",
    title: "A CRD is there, and its names are taken: it is not established",
    from: "a known failure of CRDs and releases",
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
      falls: OVERDUE,
      unseen: ["crds/came-before-their-users", "components/were-installed-in-order", "budget/timeline-is-whole"],
    },
  },
  {
    name: "crd-version-not-served",
    title: "A CRD is established, and the version that is used is not served",
    from: "a known failure of CRDs and releases",
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
    from: "a known failure of CRDs and releases",
    faults: [
      edit(CRD, "ciliumnetworkpolicies.cilium.io", (crd) => {
        for (const it of part(crd, "status")["conditions"] as Json[]) it["lastTransitionTime"] = "2026-01-05T09:24:54Z";
      }),
    ],
    expect: { first: ["crds/came-before-their-users"], falls: ["components/were-installed-in-order"] },
  },
];

/** CRDs that came late, and in time for everybody. */
export const LATE_IN_TIME: readonly Scenario[] = [
  {
    name: "crd-late-and-needed-by-nobody-yet",
    title: "A required CRD came minutes after the CRD phase, and before the release that needs it",
    from: "a real bootstrap of three Talos machines",
    faults: [
      edit(CRD, "fakes.generators.external-secrets.io", (crd) => {
        (crd.metadata as Json)["creationTimestamp"] = "2026-01-05T09:26:29Z";
        for (const it of part(crd, "status")["conditions"] as Json[]) it["lastTransitionTime"] = "2026-01-05T09:26:30Z";
      }),
    ],
    expect: { first: [], says: ["it did not come with the CRD phase"] },
  },
];
