import { criterion, type Finding } from "../criterion.ts";
import type { TalosLink, TalosResource } from "../../observations/talos.ts";
import { eachNode, hasId, subjectOf, withoutTalos, type ProfileNode } from "../derive/talos-nodes.ts";

type Link = TalosResource<TalosLink>;

/** A member names its bond by `masterIndex`, which is left out where it is 0: such a link is in no bond. */
export default criterion({
  id: "talos/bonds-run-lacp",
  title: "Every node's bonds run 802.3ad with their members up",
  fails: "A bond does not run 802.3ad with all members",
  why: "A bond with one member down carries traffic as before, until the other one goes.",
  serves: ["S4"],
  needs: ["talosLinks"],
  restsOn: ["prerequisites/talos-api-is-reachable"],
  advice: "talosctl -n <address> get links; talosctl -n <address> list /proc/net/bonding",
  irrelevant: (profile) =>
    withoutTalos(profile) ?? (profile.talos?.bonds.length ? undefined : "the profile names no bonds"),

  examine: ({ talosLinks }, { profile }) =>
    eachNode(profile.nodes, talosLinks, (links, node) => {
      if (links.length === 0) return { unseen: [{ subject: subjectOf(node), reason: "lists no links" }] };
      return { findings: (profile.talos?.bonds ?? []).flatMap((bond) => judgeBond(bond, links, node)) };
    }),
});

function judgeBond(
  { name, members: wanted }: { name: string; members: number },
  links: readonly Link[],
  node: ProfileNode,
): Finding[] {
  const subject = subjectOf(node);
  const bond = links.find((link) => hasId(link, name));
  if (!bond) return [{ subject, expected: `bond ${name}`, actual: "none" }];
  const findings: Finding[] = [];
  const { bondMaster, kind, index } = bond.spec ?? {};
  if (bondMaster?.mode !== "802.3ad") {
    const actual = kind === "bond" ? `mode ${bondMaster?.mode ?? "not said"}` : `${name} is no bond`;
    findings.push({ subject, expected: `${name} in mode 802.3ad`, actual, hopeless: true });
  }
  if (!isUp(bond.spec))
    findings.push({ subject, expected: `${name} up`, actual: stateOf(bond.spec), since: bond.metadata.updated });
  const members = links.filter(({ spec }) => index !== undefined && index > 0 && spec?.masterIndex === index);
  const up = members.filter(({ spec }) => isUp(spec));
  if (up.length < wanted) {
    const down = members.filter(({ spec }) => !isUp(spec));
    const which = down.map(({ metadata, spec }) => `${metadata.id} ${stateOf(spec)}`).join(", ");
    const actual = `${up.length} of ${wanted} up${which ? `: ${which}` : ""}`;
    findings.push({
      subject,
      expected: `${wanted} members of ${name} up`,
      actual,
      ...(down[0] && { since: down[0].metadata.updated }),
    });
  }
  return findings;
}

/** Both must say so: `linkState` is the carrier, `operationalState` what the kernel made of it (RFC 2863). */
const isUp = (link: TalosLink | null | undefined): boolean =>
  link?.operationalState === "up" && link.linkState === true;

const stateOf = (link: TalosLink | null | undefined): string =>
  link?.operationalState === "up" ? "without carrier" : (link?.operationalState ?? "state not said");
