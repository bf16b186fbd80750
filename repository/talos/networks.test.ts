import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { networkClaims } from "./networks.ts";
import { storagePieces } from "../storage.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra", flux }));
const hr = (name: string, spec: string, namespace = "n") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const releases = (...items: string[]) =>
  `releases:\n${items.map((item) => `  - { namespace: n, ${item} }\n`).join("")}`;

describe("networks", () => {
  const claims = (texts: Record<string, string>) =>
    networkClaims(model(texts)).map(({ network, by, cidr, where }) => [
      network,
      by,
      cidr,
      `${where.file}:${where.line}`,
    ]);

  test("of Talos, by its older and newer words and by talhelper's", () => {
    expect(
      claims({
        "talos/a.yaml":
          "cluster:\n  network:\n    podSubnets: [10.1.0.0/16, '{{ x }}']\n    serviceSubnets: [10.2.0.0/16]\n",
      }),
    ).toEqual([
      ["pods", "Talos", "10.1.0.0/16", "talos/a.yaml:3"],
      ["pods", "Talos", undefined, "talos/a.yaml:3"],
      ["services", "Talos", "10.2.0.0/16", "talos/a.yaml:4"],
    ]);
    expect(
      claims({
        "a.yaml":
          "clusterName: x\nendpoint: y\nnodes: []\nclusterPodNets: [10.1.0.0/16]\nclusterSvcNets: [10.2.0.0/16]\n",
      }),
    ).toEqual([
      ["pods", "Talos", "10.1.0.0/16", "a.yaml:4"],
      ["services", "Talos", "10.2.0.0/16", "a.yaml:5"],
    ]);
    const newer = (kind: string) =>
      claims({
        "a.yaml": `apiVersion: v1alpha1\nkind: ${kind}\npodSubnets: [10.1.0.0/16]\nserviceSubnets: [10.2.0.0/16]\n`,
      }).map(([network, , cidr]) => [network, cidr]);
    expect(newer("KubeNetworkConfig")).toEqual([
      ["pods", "10.1.0.0/16"],
      ["services", "10.2.0.0/16"],
    ]);
    expect(newer("Other")).toEqual([]);
  });

  test("of Cilium, whose own pool counts where it is used", () => {
    const values = (mode: string) => `values: { ${mode} ipv4NativeRoutingCIDR: 10.1.0.0/16 }`;
    const pool = "ipam: { operator: { clusterPoolIPv4PodCIDRList: [10.3.0.0/16, '${X}'] } },";
    expect(claims({ "flux/a.yaml": `${hr("cilium", values(pool))}---\n${hr("web", values(""))}` })).toEqual([
      ["pods", "Cilium's HelmRelease", "10.3.0.0/16", "flux/a.yaml:4"],
      ["pods", "Cilium's HelmRelease", undefined, "flux/a.yaml:4"],
      ["native", "Cilium's HelmRelease", "10.1.0.0/16", "flux/a.yaml:4"],
    ]);
    expect(
      claims({ "flux/a.yaml": hr("cilium", values(pool.replace("ipam: {", "ipam: { mode: kubernetes,"))) }).map(
        ([network]) => network,
      ),
    ).toEqual(["native"]);
    expect(
      claims({ "flux/a.yaml": hr("cilium", values(pool.replace("ipam: {", "ipam: { mode: cluster-pool,"))) }),
    ).toHaveLength(3);
    expect(
      claims({
        "h.yaml": releases(
          "name: cilium, chart: c, values: [{ ipv4NativeRoutingCIDR: 10.1.0.0/16 }]",
          "name: web, chart: c, values: [{ ipv4NativeRoutingCIDR: 10.9.0.0/16 }]",
        ),
      }),
    ).toEqual([["native", "Cilium's values in helmfile", "10.1.0.0/16", "h.yaml:2"]]);
  });

  test("of the cluster's settings", () => {
    const settings = (data: string, kind = "ConfigMap") =>
      claims({ "s.yaml": `apiVersion: v1\nkind: ${kind}\nmetadata: { name: s }\ndata: { ${data} }\n` }).map(
        ([network, , cidr]) => [network, cidr],
      );
    for (const key of [
      "POD_CIDR",
      "CLUSTER_POD_CIDR",
      "PODSUBNET",
      "pod_network",
      "POD_CIDRS",
      "POD_CIDR_V4",
      "POD_CIDR_IPV4",
    ])
      expect(settings(`${key}: 10.1.0.0/16`)).toEqual([["pods", "10.1.0.0/16"]]);
    for (const key of [
      "SERVICE_CIDR",
      "SVC_CIDR",
      "CLUSTER_SVC_SUBNET",
      "SERVICES_NETWORK",
      "SERVICECIDRS",
      "SVCS_CIDR_V4",
    ])
      expect(settings(`${key}: 10.2.0.0/16`)).toEqual([["services", "10.2.0.0/16"]]);
    for (const key of ["MY_POD_CIDR", "POD_CIDR_V6", "POD", "NODE_CIDR", "MY_SVC_CIDR", "SVC_CIDR_V6"])
      expect(settings(`${key}: 10.1.0.0/16`)).toEqual([]);
    expect(settings("POD_CIDR: '[\"10.1.0.0/16\"]', SVC_CIDR: '${X}'")).toEqual([
      ["pods", "10.1.0.0/16"],
      ["services", undefined],
    ]);
    expect(settings("POD_CIDR: ''")).toEqual([]);
    expect(settings("POD_CIDR: 10.1.0.0/16", "Secret")).toEqual([]);
    const forked = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: s }\ndata: { POD_CIDR: 10.1.0.0/16 }\n";
    expect(
      claims({ "clusters/apps/x/s.yaml": forked, "clusters/infra/x/s.yaml": forked }).map(([, , , where]) => where),
    ).toEqual(["clusters/infra/x/s.yaml:4"]);
  });
});

