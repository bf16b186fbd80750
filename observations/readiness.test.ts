import { describe, expect, test } from "vitest";
import type { Node, Pod } from "./objects.ts";
import { readinessIn } from "./readiness.ts";

const at = (time: string): string => `2026-11-21T${time}Z`;
const ms = (time: string): number => Date.parse(at(time));

interface Given {
  name?: string;
  node?: string;
  created?: string;
  started?: string;
  ready?: string;
  containersReady?: string;
  restarts?: number;
  before?: [started: string, finished: string];
  hostNetwork?: boolean;
  owner?: string;
}

const pod = ({
  created = "10:00:00",
  started = "10:00:10",
  ready = "10:00:20",
  restarts,
  before,
  ...of
}: Given = {}): Pod => ({
  metadata: {
    name: of.name ?? "web-1",
    namespace: "apps",
    creationTimestamp: at(created),
    ...(of.owner !== undefined && { ownerReferences: [{ controller: true, kind: "DaemonSet", name: of.owner }] }),
  },
  spec: { nodeName: of.node ?? "w1", ...(of.hostNetwork && { hostNetwork: true }) },
  status: {
    phase: "Running",
    conditions: [
      { type: "ContainersReady", status: "True", lastTransitionTime: at(of.containersReady ?? ready) },
      { type: "Ready", status: "True", lastTransitionTime: at(ready) },
    ],
    containerStatuses: [
      {
        name: "app",
        restartCount: restarts ?? (before ? 1 : 0),
        state: { running: { startedAt: at(started) } },
        ...(before && { lastState: { terminated: { startedAt: at(before[0]), finishedAt: at(before[1]) } } }),
      },
    ],
  },
});

const node = (ready: string, name = "w1"): Node => ({
  metadata: { name, creationTimestamp: at("09:58:00") },
  status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: at(ready) }] },
});

const first = (it: Pod, nodes: Node[] = [], others: Pod[] = []) => readinessIn(nodes, [it, ...others]).ofPod(it);

