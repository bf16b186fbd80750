import { describe, expect, test } from "vitest";
import { CNI, dependencyIn, objectsIn, waitedFor } from "./words.ts";

describe("what a message names", () => {
  test.each([
    ['secret "login" not found', ["secret/a/login"]],
    ['secrets "login" not found', ["secret/a/login"]],
    ["failed to get secret 'flux-system/key': no such thing", ["secret/flux-system/key"]],
    ["couldn't find key password in Secret nessie/cluster-secrets", ["secret/nessie/cluster-secrets"]],
    ['configmap "settings" not found', ["configmap/a/settings"]],
    ['secret "login" is well', []],
    ['failed calling webhook "webhook.cert-manager.io": x', ["webhook/webhook.cert-manager.io"]],
    ["failed calling webhook webhook.cert-manager.io: context deadline exceeded", ["webhook/webhook.cert-manager.io"]],
    ["dial tcp 10.0.0.1:443: i/o timeout", []],
    ['plugin type="cilium-cni" failed (add): x', [CNI]],
    ["", []],
  ])("%s", (message, objects) => expect(objectsIn(message, "a")).toEqual(objects));

  test("a kind that is not served, by each plural that its CRD may have", () => {
    const message = 'no matches for kind "NetworkPolicy" in version "cilium.io/v2"';
    expect(objectsIn(message)).toContain("customresourcedefinition/networkpolicies.cilium.io");
    expect(objectsIn('no matches for kind "GatewayClass" in version "g.io/v1"')).toContain(
      "customresourcedefinition/gatewayclasses.g.io",
    );
  });

  test("what Flux waits for, and on what it depends", () => {
    const message =
      "timeout waiting for: [HelmRelease/kube-system/cilium status: 'Failed', ClusterIssuer/x status: 'InProgress']";
    expect(waitedFor(message)).toEqual(["helmrelease/kube-system/cilium", "clusterissuer/x"]);
    expect(waitedFor("context deadline exceeded")).toEqual([]);
    expect(dependencyIn("dependency 'flux-system/a' is not ready")).toBe("flux-system/a");
    expect(dependencyIn("dependency is not ready")).toBeUndefined();
  });

  test("megabytes are not looked through", () => {
    for (const letter of ["A", "a", "/", "'", " lookup "]) {
      const long = letter.repeat(1_000_000);
      expect([...objectsIn(long), ...waitedFor(long), dependencyIn(long) ?? ""].join("")).toBe("");
    }
  });
});
