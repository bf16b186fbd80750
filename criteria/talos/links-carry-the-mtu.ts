import { criterion, type Finding, type Unseen } from "../criterion.ts";
import type { TalosLink, TalosResource } from "../../observations/talos.ts";
import { eachNode, hasId, subjectOf, withoutTalos, type ProfileNode } from "../derive/talos-nodes.ts";

type Link = TalosResource<TalosLink>;

export default criterion({
  id: "talos/links-carry-the-mtu",
  title: "The links of every node have the profile's MTU",
  fails: "Wrong MTU",
  why: "One node with a smaller MTU drops large packets in silence: etcd loses its quorum under load, not at once.",
  serves: ["S4"],
  needs: ["talosLinks"],
  restsOn: ["prerequisites/talos-api-is-reachable"],
  advice: "talosctl -n <address> get links; talosctl -n <address> get machineconfig -o yaml",
  irrelevant: (profile) =>
    withoutTalos(profile) ?? (profile.talos?.mtu === undefined ? "the profile names no MTU" : undefined),

  examine: ({ talosLinks }, { profile }) =>
    eachNode(profile.nodes, talosLinks, (links, node) => {
      const mtu = profile.talos?.mtu;
      const { judged, unseen } = linksOf(links, node, profile.talos?.links ?? []);
      const findings = judged.flatMap(({ metadata, spec }): Finding[] => {
        if (spec?.mtu === mtu) return [];
        const actual = spec?.mtu === undefined ? "not said" : `mtu ${spec.mtu}`;
        return [{ subject: subjectOf(node), expected: `mtu ${mtu} on ${metadata.id}`, actual, hopeless: true }];
      });
      return { findings, unseen };
    }),
});

/** The links that the profile names, or every physical link and bond that is up: the loopback's MTU is another matter. */
function linksOf(
  links: readonly Link[],
  node: ProfileNode,
  names: readonly string[],
): { judged: Link[]; unseen: Unseen[] } {
  const subject = subjectOf(node);
  if (names.length > 0) {
    const missing = names.filter((name) => !links.some((link) => hasId(link, name)));
    return {
      judged: links.filter((link) => names.some((name) => hasId(link, name))),
      unseen: missing.map((name) => ({ subject, reason: `has no link ${name}` })),
    };
  }
  const judged = links.filter(({ spec }) => isUp(spec) && (isPhysical(spec) || spec?.kind === "bond"));
  return { judged, unseen: judged.length > 0 ? [] : [{ subject, reason: "has no physical link or bond that is up" }] };
}

const isUp = (link: TalosLink | null | undefined): boolean =>
  link?.operationalState === "up" || link?.linkState === true;

/** Physical links have no kind. https://github.com/siderolabs/talos/blob/v1.12.0/pkg/machinery/resources/network/link_status.go */
const isPhysical = (link: TalosLink | null | undefined): boolean => link?.type === "ether" && !link.kind;
