import type { Where } from "../../observations/checkout.ts";
import { at, get, inText, isRecord, isUnresolved, list, text, textAt } from "../yaml/documents.ts";
import type { RepositoryFinding } from "../finding.ts";
import { valueGap } from "../flux/tree.ts";
import type { Repository } from "../model.ts";

/** One definition of Cilium: its HelmRelease, or helmfile's release where that has values of its own. */
export interface CiliumDefinition {
  subject: string;
  values: Record<string, unknown>;
  /** Why its values are not known whole. */
  unresolved: readonly string[];
  /**
   * Values that Flux substitutes for variables. Whether such a value is a number, the YAML after the substitution
   * decides.
   */
  substituted: ReadonlySet<string>;
  place(...path: string[]): Where;
}

/** Every definition of this cluster's Cilium. helmfile's is left out where it takes its values from the HelmRelease. */
export function ciliumDefinitions({ releases, helmfiles }: Repository): CiliumDefinition[] {
  const byFlux = releases
    .filter(({ release }) => release.name === "cilium")
    .map(({ object, owner, namespace, name, values }): CiliumDefinition => ({
      subject: `helmrelease/${namespace}/${name}`,
      values: values.known,
      unresolved: values.unresolved,
      substituted: new Set(owner.variables.known.values()),
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
      substituted: new Set(),
      place: () => where,
    }));
  return [...byFlux, ...byHelmfile];
}

/**
 * What Cilium refuses of a cluster's id in a mesh. The chart's schema wants an integer; 256 to 511 are valid only in a
 * mesh that is configured for 511 clusters:
 * https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#specify-the-cluster-name-and-id
 */
export function idFaults({
  values,
  substituted,
}: CiliumDefinition): Pick<RepositoryFinding, "expected" | "actual" | "because" | "mend">[] {
  const id = get(values, "cluster", "id");
  const written = text(id);
  const most = textAt(values, "clustermesh", "maxConnectedClusters") === "511" ? 511 : 255;
  if (written === undefined || !/^\d+$/.test(written) || Number(written) < 1 || Number(written) > most)
    return [
      {
        expected: `cluster.id from 1 to ${most}${most === 255 ? " (511 with clustermesh.maxConnectedClusters: 511)" : ""}`,
        actual: written ?? "not set",
        because: "A cluster without an identity of its own cannot join a mesh: Cilium refuses to start with it.",
        mend: "Give each cluster an id of its own, and do it before the first bootstrap: changing it restarts every pod.",
      },
    ];
  if (typeof id !== "string" || substituted.has(id)) return [];
  return [
    {
      expected: "cluster.id as a number",
      actual: `the text "${id}"`,
      because: "The chart's schema wants an integer: Helm refuses the values.",
      mend: `id: ${id}, without quotes.`,
    },
  ];
}

/** A switch in a chart's values; `unknown` where only rendering would tell. */
export type Switch = "on" | "off" | "unknown";

export function switchAt(values: unknown, ...path: string[]): Switch {
  const value = get(values, ...path);
  if (typeof value === "string" && isUnresolved(value)) return "unknown";
  return value === true || value === "true" ? "on" : "off";
}

/**
 * The names of the clusters in `clustermesh.config.clusters` ("" where one has no name), a list or a map by name.
 * https://github.com/cilium/cilium/blob/v1.18.5/install/kubernetes/cilium/values.yaml
 */
export function peersIn(values: unknown): string[] {
  const written = get(values, "clustermesh", "config", "clusters");
  if (isRecord(written)) return Object.keys(written).filter((name) => get(written, name, "enabled") !== false);
  return list(written).map((item) => textAt(item, "name") ?? "");
}

/**
 * The Secret from which agents read their remote clusters, and what makes it. They read it whether the mesh is switched
 * on or not.
 */
export interface PeerSecret {
  subject: string;
  where: Where;
  /** The remote clusters: the keys of its data, where the repository tells them. */
  names?: string[];
  uncertain?: string;
}

/** `cilium-clustermesh`, which every agent mounts where it exists: written by hand, or made by an ExternalSecret. */
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