describe("when a pod was ready first", () => {
  test("its Ready tells, where nothing happened since", () => {
    expect(first(pod())).toEqual({ fromMs: ms("10:00:10"), toMs: ms("10:00:20") });
  });

  test("not ready, or without a time", () => {
    expect(first({ status: { conditions: [{ type: "Ready", status: "False" }] } })).toBeUndefined();
    expect(first({ status: { conditions: [{ type: "Ready", status: "True" }] } })).toBeUndefined();
    expect(first({})).toBeUndefined();
  });

  test("a pod that lost Ready with its node, whose containers stayed ready", () => {
    expect(first(pod({ ready: "11:00:00", containersReady: "10:00:20" }))?.toMs).toBe(ms("10:00:20"));
  });

  test("a container that lived long enough before was ready in that life", () => {
    const restarted = pod({ started: "11:00:00", ready: "11:00:12", before: ["10:00:10", "11:00:00"] });
    expect(first(restarted)).toMatchObject({ fromMs: ms("10:00:10"), toMs: ms("10:00:22"), moved: expect.any(String) });
    expect(
      first({
        ...restarted,
        ...pod({ started: "11:00:00", ready: "11:00:12", before: ["10:30:00", "11:00:00"], restarts: 3 }),
      }),
    ).toMatchObject({
      fromMs: ms("10:00:00"),
      toMs: ms("10:30:12"),
    });
  });

  test("one that crashed at once was perhaps never ready before", () => {
    const crashed = pod({ started: "10:03:00", ready: "10:03:10", before: ["10:00:10", "10:00:14"] });
    expect(first(crashed)).toMatchObject({ fromMs: ms("10:00:00"), toMs: ms("10:03:10"), moved: expect.any(String) });
    expect(first(pod({ restarts: 2 }))).toMatchObject({ fromMs: ms("10:00:00"), moved: expect.any(String) });
  });

  test("a node that was away: as long after its start as its siblings, else as the slowest that is remembered", () => {
    const away = pod({ ready: "11:00:02", owner: "agent" });
    const sibling = pod({ name: "b", node: "w2", ready: "10:00:25", owner: "agent" });
    const slow = pod({ name: "c", node: "w2", ready: "10:01:10", owner: "other" });
    expect(first(away, [node("11:00:00")], [sibling, slow])).toMatchObject({
      fromMs: ms("10:00:10"),
      toMs: ms("10:00:25"),
      moved: "its node was away and came back at 2026-11-21T11:00:00Z",
    });
    const alone = pod({ ready: "11:00:02", owner: "third" });
    expect(first(alone, [node("11:00:00")], [slow])?.toMs).toBe(ms("10:01:10"));
    expect(first(alone, [node("11:00:00")])?.toMs).toBe(ms("10:05:10"));
  });

  test("a node that became Ready with its network is not one that came back", () => {
    const agent = pod({ hostNetwork: true, started: "09:58:30", ready: "09:59:50" });
    expect(first(agent, [node("09:59:55")], [pod({ started: "10:00:10" })])).toEqual({
      fromMs: ms("09:58:30"),
      toMs: ms("09:59:50"),
    });
  });

  test("a kubelet that was restarted: all pods turned Ready at once, long after they were started one after another", () => {
    const others = [
      pod({ name: "b", started: "10:05:00", ready: "11:00:01" }),
      pod({ name: "c", started: "10:20:00", ready: "11:00:02" }),
    ];
    const probed = pod({ ready: "11:00:00" });
    expect(first(probed, [node("10:00:00")], others)?.moved).toContain("came back at 2026-11-21T11:00:00Z");
    const ready = pod({ name: "d", started: "10:10:00", ready: "10:10:05" });
    expect(first(probed, [node("10:00:00")], [...others, ready])?.moved).toBeUndefined();
    expect(first(probed, [node("10:00:00")], others.slice(0, 1))?.moved).toBeUndefined();
  });
});

describe("when a node was ready first", () => {
  const of = (it: Node, pods: Pod[]) => readinessIn([it], pods).ofNode(it);
  test("only one that came back tells otherwise than its condition", () => {
    expect(of(node("10:00:05"), [pod()])).toBeUndefined();
    expect(of(node("11:00:00"), [])).toBeUndefined();
    expect(of(node("11:00:00"), [pod()])).toEqual({
      fromMs: ms("09:58:00"),
      toMs: ms("10:00:10"),
      moved: "it was away and came back at 2026-11-21T11:00:00Z",
    });
  });

  // the times of a real kind node that stood still for six minutes
  test("its pods were evicted meanwhile: its other conditions tell that it came back, and Cilium's when it was ready", () => {
    const told = (times: Record<string, string>): Node => ({
      metadata: { name: "w1", creationTimestamp: at("13:08:20") },
      status: {
        conditions: Object.entries(times).map(([type, time]) => ({
          type,
          status: type === "Ready" ? "True" : "False",
          lastTransitionTime: at(time),
        })),
      },
    });
    const kubelet = (time: string) => ({ MemoryPressure: time, DiskPressure: time, PIDPressure: time });
    const away = { NetworkUnavailable: "13:11:21", ...kubelet("13:22:19"), Ready: "13:22:19" };
    expect(of(told(away), [])).toEqual({
      fromMs: ms("13:08:20"),
      toMs: ms("13:11:21"),
      moved: "it was away and came back at 2026-11-21T13:22:19Z",
    });
    expect(of(told({ ...away, NetworkUnavailable: "13:22:30" }), [])).toMatchObject({ toMs: ms("13:22:19") });
    expect(of(told({ ...away, ...kubelet("13:08:20"), Ready: "13:11:23" }), [])).toBeUndefined();
    expect(of(told({ ...away, PIDPressure: "13:08:20" }), [])).toBeUndefined();
  });
});
