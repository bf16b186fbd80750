import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import nothingIsSuspended from "./nothing-is-suspended.ts";

const now = new Date("2026-11-21T12:00:00Z");
const flux = {
  source: { url: "ssh://git@github.com/o/r.git", ref: "main" },
  kustomization: { path: "./c" },
  mayBeSuspended: [{ kind: "HelmRelease", namespace: "apps", name: "echo", reason: "being moved" }],
};
const profile = profileOf({ flux });
const object = (namespace: string, name: string, suspend?: boolean) => ({
  metadata: { namespace, name },
  spec: { suspend },
});
const lists = (parts: Record<string, object[]> = {}) => ({
  kustomizations: look(parts["kustomizations"] ?? [object("flux-system", "flux-system")]),
  helmReleaseResources: look(parts["helmReleaseResources"] ?? []),
  gitRepositories: look(parts["gitRepositories"] ?? []),
  ociRepositories: look([]),
  helmRepositories: look([]),
  helmCharts: look(parts["helmCharts"] ?? []),
  buckets: look([]),
});
const judged = (parts?: Record<string, object[]>) => judge(nothingIsSuspended, lists(parts), { profile, now });

describe("flux/nothing-is-suspended", () => {
  test("nothing is", () => {
    expect(judged()).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("a Kustomization, a chart", () => {
    const parts = { kustomizations: [object("apps", "apps", true)], helmCharts: [object("apps", "c", true)] };
    expect(judged(parts).findings).toEqual([
      { subject: "kustomization/apps/apps", expected: "not suspended", actual: "spec.suspend: true", own: true },
      { subject: "helmchart/apps/c", expected: "not suspended", actual: "spec.suspend: true", own: true },
    ]);
  });

  test("what the profile allows, and only that", () => {
    expect(judged({ helmReleaseResources: [object("apps", "echo", true)] }).verdict).toBe("pass");
    expect(judged({ helmReleaseResources: [object("other", "echo", true)] }).verdict).toBe("fail");
  });

  test("a FluxInstance whose reconciliation is disabled, or that cannot be seen", () => {
    const operated = { profile: profileOf({ flux: { ...flux, instance: "flux" } }), now };
    const instance = (reconcile: string) => ({
      metadata: {
        name: "flux",
        namespace: "flux-system",
        annotations: { "fluxcd.controlplane.io/reconcile": reconcile },
      },
    });
    const over = (instances: object) =>
      judge(nothingIsSuspended, { ...lists(), fluxInstances: look(instances) }, operated);
    expect(over([instance("disabled")]).findings).toMatchObject([{ subject: "fluxinstance/flux-system/flux" }]);
    expect(over([instance("enabled")])).toMatchObject({ verdict: "pass", examined: 2 });
    expect(judge(nothingIsSuspended, { ...lists(), fluxInstances: trouble("forbidden") }, operated)).toMatchObject({
      verdict: "inconclusive",
      reason: "fluxinstance/flux-system/flux: FluxInstances could not be listed",
    });
  });

  test("nothing there, a list that errs, a profile without Flux", () => {
    expect(judged({ kustomizations: [] })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(nothingIsSuspended, { ...lists(), buckets: trouble("forbidden") }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "buckets: forbidden",
    });
    expect(judge(nothingIsSuspended, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Flux");
  });
});
