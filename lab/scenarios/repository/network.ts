import { addressed, manifest } from "../../faults/manifests.ts";
import { checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Scenario } from "../../scenario.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";

/** Networks, addresses and endpoints that two places tell otherwise. */
export const REPOSITORY_NETWORK: readonly Scenario[] = [
  {
    name: "agent-that-talos-refuses",
    title: "Cilium asks for SYS_MODULE, which Talos gives no pod",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replaceAll("- IPC_LOCK", "- SYS_MODULE"))],
    expect: { first: ["repository/kubernetes-endpoint-agrees"] },
  },
  {
    name: "dns-outside-the-service-network",
    title: "A Service for DNS asks for an address of another cluster's service network",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/dns.yaml":
          "apiVersion: v1\nkind: Service\nmetadata: { name: dns, namespace: kube-system }\nspec: { clusterIP: 10.99.0.10 }\n",
      }),
    ],
    expect: { first: ["repository/pod-and-service-cidrs-agree"] },
  },
  {
    name: "pod-cidr-differs",
    title: "Talos gives pods another network than Cilium routes",
    from: "a comparison of bootstraps",
    faults: [checkoutFile("talos/talconfig.yaml", (text) => text.replace("10.244.0.0/16", "10.42.0.0/16"))],
    expect: { first: ["repository/pod-and-service-cidrs-agree"] },
  },
  {
    name: "nodes-in-the-pod-network",
    title: "The pods have a network that holds the nodes' addresses, in Talos as in Cilium",
    from: "a public repository",
    faults: [
      checkoutFile("talos/talconfig.yaml", (text) => text.replace("10.244.0.0/16", "10.25.0.0/16")),
      checkoutFile(HELMFILE, (text) => text.replace("10.244.0.0/16", "10.25.0.0/16")),
    ],
    expect: { first: ["repository/pod-and-service-cidrs-agree"] },
  },
  {
    name: "routes-the-node-network",
    title: "Cilium's native routing CIDR is the nodes' network: pods are masqueraded to each other",
    from: "story 1.3",
    faults: [
      checkoutFile(HELMFILE, (text) =>
        text.replace("ipv4NativeRoutingCIDR: 10.244.0.0/16", "ipv4NativeRoutingCIDR: 10.25.21.0/24"),
      ),
    ],
    expect: { first: ["repository/pod-and-service-cidrs-agree"] },
  },
  {
    name: "endpoint-without-a-port",
    title: "Cilium is told the API's host and no port",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace(/ *k8sServicePort: \d+\n/, ""))],
    expect: { first: ["repository/kubernetes-endpoint-agrees"] },
  },
  {
    name: "endpoint-is-another-port",
    title: "Cilium is told localhost with the port of the API, and KubePrism listens on another",
    from: "a public repository",
    faults: [
      checkoutFile(HELMFILE, (text) => text.replace("k8sServiceHost: 10.25.21.10", "k8sServiceHost: localhost")),
    ],
    expect: { first: ["repository/kubernetes-endpoint-agrees"] },
  },
  {
    name: "clusters-share-an-identity",
    title: "Another cluster of the repository has the same Cilium id and pod network",
    from: "a comparison of bootstraps",
    faults: [
      checkoutAdds({
        "clusters/apps/flux/cilium.yaml": [
          "apiVersion: helm.toolkit.fluxcd.io/v2",
          "kind: HelmRelease",
          "metadata: { name: cilium, namespace: kube-system }",
          "spec:",
          "  interval: 1h",
          "  chartRef: { kind: OCIRepository, name: cilium }",
          "  values:",
          "    cluster: { id: 1, name: lab }",
          "    clustermesh: { useAPIServer: true, config: { enabled: true, clusters: [{ name: other }] } }",
          "    ipv4NativeRoutingCIDR: 10.244.0.0/16",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/clusters-are-distinct"] },
  },
  {
    name: "cluster-id-twice",
    title: "Another cluster of the mesh has the same Cilium id, and everything else of its own",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/apps/flux/cilium.yaml": manifest({
          apiVersion: "helm.toolkit.fluxcd.io/v2",
          kind: "HelmRelease",
          metadata: { name: "cilium", namespace: "kube-system" },
          spec: {
            interval: "1h",
            chartRef: { kind: "OCIRepository", name: "cilium" },
            values: {
              cluster: { id: 1, name: "apps" },
              clustermesh: { useAPIServer: true, config: { enabled: true, clusters: [{ name: "lab" }] } },
              ipv4NativeRoutingCIDR: "10.42.0.0/16",
            },
          },
        }),
      }),
    ],
    expect: { first: ["repository/clusters-are-distinct"] },
  },
  {
    name: "address-outside-every-pool",
    title: "A Service asks for an address that no pool has",
    from: "a comparison of bootstraps",
    faults: [
      checkoutAdds({
        "kubernetes/apps/service.yaml": [
          "apiVersion: v1",
          "kind: Service",
          "metadata:",
          "  name: ingress",
          "  namespace: apps",
          "  annotations: { lbipam.cilium.io/ips: 203.0.113.7 }",
          "spec: { type: LoadBalancer, ports: [{ port: 443 }] }",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/load-balancer-addresses-come-from-the-pool"] },
  },
  {
    name: "address-of-another-clusters-pool",
    title: "A Service asks for an address that only another cluster's pool has",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/apps/flux/pool.yaml": manifest({
          apiVersion: "cilium.io/v2",
          kind: "CiliumLoadBalancerIPPool",
          metadata: { name: "apps" },
          spec: { blocks: [{ cidr: "203.0.113.0/28" }] },
        }),
        "kubernetes/apps/ingress.yaml": manifest(addressed("ingress", "203.0.113.7")),
      }),
    ],
    expect: { first: ["repository/load-balancer-addresses-come-from-the-pool"] },
  },
  {
    name: "address-of-a-node",
    title: "A Service asks for the address of a node: two machines answer for it",
    from: "a public repository",
    faults: [checkoutAdds({ "kubernetes/apps/ingress.yaml": manifest(addressed("ingress", "10.25.21.12")) })],
    expect: { first: ["repository/load-balancer-addresses-come-from-the-pool"] },
  },
  {
    name: "address-asked-for-twice",
    title: "Two Services ask for one address",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/ingress.yaml": manifest(
          addressed("internal", "198.51.100.4"),
          addressed("external", "198.51.100.4"),
        ),
      }),
    ],
    expect: { first: ["repository/load-balancer-addresses-come-from-the-pool"] },
  },
  {
    name: "mesh-half-declared",
    title: "ClusterMesh is on, and names no cluster",
    from: "a comparison of bootstraps",
    faults: [
      checkoutFile(HELMFILE, (text) =>
        text.replace("ipam:\n", "clustermesh:\n          config:\n            enabled: true\n        ipam:\n"),
      ),
    ],
    expect: { first: ["repository/cluster-mesh-is-declared-whole"] },
  },
];
