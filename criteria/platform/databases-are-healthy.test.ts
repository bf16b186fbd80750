import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import databasesAreHealthy from "./databases-are-healthy.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ platform: { databases: [{ namespace: "databases", name: "pg", instances: 3 }] } });
const ready = { type: "Ready", status: "True", reason: "ClusterIsReady", lastTransitionTime: "2026-11-21T11:00:00Z" };
const subject = "cluster.postgresql.cnpg.io/databases/pg";
const cluster = (status: object = {}, spec: object = { instances: 3 }, name = "pg") => ({
  metadata: { name, namespace: "databases" },
  spec,
  status: {
    phase: "Cluster in healthy state",
    instances: 3,
    readyInstances: 3,
    currentPrimary: "pg-1",
    targetPrimary: "pg-1",
    conditions: [ready],
    ...status,
  },
});
const judged = (...clusters: object[]) =>
  judge(databasesAreHealthy, { postgresClusters: look(clusters) }, { profile, now });

describe("platform/databases-are-healthy", () => {
  test("healthy with every instance", () => {
    expect(judged(cluster())).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("none", () => {
    expect(judged().findings).toEqual([{ subject, expected: "a CloudNativePG cluster", actual: "none" }]);
  });

  test("a replica missing, and the phase that says so", () => {
    expect(judged(cluster({ readyInstances: 2, phase: "Creating a new replica" }))).toMatchObject({
      verdict: "fail",
      findings: [
        { subject, expected: "phase Cluster in healthy state", actual: "phase Creating a new replica" },
        { subject, expected: "3 instances ready", actual: "2 ready" },
      ],
    });
  });

  test("fewer instances declared than the profile wants", () => {
    expect(judged(cluster({ readyInstances: 1 }, { instances: 1 })).findings).toEqual([
      { subject, expected: "3 instances wanted", actual: "spec.instances is 1", hopeless: true },
    ]);
  });

  test("a switchover, a condition, a backup that failed", () => {
    expect(judged(cluster({ targetPrimary: "pg-2" })).findings).toEqual([
      { subject, expected: "primary pg-2", actual: "primary pg-1" },
    ]);
    const conditions = [
      { ...ready, status: "False", reason: "ClusterIsNotReady" },
      { type: "ContinuousArchiving", status: "False", reason: "ContinuousArchivingFailing" },
    ];
    expect(judged(cluster({ conditions })).findings).toMatchObject([
      { actual: "Ready=False (ClusterIsNotReady)", since: "2026-11-21T11:00:00Z" },
      { expected: "ContinuousArchiving=True" },
    ]);
  });

  test("a backup of which nobody knows how it went", () => {
    const conditions = [ready, { type: "ContinuousArchiving", status: "Unknown" }];
    expect(judged(cluster({ conditions })).findings).toMatchObject([
      { expected: "ContinuousArchiving=True", actual: "ContinuousArchiving=Unknown" },
    ]);
  });

  test("one that the profile does not name is judged too", () => {
    expect(judged(cluster(), cluster({ readyInstances: 0 }, { instances: 1 }, "other")).findings).toMatchObject([
      { subject: "cluster.postgresql.cnpg.io/databases/other", actual: "0 ready" },
    ]);
  });

  test("a second database of the profile, and a last backup that failed", () => {
    const two = profileOf({
      platform: {
        databases: [
          { namespace: "databases", name: "pg", instances: 3 },
          { namespace: "databases", name: "other" },
        ],
      },
    });
    const results = { postgresClusters: look([cluster(), cluster({ readyInstances: 1 }, { instances: 1 }, "other")]) };
    expect(judge(databasesAreHealthy, results, { profile: two, now })).toMatchObject({ verdict: "pass", examined: 2 });
    const failed = { type: "LastBackupSucceeded", status: "False", reason: "LastBackupFailed" };
    expect(judged(cluster({ conditions: [ready, failed] })).findings).toMatchObject([
      { expected: "LastBackupSucceeded=True", actual: "LastBackupSucceeded=False (LastBackupFailed)" },
    ]);
    const well = ["ContinuousArchiving", "LastBackupSucceeded"].map((type) => ({ type, status: "True" }));
    expect(judged(cluster({ conditions: [ready, ...well] })).verdict).toBe("pass");
  });

  test("without status", () => {
    expect(judged({ metadata: { name: "pg", namespace: "databases" } }).findings).toHaveLength(5);
  });

  test("a source that errs; no databases", () => {
    expect(judge(databasesAreHealthy, { postgresClusters: trouble("not-served") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judge(databasesAreHealthy, {}, { profile: profileOf(), now }).reason).toBe("the profile names no databases");
  });
});
