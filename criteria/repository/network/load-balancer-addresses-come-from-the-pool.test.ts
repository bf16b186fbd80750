import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./load-balancer-addresses-come-from-the-pool.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const profile = profileOf({ repository: "checkout", flux });
const context = { profile, now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, one = profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { ...context, profile: one });

const pool = (name: string, block: string, more = "") =>
  `apiVersion: cilium.io/v2alpha1\nkind: CiliumLoadBalancerIPPool\nmetadata: { name: ${name} }\nspec:\n  blocks:\n    - ${block}\n${more}`;
const service = (name: string, address: string, more = "") =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: a\n  annotations:\n    lbipam.cilium.io/ips: "${address}"\n${more}`;
const range = "{ start: 10.25.11.100, stop: 10.25.11.119 }";

test("addresses of a pool pass: a range, a network, older and newer annotations, shared ones", () => {
  const shared = '    lbipam.cilium.io/sharing-key: "k"\n';
  const { verdict, examined, findings } = judged({
    "flux/pool.yaml": pool("p", range),
    "flux/net.yaml": pool("n", "cidr: 10.30.0.0/24"),
    "flux/a.yaml": service("a", "10.25.11.100, 10.30.0.255"),
    "flux/b.yaml": service("b", "10.25.11.119", shared),
    "flux/c.yaml": service("c", "10.25.11.119", shared),
  });
  expect(findings).toEqual([]);
  expect({ verdict, examined }).toEqual({ verdict: "pass", examined: 6 });
});

test("an address that no pool of this cluster holds, with the pool elsewhere that does (k8s-gitops)", () =>
  expect(
    judged({
      "flux/pool.yaml": pool("infra-pool", range),
      "other/pool.yaml": pool("apps-pool", "{ start: 10.25.11.120, stop: 10.25.11.139 }"),
      "flux/hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: gw, namespace: net }\nspec:\n  values:\n    service:\n      annotations:\n        io.cilium/lb-ipam-ips: 10.25.11.120\n",
    }).findings,
  ).toMatchObject([
    {
      subject: "helmrelease/net/gw",
      expected: "an address of a pool of this cluster: 10.25.11.100–10.25.11.119 (flux/pool.yaml:4)",
      actual:
        "10.25.11.120, of ciliumloadbalancerippool/apps-pool (other/pool.yaml:4), which nothing applies to this cluster",
      where: { file: "flux/hr.yaml", line: 8, column: 9 },
    },
  ]));

test("the rim of a pool that leaves it out; a disabled pool; no pool at all", () => {
  const rim = pool("n", "cidr: 10.30.0.0/24", '  allowFirstLastIPs: "No"\n');
  expect(judged({ "flux/p.yaml": rim, "flux/a.yaml": service("a", "10.30.0.255") }).findings).toHaveLength(1);
  const off = pool("n", "cidr: 10.30.0.0/24", "  disabled: true\n");
  for (const texts of [{ "flux/p.yaml": off }, {}] as Record<string, string>[])
    expect(judged({ ...texts, "flux/a.yaml": service("a", "10.30.0.5") }).findings).toMatchObject([
      {
        expected: "an address of a pool of this cluster: there is none",
        actual: expect.stringMatching(/^10\.30\.0\.5/),
      },
    ]);
});

test("one address twice, a node's, the VIP's, what is none", () => {
  const texts = {
    "flux/pool.yaml": pool("p", "cidr: 10.25.11.0/24"),
    "flux/a.yaml": service("a", "10.25.11.100"),
    "flux/b.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: b }\nspec: { loadBalancerIP: 10.25.11.100 }\n",
    "flux/c.yaml": service("c", "10.25.11.11,10.25.11.10,10.25.11.9,here"),
    "talos/machine.yaml": "machine: { network: { interfaces: [{ vip: { ip: 10.25.11.9 } }] } }\n",
  };
  expect(judged(texts).findings.map(({ subject, actual }) => `${subject}: ${actual}`)).toEqual([
    "service/a/c: 10.25.11.11 is that of node cp1",
    "service/a/c: 10.25.11.9 is that of the API's VIP",
    "service/a/c: here is none",
    "service/b: 10.25.11.100 is what service/a/a asks for too (flux/a.yaml:7)",
  ]);
  expect(judged(texts).notices?.map(({ severity, subject, actual }) => `${severity} ${subject}: ${actual}`)).toEqual([
    "warning ciliumloadbalancerippool/p: 10.25.11.0/24 holds 10.25.11.11 (node cp1), 10.25.11.9 (the API's VIP), 10.25.11.10 (the API's endpoint)",
    "warning service/a/c: 10.25.11.10 is that of the API's endpoint: right only where this Service leads to the API itself",
  ]);
});

test("pools that overlap, a block that is none, a pool that the profile names and nothing declares", () => {
  const named = profileOf({
    repository: "checkout",
    flux,
    cilium: { clusterId: 1, clusterName: "x", loadBalancerPools: ["p", "main"] },
  });
  expect(
    judged(
      {
        "flux/a.yaml": pool("p", "cidr: 10.30.0.0/16"),
        "flux/b.yaml": pool("q", "cidr: 10.30.5.0/24"),
        "flux/c.yaml": pool("r", "cidr: 10.300.5.0/24"),
      },
      named,
    ).findings.map(({ subject, actual }) => `${subject}: ${actual}`),
  ).toEqual([
    "ciliumloadbalancerippool/main: nothing that Flux applies to this cluster declares it",
    "ciliumloadbalancerippool/q: 10.30.5.0/24 overlaps ciliumloadbalancerippool/p (10.30.0.0/16, flux/a.yaml:4)",
    "ciliumloadbalancerippool/r: 10.300.5.0/24 is none",
  ]);
});

test("Cilium's Gateway asks by its addresses; what is switched off asks for nothing", () => {
  const gateway = (name: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: ${name}, namespace: a }\nspec:\n  gatewayClassName: ${name}\n  addresses: [{ type: IPAddress, value: 10.9.9.9 }]\n`;
  const state =
    "releases:\n  - name: cilium\n    namespace: kube-system\n    chart: oci://q/cilium\n    values:\n      - clustermesh: { useAPIServer: false, apiserver: { service: { annotations: { io.cilium/lb-ipam-ips: 10.9.9.8 } } } }\n        ui: { service: { type: ClusterIP, loadBalancerIP: 10.9.9.7 } }\n        gateway: { loadBalancerIP: 10.9.9.6 }\n";
  expect(
    judged({
      "flux/p.yaml": pool("p", range),
      "flux/g.yaml": gateway("cilium"),
      "flux/h.yaml": gateway("envoy"),
      "h.yaml": state,
    }).findings.map(({ subject, actual }) => `${subject}: ${actual}`),
  ).toEqual(["gateway/a/cilium: 10.9.9.9", "release/kube-system/cilium: 10.9.9.6"]);
});

