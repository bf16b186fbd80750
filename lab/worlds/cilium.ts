import { neighbour } from "./addresses.ts";
import {
  condition,
  managed,
  numberOf,
  ownerReference,
  type Builder,
  type BuiltNode,
  type BuiltPod,
} from "./builder.ts";
import { releaseTimes } from "./schedule.ts";

type Cilium = NonNullable<Builder["profile"]["cilium"]>;

/** Cilium's configuration and its custom resources. Endpoints come last: there is one for each pod of the pod network. */
export function addCilium(b: Builder): void {
  const { cilium } = b.profile;
  if (!cilium) return;
  const { start } = releaseTimes(b.times, "cilium");
  addConfig(b, cilium, start + 1);
  for (const node of b.nodes) addCiliumNode(b, node, start + 27 + node.index);
  addPools(b);
  if (cilium.bgp && cilium.bgp.peers > 0) addBgp(b, cilium.bgp.peers);
}

/** A CiliumEndpoint for each pod that Cilium gave its network, and the identities of their labels. */
export function addCiliumEndpoints(b: Builder): void {
  const { cilium } = b.profile;
  if (!cilium) return;
  const identities = new Map<string, number>();
  for (const pod of b.pods.filter(({ hostNetwork, completed }) => !hostNetwork && !completed)) {
    const {
      "pod-template-hash": _,
      "controller-revision-hash": __,
      "apps.kubernetes.io/pod-index": ___,
      ...labels
    } = pod.labels;
    const key = JSON.stringify([pod.namespace, labels]);
    const id = identities.get(key) ?? identityOf(cilium.clusterId, identities.size);
    if (!identities.has(key)) addIdentity(b, cilium, id, pod, labels);
    identities.set(key, id);
    addEndpoint(b, pod, id, labels);
  }
}

/** Numeric identities carry the cluster's id above the low 16 bits, where 0 to 255 are reserved. */
const identityOf = (clusterId: number, n: number): number => clusterId * 65_536 + 1024 + n * 13;

/** Pools that serve: the profile's, or one where gateways need an address. */
export function poolsOf({ profile }: Builder): { name: string; start: string; stop: string }[] {
  const names = profile.cilium?.loadBalancerPools ?? (profile.platform.gateways ? ["default"] : []);
  const [first = ""] = [profile.network?.nodes[0]?.split("/")[0], profile.nodes[0]?.address].filter(Boolean);
  return names.map((name, index) => ({
    name,
    start: neighbour(first, 100 + index * 20),
    stop: neighbour(first, 119 + index * 20),
  }));
}

/** Keys and values as chart 1.18.5 writes them (facts/cli.md B.2): strings all. */
function addConfig(b: Builder, cilium: Cilium, at: number): void {
  const data: Record<string, string> = {
    "agent-not-ready-taint-key": "node.cilium.io/agent-not-ready",
    "auto-direct-node-routes": "true",
    "bpf-lb-acceleration": "disabled",
    "bpf-lb-algorithm": "maglev",
    "bpf-lb-mode": "snat",
    "bpf-lb-sock": "false",
    "bpf-lb-sock-hostns-only": "true",
    "cluster-id": String(cilium.clusterId),
    "cluster-name": cilium.clusterName,
    "cni-exclusive": "true",
    "custom-cni-conf": "false",
    "datapath-mode": "veth",
    debug: "false",
    "default-lb-service-ipam": "lbipam",
    ...(cilium.bgp ? { "enable-bgp-control-plane": "true", "enable-bgp-control-plane-status-report": "true" } : {}),
    "enable-bpf-masquerade": "true",
    "enable-endpoint-routes": "true",
    "enable-envoy-config": "true",
    "enable-gateway-api": String(b.profile.platform.gateways !== undefined),
    "enable-hubble": "true",
    "enable-ipv4": "true",
    "enable-ipv4-masquerade": "true",
    "enable-ipv6": "false",
    "enable-l2-announcements": "false",
    "enable-lb-ipam": "true",
    "enable-policy": "default",
    "external-envoy-proxy": String(cilium.envoy),
    "identity-allocation-mode": "crd",
    ipam: "kubernetes",
    ...(cilium.routing?.cidr ? { "ipv4-native-routing-cidr": cilium.routing.cidr } : {}),
    "kube-proxy-replacement": String(cilium.kubeProxyReplacement),
    "kube-proxy-replacement-healthz-bind-address": "0.0.0.0:10256",
    "max-connected-clusters": "255",
    "monitor-aggregation": "medium",
    "operator-api-serve-addr": "127.0.0.1:9234",
    "remove-cilium-node-taints": "true",
    "routing-mode": cilium.routing?.mode ?? "tunnel",
    "set-cilium-is-up-condition": "true",
    "set-cilium-node-taints": "true",
    "tunnel-protocol": "vxlan",
    "write-cni-conf-when-ready": "/host/etc/cni/net.d/05-cilium.conflist",
  };
  const time = b.at(at);
  b.add({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "cilium-config",
      namespace: cilium.namespace,
      creationTimestamp: time,
      labels: { "app.kubernetes.io/managed-by": "Helm" },
      annotations: {
        "meta.helm.sh/release-name": "cilium",
        "meta.helm.sh/release-namespace": cilium.namespace,
      },
      managedFields: [
        {
          ...managed("helm", "Update", time, "v1"),
          fieldsV1: { "f:data": Object.fromEntries(Object.keys(data).map((key) => [`f:${key}`, {}])) },
        },
      ],
    },
    data,
  });
}

