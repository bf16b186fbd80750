import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { holds, poolsOf, requestsOf } from "./load-balancers.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra", flux }));
const hr = (name: string, spec: string, namespace = "n") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const releases = (...items: string[]) =>
  `releases:\n${items.map((item) => `  - { namespace: n, ${item} }\n`).join("")}`;

describe("load balancers", () => {
  const object = (apiVersion: string, kind: string, spec: string, meta = "name: p") =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${meta} }\nspec: { ${spec} }\n`;
  const pools = (text: string) => poolsOf(model({ "flux/a.yaml": text }));
  const cilium = (spec: string) => pools(object("cilium.io/v2alpha1", "CiliumLoadBalancerIPPool", spec));
  const ends = (spec: string) =>
    cilium(spec)[0]?.ranges.map(({ from, to }) => [Number(from & 0xffn), Number(to & 0xffn)]);

  test("pools and their ranges", () => {
    expect(
      cilium(
        "blocks: [{ cidr: 10.0.0.0/28 }, { start: 10.0.0.20, stop: 10.0.0.30 }, { start: 10.0.0.40 }, { cidr: '${X}' }, { start: '${Y}', stop: 10.0.0.1 }, {}]",
      ),
    ).toMatchObject([
      {
        ...{ subject: "ciliumloadbalancerippool/p", name: "p", where: { line: 4 } },
        ranges: [
          { written: "10.0.0.0/28", bits: 32 },
          { written: "10.0.0.20–10.0.0.30" },
          { written: "10.0.0.40–10.0.0.40" },
        ],
        unresolved: ["${X}", "${Y}–10.0.0.1", "–"],
      },
    ]);
    expect(
      ends("blocks: [{ cidr: 10.0.0.0/28 }, { start: 10.0.0.20, stop: 10.0.0.30 }, { start: 10.0.0.40 }]"),
    ).toEqual([
      [0, 15],
      [20, 30],
      [40, 40],
    ]);
    expect(ends("cidrs: [{ cidr: 10.0.0.0/30 }]")).toEqual([[0, 3]]);
    expect(ends("allowFirstLastIPs: 'Yes', blocks: [{ cidr: 10.0.0.0/30 }]")).toEqual([[0, 3]]);
    expect(
      ends("allowFirstLastIPs: 'No', blocks: [{ cidr: 10.0.0.0/30 }, { cidr: 10.0.0.4/31 }, { cidr: 10.0.0.9/32 }]"),
    ).toEqual([
      [1, 2],
      [4, 5],
      [9, 9],
    ]);
    expect(cilium("blocks: [{ start: 10.0.0.1, stop: 'fd00::1' }]")[0]).toMatchObject({
      ranges: [],
      unresolved: ["10.0.0.1–fd00::1"],
    });
    expect(cilium("disabled: true, blocks: [{ cidr: 10.0.0.0/28 }]")).toEqual([]);
    expect(pools(object("x.y/v1", "CiliumLoadBalancerIPPool", "blocks: []"))).toEqual([]);
    expect(pools(object("cilium.io/v2", "Other", "blocks: []"))).toEqual([]);
  });

  test("MetalLB's", () => {
    const metallb = (spec: string) =>
      pools(object("metallb.io/v1beta1", "IPAddressPool", spec, "name: p, namespace: m"));
    expect(metallb("addresses: [10.0.0.1 - 10.0.0.9, 10.0.1.0/24, x]")).toMatchObject([
      {
        subject: "ipaddresspool/m/p",
        ranges: [{ written: "10.0.0.1 - 10.0.0.9" }, { written: "10.0.1.0/24" }],
        unresolved: ["x"],
      },
    ]);
    expect(metallb("blocks: [{ cidr: 10.0.0.0/28 }]")[0]?.ranges).toEqual([]);
    expect(pools(object("x.y/v1", "IPAddressPool", "addresses: [10.0.0.0/28]"))).toEqual([]);
  });

  test("whether an address is in a range", () => {
    const [range] = cilium("blocks: [{ start: 10.0.0.2, stop: 10.0.0.4 }]")[0]?.ranges ?? [];
    expect(
      ["10.0.0.1", "10.0.0.2", "10.0.0.4", "10.0.0.5", "::a00:3", "x"].map((address) => range && holds(range, address)),
    ).toEqual([false, true, true, false, false, false]);
  });

  const requests = (texts: Record<string, string>) =>
    requestsOf(model(texts)).map(({ subject, address, byCilium, sharingKey, uncertain, where }) => [
      subject,
      address,
      byCilium,
      sharingKey,
      uncertain,
      `${where.line}:${where.column}`,
    ]);
  const service = (meta: string, spec = "type: LoadBalancer") =>
    requests({ "flux/a.yaml": object("v1", "Service", spec, `name: s, namespace: n, ${meta}`) });

  test("what a Service asks for, in everybody's words", () => {
    const annotated = (key: string, value = "10.0.0.1") =>
      service(`annotations: { ${key}: "${value}" }`).map(([, address, byCilium]) => [address, byCilium]);
    expect(annotated("lbipam.cilium.io/ips")).toEqual([["10.0.0.1", true]]);
    expect(annotated("io.cilium/lb-ipam-ips", "10.0.0.1, 10.0.0.2,")).toEqual([
      ["10.0.0.1", true],
      ["10.0.0.2", true],
    ]);
    expect(annotated("metallb.io/loadBalancerIPs")).toEqual([["10.0.0.1", false]]);
    expect(annotated("metallb.universe.tf/loadBalancerIPs", "${A}, ${B}")).toEqual([["${A}, ${B}", false]]);
    expect(annotated("other/ips")).toEqual([]);
    expect(annotated("lbipam.cilium.io/ips", "")).toEqual([]);
    expect(service("labels: { a: b }", "loadBalancerIP: 10.0.0.1")).toEqual([
      ["service/n/s", "10.0.0.1", false, undefined, undefined, "4:9"],
    ]);
    expect(requests({ "flux/a.yaml": object("v1", "Service", "loadBalancerIP: 10.0.0.1", "name: s") })[0]?.[0]).toBe(
      "service/s",
    );
  });

  test("whom it shares with", () => {
    for (const key of [
      "lbipam.cilium.io/sharing-key",
      "io.cilium/lb-ipam-sharing-key",
      "metallb.io/allow-shared-ip",
      "metallb.universe.tf/allow-shared-ip",
    ])
      expect(service(`annotations: { lbipam.cilium.io/ips: 10.0.0.1, ${key}: k }`)[0]?.[3]).toBe("k");
    const values = (text: string) => requests({ "h.yaml": releases(`name: a, chart: c, values: [{ ${text} }]`) });
    expect(values("service: { loadBalancerIP: 10.0.0.1, annotations: { metallb.io/allow-shared-ip: k } }")).toEqual([
      ["release/n/a", "10.0.0.1", false, "k", undefined, "2:21"],
    ]);
    expect(values("service: { loadBalancerIP: 10.0.0.1, metallb.io/allow-shared-ip: k }")[0]?.[3]).toBeUndefined();
  });

  test("what is switched off, or of another type, asks for nothing", () => {
    const values = (text: string) =>
      requests({ "h.yaml": releases(`name: a, chart: c, values: [{ ${text} }]`) }).length;
    for (const off of [
      "enabled: false",
      "useAPIServer: false",
      "type: ClusterIP",
      "type: NodePort",
      "type: ExternalName",
    ])
      expect(values(`s: { ${off}, loadBalancerIP: 10.0.0.1 }`)).toBe(0);
    for (const on of ["enabled: true", "type: LoadBalancer", "x: 1"])
      expect(values(`s: { ${on}, loadBalancerIP: 10.0.0.1 }`)).toBe(1);
    expect(values("gatewayAPI: { loadBalancerIP: 10.0.0.1 }")).toBe(0);
    expect(values("l: [{ loadBalancerIP: 10.0.0.1 }, { loadBalancerIP: 10.0.0.2 }]")).toBe(2);
    expect(values("a: { loadBalancerIP: 10.0.0.1 }, b: { loadBalancerIP: 10.0.0.1 }")).toBe(1);
    expect(values("loadBalancerIP: 7")).toBe(0);
    for (const kind of ["ConfigMap", "Secret", "CustomResourceDefinition", "ResourceSet"])
      expect(requests({ "flux/a.yaml": object("v1", kind, "loadBalancerIP: 10.0.0.1") })).toEqual([]);
  });

  test("addresses of Cilium's Gateways", () => {
    const gateway = (text: string, of = "cilium") =>
      requests({
        "flux/a.yaml": object(
          "g/v1",
          "Gateway",
          `gatewayClassName: ${of}, addresses: [${text}]`,
          "name: g, namespace: n",
        ),
      });
    expect(
      gateway("{ value: 10.0.0.1 }, { type: IPAddress, value: 10.0.0.2 }, { type: Hostname, value: x }, {}"),
    ).toEqual([
      ["gateway/n/g", "10.0.0.1", true, undefined, undefined, "4:49"],
      ["gateway/n/g", "10.0.0.2", true, undefined, undefined, "4:87"],
    ]);
    expect(gateway("{ value: 10.0.0.1 }", "envoy")).toEqual([]);
    expect(
      requests({
        "flux/a.yaml": object("g/v1", "Other", "gatewayClassName: cilium, addresses: [{ value: 10.0.0.1 }]"),
      }),
    ).toEqual([]);
  });

  test("of releases: a HelmRelease's values where they stand, helmfile's where Flux does not adopt it", () => {
    const values = "values: [{ loadBalancerIP: 10.0.0.1 }]";
    expect(
      requests({
        "flux/a.yaml": hr("web", "values: { loadBalancerIP: 10.0.0.2 }"),
        "h.yaml": releases(`name: web, chart: c, ${values}`, `name: other, chart: c, ${values}`),
      }),
    ).toEqual([
      ["helmrelease/n/web", "10.0.0.2", false, undefined, undefined, "4:19"],
      ["release/n/other", "10.0.0.1", false, undefined, undefined, "3:21"],
    ]);
    const elsewhere = {
      "flux/a.yaml": hr("web", "values: {}", "m"),
      "h.yaml": releases(`name: web, chart: c, ${values}`),
    };
    expect(requests(elsewhere)).toHaveLength(1);
    expect(
      requests({ "h.yaml": `helmDefaults: { args: [--include-crds] }\n${releases(`name: web, chart: c, ${values}`)}` }),
    ).toEqual([]);
  });

  test("what may stand there in its place", () => {
    const ks = (from: string) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: k }\nspec: { path: ./k, postBuild: { substituteFrom: [${from}] } }\n`;
    const of = (ip: string, from = "{ kind: Secret, name: s }") =>
      requests({ "flux/k.yaml": ks(from), "k/a.yaml": object("v1", "Service", `loadBalancerIP: "${ip}"`) })[0]?.[4];
    expect(of("${X:=10.0.0.1}")).toBe("Secret/s may replace the value that stands there");
    expect(of("${X-10.0.0.1}")).toBe("Secret/s may replace the value that stands there");
    expect([of("10.0.0.1"), of("${X:=10.0.0.1}", "")]).toEqual([undefined, undefined]);
    const vars = {
      "flux/kustomization.yaml": "resources: [a.yaml]\nvars: [{ name: x }]\n",
      "flux/a.yaml": object("v1", "Service", "loadBalancerIP: 10.0.0.1"),
    };
    expect(requests(vars)[0]?.[4]).toBe("flux/kustomization.yaml:2: its vars are not imitated");
  });
});
