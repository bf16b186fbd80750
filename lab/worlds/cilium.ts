import { managed, uidOf, type Builder, type BuiltNode } from "./builder.ts";
import { addBgp } from "./cilium/bgp.ts";
import { addPools } from "./cilium/pools.ts";
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

/** Keys and values as chart 1.18.5 writes them: all of them strings. */
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
      // the agent names the node, and no controller
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name: node.name, uid: uidOf("Node", undefined, node.name) }],
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
      "alibaba-cloud": {},
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
  });
}
