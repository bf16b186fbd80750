import type { OpenProfile } from "../../../clusters/profile.ts";
import { startOf } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { isUnresolved } from "../../../repository/yaml/documents.ts";
import { machinesOf, type Link, type Machine, type Machines } from "../../../repository/talos/machines.ts";
import { versionClaims } from "../../../repository/talos/versions.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";

type Result = RepositoryExamination;
type Node = OpenProfile["nodes"][number];

export default repositoryCriterion({
  id: "repository/machine-configs-cover-every-node",
  title: "The Talos configuration names every node of the profile, its role, version, MTU and bond",
  why: "A machine without its configuration never joins, and one with another MTU drops large packets in silence.",
  serves: ["T1", "S4"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice:
    "talhelper validate talconfig <file>; talosctl validate --mode metal --config takes a machine config that talhelper made",

  irrelevant: (profile) =>
    withoutRepository(profile) ?? (profile.talos ? undefined : "the profile's machines are not Talos"),

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    if (model.talos.length === 0) {
      result.remarks.push("no Talos configuration was found in this checkout");
      return result;
    }
    const seen = machinesOf(model);
    const { machines, complete } = seen;
    for (const node of profile.nodes) judgeNode(node, seen, profile, result);
    const strangers = complete
      ? machines.filter((machine) => !profile.nodes.some((node) => areOne(node, machine)))
      : [];
    // another cluster's list stands beside this one's where none of its machines is known
    for (const { hostname = "", where } of strangers.filter((one) => isBesideOurs(one, machines, profile)))
      result.notices.push({
        subject: `node/${hostname}`,
        severity: "warning",
        expected: "only machines of the profile",
        actual: "the profile does not have it",
        where,
        because: "A machine that nobody expects joins the cluster, and no check looks at it.",
        mend: "Add it to the profile's nodes, or take its configuration out.",
      });
    judgeVersions(model, profile, result);
    return result;
  },
});

const areOne = ({ name, address }: Node, { hostname, addresses }: Machine): boolean =>
  hostname === name || hostname?.split(".")[0] === name || (address !== undefined && addresses.includes(address));

/** Neither its name nor any address is known offline. */
const isNameless = ({ hostname, addresses }: Machine): boolean =>
  (hostname === undefined || isUnresolved(hostname.split(".")[0] ?? "")) && addresses.every(isUnresolved);

const isBesideOurs = ({ where }: Machine, machines: readonly Machine[], { nodes }: OpenProfile): boolean =>
  machines.some((one) => one.where.file === where.file && nodes.some((node) => areOne(node, one)));

function judgeNode(
  node: Node,
  { machines, complete, elsewhere }: Machines,
  profile: OpenProfile,
  result: Result,
): void {
  const subject = `node/${node.name}`;
  const machine = machines.find((one) => areOne(node, one));
  if (!machine) {
    if (elsewhere !== undefined) {
      result.unseen.push({ subject, reason: elsewhere });
      return;
    }
    // files by machine: where none is found, the machines get theirs in another way
    if (!complete && !machines.some((one) => profile.nodes.some((other) => areOne(other, one)))) {
      result.unseen.push({ subject, reason: "how the machines get their configuration is not seen here" });
      return;
    }
    const hidden = machines.find((one) => isNameless(one));
    if (hidden) {
      const { file, line } = hidden.where;
      result.unseen.push({
        subject,
        reason: `the machine at ${file}:${line} has a name and address that a template gives`,
      });
      return;
    }
    result.examined += 1;
    result.findings.push({
      subject,
      expected: `a configuration of ${node.name}${node.address === undefined ? "" : ` (${node.address})`}`,
      actual: `there is none beside ${machines.flatMap(({ hostname }) => hostname ?? []).join(", ") || "templates"}`,
      where: machines[0]?.where ?? startOf("talos/talconfig.yaml"),
      because: "The machine stays in maintenance mode, and the control plane waits for it.",
      mend: "Add it, or take it out of the profile.",
    });
    return;
  }
  result.examined += 1;
  const { hostname, addresses, role, where } = machine;
  const wrong = (expected: string, actual: string, because: string): void =>
    void result.findings.push({
      subject,
      expected,
      actual,
      where,
      because,
      mend: `Write ${expected}, or correct the profile.`,
    });
  const isNamed = hostname === node.name || hostname?.split(".")[0] === node.name;
  if (hostname !== undefined && !isNamed && !isUnresolved(hostname))
    wrong(`the hostname ${node.name}`, hostname, "The node registers under a name that nothing expects.");
  const known = addresses.filter((one) => !isUnresolved(one));
  if (complete && known.length > 0 && node.address !== undefined && !known.includes(node.address))
    wrong(`the address ${node.address}`, known.join(", "), "talosctl asks an address that is not its own.");
  // a profile without roles leaves them open
  if (node.role === undefined) result.remarks.push(`${subject}: the profile does not say its role`);
  else if (role === undefined) result.unseen.push({ subject, reason: "its role is not known before it is rendered" });
  else if (role !== node.role)
    wrong(`the role ${node.role}`, role, "etcd then has other members than the profile says.");
  judgeMtu(subject, machine, profile, result);
  for (const bond of profile.talos?.bonds ?? []) judgeBond(subject, machine, bond, result);
}

