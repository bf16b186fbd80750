import type { Where } from "../../observations/checkout.ts";
import { appliedCharts, appliedUrls, isCrdState, type AppliedChart } from "./phase.ts";
import { minor, productsOf, productsOfUrl, type CrdProduct } from "./products.ts";
import { get, isUnresolved, list, textAt, texts } from "../yaml/documents.ts";
import { manifestOf } from "../yaml/files.ts";
import type { FluxRelease } from "../flux/helm-releases.ts";
import type { HelmfileRelease } from "../helmfile/release.ts";
import type { ReleaseValues } from "../helmfile/release-values.ts";
import type { Repository } from "../model.ts";

/** What brings a group's CRDs before Flux does. */
export interface CrdProvider {
  /** `phase`: the CRD state; `url`: applied by URL; `release`: of helmfile's core phase; `manifest`: written out. */
  kind: "phase" | "url" | "release" | "manifest";
  /** How reports name it. */
  by: string;
  groups: readonly string[];
  product?: CrdProduct;
  /** The version in the chart or the URL. */
  version?: string;
  where: Where;
  release?: HelmfileRelease;
}

export interface CrdProviders {
  known: CrdProvider[];
  /** Charts and URLs of the bootstrap that are unknown: they may bring any CRD. */
  unknown: { by: string; /** The chart or the URL; "" where not even that is known. */ what: string; where: Where }[];
}

/** Whether a chart's switches are on; `undefined` where its values are not known. */
export function isOn(product: CrdProduct, { known, unresolved }: ReleaseValues): boolean | undefined {
  for (const path of product.switches ?? []) {
    const written = textAt(known, ...path.split("."));
    if (written !== undefined) return isUnresolved(written) ? undefined : written !== "false";
  }
  if (product.switches && unresolved.length > 0) return undefined;
  return product.default ?? true;
}

/** Whether the chart has nothing but CRDs, or no switch for them. */
export const isOnlyCrds = (product: CrdProduct, chart: string): boolean =>
  product.only?.some((name) => chart.endsWith(`/${name}`) || chart === name) ?? false;

/** Everything in the bootstrap that brings CRDs: the CRD phase, URLs, core releases, manifests that tasks apply. */
export function crdProviders(repository: Repository): CrdProviders {
  const result: CrdProviders = { known: [], unknown: [] };
  for (const state of repository.helmfiles)
    for (const release of state.releases) fromRelease(release, isCrdState(state), result);
  for (const { url, where } of appliedUrls(repository)) fromUrl(url, where, result);
  for (const one of appliedCharts(repository)) fromChart(one, result);
  for (const piece of repository.talos)
    for (const url of [
      ...texts(get(piece.value, "cluster", "extraManifests")),
      ...list(get(piece.value, "cluster", "inlineManifests")).flatMap((one) => textAt(one, "name") ?? []),
    ])
      if (url.startsWith("https://")) fromUrl(url, piece.where, result);
  const written = repository.files.documents.flatMap((document) => manifestOf(document) ?? []);
  for (const { kind, document, name } of written) {
    const group = kind === "CustomResourceDefinition" ? textAt(document.value, "spec", "group") : undefined;
    if (group === undefined || !/(^|\/)(?:bootstrap|talos|crds?)\//.test(document.file)) continue;
    const where = { file: document.file, line: document.start[0], column: 1 };
    result.known.push({ kind: "manifest", by: name, groups: [group], where });
  }
  return result;
}

function fromRelease(release: HelmfileRelease, phase: boolean, result: CrdProviders): void {
  const { chart, where, name, namespace, version, values } = release;
  const by = `${phase ? "the CRD state's" : "helmfile's"} release ${namespace}/${name}`;
  const products = chart?.text === undefined ? undefined : productsOf(chart.text);
  if (!products) {
    result.unknown.push({ by, what: chart?.text ?? "", where: chart?.where ?? where });
    return;
  }
  for (const product of products) {
    // such CRDs are registered by the running controller, so rendering its chart brings none
    if (phase && product.by === "runtime") continue;
    const on = isOnlyCrds(product, chart?.text ?? "") ? true : isOn(product, values);
    // what such a chart brings is known: only whether it does is not
    if (on === undefined) result.unknown.push({ by, what: chart?.text ?? "", where });
    if (on !== true) continue;
    result.known.push({
      kind: phase ? "phase" : "release",
      by,
      groups: product.groups,
      product,
      where: version?.where ?? where,
      release,
      ...(version?.text !== undefined && { version: version.text }),
    });
  }
}

/** A chart whose CRDs a script applies: those of its `crds/`, and those of its templates where it renders them. */
function fromChart({ chart, version, where }: AppliedChart, result: CrdProviders): void {
  const products = productsOf(chart);
  if (!products) result.unknown.push({ by: chart, what: chart, where });
  for (const product of products ?? [])
    if (product.by !== "runtime")
      result.known.push({
        kind: "url",
        by: chart,
        groups: product.groups,
        product,
        where,
        // a URL's version is the product's; of charts only those have it whose versions are the same
        ...(version !== undefined && product.app?.(version) === minor(version) && { version }),
      });
}

function fromUrl(url: string, where: Where, result: CrdProviders): void {
  const products = productsOfUrl(url);
  if (products.length === 0 && /crd|install|operator|bundle/i.test(url))
    result.unknown.push({ by: url, what: url, where });
  const version = /(?:^|[/=@])(v?\d+\.\d+\.\d+[\w.-]*)(?:\/|$|&)/.exec(url)?.[1];
  for (const product of products)
    result.known.push({
      kind: "url",
      by: url,
      groups: product.groups,
      product,
      where,
      ...(version !== undefined && { version }),
    });
}

/** The products of a HelmRelease's chart; `undefined` where the chart is unknown. */
export const productsOfRelease = ({ chart }: FluxRelease): CrdProduct[] | undefined =>
  chart?.text === undefined ? undefined : productsOf(chart.text);