function addCiliumNode(b: Builder, node: BuiltNode, at: number): void {
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumNode",
    metadata: {
      name: node.name,
      generation: 3,
      creationTimestamp: b.at(at),
      labels: {
        "kubernetes.io/hostname": node.name,
        "kubernetes.io/os": "linux",
      },
      ownerReferences: [ownerReference("v1", "Node", undefined, node.name)],
    },
    spec: {
      addresses: [
        {
          ip: node.address,
          type: "InternalIP",
        },
        {
          ip: node.hostIp(1),
          type: "CiliumInternalIP",
        },
      ],
      alibabaCloud: {},
      azure: {},
      bootid: "",
      encryption: {},
      eni: {},
      health: node.podCidr.includes(":") ? { ipv6: node.hostIp(2) } : { ipv4: node.hostIp(2) },
      ingress: {},
      ipam: {
        podCIDRs: [node.podCidr],
        pools: {},
      },
    },
    status: { "alibaba-cloud": {}, azure: {}, eni: {}, ipam: { "operator-status": {} } },
  });
}

function addIdentity(b: Builder, cilium: Cilium, id: number, pod: BuiltPod, labels: Record<string, string>): void {
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumIdentity",
    metadata: {
      name: String(id),
      generation: 1,
      creationTimestamp: b.at(pod.readyAt - 3),
      labels: { "io.kubernetes.pod.namespace": pod.namespace },
    },
    "security-labels": securityLabels(cilium, pod.namespace, labels),
  });
}

const securityLabels = (cilium: Cilium, namespace: string, labels: Record<string, string>): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value])),
  "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name": namespace,
  "k8s:io.cilium.k8s.policy.cluster": cilium.clusterName,
  "k8s:io.cilium.k8s.policy.serviceaccount": "default",
  "k8s:io.kubernetes.pod.namespace": namespace,
});

function addEndpoint(b: Builder, pod: BuiltPod, id: number, labels: Record<string, string>): void {
  const { cilium } = b.profile;
  if (!cilium) return;
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumEndpoint",
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      generation: 1,
      creationTimestamp: b.at(pod.readyAt - 3),
      labels: pod.labels,
      ownerReferences: [
        {
          apiVersion: "v1",
          kind: "Pod",
          name: pod.name,
          uid: pod.uid,
        },
      ],
    },
    status: {
      encryption: {},
      "external-identifiers": {
        "cni-attachment-id": `${pod.uid}:eth0`,
        "k8s-namespace": pod.namespace,
        "k8s-pod-name": pod.name,
        "pod-name": `${pod.namespace}/${pod.name}`,
      },
      id: 100 + numberOf(3900, "endpoint", pod.namespace, pod.name),
      identity: {
        id,
        labels: Object.entries(securityLabels(cilium, pod.namespace, labels))
          .map(([key, value]) => `${key}=${value}`)
          .sort(),
      },
      networking: { addressing: [{ ipv4: pod.ip }], node: pod.node.address },
      state: "ready",
    },
  });
}

