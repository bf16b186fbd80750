import type { Where } from "../../criterion.ts";
import { at, get, inText, isRecord, isUnresolved, list, textAt } from "./documents.ts";
import { valueGap } from "./flux.ts";
import type { Repository } from "./model.ts";

/** Cilium as one definition of it says: its HelmRelease, or helmfile's release where that has values of its own. */
export interface CiliumDefinition {
  subject: string;
  values: Record<string, unknown>;
  /** Why its values are not known whole. */
  unresolved: readonly string[];
  place(...path: string[]): Where;
}

/** Every definition of the Cilium release of this cluster; helmfile's not, where it hands on the HelmRelease's values. */
export function ciliumDefinitions({ releases, helmfiles }: Repository): CiliumDefinition[] {
  const byFlux = releases
    .filter(({ release }) => release.name === "cilium")
    .map(({ object, namespace, name, values }): CiliumDefinition => ({
      subject: `helmrelease/${namespace}/${name}`,
      values: values.known,
      unresolved: values.unresolved,
      place: (...path) => at(object.document, ["spec", "values", ...path]),
    }));
  const byHelmfile = helmfiles
    .filter(({ crdsOnly }) => !crdsOnly)
    .flatMap((state) => state.releases)
    .filter(({ name, values }) => name === "cilium" && values.derivedFrom === undefined)
    .map(({ namespace, name, values, where }): CiliumDefinition => ({
      subject: `release/${namespace}/${name}`,
      values: values.known,
      unresolved: values.unresolved,
      place: () => where,
    }));
  return [...byFlux, ...byHelmfile];
}

/** A switch as values have it; `unknown` where only a rendering would tell. */
export type Switch = "on" | "off" | "unknown";

export function switchAt(values: unknown, ...path: string[]): Switch {
  const value = get(values, ...path);
  if (typeof value === "string" && isUnresolved(value)) return "unknown";
  return value === true || value === "true" ? "on" : "off";
}

/**
 * Names of the clusters that `clustermesh.config.clusters` lists ("" of one without); a map by name is read too.
 * https://github.com/cilium/cilium/blob/v1.18.5/install/kubernetes/cilium/values.yaml
 */
export function peersIn(values: unknown): string[] {
  const written = get(values, "clustermesh", "config", "clusters");
  if (isRecord(written)) return Object.keys(written).filter((name) => get(written, name, "enabled") !== false);
  return list(written).map((item) => textAt(item, "name") ?? "");
}

/** The Secret that agents take their remote clusters from, switched on or not, and what makes it. */
export interface PeerSecret {
  subject: string;
  where: Where;
  /** The remote clusters, where the repository tells their names: keys of its data. */
  names?: string[];
  uncertain?: string;
}

/** `cilium-clustermesh`, which every agent mounts where it is there: made by hand, or by an ExternalSecret. */
export const peerSecrets = ({ tree }: Repository): PeerSecret[] =>
  tree.objects.flatMap(({ object, owner }): PeerSecret[] => {
    const { kind, name, namespace, value, document } = object;
    const made = kind === "ExternalSecret" ? (textAt(value, "spec", "target", "name") ?? name) : name;
    if (!["Secret", "ExternalSecret"].includes(kind) || made !== SECRET) return [];
    const data = kind === "Secret" ? (get(value, "stringData") ?? get(value, "data")) : undefined;
    const gap = valueGap(owner, kind);
    return [
      {
        subject: `${kind.toLowerCase()}/${namespace ?? "-"}/${name}`,
        where: at(document),
        ...(isRecord(data) && { names: Object.keys(data).filter((key) => !key.includes(".")) }),
        ...(gap && { uncertain: `${inText(gap.where)}: ${gap.reason}` }),
      },
    ];
  });

const SECRET = "cilium-clustermesh";
