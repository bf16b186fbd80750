import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./restarts-are-rare.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ workloads: { restartBudget: 5, steadyFor: "30s" } });
const pod = (restartCount: number, finishedAt?: string) => ({
  metadata: { name: "a", namespace: "apps" },
  status: {
    containerStatuses: [
      {
        name: "app",
        restartCount,
        ...(finishedAt && { lastState: { terminated: { exitCode: 137, reason: "OOMKilled", finishedAt } } }),
      },
    ],
  },
});
const judged = (pods: object[], given = profile) => judge(row, { pods: look(pods) }, { profile: given, now });

describe("workloads/restarts-are-rare", () => {
  test("few and long ago", () => {
    expect(judged([pod(0), pod(5, "2026-11-21T11:00:00Z")])).toMatchObject({ verdict: "pass", examined: 2 });
  });
  test("within the window, to the second", () => {
    expect(judged([pod(1, "2026-11-21T11:59:31Z")]).findings).toEqual([
      {
        subject: "container/apps/a/app",
        expected: "no restart within 30s",
        actual: "restarted: OOMKilled",
        since: "2026-11-21T11:59:31Z",
        mend: expect.stringContaining("raise resources.limits.memory"),
      },
    ]);
    expect(judged([pod(1, "2026-11-21T11:59:30Z")]).verdict).toBe("pass");
  });
  test("an end without a restart is none; an end without words is told as one", () => {
    expect(judged([pod(0, "2026-11-21T11:59:59Z")]).verdict).toBe("pass");
    const mute = { name: "app", restartCount: 1, lastState: { terminated: { finishedAt: "2026-11-21T11:59:59Z" } } };
    expect(
      judged([{ metadata: { name: "a", namespace: "apps" }, status: { containerStatuses: [mute] } }]).findings,
    ).toMatchObject([{ actual: "restarted: exit unknown" }]);
    const uncounted = { name: "app", lastState: { terminated: { finishedAt: "2026-11-21T11:59:59Z" } } };
    expect(judged([{ status: { containerStatuses: [uncounted] } }])).toMatchObject({ verdict: "pass", examined: 1 });
  });
  test("more than the budget", () => {
    expect(judged([pod(6, "2026-11-21T11:00:00Z")]).findings).toMatchObject([
      { expected: "at most 5 restarts", actual: "6 restarts: OOMKilled" },
    ]);
    expect(judged([pod(6)]).findings).toMatchObject([{ actual: "6 restarts" }]);
  });
  test("out of memory within the budget is a remark, with its limit and when it was last", () => {
    const resources = { limits: { memory: "128Mi" } };
    const limited = { ...pod(4, "2026-11-21T11:49:00Z"), spec: { containers: [{ name: "app", resources }] } };
    expect(judged([limited])).toMatchObject({
      verdict: "pass",
      remarks: ["container/apps/a/app was OOMKilled at its memory limit of 128Mi: 4 restarts, the last 11m0s ago"],
    });
    expect(judged([pod(0)]).remarks).toEqual([]);
  });
  test("pods that the profile excuses are not counted", () => {
    const given = profileOf({ workloads: { mayFail: [{ namespace: "apps", name: "a", reason: "known" }] } });
    expect(judged([pod(60)], given)).toMatchObject({ verdict: "inconclusive", examined: 0 });
    const others = [
      { name: "a", namespace: "db" },
      { name: "b", namespace: "apps" },
    ];
    for (const metadata of others) expect(judged([{ ...pod(60), metadata }], given).verdict).toBe("fail");
  });
  test("no container, no status, no source: never a pass", () => {
    expect(judged([]).verdict).toBe("inconclusive");
    expect(judged([{ metadata: { name: "a" } }]).verdict).toBe("inconclusive");
    expect(judge(row, { pods: trouble("timeout") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

describe("a container that runs between two crashes", () => {
  const lived = (
    restartCount: number,
    terminated: { reason?: string; exitCode?: number; startedAt?: string; finishedAt?: string },
    startedAt?: string,
  ) => ({
    metadata: { name: "a", namespace: "apps" },
    status: {
      phase: "Running",
      containerStatuses: [
        {
          ...{ name: "app", restartCount, lastState: { terminated: { exitCode: 1, reason: "Error", ...terminated } } },
          ...(startedAt !== undefined && { state: { running: { startedAt } } }),
        },
      ],
    },
  });
  const minute = { startedAt: "2026-11-21T11:57:00Z", finishedAt: "2026-11-21T11:58:00Z" };
  const verdict = (...of: Parameters<typeof lived>) => judged([lived(...of)]).verdict;

  test("is in a loop until it has outlived its last life twice over", () => {
    expect(judged([lived(2, minute, "2026-11-21T11:58:10Z")]).findings).toEqual([
      {
        subject: "container/apps/a/app",
        expected: "a container that stays up",
        actual: "2 restarts: Error with exit 1",
        since: "2026-11-21T11:58:00Z",
      },
    ]);
    expect(verdict(2, { ...minute, startedAt: "2026-11-21T11:57:30Z" }, "2026-11-21T11:58:10Z")).toBe("pass");
    expect(verdict(1, minute, "2026-11-21T11:58:10Z")).toBe("pass");
    expect(verdict(2, { ...minute, exitCode: 0, reason: "Completed" }, "2026-11-21T11:58:10Z")).toBe("pass");
    expect(verdict(2, minute)).toBe("pass");
    const long = { startedAt: "2026-11-21T10:00:00Z", finishedAt: "2026-11-21T11:49:00Z" };
    expect(verdict(2, long, "2026-11-21T11:49:01Z")).toBe("pass");
  });

  test("and as long as the kubelet remembers where it was killed for its memory more than once", () => {
    const killed = { ...minute, reason: "OOMKilled", exitCode: 137, finishedAt: "2026-11-21T11:51:00Z" };
    expect(verdict(2, killed, "2026-11-21T11:51:01Z")).toBe("fail");
    expect(verdict(1, killed, "2026-11-21T11:51:01Z")).toBe("pass");
    expect(verdict(2, { ...killed, finishedAt: "2026-11-21T11:49:00Z" }, "2026-11-21T11:49:01Z")).toBe("pass");
  });

  test("what ran to its end is not counted, a sidecar is", () => {
    const done = lived(9, minute);
    expect(judged([{ ...done, status: { ...done.status, phase: "Succeeded" } }]).examined).toBe(0);
    const [sidecar] = lived(9, minute, "2026-11-21T11:58:10Z").status.containerStatuses;
    const status = { phase: "Running", initContainerStatuses: [sidecar, { name: "init", restartCount: 9 }] };
    expect(judged([{ metadata: done.metadata, status }])).toMatchObject({ verdict: "fail", examined: 1 });
  });
});
