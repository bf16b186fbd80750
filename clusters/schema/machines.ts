import { z } from "zod";
import { duration } from "./duration.ts";

export const kubernetes = z
  .strictObject({
    version: z
      .string()
      .regex(/^v?\d+\.\d+(\.\d+)?/, "a version like v1.35.0")
      .optional()
      .describe("The server's version, like v1.35.0; a version without patch accepts any patch"),
    endpoint: z.url().describe("The API server's URL as the kubeconfig must have it, like https://10.25.11.10:6443"),
    context: z.string().optional().describe("The kubeconfig's context; default its current one"),
    kubeconfig: z
      .string()
      .optional()
      .describe("Path of the kubeconfig; default $KUBECONFIG, then ~/.kube/config. --kubeconfig overrides it"),
    kubeSystemUid: z.string().optional().describe("UID of the namespace kube-system: pins this very cluster"),
    caFingerprint: z.string().optional().describe("SHA-256 of the cluster's CA certificate in DER, hex"),
    readOnlyIdentity: z.boolean().default(false).describe("Whether an identity that may write is a finding"),
    nodeSilence: duration.prefault("40s").describe("How long a node's lease may be unrenewed"),
    allowCordoned: z.array(z.string()).default([]).describe("Nodes that may be unschedulable"),
    staticControlPlane: z
      .boolean()
      .default(true)
      .describe(
        "Whether apiserver, scheduler and controller-manager are pods on control-plane nodes (Talos, kubeadm, kind)",
      ),
  })
  .describe("The Kubernetes API and what must answer there");

export const node = z.strictObject({
  name: z.string().describe("Name of the Kubernetes node"),
  address: z.union([z.ipv4(), z.ipv6()]).describe("Its IP address, by which talosctl asks it"),
  role: z.enum(["control-plane", "worker"]),
});

export const talos = z
  .strictObject({
    version: z
      .string()
      .regex(/^v?\d+\.\d+\.\d+/, "a version like v1.12.0")
      .optional()
      .describe("Talos on every node"),
    talosconfig: z
      .string()
      .optional()
      .describe("Path of the talosconfig; default $TALOSCONFIG, then ~/.talos/config. --talosconfig overrides it"),
    context: z.string().optional().describe("The talosconfig's context; default its current one"),
    endpoints: z.array(z.string()).optional().describe("Endpoints the context must have"),
    mtu: z.number().int().positive().optional().describe("MTU of every node's links, like 9000"),
    links: z
      .array(z.string())
      .default([])
      .describe("Links that must carry the MTU; default every physical link and bond that is up"),
    bonds: z
      .array(
        z.strictObject({ name: z.string(), members: z.number().int().positive().describe("How many members are up") }),
      )
      .default([])
      .describe("Bonds, 802.3ad each, on every node"),
    kubePrism: z.boolean().default(true).describe("Whether the nodes run KubePrism"),
    mayBeSkipped: z
      .array(z.string())
      .default(["kube-proxy to report ready"])
      .describe(
        'Checks of `talosctl health` that may be SKIPped; from 1.13 it skips "all k8s nodes to report ready" where the CNI is none',
      ),
    healthTimeout: duration.prefault("2m").describe("--wait-timeout of `talosctl health`"),
  })
  .describe("Leave it out where the machines are not Talos");

export const network = z
  .strictObject({
    pods: z.array(z.string()).default([]).describe("Pod CIDRs"),
    services: z.array(z.string()).default([]).describe("Service CIDRs"),
    nodes: z.array(z.string()).default([]).describe("Node CIDRs"),
  })
  .describe("The cluster's networks");

export const tools = z
  .record(z.enum(["talosctl", "cilium", "flux", "op", "helm", "kubectl"]), z.string())
  .or(z.partialRecord(z.enum(["talosctl", "cilium", "flux", "op", "helm", "kubectl"]), z.string()))
  .default({})
  .describe('Accepted versions of the CLIs, as npm ranges: `talosctl: ">=1.12"`');
