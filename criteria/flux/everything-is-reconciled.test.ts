import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import everythingIsReconciled from "./everything-is-reconciled.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  flux: {
    source: { url: "ssh://git@github.com/o/r.git", ref: "main" },
    kustomization: { path: "./c" },
    mayBeSuspended: [{ kind: "Kustomization", namespace: "flux-system", name: "lab", reason: "not yet" }],
  },
});
const revision = "refs/heads/main@sha1:cb4789e0";
const metadata = (name: string, namespace = "flux-system") => ({ name, namespace, generation: 1 });
const ready = { type: "Ready", status: "True", reason: "Succeeded", observedGeneration: 1 };
const unready = (reason: string, message?: string) => ({ ...ready, status: "False", reason, message });
const source = (status: object = {}, name = "flux-system") => ({
  metadata: metadata(name),
  spec: {},
  status: { observedGeneration: 1, conditions: [ready], artifact: { revision }, ...status },
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
const release = (status: object = {}) => ({
  metadata: metadata("echo", "apps"),
  spec: {},
  status: {
    observedGeneration: 1,
    conditions: [ready],
    lastAttemptedRevision: "0.1.0",
    history: [{ version: 1, status: "deployed", chartVersion: "0.1.0+cb4789e0a1be" }],
    ...status,
  },
});
const lists = (parts: Record<string, object[]> = {}) => ({
  kustomizations: look(parts["kustomizations"] ?? [kustomization("flux-system")]),
  helmReleaseResources: look(parts["helmReleaseResources"] ?? [release()]),
  gitRepositories: look(parts["gitRepositories"] ?? [source()]),
  ociRepositories: look(parts["ociRepositories"] ?? []),
  helmRepositories: look(parts["helmRepositories"] ?? []),
  helmCharts: look(parts["helmCharts"] ?? []),
  buckets: look([]),
});
const judged = (parts?: Record<string, object[]>) => judge(everythingIsReconciled, lists(parts), { profile, now });
const root = kustomization("flux-system");

describe("flux/everything-is-reconciled", () => {
  test("every object Ready for its generation, at the revision that is served", () => {
    expect(judged()).toMatchObject({ verdict: "pass", examined: 3, findings: [] });
  });

  test("an OCI HelmRepository has no status and needs none; another one does", () => {
    const repository = { metadata: metadata("charts"), spec: { type: "oci" } };
    expect(judged({ helmRepositories: [repository] })).toMatchObject({ verdict: "pass", examined: 4 });
    expect(judged({ helmRepositories: [{ ...repository, spec: { type: "default" } }] }).findings).toMatchObject([
      { subject: "helmrepository/flux-system/charts", actual: "no Ready condition: nothing has reconciled it yet" },
    ]);
  });

  test("not Ready, with the reason and since when", () => {
    const failing = {
      ...unready("HealthCheckFailed", "timeout waiting for: [Deployment/apps/nessie]"),
      lastTransitionTime: "2026-11-21T11:50:00Z",
    };
    expect(
      judged({ kustomizations: [root, kustomization("apps", { status: { conditions: [failing] } })] }).findings,
    ).toEqual([
      {
        subject: "kustomization/flux-system/apps",
        expected: "Ready=True for its current generation",
        actual: "Ready=False (HealthCheckFailed: timeout waiting for: [Deployment/apps/nessie])",
        since: "2026-11-21T11:50:00Z",
      },
    ]);
  });

  test("what waits names its dependency and what is wrong with it, down to one that does not exist", () => {
    const infrastructure = kustomization("infrastructure", {
      status: { conditions: [unready("ReconciliationFailed", "dry-run failed")] },
    });
    const apps = kustomization("apps", {
      spec: { dependsOn: [{ name: "infrastructure" }, { name: "ghost" }] },
      status: { conditions: [unready("DependencyNotReady", "dependency 'flux-system/infrastructure' is not ready")] },
    });
    expect(judged({ kustomizations: [root, infrastructure, apps] }).findings[1]).toMatchObject({
      subject: "kustomization/flux-system/apps",
      actual:
        "Ready=False (DependencyNotReady: dependency 'flux-system/infrastructure' is not ready); waits for " +
        "kustomization/flux-system/infrastructure: Ready=False (ReconciliationFailed: dry-run failed); " +
        "kustomization/flux-system/ghost: it does not exist",
    });
  });

  test("Ready=True of an old generation, though status.observedGeneration is the new one", () => {
    const stale = { ...kustomization("flux-system"), metadata: { ...metadata("flux-system"), generation: 2 } };
    const status = { ...stale.status, observedGeneration: 2 };
    expect(judged({ kustomizations: [{ ...stale, status }] }).findings).toMatchObject([
      { actual: "Ready=True (Succeeded) for generation 1, and the spec is at 2" },
    ]);
  });

  test("a Ready condition without a generation is held to status.observedGeneration", () => {
    const { observedGeneration: _, ...plain } = ready;
    expect(judged({ helmReleaseResources: [release({ conditions: [plain] })] }).verdict).toBe("pass");
    expect(judged({ helmReleaseResources: [release({ conditions: [plain], observedGeneration: 3 })] }).verdict).toBe(
      "fail",
    );
  });

  test("Reconciling under Ready=True, and in deletion", () => {
    const reconciling = { type: "Reconciling", status: "True", reason: "Progressing" };
    expect(judged({ helmReleaseResources: [release({ conditions: [reconciling, ready] })] }).findings).toMatchObject([
      { actual: "Reconciling=True (Progressing), under Ready=True" },
    ]);
    const leaving = {
      ...release(),
      metadata: { ...metadata("echo", "apps"), deletionTimestamp: "2026-11-21T11:00:00Z" },
    };
    expect(judged({ helmReleaseResources: [leaving] }).findings).toMatchObject([
      { actual: "being deleted since 2026-11-21T11:00:00Z" },
    ]);
  });

  test("suspended with a stale Ready=True, unless the profile allows it", () => {
    const suspended = kustomization("apps", { spec: { suspend: true } });
    expect(judged({ kustomizations: [root, suspended] }).findings).toMatchObject([
      { actual: "suspended: Ready=True (Succeeded) is what it was before" },
    ]);
    expect(judged({ kustomizations: [root, kustomization("lab", { spec: { suspend: true } })] })).toMatchObject({
      verdict: "pass",
      remarks: ["kustomization/flux-system/lab is suspended, as the profile allows"],
    });
  });

  test("what may be suspended and is not, is judged like the others", () => {
    const failing = kustomization("lab", { status: { conditions: [unready("BuildFailed")] } });
    expect(judged({ kustomizations: [root, failing] })).toMatchObject({
      findings: [{ subject: "kustomization/flux-system/lab", actual: "Ready=False (BuildFailed)" }],
      remarks: [],
    });
  });

  test("only what waits for a dependency speaks of it, and only of those that are not ready", () => {
    const base = kustomization("base", { status: { conditions: [unready("BuildFailed")] } });
    const spec = { dependsOn: [{ name: "base" }, { name: "flux-system" }] };
    const waiting = kustomization("apps", { spec, status: { conditions: [unready("DependencyNotReady")] } });
    expect(judged({ kustomizations: [root, base, waiting] }).findings[1]?.actual).toBe(
      "Ready=False (DependencyNotReady); waits for kustomization/flux-system/base: Ready=False (BuildFailed)",
    );
    const failing = kustomization("apps", { spec, status: { conditions: [unready("BuildFailed")] } });
    expect(judged({ kustomizations: [root, base, failing] }).findings[1]?.actual).toBe("Ready=False (BuildFailed)");
    const alone = kustomization("apps", { status: { conditions: [unready("DependencyNotReady")] } });
    expect(judged({ kustomizations: [root, alone] }).findings[0]?.actual).toBe("Ready=False (DependencyNotReady)");
    const done = kustomization("apps", { spec });
    expect(judged({ kustomizations: [root, base, done] }).findings).toHaveLength(1);
  });

  test("one revision behind under Ready=True", () => {
    const old = "refs/heads/main@sha1:0ddba11";
    const behind = kustomization("flux-system", { status: { lastAppliedRevision: old, lastAttemptedRevision: old } });
    expect(judged({ kustomizations: [behind] }).findings).toMatchObject([
      { expected: `applied revision ${revision}, which its source serves`, actual: `applied ${old}` },
    ]);
  });

  test("a Kustomization whose source is gone, or of a kind that is not looked at", () => {
    const gone = kustomization("apps", { spec: { sourceRef: { kind: "OCIRepository", name: "gone" } } });
    expect(judged({ kustomizations: [root, gone] }).findings).toMatchObject([
      { expected: "its source OCIRepository gone", actual: "Ready=True, but it does not exist" },
    ]);
    const external = kustomization("apps", { spec: { sourceRef: { kind: "ExternalArtifact", name: "e" } } });
    expect(judged({ kustomizations: [root, external] })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "kustomization/flux-system/apps" }],
    });
  });

  test("a Ready source with nothing in it", () => {
    const helmReleaseResources = [release({ helmChart: "flux-system/chart" })];
    const helmCharts = [source({ artifact: {} }, "chart")];
    expect(judged({ helmReleaseResources, helmCharts }).findings).toMatchObject([
      { subject: "helmchart/flux-system/chart", actual: "Ready=True, but no artifact" },
    ]);
    expect(judged({ helmCharts }).verdict).toBe("pass");
  });

  test("a HelmRelease rolled back: deployed to Helm, not Ready to Flux", () => {
    const conditions = [unready("RollbackSucceeded", "Helm rollback to previous release apps/echo.v3 succeeded")];
    expect(judged({ helmReleaseResources: [release({ conditions })] }).findings).toMatchObject([
      { actual: "Ready=False (RollbackSucceeded: Helm rollback to previous release apps/echo.v3 succeeded)" },
    ]);
  });

  test("a Ready HelmRelease without a release, with a failed one, of another chart version", () => {
    const finding = (status: object) => judged({ helmReleaseResources: [release(status)] }).findings[0]?.actual;
    expect(finding({ history: [] })).toBe("Ready=True, but no release");
    expect(finding({ history: [{ version: 2, status: "failed" }] })).toBe("Ready=True, but v2 is failed");
    expect(finding({ lastAttemptedRevision: "0.2.0" })).toBe(
      "Ready=True, but v1 is of chart version 0.1.0+cb4789e0a1be",
    );
    expect(judged({ helmReleaseResources: [release({ lastAttemptedRevision: undefined })] }).findings).toMatchObject([
      { expected: "chart version (none was attempted) released" },
    ]);
    expect(judged({ helmReleaseResources: [release({ lastAttemptedRevision: "0.2.0" })] }).findings).toMatchObject([
      { expected: "chart version 0.2.0 released" },
    ]);
    expect(finding({ history: [{ version: 1, status: "deployed" }] })).toBe(
      "Ready=True, but v1 is of chart version undefined",
    );
  });

  test("0.1.1 is not 0.1.10", () => {
    const history = [{ version: 3, status: "deployed", chartVersion: "0.1.10+cb4789e0a1be" }];
    expect(
      judged({ helmReleaseResources: [release({ lastAttemptedRevision: "0.1.1", history })] }).findings,
    ).toMatchObject([{ actual: "Ready=True, but v3 is of chart version 0.1.10+cb4789e0a1be" }]);
    expect(judged({ helmReleaseResources: [release({ lastAttemptedRevision: "0.1.10", history })] }).verdict).toBe(
      "pass",
    );
  });

  test("an empty cluster lacks its roots; objects without status are not ready", () => {
    const empty = { kustomizations: [], gitRepositories: [], helmReleaseResources: [] };
    expect(judged(empty)).toMatchObject({
      verdict: "fail",
      findings: [
        { subject: "kustomization/flux-system/flux-system", actual: "none" },
        { subject: "gitrepository/flux-system/flux-system", actual: "none" },
      ],
    });
    const bare = { metadata: metadata("flux-system") };
    expect(judged({ ...empty, kustomizations: [bare], gitRepositories: [bare] }).findings).toHaveLength(2);
  });

  test("a list that errs; a profile without Flux", () => {
    const results = { ...lists(), helmCharts: trouble("forbidden") };
    expect(judge(everythingIsReconciled, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "helmCharts: forbidden",
    });
    expect(judge(everythingIsReconciled, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Flux");
  });
});
