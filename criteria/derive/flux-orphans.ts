import { everyFluxObject, fluxSubject, notReady, type Addressed, type FluxLists, type FluxObject } from "./flux.ts";

/**
 * HelmCharts that belong to no HelmRelease. helm-controller makes one for each `spec.chart` and takes it away with its
 * HelmRelease, unless that was suspended first: which is what one does to a release that helmfile is to keep.
 * What is left retries for ever, and nobody waits for it: worth a word, and no failure. One
 * that came from Git is its author's.
 * https://github.com/fluxcd/helm-controller/blob/v1.4.3/internal/reconcile/helmchart_template.go
 */
export function orphanedCharts(lists: FluxLists): Addressed[] {
  const releases = lists.helmReleaseResources as readonly HelmRelease[];
  const used = new Set(releases.flatMap(chartsOf));
  return everyFluxObject(lists).filter(
    (it) =>
      it.kind === "HelmChart" &&
      it.object.metadata?.labels?.["kustomize.toolkit.fluxcd.io/name"] === undefined &&
      !used.has(`${it.object.metadata?.namespace}/${it.object.metadata?.name}`),
  );
}

/** What a reader is told of those that are not ready: what to do. */
export const orphansInWords = (orphans: readonly Addressed[]): string[] =>
  orphans.flatMap((it) => {
    const lacks = notReady(it);
    const { namespace, name } = it.object.metadata ?? {};
    return lacks
      ? [`${fluxSubject(it)} belongs to no HelmRelease any more: kubectl -n ${namespace} delete helmchart ${name}`]
      : [];
  });

type HelmRelease = Omit<FluxObject, "spec" | "status"> & {
  spec?: {
    chart?: { spec?: { sourceRef?: { namespace?: string } } };
    chartRef?: { kind?: string; name?: string; namespace?: string };
  };
  status?: { helmChart?: string };
};

/** By name, too: what was just made is not in its status yet. */
function chartsOf({ metadata, spec, status }: HelmRelease): string[] {
  const { name, namespace = "" } = metadata ?? {};
  const { chart, chartRef } = spec ?? {};
  return [
    ...(status?.helmChart === undefined ? [] : [status.helmChart]),
    ...(chart ? [`${chart.spec?.sourceRef?.namespace ?? namespace}/${namespace}-${name}`] : []),
    ...(chartRef?.kind === "HelmChart" ? [`${chartRef.namespace ?? namespace}/${chartRef.name}`] : []),
  ];
}
