import { hash, type Builder, type BuiltNode } from "../builder.ts";
import { bootOf, resource, type Resource } from "./resource.ts";

/** The machine's node, as its kubelet sees it. */
export const nodeStatus = (b: Builder, node: BuiltNode): Resource =>
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

/** Another machine, as discovery finds it. */
export const member = (b: Builder, node: BuiltNode, other: BuiltNode, version: string): Resource =>
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

/** What the kubelet runs of itself on a control-plane node. */
export const staticPods = (b: Builder, node: BuiltNode): Resource[] =>
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
