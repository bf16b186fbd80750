import { condition, hash, managed, type Builder } from "../builder.ts";
import { fluxImage } from "../core/known.ts";
import { releaseTimes } from "../schedule.ts";
import { revisionOf } from "./git-source.ts";

type Flux = NonNullable<Builder["profile"]["flux"]>;

const OPERATOR = "fluxcd.controlplane.io/v1";

/** Of the kinds that the operator counts. */
const RECONCILED = [
  [OPERATOR, "FluxInstance"],
  ["helm.toolkit.fluxcd.io/v2", "HelmRelease"],
  ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
  ["source.toolkit.fluxcd.io/v1", "GitRepository"],
] as const;

/** The FluxInstance that installs Flux, and the report that the operator writes of it. */
export function addInstance(b: Builder, flux: Flux, name: string): void {
  const { start, end } = releaseTimes(b.times, "flux-instance");
  const ready = b.at(end - 1);
  const version = flux.version ?? "v2.7.5";
  const digest = `sha256:${hash("distribution", version)}${hash(version).slice(0, 24)}`;
  const components = flux.controllers.map((controller) => ({ name: controller, ...fluxImage(controller) }));
  const ref = flux.source.ref.startsWith("refs/") ? flux.source.ref : `refs/heads/${flux.source.ref}`;
  b.add({
    apiVersion: OPERATOR,
    kind: "FluxInstance",
    metadata: {
      name,
      namespace: flux.namespace,
      generation: 1,
      creationTimestamp: b.at(start + 2),
      finalizers: ["fluxcd.controlplane.io/finalizer"],
      labels: {
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": "flux-instance",
      },
      annotations: {
        "fluxcd.controlplane.io/reconcileEvery": "1h",
        "meta.helm.sh/release-name": "flux-instance",
        "meta.helm.sh/release-namespace": flux.namespace,
      },
      managedFields: [
        managed("helm", "Update", b.at(start + 2), OPERATOR),
        managed("flux-operator", "Update", ready, OPERATOR, "status"),
      ],
    },
    spec: {
      distribution: {
        version: version.replace(/^v/, ""),
        registry: "ghcr.io/fluxcd",
        artifact: "oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest",
      },
      components: flux.controllers,
      cluster: { type: "kubernetes", networkPolicy: true, domain: "cluster.local", multitenant: false },
      sync: {
        kind: "GitRepository",
        url: flux.source.url,
        ref,
        path: flux.kustomization.path,
        interval: "1m",
        ...(flux.source.secret ? { pullSecret: flux.source.secret } : {}),
      },
      wait: true,
    },
    status: {
      inventory: {
        entries: flux.controllers.map((name) => ({ id: `${flux.namespace}_${name}_apps_Deployment`, v: "v1" })),
      },
      lastAppliedRevision: `${version}@${digest}`,
      lastAttemptedRevision: `${version}@${digest}`,
      components,
      conditions: [condition("Ready", "True", "ReconciliationSucceeded", ready, "Reconciliation finished in 23s", 1)],
      history: [
        {
          digest,
          firstReconciled: ready,
          lastReconciled: b.ago(120),
          lastReconciledDuration: "23s",
          lastReconciledStatus: "ReconciliationSucceeded",
          metadata: { flux: version },
          totalReconciliations: 1,
        },
      ],
    },
  });
  b.add({
    apiVersion: OPERATOR,
    kind: "FluxReport",
    metadata: {
      name,
      namespace: flux.namespace,
      generation: 4,
      creationTimestamp: b.at(start + 10),
      // the operator asks for its report by itself, and notes nowhere that it was written
      annotations: { "reconcile.fluxcd.io/requestedAt": b.at(start + 60) },
    },
    spec: {
      distribution: { entitlement: "Issued by controlplane", managedBy: "flux-operator", status: "Installed", version },
      cluster: {
        serverVersion: b.profile.kubernetes.version ?? "v1.35.0",
        platform: "linux/amd64",
        nodes: b.nodes.length,
      },
      components: components.map(({ name, repository, tag, digest }) => ({
        name,
        ready: true,
        image: `${repository}:${tag}@${digest}`,
        status: "Current Deployment is available. Replicas: 1",
      })),
      operator: { apiVersion: OPERATOR, platform: "linux/amd64", version: "v0.58.1" },
      reconcilers: RECONCILED.map(([apiVersion, kind]) => ({
        apiVersion,
        kind,
        stats: { failing: 0, running: b.objects.filter((it) => it.kind === kind).length, suspended: 0 },
      })),
      sync: {
        id: `kustomization/${flux.kustomization.name}`,
        path: flux.kustomization.path,
        ready: true,
        source: flux.source.url,
        status: `Applied revision: ${revisionOf(flux)}`,
      },
    },
    status: { conditions: [condition("Ready", "True", "Succeeded", ready, "Reporting finished in 120ms", 1)] },
  });
}
