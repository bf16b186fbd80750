import { describe, expect, test } from "vitest";
import { look } from "../../criteria/testing/sources.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { objectGraph } from "./object-graph.ts";

const causesOf = (object: string, results: SourceResults) => objectGraph(results).causesOf(object);
const ready = { type: "Ready", status: "True" };
const pod = (name: string, parts: { labels?: object; node?: string; status?: object } = {}) => ({
  metadata: {
    ...{ name, namespace: "a", labels: parts.labels },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: "web", controller: true }],
  },
  spec: { nodeName: parts.node },
  status: parts.status,
});
const node = (name: string, taints: object[] = [], parts: { unschedulable?: boolean; conditions?: object[] } = {}) => ({
  metadata: { name },
  spec: { taints, unschedulable: parts.unschedulable },
  status: { conditions: parts.conditions ?? [ready] },
});

describe("a pod that no node takes", () => {
  const pending = (message: string) =>
    look([pod("web-x", { status: { conditions: [{ type: "PodScheduled", status: "False", message }] } })]);
  const nodes = look([
    node("n1", [{ key: "node.cilium.io/agent-not-ready" }]),
    node("n2", [{ key: "dedicated" }]),
    node("n3", [], { unschedulable: true }),
  ]);

  test.each([
    ["0/3 nodes are available: 1 node(s) had untolerated taint {node.cilium.io/agent-not-ready: }", ["node/n1"]],
    ["1 node(s) had untolerated taint {dedicated: db}, 1 node(s) were unschedulable", ["node/n2", "node/n3"]],
    ["0/3 nodes are available: 2 node(s) had untolerated taint(s)", ["node/n1", "node/n2"]],
    ["0/3 nodes are available: 3 Insufficient memory", []],
  ])("%s", (message, causes) => expect(causesOf("daemonset/a/web", { pods: pending(message), nodes })).toEqual(causes));

  test("one that was placed waits for no taint", () => {
    const status = {
      conditions: [{ type: "PodScheduled", status: "True", message: "untolerated taint {dedicated: }" }],
    };
    expect(causesOf("daemonset/a/web", { pods: look([pod("web-x", { status })]), nodes })).toEqual([]);
  });
});

describe("a node that Cilium has not made ready", () => {
  const tainted = node("n1", [{ key: "node.cilium.io/agent-not-ready" }]);
  const agent = (status: string) =>
    look([
      pod("cilium-1", { labels: { "k8s-app": "cilium" }, node: "n1", status: { conditions: [{ ...ready, status }] } }),
    ]);
  const [operator, agents] = ["deployment/kube-system/cilium-operator", "daemonset/kube-system/cilium"];

  test("waits for the operator where its agent is ready, otherwise for the agent too", () => {
    expect(causesOf("node/n1", { nodes: look([tainted]), pods: agent("True") })).toEqual([operator]);
    expect(causesOf("node/n1", { nodes: look([tainted]), pods: agent("False") })).toEqual([operator, agents]);
    expect(causesOf("node/n1", { nodes: look([node("n1")]), pods: agent("False") })).toEqual([]);
  });

  test("has no network until the agent says so", () => {
    const cut = node("n1", [], { conditions: [ready, { type: "NetworkUnavailable", status: "True" }] });
    expect(causesOf("node/n1", { nodes: look([cut]) })).toEqual([agents]);
  });
});

test("a pod that starts on a node without a pod address left", () => {
  const starting = { phase: "Pending", containerStatuses: [{ state: { waiting: { reason: "ContainerCreating" } } }] };
  const results = (used: number): SourceResults => ({
    pods: look([pod("web-x", { node: "n1", status: starting })]),
    ciliumStatus: look({
      agents: {
        a: { cluster: { self: "lab/n1" }, ipam: { status: `IPv4: ${used}/254 allocated from 10.0.0.0/24, ` } },
      },
    }),
  });
  expect(causesOf("daemonset/a/web", results(254))).toEqual(["node/n1"]);
  expect(causesOf("daemonset/a/web", results(253))).toEqual([]);
});

