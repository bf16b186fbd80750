import { prints } from "../faults/commands.ts";
import {
  healthCheckFails,
  kustomizationFails,
  notReady,
  SOURCE,
  sourceFails,
  stalled,
  suspended,
} from "../faults/flux.ts";
import { revisionAdded } from "../faults/helm.ts";
import { condition, edit, part, patch, remove, specOf, statusOf, type Json } from "../faults/objects.ts";
import { deleted, scaledToZero, waits, CRASH_LOOP } from "../faults/workloads.ts";
import type { Fault, Scenario } from "../scenario.ts";

const MAIN = "refs/heads/main@sha1:";
const NEWER = `${MAIN}0c1d2e3f405162738495a6b7c8d9e0f102132435`;

/** The source has fetched a newer revision, so long ago. */
const fetched = (revision: string, at: string): Fault =>
  edit("GitRepository", SOURCE, (object) => {
    Object.assign(part(statusOf(object), "artifact"), { revision, lastUpdateTime: at });
    for (const it of statusOf(object)["conditions"] as Json[])
      it["message"] = `stored artifact for revision '${revision}'`;
  });

/** Kustomizations that have applied a revision. */
const applied = (revision: string, names: RegExp): Fault =>
  edit("Kustomization", names, (object) => {
    Object.assign(statusOf(object), { lastAppliedRevision: revision, lastAttemptedRevision: revision });
  });