/** Talos gives 1500 where nothing is said. */
function judgeMtu(subject: string, machine: Machine, { talos }: OpenProfile, result: Result): void {
  if (talos?.mtu === undefined) return;
  const named = talos.links.length > 0 ? talos.links : talos.bonds.map(({ name }) => name);
  const links: [string, Link[]][] =
    named.length > 0
      ? named.map((name) => [name, machine.links.filter((link) => link.name === name)])
      : machine.links.map((link) => [link.name ?? "the selected device", [link]]);
  if (links.length === 0) links.push(["any link", []]);
  for (const [name, ours] of links) {
    // a selector may mean this very device
    const written = [...new Set(ours.flatMap(({ mtu }) => mtu ?? []))];
    if (written.some(isUnresolved) || (written.length === 0 && isHidden(machine, ours))) {
      result.unseen.push({ subject, reason: `the MTU of ${name} is not known before it is rendered` });
      continue;
    }
    const last = written.at(-1) ?? "1500";
    if (last === String(talos.mtu)) continue;
    result.findings.push({
      subject,
      expected: `MTU ${talos.mtu} on ${name}`,
      actual: written.length === 0 ? "its configuration names none: Talos takes 1500" : `MTU ${last}`,
      where: ours[0]?.where ?? machine.where,
      because: "Packets that other nodes send in full size are dropped on the way.",
      mend: `mtu: ${talos.mtu}`,
    });
  }
}

const isHidden = ({ templated, links }: Machine, ours: readonly Link[]): boolean =>
  templated || (ours.length === 0 && links.some(({ name }) => name === undefined || isUnresolved(name)));

function judgeBond(
  subject: string,
  machine: Machine,
  { name, members }: NonNullable<OpenProfile["talos"]>["bonds"][number],
  result: Result,
): void {
  const link = machine.links.find((one) => one.name === name && one.bond);
  if (!link?.bond) {
    if (isHidden(machine, [])) result.unseen.push({ subject, reason: `${name} is not known before it is rendered` });
    else
      result.findings.push({
        subject,
        expected: `the bond ${name}`,
        actual: "its configuration has none of this name",
        where: machine.where,
        because: "The machine comes up on a single link, or on none.",
        mend: `Configure ${name} with its ${members} members, or take it out of the profile.`,
      });
    return;
  }
  const { mode, members: count } = link.bond;
  if ([mode, link.mtu].some((one) => one !== undefined && isUnresolved(one)))
    result.unseen.push({ subject, reason: `${name} is not known before it is rendered` });
  else if (mode !== "802.3ad")
    result.findings.push({
      subject,
      expected: `${name} with mode 802.3ad`,
      actual: mode ?? "no mode: Talos takes balance-rr",
      where: link.where,
      because: "The switch expects LACP and takes the ports down.",
      mend: "mode: 802.3ad",
    });
  if (count === undefined) result.remarks.push(`${subject}: selectors pick the members of ${name}`);
  else if (count < members)
    result.findings.push({
      subject,
      expected: `${name} with ${members} members`,
      actual: String(count),
      where: link.where,
      because: "One cable less than planned takes the node away.",
      mend: "Name all of its members, or correct the profile.",
    });
}

function judgeVersions(model: Repository, { talos, kubernetes }: OpenProfile, result: Result): void {
  const wanted = { talos: talos?.version, kubernetes: kubernetes.version };
  const claims = versionClaims(model);
  for (const of of ["talos", "kubernetes"] as const) {
    const expected = wanted[of];
    if (expected === undefined) continue;
    const ours = claims.filter((claim) => claim.of === of);
    const title = of === "talos" ? "Talos" : "Kubernetes";
    if (!ours.some(({ version }) => version !== undefined))
      result.unseen.push({ subject: title, reason: `no place of the Talos configuration gives its version` });
    for (const { by, version, where } of ours) {
      if (version === undefined) continue;
      result.examined += 1;
      if (isVersion(version, expected)) continue;
      result.findings.push({
        subject: `file/${where.file}`,
        expected: `${title} ${expected}, as the profile says`,
        actual: `${by} says ${version}`,
        where,
        because: "The cluster comes up with another version than the one that was tried.",
        mend: `Write ${expected}, or correct the profile.`,
      });
    }
  }
}

/** A version without its patch accepts any. */
function isVersion(version: string, expected: string): boolean {
  const [ours, theirs] = [version, expected].map((one) => one.replace(/^v/, ""));
  return ours === theirs || (/^\d+\.\d+$/.test(theirs ?? "") && (ours ?? "").startsWith(`${theirs}.`));
}