function addPools(b: Builder): void {
  const pools = poolsOf(b);
  const used = b.profile.platform.gateways?.gateways.length ?? 0;
  pools.forEach(({ name, start, stop }, index) => {
    const at = b.at(b.times.flux + 16);
    const total = 20;
    const taken = index === 0 ? used : 0;
    const counted = (type: string, number: number) => ({
      ...condition(`cilium.io/${type}`, "Unknown", "noreason", at, String(number)),
    });
    b.add({
      apiVersion: "cilium.io/v2",
      kind: "CiliumLoadBalancerIPPool",
      metadata: { name, generation: 1, creationTimestamp: at, ...byKustomization(b) },
      spec: { blocks: [{ start, stop }], disabled: false },
      status: {
        conditions: [
          condition("cilium.io/PoolConflict", "False", "resolved", at),
          counted("IPsTotal", total),
          counted("IPsAvailable", total - taken),
          counted("IPsUsed", taken),
        ],
      },
    });
  });
}

/** Each node has its sessions with the router, or with its neighbours. */
function addBgp(b: Builder, peers: number): void {
  const at = b.at(b.times.flux + 18);
  const first = b.profile.nodes[0]?.address ?? "10.0.0.1";
  const [localASN, peerASN] = [64_513, 64_512];
  const names = Array.from({ length: peers }, (_, index) => ({
    name: `router-${index + 1}`,
    peerAddress: neighbour(first, index + 1),
    peerASN,
  }));
  const reference = { peerConfigRef: { name: "router" } };
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumBGPPeerConfig",
    metadata: { name: "router", generation: 1, creationTimestamp: at, ...byKustomization(b) },
    spec: { families: [{ afi: "ipv4", safi: "unicast" }], gracefulRestart: { enabled: true, restartTimeSeconds: 120 } },
    status: { conditions: [condition("cilium.io/MissingAuthSecret", "False", "MissingAuthSecret", at, "", 1)] },
  });
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumBGPClusterConfig",
    metadata: { name: "bgp", generation: 1, creationTimestamp: at, ...byKustomization(b) },
    spec: {
      bgpInstances: [{ name: "instance-1", localASN, peers: names.map((peer) => ({ ...peer, ...reference })) }],
      nodeSelector: { matchLabels: { "kubernetes.io/os": "linux" } },
    },
    status: {
      conditions: ["NoMatchingNode", "MissingPeerConfigs", "ConflictingClusterConfig"].map((type) =>
        condition(`cilium.io/${type}`, "False", type, at, "", 1),
      ),
    },
  });
  for (const node of b.nodes) {
    b.add({
      apiVersion: "cilium.io/v2",
      kind: "CiliumBGPNodeConfig",
      metadata: {
        name: node.name,
        generation: 1,
        creationTimestamp: at,
        ownerReferences: [ownerReference("cilium.io/v2", "CiliumBGPClusterConfig", undefined, "bgp")],
      },
      spec: {
        bgpInstances: [{ name: "instance-1", localASN, peers: names.map((peer) => ({ ...peer, ...reference })) }],
      },
      status: {
        bgpInstances: [
          {
            name: "instance-1",
            localASN,
            peers: names.map((peer) => ({
              ...peer,
              peeringState: "established",
              establishedTime: b.at(b.times.flux + 22 + node.index),
              timers: {
                appliedHoldTimeSeconds: 90,
                appliedKeepaliveSeconds: 30,
              },
              routeCount: [
                {
                  afi: "ipv4",
                  safi: "unicast",
                  received: 3,
                  advertised: 1,
                },
              ],
            })),
          },
        ],
        conditions: [condition("cilium.io/BGPReconcileError", "False", "BGPReconcileError", at, "", 1)],
      },
    });
  }
}

/** The marks of what a Flux Kustomization applies. */
export const byKustomization = (
  { profile }: Builder,
  name = "cluster-infrastructure",
): { labels: Record<string, string> } => ({
  labels: profile.flux
    ? { "kustomize.toolkit.fluxcd.io/name": name, "kustomize.toolkit.fluxcd.io/namespace": profile.flux.namespace }
    : {},
});
