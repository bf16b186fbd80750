import { criterion, together, type Examination, type Finding, type Observed } from "../criterion.ts";
import { notAdvertised, peersOf, type BgpPeer } from "../derive/bgp.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { announcing, isAnnounced, notHeld } from "../derive/l2-announcements.ts";
import { addressedServices, addressesOf } from "../derive/load-balancers.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { Node, Service } from "../../observations/objects.ts";

/** A session may be established and carry nothing; a policy may stand and nobody hold the lease. */
export default criterion({
  id: "cilium/load-balancer-addresses-are-announced",
  title: "Every LoadBalancer address is announced: by a route to the routers, or by a node that holds its L2 lease",
  fails: "A LoadBalancer address is not announced",
  why: "An address that nobody announces is reached by nobody, whatever the sessions and Services say.",
  serves: ["T7", "S3"],
  needs: ["ciliumConfig", "services"],
  wants: [
    "nodes",
    "ciliumBGPNodeConfigs",
    "ciliumBGPAdvertisements",
    "ciliumBGPPeerConfigs",
    "ciliumL2AnnouncementPolicies",
    "systemLeases",
  ],
  restsOn: ["cilium/status-is-ok", "cilium/bgp-control-plane-is-enabled", "cilium/load-balancer-pools-serve"],
  advice:
    "cilium bgp routes advertised ipv4 unicast; kubectl get ciliumbgpadvertisements,ciliumbgppeerconfigs -o yaml; " +
    "kubectl get ciliuml2announcementpolicies -o yaml; kubectl -n kube-system get leases | grep l2announce",

  irrelevant: (profile) =>
    withoutCilium(profile) ??
    (profile.cilium?.bgp || profile.cilium?.loadBalancerPools
      ? undefined
      : "the profile has neither BGP nor load-balancer pools"),

  examine(seen, { now }) {
    const { data } = seen.ciliumConfig;
    const services = addressedServices(seen.services);
    const config = { examined: Object.keys(data).length > 0 ? 1 : 0, findings: [] };
    if (services.length === 0) return { ...config, remarks: ["no LoadBalancer Service has an address of Cilium's"] };
    const isL2 = data["enable-l2-announcements"] === "true";
    const policies = seen.ciliumL2AnnouncementPolicies ?? [];
    const onL2 = services.filter((service) => isAnnounced(service, policies));
    const others = services.filter((service) => !onL2.includes(service));
    const l2 = overL2(onL2, isL2, seen, now);
    if (others.length === 0) return together(config, l2);
    const bgp = overBgp(others, seen);
    if (bgp) return together(config, l2, bgp);
    return together(config, l2, byNobody(others, isL2, policies.length > 0, seen));
  },
});

type Seen = Observed<
  "ciliumConfig" | "services",
  | "nodes"
  | "ciliumBGPNodeConfigs"
  | "ciliumBGPAdvertisements"
  | "ciliumBGPPeerConfigs"
  | "ciliumL2AnnouncementPolicies"
  | "systemLeases"
>;

function overL2(services: readonly Service[], isOn: boolean, { systemLeases }: Seen, now: Date): Examination {
  if (!isOn)
    return {
      examined: services.length,
      findings: services.map((service) => ({
        subject: subjectOf("service", service),
        expected: "announced on L2, as a CiliumL2AnnouncementPolicy says",
        actual: "enable-l2-announcements is not true in configmap/cilium-config: no agent announces",
        hopeless: true,
      })),
    };
  if (systemLeases === undefined)
    return { examined: 0, findings: [], unseen: services.map(unseen("leases were not read")) };
  return { examined: services.length, findings: services.flatMap((it) => notHeld(it, systemLeases, now) ?? []) };
}

