import { z } from "zod";
import { positiveDuration } from "./duration.ts";
import { cidr, kubernetesVersion, nonBlank, sha256, version, webUrl } from "./formats.ts";
import { unique } from "./unique.ts";

const taint = z.strictObject({
  key: z.string().describe("Key of the taint, like node-role.kubernetes.io/control-plane or dedicated."),
  value: z.string().optional().describe("Value of the taint. Left out, any value will do."),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .optional()
    .describe("Effect of the taint. Left out, any effect will do."),
  nodes: z
    .array(z.string())
    .optional()
    .describe("Names of the nodes that may carry the taint. Left out, every node may."),
});

export const kubernetes = z
  .strictObject({
    version: kubernetesVersion
      .optional()
      .describe(
        "Version that the API server and every kubelet must run, like v1.35.0. Without a patch (v1.35) any patch will do. Left out, the version of Kubernetes is not checked.",
      ),
    endpoint: webUrl
      .optional()
      .describe(
        "The API server's URL as the kubeconfig must have it, like https://10.25.11.10:6443. Only a run on checks of the repository alone may leave it out.",
      ),
    context: z
      .string()
      .optional()
      .describe(
        "Name of the kubeconfig's context that is used. Left out, it is the current one; --context overrides it.",
      ),
    kubeconfig: z
      .string()
      .optional()
      .describe(
        "Path of the kubeconfig, relative to the working directory; ~ is the home folder. Left out, it is $KUBECONFIG, then ~/.kube/config; --kubeconfig overrides it.",
      ),
    kubeSystemUid: z
      .string()
      .optional()
      .describe(
        "UID of the namespace kube-system, as `kubectl get namespace kube-system -o jsonpath='{.metadata.uid}'` prints it. It pins this very cluster: one that was made anew has another. Left out, the endpoint and the nodes tell which cluster it is.",
      ),
    caFingerprint: sha256
      .optional()
      .describe(
        "SHA-256 of the cluster's CA certificate in DER, 64 hexadecimal digits without colons, as `openssl x509 -in ca.crt -outform DER | sha256sum` prints it. It pins the cluster by its CA. It is held against the certificates that the server shows. Left out, the CA is not compared.",
      ),
    allowInsecure: nonBlank("a reason")
      .optional()
      .describe(
        "Why the API server's certificate may go unverified (insecure-skip-tls-verify in the kubeconfig, NODE_TLS_REJECT_UNAUTHORIZED=0, or no TLS at all), like `the tunnel ends TLS`. The run then counts as partial. Left out, such a run is refused.",
      ),
    readOnlyIdentity: z
      .boolean()
      .default(false)
      .describe(
        "Whether the identity that asks may only read: true makes every right to write a finding, false a remark.",
      ),
    nodeSilence: positiveDuration
      .prefault("40s")
      .describe("How long a node's lease may go without renewal before the node counts as silent."),
    allowCordoned: z
      .array(z.string())
      .default([])
      .describe("Names of the nodes that may be cordoned (unschedulable) without being a finding."),
    allowedTaints: z
      .array(taint)
      .default([])
      .describe(
        "Taints that nodes may carry. The control plane's own (node-role.kubernetes.io/control-plane:NoSchedule) needs no entry on control-plane nodes of a cluster that has workers; where every node is of the control plane nothing could be placed, so it needs one. Taints that Kubernetes and Cilium set while a node is not well (node.kubernetes.io/*, node.cilium.io/agent-not-ready, node.cloudprovider.kubernetes.io/uninitialized) are never allowed.",
      ),
    staticControlPlane: z
      .boolean()
      .default(true)
      .describe(
        "Whether API server, scheduler and controller-manager run as pods on the control-plane nodes, as with Talos, kubeadm and kind. false makes kubernetes/control-plane-runs not applicable.",
      ),
  })
  .prefault({})
  .describe("The Kubernetes API and what must answer there.");

const node = z.strictObject({
  name: z.string().describe("Name of the Kubernetes node."),
  address: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe(
      "IP address of the machine, IPv4 or IPv6, by which talosctl asks it. Only a run on checks of the repository alone may leave it out.",
    ),
  role: z
    .enum(["control-plane", "worker"])
    .optional()
    .describe(
      "What the machine is: a member of the control plane, or a worker only. Only a run on checks of the repository alone may leave it out.",
    ),
});

