import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { ServedObject } from "../../observations/everything.ts";
import { AT, everythingOf, served } from "../testing/served.ts";
import { profileOf } from "../testing/profile.ts";
import { trouble } from "../testing/sources.ts";
import nothingHangsInDeletion from "./nothing-hangs-in-deletion.ts";

const context = { profile: profileOf(), now: new Date(AT) };
const judged = (...objects: ServedObject[]) =>
  judge(nothingHangsInDeletion, { everything: everythingOf(objects) }, context);
const leaving = (deletionTimestamp: string, parts: Parameters<typeof served>[0] = {}) =>
  served({ ...parts, metadata: { deletionTimestamp, ...parts.metadata } });

describe("objects/nothing-hangs-in-deletion", () => {
  test("nothing is in deletion, or not for long", () => {
    expect(judged(served({}))).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged(leaving("2026-01-05T09:59:00Z")).verdict).toBe("pass");
    expect(
      judged(leaving("2026-01-05T09:55:00Z", { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease" })).verdict,
    ).toBe("pass");
  });

  test("a namespace, in the words of its conditions", () => {
    const conditions = [
      {
        type: "NamespaceFinalizersRemaining",
        status: "True",
        reason: "SomeFinalizersRemain",
        message: "finalizers.fluxcd.io in 1 resource",
      },
      { type: "NamespaceDeletionDiscoveryFailure", status: "False", reason: "ResourcesDiscovered" },
    ];
    const namespace = leaving("2026-01-05T09:40:00Z", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "tenant-a" },
      status: { phase: "Terminating", conditions },
    });
    expect(judged(namespace).findings).toEqual([
      {
        subject: "namespace/tenant-a",
        expected: "gone within 2m0s",
        actual:
          "in deletion for 20m0s; NamespaceFinalizersRemaining=True (SomeFinalizersRemain: finalizers.fluxcd.io in 1 resource); finalizer finalizers.fluxcd.io is removed by the Flux controller of its kind",
        since: "2026-01-05T09:40:00Z",
      },
    ]);
  });

  test.each([
    ["kubernetes.io/pvc-protection", "kube-controller-manager, once no pod uses the claim"],
    ["customresourcecleanup.apiextensions.k8s.io", "kube-apiserver, once no object of the kind is left"],
    ["finalizers.fluxcd.io", "the Flux controller of its kind"],
    ["example.org/keep", "whoever set it: a controller of that name"],
  ])("who removes %s", (finalizer, remover) => {
    const [finding] = judged(leaving("2026-01-05T09:00:00Z", { metadata: { finalizers: [finalizer] } })).findings;
    expect(finding?.actual).toBe(`in deletion for 1h0m0s; finalizer ${finalizer} is removed by ${remover}`);
  });

  test("thirty with the same finalizers are one finding", () => {
    const all = Array.from({ length: 30 }, (_, n) => leaving("2026-01-05T09:00:00Z", { metadata: { name: `a${n}` } }));
    expect(judged(...all).findings).toMatchObject([
      { actual: expect.stringContaining("the same of 29 more") as string },
    ]);
  });

  test("pods are their own check's; a time that is none still hangs", () => {
    expect(judged(served({}), leaving("2026-01-05T09:00:00Z", { apiVersion: "v1", kind: "Pod" })).verdict).toBe("pass");
    expect(judged(leaving("long ago")).findings).toMatchObject([{ actual: "in deletion since long ago" }]);
  });

  test("nothing to examine, a source that errs", () => {
    expect(judged()).toMatchObject({ verdict: "inconclusive" });
    expect(judge(nothingHangsInDeletion, { everything: trouble("forbidden") }, context).verdict).toBe("inconclusive");
  });
});
