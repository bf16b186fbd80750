import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import nothingIsStuck from "./nothing-is-stuck.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  flux: {
    source: { url: "ssh://git@github.com/o/r.git", ref: "main" },
    kustomization: { path: "./c" },
    stuckAfter: "15m",
  },
});
const revision = "refs/heads/main@sha1:cb4789e0";
const metadata = (name: string) => ({
  name,
  namespace: "flux-system",
  generation: 1,
  creationTimestamp: "2026-11-21T10:00:00Z",
});
const ready = { type: "Ready", status: "True", reason: "Succeeded", observedGeneration: 1 };
const unready = (reason: string, lastTransitionTime: string) => ({
  ...ready,
  status: "False",
  reason,
  lastTransitionTime,
});
const source = (lastUpdateTime = "2026-11-21T10:00:00Z") => ({
  metadata: metadata("flux-system"),
  status: { observedGeneration: 1, conditions: [ready], artifact: { revision, lastUpdateTime } },
});
const kustomization = (name: string, { spec = {}, status = {} }: { spec?: object; status?: object } = {}) => ({
  metadata: metadata(name),
  spec: { sourceRef: { kind: "GitRepository", name: "flux-system" }, ...spec },
  status: {
    observedGeneration: 1,
    conditions: [ready],
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
    ...status,
  },
});
const lists = (parts: Record<string, object[]> = {}) => ({
  kustomizations: look(parts["kustomizations"] ?? [kustomization("flux-system")]),
  helmReleaseResources: look(parts["helmReleaseResources"] ?? []),
  gitRepositories: look(parts["gitRepositories"] ?? [source()]),
  ociRepositories: look([]),
  helmRepositories: look([]),
  helmCharts: look(parts["helmCharts"] ?? []),
  buckets: look([]),
});
const judged = (parts?: Record<string, object[]>) => judge(nothingIsStuck, lists(parts), { profile, now });
const waits = (name: string, ...on: string[]) =>
  kustomization(name, {
    spec: { dependsOn: on.map((name) => ({ name })) },
    status: { conditions: [unready("DependencyNotReady", "2026-11-21T10:00:00Z")] },
  });

