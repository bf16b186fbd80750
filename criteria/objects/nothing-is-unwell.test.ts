import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { ServedObject } from "../../observations/everything.ts";
import { AT, everythingOf, served, unlisted } from "../testing/served.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import nothingIsUnwell from "./nothing-is-unwell.ts";

const context = { profile: profileOf(), now: new Date(AT) };
const judged = (objects: ServedObject[], more = {}, profile = context.profile) =>
  judge(nothingIsUnwell, { everything: everythingOf(objects, more) }, { ...context, profile });
const ready = (status: string, more: object = {}) => ({
  conditions: [{ type: "Ready", status, lastTransitionTime: "2026-01-05T09:00:00Z", ...more }],
});

describe("objects/nothing-is-unwell", () => {
  test("all are well by their own word", () => {
    expect(judged([served({ status: ready("True") })])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("one of an unknown kind is not, with its reason, message and maker", () => {
    const metadata = {
      name: "tenants",
      namespace: "flux-system",
      labels: { "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system" },
    };
    const status = ready("False", { reason: "ReconciliationFailed", message: "invalid name" });
    expect(judged([served({ kind: "ResourceSet", metadata, status })]).findings).toEqual([
      {
        subject: "resourceset/flux-system/tenants",
        expected: "well by its own word",
        actual: "Ready=False (ReconciliationFailed: invalid name); made by kustomization/flux-system/apps",
        since: "2026-01-05T09:00:00Z",
      },
    ]);
  });

  test("one that scales by resource metrics, where the profile expects none", () => {
    const blind = (reason: string) =>
      served({
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "web", namespace: "default" },
        status: { conditions: [{ type: "ScalingActive", status: "False", reason }] },
      });
    const none = profileOf({ workloads: { metrics: false } });
    expect(judged([blind("FailedGetResourceMetric")]).verdict).toBe("fail");
    expect(judged([blind("FailedGetResourceMetric")], {}, none)).toMatchObject({
      verdict: "pass",
      remarks: [
        expect.stringContaining("1 objects"),
        "horizontalpodautoscaler/default/web does not scale: the profile expects no resource metrics",
      ],
    });
    expect(judged([blind("FailedGetScale")], {}, none).verdict).toBe("fail");
  });

  test("many of one kind, one maker and one reason are one finding", () => {
    const of = (name: string) => served({ metadata: { name }, status: ready("False", { reason: "R", message: name }) });
    const { findings } = judged(["a", "b", "c", "d", "e"].map(of));
    expect(findings).toMatchObject([
      { subject: "widget/a", actual: "Ready=False (R: a); the same of 4 more: b, c, d, …" },
    ]);
    expect(judged([of("a"), served({ metadata: { name: "z" }, status: { phase: "Failed" } })]).findings).toHaveLength(
      2,
    );
  });

  test("what a check of its own judges is that check's, where the profile asks for it", () => {
    const certificate = served({ apiVersion: "cert-manager.io/v1", kind: "Certificate", status: ready("False") });
    expect(judged([certificate]).verdict).toBe("fail");
    const asks = profileOf({ platform: { certificates: {} } });
    expect(judged([certificate, served({ status: ready("True") })], {}, asks).verdict).toBe("pass");
    const deployment = served({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { namespace: "x" },
      status: { replicas: 0 },
    });
    expect(judged([deployment]).verdict).toBe("fail");
    const names = profileOf({ platform: { services: [{ kind: "Deployment", namespace: "x", name: "a" }] } });
    expect(judged([deployment, served({ status: ready("True") })], {}, names).verdict).toBe("pass");
  });

  test("what its own check does not read is judged here, while it is well by what that check reads", () => {
    const asks = profileOf({ platform: { certificates: {} } });
    const of = (...conditions: object[]) =>
      judged(
        [
          served({ apiVersion: "cert-manager.io/v1", kind: "Certificate", status: { conditions } }),
          served({ status: ready("True") }),
        ],
        {},
        asks,
      ).findings;
    const [well, unwell] = [ready("True").conditions, ready("False").conditions];
    const synced = { type: "Synced", status: "False", reason: "Odd" };
    expect(of(...well)).toEqual([]);
    expect(of(...well, synced)).toMatchObject([{ actual: expect.stringContaining("Synced=False (Odd)") as string }]);
    expect(of(...unwell, synced)).toEqual([]);
  });

  test("a workload whose pods say why is theirs", () => {
    const owner = { kind: "ReplicaSet", name: "web-abc", controller: true };
    const pod = served({
      ...{ apiVersion: "v1", kind: "Pod", status: { phase: "Running", ...ready("False") } },
      metadata: { name: "web-abc-1", namespace: "x", labels: { "pod-template-hash": "abc" }, ownerReferences: [owner] },
    });
    const deployment = served({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "x" },
      status: { replicas: 1 },
    });
    expect(judged([pod, deployment]).verdict).toBe("pass");
    expect(judged([deployment]).findings).toMatchObject([{ subject: "deployment/x/web" }]);
  });

  test("a Job that failed, and whose CronJob has succeeded since, is past", () => {
    const failed = {
      conditions: [
        { type: "Failed", status: "True", reason: "BackoffLimitExceeded", lastTransitionTime: "2026-01-05T09:00:00Z" },
      ],
    };
    const job = served({
      ...{ apiVersion: "batch/v1", kind: "Job", status: failed },
      metadata: {
        name: "backup-1",
        namespace: "x",
        ownerReferences: [{ kind: "CronJob", name: "backup", controller: true }],
      },
    });
    const cronJob = (lastSuccessfulTime: string) =>
      served({
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: { name: "backup", namespace: "x" },
        status: { lastSuccessfulTime },
      });
    expect(judged([job]).findings).toMatchObject([{ subject: "job/x/backup-1" }]);
    expect(judged([job, cronJob("2026-01-05T09:30:00Z")]).verdict).toBe("pass");
    expect(judged([job, cronJob("2026-01-05T08:30:00Z")]).verdict).toBe("fail");
  });

  test("a kind that could not be listed keeps it from passing, and is named with the remedy", () => {
    const well = [served({ status: ready("True") })];
    expect(judged(well, { kinds: [unlisted("others", "b.org", { kind: "forbidden", message: "403" })] })).toMatchObject(
      {
        verdict: "inconclusive",
        unseen: [{ subject: "resource/others.b.org", reason: expect.stringContaining("assay-everything") as string }],
      },
    );
    const many = ["a", "b", "c", "d"].map((name) => unlisted(name, "b.org", { kind: "forbidden", message: "403" }));
    expect(judged(well, { kinds: many }).unseen).toMatchObject([
      { subject: "4 kinds", reason: expect.stringContaining("a.b.org, b.b.org, c.b.org, d.b.org") as string },
    ]);
    expect(
      judged(well, { kinds: [unlisted("others", "b.org", { kind: "server-error", message: "503" })] }).unseen,
    ).toEqual([{ subject: "resource/others.b.org", reason: "503" }]);
    expect(judged(well, { undiscovered: [{ groupVersion: "gone.org/v1", why: "nobody answers" }] })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "apiservice/v1.gone.org" }],
    });
  });

  test("nothing that speaks, an API that shows no node, a source that errs", () => {
    expect(judged([served({})])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    const hollow = look({ kinds: [], objects: [served({ status: ready("True") })], undiscovered: [] });
    expect(judge(nothingIsUnwell, { everything: hollow }, context)).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "node/cp1", reason: expect.stringContaining("no nodes, no namespaces, no pods") as string }],
    });
    expect(judge(nothingIsUnwell, { everything: trouble("forbidden") }, context)).toMatchObject({
      verdict: "inconclusive",
      reason: "everything: forbidden",
    });
  });
});
