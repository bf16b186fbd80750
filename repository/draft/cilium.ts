import { peersIn, switchAt } from "../cilium/cluster-mesh.ts";
import type { Where } from "../../observations/checkout.ts";
import { at, get, inText, isUnresolved, list as listIn } from "../yaml/documents.ts";
import { endpointClaims } from "../talos/endpoints.ts";
import { first, gap, list, map, value, type Draft, type Entries, type Said } from "./draft.ts";
import { definitionsOf, hiddenValues, unresolvedAt, valuesAt, type Definitions } from "./values.ts";
import { poolsOf } from "../cilium/load-balancers.ts";
import type { Repository } from "../model.ts";

/** Cilium's settings, from its values. Where all values are known, a missing one has the chart's default. */
export function ciliumDraft(repository: Repository): Draft {
  const defined = definitionsOf(repository, "cilium");
  const [one] = [...defined.byFlux, ...defined.byHelmfile];
  if (!one) return gap("a release of the name cilium, by helmfile or a HelmRelease");
  const read = (...path: string[]): Said[] => valuesAt(defined, repository, ...path);
  const hidden = hiddenValues(defined);
  const defaulted = (said: readonly Said[], key: string, otherwise: string | number | boolean): Draft => {
    if (said[0]) return value(typed(said[0].value), said[0].where);
    const written = unresolvedAt(defined, ...key.split("."));
    if (written !== undefined) return gap(`${key}: ${written} is not known offline`);
    return hidden === undefined
      ? value(otherwise, `the chart's default: ${key} is not set at ${inText(one.where)}`)
      : gap(`${key}; ${hidden}`);
  };
  const pools = poolsOf(repository).filter(({ subject }) => subject.startsWith("ciliumloadbalancerippool/"));
  return map([
    ...namespaceOf(one),
    ["clusterId", defaulted(read("cluster", "id"), "cluster.id", 0)],
    ["clusterName", defaulted(read("cluster", "name"), "cluster.name", "default")],
    ["kubeProxyReplacement", replacement(read("kubeProxyReplacement"), defaulted)],
    ...api(repository, read),
    ["routing", routing(read, defaulted)],
    ["envoy", defaulted(read("envoy", "enabled"), "envoy.enabled", true)],
    ["hubbleRelay", relay(read, defaulted)],
    ["bgp", bgp(repository, read)],
    [
      "loadBalancerPools",
      pools.length > 0
        ? list(pools.map(({ name, where }) => value(name, where)))
        : gap("a CiliumLoadBalancerIPPool that Flux applies", "[default]"),
    ],
    ["clusterMesh", mesh(defined)],
  ]);
}

type Read = (...path: string[]) => Said[];
type Defaulted = (said: readonly Said[], key: string, otherwise: string | number | boolean) => Draft;

/** How Cilium reaches the API server. Where several working addresses differ, none is taken. */
function api(repository: Repository, read: Read): Entries {
  const ways = new Map<string, Where>();
  for (const { host, port, where } of endpointClaims(repository))
    if (host !== undefined && !isUnresolved(`${host}${port ?? ""}`) && !ways.has(`${host}:${port ?? ""}`))
      ways.set(`${host}:${port ?? ""}`, where);
  if (ways.size > 1) {
    const told = [...ways].map(([way, where]) => `${way} at ${inText(where)}`).join(", ");
    return [["apiHost", gap(`one k8sServiceHost and k8sServicePort: ${told}`, "10.0.0.10")]];
  }
  return [
    ["apiHost", first(read("k8sServiceHost"), "k8sServiceHost", "10.0.0.10")],
    ["apiPort", first(read("k8sServicePort").map(numeric), "k8sServicePort", "6443")],
  ];
}

const numeric = (said: Said): Said<string | number> => ({ ...said, value: typed(said.value) as string | number });

function typed(written: string): string | number | boolean {
  if (written === "true" || written === "false") return written === "true";
  return /^\d+$/.test(written) ? Number(written) : written;
}

/** Left out where it is the schema's default, as in nearly every cluster. */
function namespaceOf(one: Definitions["byFlux"][number] | Definitions["byHelmfile"][number]): Entries {
  const namespace = "release" in one ? one.release.namespace : one.namespace;
  return namespace === "kube-system" ? [] : [["namespace", value(namespace, one.where)]];
}

/** Older charts write `strict`. */
const replacement = (said: readonly Said[], defaulted: Defaulted): Draft =>
  defaulted(
    said.map((one) => ({ ...one, value: one.value === "strict" ? "true" : one.value })),
    "kubeProxyReplacement",
    false,
  );

/** https://docs.cilium.io/en/stable/network/concepts/routing/ */
function routing(read: Read, defaulted: Defaulted): Draft {
  const mode = read("routingMode").filter(({ value: one }) => one === "native" || one === "tunnel");
  const cidr = read("ipv4NativeRoutingCIDR");
  return map([
    ["mode", defaulted(mode, "routingMode", "tunnel")],
    ...(mode[0]?.value === "native" || cidr[0]
      ? [["cidr", first(cidr, "ipv4NativeRoutingCIDR", "10.244.0.0/16")] as Entries[number]]
      : []),
  ]);
}

/** The relay needs Hubble. */
function relay(read: Read, defaulted: Defaulted): Draft {
  const [off] = read("hubble", "enabled").filter(({ value: one }) => one === "false");
  return off ? value(false, off.where) : defaulted(read("hubble", "relay", "enabled"), "hubble.relay.enabled", false);
}

/** The peers in the CiliumBGPClusterConfigs; without a nodeSelector every node has them all. */
function bgp({ tree }: Repository, read: Read): Draft {
  const [on] = read("bgpControlPlane", "enabled").filter(({ value: one }) => one === "true");
  if (!on) return gap("bgpControlPlane.enabled: true", "{ peers: 1 }");
  const configured = tree.objects.flatMap(({ object }) => {
    if (object.kind !== "CiliumBGPClusterConfig") return [];
    const instances = listIn(get(object.value, "spec", "bgpInstances"));
    const peers = instances.reduce<number>((sum, instance) => sum + listIn(get(instance, "peers")).length, 0);
    return [{ peers, where: at(object.document, ["spec", "bgpInstances"]) }];
  });
  const [one] = configured.toSorted((a, b) => a.peers - b.peers);
  return map([
    [
      "peers",
      one
        ? value(one.peers, one.where)
        : value(0, `${inText(on.where)} turns it on, and no CiliumBGPClusterConfig tells how many peers a node has`),
    ],
  ]);
}

function mesh({ byFlux, byHelmfile }: Definitions): Draft {
  const on = [...byFlux, ...byHelmfile].find(
    ({ values }) => switchAt(values.known, "clustermesh", "config", "enabled") === "on",
  );
  const peers = on ? peersIn(on.values.known).filter((name) => name !== "") : [];
  if (!on || peers.length === 0)
    return gap("clustermesh.config.enabled with clustermesh.config.clusters", "{ clusters: [other] }");
  return map([["clusters", list(peers.map((name) => value(name, on.where)))]]);
}