describe("flux/nothing-is-stuck", () => {
  test("everything is done", () => {
    expect(judged()).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("a HelmRelease out of retries, rolled back", () => {
    const release = {
      metadata: metadata("echo"),
      status: {
        conditions: [
          {
            type: "Stalled",
            status: "True",
            reason: "RetriesExceeded",
            message: "Failed to upgrade after 2 attempt(s)",
            observedGeneration: 1,
            lastTransitionTime: "2026-11-21T11:58:00Z",
          },
          unready("RollbackSucceeded", "2026-11-21T11:58:00Z"),
        ],
      },
    };
    expect(judged({ helmReleaseResources: [release] })).toMatchObject({
      verdict: "fail",
      findings: [
        {
          subject: "helmrelease/flux-system/echo",
          expected: "a controller that still works on it",
          actual:
            "Stalled=True (RetriesExceeded: Failed to upgrade after 2 attempt(s)); Ready=False (RollbackSucceeded)",
          since: "2026-11-21T11:58:00Z",
          hopeless: true,
        },
      ],
    });
    const edited = {
      ...release,
      metadata: { ...release.metadata, generation: 2, creationTimestamp: "2026-11-21T11:58:00Z" },
    };
    expect(judged({ helmReleaseResources: [edited] }).verdict).toBe("pass");
  });

  test("failing for longer than the profile allows; for less it is only slow", () => {
    const failing = (since: string) =>
      judged({
        kustomizations: [
          kustomization("flux-system", { status: { conditions: [unready("HealthCheckFailed", since)] } }),
        ],
      });
    expect(failing("2026-11-21T11:44:00Z").findings).toEqual([
      {
        subject: "kustomization/flux-system/flux-system",
        expected: "Ready=True for its current generation within 15m0s",
        actual: "not for 16m0s: Ready=False (HealthCheckFailed)",
        since: "2026-11-21T11:44:00Z",
      },
    ]);
    expect(failing("2026-11-21T11:46:00Z").verdict).toBe("pass");
    expect(failing("2026-11-21T11:45:00Z").verdict).toBe("pass");
  });

  test("retries that pass through Ready=Unknown are seen through by the history", () => {
    const conditions = [{ ...unready("Progressing", "2026-11-21T11:59:50Z"), status: "Unknown" }];
    const failed = { lastReconciledStatus: "HealthCheckFailed", firstReconciled: "2026-11-21T11:00:00Z" };
    const over = (...history: object[]) =>
      judged({ kustomizations: [kustomization("flux-system", { status: { conditions, history } })] });
    expect(over(failed).findings).toMatchObject([{ since: "2026-11-21T11:00:00Z" }]);
    const success = { lastReconciledStatus: "ReconciliationSucceeded", lastReconciled: "2026-11-21T11:55:00Z" };
    expect(over(failed, success).verdict).toBe("pass");
  });

  test("a source that cannot fetch, and one that never could", () => {
    const fetchFailed = { type: "FetchFailed", status: "True", lastTransitionTime: "2026-11-21T11:30:00Z" };
    const dead = {
      ...source(),
      status: { ...source().status, conditions: [unready("GitOperationFailed", "2026-11-21T11:59:00Z"), fetchFailed] },
    };
    expect(judged({ gitRepositories: [dead] }).findings).toMatchObject([{ since: "2026-11-21T11:30:00Z" }]);
    const never = { metadata: metadata("flux-system"), spec: {}, status: {} };
    expect(judged({ gitRepositories: [never] }).findings).toContainEqual({
      subject: "gitrepository/flux-system/flux-system",
      expected: "Ready=True for its current generation within 15m0s",
      actual: "not for 2h0m0s: no Ready condition: nothing has reconciled it yet",
      since: "2026-11-21T10:00:00Z",
    });
  });

  test("a dependency cycle, which no condition names", () => {
    const cycle = [kustomization("flux-system"), waits("b", "a"), waits("a", "c"), waits("c", "b")];
    expect(judged({ kustomizations: cycle }).findings).toEqual([
      {
        subject: "kustomization/flux-system/a",
        expected: "dependencies that end somewhere",
        actual:
          "a dependency cycle: kustomization/flux-system/a → kustomization/flux-system/c → kustomization/flux-system/b → kustomization/flux-system/a",
        hopeless: true,
      },
    ]);
    expect(judged({ kustomizations: [waits("self", "self")] }).findings).toMatchObject([
      { actual: "a dependency cycle: kustomization/flux-system/self → kustomization/flux-system/self" },
    ]);
  });

  test("what a cycle leaves behind: Ready=True at an old revision", () => {
    const old = "refs/heads/main@sha1:0ddba11";
    const held = kustomization("flux-system", { status: { lastAppliedRevision: old, lastAttemptedRevision: old } });
    expect(judged({ kustomizations: [held], gitRepositories: [source("2026-11-21T11:30:00Z")] }).findings).toEqual([
      {
        subject: "kustomization/flux-system/flux-system",
        expected: `applied revision ${revision}, which its source serves within 15m0s`,
        actual: `not for 30m0s: applied ${old}`,
        since: "2026-11-21T11:30:00Z",
      },
    ]);
    expect(judged({ kustomizations: [held], gitRepositories: [source("2026-11-21T11:59:00Z")] }).verdict).toBe("pass");
  });

  test("a dependency that does not exist: hopeless once nobody is left to bring it", () => {
    expect(judged({ kustomizations: [kustomization("flux-system"), waits("apps", "ghost")] }).findings).toEqual([
      {
        subject: "kustomization/flux-system/apps",
        expected: "its dependency kustomization/flux-system/ghost to exist",
        actual: "none, and nothing is left that could bring it",
        hopeless: true,
      },
    ]);
    const working = kustomization("flux-system", {
      status: { conditions: [unready("Progressing", "2026-11-21T11:59:00Z")] },
    });
    const [finding] = judged({ kustomizations: [working, waits("apps", "ghost")] }).findings;
    expect(finding).toMatchObject({ actual: "none" });
    expect(finding).not.toHaveProperty("hopeless");
  });

  test("what only waits for another is not stuck itself; what is suspended does not retry", () => {
    const slow = kustomization("infrastructure", {
      status: { conditions: [unready("Progressing", "2026-11-21T11:59:00Z")] },
    });
    expect(judged({ kustomizations: [slow, waits("apps", "infrastructure")] }).verdict).toBe("pass");
    const suspended = kustomization("apps", {
      spec: { suspend: true },
      status: { conditions: [unready("HealthCheckFailed", "2026-11-21T10:00:00Z")] },
    });
    expect(judged({ kustomizations: [kustomization("flux-system"), suspended] }).verdict).toBe("pass");
  });

  test("what waits, or whose source is gone or of a kind that is not looked at, is not left behind", () => {
    const old = { lastAppliedRevision: "main@sha1:0ddba11", lastAttemptedRevision: "main@sha1:0ddba11" };
    const apps = waits("apps", "flux-system");
    const waiting = { ...apps, status: { ...apps.status, ...old } };
    const gone = kustomization("gone", { spec: { sourceRef: { kind: "OCIRepository", name: "x" } }, status: old });
    const external = kustomization("e", { spec: { sourceRef: { kind: "ExternalArtifact", name: "x" } }, status: old });
    expect(judged({ kustomizations: [kustomization("flux-system"), waiting, gone, external] })).toMatchObject({
      verdict: "pass",
      examined: 5,
    });
  });

  test("a source without an artifact's time says nothing of since when", () => {
    const old = { lastAppliedRevision: "main@sha1:0ddba11", lastAttemptedRevision: "main@sha1:0ddba11" };
    const bare = { ...source(), status: { ...source().status, artifact: undefined } };
    expect(
      judged({ kustomizations: [kustomization("flux-system", { status: old })], gitRepositories: [bare] }),
    ).toMatchObject({
      verdict: "inconclusive",
      reason: "kustomization/flux-system/flux-system: none is served, and nothing says since when",
    });
  });

  test("a deletion that does not end", () => {
    const leaving = {
      ...kustomization("apps"),
      metadata: { ...metadata("apps"), deletionTimestamp: "2026-11-21T11:00:00Z" },
    };
    expect(judged({ kustomizations: [leaving] }).findings).toMatchObject([
      { actual: "not for 1h0m0s: being deleted since 2026-11-21T11:00:00Z" },
    ]);
  });

  test("a chart that no HelmRelease uses any more is told of, and no failure; one of Git, or one in use, is one", () => {
    const failing = { observedGeneration: 1, conditions: [unready("ChartPullError", "2026-11-21T10:00:00Z")] };
    const chart = (labels: object = {}) => ({ metadata: { ...metadata("apps-echo"), labels }, status: failing });
    const released = (spec: object, status: object = {}) => ({
      metadata: { ...metadata("echo"), namespace: "apps" },
      spec,
      status: { observedGeneration: 1, conditions: [ready], ...status },
    });
    const verdict = (helmChart: object, ...helmReleaseResources: object[]) =>
      judged({ helmCharts: [helmChart], helmReleaseResources });
    expect(verdict(chart())).toMatchObject({
      verdict: "pass",
      remarks: [
        "helmchart/flux-system/apps-echo belongs to no HelmRelease any more: kubectl -n flux-system delete helmchart apps-echo",
      ],
    });
    const inUse = [
      released({}, { helmChart: "flux-system/apps-echo" }),
      released({ chart: { spec: { sourceRef: { namespace: "flux-system" } } } }),
      released({ chartRef: { kind: "HelmChart", name: "apps-echo", namespace: "flux-system" } }),
    ];
    for (const release of inUse) expect(verdict(chart(), release).verdict).toBe("fail");
    expect(verdict(chart({ "kustomize.toolkit.fluxcd.io/name": "apps" })).verdict).toBe("fail");
    expect(verdict({ ...chart(), status: { ...failing, conditions: [ready] } }).remarks).toEqual([]);
  });

  test("an object that tells nothing keeps the check from passing", () => {
    expect(judged({ kustomizations: [{ metadata: { name: "x", namespace: "flux-system" } }] })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "kustomization/flux-system/x" }],
    });
  });

  test("nothing there, a list that errs, a profile without Flux", () => {
    expect(judged({ kustomizations: [], gitRepositories: [] })).toMatchObject({
      verdict: "inconclusive",
      reason: "nothing to examine",
    });
    const results = { ...lists(), kustomizations: trouble("forbidden") };
    expect(judge(nothingIsStuck, results, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(nothingIsStuck, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Flux");
  });
});
