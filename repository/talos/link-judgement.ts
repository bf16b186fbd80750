import type { OpenProfile } from "../../clusters/profile.ts";
import type { RepositoryFinding } from "../finding.ts";
import { isUnresolved } from "../yaml/documents.ts";
import type { Link, Machine } from "./machines.ts";

/** What judging the links of machines adds to. */
export interface LinkJudgement {
  findings: RepositoryFinding[];
  unseen: { subject: string; reason: string }[];
  remarks: string[];
}

/** Judges the MTU of the links that the profile names, or of all. Talos uses 1500 where nothing is configured. */
export function judgeMtu(subject: string, machine: Machine, { talos }: OpenProfile, result: LinkJudgement): void {
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

/** Judges one bond: that it exists, its mode and the number of its members. */
export function judgeBond(
  subject: string,
  machine: Machine,
  { name, members }: NonNullable<OpenProfile["talos"]>["bonds"][number],
  result: LinkJudgement,
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
