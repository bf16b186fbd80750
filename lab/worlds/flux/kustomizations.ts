import type { LabObject } from "../../world.ts";
import { condition, hash, managed, type Builder } from "../builder.ts";
import { revisionOf } from "./git-source.ts";

type Flux = NonNullable<Builder["profile"]["flux"]>;

const KUSTOMIZE = "kustomize.toolkit.fluxcd.io/v1";

/** Below the root Kustomization: name, what it waits for, when it is applied (seconds after the hand-over). */
export const CHILDREN = [
  { name: "cluster-settings", dependsOn: [], after: 8, path: "settings" },
  { name: "cluster-infrastructure", dependsOn: ["cluster-settings"], after: 14, path: "infrastructure" },
  { name: "cluster-secrets", dependsOn: ["cluster-infrastructure"], after: 68, path: "secrets" },
  { name: "cluster-storage", dependsOn: ["cluster-infrastructure"], after: 84, path: "storage" },
  { name: "cluster-networking", dependsOn: ["cluster-secrets"], after: 90, path: "networking" },
  { name: "cluster-observability", dependsOn: ["cluster-storage"], after: 370, path: "observability" },
  { name: "cluster-apps", dependsOn: ["cluster-storage", "cluster-networking"], after: 370, path: "apps" },
];

/** When a Kustomization's objects are made, in seconds after the bootstrap's beginning. */
export const appliedAt = (b: Builder, kustomization: string): number =>
  b.times.flux + (CHILDREN.find(({ name }) => name === kustomization)?.after ?? 14) + 1;

/** The marks of what a Flux Kustomization applies. */
export const byKustomization = (
  { profile }: Builder,
  name = "cluster-infrastructure",
): { labels: Record<string, string> } => ({
  labels: profile.flux
    ? { "kustomize.toolkit.fluxcd.io/name": name, "kustomize.toolkit.fluxcd.io/namespace": profile.flux.namespace }
    : {},
});

/** A Kustomization that is applied, with all that it made so far in its inventory. */
export function addKustomization(
  b: Builder,
  flux: Flux,
  { name, dependsOn, after, path }: { name: string; dependsOn: string[]; after: number; path: string },
  root: boolean,
): void {
  const revision = revisionOf(flux);
  const made = b.times.flux + (root ? -4 : 6);
  const applied = b.times.flux + after;
  const waits = !root && name !== "cluster-settings";
  const healthy = waits ? Math.max(applied + 5, lastReady(b, name) + 3) : applied + 3;
  const ready = b.at(healthy);
  const took = `${healthy - applied}.03223846s`;
  const by = root ? (flux.instance ? "flux-operator" : "kubectl") : "kustomize-controller";
  const parent = {
    "kustomize.toolkit.fluxcd.io/name": flux.kustomization.name,
    "kustomize.toolkit.fluxcd.io/namespace": flux.namespace,
  };
  const byOperator = { "app.kubernetes.io/managed-by": "flux-operator", "app.kubernetes.io/part-of": "flux" };
  b.add({
    apiVersion: KUSTOMIZE,
    kind: "Kustomization",
    metadata: {
      name,
      namespace: flux.namespace,
      generation: 1,
      creationTimestamp: b.at(made),
      finalizers: ["finalizers.fluxcd.io"],
      labels: root ? (flux.instance ? byOperator : {}) : parent,
      managedFields: [
        managed(by, "Apply", b.at(made), KUSTOMIZE),
        managed("kustomize-controller", "Update", ready, KUSTOMIZE, "status"),
      ],
    },
    spec: {
      interval: root ? "10m0s" : "1h0m0s",
      path,
      prune: true,
      force: false,
      timeout: "15m0s",
      sourceRef: {
        kind: "GitRepository",
        name: flux.source.name,
      },
      ...(waits
        ? {
            wait: true,
            retryInterval: "1m0s",
          }
        : {}),
      ...(dependsOn.length > 0 ? { dependsOn: dependsOn.map((name) => ({ name })) } : {}),
    },
    status: {
      observedGeneration: 1,
      lastAppliedRevision: revision,
      lastAttemptedRevision: revision,
      conditions: [
        condition("Ready", "True", "ReconciliationSucceeded", ready, `Applied revision: ${revision}`, 1),
        ...(waits ? [condition("Healthy", "True", "Succeeded", ready, `Health check passed in ${took}`, 1)] : []),
      ],
      inventory: { entries: inventoryOf(b, flux, name, root) },
      history: [
        {
          digest: `sha256:${hash("build", name)}${hash(name).slice(0, 24)}`,
          firstReconciled: ready,
          lastReconciled: b.ago(120),
          lastReconciledStatus: "ReconciliationSucceeded",
          lastReconciledDuration: waits ? "5.412s" : "612.4ms",
          totalReconciliations: 3,
          metadata: { revision },
        },
      ],
    },
  });
}

/** When the last object of a Kustomization was ready, in seconds after the bootstrap's beginning. */
function lastReady(b: Builder, kustomization: string): number {
  const times = ownedBy(b, kustomization).flatMap(({ status }) => {
    const { conditions = [] } = (status ?? {}) as { conditions?: { lastTransitionTime?: string }[] };
    return conditions.map(({ lastTransitionTime = "" }) => Date.parse(lastTransitionTime));
  });
  return (Math.max(0, ...times) - Date.parse(b.at(0))) / 1000;
}

const ownedBy = (b: Builder, kustomization: string): LabObject[] =>
  b.objects.filter(({ metadata }) => metadata.labels?.["kustomize.toolkit.fluxcd.io/name"] === kustomization);

const inventoryOf = (b: Builder, flux: Flux, name: string, root: boolean): object[] =>
  root
    ? CHILDREN.map((child) => ({
        id: `${flux.namespace}_${child.name}_kustomize.toolkit.fluxcd.io_Kustomization`,
        v: "v1",
      }))
    : ownedBy(b, name).map(({ apiVersion, kind, metadata }) => {
        const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
        return { id: `${metadata.namespace ?? ""}_${metadata.name}_${group}_${kind}`, v: version };
      });
