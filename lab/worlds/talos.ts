import type { TalosNode, TalosWorld } from "../world.ts";
import { hash, uidOf, type Builder, type BuiltNode } from "./builder.ts";

type Resource = TalosNode["resources"][string][number];

/** The machines as talosctl shows them (specs as in facts/talosctl-captures.md §2). */
export function talosWorld(b: Builder): TalosWorld {
  const { talos } = b.profile;
  const version = talos?.version ?? "v1.12.0";
  if (!talos) return { version, nodes: [] };
  return {
    version: `v${version.replace(/^v/, "")}`,
    nodes: b.nodes.map((node) => talosNode(b, node, `v${version.replace(/^v/, "")}`)),
  };
}

function talosNode(b: Builder, node: BuiltNode, version: string): TalosNode {
  const controlPlane = node.role === "control-plane";
  return {
    name: node.name,
    address: node.address,
    role: node.role,
    version,
    resources: {
      machinestatus: [machineStatus(b, node)],
      services: services(b, node),
      links: links(b, node),
      timestatuses: [timeStatus(b, node)],
      diagnostics: [],
      kubeprismstatuses: kubePrism(b, node),
      etcdmembers: controlPlane ? [etcdMember(b, node)] : [],
      nodestatuses: [nodeStatus(b, node)],
      members: b.nodes.map((other) => member(b, node, other, version)),
      staticpodstatuses: controlPlane ? staticPods(b, node) : [],
      hostnames: [hostname(b, node)],
      addresses: addresses(b, node),
      volumestatuses: [volume(b, node)],
    },
    ...(controlPlane
      ? {
          etcd: etcd(b, node),
          health: health(b),
        }
      : {}),
  };
}

/** Seconds from the beginning of the bootstrap to this machine's boot. */
const bootOf = (b: Builder, node: BuiltNode): number => b.times.boot + 12 + node.index * 4;

const resource = (
  b: Builder,
  id: string,
  namespace: string,
  type: string,
  owner: string,
  at: number,
  spec: unknown,
  updated = at,
): Resource => ({
  id,
  namespace,
  type,
  owner,
  created: b.at(at),
  updated: b.at(updated),
  spec,
});

/** The boot sequence ends with the kubelet; the machine is ready when its node is, which waits for the CNI. */
function machineStatus(b: Builder, node: BuiltNode): Resource {
  const spec = { stage: "running", status: { ready: true, unmetConditions: [] } };
  return resource(
    b,
    "machine",
    "runtime",
    "MachineStatuses.runtime.talos.dev",
    "runtime.MachineStatusController",
    bootOf(b, node),
    spec,
    b.times.nodesReady + node.index + 3,
  );
}

/** A service's resource is made when it runs (talosctl-captures.md §0.11): `created` is when it started. */
function services(b: Builder, node: BuiltNode): Resource[] {
  const boot = bootOf(b, node);
  const controlPlane = node.role === "control-plane";
  const started: Record<string, number> = {
    apid: 24,
    auditd: 3,
    containerd: 8,
    cri: 41,
    dashboard: 6,
    machined: 1,
    syslogd: 2,
    udevd: 2,
    kubelet: 128 - node.index * 4,
    ...(controlPlane
      ? {
          etcd: 158 - node.index * 2,
          trustd: 26,
        }
      : {}),
  };
  return Object.keys(started)
    .sort()
    .map((id) => {
      // The dashboard has no health check: HEALTH UNKNOWN.
      const spec =
        id === "dashboard"
          ? { healthy: false, running: true, unknown: true }
          : { healthy: true, running: true, unknown: false };
      const at = boot + (started[id] ?? 1);
      return resource(b, id, "runtime", "Services.v1alpha1.talos.dev", "v1alpha1.ServiceController", at, spec, at + 4);
    });
}

