import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import check from "./policies-let-dns-through.ts";

const context = {
  profile: profileOf({ cilium: { clusterId: 1, clusterName: "infra" } }),
  now: new Date("2026-11-21T12:00:00Z"),
};

const pod = (namespace: string, app: string, spec: object = {}) => ({
  metadata: {
    ...{ namespace, name: `${app}-1`, labels: { app } },
    ownerReferences: [{ kind: "StatefulSet", name: app, controller: true }],
  },
  spec,
  status: { phase: "Running" },
});
const coredns = (ports: object[] = [{ containerPort: 53, name: "dns", protocol: "UDP" }]) => ({
  ...pod("kube-system", "coredns", { containers: [{ ports }] }),
  metadata: { namespace: "kube-system", name: "coredns-1", labels: { "k8s-app": "kube-dns", app: "coredns" } },
});
const source = {
  metadata: {
    ...{ namespace: "flux-system", name: "source-controller-7d-1" },
    labels: { app: "source-controller", "pod-template-hash": "7d" },
    ownerReferences: [{ kind: "ReplicaSet", name: "source-controller-7d", controller: true }],
  },
  status: { phase: "Running" },
};

const namespaces = ["kube-system", "apps", "flux-system"].map((name) => ({
  metadata: { name, labels: { team: name } },
}));

interface Given {
  pods?: object[];
  plain?: object[];
  cilium?: object[];
  clusterwide?: object[];
}

const judged = ({ pods = [coredns(), pod("apps", "web"), source], plain = [], cilium = [], clusterwide = [] }: Given) =>
  judge(
    check,
    {
      ...{ pods: look(pods), namespaces: look(namespaces), networkPolicies: look(plain) },
      ciliumNetworkPolicies: look(cilium),
      ciliumClusterwideNetworkPolicies: look(clusterwide),
    },
    context,
  );

const named = (name: string, namespace: string | undefined, spec: object) => ({
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  spec,
});
/** A policy of CoreDNS' own pods. */
const forCoreDns = (rules: object) =>
  named("p", "kube-system", { endpointSelector: { matchLabels: { "k8s-app": "kube-dns" } }, ...rules });
const UDP_53 = [{ ports: [{ port: "53", protocol: "UDP" }] }];

