import type { Where } from "../../observations/checkout.ts";
import { at, get, inText, isUnresolved, list, record, textAt } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import { dependenciesOf, valueGap } from "./tree.ts";
import { isHelmRelease, type FluxKustomization, type FluxTree, type Reference } from "./kustomizations.ts";
import type { BuiltObject } from "../kustomize/build.ts";
import { mergedValues } from "../helmfile/values.ts";
import type { ReleaseValues } from "../helmfile/release-values.ts";
import type { WrittenValue } from "./sync.ts";

/** A HelmRelease as Flux applies it. */
export interface FluxRelease {
  name: string;
  /** Of the HelmRelease. */
  namespace: string;
  /** What Helm knows it as: https://fluxcd.io/flux/components/helm/helmreleases/#release-name */
  release: { name: string; namespace: string };
  object: BuiltObject;
  owner: FluxKustomization;
  where: Where;
  /** `chartRef`, or `chart.spec.sourceRef`. */
  source: Reference;
  /** Its OCIRepository, HelmRepository, GitRepository or HelmChart, where the tree has it. */
  sourceObject?: BuiltObject;
  /** As helmfile would name it: the OCIRepository's URL, or the repository's URL with the chart's name. */
  chart?: WrittenValue;
  version?: WrittenValue;
  values: ReleaseValues;
  postRenderers: unknown[];
  dependsOn: Reference[];
}

export const releasesIn = (tree: FluxTree, files: Files): FluxRelease[] =>
  tree.objects.flatMap(({ object, owner }) => (isHelmRelease(object) ? [releaseOf(object, owner, tree, files)] : []));

function releaseOf(object: BuiltObject, owner: FluxKustomization, tree: FluxTree, files: Files): FluxRelease {
  const spec = get(object.value, "spec");
  const namespace = object.namespace ?? "";
  const target = textAt(spec, "targetNamespace");
  const place = (...path: string[]): Where => at(object.document, ["spec", ...path]);
  const source = sourceOf(object, place);
  const sourceObject = found(tree, source);
  const { chart, version } = chartOf(object, sourceObject, place);
  const told = (text: string | undefined, where: Where): WrittenValue => ({
    where,
    ...(text !== undefined && !isUnresolved(text) && { text }),
  });
  return {
    name: object.name,
    namespace,
    release: {
      name: textAt(spec, "releaseName") ?? (target === undefined ? object.name : `${target}-${object.name}`),
      namespace: target ?? namespace,
    },
    object,
    owner,
    where: at(object.document),
    source,
    ...(sourceObject && { sourceObject }),
    ...(chart && { chart: told(chart.text, chart.where) }),
    ...(version && { version: told(version.text, version.where) }),
    values: valuesOf(object, owner, tree, files),
    postRenderers: list(get(spec, "postRenderers")),
    dependsOn: dependenciesOf(object, "HelmRelease"),
  };
}

function sourceOf(object: BuiltObject, place: (...path: string[]) => Where): Reference {
  const byRef = get(object.value, "spec", "chartRef");
  const reference = byRef ?? get(object.value, "spec", "chart", "spec", "sourceRef");
  return {
    kind: textAt(reference, "kind") ?? (byRef ? "OCIRepository" : "HelmRepository"),
    name: textAt(reference, "name") ?? "",
    namespace: textAt(reference, "namespace") ?? object.namespace ?? "",
    where: byRef ? place("chartRef") : place("chart", "spec", "sourceRef"),
  };
}

/** The object of the tree that a reference means. */
export const found = (tree: FluxTree, { kind, name, namespace }: Reference): BuiltObject | undefined =>
  tree.objects.find(
    ({ object }) => object.kind === kind && object.name === name && (object.namespace ?? "") === namespace,
  )?.object;

function chartOf(
  object: BuiltObject,
  source: BuiltObject | undefined,
  place: (...path: string[]) => Where,
): { chart?: WrittenValue; version?: WrittenValue } {
  const spec = get(object.value, "spec", "chart", "spec");
  const url = textAt(source?.value, "spec", "url");
  if (spec === undefined) {
    if (source?.kind !== "OCIRepository") return {};
    const reference = get(source.value, "spec", "ref");
    const where = at(source.document, ["spec", "ref"]);
    const version = textAt(reference, "tag") ?? textAt(reference, "semver");
    return {
      chart: { where: at(source.document, ["spec", "url"]), ...(url !== undefined && { text: url }) },
      ...(version !== undefined && { version: { where, text: version } }),
    };
  }
  const name = textAt(spec, "chart");
  const version = textAt(spec, "version");
  const chart = url === undefined || name === undefined ? name : `${url.replace(/\/$/, "")}/${name}`;
  return {
    ...(chart !== undefined && { chart: { where: place("chart", "spec", "chart"), text: chart } }),
    ...(version !== undefined && { version: { where: place("chart", "spec", "version"), text: version } }),
  };
}

/** valuesFrom in its order, then `values`: https://fluxcd.io/flux/components/helm/helmreleases/#values */
function valuesOf(object: BuiltObject, owner: FluxKustomization, tree: FluxTree, files: Files): ReleaseValues {
  const gap = valueGap(owner, "HelmRelease");
  const result: ReleaseValues = { known: {}, unresolved: [] };
  for (const item of list(get(object.value, "spec", "valuesFrom"))) {
    const [kind, name] = [textAt(item, "kind") ?? "ConfigMap", textAt(item, "name") ?? ""];
    const key = textAt(item, "valuesKey") ?? "values.yaml";
    const source = tree.objects.find(
      ({ object: one }) => one.kind === kind && one.name === name && one.namespace === object.namespace,
    )?.object;
    const held = source?.holds?.[key]?.value ?? files.inner(textAt(source?.value, "data", key) ?? "")?.[0];
    if (kind === "Secret" || held === undefined || textAt(item, "targetPath") !== undefined)
      result.unresolved.push(`values from ${kind} ${name}`);
    else result.known = mergedValues(result.known, record(held));
  }
  const own = record(get(object.value, "spec", "values"));
  result.known = mergedValues(result.known, own);
  // what values come from is overridden by what stands in the object
  if (result.unresolved.length > 0) result.settled = own;
  if (!gap) return result;
  return { ...result, unresolved: [`${inText(gap.where)}: ${gap.reason}`, ...result.unresolved], settled: {} };
}
