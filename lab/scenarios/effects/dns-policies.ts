import { add } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";

const COREDNS = { "k8s-app": "kube-dns" };
const DNS = [{ ports: [{ port: "53", protocol: "UDP" }] }];
const VALID = { conditions: [{ type: "Valid", status: "True", message: "Policy validation succeeded" }] };

const cilium = (name: string, namespace: string | undefined, spec: object): Fault =>
  add({
    apiVersion: "cilium.io/v2",
    kind: namespace === undefined ? "CiliumClusterwideNetworkPolicy" : "CiliumNetworkPolicy",
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec,
    status: VALID,
  });

const plain = (name: string, namespace: string, spec: object): Fault =>
  add({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec });

const BLOCKED = { first: ["cilium/policies-let-dns-through"] };

/** Policies that keep pods from asking CoreDNS, which stays Ready. */
export const DNS_POLICIES: readonly Scenario[] = [
  {
    name: "coredns-isolated",
    title: "A CiliumNetworkPolicy lets only pods of kube-system reach CoreDNS",
    from: "a fault brought about on a real cluster",
    faults: [
      cilium("lock-down", "kube-system", {
        endpointSelector: { matchLabels: COREDNS },
        ingress: [{ fromEndpoints: [{}] }],
      }),
    ],
    expect: BLOCKED,
  },
  {
    name: "coredns-denied-clusterwide",
    title: "A CiliumClusterwideNetworkPolicy denies CoreDNS' port to all pods, beside one that allows it",
    from: "a known failure of policies",
    faults: [
      cilium("allow-dns", "kube-system", {
        endpointSelector: { matchLabels: COREDNS },
        ingress: [{ fromEntities: ["cluster"], toPorts: DNS }],
      }),
      cilium("no-dns", undefined, {
        endpointSelector: { matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system", ...COREDNS } },
        ingressDeny: [{ fromEntities: ["all"], toPorts: DNS }],
      }),
    ],
    expect: BLOCKED,
  },
  {
    name: "flux-may-send-nothing",
    title: "A NetworkPolicy of the namespace flux-system allows no egress: Flux' controllers resolve no name",
    from: "a known failure of policies",
    faults: [plain("default-deny", "flux-system", { podSelector: {}, policyTypes: ["Egress"] })],
    expect: BLOCKED,
  },
  {
    name: "flux-may-reach-git-alone",
    title: "A CiliumNetworkPolicy lets source-controller reach the Git host's address, and no CoreDNS",
    from: "a known failure of policies",
    faults: [
      cilium("git", "flux-system", {
        endpointSelector: { matchLabels: { app: "source-controller" } },
        egress: [
          { toCIDRSet: [{ cidr: "140.82.112.0/20" }], toPorts: [{ ports: [{ port: "443", protocol: "TCP" }] }] },
        ],
      }),
    ],
    expect: BLOCKED,
  },
];

/** Policies with which every pod that must still asks CoreDNS. */
export const DNS_POLICIES_HARMLESS: readonly Scenario[] = [
  {
    name: "policies-of-flux",
    title: "The NetworkPolicies that Flux brings",
    from: "a healthy variant",
    faults: [
      plain("allow-egress", "flux-system", {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [{ podSelector: {} }] }],
        egress: [{}],
      }),
      plain("allow-scraping", "flux-system", {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080, protocol: "TCP" }] }],
      }),
      plain("allow-webhooks", "flux-system", {
        podSelector: { matchLabels: { app: "notification-controller" } },
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ namespaceSelector: {} }] }],
      }),
    ],
  },
  {
    name: "dns-allowed-by-policies",
    title: "CoreDNS is isolated and its port is open; all egress of the cluster is isolated, and DNS allowed",
    from: "a healthy variant",
    faults: [
      cilium("dns-only", "kube-system", {
        endpointSelector: { matchLabels: COREDNS },
        ingress: [{ toPorts: DNS }],
      }),
      cilium("default-deny", undefined, {
        endpointSelector: {},
        enableDefaultDeny: { ingress: false, egress: true },
        egress: [
          {
            toEndpoints: [
              { matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system", "k8s:k8s-app": "kube-dns" } },
            ],
            toPorts: [{ ports: [{ port: "53", protocol: "ANY" }], rules: { dns: [{ matchPattern: "*" }] } }],
          },
        ],
      }),
    ],
  },
  {
    name: "silent-by-design",
    title: "An application may send nothing, and resolves no names",
    from: "a healthy variant",
    faults: [plain("silent", "nessie", { podSelector: {}, policyTypes: ["Egress"], egress: [] })],
  },
];
