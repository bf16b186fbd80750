import type { LabObject } from "../world.ts";
import { condition, hash, managed, uidOf, type Builder } from "./builder.ts";
import { addSecret, fluxImage } from "./core.ts";
import { addRevision, chartOf } from "./helm.ts";
import { releaseTimes } from "./schedule.ts";

type Flux = NonNullable<Builder["profile"]["flux"]>;

const SOURCE = "source.toolkit.fluxcd.io/v1";
const KUSTOMIZE = "kustomize.toolkit.fluxcd.io/v1";
const HELM = "helm.toolkit.fluxcd.io/v2";
const OPERATOR = "fluxcd.controlplane.io/v1";

/** Below the root Kustomization: name, what it waits for, when it is applied (seconds after the hand-over). */
const CHILDREN = [
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

/** What follows Git: the instance that installs Flux, the source, the tree of Kustomizations, the adopted releases. */
export function addFlux(b: Builder): void {
  const { flux } = b.profile;
  if (!flux) return;
  if (flux.instance) addInstance(b, flux, flux.instance);
  addGitSource(b, flux);
  for (const release of b.profile.releases.filter(({ owner }) => owner !== "helm")) {
    const { chart, chartVersion, appVersion } = chartOf(release);
    const first = release.owner === "adopted" ? releaseTimes(b.times, release.name).start : b.times.flux + 20;
    const [revision, deployed] = [release.owner === "adopted" ? 2 : 1, b.times.flux + 20];
    addHelmRelease(b, {
      name: release.name,
      namespace: release.namespace,
      chart,
      chartVersion,
      appVersion,
      at: b.times.flux + 16,
      deployed,
      first,
      revision,
      ready: deployed + 4,
    });
  }
  const root = { name: flux.kustomization.name, dependsOn: [], after: 4, path: flux.kustomization.path };
  addKustomization(b, flux, root, true);
  for (const child of CHILDREN)
    addKustomization(b, flux, { ...child, path: `${flux.kustomization.path.replace(/\/$/, "")}/${child.path}` }, false);
  addNotifications(b, flux);
}

/** Revision of the source's artifact, as its reference makes it (facts/captures.md §3). */
export function revisionOf({ source }: Flux): string {
  const commit = source.commit ?? hash("commit", source.url);
  return `${source.ref}@sha1:${commit}`;
}

function addGitSource(b: Builder, flux: Flux): void {
  const { source, namespace } = flux;
  const revision = revisionOf(flux);
  const at = b.times.flux - 4;
  const fetched = b.at(b.times.flux + 2);
  const by = flux.instance ? "flux-operator" : "kubectl";
  const commit = revision.slice(-40);
  if (source.secret)
    addSecret(b, {
      namespace,
      name: source.secret,
      keys: [...new Set([...source.secretKeys, "identity.pub"])],
      at: b.times.namespaces + 4,
    });
  b.add({
    apiVersion: SOURCE,
    kind: "GitRepository",
    metadata: {
      name: source.name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at),
      finalizers: ["finalizers.fluxcd.io"],
      labels: flux.instance
        ? {
            "app.kubernetes.io/managed-by": "flux-operator",
            "app.kubernetes.io/part-of": "flux",
          }
        : {},
      annotations: flux.instance
        ? {
            "kustomize.toolkit.fluxcd.io/prune": "Disabled",
            "kustomize.toolkit.fluxcd.io/ssa": "Ignore",
          }
        : {},
      managedFields: [
        managed(by, "Apply", b.at(at), SOURCE),
        managed("source-controller", "Update", fetched, SOURCE, "status"),
      ],
    },
    spec: {
      url: source.url,
      interval: "1m0s",
      timeout: "60s",
      ref: refOf(source.ref),
      ...(source.secret ? { secretRef: { name: source.secret } } : {}),
    },
    status: {
      observedGeneration: 1,
      artifact: {
        digest: `sha256:${hash("artifact", revision)}${hash(revision).slice(0, 24)}`,
        lastUpdateTime: fetched,
        revision,
        size: 184317,
        path: `gitrepository/${namespace}/${source.name}/${commit}.tar.gz`,
        url: `http://source-controller.${namespace}.svc.cluster.local./gitrepository/${namespace}/${source.name}/${commit}.tar.gz`,
      },
      conditions: ["Ready", "ArtifactInStorage"].map((type) =>
        condition(type, "True", "Succeeded", fetched, `stored artifact for revision '${revision}'`, 1),
      ),
    },
  });
}

