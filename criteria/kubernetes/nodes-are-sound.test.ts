import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import row from "./nodes-are-sound.ts";

const now = new Date("2026-11-21T12:00:00Z");
const since = "2026-11-21T11:00:00Z";
const one = profileOf();
const WORKERS = [
  { name: "cp1", address: "10.25.11.11", role: "control-plane" as const },
  { name: "wk1", address: "10.25.11.12", role: "worker" as const },
];

const condition = (type: string, status: string, parts: object = {}) => ({ type, status, ...parts });
const SOUND = [
  condition("MemoryPressure", "False"),
  condition("DiskPressure", "False"),
  condition("PIDPressure", "False"),
  condition("Ready", "True"),
];
const node = (parts: { conditions?: object[]; taints?: object[]; unschedulable?: boolean; name?: string } = {}) => ({
  metadata: { name: parts.name ?? "cp1" },
  spec: { taints: parts.taints, unschedulable: parts.unschedulable },
  status: { conditions: parts.conditions ?? SOUND },
});
const changed = (type: string, status: string, parts: object = {}) => [
  ...SOUND.filter((it) => it.type !== type),
  condition(type, status, parts),
];
const judged = (nodes: object[], profile = one, pods?: object[]) =>
  judge(row, { nodes: look(nodes), ...(pods && { pods: look(pods) }) }, { profile, now });
const agent = (ready: string) => ({
  metadata: { name: "cilium-1", labels: { "k8s-app": "cilium" } },
  spec: { nodeName: "cp1" },
  status: { conditions: [condition("Ready", ready)] },
});

describe("kubernetes/nodes-are-sound: conditions", () => {
  test("a sound node", () => expect(judged([node()])).toMatchObject({ verdict: "pass", examined: 2, findings: [] }));

  test("pressure, as a real Talos node tells it: the taint of it is no second finding", () => {
    const reason = {
      reason: "KubeletHasDiskPressure",
      message: "kubelet has disk pressure",
      lastTransitionTime: since,
    };
    const taints = [{ key: "node.kubernetes.io/disk-pressure", effect: "NoSchedule", timeAdded: since }];
    expect(judged([node({ conditions: changed("DiskPressure", "True", reason), taints })]).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "DiskPressure=False",
        actual: "DiskPressure=True (KubeletHasDiskPressure: kubelet has disk pressure)",
        since,
      },
    ]);
  });

  test.each(["NetworkUnavailable", "KernelDeadlock", "ReadonlyFilesystem", "FrequentKubeletRestart", "NTPProblem"])(
    "%s is wrong when True, and when nobody knows",
    (type) => {
      expect(judged([node({ conditions: changed(type, "True") })]).findings).toHaveLength(1);
      expect(judged([node({ conditions: changed(type, "Unknown") })]).findings).toHaveLength(1);
      expect(judged([node({ conditions: changed(type, "False") })]).verdict).toBe("pass");
    },
  );

  test("a kubelet that is silent leaves everything Unknown: that is Ready's to tell", () => {
    const unknown = SOUND.map(({ type }) => condition(type, "Unknown"));
    const taints = [{ key: "node.kubernetes.io/unreachable", effect: "NoExecute" }];
    expect(judged([node({ conditions: unknown, taints })]).findings).toEqual([]);
  });

  test("a duplicate that is wrong counts; what nobody knows is a remark", () => {
    const twice = [...SOUND, condition("DiskPressure", "True")];
    expect(judged([node({ conditions: twice })]).findings).toHaveLength(1);
    expect(judged([node({ conditions: [...SOUND, condition("EtcdIsVoter", "True")] })]).remarks).toEqual([]);
    expect(judged([node({ conditions: [...SOUND, condition("Zebra", "True")] })]).remarks).toEqual([
      "node/cp1 says Zebra=True: not judged",
    ]);
  });

  test("a node that does not tell is unseen; one that is not there is another check's", () => {
    const [, ...rest] = SOUND;
    expect(judged([node({ conditions: rest })])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "node/cp1", reason: "has no condition MemoryPressure" }],
    });
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, { nodes: trouble("forbidden") }, { profile: one, now }).verdict).toBe("inconclusive");
  });
});

