import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./machine-configs-cover-every-node.ts";

const talos = { version: "v1.12.0", mtu: 9000, bonds: [{ name: "bond0", members: 2 }] };
const nodes = [
  { name: "cp1", address: "10.0.0.1", role: "control-plane" as const },
  { name: "wk1", address: "10.0.0.2", role: "worker" as const },
];
const context = { profile: profileOf({ repository: "checkout", talos, nodes }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, profile = context.profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { ...context, profile });

const bond = "{ interface: bond0, mtu: 9000, bond: { mode: 802.3ad, interfaces: [eth0, eth1] } }";
const node = (name: string, address: string, control: boolean, link = bond) =>
  `  - hostname: ${name}\n    ipAddress: ${address}\n    controlPlane: ${control}\n    networkInterfaces: [${link}]\n`;
const talconfig = (...list: string[]) => ({
  "talos/talconfig.yaml": `clusterName: test\nendpoint: https://10.25.11.10:6443\ntalosVersion: v1.12.0\nkubernetesVersion: v1.35.0\nnodes:\n${list.join("")}`,
});
const both = [node("cp1", "10.0.0.1", true), node("wk1", "10.0.0.2", false)] as const;

test("talhelper names every node as the profile has it", () =>
  expect(judged(talconfig(...both))).toMatchObject({ verdict: "pass", findings: [], notices: [] }));

test("a node is missing; one too many is a warning", () => {
  expect(judged(talconfig(both[0])).findings).toMatchObject([
    { subject: "node/wk1", actual: "there is none beside cp1", where: { file: "talos/talconfig.yaml", line: 6 } },
  ]);
  expect(judged(talconfig(...both, node("wk9", "10.0.0.9", false)))).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "warning", subject: "node/wk9" }],
  });
});

test("a machine whose name and address talhelper substitutes may be the one", () =>
  expect(judged(talconfig(both[0], node('"${name}"', '"${address}"', false)))).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "node/wk1" }],
  }));

test.each([
  [node("wk1", "10.0.0.2", true), "the role worker", "control-plane"],
  [node("worker", "10.0.0.2", false), "the hostname wk1", "worker"],
  [node("wk1", "10.0.0.7", false), "the address 10.0.0.2", "10.0.0.7"],
  [node("wk1", "10.0.0.2", false, bond.replace("9000", "1500")), "MTU 9000 on bond0", "MTU 1500"],
  [
    node("wk1", "10.0.0.2", false, bond.replace("mtu: 9000, ", "")),
    "MTU 9000 on bond0",
    "its configuration names none: Talos takes 1500",
  ],
  [
    node("wk1", "10.0.0.2", false, bond.replace("802.3ad", "active-backup")),
    "bond0 with mode 802.3ad",
    "active-backup",
  ],
  [node("wk1", "10.0.0.2", false, bond.replace(", eth1", "")), "bond0 with 2 members", "1"],
])("a worker that differs: %s", (worker, expected, actual) =>
  expect(judged(talconfig(both[0], worker)).findings).toMatchObject([
    { subject: "node/wk1", expected, actual, where: { file: "talos/talconfig.yaml" } },
  ]),
);

test("no bond at all", () =>
  expect(
    judged(talconfig(both[0], node("wk1", "10.0.0.2", false, "{ interface: eth0, mtu: 9000 }"))).findings,
  ).toMatchObject([{ expected: "MTU 9000 on bond0" }, { expected: "the bond bond0" }]));

test("patches, inline and by file, count", () => {
  const patch = "machine:\n  network:\n    interfaces:\n      - { interface: bond0, mtu: 9000 }\n";
  const bare = (name: string, address: string, control: boolean) =>
    node(name, address, control, bond.replace("mtu: 9000, ", ""));
  const list = talconfig(bare("cp1", "10.0.0.1", true), bare("wk1", "10.0.0.2", false))["talos/talconfig.yaml"];
  expect(
    judged({ "talos/talconfig.yaml": `${list}patches:\n  - "@./patches/mtu.yaml"\n`, "talos/patches/mtu.yaml": patch })
      .verdict,
  ).toBe("pass");
  const inline = `${list}patches:\n  - |-\n${patch.replace(/^(?=.)/gm, "    ")}`;
  expect(judged({ "talos/talconfig.yaml": inline }).verdict).toBe("pass");
});

test("versions: told through talenv, by image tags, and wrong ones", () => {
  const list = talconfig(...both)["talos/talconfig.yaml"];
  const through = { "talos/talconfig.yaml": list.replace("talosVersion: v1.12.0", 'talosVersion: "${talosVersion}"') };
  expect(judged({ ...through, "talos/talenv.yaml": "talosVersion: v1.12.0\n" }).verdict).toBe("pass");
  expect(judged(through)).toMatchObject({ verdict: "inconclusive", unseen: [{ subject: "Talos" }] });
  expect(judged({ ...through, "talos/talenv.yaml": "talosVersion: v1.11.2\n" }).findings).toMatchObject([
    {
      expected: "Talos v1.12.0, as the profile says",
      actual: "talosVersion says v1.11.2",
      where: { file: "talos/talconfig.yaml", line: 3 },
    },
  ]);
  expect(judged({ "talos/talconfig.yaml": list.replace("v1.35.0", "v1.34.1") }).findings).toMatchObject([
    { expected: "Kubernetes v1.35.0, as the profile says" },
  ]);
});

