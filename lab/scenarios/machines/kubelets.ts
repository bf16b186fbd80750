import { trouble } from "../../faults/api.ts";
import { agentSays } from "../../faults/cilium.ts";
import { add, ago, condition, edit, part, statusOf, type Json } from "../../faults/objects.ts";
import { withoutNetwork } from "../../faults/placement.ts";
import { machine } from "../../faults/talos.ts";
import { unready } from "../../faults/workloads.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { POD_WAITS } from "../rows.ts";

const SERVING = "kubernetes.io/kubelet-serving";
const CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";

/** A kubelet asks for a certificate, so long ago. */
const asked =
  (name: string, node: string, signerName: string, status: object = {}, agoSeconds = 1500): Fault =>
  (world) =>
    add({
      ...{ apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest" },
      metadata: { name, creationTimestamp: ago(world, agoSeconds) },
      spec: {
        ...{ signerName, username: `system:node:${node}`, request: "LS0tLS1CRUdJTg==" },
        usages: ["digital signature", signerName === SERVING ? "server auth" : "client auth"],
      },
      status,
    })(world);

/** metrics-server runs and scrapes nothing: it is not ready, and its API is not available. */
const metricsServerUnready: Fault = (world) =>
  [
    edit("Pod", /^kube-system\/metrics-server-/, (pod, at) => {
      for (const container of statusOf(pod)["containerStatuses"] as Json[]) container["ready"] = false;
      for (const it of statusOf(pod)["conditions"] as Json[]) {
        if (it["type"] !== "Ready" && it["type"] !== "ContainersReady") continue;
        const message = "containers with unready status: [metrics-server]";
        Object.assign(it, {
          status: "False",
          reason: "ContainersNotReady",
          message,
          lastTransitionTime: ago(at, 1500),
        });
      }
    }),
    unready("Deployment", "kube-system/metrics-server", 1),
    condition("APIService", "v1beta1.metrics.k8s.io", "Available", {
      ...{ status: "False", reason: "MissingEndpoints", agoSeconds: 1500 },
      message: 'endpoints for service/metrics-server in "kube-system" have no addresses with port name "https"',
    }),
    trouble({ match: "/apis/metrics.k8s.io", how: "status", status: 503 }),
  ].reduce((so, fault) => fault(so), world);

/** Kubelets without a certificate, and nodes whose range of pod addresses is used up. */
export const KUBELETS: readonly Scenario[] = [
  {
    name: "kubelet-serving-unapproved",
    title: "Kubelets rotate their serving certificates, and nobody approves them: metrics-server never gets ready",
    from: "a bug report",
    faults: [
      asked("csr-4kq7t", "lab-cp-01", SERVING),
      asked("csr-9mzx2", "lab-cp-02", SERVING),
      asked("csr-b5w8n", "lab-cp-01", SERVING, {}, 600),
      metricsServerUnready,
      machine("lab-cp-02", ({ resources }) => {
        resources["diagnostics"] = [
          {
            ...{ id: "kubelet-csr", namespace: "runtime", type: "Diagnostics.runtime.talos.dev" },
            ...{ created: "2026-01-05T09:36:00Z", updated: "2026-01-05T09:36:00Z" },
            spec: {
              message: "kubelet server certificate rotation is enabled, but CSR is not approved",
              details: ["kubelet API error: remote error: tls: internal error", "pending CSRs: csr-9mzx2"],
            },
          },
        ];
      }),
    ],
    expect: {
      first: ["kubernetes/kubelet-certificates-are-approved"],
      falls: [
        "talos/no-diagnostics",
        "talos/health-command-passes",
        "kubernetes/aggregated-apis-are-available",
        "platform/services-are-rolled-out",
        "workloads/resource-metrics-answer",
        ...POD_WAITS,
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "kubelet-serving-denied",
    title: "An approver refuses a kubelet's serving certificate: it names an address that the node has not",
    from: "a bug report",
    faults: [
      asked("csr-7hd3p", "lab-cp-03", SERVING, {
        conditions: [
          {
            ...{ type: "Denied", status: "True", reason: "SANMismatch" },
            message: "IP 192.168.77.13 is not an address of node lab-cp-03",
          },
        ],
      }),
    ],
    expect: { first: ["kubernetes/kubelet-certificates-are-approved"] },
  },
  {
    name: "kubelet-serving-unsigned",
    title: "A kubelet's serving certificate is approved and never signed: the signer of kube-controller-manager is off",
    from: "a bug report",
    faults: [
      asked("csr-x2v6c", "lab-cp-02", SERVING, {
        conditions: [{ type: "Approved", status: "True", reason: "KubectlApprove", message: "approved by kubectl" }],
      }),
    ],
    expect: { first: ["kubernetes/kubelet-certificates-are-approved"] },
  },
  {
    name: "kubelet-client-unapproved",
    title: "A kubelet asks for its next client certificate, and kube-controller-manager may not approve it",
    from: "a bug report",
    faults: [asked("csr-6tq9z", "lab-cp-01", CLIENT)],
    expect: { first: ["kubernetes/kubelet-certificates-are-approved"] },
  },
  {
    name: "pod-range-full",
    title: "A node has no address left for pods: Nessie waits for its sandbox",
    from: "a bug report",
    faults: [
      withoutNetwork("Deployment", "nessie/nessie"),
      // every pod of Nessie's node
      (world) => {
        const pod = world.kubernetes.objects.find(
          ({ kind, metadata }) =>
            kind === "Pod" && metadata.namespace === "nessie" && metadata.name.startsWith("nessie-"),
        );
        const node = String((pod?.["spec"] as Json | undefined)?.["nodeName"]);
        return agentSays(node, (agent) => {
          part(agent, "ipam")["status"] = "IPv4: 254/254 allocated from 10.244.2.0/24, ";
        })(world);
      },
    ],
    expect: {
      first: ["cilium/pod-ranges-have-room"],
      falls: ["references/named-services-answer", "platform/services-are-rolled-out", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "pod-range-refused",
    title: "Cilium's operator has no range left to give to a node",
    from: "a bug report",
    faults: [
      edit("CiliumNode", "lab-cp-03", (node) => {
        part(statusOf(node), "ipam", "operator-status")["error"] =
          "unable to allocate CIDR: all CIDR ranges are exhausted";
      }),
    ],
    expect: { first: ["cilium/pod-ranges-have-room"] },
  },
  {
    name: "pod-range-small",
    title: "A node got a range of 8 addresses, by the old mask, and all are given away",
    from: "a bug report",
    faults: [
      agentSays("lab-cp-01", (agent) => {
        part(agent, "ipam")["status"] = "6/6 allocated from 10.244.0.0/29";
      }),
    ],
    expect: { first: ["cilium/pod-ranges-have-room"] },
  },
];

/** Requests that are no kubelet's, or only just made; a range that is nearly full. */
export const KUBELETS_HARMLESS: readonly Scenario[] = [
  {
    name: "certificate-requests-of-others",
    title:
      "Somebody else's request is pending, a kubelet's was made this minute, and one was denied before the next was signed",
    from: "a healthy variant",
    faults: [
      asked("vault-issuer-1", "nobody", "example.com/vault"),
      asked("csr-n8k2w", "lab-cp-03", SERVING, {}, 10),
      asked("csr-r5t7y", "lab-cp-02", SERVING, { conditions: [{ type: "Denied", status: "True" }] }, 1800),
      asked("csr-s6u8x", "lab-cp-02", SERVING, {
        ...{ certificate: "LS0tLS1CRUdJTg==", conditions: [{ type: "Approved", status: "True" }] },
      }),
    ],
  },
  {
    name: "pod-range-nearly-full",
    title: "A node has given away 245 of its 254 addresses",
    from: "a healthy variant",
    faults: [
      agentSays("lab-cp-02", (agent) => {
        part(agent, "ipam")["status"] = "IPv4: 245/254 allocated from 10.244.1.0/24, ";
      }),
    ],
  },
];