/** `undefined` where no node has a session with anybody: then BGP is not what announces. */
function overBgp(services: readonly Service[], seen: Seen): Examination | undefined {
  const { ciliumConfig, ciliumBGPNodeConfigs: configs, ciliumBGPAdvertisements: advertisements } = seen;
  if (ciliumConfig.data["enable-bgp-control-plane"] !== "true") return undefined;
  const hidden = (reason: string): Examination => ({ examined: 0, findings: [], unseen: services.map(unseen(reason)) });
  if (configs === undefined) return hidden("ciliumbgpnodeconfigs were not read");
  if (configs.length > 0 && ciliumConfig.data["enable-bgp-control-plane-status-report"] === "false")
    return hidden("enable-bgp-control-plane-status-report is false: nobody tells the routes");
  const peers = configs.flatMap(peersOf);
  if (peers.length === 0) return undefined;
  const established = peers.filter(({ state }) => state === "established");
  if (established.length === 0) return hidden("no BGP session is established");

  const reasons = services.map((service) => ({
    service,
    why: advertisements && notAdvertised(service, advertisements, seen.ciliumBGPPeerConfigs),
  }));
  const isNothing = established.every(({ advertised = 0 }) => advertised === 0);
  const silent = established.filter(({ advertised = 0 }) => advertised === 0);
  const judged = isNothing ? silent : silent.filter(({ node }) => mustAdvertise(node, reasons, seen.nodes));
  return {
    examined: services.length + established.length,
    findings: [
      ...judged.map((peer) => nothingAdvertised(peer, services, reasons.find(({ why }) => why)?.why)),
      ...(isNothing ? [] : reasons.flatMap(({ service, why }) => (why ? [notSelected(service, why)] : []))),
    ],
  };
}

/**
 * A node without an endpoint advertises no Service of externalTrafficPolicy Local, and one that is excluded from load
 * balancers may be left out on purpose.
 */
function mustAdvertise(
  name: string,
  reasons: readonly { service: Service; why: string | undefined }[],
  nodes: readonly Node[] | undefined,
): boolean {
  const labels = nodes?.find(({ metadata }) => metadata?.name === name)?.metadata?.labels ?? {};
  if ("node.kubernetes.io/exclude-from-external-load-balancers" in labels) return false;
  return reasons.some(({ service, why }) => !why && service.spec?.externalTrafficPolicy !== "Local");
}

const nothingAdvertised = (
  { node, peer }: BgpPeer,
  services: readonly Service[],
  why: string | undefined,
): Finding => ({
  subject: `node/${node}`,
  expected: `routes to ${peer} for ${services.length} LoadBalancer Services`,
  actual: `the session is established and 0 routes are advertised (${addressed(services)})${why ? `: ${why}` : ""}`,
});

const notSelected = (service: Service, why: string): Finding => ({
  subject: subjectOf("service", service),
  expected: `${addressesOf(service).join(", ")} advertised to the routers`,
  actual: why,
});

/** Neither way announces them: a mistake where L2 is in use, otherwise somebody else's matter. */
function byNobody(services: readonly Service[], isL2: boolean, hasPolicies: boolean, seen: Seen): Examination {
  if (isL2 && seen.ciliumL2AnnouncementPolicies === undefined)
    return { examined: 0, findings: [], unseen: services.map(unseen("ciliuml2announcementpolicies were not read")) };
  if (!hasPolicies)
    return {
      examined: 0,
      findings: [],
      remarks: [`nobody announces ${addressed(services)}: neither BGP nor L2 is in use`],
    };
  const policies = announcing(seen.ciliumL2AnnouncementPolicies ?? []);
  const actual =
    policies.length === 0
      ? "no CiliumL2AnnouncementPolicy has loadBalancerIPs true"
      : "no CiliumL2AnnouncementPolicy selects it, and no BGP session carries it";
  return {
    examined: services.length,
    findings: services.map((service) => ({
      subject: subjectOf("service", service),
      expected: `${addressesOf(service).join(", ")} announced`,
      actual,
    })),
  };
}

const unseen =
  (reason: string) =>
  (service: Service): { subject: string; reason: string } => ({ subject: subjectOf("service", service), reason });

function addressed(services: readonly Service[]): string {
  const [some, more] = [services.slice(0, 3), services.length - 3];
  const told = some.map((service) => `${addressesOf(service).join(", ")} of ${subjectOf("service", service)}`);
  return `${told.join("; ")}${more > 0 ? ` and ${more} more` : ""}`;
}