/** The newer kinds, a file by machine (onedr0p/home-ops). */
const files = (mtu = "9000") => ({
  "talos/cluster.yaml.j2": `version: v1alpha1\nmachine: { install: { image: "factory/{{ schematic }}:v1.12.0" }, kubelet: { image: "k:v1.35.0" } }\n---\napiVersion: v1alpha1\nkind: BondConfig\nname: bond0\nlinks: [a, b]\nbondMode: 802.3ad\nmtu: ${mtu}\n`,
  "talos/nodes/controlplane/cp1.yaml.j2": "apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: cp1\n",
  "talos/nodes/worker/wk1.yaml.j2": "apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: wk1\n",
});

test("a file by machine, with what all share", () => {
  expect(judged(files())).toMatchObject({ verdict: "pass", findings: [] });
  expect(judged(files("1500")).findings).toMatchObject([{ subject: "node/cp1" }, { subject: "node/wk1" }]);
  const { "talos/nodes/worker/wk1.yaml.j2": _, ...less } = files();
  expect(judged(less).findings).toMatchObject([{ subject: "node/wk1", actual: "there is none beside cp1" }]);
});

test("one template for all machines, and values of templates, are unseen", () => {
  expect(judged({ "talos/machineconfig.yaml.j2": "version: v1alpha1\nmachine: { type: {{ t }} }\n" })).toMatchObject({
    verdict: "inconclusive",
    unseen: expect.arrayContaining([
      expect.objectContaining({ subject: "node/cp1", reason: expect.stringContaining("not seen") }),
    ]),
  });
  expect(judged(files("{{ mtu }}")).unseen).toHaveLength(4);
});

const topf = (more = "", version = "1.12.0") => ({
  "talos/topf.yaml": `clusterName: test\nclusterEndpoint: https://x:6443\ntalosVersion: ${version}\nkubernetesVersion: v1.35.0\nnodes:\n  - { host: cp1, ip: 10.0.0.1, role: control-plane }\n${more}`,
  "talos/all/10-link.yaml":
    "apiVersion: v1alpha1\nkind: BondConfig\nname: bond0\nlinks: [a, b]\nbondMode: 802.3ad\nmtu: 9000\n",
});
const worker = "  - { host: wk1, role: worker }\n";

test("topf: its list, and the parts of all, of a role and of a node (eleboucher/homelab)", () => {
  expect(judged(topf(worker))).toMatchObject({ verdict: "pass", examined: 4, unseen: [] });
  expect(judged(topf()).findings).toMatchObject([{ subject: "node/wk1", actual: "there is none beside cp1" }]);
  expect(judged(topf(worker, "1.11.0")).findings).toMatchObject([{ actual: "talosVersion says 1.11.0" }]);
  const own = "apiVersion: v1alpha1\nkind: BondConfig\nname: bond0\nlinks: [a, b]\nbondMode: 802.3ad\nmtu: ";
  expect(judged({ ...topf(worker), "talos/node/wk1/20.yaml": `${own}1500\n` }).findings).toMatchObject([
    { subject: "node/wk1", actual: "MTU 1500" },
  ]);
  // what a template gives is not known
  expect(judged({ ...topf(worker), "talos/worker/20.yaml.tpl": `${own}{{ .Node.Data.mtu }}\n` })).toMatchObject({
    verdict: "inconclusive",
    unseen: expect.arrayContaining([
      expect.objectContaining({ subject: "node/wk1", reason: expect.stringContaining("before it is rendered") }),
    ]),
  });
});

test("Omni gives machines their configuration by ids: its versions are judged, its machines unseen", () => {
  const omni = (version: string) => ({
    "omni/cluster.yaml": `kind: Cluster\nname: test\nkubernetes: { version: v1.35.0 }\ntalos: { version: ${version} }\n---\nkind: ControlPlane\nmachines: [8adf4570]\n`,
    "omni/patches/controlplane.yaml": "machine: { network: { hostname: cp1 } }\n",
  });
  expect(judged(omni("v1.12.0"))).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    unseen: expect.arrayContaining([{ subject: "node/wk1", reason: expect.stringContaining("Omni gives") }]),
  });
  expect(judged(omni("v1.11.0")).findings).toMatchObject([{ actual: "the cluster template says v1.11.0" }]);
});

test("no Talos configuration, no checkout, other machines", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("patches for any machine, and a profile that names none: not applicable (addreas)", () => {
  const patch = { "talos/patches/machine.yaml": "machine: { install: { disk: /dev/nvme0n1 } }\n" };
  const { kubernetes, ...known } = profileOf({ repository: "checkout", talos: {} });
  const nobody = { ...known, nodes: [], kubernetes: { ...kubernetes, version: undefined } } as never;
  expect(judged(patch, nobody)).toMatchObject({
    verdict: "not-applicable",
    reason: expect.stringContaining("names a machine"),
  });
  expect(judged(patch).verdict).toBe("inconclusive");
});

test("two machines of the list share a name or an address; what a template gives may differ", () => {
  const third = (name: string, address: string) => judged(talconfig(...both, node(name, address, false))).findings;
  expect(third("wk2", "10.0.0.2")).toMatchObject([
    { subject: "node/wk2", actual: expect.stringMatching(/^10\.0\.0\.2 is wk1's too \(talos\/talconfig\.yaml:/) },
  ]);
  expect(third("wk1", "10.0.0.3")).toMatchObject([
    { subject: "node/wk1", actual: expect.stringContaining("wk1 stands at talos/talconfig.yaml:") },
  ]);
  expect(third("wk2", "10.0.0.3")).toEqual([]);
  expect(judged(talconfig(...both, node('"${a}"', '"${b}"', false), node('"${a}"', '"${b}"', false))).findings).toEqual(
    [],
  );
});
