import type { Profile } from "../clusters/profile.ts";
import type { Observations, SourceResults } from "../observations/observations.ts";
import type { Pod } from "../observations/objects.ts";
import type { Seen, Sight } from "./member.ts";

/** The sources that {@link sightOf} looks at. */
export const COMPARED_SOURCES = ["identity", "ciliumConfig", "nodes", "ciliumNodes", "pods", "clusterMesh"] as const;

type Results = Pick<SourceResults, (typeof COMPARED_SOURCES)[number]>;

/** What a run saw of its cluster that other clusters must not have too. */
export function sightOf(results: Results, { cilium }: Pick<Profile, "cilium">): Sight {
  const config = of(results, "ciliumConfig", cilium === undefined ? "the profile names no Cilium" : undefined);
  return {
    uid: then(of(results, "identity"), ({ kubeSystem }) =>
      kubeSystem.ok ? seen(kubeSystem.value.uid) : missed(kubeSystem.trouble.message),
    ),
    // what stands when the key is left out: https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/
    ciliumId: then(config, ({ data }) => wholeNumber(data["cluster-id"] ?? "0")),
    ciliumName: then(config, ({ data }) => seen(data["cluster-name"] ?? "default")),
    pods: podRanges(results),
    services: then(of(results, "pods"), serviceRanges),
    mesh: then(of(results, "clusterMesh", cilium?.clusterMesh ? undefined : NO_MESH), ({ clusters, total, errors }) =>
      total === 0 && errors.length > 0
        ? missed(`cilium clustermesh status told of no agent: ${errors[0]}`)
        : seen(clusters),
    ),
    declared: cilium?.clusterMesh?.clusters ?? [],
  };
}

const NO_MESH = "its profile declares no mesh, so its end was not looked at";

/** What nodes have; where Cilium gives the addresses, Kubernetes' own ranges may be unused, and its are taken. */
function podRanges(results: Results): Seen<readonly string[]> {
  if (results.ciliumNodes?.ok === false && results.ciliumNodes.trouble.kind !== "not-served")
    return missed(results.ciliumNodes.trouble.message);
  const own = (results.ciliumNodes?.ok ? results.ciliumNodes.value : []).flatMap(
    ({ spec }: { spec?: { ipam?: { podCIDRs?: string[] | null } } }) => spec?.ipam?.podCIDRs ?? [],
  );
  if (own.length > 0) return seen(own);
  return then(of(results, "nodes"), (nodes) => {
    const ranges = nodes.flatMap(({ spec }) => spec?.podCIDRs ?? (spec?.podCIDR ? [spec.podCIDR] : []));
    return ranges.length > 0 ? seen(ranges) : missed("no node says its range");
  });
}

const RANGE = /^--service-cluster-ip-range=(.+)$/;

/** By the flag of the kube-apiserver, whose static pods are shown in kube-system. */
function serviceRanges(pods: readonly Pod[]): Seen<readonly string[]> {
  const words = pods
    .filter(({ metadata }) => metadata?.namespace === "kube-system" && metadata.name?.startsWith("kube-apiserver-"))
    .flatMap(({ spec }) => spec?.containers ?? [])
    .flatMap(({ command = [], args = [] }) => [...command, ...args]);
  const ranges = new Set(words.flatMap((word) => RANGE.exec(word)?.[1]?.split(",") ?? []));
  if (ranges.size > 0) return seen([...ranges]);
  return { ok: false, why: "no pod of a kube-apiserver shows --service-cluster-ip-range", isLeftOut: true };
}

/** `without`: why nobody had to look. */
function of<Key extends keyof Results & keyof Observations>(
  results: Results,
  key: Key,
  without?: string,
): Seen<Observations[Key]> {
  const result = results[key];
  if (result === undefined) return { ok: false, why: without ?? "no check of this call looked at it", isLeftOut: true };
  return result.ok ? seen(result.value) : missed(result.trouble.message);
}

const wholeNumber = (text: string): Seen<number> =>
  /^\d+$/.test(text) ? seen(Number(text)) : missed(`cluster-id of cilium-config is no number: ${text}`);

const then = <A, B>(given: Seen<A>, next: (value: A) => Seen<B>): Seen<B> => (given.ok ? next(given.value) : given);
const seen = <Value>(value: Value): Seen<Value> => ({ ok: true, value });
const missed = (why: string): Seen<never> => ({ ok: false, why });
