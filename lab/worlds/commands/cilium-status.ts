import { uidOf, type Builder, type BuiltNode } from "../builder.ts";
import { kubernetesVersion } from "../control-plane.ts";
import { chartOf } from "../helm.ts";

/** `cilium status -o json`: what the agents say of themselves, one by one. */
export function ciliumStatus(b: Builder): object {
  const { cilium } = b.profile;
  const count = (kind: string, name: string) => {
    const status = b.objects.find((it) => it.kind === kind && it.metadata.name === name)?.["status"] as
      | { numberReady?: number; replicas?: number }
      | undefined;
    return status?.numberReady ?? status?.replicas;
  };
  const states = (
    [
      ["cilium", "DaemonSet"],
      ["cilium-envoy", "DaemonSet"],
      ["cilium-operator", "Deployment"],
      ["hubble-relay", "Deployment"],
    ] as const
  ).flatMap(([name, Type]) => {
    const ready = count(Type, name);
    return ready === undefined
      ? []
      : [[name, { Type, Desired: ready, Ready: ready, Available: ready, Unavailable: 0 }] as const];
  });
  const agents = b.pods.filter(({ labels }) => labels["k8s-app"] === "cilium");
  const endpoints = b.objects.filter(({ kind }) => kind === "CiliumEndpoint");
  const managed = b.pods.filter(({ hostNetwork, completed }) => !hostNetwork && !completed).length;
  return {
    image_count: Object.fromEntries(
      states.map(([name, { Type, Ready }]) => [name, { [imageOf(b, Type, name)]: Ready }]),
    ),
    phase_count: Object.fromEntries(states.map(([name, { Ready }]) => [name, { Running: Ready }])),
    pod_state: Object.fromEntries(states),
    pods_count: { all: managed, by_cilium: managed },
    cilium_status: Object.fromEntries(
      agents.map(({ name, node }) => [name, agentStatus(b, node, cilium?.clusterName ?? "default")]),
    ),
    cilium_endpoints: Object.fromEntries(
      agents.map(({ name, node }) => [
        name,
        [
          HOST_ENDPOINT,
          ...endpoints
            .filter(({ status }) => (status as { networking?: { node?: string } }).networking?.node === node.address)
            .map(({ status }) => ({ id: (status as { id: number }).id, status: { state: "ready" } })),
        ],
      ]),
    ),
    errors: Object.fromEntries(
      ["cilium-operator", "clustermesh-apiserver", "hubble-relay", "hubble-ui"].map((name) => [
        name,
        { [name]: { Errors: [], Warnings: [], Disabled: isDisabled(b, name) } },
      ]),
    ),
    helm_chart_version: ciliumVersion(b),
  };
}

/** What is not there is told as disabled. */
function isDisabled({ profile: { cilium } }: Builder, name: string): boolean {
  if (name === "clustermesh-apiserver") return cilium?.clusterMesh === undefined;
  return name === "hubble-ui" || (name === "hubble-relay" && cilium?.hubbleRelay === false);
}

/** Each agent has one of its node. */
const HOST_ENDPOINT = { id: 1, status: { state: "ready" } };

function agentStatus(b: Builder, node: BuiltNode, cluster: string): object {
  const { cilium } = b.profile;
  const ok = { state: "Ok" };
  const remote = cilium?.clusterMesh?.clusters ?? [];
  return {
    cilium: { state: "Ok", msg: `${ciliumVersion(b)} (v${ciliumVersion(b)}-8a1e1f3d)` },
    kubernetes: { ...ok, msg: `1.35 (${kubernetesVersion(b.profile).gitVersion}) [linux/amd64]` },
    "kube-proxy-replacement": {
      mode: cilium?.kubeProxyReplacement === false ? "False" : "True",
      deviceList: [
        {
          name: "bond0",
          ip: [node.address],
        },
      ],
      devices: ["bond0"],
      directRoutingDevice: "bond0",
      features: {
        socketLB: { enabled: true },
        nodePort: {
          enabled: true,
          mode: "SNAT",
          algorithm: "Maglev",
          acceleration: "Disabled",
          portMin: 3e4,
          portMax: 32767,
        },
      },
    },
    hubble: {
      ...ok,
      observer: { "current-flows": 4095, "max-flows": 4095, "seen-flows": 48_211, uptime: "30m1.844s" },
    },
    cluster: { self: `${cluster}/${node.name}`, ciliumHealth: ok, nodes: null },
    "cluster-mesh": {
      clusters: remote.length === 0 ? null : remote.map(remoteCluster),
    },
    "cni-chaining": { mode: "none" },
    "datapath-mode": "veth",
    encryption: { mode: "Disabled" },
    "identity-range": identityRange(cilium?.clusterId ?? 0),
    ipam: ipam(b, node),
    masquerading: { enabled: true, mode: "BPF", "snat-exclusion-cidr-v4": cilium?.routing?.cidr },
    routing: { "inter-host-routing-mode": cilium?.routing?.mode === "native" ? "Native" : "Tunnel" },
    proxy: {
      ip: node.hostIp(1),
      "envoy-deployment-mode": "external",
      "port-range": "10000-20000",
      redirects: null,
      "total-ports": 0,
    },
    controllers: ["cilium-health-ep", "endpoint-gc", "sync-host-ips"].map((name) => ({
      name,
      configuration: { "error-retry": true, interval: "1m0s" },
      uuid: uidOf("Controller", node.name, name),
      status: { "success-count": 31, "last-success-timestamp": b.ago(20) },
    })),
  };
}

const remoteCluster = (name: string): object => ({
  name,
  ready: true,
  connected: true,
  status: "ready, 4 nodes, 120 endpoints, 60 identities, 31 services, 0 reconnections (last: never)",
});

/** Two addresses are the agent's own: its router's and that of its health endpoint. */
function ipam(b: Builder, node: BuiltNode): object {
  const pods = b.pods.filter((pod) => pod.node === node && !pod.hostNetwork && !pod.completed);
  const isV6 = node.podCidr.includes(":");
  const allocations = Object.fromEntries([
    [node.hostIp(1), "router"],
    [node.hostIp(2), "health"],
    ...pods.map(({ ip, namespace, name }) => [ip, `${namespace}/${name}`] as const),
  ]);
  const [family, size] = isV6 ? ["IPv6", "18446744073709551614"] : ["IPv4", "254"];
  const given = Object.keys(allocations);
  return {
    allocations,
    ...(isV6 ? { ipv4: null, ipv6: given } : { ipv4: given, ipv6: null }),
    status: `${family}: ${given.length}/${size} allocated from ${node.podCidr}, `,
  };
}

/** The image of a workload's first container. */
function imageOf(b: Builder, kind: string, name: string): string {
  const spec = b.objects.find((it) => it.kind === kind && it.metadata.name === name)?.["spec"] as
    | { template: { spec: { containers: { image: string }[] } } }
    | undefined;
  return spec?.template.spec.containers[0]?.image ?? "";
}

/** What the agents run, without the `v`. */
export function ciliumVersion(b: Builder): string {
  const release = b.profile.releases.find(({ name }) => name === "cilium");
  return release ? chartOf(release).appVersion.replace(/^v/, "") : "1.18.5";
}

/** Of 24 bits the upper 8 are the cluster's. */
const identityRange = (clusterId: number): object => ({
  "max-identity": (clusterId + 1) * 65_536 - 1,
  "min-identity": clusterId === 0 ? 256 : clusterId * 65_536,
});
