import { describe, expect, test } from "vitest";
import {
  at,
  bootstrapProfile,
  cilium,
  kustomization,
  observedOf,
  pod,
  staticPods,
} from "../criteria/testing/bootstrap.ts";
import { underWay } from "./under-way.ts";

const profile = bootstrapProfile();
const now = new Date(at("12:00"));
const open = (parts: Parameters<typeof observedOf>[0] = {}) => underWay(observedOf(parts), { profile, now }).open;

describe("what is still to come", () => {
  test("nothing, when every phase has reached its end", () => expect(open()).toEqual([]));

  test("when the machines booted, and whether they say so, is not waited for", () =>
    expect(open({ talosMachineStatuses: undefined, talosServices: undefined })).toEqual([]));

  test("a release that Helm still installs, by the labels of its Secret alone", () => {
    const pending = { ...cilium, status: "pending-install", details: undefined };
    expect(open({ helmReleases: [pending] })).toEqual([
      "phase core goes on: helmrelease/kube-system/cilium: Helm says pending-install",
    ]);
  });

  test("a pod, a node, a CRD and a Kustomization that are not there or not ready", () => {
    const starting = pod(["apps", "web-2"], { created: at("9:00") });
    Object.assign(starting, { status: { conditions: [{ type: "Ready", status: "False" }] } });
    expect(open({ pods: [...staticPods, starting] })[0]).toMatch(/^phase workloads goes on: pod\/apps\/web-2/);
    expect(open({ nodes: [] }).join()).toContain("node/cp1: is not registered");
    expect(open({ customResourceDefinitions: [] })).toContain(
      "phase crds goes on: customresourcedefinition/ciliumnodes.cilium.io: does not exist",
    );
    expect(open({ kustomizations: [] }).join()).toContain("kustomization/flux-system/flux-system: does not exist");
  });

  test("nothing of a phase is there yet", () => {
    const root = kustomization("flux-system", at("6:00"), at("7:00"));
    expect(open({ kustomizations: [root], pods: [...staticPods] })).toEqual([
      "phase workloads has no end: nothing is remembered of it",
    ]);
  });

  test("what could not be read is no end: each source, and all of them", () => {
    for (const source of ["namespaces", "nodes", "pods", "customResourceDefinitions", "helmReleases", "kustomizations"])
      expect(open({ [source]: undefined }).join()).toContain(`${source} was not read`);
    expect(underWay({}, { profile, now }).open.length).toBeGreaterThan(6);
  });
});

describe("how far it has come", () => {
  const names = (parts: Parameters<typeof observedOf>[0] = {}) =>
    underWay(observedOf(parts), { profile, now }).over.map(({ name }) => name);

  test("the phases that are over: none of which anything goes on or was not read", () => {
    expect(names()).toEqual(underWayNames());
    const pending = { ...cilium, status: "pending-install", details: undefined };
    expect(names({ helmReleases: [pending] })).not.toContain("core");
    expect(names({ customResourceDefinitions: undefined })).not.toContain("crds");
    expect(underWay({}, { profile, now }).over).toEqual([]);
  });

  test("since when it goes on, and what it may take", () => {
    const { bootstrap } = underWay(observedOf({}), { profile, now });
    expect(bootstrap?.budgetMs).toBe(profile.budget?.total);
    expect(Date.parse(bootstrap?.since ?? "")).toBeLessThan(now.getTime());
    expect(underWay(observedOf({}), { profile: { ...profile, budget: undefined }, now }).bootstrap).toBeUndefined();
  });

  const underWayNames = (): string[] => ["machines", "control-plane", "crds", "core", "flux", "workloads"];
});