function links(b: Builder, node: BuiltNode): Resource[] {
  const { mtu = 1500, bonds = [] } = b.profile.talos ?? {};
  const of = (id: string, spec: object) =>
    resource(
      b,
      id,
      "network",
      "LinkStatuses.net.talos.dev",
      "network.LinkStatusController",
      bootOf(b, node) + 5,
      spec,
      bootOf(b, node) + 19,
    );
  let index = 1;
  const loopback = of("lo", {
    broadcastAddr: "",
    duplex: "Unknown",
    flags: "UP,LOOPBACK,RUNNING,LOWER_UP",
    hardwareAddr: "",
    index,
    kind: "",
    linkIndex: 0,
    linkState: true,
    mtu: 65536,
    operationalState: "unknown",
    permanentAddr: "",
    port: "Other",
    queueDisc: "noqueue",
    slaveKind: "",
    type: "loopback",
  });
  const mac = `02:00:00:${hash("mac", node.name).replace(/(..)(..)(..).*/, "$1:$2:$3")}`;
  const physical = (id: string, master?: number) =>
    of(id, {
      broadcastAddr: "ff:ff:ff:ff:ff:ff",
      busPath: `0000:0${index}:00.0`,
      driver: "i40e",
      duplex: "Full",
      hardwareAddr: mac,
      flags: `UP,BROADCAST,RUNNING,${master === undefined ? "" : "SLAVE,"}MULTICAST,LOWER_UP`,
      index: (index += 1),
      kind: "",
      linkIndex: 0,
      linkState: true,
      ...(master === undefined ? {} : { masterIndex: master }),
      mtu,
      operationalState: "up",
      pciID: "8086:1572",
      permanentAddr: mac,
      port: "DirectAttach",
      queueDisc: "mq",
      slaveKind: master === undefined ? "" : "bond",
      speedMbit: 1e4,
      type: "ether",
    });
  if (bonds.length === 0) return [loopback, physical("enp1s0")];
  const bonded = bonds.flatMap(({ name, members }, position) => {
    const master = 100 + position;
    const slaves = Array.from({ length: members }, (_, slave) => physical(`enp${position + 1}s${slave}`, master));
    return [
      of(name, {
        bondMaster: {
          adActorSysPrio: 65535,
          adLacpActive: "on",
          arpAllTargets: "any",
          arpValidate: "none",
          downdelay: 200,
          failOverMac: 0,
          lacpRate: "fast",
          lpInterval: 1,
          miimon: 100,
          mode: "802.3ad",
          numPeerNotif: 1,
          packetsPerSlave: 1,
          primaryReselect: "always",
          resendIgmp: 1,
          tlbLogicalLb: 1,
          updelay: 200,
          useCarrier: true,
          xmitHashPolicy: "layer3+4",
        },
        broadcastAddr: "ff:ff:ff:ff:ff:ff",
        duplex: "Full",
        flags: "UP,BROADCAST,RUNNING,MASTER,MULTICAST,LOWER_UP",
        hardwareAddr: mac,
        index: master,
        kind: "bond",
        linkIndex: 0,
        linkState: true,
        mtu,
        operationalState: "up",
        permanentAddr: "",
        port: "Other",
        queueDisc: "noqueue",
        slaveKind: "",
        speedMbit: members * 1e4,
        type: "ether",
      }),
      ...slaves,
    ];
  });
  return [...bonded, loopback];
}

const timeStatus = (b: Builder, node: BuiltNode): Resource =>
  resource(
    b,
    "node",
    "runtime",
    "TimeStatuses.v1alpha1.talos.dev",
    "time.SyncController",
    bootOf(b, node) + 6,
    { epoch: 1, syncDisabled: false, synced: true },
    bootOf(b, node) + 16,
  );

const kubePrism = (b: Builder, node: BuiltNode): Resource[] =>
  b.profile.talos?.kubePrism === false
    ? []
    : [
        resource(
          b,
          "k8s-loadbalancer",
          "k8s",
          "KubePrismStatuses.kubernetes.talos.dev",
          "k8s.KubePrismController",
          bootOf(b, node) + 44,
          { healthy: true, host: "127.0.0.1:7445" },
          b.times.api + 2,
        ),
      ];

/** Sixteen hex digits with the first one a letter, so that no YAML reader takes it for a number. */
const memberId = (node: BuiltNode): string => `a${hash("etcd", node.name).slice(0, 15)}`;

const etcdMember = (b: Builder, node: BuiltNode): Resource =>
  resource(b, "local", "etcd", "EtcdMembers.etcd.talos.dev", "etcd.MemberController", bootOf(b, node) + 160, {
    memberID: memberId(node),
  });

const nodeStatus = (b: Builder, node: BuiltNode): Resource =>
  resource(
    b,
    node.name,
    "k8s",
    "NodeStatuses.kubernetes.talos.dev",
    "k8s.NodeStatusController",
    b.times.api + 6,
    {
      annotations: {},
      labels: { "kubernetes.io/hostname": node.name },
      nodeReady: true,
      nodename: node.name,
      unschedulable: false,
    },
    b.times.nodesReady + node.index,
  );