test("what is not known offline is unseen: a variable, a block, a stand-in, values, a field that is replaced", () => {
  const unseen = (texts: Record<string, string>) => judged(texts).unseen;
  expect(unseen({ "flux/p.yaml": pool("p", range), "flux/a.yaml": service("a", "${IP}") })).toMatchObject([
    { subject: "service/a/a", reason: "the address ${IP} at flux/a.yaml:7 is not known offline" },
  ]);
  expect(unseen({ "flux/p.yaml": pool("p", "cidr: ${NET}"), "flux/a.yaml": service("a", "10.1.1.1") })).toHaveLength(2);
  const ks =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: k, namespace: flux-system }\nspec:\n  path: ./app\n  sourceRef: { kind: GitRepository, name: flux-system }\n  postBuild: { substituteFrom: [{ kind: Secret, name: gone }] }\n";
  expect(
    unseen({ "flux/ks.yaml": ks, "flux/p.yaml": pool("p", range), "app/a.yaml": service("a", "${IP:=127.0.0.1}") }),
  ).toMatchObject([{ reason: "Secret/gone may replace the value that stands there" }]);
  expect(
    unseen({
      "flux/kustomization.yaml": "resources: [p.yaml, a.yaml]\nvars: [{ name: X }]\n",
      "flux/p.yaml": pool("p", range),
      "flux/a.yaml": service("a", "10.25.11.100"),
    }),
  ).toMatchObject([{ reason: "flux/kustomization.yaml:2: its vars are not imitated" }]);
  const hr =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: a }\nspec: { valuesFrom: [{ kind: ConfigMap, name: gone }] }\n";
  expect(unseen({ "flux/hr.yaml": hr })).toMatchObject([{ subject: "helmrelease/a/a" }]);
});

