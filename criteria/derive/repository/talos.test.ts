import { describe, expect, test } from "vitest";
import { profileOf } from "../../testing/profile.ts";
import { repositoryOf } from "../../testing/repository.ts";
import { holds, poolsOf, requestsOf } from "./load-balancers.ts";
import { machinesOf, versionClaims } from "./machines.ts";
import { networkClaims } from "./networks.ts";
import { storagePieces } from "./storage.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra", flux }));
const hr = (name: string, spec: string, namespace = "n") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const releases = (...items: string[]) =>
  `releases:\n${items.map((item) => `  - { namespace: n, ${item} }\n`).join("")}`;

describe("pieces of Talos configuration", () => {
  const kinds = (path: string, text: string) =>
    model({ [path]: text }).talos.map(({ kind, path: inside }) => [kind, ...inside].join("/"));

  test.each([
    ["talos/a.yaml", "machine: {}\n", ["machine"]],
    ["talos/a.yaml", "cluster: {}\n", ["machine"]],
    ["x/controlplane.yaml", "cluster: {}\n", ["machine"]],
    ["x/control-plane.yaml", "cluster: {}\n", ["machine"]],
    ["x/worker.yaml", "machine: {}\n", ["machine"]],
    ["machineconfig/x.yaml", "machine: {}\n", ["machine"]],
    ["x/a.yaml", "machine: {}\n", []],
    ["x/a.yaml", "version: v1alpha1\nmachine: {}\n", ["machine"]],
    ["talos/a.yaml", "machine: text\n", []],
    ["talos/a.yaml", "apiVersion: v1\ncluster: {}\n", []],
    ["talos/a.yaml", "releases: []\ncluster: {}\n", []],
    ["talos/a.yaml", "- machine: {}\n", []],
    ["x/a.yaml", "apiVersion: v1alpha1\nkind: BondConfig\n", ["document"]],
    ["x/a.yaml", "apiVersion: v1alpha1\n", []],
    ["x/a.yaml", "clusterName: x\nendpoint: y\nnodes: []\n", ["talhelper"]],
    ["x/a.yaml", "clusterName: x\nendpoint: y\nnodes: x\n", []],
    ["x/a.yaml", "clusterName: x\nnodes: []\n", []],
    ["x/a.yaml", "endpoint: x\nnodes: []\n", []],
    ["docs/talos/a.yaml", "machine: {}\n", []],
    ["talos/a.txt", "machine: {}\n", []],
  ])("%s %j", (path, text, expected) => expect(kinds(path, text)).toEqual(expected));

  test("talhelper's patches: of all, of a role, of a node; what is no map is none", () => {
    const patch = "|-\n      a:\n        b: 1\n";
    const text = `clusterName: x\nendpoint: y\npatches:\n  - ${patch}  - "@file.yaml"\ncontrolPlane:\n  patches:\n    - ${patch}worker:\n  patches:\n    - ${patch}nodes:\n  - hostname: a\n  - hostname: b\n    patches:\n      - ${patch.replaceAll("      ", "        ")}      - |-\n        - c: 1\n`;
    expect(kinds("x/a.yaml", text)).toEqual([
      ...[
        "talhelper",
        "patch/patches/0",
        "patch/controlPlane/patches/0",
        "patch/worker/patches/0",
        "patch/nodes/1/patches/0",
      ],
    ]);
    expect(kinds("talos/a.yaml", `machine: {}\npatches:\n  - ${patch}`)).toEqual(["machine"]);
  });
});