describe("APIs of other servers", () => {
  const api = (status: string) => ({
    metadata: { name: "v1beta1.metrics.k8s.io" },
    spec: { group: "metrics.k8s.io", version: "v1beta1", service: { namespace: "a", name: "metrics" } },
    status: { conditions: [{ type: "Available", status }] },
  });

  test("wait for their Service; a namespace that cannot end waits for the API", () => {
    const failure = {
      type: "NamespaceDeletionDiscoveryFailure",
      status: "True",
      message: "stale GroupVersion discovery: metrics.k8s.io/v1beta1",
    };
    const namespaces = look([{ metadata: { name: "gone" }, status: { conditions: [failure] } }]);
    const results = (status: string): SourceResults => ({ apiServices: look([api(status)]), namespaces });
    expect(causesOf("apiservice/v1beta1.metrics.k8s.io", results("False"))).toEqual(["service/a/metrics"]);
    expect(causesOf("namespace/gone", results("False"))).toEqual(["apiservice/v1beta1.metrics.k8s.io"]);
    expect(causesOf("namespace/gone", results("True"))).toEqual([]);
  });

  const slice = {
    metadata: { namespace: "a", labels: { "kubernetes.io/service-name": "metrics" } },
    endpoints: [{ targetRef: { namespace: "a", name: "web-x" } }],
  };
  const request = (signer: string, name = "csr-a") => ({
    metadata: { name },
    spec: { signerName: `kubernetes.io/${signer}`, username: "system:node:n1" },
  });
  const unready = { phase: "Running", conditions: [{ ...ready, status: "False" }] };

  test("the metrics' server is not ready while kubelets have no serving certificate", () => {
    const results = (status: object, signer = "kubelet-serving"): SourceResults => ({
      apiServices: look([api("False")]),
      endpointSlices: look([slice]),
      pods: look([pod("web-x", { status })]),
      certificateSigningRequests: look([request(signer)]),
    });
    expect(causesOf("daemonset/a/web", results(unready))).toEqual(["certificatesigningrequest/csr-a"]);
    expect(causesOf("daemonset/a/web", results({ phase: "Running", conditions: [ready] }))).toEqual([]);
    expect(causesOf("daemonset/a/web", results(unready, "kube-apiserver-client-kubelet"))).toEqual([]);
  });

  test("an agent is asked through its kubelet; a kubelet without a client certificate is no node", () => {
    const pods = look([pod("cilium-1", { node: "n1" }), pod("cilium-2", { node: "n2" })]);
    const serving: SourceResults = { pods, certificateSigningRequests: look([request("kubelet-serving")]) };
    expect(causesOf("agent/cilium-1", serving)).toEqual(["certificatesigningrequest/csr-a"]);
    expect(causesOf("agent/cilium-2", serving)).toEqual([]);
    expect(causesOf("node/n1", serving)).toEqual([]);
    const client: SourceResults = { certificateSigningRequests: look([request("kube-apiserver-client-kubelet")]) };
    expect(causesOf("node/n1", client)).toEqual(["certificatesigningrequest/csr-a"]);
  });
});

describe("who asks for a name that is not resolved waits for CoreDNS", () => {
  const source = (message: string, status = "False") =>
    look([
      { metadata: { namespace: "flux", name: "ops" }, status: { conditions: [{ type: "Ready", status, message }] } },
    ]);
  const pods = look([pod("dns-1", { labels: { "k8s-app": "kube-dns" } }), pod("web-x")]);

  test.each([
    "dial tcp: lookup github.com on 10.96.0.10:53: server misbehaving",
    "dial tcp: lookup ghcr.io: no such host",
    "lookup github.com on 10.96.0.10:53: read udp 10.0.0.7:4->10.96.0.10:53: i/o timeout",
    "Could not resolve host: github.com",
  ])("%s", (message) => {
    expect(causesOf("gitrepository/flux/ops", { gitRepositories: source(message), pods })).toContain("daemonset/a/web");
    expect(causesOf("secretstore/flux/ops", { secretStores: source(message), pods })).toEqual(["daemonset/a/web"]);
  });

  test("another trouble, or one that is over, is not of names", () => {
    const over = source("lookup github.com: no such host", "True");
    expect(causesOf("gitrepository/flux/ops", { gitRepositories: over, pods })).toEqual([]);
    const refused = source("dial tcp 10.0.0.1:443: connect: connection refused");
    expect(causesOf("gitrepository/flux/ops", { gitRepositories: refused, pods })).not.toContain("daemonset/a/web");
  });
});

test("a Kustomization that stands still under a policy that keeps its controller from names waits for that policy", () => {
  const controller = {
    metadata: {
      ...{ namespace: "flux", name: "kustomize-controller-7d-1", labels: { "pod-template-hash": "7d" } },
      ownerReferences: [{ kind: "ReplicaSet", name: "kustomize-controller-7d", controller: true }],
    },
    status: { phase: "Running" },
  };
  const coredns = { metadata: { namespace: "kube-system", name: "dns", labels: { "k8s-app": "kube-dns" } } };
  const policy = {
    metadata: { namespace: "kube-system", name: "lock" },
    spec: { endpointSelector: {}, ingress: [{ fromEndpoints: [{}] }] },
  };
  const kustomizations = (status: string) =>
    look([{ metadata: { namespace: "flux", name: "apps" }, status: { conditions: [{ type: "Ready", status }] } }]);
  const seen = { pods: look([controller, coredns]), ciliumNetworkPolicies: look([policy]) };
  const waitsFor = "ciliumnetworkpolicy/kube-system/lock";
  expect(causesOf("kustomization/flux/apps", { ...seen, kustomizations: kustomizations("Unknown") })).toContain(
    waitsFor,
  );
  expect(causesOf("kustomization/flux/apps", { ...seen, kustomizations: kustomizations("True") })).not.toContain(
    waitsFor,
  );
});