function refOf(ref: string): object {
  if (ref.startsWith("refs/")) return { name: ref };
  return ref.startsWith("semver:") ? { semver: ref.slice("semver:".length) } : { branch: ref };
}

function addKustomization(
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

function addInstance(b: Builder, flux: Flux, name: string): void {
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
      lastAppliedRevision: `${version}@${digest}`,
      lastAttemptedRevision: `${version}@${digest}`,
      components,
      conditions: [condition("Ready", "True", "ReconciliationSucceeded", ready, "Reconciliation finished in 23s", 1)],
      history: [
        {
          digest,
          firstReconciled: ready,
          lastReconciled: ready,
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
      labels: { "app.kubernetes.io/managed-by": "flux-operator" },
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
      reconcilers: [],
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

function addNotifications(b: Builder, flux: Flux): void {
  const at = b.at(b.times.flux + 14);
  b.add({
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Provider",
    metadata: { name: "github", namespace: flux.namespace, generation: 1, creationTimestamp: at },
    spec: { type: "github", address: flux.source.url, secretRef: { name: "github-token" } },
  });
}

export interface FluxRelease {
  name: string;
  namespace: string;
  chart: string;
  chartVersion: string;
  appVersion: string;
  /** Seconds after the bootstrap's beginning: made, Helm began, first revision's beginning, ready. */
  at: number;
  deployed: number;
  first?: number;
  ready: number;
  revision?: number;
  kustomization?: string;
  manifest?: { apiVersion: string; kind: string; namespace?: string; name: string }[];
}

/** A HelmRelease with its chart and its repository, as helm-controller leaves them. */
export function addHelmRelease(b: Builder, it: FluxRelease): void {
  const { flux } = b.profile;
  if (!flux) return;
  const { name, namespace, chart, chartVersion, appVersion, revision = 1, first = it.deployed } = it;
  const verb = revision === 1 ? "install" : "upgrade";
  const message = `Helm ${verb} succeeded for release ${namespace}/${name}.v${revision} with chart ${chart}@${chartVersion}`;
  const reason = verb === "install" ? "InstallSucceeded" : "UpgradeSucceeded";
  const ready = b.at(it.ready);
  const owner = {
    "kustomize.toolkit.fluxcd.io/name": it.kustomization ?? "cluster-infrastructure",
    "kustomize.toolkit.fluxcd.io/namespace": flux.namespace,
  };
  addChart(b, flux, it, owner);
  b.add({
    apiVersion: HELM,
    kind: "HelmRelease",
    metadata: {
      name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(it.at),
      finalizers: ["finalizers.fluxcd.io"],
      labels: owner,
      managedFields: [
        managed("kustomize-controller", "Apply", b.at(it.at), HELM),
        managed("helm-controller", "Update", ready, HELM, "status"),
      ],
    },
    spec: {
      interval: "1h0m0s",
      chart: {
        spec: {
          chart,
          version: chartVersion,
          sourceRef: {
            kind: "HelmRepository",
            name: chart,
            namespace: flux.namespace,
          },
        },
      },
      install: { remediation: { retries: 3 } },
      upgrade: {
        remediation: { retries: 3 },
        cleanupOnFail: true,
      },
      values: { replicaCount: 1 },
    },
    status: {
      observedGeneration: 1,
      lastAttemptedGeneration: 1,
      lastAttemptedRevision: chartVersion,
      lastAttemptedReleaseAction: verb,
      helmChart: `${flux.namespace}/${namespace}-${name}`,
      storageNamespace: namespace,
      lastAttemptedConfigDigest: `sha256:${hash("config", name)}${hash(name).slice(0, 24)}`,
      conditions: [
        condition("Ready", "True", reason, ready, message, 1),
        condition("Released", "True", reason, ready, message, 1),
      ],
      history: [
        {
          name,
          namespace,
          version: revision,
          status: "deployed",
          chartName: chart,
          chartVersion,
          appVersion,
          firstDeployed: b.at(first),
          lastDeployed: b.at(it.deployed),
          digest: `sha256:${hash("release", namespace, name)}${hash(name).slice(0, 24)}`,
          configDigest: `sha256:${hash("config", name)}${hash(name).slice(0, 24)}`,
        },
      ],
    },
  });
  // Of the profile's own releases the revisions are there already.
  if (b.profile.releases.some((release) => release.name === name && release.namespace === namespace)) return;
  addRevision(b, {
    name,
    namespace,
    revision,
    status: "deployed",
    chart,
    chartVersion,
    appVersion,
    manager: "helm-controller" as const,
    firstDeployed: first,
    lastDeployed: it.deployed,
    modifiedAt: it.ready - 1,
    ...(it.manifest ? { manifest: it.manifest } : {}),
  });
}

function addChart(b: Builder, flux: Flux, it: FluxRelease, labels: Record<string, string>): void {
  const { chart, chartVersion, namespace, name } = it;
  const url = `https://charts.example.org/${chart}`;
  const fetched = b.at(it.at + 2);
  if (!b.objects.some(({ kind, metadata }) => kind === "HelmRepository" && metadata.name === chart)) {
    const digest = `sha256:${hash("index", chart)}${hash(chart).slice(0, 24)}`;
    b.add({
      apiVersion: SOURCE,
      kind: "HelmRepository",
      metadata: {
        name: chart,
        namespace: flux.namespace,
        generation: 1,
        creationTimestamp: b.at(b.times.flux + 12),
        labels,
      },
      spec: { url, interval: "1h0m0s", provider: "generic" },
      status: {
        observedGeneration: 1,
        artifact: {
          digest,
          revision: digest,
          lastUpdateTime: b.at(b.times.flux + 14),
          path: `helmrepository/${flux.namespace}/${chart}/index.yaml`,
          size: 42_117,
          url: `http://source-controller.${flux.namespace}.svc.cluster.local./helmrepository/${flux.namespace}/${chart}/index.yaml`,
        },
        conditions: ["Ready", "ArtifactInStorage"].map((type) =>
          condition(type, "True", "Succeeded", b.at(b.times.flux + 14), `stored artifact: revision '${digest}'`, 1),
        ),
      },
    });
  }
  b.add({
    apiVersion: SOURCE,
    kind: "HelmChart",
    metadata: {
      name: `${namespace}-${name}`,
      namespace: flux.namespace,
      generation: 1,
      creationTimestamp: b.at(it.at + 1),
      uid: uidOf("HelmChart", namespace, name),
    },
    spec: {
      chart,
      version: chartVersion,
      interval: "1h0m0s",
      reconcileStrategy: "ChartVersion",
      sourceRef: { kind: "HelmRepository", name: chart },
    },
    status: {
      observedGeneration: 1,
      observedChartName: chart,
      artifact: {
        revision: chartVersion,
        lastUpdateTime: fetched,
        digest: `sha256:${hash("chart", chart)}${hash(chart).slice(0, 24)}`,
        path: `helmchart/${flux.namespace}/${namespace}-${name}/${chart}-${chartVersion}.tgz`,
        size: 31337,
        url: `http://source-controller.${flux.namespace}.svc.cluster.local./helmchart/${flux.namespace}/${namespace}-${name}/${chart}-${chartVersion}.tgz`,
      },
      conditions: [
        condition(
          "Ready",
          "True",
          "ChartPullSucceeded",
          fetched,
          `pulled '${chart}' chart with version '${chartVersion}'`,
          1,
        ),
        condition(
          "ArtifactInStorage",
          "True",
          "ChartPullSucceeded",
          fetched,
          `pulled '${chart}' chart with version '${chartVersion}'`,
          1,
        ),
      ],
    },
  });
}
