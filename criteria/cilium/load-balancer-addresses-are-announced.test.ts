import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import row from "./load-balancer-addresses-are-announced.ts";

const now = new Date("2026-11-21T12:00:00Z");
const cilium = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: { ...cilium, loadBalancerPools: ["main"] } });
const BGP = { "enable-bgp-control-plane": "true" };
const L2 = { "enable-l2-announcements": "true" };

const service = (parts: { name?: string; labels?: object; spec?: object; ip?: string } = {}) => ({
  metadata: { namespace: "web", name: parts.name ?? "front", labels: parts.labels },
  spec: { type: "LoadBalancer", ...parts.spec },
  status: { loadBalancer: { ingress: [{ ip: parts.ip ?? "10.0.0.5" }] } },
});
const sessions = (name: string, ...advertised: (number | undefined)[]) => ({
  metadata: { name },
  status: {
    bgpInstances: [
      {
        peers: advertised.map((count, n) => ({
          peerAddress: `10.0.1.${n + 1}`,
          peeringState: "established",
          ...(count !== undefined && {
            routeCount: [{ afi: "ipv4", safi: "unicast", advertised: count, received: 0 }],
          }),
        })),
      },
    ],
  },
});
const ALL = { matchExpressions: [{ key: "somekey", operator: "NotIn", values: ["never-used-value"] }] };
const advertisement = (part: object = {}) => ({
  metadata: { name: "lbs", labels: { advertise: "bgp" } },
  spec: {
    advertisements: [
      { advertisementType: "Service", service: { addresses: ["LoadBalancerIP"] }, selector: ALL, ...part },
    ],
  },
});
const peerConfig = (advertisements: object | undefined = { matchLabels: { advertise: "bgp" } }) => ({
  spec: { families: [{ afi: "ipv4", safi: "unicast", ...(advertisements && { advertisements }) }] },
});

interface World {
  data?: object;
  services?: object[];
  configs?: object[];
  advertisements?: object[];
  peerConfigs?: object[];
  nodes?: object[];
  policies?: object[];
  leases?: object[];
}
const SOURCES = {
  configs: "ciliumBGPNodeConfigs",
  advertisements: "ciliumBGPAdvertisements",
  peerConfigs: "ciliumBGPPeerConfigs",
  nodes: "nodes",
  policies: "ciliumL2AnnouncementPolicies",
  leases: "systemLeases",
} as const;
const judged = ({ data = BGP, services = [service()], ...others }: World) =>
  judge(
    row,
    {
      ciliumConfig: look({ data }),
      services: look(services),
      ...Object.fromEntries(
        Object.entries(SOURCES).flatMap(([key, source]) => {
          const value = others[key as keyof typeof SOURCES];
          return value ? [[source, look(value)]] : [];
        }),
      ),
    },
    { profile, now },
  );
const actuals = (world: World) => judged(world).findings.map(({ subject, actual }) => `${subject}: ${actual}`);
const well: World = { configs: [sessions("cp1", 1)], advertisements: [advertisement()], peerConfigs: [peerConfig()] };

describe("cilium/load-balancer-addresses-are-announced: over BGP", () => {
  test("a route for each, to each peer", () => expect(judged(well)).toMatchObject({ verdict: "pass", examined: 3 }));

  test("established, and nothing is advertised", () => {
    expect(judged({ ...well, configs: [sessions("cp1", 0)] }).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "routes to 10.0.1.1 for 1 LoadBalancer Services",
        actual: "the session is established and 0 routes are advertised (10.0.0.5 of service/web/front)",
      },
    ]);
    expect(actuals({ ...well, configs: [sessions("cp1", undefined)] })).toHaveLength(1);
  });

  test.each<[string, World]>([
    ["there is no CiliumBGPAdvertisement", { advertisements: [] }],
    [
      "no CiliumBGPAdvertisement is of LoadBalancerIP (lbs)",
      { advertisements: [advertisement({ advertisementType: "PodCIDR" })] },
    ],
    [
      "the CiliumBGPAdvertisement lbs has no selector and so selects no Service",
      { advertisements: [advertisement({ selector: undefined })] },
    ],
    [
      "no selector of the CiliumBGPAdvertisement lbs matches its labels",
      { advertisements: [advertisement({ selector: { matchLabels: { announce: "yes" } } })] },
    ],
    [
      "no family of a CiliumBGPPeerConfig selects the CiliumBGPAdvertisement lbs",
      { peerConfigs: [peerConfig({ matchLabels: { advertise: "other" } })] },
    ],
  ])("%s", (why, parts) => {
    expect(actuals({ ...well, ...parts })).toEqual([`service/web/front: ${why}`]);
    const silent = actuals({ ...well, ...parts, configs: [sessions("cp1", 0)] });
    expect(silent).toHaveLength(1);
    expect(silent[0]).toContain(`: ${why}`);
  });

  test("a Service is selected by its labels, its name and its namespace", () => {
    const by = (selector: object, labels = {}) =>
      actuals({ ...well, services: [service({ labels })], advertisements: [advertisement({ selector })] });
    expect(by({ matchLabels: { a: "b" } }, { a: "b" })).toEqual([]);
    expect(by({ matchLabels: { "io.kubernetes.service.namespace": "web" } })).toEqual([]);
    expect(by({ matchLabels: { "io.kubernetes.service.name": "back" } })).toHaveLength(1);
    for (const [operator, values] of [["In", ["b"]], ["Exists"], ["NotIn", ["c"]]] as const)
      expect(by({ matchExpressions: [{ key: "a", operator, values }] }, { a: "b" })).toEqual([]);
    for (const [operator, values] of [["In", ["c"]], ["DoesNotExist"], ["NotIn", ["b"]], ["Odd"]] as const)
      expect(by({ matchExpressions: [{ key: "a", operator, values }] }, { a: "b" })).toHaveLength(1);
    expect(by({})).toEqual([]);
  });

  test("one node of several: but where it may be left out", () => {
    const configs = [sessions("cp1", 1), sessions("cp2", 0)];
    expect(actuals({ ...well, configs })).toHaveLength(1);
    expect(actuals({ ...well, configs, services: [service({ spec: { externalTrafficPolicy: "Local" } })] })).toEqual(
      [],
    );
    const labels = { "node.kubernetes.io/exclude-from-external-load-balancers": "" };
    expect(actuals({ ...well, configs, nodes: [{ metadata: { name: "cp2", labels } }] })).toEqual([]);
  });

  test("what cannot be seen is not well", () => {
    expect(judged({})).toMatchObject({ unseen: [{ reason: "ciliumbgpnodeconfigs were not read" }] });
    const idle = { status: { bgpInstances: [{ peers: [{ peeringState: "idle" }] }] } };
    expect(judged({ configs: [idle] })).toMatchObject({ unseen: [{ reason: "no BGP session is established" }] });
    const off = { ...BGP, "enable-bgp-control-plane-status-report": "false" };
    expect(judged({ ...well, data: off }).verdict).toBe("inconclusive");
  });

  test("where nobody has a peer, somebody else announces: a remark", () => {
    expect(judged({ configs: [] })).toMatchObject({
      verdict: "pass",
      remarks: ["nobody announces 10.0.0.5 of service/web/front: neither BGP nor L2 is in use"],
    });
  });
});

