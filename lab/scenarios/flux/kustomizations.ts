import { kustomizationFails, notReady, suspended, SOURCE } from "../../faults/flux.ts";
import { edit, part, patch, specOf, statusOf, type Json } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";

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

/** Kustomizations: what is suspended, behind, waiting for each other, or refused. */
export const KUSTOMIZATIONS: readonly Scenario[] = [
  {
    name: "kustomization-suspended",
    title: "A Kustomization was suspended for a repair and forgotten: it is Ready=True",
    from: "a real cluster",
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
    from: "a known failure of Flux",
    faults: [suspended("HelmRelease", "monitoring/grafana")],
    expect: { first: ["flux/nothing-is-suspended"], falls: ["flux/everything-is-reconciled"] },
  },
  {
    name: "kustomization-a-revision-behind",
    title: "A Kustomization is Ready at the revision before",
    from: "a known failure of Flux",
    faults: [
      fetched(NEWER, "2026-01-05T09:58:00Z"),
      applied(NEWER, /\/(flux-system|cluster-(settings|infrastructure|secrets|storage|networking|observability))$/),
    ],
    expect: { first: ["flux/everything-is-reconciled"] },
  },
  {
    name: "root-behind-after-a-cycle",
    title: "A dependency cycle was repaired in Git, and the root stays Ready at the old revision all the same",
    from: "a real cluster",
    faults: [fetched(NEWER, "2026-01-05T09:40:00Z")],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/everything-is-reconciled"],
    },
  },
  {
    name: "dependency-cycle",
    title: "Two Kustomizations depend on each other",
    from: "a known failure of Flux",
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
    from: "a public repository",
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
    from: "a report of a bootstrap that failed",
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
    from: "a public repository",
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
    from: "story 1.3",
    faults: [patch("Kustomization", "flux-system/flux-system", { spec: { path: "./clusters/apps/flux" } })],
    expect: { first: ["flux/cluster-kustomization-is-applied"] },
  },
];