test("an address without any pool, where something unseen may bring it", () => {
  const set = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: a }\n";
  expect(judged({ "flux/s.yaml": set, "flux/a.yaml": service("a", "10.1.1.1") }).unseen).toHaveLength(1);
  const plain = "apiVersion: v1\nkind: Service\nmetadata: { name: b }\nspec: { loadBalancerIP: 10.1.1.1 }\n";
  expect(judged({ "flux/a.yaml": plain })).toMatchObject({ verdict: "inconclusive", findings: [] });
});

test("nobody asks for an address: judged; no tree, no checkout: not", () => {
  expect(judged({ "flux/a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n" })).toMatchObject({
    verdict: "pass",
    examined: 1,
  });
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf() }).verdict).toBe("not-applicable");
});

test("pools that the profile names: those that are there count; what something unseen may make is unseen", () => {
  const named = profileOf({
    repository: "checkout",
    flux,
    cilium: { clusterId: 1, clusterName: "x", loadBalancerPools: ["p", "q"] },
  });
  expect(
    judged({ "flux/a.yaml": pool("p", range), "flux/b.yaml": pool("q", "cidr: 10.30.0.0/24") }, named),
  ).toMatchObject({ verdict: "pass", examined: 4 });
  const set = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: a }\n";
  expect(judged({ "flux/a.yaml": pool("p", range), "flux/s.yaml": set }, named)).toMatchObject({
    findings: [],
    unseen: [{ subject: "ciliumloadbalancerippool/q", reason: expect.stringContaining("the ResourceSet s") }],
  });
});

test("pools that touch overlap, those beside each other or of other families do not", () => {
  const other = (block: string) =>
    judged({ "flux/a.yaml": pool("p", range), "flux/b.yaml": pool("q", block) }).findings.length;
  expect([
    other("{ start: 10.25.11.119 }"),
    other("{ start: 10.25.11.90, stop: 10.25.11.100 }"),
    other("{ start: 10.25.11.105 }"),
  ]).toEqual([1, 1, 1]);
  expect([other("{ start: 10.25.11.120 }"), other("{ start: 10.25.11.99 }"), other("{ start: '::a19:b69' }")]).toEqual([
    0, 0, 0,
  ]);
});

test("VIPs, older and newer; the API's own address only where nobody else has it", () => {
  const at = (kubernetes: string, talos: string) => {
    const one = profileOf({ repository: "checkout", flux, kubernetes: { endpoint: kubernetes, version: "v1.35.0" } });
    return judged({ "flux/p.yaml": pool("p", "cidr: 10.25.11.0/24"), "talos/a.yaml": talos }, one).notices?.map(
      ({ actual }) => actual.replace(/^.* holds /, ""),
    );
  };
  const layer2 = (kind: string) => `machine: {}\n---\napiVersion: v1alpha1\nkind: ${kind}\nname: 10.25.11.8\n`;
  expect(at("https://api.example.org:6443", layer2("Layer2VIPConfig"))).toEqual([
    "10.25.11.11 (node cp1), 10.25.11.8 (the API's VIP)",
  ]);
  expect(at("https://api.example.org:6443", layer2("LinkConfig"))).toEqual(["10.25.11.11 (node cp1)"]);
  expect(at("https://10.25.11.8:6443", layer2("Layer2VIPConfig"))).toEqual([
    "10.25.11.11 (node cp1), 10.25.11.8 (the API's VIP)",
  ]);
  expect(at("https://10.25.11.7/", "machine: {}\n")).toEqual([
    "10.25.11.11 (node cp1), 10.25.11.7 (the API's endpoint)",
  ]);
  expect(at("http://10.25.11.7", "machine: { network: { interfaces: [{ vip: { ip: '${VIP}' } }] } }\n")).toEqual([
    "10.25.11.11 (node cp1), 10.25.11.7 (the API's endpoint)",
  ]);
  expect(at("https://10.25.11.11:6443", "machine: {}\n")).toEqual(["10.25.11.11 (node cp1)"]);
});

