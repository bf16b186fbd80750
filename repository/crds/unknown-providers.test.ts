import { expect, test } from "vitest";
import { mayBring } from "./unknown-providers.ts";

const raw = "https://raw.githubusercontent.com";

test.each([
  // another project's own repository or chart
  [`${raw}/k8snetworkplumbingwg/network-attachment-definition-client/v1.7.7/artifacts/networks-crd.yaml`, false],
  ["oci://ghcr.io/kedacore/charts/keda", false],
  ["oci://ghcr.io/envoyproxy/gateway-things", true],
  // a file that is named by its group
  [`${raw}/x/crds/main/barmancloud.cnpg.io_objectstores.yaml`, false],
  [`${raw}/x/crds/main/gateway.envoyproxy.io_envoyproxies.yaml`, true],
  // collections, and what does not say whose it is
  [`${raw}/someone/home-ops/main/all-crds.yaml`, true],
  [`${raw}/datreeio/CRDs-catalog/main/all.yaml`, true],
  ["https://example.org/install.yaml", true],
  ["oci://registry.lab/charts/crds", true],
  ["{{ .Values.url }}/install.yaml", true],
  ["", true],
])("%s may bring gateway.envoyproxy.io: %s", (what, expected) =>
  expect(mayBring(what, "gateway.envoyproxy.io")).toBe(expected),
);

test("a product's name counts as its group's", () =>
  expect(mayBring("oci://ghcr.io/someone/cloudnative-pg/plugin", "postgresql.cnpg.io")).toBe(true));
