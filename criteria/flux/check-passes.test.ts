import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import checkPasses from "./check-passes.ts";

const now = new Date("2026-11-21T12:00:00Z");
const source = { url: "ssh://git@github.com/o/r.git", ref: "main" };
const controllers = ["source-controller", "helm-controller"];
const profile = profileOf({ flux: { source, kustomization: { path: "./c" }, controllers } });
const line = (name: string, ready = true, detail = "deployment ready") => ({ name, ready, detail });
const passed = {
  exit: 0,
  killed: false,
  controllers: controllers.map((name) => line(name)),
  crds: [
    "buckets.source.toolkit.fluxcd.io/v1",
    "gitrepositories.source.toolkit.fluxcd.io/v1",
    "helmcharts.source.toolkit.fluxcd.io/v1",
    "helmrepositories.source.toolkit.fluxcd.io/v1",
    "ocirepositories.source.toolkit.fluxcd.io/v1",
    "helmreleases.helm.toolkit.fluxcd.io/v2",
  ],
  passedLine: true,
  failures: [],
  transcript: "transcripts/1.txt",
};
const judged = (check: object) => judge(checkPasses, { fluxCheck: look({ ...passed, ...check }) }, { profile, now });

describe("flux/check-passes", () => {
  test("exit 0, the passing line, every expected controller and CRD", () => {
    expect(judged({})).toMatchObject({ verdict: "pass", examined: 9, findings: [] });
  });

  test("the line about a newer CLI is no failure", () => {
    expect(judged({ failures: ["✗ flux 2.7.5 <2.9.4 (new CLI version is available, please upgrade)"] }).verdict).toBe(
      "pass",
    );
  });

  test("a deleted controller under `all checks passed`", () => {
    expect(judged({ controllers: [line("source-controller")] })).toMatchObject({
      verdict: "fail",
      findings: [
        { subject: "controller/helm-controller", expected: "checked by `flux check`", actual: "it did not list it" },
      ],
    });
  });

  test("a deleted CRD under `all checks passed`", () => {
    expect(judged({ crds: passed.crds.slice(1) }).findings).toEqual([
      {
        subject: "crd/buckets.source.toolkit.fluxcd.io",
        expected: "checked by `flux check`",
        actual: "it did not list it",
      },
    ]);
  });

  test("a controller that is not ready, exit 1", () => {
    const failing = {
      exit: 1,
      passedLine: false,
      failures: ["✗ helm-controller: deployment not ready"],
      controllers: [line("source-controller"), line("helm-controller", false, "deployment not ready")],
    };
    expect(judged(failing).findings).toEqual([
      {
        subject: "command/flux check",
        expected: "exit 0 and `all checks passed`",
        actual: "exit 1: ✗ helm-controller: deployment not ready",
      },
      { subject: "controller/helm-controller", expected: "deployment ready", actual: "deployment not ready" },
    ]);
  });

  test("exit 0 without the passing line, or with a failure", () => {
    expect(judged({ passedLine: false }).findings).toMatchObject([{ actual: "exit 0, and no `all checks passed`" }]);
    expect(judged({ failures: ["✗ x: deployment not ready"] }).findings).toMatchObject([
      { actual: "exit 0: ✗ x: deployment not ready" },
    ]);
  });

  test("exit 0 and nothing that flux says: it was another program, or could not begin", () =>
    expect(judged({ passedLine: false, controllers: [], crds: [] })).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [{ reason: "it ended with 0 and said nothing that is known here" }],
    }));

  test("exit 1 though it says that all passed; a failure that only speaks of versions", () => {
    expect(judged({ exit: 1 }).findings).toEqual([
      { subject: "command/flux check", expected: "exit 0 and `all checks passed`", actual: "exit 1" },
    ]);
    expect(judged({ failures: ["✗ helm-controller: flux 2.7.5 <2.9.4"] }).verdict).toBe("fail");
    expect(judged({ failures: ["flux 2.7.5 <2.9.4 (new CLI version is available)"] }).verdict).toBe("pass");
    expect(judged({ failures: ["✗  flux 2.7.5 <2.9.4 (new CLI version is available)"] }).verdict).toBe("pass");
  });

  test("a profile that expects no controllers, and one of no CRDs", () => {
    const of = (controllers: string[]) => profileOf({ flux: { source, kustomization: { path: "./c" }, controllers } });
    const none = { fluxCheck: look({ ...passed, controllers: [], crds: [] }) };
    expect(judge(checkPasses, none, { profile: of([]), now })).toMatchObject({ verdict: "pass", examined: 1 });
    const own = { fluxCheck: look({ ...passed, controllers: [line("own-controller")] }) };
    expect(judge(checkPasses, own, { profile: of(["own-controller"]), now })).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
  });

  test("killed at its deadline is no verdict, whatever it printed", () => {
    expect(judged({ killed: true })).toMatchObject({
      verdict: "inconclusive",
      reason: "command/flux check: it was killed before it came to a verdict",
    });
    expect(judged({ exit: undefined }).verdict).toBe("inconclusive");
  });

  test("a user who may list nothing gets exit 0 and empty sections", () => {
    expect(judged({ controllers: [], crds: [] })).toMatchObject({
      verdict: "inconclusive",
      unseen: [
        { reason: "it listed no controllers: it may not list them" },
        { reason: "it listed no crds: it may not list them" },
      ],
    });
  });

  test("refused by the API server, as with a token that has expired, tells nothing of the cluster", () => {
    const failures = [
      "✗ Kubernetes API call failed: the server has asked for the client to provide credentials",
      "✗ checking failed: failed to get server groups: the server has asked for the client to provide credentials",
    ];
    const none = { exit: 1, passedLine: false, controllers: [], crds: [] };
    expect(judged({ ...none, failures })).toMatchObject({ verdict: "inconclusive", findings: [] });
    expect(judged({ ...none, failures: [...failures, "✗ helm-controller: deployment not ready"] }).verdict).toBe(
      "fail",
    );
  });

  test("the command is missing; the profile has no Flux", () => {
    expect(judge(checkPasses, { fluxCheck: trouble("command-missing") }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "fluxCheck: command-missing",
    });
    expect(judge(checkPasses, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Flux");
  });
});
