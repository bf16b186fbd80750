import { healthCheckFails, notReady, stalled } from "../../faults/flux.ts";
import { revisionAdded } from "../../faults/helm.ts";
import type { Scenario } from "../../scenario.ts";

/** HelmReleases, and the charts that they wait for. */
export const HELM_RELEASES: readonly Scenario[] = [
  {
    name: "helm-release-out-of-retries",
    title: "A HelmRelease is out of retries: UpgradeFailed, and nobody tries again",
    from: "a known failure of Flux",
    faults: [
      stalled(
        "network/external-dns",
        "UpgradeFailed",
        "Helm upgrade failed for release network/external-dns with chart external-dns@1.19.0: context deadline exceeded",
      ),
      healthCheckFails("flux-system/cluster-networking", "HelmRelease/network/external-dns status: 'Failed'"),
    ],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: ["flux/everything-is-reconciled"],
      unseen: ["budget/phases-took-under-theirs"],
    },
  },
  {
    name: "upgrade-rolled-back",
    title: "An upgrade failed and was rolled back: Helm says deployed, all pods run, the HelmRelease is not Ready",
    from: "a real cluster",
    faults: [
      revisionAdded("monitoring/grafana", 1, {
        status: "failed",
        at: "2026-01-05T09:44:00Z",
        manager: "helm-controller",
        description: "Upgrade failed",
        supersedes: false,
      }),
      revisionAdded("monitoring/grafana", 2, {
        status: "deployed",
        at: "2026-01-05T09:45:00Z",
        manager: "helm-controller",
        description: "Rollback to 1",
        supersedes: false,
      }),
      stalled(
        "monitoring/grafana",
        "RollbackSucceeded",
        "Helm rollback to previous release monitoring/grafana.v1 with chart grafana@10.1.4 succeeded",
      ),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "chart-not-found",
    title: "A chart's version does not exist in its repository",
    from: "a public repository",
    faults: [
      notReady(
        "HelmChart",
        "flux-system/nessie-nessie",
        "ChartPullError",
        "invalid chart reference: failed to get chart version for remote reference: no 'nessie' chart with version matching '9.9.9' found",
      ),
      notReady(
        "HelmRelease",
        "nessie/nessie",
        "SourceNotReady",
        "HelmChart 'flux-system/nessie-nessie' is not ready: invalid chart reference",
      ),
      healthCheckFails("flux-system/cluster-apps", "HelmRelease/nessie/nessie status: 'InProgress'"),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "helm-repository-gone",
    title: "A chart repository answers 404",
    from: "a public repository",
    faults: [
      notReady(
        "HelmRepository",
        "flux-system/kubeai",
        "IndexationFailed",
        "failed to fetch Helm repository index: https://charts.example.org/kubeai/index.yaml : 404 Not Found",
      ),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: ["flux/everything-is-reconciled"] },
  },
];
