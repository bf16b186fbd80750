import { describe, expect, test } from "vitest";
import { profileOf as parsed } from "../criteria/testing/profile.ts";
import { condition, edit, patch, remove, findObject, specOf } from "./faults/objects.ts";
import { scaledToZero, waits, CRASH_LOOP, podsOf } from "./faults/workloads.ts";
import { HEALTHY, momentsOf, playedFrom, type Scenario } from "./scenario.ts";

const profile = parsed({
  cilium: { clusterId: 1, clusterName: "x" },
  releases: [
    {
      name: "coredns",
      namespace: "kube-system",
      workloads: [{ kind: "Deployment", name: "coredns" }],
    },
  ],
});
const START = new Date("2026-01-05T10:00:00Z");
const cordoned = edit("Node", profile.nodes[0]?.name, (node) => {
  specOf(node)["unschedulable"] = true;
});
const played = (scenario: Partial<Scenario>) => playedFrom({ ...HEALTHY, ...scenario }, profile, START);
const after = (ms: number) => new Date(START.getTime() + ms);

describe("a scenario, played", () => {
  test("without a fault it is the healthy world, at any time the same object", () => {
    const world = played({});
    expect(world(after(0))).toBe(world(after(60_000)));
  });

  test("a fault changes what it is about, and leaves alone everything else", () => {
    const [before, broken] = [played({})(START), played({ faults: [cordoned] })(START)];
    const changed = broken.kubernetes.objects.filter((object) => !before.kubernetes.objects.includes(object));
    expect(changed.map(({ kind }) => kind)).toEqual(["Node"]);
    expect(broken.talos).toBe(before.talos);
  });

  test("a fault of a while begins and ends at its moments", () => {
    const faults = [{ fault: cordoned, fromMs: 1000, untilMs: 3000 }];
    const world = played({ faults });
    const isCordoned = (ms: number) =>
      specOf(findObject(world(after(ms)), "Node", profile.nodes[0]?.name ?? ""))["unschedulable"] === true;
    expect([0, 999, 1000, 2999, 3000].map(isCordoned)).toEqual([false, false, true, true, false]);
    expect(momentsOf({ ...HEALTHY, faults })).toEqual([1000, 3000]);
    expect(momentsOf({ ...HEALTHY, faults: [cordoned] })).toEqual([]);
  });

  test("a fault that changes nothing is a mistake, and so is one that names nothing", () => {
    expect(() => played({ faults: [(world) => structuredClone(world)] })(START)).toThrow("changes nothing");
    expect(() => played({ faults: [patch("Deployment", "kube-system/no-such", {})] })(START)).toThrow(
      "the lab has no Deployment kube-system/no-such",
    );
    expect(() => played({ faults: [remove("Gateway")] })(START)).toThrow("the lab has no Gateway at all");
  });
});

describe("faults", () => {
  test("a condition is changed where it is, or added", () => {
    const faults = [
      condition("Deployment", "kube-system/coredns", "Available", { status: "False", reason: "R", message: "m" }),
      condition("Deployment", "kube-system/coredns", "New", { status: "True", reason: "R", message: "m" }),
    ];
    const { status } = findObject(played({ faults })(START), "Deployment", "kube-system/coredns") as unknown as {
      status: { conditions: { type: string; status: string; lastTransitionTime: string }[] };
    };
    expect(status.conditions.map(({ type, status }) => `${type}=${status}`)).toEqual([
      "Available=False",
      "Progressing=True",
      "New=True",
    ]);
    expect(status.conditions[0]?.lastTransitionTime).toBe("2026-01-05T09:55:00Z");
  });

  test("pods that wait are told of by their workload, their endpoints and the proxy", () => {
    const world = played({ faults: [waits("Deployment", "kube-system/coredns", CRASH_LOOP)] })(START);
    const workload = findObject(world, "Deployment", "kube-system/coredns") as unknown as { status: object };
    expect(workload.status).toMatchObject({ readyReplicas: 0, unavailableReplicas: 2 });
    const slice = findObject(world, "EndpointSlice", /^kube-system\/kube-dns-/) as unknown as {
      endpoints: { conditions: { ready: boolean } }[];
    };
    expect(slice.endpoints.map(({ conditions }) => conditions.ready)).toEqual([false, false]);
    const answers = Object.entries(world.kubernetes.proxies).filter(([path]) => path.includes("coredns"));
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.every(([, { status }]) => status === 503)).toBe(true);
  });

  test("a workload at zero has neither pods nor endpoints", () => {
    const world = played({ faults: [scaledToZero("Deployment", "kube-system/coredns")] })(START);
    expect(podsOf(world, "Deployment", "kube-system/coredns")).toEqual([]);
    expect(findObject(world, "EndpointSlice", /^kube-system\/kube-dns-/)).toMatchObject({ endpoints: [] });
  });
});