test("the API's own address outside every pool is no pool's", () => {
  const one = profileOf({
    repository: "checkout",
    flux,
    kubernetes: { endpoint: "https://10.9.9.9:6443", version: "v1.35.0" },
  });
  expect(judged({ "flux/p.yaml": pool("p", range), "flux/a.yaml": service("a", "10.9.9.9") }, one)).toMatchObject({
    findings: [{ actual: "10.9.9.9" }],
    notices: [],
  });
});

test("who shares must say the same key; what is not known is compared with nothing", () => {
  const key = (text: string) => `    lbipam.cilium.io/sharing-key: "${text}"\n`;
  const pair = (a: string, b: string, address = "10.25.11.100") =>
    judged({
      "flux/p.yaml": pool("p", range),
      "flux/a.yaml": service("a", address, a),
      "flux/b.yaml": service("b", address, b),
    }).findings.length;
  expect([
    pair("", ""),
    pair(key("x"), key("y")),
    pair(key("x"), ""),
    pair("", key("x")),
    pair(key("x"), key("x")),
  ]).toEqual([1, 1, 1, 1, 0]);
  expect(pair("", "", "${IP}")).toBe(0);
});

test("values that a Secret may hold are nobody's addresses; a request makes its own count", () => {
  const hr =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a }\nspec: { valuesFrom: [{ kind: Secret, name: s }, { kind: ConfigMap, name: gone }] }\n";
  expect(judged({ "flux/hr.yaml": hr })).toMatchObject({
    examined: 1,
    unseen: [{ subject: "helmrelease/-/a", reason: "values from ConfigMap gone" }],
    remarks: ["nothing that Flux applies asks for a static load-balancer address"],
  });
  expect(judged({ "flux/p.yaml": pool("p", range) })).toMatchObject({
    verdict: "pass",
    examined: 1,
    remarks: [expect.anything()],
  });
  expect(judged({ "flux/p.yaml": pool("p", range), "flux/a.yaml": service("a", "10.25.11.101") })).toMatchObject({
    examined: 2,
    remarks: [],
  });
});

test("an address that may lie in blocks that are not known", () =>
  expect(
    judged({
      "flux/p.yaml": pool("p", "cidr: '${NET}'"),
      "flux/q.yaml": pool("q", range),
      "flux/a.yaml": service("a", "10.1.1.1"),
    }).unseen,
  ).toMatchObject([
    { reason: "its block ${NET} is not known offline" },
    { reason: "10.1.1.1 may lie in ciliumloadbalancerippool/p, whose blocks are not known offline" },
  ]));

test("without Flux and without pools in the profile nothing that asks for no address is judged", () => {
  const cilium = { clusterId: 1, clusterName: "x" };
  const without = profileOf({ repository: "checkout", cilium });
  expect(judged({ "README.md": "# x" }, without).verdict).toBe("not-applicable");
  const named = profileOf({ repository: "checkout", cilium: { ...cilium, loadBalancerPools: ["p"] } });
  expect(judged({ "README.md": "# x" }, named).verdict).toBe("fail");
});