const member = (b: Builder, node: BuiltNode, other: BuiltNode, version: string): Resource =>
  resource(
    b,
    other.name,
    "cluster",
    "Members.cluster.talos.dev",
    "cluster.MemberController",
    bootOf(b, node) + 30 + other.index,
    {
      addresses: [other.address],
      ...(other.role === "control-plane" ? { controlPlane: { port: 6443 } } : {}),
      hostname: other.name,
      machineType: other.role === "control-plane" ? "controlplane" : "worker",
      nodeId: hash("node", other.name).slice(0, 32),
      operatingSystem: `Talos (${version})`,
    },
  );

const staticPods = (b: Builder, node: BuiltNode): Resource[] =>
  ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((component) =>
    resource(
      b,
      `kube-system/${component}-${node.name}`,
      "k8s",
      "StaticPodStatuses.kubernetes.talos.dev",
      "k8s.KubeletStaticPodController",
      b.times.api + 10,
      {
        conditions: [
          {
            status: "True",
            type: "Ready",
          },
        ],
        phase: "Running",
      },
    ),
  );

const hostname = (b: Builder, node: BuiltNode): Resource =>
  resource(
    b,
    "hostname",
    "network",
    "HostnameStatuses.net.talos.dev",
    "network.HostnameMergeController",
    bootOf(b, node) + 2,
    { hostname: node.name, domainname: "" },
  );

const addresses = (b: Builder, node: BuiltNode): Resource[] => {
  const link = b.profile.talos?.bonds[0]?.name ?? "enp1s0";
  const spec = {
    address: `${node.address}/24`,
    family: "inet4",
    flags: "permanent",
    linkIndex: 4,
    linkName: link,
    scope: "global",
  };
  return [
    resource(
      b,
      `${link}/${node.address}/24`,
      "network",
      "AddressStatuses.net.talos.dev",
      "network.AddressStatusController",
      bootOf(b, node) + 20,
      spec,
    ),
  ];
};

const volume = (b: Builder, node: BuiltNode): Resource =>
  resource(
    b,
    "EPHEMERAL",
    "runtime",
    "VolumeStatuses.block.talos.dev",
    "block.VolumeManagerController",
    bootOf(b, node) + 7,
    {
      filesystem: "xfs",
      location: "/dev/nvme0n1p4",
      parentLocation: "/dev/nvme0n1",
      phase: "ready",
      prettySize: "250 GB",
      size: 0x3a38b2e000,
      type: "partition",
      uuid: uidOf("Volume", undefined, node.name),
    },
  );

function etcd(b: Builder, node: BuiltNode): NonNullable<TalosNode["etcd"]> {
  const controlPlane = b.nodes.filter(({ role }) => role === "control-plane");
  const leader = controlPlane[0] ?? node;
  return {
    members: controlPlane.map((peer) => ({
      id: memberId(peer),
      hostname: peer.name,
      learner: false,
      peerUrls: [`https://${peer.address}:2380`],
      clientUrls: [`https://${peer.address}:2379`],
    })),
    status: {
      member: memberId(node),
      dbSize: "25 MB",
      inUse: "9.8 MB (38.56%)",
      leader: memberId(leader),
      raftIndex: 18421,
      raftTerm: 3,
      raftApplied: 18421,
      learner: false,
      errors: "",
    },
    alarms: [],
  };
}

/** The checks of Talos 1.12, in order; without kube-proxy its check is skipped (facts/cli.md A.1). */
export const HEALTH_CHECKS = [
  "etcd to be healthy",
  "etcd members to be consistent across nodes",
  "etcd members to be control plane nodes",
  "apid to be ready",
  "all nodes memory sizes",
  "all nodes disk sizes",
  "no diagnostics",
  "kubelet to be healthy",
  "all nodes to finish boot sequence",
  "all k8s nodes to report",
  "all control plane static pods to be running",
  "all control plane components to be ready",
  "all k8s nodes to report ready",
  "kube-proxy to report ready",
  "coredns to report ready",
  "all k8s nodes to report schedulable",
] as const;

const health = (b: Builder): NonNullable<TalosNode["health"]> => ({
  checks: HEALTH_CHECKS.map((description) => ({
    description,
    state:
      description === "kube-proxy to report ready" && b.profile.cilium?.kubeProxyReplacement !== false ? "SKIP" : "OK",
  })),
  exit: 0,
});
