import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import instanceIsReady from "./instance-is-ready.ts";

const now = new Date("2026-11-21T12:00:00Z");
const flux = {
  source: { url: "ssh://git@github.com/o/r.git", ref: "main" },
  kustomization: { path: "./c" },
  controllers: ["source-controller"],
  version: "v2.7.5",
  instance: "flux",
};
const profile = profileOf({ flux });
const ready = {
  type: "Ready",
  status: "True",
  reason: "ReconciliationSucceeded",
  message: "Reconciliation finished in 23s",
  observedGeneration: 1,
  lastTransitionTime: "2026-11-21T11:00:00Z",
};
const revision = "v2.7.5@sha256:52cc50ed";
const status = {
  conditions: [ready],
  lastAppliedRevision: revision,
  lastAttemptedRevision: revision,
  components: [{ name: "source-controller", tag: "v1.7.4" }],
};
const judged = (changes: object, metadata: object = {}) =>
  judge(
    instanceIsReady,
    {
      fluxInstances: look([
        {
          metadata: { name: "flux", namespace: "flux-system", generation: 1, ...metadata },
          status: { ...status, ...changes },
        },
      ]),
    },
    { profile, now },
  );

describe("flux/instance-is-ready", () => {
  test("Ready for its generation, at the version, with the controllers: there is no status.observedGeneration", () => {
    expect(judged({})).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("no FluxInstance", () => {
    expect(judge(instanceIsReady, { fluxInstances: look([]) }, { profile, now }).findings).toEqual([
      { subject: "fluxinstance/flux-system/flux", expected: "a FluxInstance", actual: "none" },
    ]);
  });

  test("in progress while it repairs what was deleted", () => {
    const conditions = [{ ...ready, status: "Unknown", reason: "Progressing", message: "Reconciliation in progress" }];
    expect(judged({ conditions }).findings).toEqual([
      {
        subject: "fluxinstance/flux-system/flux",
        expected: "Ready=True for its current generation",
        actual: "Ready=Unknown (Progressing: Reconciliation in progress)",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
  });

  test("Ready for an old generation, or for none", () => {
    expect(judged({}, { generation: 2 }).findings).toMatchObject([
      { actual: expect.stringContaining("for generation 1, and the spec is at 2") },
    ]);
    const conditions = [{ type: "Ready", status: "True" }];
    expect(judged({ conditions }).findings).toMatchObject([
      { actual: expect.stringContaining("for generation unknown") },
    ]);
  });

  test("another version, which no waiting mends", () => {
    const older = { lastAppliedRevision: "v2.7.3@sha256:1", lastAttemptedRevision: "v2.7.3@sha256:1" };
    expect(judged(older).findings).toEqual([
      { subject: "fluxinstance/flux-system/flux", expected: "Flux v2.7.5", actual: "Flux v2.7.3", hopeless: true },
    ]);
  });

  test("nothing applied, or not what was attempted last", () => {
    expect(judged({ lastAppliedRevision: "" }).findings).toMatchObject([
      { actual: `applied nothing, attempted ${revision}` },
    ]);
    expect(judged({ lastAttemptedRevision: "v2.8.0@sha256:2" }).findings).toMatchObject([
      { expected: "its last attempted revision applied" },
    ]);
  });

  test("a controller that it does not install", () => {
    expect(judged({ components: null }).findings).toMatchObject([
      { expected: "source-controller among its components", actual: "it installed nothing" },
    ]);
    const others = [{ name: "helm-controller" }, { name: "kustomize-controller" }];
    expect(judged({ components: others }).findings).toMatchObject([
      { actual: "it installed helm-controller, kustomize-controller" },
    ]);
    expect(judged({ components: [...others, { name: "source-controller" }] }).verdict).toBe("pass");
  });

  test("no status at all", () => {
    const bare = { metadata: { name: "flux", namespace: "flux-system" } };
    expect(judge(instanceIsReady, { fluxInstances: look([bare]) }, { profile, now }).findings).toMatchObject([
      { actual: "no Ready condition" },
      { actual: "it installed nothing" },
    ]);
  });

  test("a source that errs; Flux without the operator", () => {
    expect(judge(instanceIsReady, { fluxInstances: trouble("not-served") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    const bootstrapped = profileOf({ flux: { ...flux, instance: undefined } });
    expect(judge(instanceIsReady, {}, { profile: bootstrapped, now }).reason).toBe(
      "the profile names no FluxInstance: `flux bootstrap` installed Flux",
    );
    expect(judge(instanceIsReady, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    const unpinned = profileOf({ flux: { ...flux, version: undefined } });
    const object = { metadata: { name: "flux", namespace: "flux-system" }, status };
    expect(judge(instanceIsReady, { fluxInstances: look([object]) }, { profile: unpinned, now }).verdict).toBe("pass");
  });
});