describe("kubernetes/nodes-are-sound: taints", () => {
  const AGENT = { key: "node.cilium.io/agent-not-ready", effect: "NoSchedule" };
  const found = (taints: object[], profile = one, pods?: object[]) =>
    judged([node({ taints })], profile, pods).findings.map(({ actual }) => actual);

  test("the agent's taint, with who takes it away, and whether the agent is ready", () => {
    expect(found([AGENT], one, [agent("True")])).toEqual([
      "taint node.cilium.io/agent-not-ready:NoSchedule, though its Cilium agent is ready: nothing that does not tolerate it is placed here; cilium-operator removes it",
    ]);
    expect(found([AGENT], one, [agent("False")])[0]).toContain(", and its Cilium agent is not ready");
    expect(found([AGENT])[0]).toContain("agent-not-ready:NoSchedule: nothing");
  });

  test.each([
    ["node.kubernetes.io/network-unavailable", "kube-controller-manager removes it"],
    ["node.cloudprovider.kubernetes.io/uninitialized", "the cloud-controller-manager removes it"],
    ["ToBeDeletedByClusterAutoscaler", "the cluster autoscaler removes it"],
    ["node.kubernetes.io/out-of-service", "is placed here or stays"],
    ["dedicated", "is placed here or stays"],
  ])("%s: %s", (key, words) => expect(found([{ key, effect: "NoExecute" }])[0]).toMatch(new RegExp(`${words}$`)));

  test("since when, with its value", () =>
    expect(judged([node({ taints: [{ key: "a", value: "b", effect: "NoExecute", timeAdded: since }] })])).toMatchObject(
      {
        findings: [{ actual: expect.stringContaining("taint a=b:NoExecute") as string, since }],
      },
    ));

  test("the taint of a condition that is over", () => {
    expect(found([{ key: "node.kubernetes.io/disk-pressure", effect: "NoSchedule" }])[0]).toContain(
      ", though DiskPressure=False: nothing",
    );
  });

  test("the control plane's own, where somebody else does the work", () => {
    const taints = [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }];
    expect(found(taints)).toHaveLength(1);
    const profile = profileOf({ nodes: WORKERS });
    const worker = node({ name: "wk1" });
    expect(judged([node({ taints }), worker], profile).verdict).toBe("pass");
    expect(judged([node(), node({ name: "wk1", taints })], profile).findings).toHaveLength(1);
    expect(judged([node({ taints: [{ ...taints[0], effect: "NoExecute" }] }), worker], profile).findings).toHaveLength(
      1,
    );
  });

  test("what the profile allows: by value, effect and node", () => {
    const taint = { key: "dedicated", value: "db", effect: "NoSchedule" };
    const allowing = (allowed: object) =>
      profileOf({ kubernetes: { endpoint: "https://10.25.11.10:6443", allowedTaints: [allowed as { key: string }] } });
    for (const more of [{}, { value: "db" }, { effect: "NoSchedule" }, { nodes: ["cp1"] }])
      expect(found([taint], allowing({ key: "dedicated", ...more }))).toEqual([]);
    for (const more of [{ value: "x" }, { effect: "NoExecute" }, { nodes: ["cp2"] }])
      expect(found([taint], allowing({ key: "dedicated", ...more }))).toHaveLength(1);
    expect(found([AGENT], allowing({ key: AGENT.key }))).toHaveLength(1);
  });

  test("a cordon is another check's; PreferNoSchedule keeps nothing out", () => {
    const cordon = [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }];
    expect(judged([node({ taints: cordon, unschedulable: true })]).verdict).toBe("pass");
    expect(judged([node({ taints: cordon })]).verdict).toBe("fail");
    expect(judged([node({ taints: [{ key: "a", effect: "PreferNoSchedule" }] })])).toMatchObject({
      verdict: "pass",
      remarks: ["node/cp1 has the taint a:PreferNoSchedule: pods go elsewhere where they can"],
    });
  });
});