export const nodes = z
  .array(node)
  .superRefine(unique("node name", ({ name }) => name, "name"))
  .superRefine(unique("node address", ({ address }) => address, "address"))
  .default([])
  .describe(
    "Every machine of the cluster, and no other. At least one has the role control-plane. Only a run on checks of the repository alone may leave it out.",
  );

const bond = z.strictObject({
  name: z.string().describe("Name of the bond's link, like bond0."),
  members: z.number().int().positive().describe("How many members of the bond must be up, at least."),
});

export const talos = z
  .strictObject({
    version: version
      .optional()
      .describe("Version of Talos that every node must run, like v1.12.0. Left out, it is not checked."),
    talosconfig: z
      .string()
      .optional()
      .describe(
        "Path of the talosconfig, relative to the working directory; ~ is the home folder. Left out, it is $TALOSCONFIG, then ~/.talos/config; --talosconfig overrides it.",
      ),
    context: z
      .string()
      .optional()
      .describe("Name of the talosconfig's context that is used. Left out, it is the current one."),
    endpoints: z
      .array(z.string())
      .optional()
      .describe(
        "Endpoints (IP addresses or host names) that the talosconfig's context must have. Left out, any endpoint will do.",
      ),
    mtu: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        "MTU in bytes that the links of every node must have, like 9000. Left out, talos/links-carry-the-mtu is not applicable.",
      ),
    links: z
      .array(z.string())
      .default([])
      .describe(
        "Names of the links that must have the MTU, like bond0. Left out, it is every physical link and every bond that is up.",
      ),
    bonds: z
      .array(bond)
      .superRefine(unique("bond", ({ name }) => name, "name"))
      .default([])
      .describe(
        "Bonds that every node must have, in mode 802.3ad (LACP). Left out, talos/bonds-run-lacp is not applicable.",
      ),
    kubePrism: z
      .boolean()
      .default(true)
      .describe(
        "Whether the nodes run KubePrism, Talos' own load balancer for the API. false makes talos/kube-prism-is-healthy not applicable.",
      ),
    mayBeSkipped: z
      .array(z.string())
      .default(["kube-proxy to report ready"])
      .describe(
        'Checks of `talosctl health`, by the words that it prints, which it may skip. Any other one that is skipped is not taken as passed. talosctl 1.13 and later skip "all k8s nodes to report ready" where the CNI is none.',
      ),
    health: z
      .boolean()
      .default(true)
      .describe(
        "Whether `talosctl health` is judged. It needs a talosconfig with the role os:admin; all other checks read with os:reader. false makes talos/health-command-passes not applicable.",
      ),
    healthTimeout: positiveDuration
      .prefault("2m")
      .describe(
        "How long `talosctl health` may wait for its checks: its flag --wait-timeout. With a --patience below 1 it is given that share of it, and at least 20s.",
      ),
  })
  .describe(
    "Talos on the machines. Leave it out where they run something else; checks of Talos are not applicable then.",
  );

const networks = z.array(cidr).superRefine(unique("network", (network) => network));

export const network = z
  .strictObject({
    pods: networks
      .default([])
      .describe("Networks of the pods in CIDR notation, like 10.244.0.0/16. Left out, the repository's own are taken."),
    services: networks
      .default([])
      .describe(
        "Networks of the Services in CIDR notation, like 10.245.0.0/16. Left out, the repository's own are taken.",
      ),
    nodes: networks
      .default([])
      .describe(
        "Networks of the machines in CIDR notation, like 10.25.11.0/24, which the others may not overlap. Left out, the addresses of `nodes` are taken.",
      ),
  })
  .describe("The cluster's networks, which repository/pod-and-service-cidrs-agree compares a checkout with.");

const range = (tool: string, like: string) =>
  z.string().optional().describe(`Versions of ${tool} that are accepted, as an npm range like \`${like}\`.`);

export const tools = z
  .strictObject({
    talosctl: range("talosctl", ">=1.12.0 <1.14.0"),
    cilium: range("the Cilium CLI", ">=0.18.0"),
    flux: range("the Flux CLI", ">=2.7.0"),
    op: range("the 1Password CLI", ">=2.0.0"),
    helm: range("helm", ">=3.18.0"),
    kubectl: range("kubectl", ">=1.34.0"),
  })
  .default({})
  .describe(
    "Accepted versions of the command-line tools. What is named here must be installed; what a run calls must be installed anyhow, in any version where none is named.",
  );
