import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import runbook from "../../criteria/repository/bootstrap/runbook-records-the-timings.ts";
import { costsOfRun } from "./costs.ts";

test("a draft that is judged at once: what was not found, what that costs, and the command that writes it", () => {
  const text =
    "name: lab\nkubernetes:\n  # endpoint: # not found: a URL of the API\n# network:\n#   pods: [] # not found: podSubnets\n# storage: {} # not found: storage\n";
  expect(costsOfRun(text, "../k8s-ops", profileOf(), [runbook])).toBe(
    [
      "The profile was drafted from ../k8s-ops; not found: kubernetes.endpoint, network.pods, storage. To read and change it: npx assay --init ../k8s-ops",
      "Not applicable, because the profile names no runbook (bootstrap.runbook): repository/runbook-records-the-timings",
    ].join("\n"),
  );
});

test("a draft that lacks nothing says only where it comes from", () =>
  expect(costsOfRun("name: lab\n", "x", profileOf(), [])).toBe(
    "The profile was drafted from x. To read and change it: npx assay --init x",
  ));
