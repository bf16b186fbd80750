import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { goneVersion } from "./gone-versions.ts";

const on = (version: string) => ({ ...profileOf(), kubernetes: { ...profileOf().kubernetes, version } });
const unknown = { ...profileOf(), kubernetes: { ...profileOf().kubernetes, version: undefined } };

describe("versions that Kubernetes removed", () => {
  test("on a cluster that has such a release, on one that is older, and where its release is not known", () => {
    const removed = { instead: "policy/v1", by: "Kubernetes 1.25" };
    expect(goneVersion("policy/v1beta1", "PodDisruptionBudget", on("v1.36.4"))).toEqual({
      ...removed,
      isCertain: true,
    });
    expect(goneVersion("policy/v1beta1", "PodDisruptionBudget", on("v1.24.0"))).toBeUndefined();
    expect(goneVersion("policy/v1beta1", "PodDisruptionBudget", unknown as never)).toEqual({
      ...removed,
      isCertain: false,
    });
  });
  test("by its kind, and none that is served", () => {
    expect(goneVersion("extensions/v1beta1", "Ingress", on("v1.30.0"))?.instead).toBe("networking.k8s.io/v1");
    expect(goneVersion("extensions/v1beta1", "DaemonSet", on("v1.30.0"))?.instead).toBe("apps/v1");
    expect(goneVersion("networking.k8s.io/v1beta1", "IPAddress", on("v1.36.0"))).toBeUndefined();
    expect(goneVersion("apps/v1", "Deployment", on("v1.36.0"))).toBeUndefined();
  });
});

test("of a product's kind what its types do not have is doubtful, and of an unknown kind nothing is said", () => {
  const gone = (apiVersion: string, kind: string) => goneVersion(apiVersion, kind, on("v1.36.0"));
  expect(gone("helm.toolkit.fluxcd.io/v2beta2", "HelmRelease")).toMatchObject({
    instead: "helm.toolkit.fluxcd.io/v2",
    isCertain: false,
  });
  expect(gone("gateway.networking.k8s.io/v1beta2", "HTTPRoute")?.instead).toBe("gateway.networking.k8s.io/v1");
  expect(gone("external-secrets.io/v1beta1", "ExternalSecret")?.instead).toBe("external-secrets.io/v1");
  expect(gone("gateway.networking.k8s.io/v1beta1", "HTTPRoute")).toBeUndefined();
  expect(gone("example.org/v1", "Thing")).toBeUndefined();
});
