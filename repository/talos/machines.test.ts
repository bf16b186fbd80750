import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { versionClaims } from "./versions.ts";
import { machinesOf } from "./machines.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra", flux }));

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
    for (const kind of ["LinkConfig", "BridgeConfig"])
      expect(links(`kind: ${kind}\nname: l\nlinks: [a]\n`)).toEqual([{ name: "l", line: 3 }]);
    expect(links("kind: UserVolumeConfig\nname: v\n")).toEqual([]);
    // features of a card that another document configures
    expect(links("kind: EthernetConfig\nname: enp1s0\nfeatures: { tx: false }\n")).toEqual([]);
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
