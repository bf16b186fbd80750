import type { OpenProfile } from "../../../clusters/profile.ts";
import { startOf } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { isUnresolved } from "../../../repository/yaml/documents.ts";
import { judgeBond, judgeMtu } from "../../../repository/talos/link-judgement.ts";
import { machinesOf, type Machine, type Machines } from "../../../repository/talos/machines.ts";
import { twins } from "../../../repository/talos/twins.ts";
import { judgeVersions } from "../../../repository/talos/versions.ts";
import { repositoryFrom, withoutRepository } from "../../../repository/model.ts";

type Result = RepositoryExamination;
type Node = OpenProfile["nodes"][number];

export default repositoryCriterion({
  id: "repository/machine-configs-cover-every-node",
  title: "The Talos configuration names every node of the profile, its role, version, MTU and bond",
  fails: "The Talos configuration differs from the profile",
  why: "A machine without its configuration never joins, and one with another MTU drops large packets in silence.",
  serves: ["T1", "S4"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice:
    "talhelper validate talconfig <file>; talosctl validate --mode metal --config takes a machine config that talhelper made",
  seeks: "Talos configuration: talconfig.yaml, machine configs, patches for the nodes",

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
    result.findings.push(...twins(seen));
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
    const versions = judgeVersions(model, profile);
    result.examined += versions.examined;
    result.findings.push(...versions.findings);
    result.unseen.push(...versions.unseen);
    if (profile.nodes.length === 0 && machines.length === 0 && result.examined === 0)
      result.inapplicable =
        "neither the profile nor the checkout names a machine: its Talos configuration is patches for any (looked for: talhelper's nodes, machine configs and patches with a hostname or an address)";
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
