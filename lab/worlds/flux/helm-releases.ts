import { condition, hash, managed, uidOf, type Builder } from "../builder.ts";
import { addRevision } from "../helm.ts";
import { SOURCE } from "./git-source.ts";

type Flux = NonNullable<Builder["profile"]["flux"]>;

const HELM = "helm.toolkit.fluxcd.io/v2";

/** A release that Flux manages. */
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