/** `faults.md`, Flux. */
export const FLUX: readonly Scenario[] = [
  {
    name: "deploy-key-refused",
    title: "GitHub refuses the deploy key",
    from: "faults.md, Flux; facts/captures.md §3",
    faults: [
      sourceFails(
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to list remote for 'ssh://git@github.com/monosense-io/k8s-ops.git': ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
      ),
    ],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/nothing-is-stuck", "flux/everything-is-reconciled"],
    },
  },
  {
    name: "deploy-key-deleted",
    title: "The deploy key's Secret is gone: everything that was applied stays Ready",
    from: "facts/captures.md §0.6",
    faults: [
      remove("Secret", "flux-system/github-deploy-key"),
      sourceFails(
        "AuthenticationFailed",
        `failed to get secret 'flux-system/github-deploy-key': secrets "github-deploy-key" not found`,
      ),
    ],
    expect: {
      first: ["flux/deploy-key-is-in-place"],
      falls: [
        "flux/git-source-is-ready",
        "flux/cluster-kustomization-is-applied",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
      ],
    },
  },
  {
    name: "known-hosts-missing",
    title: "The deploy key's Secret has no known_hosts",
    from: "faults.md, Flux",
    faults: [
      edit("Secret", "flux-system/github-deploy-key", (object) => {
        delete part(object, "data")["known_hosts"];
      }),
      sourceFails(
        "AuthenticationFailed",
        "failed to configure authentication options: failed to get known_hosts: invalid 'ssh' auth option: 'known_hosts' is required",
      ),
    ],
    expect: {
      first: ["flux/deploy-key-is-in-place"],
      falls: [
        "flux/git-source-is-ready",
        "flux/cluster-kustomization-is-applied",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
      ],
    },
  },
  {
    name: "branch-without-refs-heads",
    title: "The source follows `ref.name: main`, which is no ref",
    from: "faults.md, Flux: wrong branch",
    faults: [
      patch("GitRepository", SOURCE, { spec: { ref: { name: "main" } } }),
      sourceFails(
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to resolve ref 'main' to a specific commit",
      ),
    ],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/nothing-is-stuck", "flux/everything-is-reconciled"],
    },
  },
  {
    name: "source-follows-another-branch",
    title: "The source is Ready, and follows another branch than the profile's",
    from: "seeds/004 task 5",
    faults: [patch("GitRepository", SOURCE, { spec: { ref: { name: "refs/heads/renovate" } } })],
    expect: { first: ["flux/git-source-is-ready"] },
  },
  {
    name: "source-with-empty-artifact",
    title: "The source is Ready over an empty artifact: a sparse checkout that matches nothing",
    from: "faults.md, Flux",
    faults: [
      edit("GitRepository", SOURCE, (object) => {
        part(statusOf(object), "artifact")["size"] = 0;
        part(statusOf(object), "artifact")["digest"] =
          "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
      }),
    ],
    expect: { first: ["flux/git-source-is-ready"] },
  },
  {
    name: "source-without-artifact",
    title: "The source never fetched anything, and says nothing about it",
    from: "facts/cli.md C",
    faults: [
      edit("GitRepository", SOURCE, (object) => {
        object["status"] = {};
      }),
    ],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/nothing-is-stuck", "flux/everything-is-reconciled"],
    },
  },
  {
    name: "source-ready-for-an-old-generation",
    title: "The source is Ready for the generation before: its controller has not looked at the change",
    from: "faults.md, Flux",
    faults: [patch("GitRepository", SOURCE, { metadata: { generation: 4 } })],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/everything-is-reconciled"],
      unseen: ["flux/nothing-is-stuck"],
    },
  },
  {
    name: "kustomization-suspended",
    title: "A Kustomization was suspended for a repair and forgotten: it is Ready=True",
    from: "facts/captures.md §0.10",
    faults: [suspended("Kustomization", "flux-system/cluster-apps")],
    expect: {
      first: ["flux/nothing-is-suspended"],
      falls: ["flux/everything-is-reconciled"],
      unseen: ["budget/phases-took-under-theirs"],
    },
  },
  {
    name: "helm-release-suspended",
    title: "A HelmRelease is suspended with a Ready=True of long ago",
    from: "faults.md, Flux",
    faults: [suspended("HelmRelease", "monitoring/grafana")],
    expect: { first: ["flux/nothing-is-suspended"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "kustomization-a-revision-behind",
    title: "A Kustomization is Ready at the revision before",
    from: "faults.md, Flux",
    faults: [
      fetched(NEWER, "2026-01-05T09:58:00Z"),
      applied(NEWER, /\/(flux-system|cluster-(settings|infrastructure|secrets|storage|networking|observability))$/),
    ],
    expect: { first: ["flux/everything-is-reconciled"] },
  },
  {
    name: "root-behind-after-a-cycle",
    title: "A dependency cycle was repaired in Git, and the root stays Ready at the old revision all the same",
    from: "facts/captures.md §0.7",
    faults: [fetched(NEWER, "2026-01-05T09:40:00Z")],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/everything-is-reconciled"],
    },
  },
  {
    name: "dependency-cycle",
    title: "Two Kustomizations depend on each other",
    from: "faults.md, Flux",
    faults: [
      edit("Kustomization", "flux-system/cluster-storage", (object) => {
        specOf(object)["dependsOn"] = [{ name: "cluster-observability" }];
      }),
      notReady(
        "Kustomization",
        "flux-system/cluster-storage",
        "DependencyNotReady",
        "dependency 'flux-system/cluster-observability' is not ready",
      ),
      notReady(
        "Kustomization",
        "flux-system/cluster-observability",
        "DependencyNotReady",
        "dependency 'flux-system/cluster-storage' is not ready",
      ),
      notReady(
        "Kustomization",
        "flux-system/cluster-apps",
        "DependencyNotReady",
        "dependency 'flux-system/cluster-storage' is not ready",
      ),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "dependency-missing",
    title: "A Kustomization depends on one that does not exist",
    from: "facts/gitops.md §2.2",
    faults: [
      edit("Kustomization", "flux-system/cluster-observability", (object) => {
        specOf(object)["dependsOn"] = [{ name: "cluster-monitoring-crds" }];
      }),
      notReady(
        "Kustomization",
        "flux-system/cluster-observability",
        "DependencyNotReady",
        'kustomizations.kustomize.toolkit.fluxcd.io "cluster-monitoring-crds" not found',
      ),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "cr-beside-its-operator",
    title: "An ExternalSecret stands in the Kustomization that brings its operator: nothing of it is ever created",
    from: "faults.md S0",
    faults: [
      kustomizationFails(
        "flux-system/cluster-infrastructure",
        "ReconciliationFailed",
        'ExternalSecret/external-secrets/connect dry-run failed: no matches for kind "ExternalSecret" in version "external-secrets.io/v1"',
      ),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "kustomization-path-missing",
    title: "A Kustomization's path is not in the repository",
    from: "facts/gitops.md §2.2",
    faults: [
      kustomizationFails(
        "flux-system/cluster-apps",
        "ArtifactFailed",
        "kustomization path not found: stat /tmp/kustomization-123/clusters/lab/flux/apps: no such file or directory",
      ),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "root-applies-another-path",
    title: "The root Kustomization applies another cluster's path",
    from: "seeds/004 task 5",
    faults: [patch("Kustomization", "flux-system/flux-system", { spec: { path: "./clusters/apps/flux" } })],
    expect: { first: ["flux/cluster-kustomization-is-applied"] },
  },
  {
    name: "helm-release-out-of-retries",
    title: "A HelmRelease is out of retries: UpgradeFailed, and nobody tries again",
    from: "faults.md, Flux",
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
    from: "facts/captures.md §0.8",
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
    from: "facts/gitops.md §2.2",
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
    from: "facts/gitops.md §2.3",
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
  {
    name: "flux-controller-deleted",
    title: "notification-controller is deleted: `flux check` does not miss it",
    from: "facts/captures.md §0.1",
    faults: [
      deleted("Deployment", "flux-system/notification-controller"),
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(/✔ notification-controller.*\n►.*\n/, ""),
      })),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["flux/controllers-are-ready", "flux/check-passes"],
    },
  },
  {
    name: "flux-controller-at-zero",
    title: "helm-controller is scaled to 0: `flux check` calls it ready",
    from: "facts/captures.md §0.2",
    faults: [scaledToZero("Deployment", "flux-system/helm-controller")],
    expect: { first: ["components/workloads-are-rolled-out"], falls: ["flux/controllers-are-ready"] },
  },
  {
    name: "expected-controller-was-never-there",
    title: "The profile expects the image automation controllers, and nobody installed them",
    from: "acceptance.md flux/controllers-are-ready: and what the profile adds",
    profile: (lab) => ({
      ...lab,
      ...(lab.flux && { flux: { ...lab.flux, controllers: [...lab.flux.controllers, "image-automation-controller"] } }),
    }),
    faults: [],
    expect: { first: ["flux/controllers-are-ready"], falls: ["flux/check-passes"] },
  },
  {
    name: "flux-check-may-not-list",
    title: "`flux check` passes for a user who may list nothing: its sections are empty",
    from: "facts/captures.md §0.4",
    faults: [
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(
          /(► checking controllers\n)[\s\S]*?(► checking crds\n)[\s\S]*?(✔ all checks passed)/,
          "$1$2$3",
        ),
      })),
    ],
    expect: { first: ["flux/check-passes"], unseen: ["flux/check-passes"] },
  },
  {
    name: "flux-check-fails",
    title: "`flux check` finds a controller that is not ready",
    from: "facts/captures.md §1",
    faults: [
      waits("Deployment", "flux-system/source-controller", CRASH_LOOP),
      prints("flux", "check", ({ stderr = "" }) => ({
        stderr: stderr
          .replace(
            "✔ source-controller: deployment ready",
            "✗ source-controller: timeout waiting for: [Deployment/flux-system/source-controller status: 'InProgress']",
          )
          .replace("✔ all checks passed", "✗ check failed"),
        exit: 1,
      })),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "flux/controllers-are-ready",
        "flux/check-passes",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "flux-check-misses-a-crd",
    title: "`flux check` lists one CRD less, and passes",
    from: "facts/captures.md §0.3",
    faults: [
      remove("CustomResourceDefinition", "alerts.notification.toolkit.fluxcd.io"),
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace(/✔ alerts\.notification.*\n/, ""),
      })),
    ],
    expect: { first: ["flux/check-passes"] },
  },
  {
    name: "flux-instance-failed",
    title: "The FluxInstance cannot be reconciled: its artifact is not to be had",
    from: "facts/captures.md §3",
    faults: [
      condition("FluxInstance", "flux-system/flux", "Ready", {
        status: "False",
        reason: "BuildFailed",
        message: "pulling artifact failed: GET https://ghcr.io/v2/: 403 Forbidden",
      }),
    ],
    expect: { first: ["flux/instance-is-ready"] },
  },
  {
    name: "flux-instance-of-another-version",
    title: "Flux runs another version than the profile's",
    from: "seeds/004, technology stack",
    faults: [
      edit("FluxInstance", "flux-system/flux", (object) => {
        const status = statusOf(object);
        status["lastAppliedRevision"] =
          "v2.6.4@sha256:e7cfcbf45cffa8869c318ef8af2b2499fb3c33e35aa01f47fb5a0abea69c3f30";
        status["lastAttemptedRevision"] = status["lastAppliedRevision"];
      }),
    ],
    expect: { first: ["flux/instance-is-ready"] },
  },
];
