import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import connectIsRunning from "./connect-is-running.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ secrets: { connect: { namespace: "external-secrets" } } });
const labels = { app: "onepassword-connect" };
const deployment = {
  metadata: { name: "onepassword-connect", namespace: "external-secrets", generation: 1 },
  spec: { replicas: 1, selector: { matchLabels: labels } },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
};
const container = (name: string, parts: object = {}) => ({ name, ready: true, ...parts });
const both = [container("connect-api"), container("connect-sync")];
const pod = (containerStatuses: object[], metadata: object = {}) => ({
  metadata: { name: "connect-1", namespace: "external-secrets", labels, ...metadata },
  status: { containerStatuses },
});
const judged = (pods: object[], deployments: object[] = [deployment]) =>
  judge(connectIsRunning, { deployments: look(deployments), pods: look(pods) }, { profile, now });

describe("secrets/connect-is-running", () => {
  test("rolled out, with both containers ready; pods that go or belong to others do not count", () => {
    const leaving = pod([], { name: "old", deletionTimestamp: "2026-11-21T11:59:00Z" });
    const stranger = pod([], { name: "stranger", labels: { app: "other" } });
    expect(judged([pod(both), leaving, stranger])).toMatchObject({ verdict: "pass", examined: 3 });
  });

  test("the deployment is gone", () => {
    expect(judged([], [])).toMatchObject({
      verdict: "fail",
      findings: [
        { subject: "deployment/external-secrets/onepassword-connect", expected: "a Deployment", actual: "none" },
      ],
    });
  });

  test("a container waits, and one is not there at all", () => {
    const waiting = container("connect-sync", { ready: false, state: { waiting: { reason: "CrashLoopBackOff" } } });
    expect(judged([pod([container("connect-api"), waiting])]).findings).toEqual([
      {
        subject: "pod/external-secrets/connect-1",
        expected: "container connect-sync ready",
        actual: "not ready (CrashLoopBackOff)",
      },
    ]);
    expect(judged([pod([container("connect-api")])]).findings).toMatchObject([
      { actual: "it has no such container running" },
    ]);
  });

  test("rolled out by its counts, but without a pod; not rolled out", () => {
    expect(judged([]).findings).toMatchObject([{ expected: "pods", actual: "no pod of it" }]);
    const idle = { ...deployment, spec: { ...deployment.spec, replicas: 0 } };
    expect(judged([pod(both)], [idle]).findings).toMatchObject([{ actual: "scaled to 0 replicas" }]);
    const blind = { ...deployment, spec: { replicas: 1 } };
    expect(judged([pod(both)], [blind]).findings).toMatchObject([{ actual: "no pod of it" }]);
  });

  test("pods are its own by every label of the selector and by namespace", () => {
    const two = { ...deployment, spec: { replicas: 1, selector: { matchLabels: { ...labels, tier: "api" } } } };
    const wanted = { ...labels, tier: "api" };
    const others = [pod([]), pod([], { labels: wanted, namespace: "apps" }), pod([], { labels: undefined }), {}];
    expect(judged([...others, pod(both, { labels: wanted })], [two])).toMatchObject({ verdict: "pass", examined: 3 });
    expect(judged(others, [two]).findings).toEqual([
      { subject: "deployment/external-secrets/onepassword-connect", expected: "pods", actual: "no pod of it" },
    ]);
  });

  test("a pod that says nothing of its containers", () => {
    for (const status of [undefined, {}])
      expect(judged([{ ...pod([]), status }]).findings).toMatchObject([
        { expected: "container connect-api ready", actual: "it has no such container running" },
        { expected: "container connect-sync ready", actual: "it has no such container running" },
      ]);
    const ended = container("connect-sync", {
      ready: false,
      state: { terminated: { reason: "Error", finishedAt: "2026-11-21T11:59:00Z" } },
    });
    expect(judged([pod([container("connect-api"), ended])]).findings).toMatchObject([
      { actual: "not ready (Error)", since: "2026-11-21T11:59:00Z" },
    ]);
    const mute = container("connect-sync", { ready: false });
    expect(judged([pod([container("connect-api"), mute])]).findings).toMatchObject([{ actual: "not ready" }]);
  });

  test("a source that errs; a profile without Connect", () => {
    const results = { deployments: look([deployment]), pods: trouble("forbidden") };
    expect(judge(connectIsRunning, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "pods: forbidden",
    });
    expect(judge(connectIsRunning, {}, { profile: profileOf({ secrets: {} }), now }).reason).toBe(
      "the profile has no 1Password Connect",
    );
    expect(judge(connectIsRunning, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});