describe("cilium/load-balancer-addresses-are-announced: on L2", () => {
  const policy = (spec: object = {}) => ({ metadata: { name: "l2" }, spec: { loadBalancerIPs: true, ...spec } });
  const lease = (spec: object = {}) => ({
    metadata: { name: "cilium-l2announce-web-front" },
    spec: { holderIdentity: "cp1", leaseDurationSeconds: 15, renewTime: "2026-11-21T11:59:55Z", ...spec },
  });
  const on: World = { data: L2, policies: [policy()], leases: [lease()] };

  test("its lease is held and renewed", () => expect(judged(on)).toMatchObject({ verdict: "pass", examined: 2 }));

  test.each<[string, object[]]>([
    ["there is no such lease: no node announces it", []],
    ["nobody holds the lease", [lease({ holderIdentity: "" })]],
    ["cp1 holds the lease and renewed it 15m0s ago", [lease({ renewTime: "2026-11-21T11:45:00Z" })]],
    ["cp1 holds the lease and never renewed it", [lease({ renewTime: undefined })]],
  ])("%s", (why, leases) => expect(actuals({ ...on, leases })).toEqual([`service/web/front: ${why}`]));

  test("a policy that no agent follows, selects nothing, or is of other addresses", () => {
    expect(actuals({ ...on, data: { debug: "false" } })[0]).toContain("enable-l2-announcements is not true");
    const selecting = policy({ serviceSelector: { matchLabels: { a: "b" } } });
    expect(actuals({ ...on, policies: [selecting] })[0]).toContain("no CiliumL2AnnouncementPolicy selects it");
    const external = policy({ loadBalancerIPs: false, externalIPs: true });
    expect(actuals({ ...on, policies: [external] })[0]).toContain(
      "no CiliumL2AnnouncementPolicy has loadBalancerIPs true",
    );
  });

  test("what BGP does not carry, L2 may", () =>
    expect(actuals({ ...on, data: { ...L2, ...BGP }, configs: [sessions("cp1", 0)] })).toEqual([]));

  test("what cannot be seen is not well", () => {
    expect(judged({ data: L2 })).toMatchObject({ verdict: "inconclusive" });
    expect(judged({ data: L2, policies: [policy()] })).toMatchObject({ unseen: [{ reason: "leases were not read" }] });
  });
});

test("no address, nothing to examine, irrelevant, erring", () => {
  const none = "no LoadBalancer Service has an address of Cilium's";
  expect(judged({ services: [] })).toMatchObject({ verdict: "pass", examined: 1, remarks: [none] });
  const other = service({ spec: { loadBalancerClass: "example.com/lb" } });
  expect(judged({ services: [other, { spec: { type: "LoadBalancer" } }] }).remarks).toEqual([none]);
  expect(judged({ services: [], data: {} }).reason).toBe("nothing to examine");
  expect(judge(row, {}, { profile: profileOf({ cilium }), now }).verdict).toBe("not-applicable");
  const results = { ciliumConfig: trouble("forbidden"), services: look([]) };
  expect(judge(row, results, { profile, now }).verdict).toBe("inconclusive");
});
