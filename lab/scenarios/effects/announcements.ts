import { config } from "../../faults/cilium.ts";
import { add, ago, all, edit, part, remove, specOf, statusOf, type Json } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import type { LabObject } from "../../world.ts";

/** Sessions that carry nothing. */
export const ROUTES: readonly Scenario[] = [
  {
    name: "bgp-carries-nothing",
    title: "Every BGP session is established and no route is advertised",
    from: "a bug report",
    faults: [routes(/./, 0)],
    expect: { first: ["cilium/load-balancer-addresses-are-announced"] },
  },
  {
    name: "bgp-advertisement-missing",
    title: "Nobody made a CiliumBGPAdvertisement: sessions are established, and carry nothing",
    from: "a bug report",
    faults: [remove("CiliumBGPAdvertisement", "load-balancers"), routes(/./, 0)],
    expect: { first: ["cilium/load-balancer-addresses-are-announced", "references/applied-objects-exist"] },
  },
  {
    name: "bgp-advertisement-without-selector",
    title: "The CiliumBGPAdvertisement has no selector, which selects no Service; only pod networks are advertised",
    from: "a bug report",
    faults: [
      edit("CiliumBGPAdvertisement", "load-balancers", (object) => {
        for (const it of specOf(object)["advertisements"] as Json[]) delete it["selector"];
      }),
    ],
    expect: { first: ["cilium/load-balancer-addresses-are-announced"] },
  },
  {
    name: "bgp-peers-take-no-advertisement",
    title: "The labels of the CiliumBGPAdvertisement were renamed: no CiliumBGPPeerConfig selects it any more",
    from: "a bug report",
    faults: [
      edit("CiliumBGPAdvertisement", "load-balancers", (object) => {
        part(object, "metadata", "labels")["advertise"] = "external";
      }),
      routes(/./, 0),
    ],
    expect: { first: ["cilium/load-balancer-addresses-are-announced"] },
  },
  {
    name: "bgp-one-node-carries-nothing",
    title: "One node's session is established and carries nothing; the other nodes' do",
    from: "a bug report",
    faults: [
      routes("lab-cp-02", 0),
      edit("Node", "lab-cp-02", (node) => {
        delete part(node, "metadata", "labels")["node.kubernetes.io/exclude-from-external-load-balancers"];
      }),
    ],
    expect: { first: ["cilium/load-balancer-addresses-are-announced"] },
  },
];

function routes(node: string | RegExp, advertised: number): Fault {
  return edit("CiliumBGPNodeConfig", node, (object) => {
    for (const instance of statusOf(object)["bgpInstances"] as { peers: Json[] }[])
      for (const peer of instance.peers)
        peer["routeCount"] = [{ afi: "ipv4", safi: "unicast", advertised, received: 3 }];
  });
}

/** Addresses are announced on the nodes' own network, by leases, and not over BGP. */
const onL2 =
  (change: (lease: LabObject, policy: LabObject, at: { now: string }) => void = () => {}): Fault =>
  (world) => {
    const services = world.kubernetes.objects.filter(
      ({ kind, ...rest }) => kind === "Service" && (rest["spec"] as Json)["type"] === "LoadBalancer",
    );
    const policy: LabObject = {
      ...{ apiVersion: "cilium.io/v2alpha1", kind: "CiliumL2AnnouncementPolicy", metadata: { name: "default" } },
      spec: { loadBalancerIPs: true, interfaces: ["^bond0$"] },
    };
    const leases = services.map(({ metadata }): LabObject => ({
      ...{ apiVersion: "coordination.k8s.io/v1", kind: "Lease" },
      metadata: { name: `cilium-l2announce-${metadata.namespace}-${metadata.name}`, namespace: "kube-system" },
      spec: {
        ...{ holderIdentity: "lab-cp-02", leaseDurationSeconds: 15, leaseTransitions: 1 },
        renewTime: ago(world, 3).replace("Z", ".000417Z"),
      },
    }));
    for (const lease of leases) change(lease, policy, world);
    return all(
      config({ "enable-l2-announcements": "true", "enable-bgp-control-plane": "false" }),
      add(policy, ...leases.filter(({ spec }) => spec !== undefined)),
    )(world);
  };

const withoutBgp: Scenario["profile"] = (lab) => {
  if (!lab.cilium) return lab;
  const { bgp: _, ...cilium } = lab.cilium;
  return { ...lab, cilium };
};

/** Leases of addresses on L2 that nobody holds. */
export const LEASES: readonly Scenario[] = [
  {
    name: "l2-lease-missing",
    title: "A policy announces on L2, and no node holds the lease of the gateways",
    from: "a bug report",
    profile: withoutBgp,
    faults: [
      onL2((lease) => {
        delete lease["spec"];
      }),
    ],
    expect: { first: ["cilium/load-balancer-addresses-are-announced"] },
  },
  {
    name: "l2-lease-stale",
    title: "The node that held the leases is gone, and nobody took them over",
    from: "a bug report",
    profile: withoutBgp,
    faults: [
      onL2((lease, _, at) => {
        specOf(lease)["renewTime"] = ago(at, 900).replace("Z", ".000417Z");
      }),
    ],
    expect: { first: ["cilium/load-balancer-addresses-are-announced"] },
  },
  {
    name: "l2-policy-selects-nothing",
    title: "The L2 policy selects Services by a label that none has",
    from: "a bug report",
    profile: withoutBgp,
    faults: [
      onL2((lease, policy) => {
        delete lease["spec"];
        specOf(policy)["serviceSelector"] = { matchLabels: { announce: "l2" } };
      }),
    ],
    expect: { first: ["cilium/load-balancer-addresses-are-announced"] },
  },
];

/** Addresses that are announced otherwise. */
export const ANNOUNCED_HARMLESS: readonly Scenario[] = [
  {
    name: "announced-on-l2",
    title: "Addresses are announced on L2, and not over BGP",
    from: "a healthy variant",
    profile: withoutBgp,
    faults: [onL2()],
  },
];
