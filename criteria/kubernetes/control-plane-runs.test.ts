import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./control-plane-runs.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const pod = (name: string, parts: object = {}) => ({
  metadata: { name, namespace: "kube-system" },
  spec: { nodeName: "cp1" },
  status: {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-11-21T11:00:00Z" }],
  },
  ...parts,
});
const all = ["kube-apiserver-cp1", "kube-controller-manager-cp1", "kube-scheduler-cp1"].map((name) => pod(name));
const judged = (pods: object[], given = profile) => judge(row, { pods: look(pods) }, { profile: given, now });

describe("kubernetes/control-plane-runs", () => {
  test("three components on each control-plane node", () =>
    expect(
      judged(
        [...all, {}],
        profileOf({
          nodes: [
            { name: "cp1", address: "10.25.11.11", role: "control-plane" },
            { name: "w1", address: "10.25.11.21", role: "worker" },
          ],
        }),
      ),
    ).toMatchObject({ verdict: "pass", examined: 3 }));
  test("found by label where a name differs", () => {
    const labelled = pod("apiserver", {
      metadata: { name: "apiserver", namespace: "kube-system", labels: { component: "kube-apiserver" } },
    });
    expect(judged([labelled, ...all.slice(1)]).verdict).toBe("pass");
    const talos = { ...labelled, metadata: { ...labelled.metadata, labels: { "k8s-app": "kube-apiserver" } } };
    expect(judged([talos, ...all.slice(1)]).verdict).toBe("pass");
    expect(judged([{ ...labelled, spec: { nodeName: "other" } }, ...all.slice(1)]).verdict).toBe("fail");
  });
  test("one is missing, one is not ready, one elsewhere", () => {
    expect(judged(all.slice(1)).findings).toEqual([
      { subject: "pod/kube-system/kube-apiserver-cp1", expected: "a pod that runs and is ready", actual: "none" },
    ]);
    const down = pod("kube-scheduler-cp1", {
      status: { phase: "Running", conditions: [{ type: "Ready", status: "False", lastTransitionTime: "t" }] },
    });
    expect(judged([...all.slice(0, 2), down]).findings).toMatchObject([
      { subject: "pod/kube-system/kube-scheduler-cp1", actual: "runs but is not ready", since: "t" },
    ]);
    const elsewhere = pod("kube-apiserver-cp1", { metadata: { name: "kube-apiserver-cp1", namespace: "apps" } });
    expect(judged([elsewhere, ...all.slice(1)]).verdict).toBe("fail");
  });
  test("irrelevant, empty, erring", () => {
    expect(
      judged(all, profileOf({ kubernetes: { endpoint: "https://x:6443", staticControlPlane: false } })).reason,
    ).toBe("the profile says that the control plane does not run as pods");
    expect(judged([]).verdict).toBe("fail");
    expect(judged([{}, { metadata: { name: "x", namespace: "kube-system" } }]).findings).toHaveLength(3);
    expect(judge(row, { pods: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});