describe("storage operators", () => {
  const pieces = (texts: Record<string, string>) =>
    storagePieces(model(texts)).map(({ operator, subject, what, external, where }) => [
      operator,
      subject,
      what,
      external,
      where.line,
    ]);
  const cluster = (group: string, kind: string, spec = "") =>
    `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: c, namespace: r }\nspec: { ${spec} }\n`;

  test("by a HelmRelease's chart or name, unless it is suspended", () => {
    const chart = (name: string) => `chart: { spec: { chart: ${name} } }`;
    expect(
      pieces({
        "flux/a.yaml": `${hr("x", chart("openebs"))}---\n${hr("longhorn", chart("other"))}---\n${hr("topolvm", "interval: 1h")}---\n${hr("web", chart("web"))}`,
      }),
    ).toEqual([
      ["openebs", "helmrelease/n/x", "the chart openebs", false, 1],
      ["longhorn", "helmrelease/n/longhorn", "the chart other", false, 6],
      ["topolvm", "helmrelease/n/topolvm", "the chart topolvm", false, 11],
    ]);
    expect(pieces({ "flux/a.yaml": hr("x", `suspend: true, ${chart("openebs")}`) })).toEqual([]);
  });

  test("by helmfile's releases, but for CRDs and what may not be installed", () => {
    expect(
      pieces({
        "h.yaml": releases(
          "name: a, chart: x/openebs",
          "name: longhorn, chart: x/y",
          "name: topolvm, version: '1'",
          "name: b, chart: x/openebs, installed: false",
          "name: web, chart: c",
        ),
      }),
    ).toEqual([
      ["openebs", "release/n/a", "the chart openebs", false, 2],
      ["longhorn", "release/n/longhorn", "the chart y", false, 3],
      ["topolvm", "release/n/topolvm", "the chart topolvm", false, 4],
    ]);
    expect(
      pieces({ "h.yaml": `helmDefaults: { args: [--include-crds] }\n${releases("name: a, chart: openebs")}` }),
    ).toEqual([]);
  });

  test("by clusters of the operators; Rook's to an external one reach only", () => {
    expect(
      pieces({
        "flux/a.yaml": `${cluster("openebs.io", "DiskPool")}---\n${cluster("piraeus.io", "LinstorCluster")}---\n${cluster("x.y", "CephCluster")}`,
      }),
    ).toEqual([
      ["openebs", "diskpool/r/c", "a DiskPool", false, 1],
      ["piraeus", "linstorcluster/r/c", "a LinstorCluster", false, 6],
    ]);
    const rook = hr("rook-ceph", "interval: 1h");
    const externals = (...texts: string[]) =>
      pieces({ "flux/a.yaml": texts.join("---\n") }).map(([, , , external]) => external);
    const remote = cluster("ceph.rook.io", "CephCluster", "external: { enable: true }");
    const own = cluster("ceph.rook.io", "CephCluster");
    expect(externals(rook, remote)).toEqual([true, true]);
    expect(externals(rook, own)).toEqual([false, false]);
    expect(externals(rook, remote, own.replace("name: c", "name: d"))).toEqual([false, false, false]);
    expect(externals(rook)).toEqual([false]);
    expect(
      externals(
        hr("rook-ceph-cluster", "values: { cephClusterSpec: { external: { enable: true } } }"),
        hr("openebs", "a: b"),
      ),
    ).toEqual([true, false]);
    expect(pieces({ "flux/a.yaml": remote.replace(", namespace: r", "") })[0]?.[1]).toBe("cephcluster/-/c");
  });
});
