import { expect, test } from "vitest";
import { isAbout } from "./subject-pattern.ts";

test.each<[string, string, boolean]>([
  ["cert-manager/*", "deployment/cert-manager/cert-manager-webhook", true],
  ["cert-manager/*", "release/cert-manager/cert-manager", true],
  ["cert-manager/*", "deployment/kube-system/cert-manager", false],
  ["cert-manager/*", "deployment/x-cert-manager/y", false],
  ["kube-system/cilium*", "daemonset/kube-system/cilium-envoy", true],
  ["daemonset/kube-system/cilium", "daemonset/kube-system/cilium", true],
  ["deployment/kube-system/cilium", "daemonset/kube-system/cilium", false],
  ["infra-cp-*", "node/infra-cp-01", true],
  ["*.cert-manager.io", "customresourcedefinition/issuers.cert-manager.io", true],
  ["*.cert-manager.io", "customresourcedefinition/issuersXcert-manager.io", false],
  ["*", "deployment/a/b", false],
])("%s of %s: %s", (pattern, subject, is) => expect(isAbout([pattern], subject)).toBe(is));

test("a pattern that is written to be slow is not", () => {
  expect(isAbout([`${"a*".repeat(30)}b`], `node/${"a".repeat(60)}`)).toBe(false);
});