describe("machines", () => {
  const machines = (texts: Record<string, string>) => machinesOf(model(texts));

  test("as talhelper lists them", () => {
    const text = `clusterName: x
endpoint: y
patches:
  - "@./patch.yaml"
  - "patch.yaml"
controlPlane:
  networkInterfaces: [{ interface: eth9 }]
worker:
  patches:
    - |-
      machine:
        network:
          interfaces: [{ interface: w0, mtu: 1500 }]
nodes:
  - hostname: cp
    controlPlane: true
    ipAddress: "10.0.0.1 , 10.0.0.2"
    networkInterfaces:
      - { interface: bond0, mtu: 9000, bond: { mode: active-backup, interfaces: [a, b] } }
      - { deviceSelector: { x: y }, bond: { deviceSelectors: [{ x: y }] } }
  - { hostname: w, ipAddress: 10.0.0.3, controlPlane: "true" }
  - text
  - {}
`;
    const patch = "machine: { network: { interfaces: [{ interface: all }] } }\n";
    const { complete, machines: found } = machines({ "t/a.yaml": text, "t/patch.yaml": patch });
    expect(complete).toBe(true);
    expect(
      found.map(({ hostname, addresses, role, where, templated }) => [
        hostname,
        addresses,
        role,
        where.line,
        templated,
      ]),
    ).toEqual([
      ["cp", ["10.0.0.1", "10.0.0.2"], "control-plane", 15, false],
      ["w", ["10.0.0.3"], "worker", 21, false],
      [undefined, [], "worker", 23, false],
    ]);
    expect(found[0]?.links.map(({ where, ...link }) => ({ ...link, line: where.line }))).toEqual([
      { name: "bond0", mtu: "9000", bond: { mode: "active-backup", members: 2 }, line: 19 },
      { bond: {}, line: 20 },
      { name: "eth9", line: 7 },
      { name: "all", line: 1 },
    ]);
    expect(found[1]?.links.map(({ name, mtu, where }) => [name, mtu, where.file, where.line])).toEqual([
      ["all", undefined, "t/patch.yaml", 1],
      ["w0", "1500", "t/a.yaml", 10],
    ]);
    expect(found[2]).not.toHaveProperty("hostname");
    const conditional = machines({ "t/a.yaml": text, "t/patch.yaml": "{% if x %}\nmachine: {}\n{% endif %}\n" });
    expect(conditional.machines.map(({ templated }) => templated)).toEqual([true, true, true]);
  });

  test("by file: one that gives a hostname, or stands among nodes, with what all or its role share", () => {
    const own = (hostname: string, type: string) =>
      `machine: { type: ${type}, network: { hostname: ${hostname}, interfaces: [{ interface: own, addresses: [10.0.0.1/24, 10.0.0.2] }] } }\n`;
    const link = (name: string) =>
      `machine: { network: { interfaces: [{ interface: ${name}, addresses: [10.9.9.9/24] }] } }\n`;
    const { complete, machines: found } = machines({
      "talos/a.yaml": own("cp", "controlplane"),
      "talos/b.yaml": `${own("w", "worker")}---\napiVersion: v1alpha1\nkind: LinkConfig\nname: l0\naddresses: [{ address: 10.0.0.5/24 }, {}]\n`,
      "talos/nodes/c.d.yaml": "machine: { type: init }\n",
      "talos/all.yaml": link("all"),
      "talos/control-plane.yaml": link("cps"),
      "talos/workers.yaml": link("ws"),
    });
    expect(complete).toBe(false);
    expect(
      found.map(({ hostname, role, addresses, links, where }) => [
        hostname,
        role,
        addresses,
        links.map(({ name }) => name),
        where.file,
      ]),
    ).toEqual([
      ["cp", "control-plane", ["10.0.0.1", "10.0.0.2"], ["own", "all", "cps"], "talos/a.yaml"],
      ["w", "worker", ["10.0.0.1", "10.0.0.2", "10.0.0.5"], ["own", "l0", "all", "ws"], "talos/b.yaml"],
      ["c", "control-plane", [], ["all", "cps"], "talos/nodes/c.d.yaml"],
    ]);
  });

  test("its name by a HostnameConfig, by its file where a template gives it; its role by its file", () => {
    const document = (kind: string, hostname: string) => `apiVersion: v1alpha1\nkind: ${kind}\nhostname: ${hostname}\n`;
    const one = (path: string, text: string) =>
      machines({ [path]: text }).machines.map(({ hostname, role, templated }) => [hostname, role, templated]);
    expect(one("t/a.yaml", document("HostnameConfig", "h"))).toEqual([["h", undefined, false]]);
    expect(one("t/a.yaml", document("LinkConfig", "h"))).toEqual([]);
    expect(one("t/controlplane/a.yaml.j2", document("HostnameConfig", "'{{ x }}'"))).toEqual([
      ["a", "control-plane", false],
    ]);
    expect(one("t/worker/a.yaml.j2", `{% if x %}\n{% endif %}\n${document("HostnameConfig", "h")}`)).toEqual([
      ["h", "worker", true],
    ]);
    expect(one("talos/nodes/a.yaml", "machine: {}\n")).toEqual([["a", undefined, false]]);
    expect(one("nodes/a.yaml", "version: v1alpha1\nmachine: {}\n")).toEqual([["a", undefined, false]]);
    expect(one("talos/mynodes/a.yaml", "machine: {}\n")).toEqual([]);
    expect(one("talos/controlplane/nodes/a.yaml", "machine: { type: worker }\n")).toEqual([["a", "worker", false]]);
  });

  test("links of the newer documents", () => {
    const links = (text: string) =>
      machines({ "talos/nodes/a.yaml": `machine: {}\n---\napiVersion: v1alpha1\n${text}` }).machines[0]?.links.map(
        ({ where: { line }, ...link }) => ({ ...link, line }),
      );
    expect(links("kind: BondConfig\nname: bond0\nmtu: 9000\nbondMode: 802.3ad\nlinks: [a, b]\n")).toEqual([
      { name: "bond0", mtu: "9000", bond: { members: 2, mode: "802.3ad" }, line: 3 },
    ]);
    expect(links("kind: BondConfig\nname: bond0\n")).toEqual([{ name: "bond0", bond: { members: 0 }, line: 3 }]);
    for (const kind of ["LinkConfig", "BridgeConfig", "EthernetConfig"])
      expect(links(`kind: ${kind}\nname: l\nlinks: [a]\n`)).toEqual([{ name: "l", line: 3 }]);
    expect(links("kind: UserVolumeConfig\nname: v\n")).toEqual([]);
    expect(links("kind: LinkConfig\nmtu: 1\n")).toEqual([]);
  });
});

