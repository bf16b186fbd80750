import { hash, numberOf, uidOf, type Builder, type BuiltNode } from "./builder.ts";
import { kubernetesVersion } from "./control-plane.ts";

/** The machines as Kubernetes sees them: Node, and the lease in kube-node-lease that says they live. */
export function addNodes(b: Builder): void {
  for (const node of b.nodes) {
    addNode(b, node);
    addLease(b, node);
  }
}

function addNode(b: Builder, node: BuiltNode): void {
  const controlPlane = node.role === "control-plane";
  const dedicated = controlPlane && b.nodes.some(({ role }) => role === "worker");
  const cni = b.times.nodesReady + node.index;
  b.add({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: node.name,
      creationTimestamp: b.at(b.times.api + 4 + node.index * 3),
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": node.name,
        ...(controlPlane ? { "node-role.kubernetes.io/control-plane": "" } : {}),
        ...(controlPlane ? { "node.kubernetes.io/exclude-from-external-load-balancers": "" } : {}),
      },
      annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true" },
    },
    spec: {
      podCIDR: node.podCidr,
      podCIDRs: [node.podCidr],
      ...(dedicated
        ? {
            taints: [
              {
                key: "node-role.kubernetes.io/control-plane",
                effect: "NoSchedule",
              },
            ],
          }
        : {}),
    },
    status: {
      addresses: [
        { type: "InternalIP", address: node.address },
        { type: "Hostname", address: node.name },
      ],
      capacity: { cpu: "16", memory: "65722232Ki", pods: "110", "ephemeral-storage": "244198536Ki" },
      allocatable: { cpu: "15950m", memory: "65210232Ki", pods: "110", "ephemeral-storage": "224784608Ki" },
      conditions: conditions(b, node, cni),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: nodeInfo(b, node),
    },
  });
}

function conditions(b: Builder, node: BuiltNode, cni: number): object[] {
  const heartbeat = b.ago(20 + numberOf(200, "heartbeat", node.name));
  const registered = b.at(b.times.api + 4 + node.index * 3);
  const of = (type: string, status: string, reason: string, message: string, since: string, seen = heartbeat) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: seen,
    lastTransitionTime: since,
  });
  const network = b.profile.cilium
    ? [of("NetworkUnavailable", "False", "CiliumIsUp", "Cilium is running on this node", b.at(cni - 1), b.at(cni - 1))]
    : [];
  return [
    ...network,
    of("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", registered),
    of("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", registered),
    of("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", registered),
    of("Ready", "True", "KubeletReady", "kubelet is posting ready status", b.at(cni)),
  ];
}

function nodeInfo(b: Builder, node: BuiltNode): object {
  const { talos } = b.profile;
  return {
    architecture: "amd64",
    operatingSystem: "linux",
    kubeProxyVersion: "",
    bootID: uidOf("Boot", undefined, node.name),
    systemUUID: uidOf("System", undefined, node.name),
    machineID: hash("machine", node.name).slice(0, 32),
    kubeletVersion: kubernetesVersion(b.profile).gitVersion,
    containerRuntimeVersion: talos ? "containerd://2.1.5" : "containerd://2.2.0",
    kernelVersion: talos ? "6.18.1-talos" : "6.12.48",
    osImage: talos ? `Talos (${talos.version ?? "v1.12.0"})` : "Debian GNU/Linux 12 (bookworm)",
  };
}

function addLease(b: Builder, node: BuiltNode): void {
  const renewed = new Date(b.now.getTime() - (1 + numberOf(9, "lease", node.name)) * 1000);
  b.add({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: node.name,
      namespace: "kube-node-lease",
      creationTimestamp: b.at(b.times.api + 6 + node.index * 3),
      ownerReferences: [
        {
          apiVersion: "v1",
          kind: "Node",
          name: node.name,
          uid: uidOf("Node", undefined, node.name),
        },
      ],
    },
    spec: {
      holderIdentity: node.name,
      leaseDurationSeconds: 40,
      renewTime: renewed.toISOString().replace("Z", "417Z"),
    },
  });
}
