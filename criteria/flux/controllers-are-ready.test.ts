import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import controllersAreReady from "./controllers-are-ready.ts";

const now = new Date("2026-11-21T12:00:00Z");
const source = { url: "ssh://git@github.com/o/r.git", ref: "main" };
const profile = profileOf({
  flux: { source, kustomization: { path: "./c" }, controllers: ["source-controller", "helm-controller"] },
});
const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
const deployment = (name: string, replicas = 1, status: object = counts) => ({
  metadata: { name, namespace: "flux-system", generation: 1 },
  spec: { replicas },
  status: { observedGeneration: 1, ...status },
});
const judged = (...deployments: object[]) =>
  judge(controllersAreReady, { deployments: look(deployments) }, { profile, now });

describe("flux/controllers-are-ready", () => {
  test("every expected controller is rolled out", () => {
    expect(judged(deployment("source-controller"), deployment("helm-controller"))).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
  });

  test("a deleted controller, as `flux check` passes over it", () => {
    expect(judged(deployment("source-controller"))).toMatchObject({
      verdict: "fail",
      findings: [{ subject: "deployment/flux-system/helm-controller", expected: "a Deployment", actual: "none" }],
    });
  });

  test("a controller scaled to 0, as FluxReport calls it ready", () => {
    const idle = deployment("helm-controller", 0, { replicas: 0 });
    expect(judged(deployment("source-controller"), idle).findings).toMatchObject([{ actual: "scaled to 0 replicas" }]);
  });

  test("a controller whose pod is not ready; one without status", () => {
    const starting = deployment("helm-controller", 1, { ...counts, readyReplicas: 0 });
    expect(judged(deployment("source-controller"), starting).findings).toMatchObject([{ actual: "0 of 1 ready" }]);
    const blank = { metadata: { name: "helm-controller", namespace: "flux-system" } };
    expect(judged(deployment("source-controller"), blank).verdict).toBe("fail");
  });

  test("a source that errs; a profile without Flux", () => {
    expect(judge(controllersAreReady, { deployments: trouble("forbidden") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judge(controllersAreReady, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Flux");
  });
});
