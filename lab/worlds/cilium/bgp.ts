import { neighbour } from "../addresses.ts";
import { condition, ownerReference, type Builder } from "../builder.ts";
import { byKustomization } from "../flux/kustomizations.ts";

/** What the peer config selects its advertisements by. */
const ADVERTISED = { advertise: "bgp" };

/** Each node has its sessions with the router, or with its neighbours. */
export function addBgp(b: Builder, peers: number): void {
  const at = b.at(b.times.flux + 18);
  const first = b.profile.nodes[0]?.address ?? "10.0.0.1";
  const [localASN, peerASN] = [64_513, 64_512];
  const names = Array.from({ length: peers }, (_, index) => ({
    name: `router-${index + 1}`,
    peerAddress: neighbour(first, index + 1),
    peerASN,
  }));
  const reference = { peerConfigRef: { name: "router" } };
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumBGPPeerConfig",
    metadata: { name: "router", generation: 1, creationTimestamp: at, ...byKustomization(b) },
    spec: {
      families: [{ afi: "ipv4", safi: "unicast", advertisements: { matchLabels: ADVERTISED } }],
      gracefulRestart: { enabled: true, restartTimeSeconds: 120 },
    },
    status: { conditions: [condition("cilium.io/MissingAuthSecret", "False", "MissingAuthSecret", at, "", 1)] },
  });
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumBGPAdvertisement",
    metadata: {
      name: "load-balancers",
      generation: 1,
      creationTimestamp: at,
      labels: { ...byKustomization(b).labels, ...ADVERTISED },
    },
    spec: {
      advertisements: [
        {
          advertisementType: "Service",
          service: { addresses: ["LoadBalancerIP"] },
          // the documentation's way to say: every Service
          selector: { matchExpressions: [{ key: "somekey", operator: "NotIn", values: ["never-used-value"] }] },
        },
      ],
    },
  });
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumBGPClusterConfig",
    metadata: { name: "bgp", generation: 1, creationTimestamp: at, ...byKustomization(b) },
    spec: {
      bgpInstances: [{ name: "instance-1", localASN, peers: names.map((peer) => ({ ...peer, ...reference })) }],
      nodeSelector: { matchLabels: { "kubernetes.io/os": "linux" } },
    },
    status: {
      conditions: ["NoMatchingNode", "MissingPeerConfigs", "ConflictingClusterConfig"].map((type) =>
        condition(`cilium.io/${type}`, "False", type, at, "", 1),
      ),
    },
  });
  for (const node of b.nodes) {
    b.add({
      apiVersion: "cilium.io/v2",
      kind: "CiliumBGPNodeConfig",
      metadata: {
        name: node.name,
        generation: 1,
        creationTimestamp: at,
        ownerReferences: [ownerReference("cilium.io/v2", "CiliumBGPClusterConfig", undefined, "bgp")],
      },
      spec: {
        bgpInstances: [{ name: "instance-1", localASN, peers: names.map((peer) => ({ ...peer, ...reference })) }],
      },
      status: {
        bgpInstances: [
          {
            name: "instance-1",
            localASN,
            peers: names.map((peer) => ({
              ...peer,
              peeringState: "established",
              establishedTime: b.at(b.times.flux + 22 + node.index),
              timers: {
                appliedHoldTimeSeconds: 90,
                appliedKeepaliveSeconds: 30,
              },
              routeCount: [
                {
                  afi: "ipv4",
                  safi: "unicast",
                  received: 3,
                  advertised: Math.max(1, b.profile.platform.gateways?.gateways.length ?? 0),
                },
              ],
            })),
          },
        ],
        conditions: [condition("cilium.io/BGPReconcileError", "False", "BGPReconcileError", at, "", 1)],
      },
    });
  }
}