describe("versions", () => {
  const claims = (texts: Record<string, string>) =>
    versionClaims(model(texts)).map(({ of, by, version, where }) => [of, by, version, where.line]);
  const talconfig = (more: string) => `clusterName: x\nendpoint: y\nnodes: []\n${more}`;

  test("talhelper's, through its talenv files", () => {
    expect(claims({ "t/a.yaml": talconfig("talosVersion: v1.12.0\nkubernetesVersion: 1.35.0-rc.1\n") })).toEqual([
      ["talos", "talosVersion", "v1.12.0", 4],
      ["kubernetes", "kubernetesVersion", "1.35.0-rc.1", 5],
    ]);
    for (const [file, env] of [
      ["t/a.yaml", "t/talenv.yaml"],
      ["a.yaml", "talenv.yml"],
    ] as const)
      expect(
        claims({ [file]: talconfig("talosVersion: ${V}\nkubernetesVersion: ${W}\n"), [env]: "V: v1.12.0\n" }),
      ).toEqual([
        ["talos", "talosVersion", "v1.12.0", 4],
        ["kubernetes", "kubernetesVersion", undefined, 5],
      ]);
    expect(claims({ "t/a.yaml": talconfig("talosVersion: v1.12\n") })).toEqual([
      ["talos", "talosVersion", undefined, 4],
    ]);
    expect(
      claims({ "t/a.yaml": talconfig("talosVersion: x-${V}\n"), "t/talenv.yaml": "V: v1.12.0\n" })[0]?.[2],
    ).toBeUndefined();
    expect(claims({ "t/a.yaml": talconfig("talosVersion: xv1.12.0\n") })[0]?.[2]).toBeUndefined();
    expect(claims({ "t/a.yaml": talconfig("") })).toEqual([]);
  });

  test("tags of images", () => {
    const image = (text: string) => claims({ "talos/a.yaml": text });
    expect(
      image(
        `machine:\n  install: { image: factory.talos.dev/installer/x:v1.12.0@sha256:aa }\n  kubelet: { image: 'ghcr.io/siderolabs/kubelet:v1.35.0' }\n`,
      ),
    ).toEqual([
      ["talos", "image machine.install.image", "v1.12.0", 2],
      ["kubernetes", "image machine.kubelet.image", "v1.35.0", 3],
    ]);
    expect(image("machine: { install: { image: 'x/{{ a:b }}:v1.12.0' } }\n")[0]?.[2]).toBe("v1.12.0");
    expect(image("machine: { install: { image: 'x:{{ v }}' } }\n")[0]?.[2]).toBeUndefined();
    expect(image("machine: { kubelet: {} }\n")).toEqual([]);
    expect(image("apiVersion: v1alpha1\nkind: UnattendedInstallConfig\ninstaller: { image: 'x:v1.12.0' }\n")).toEqual([
      ["talos", "image installer.image", "v1.12.0", 3],
    ]);
    expect(image("apiVersion: v1alpha1\nkind: KubeletConfig\nimage: 'x:v1.35.0'\n")).toEqual([
      ["kubernetes", "image image", "v1.35.0", 3],
    ]);
  });
});

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