describe("cilium/policies-let-dns-through", () => {
  test("no policy at all", () => {
    expect(judged({})).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("CoreDNS takes only its own namespace", () => {
    const verdict = judged({ cilium: [forCoreDns({ ingress: [{ fromEndpoints: [{}] }] })] });
    expect(verdict).toMatchObject({ verdict: "fail", examined: 2 });
    expect(verdict.findings).toEqual([
      {
        subject: "ciliumnetworkpolicy/kube-system/p",
        expected: "lets pods ask CoreDNS (port 53, UDP)",
        actual:
          "drops at CoreDNS what they ask: 2 pods, of deployment/flux-system/source-controller, statefulset/apps/web",
        hopeless: true,
      },
    ]);
  });

  test.each([
    ["a rule of nobody", { ingress: [{}] }],
    ["an empty list of peers", { ingress: [{ fromEndpoints: [] }] }],
    ["addresses are no pods", { ingress: [{ fromCIDR: [null] }] }],
    ["entities elsewhere", { ingress: [{ fromEntities: ["world", "host"] }] }],
    ["another port", { ingress: [{ toPorts: [{ ports: [{ port: "9153", protocol: "TCP" }] }] }] }],
    ["another protocol", { ingress: [{ toPorts: [{ ports: [{ port: "53", protocol: "TCP" }] }] }] }],
    ["pings only", { ingress: [{ fromEntities: ["cluster"], icmps: [null] }] }],
    ["denied, whatever is allowed", { ingress: [{ toPorts: UDP_53 }], ingressDeny: [{ fromEntities: ["all"] }] }],
    ["another cluster", { ingress: [{ fromEndpoints: [{ matchLabels: { "io.cilium.k8s.policy.cluster": "b" } }] }] }],
  ])("blocked: %s", (_, rules) => {
    expect(judged({ cilium: [forCoreDns(rules)] })).toMatchObject({ verdict: "fail" });
  });

  test.each([
    ["a port for everybody", { ingress: [{ toPorts: UDP_53 }] }],
    ["the port by its name", { ingress: [{ toPorts: [{ ports: [{ port: "dns" }] }] }] }],
    ["a range of ports", { ingress: [{ toPorts: [{ ports: [{ port: "50", endPort: 60, protocol: "UDP" }] }] }] }],
    ["every port", { ingress: [{ fromEntities: ["cluster"], toPorts: [{ ports: [{ port: "0" }] }] }] }],
    ["namespaces that are named", { ingress: [{ fromEndpoints: [inNamespace("apps"), inNamespace("flux-system")] }] }],
    [
      "namespaces by label",
      { ingress: [{ fromEndpoints: [{ matchExpressions: [byTeam(["apps", "flux-system"])] }] }] },
    ],
    ["no isolation", { enableDefaultDeny: { ingress: false }, ingress: [{ fromEndpoints: [{}] }] }],
    ["a list without rules", { ingress: [] }],
    ["egress alone", { egress: [{ toCIDR: [null] }] }],
  ])("not blocked: %s", (_, rules) => {
    expect(judged({ cilium: [forCoreDns(rules)] })).toMatchObject({ verdict: "pass", findings: [] });
  });

  test("several policies in one object, and in the whole cluster", () => {
    const two = { metadata: { name: "two" }, specs: [{ endpointSelector: {}, ingress: [{}] }, { nodeSelector: {} }] };
    expect(judged({ clusterwide: [two] }).findings).toMatchObject([
      { subject: "ciliumclusterwidenetworkpolicy/two", actual: expect.stringContaining("2 pods") },
    ]);
    const opened = named("open", undefined, { endpointSelector: {}, ingress: [{ fromEndpoints: [{}] }] });
    expect(judged({ clusterwide: [two, opened] })).toMatchObject({ verdict: "pass" });
  });

  test("what cannot be told is neither", () => {
    const groups = forCoreDns({ ingress: [{ fromGroups: [null] }] });
    expect(judged({ cilium: [groups] })).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringContaining("ciliumnetworkpolicy/kube-system/p: has peers that cannot be told here"),
    });
    const block = named("p", "kube-system", {
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      ingress: [{ from: [{ ipBlock: null }, { ipBlock: {} }] }],
    });
    expect(judged({ plain: [block] })).toMatchObject({ verdict: "inconclusive" });
  });

  describe("policies of those who ask", () => {
    const silent = (namespace: string, spec: object = {}) =>
      named("silent", namespace, { podSelector: {}, policyTypes: ["Egress"], ...spec });

    test("who must resolve names is blocked; who need not is told", () => {
      expect(judged({ plain: [silent("flux-system")] }).findings).toMatchObject([
        {
          subject: "networkpolicy/flux-system/silent",
          actual: "lets them send nothing to CoreDNS: 1 pod, of deployment/flux-system/source-controller",
        },
      ]);
      expect(judged({ plain: [silent("apps")] })).toMatchObject({
        verdict: "pass",
        remarks: ["statefulset/apps/web may not ask CoreDNS, by networkpolicy/apps/silent"],
      });
    });

    test.each([
      ["everything", { egress: [{}] }],
      ["the port", { egress: [{ ports: [{ port: 53, protocol: "UDP" }] }] }],
      ["CoreDNS", { egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "coredns" } } }] }] }],
      ["its namespace", { egress: [{ to: [{ namespaceSelector: { matchLabels: { team: "kube-system" } } }] }] }],
    ])("allowed: %s", (_, spec) => {
      expect(judged({ plain: [silent("flux-system", spec)] })).toMatchObject({ verdict: "pass", findings: [] });
    });

    test("who may not ask at all misses nothing of CoreDNS' policies", () => {
      const isolated = forCoreDns({ ingress: [{ fromEndpoints: [inNamespace("flux-system")] }] });
      expect(judged({ plain: [silent("apps")], cilium: [isolated] })).toMatchObject({ verdict: "pass" });
    });
  });

  test("who does not ask CoreDNS is not counted", () => {
    const others = [
      pod("apps", "host", { hostNetwork: true }),
      pod("apps", "own", { dnsPolicy: "Default" }),
      { ...pod("apps", "done"), status: { phase: "Succeeded" } },
      pod("cilium-test-1", "client"),
    ];
    expect(judged({ pods: [coredns(), source, ...others] })).toMatchObject({ examined: 1 });
  });

  test("nothing to judge, and nothing that could be read", () => {
    expect(judged({ pods: [source] })).toMatchObject({ verdict: "not-applicable" });
    expect(judged({ pods: [] })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    const seen = { pods: look([coredns(), source]), namespaces: look(namespaces), networkPolicies: look([]) };
    const forbidden = {
      ...seen,
      ciliumNetworkPolicies: trouble("forbidden"),
      ciliumClusterwideNetworkPolicies: look([]),
    };
    expect(judge(check, forbidden, context)).toMatchObject({
      verdict: "inconclusive",
      reason: "ciliumNetworkPolicies: could not be read: forbidden",
    });
    expect(judge(check, { ...seen, networkPolicies: trouble("forbidden") }, context)).toMatchObject({
      verdict: "inconclusive",
    });
  });
});

function inNamespace(name: string) {
  return { matchLabels: { "k8s:io.kubernetes.pod.namespace": name } };
}

function byTeam(values: string[]) {
  return { key: "io.cilium.k8s.namespace.labels.team", operator: "In", values };
}
