import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import cephIsHealthy from "./ceph-is-healthy.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ platform: { ceph: { osds: 2 } } });
const subject = "cephcluster/rook-ceph/rook-ceph";
const healthy = { health: "HEALTH_OK", lastChecked: "2026-11-21T11:59:30Z" };
const cluster = (status: object = {}, spec: object = {}) => ({
  metadata: { name: "rook-ceph", namespace: "rook-ceph", generation: 1 },
  spec,
  status: { phase: "Ready", state: "Created", observedGeneration: 1, ceph: healthy, ...status },
});
const osd = (index: number, readyReplicas = 1) => ({
  metadata: { name: `rook-ceph-osd-${index}`, namespace: "rook-ceph", generation: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas },
});
const operator = { metadata: { name: "rook-ceph-osd-prepare", namespace: "rook-ceph" } };
const judged = (clusters: object[], deployments: object[] = [osd(0), osd(1), operator]) =>
  judge(cephIsHealthy, { cephClusters: look(clusters), deployments: look(deployments) }, { profile, now });

describe("platform/ceph-is-healthy", () => {
  test("Ready, HEALTH_OK, looked at lately, every OSD up", () => {
    expect(judged([cluster()])).toMatchObject({ verdict: "pass", examined: 3 });
  });

  test("HEALTH_WARN says why", () => {
    const details = { OSD_DOWN: { severity: "HEALTH_WARN", message: "1 osds down" } };
    expect(judged([cluster({ ceph: { ...healthy, health: "HEALTH_WARN", details } })])).toMatchObject({
      verdict: "fail",
      findings: [{ subject, expected: "HEALTH_OK", actual: "HEALTH_WARN (OSD_DOWN: 1 osds down)" }],
    });
  });

  test("what is muted stays among the details: a remark", () => {
    const details = { OSD_DOWN: { severity: "HEALTH_WARN", message: "1 osds down" } };
    expect(judged([cluster({ ceph: { ...healthy, details } })])).toMatchObject({
      verdict: "pass",
      remarks: [`${subject} says HEALTH_OK over what is muted: OSD_DOWN: 1 osds down`],
    });
  });

  test("HEALTH_WARN where the profile accepts it", () => {
    const lenient = profileOf({ platform: { ceph: { osds: 2, health: ["HEALTH_OK", "HEALTH_WARN"] } } });
    const results = {
      cephClusters: look([cluster({ ceph: { ...healthy, health: "HEALTH_WARN" } })]),
      deployments: look([osd(0), osd(1)]),
    };
    expect(judge(cephIsHealthy, results, { profile: lenient, now }).verdict).toBe("pass");
  });

  test("HEALTH_OK from long ago, and from never", () => {
    const at = (lastChecked: string | undefined, spec?: object) =>
      judged([cluster({ ceph: { ...healthy, lastChecked } }, spec)]).findings;
    expect(at("2026-11-21T11:50:00Z")).toEqual([
      {
        subject,
        expected: "its health looked at within 5m0s",
        actual: "last looked at 10m0s ago",
        since: "2026-11-21T11:50:00Z",
      },
    ]);
    expect(at(undefined)).toMatchObject([{ actual: "never looked at" }]);
    const seldom = { healthCheck: { daemonHealth: { status: { interval: "10m" } } } };
    expect(at("2026-11-21T11:50:00Z", seldom)).toEqual([]);
  });

  test("still progressing, of an old generation, without status", () => {
    expect(
      judged([cluster({ phase: "Progressing", state: "Creating", message: "Configuring Ceph Mons" })]).findings,
    ).toMatchObject([{ actual: "phase Progressing, state Creating (Configuring Ceph Mons)" }]);
    expect(judged([cluster({ observedGeneration: 0 })]).findings).toMatchObject([{ expected: "a current status" }]);
    expect(judged([{ metadata: cluster().metadata }]).findings).toMatchObject([
      { actual: "phase none, state none" },
      { actual: "no health" },
      { actual: "never looked at" },
    ]);
  });

  test("Connected is a state of an external cluster; either word alone is not enough", () => {
    expect(judged([cluster({ state: "Connected" })]).verdict).toBe("pass");
    expect(judged([cluster({ state: "Error" })]).findings).toMatchObject([{ actual: "phase Ready, state Error" }]);
    expect(judged([cluster({ phase: "Deleting" })]).findings).toMatchObject([
      { actual: "phase Deleting, state Created" },
    ]);
  });

  test("five minutes ago is lately enough; an interval that is none counts as a minute", () => {
    const at = (lastChecked: string, interval?: string) =>
      judged([
        cluster({ ceph: { ...healthy, lastChecked } }, { healthCheck: { daemonHealth: { status: { interval } } } }),
      ]).verdict;
    expect(at("2026-11-21T11:55:00Z")).toBe("pass");
    expect(at("2026-11-21T11:54:59Z")).toBe("fail");
    expect(at("2026-11-21T11:55:00Z", "often")).toBe("pass");
    for (const healthCheck of [{}, { daemonHealth: {} }])
      expect(judged([cluster({}, { healthCheck })]).verdict).toBe("pass");
  });

  test("only OSDs of the cluster's namespace count, by their whole names", () => {
    const named = (name: string, namespace = "rook-ceph") => ({
      ...osd(1),
      metadata: { name, namespace, generation: 1 },
    });
    const others = [named("rook-ceph-osd-1", "apps"), named("x-rook-ceph-osd-1"), named("rook-ceph-osd-1-debug"), {}];
    expect(judged([cluster()], [osd(0), ...others]).findings).toMatchObject([{ actual: "1 OSD deployments" }]);
    expect(judged([cluster()], [osd(0), osd(12), ...others])).toMatchObject({ verdict: "pass", examined: 3 });
  });

  test("a detail without words", () => {
    const details = { OSD_DOWN: {} };
    expect(judged([cluster({ ceph: { ...healthy, health: "HEALTH_ERR", details } })]).findings).toMatchObject([
      { actual: "HEALTH_ERR (OSD_DOWN:)" },
    ]);
  });

  test("an OSD down, an OSD missing, no cluster", () => {
    expect(judged([cluster()], [osd(0), osd(1, 0)]).findings).toMatchObject([
      { subject: "deployment/rook-ceph/rook-ceph-osd-1", actual: "0 of 1 ready" },
    ]);
    expect(judged([cluster()], [osd(0)]).findings).toEqual([
      { subject, expected: "2 OSDs", actual: "1 OSD deployments" },
    ]);
    expect(judged([]).findings).toEqual([{ subject, expected: "a CephCluster", actual: "none" }]);
  });

  test("a source that errs; no Ceph", () => {
    const results = { cephClusters: trouble("not-served"), deployments: look([]) };
    expect(judge(cephIsHealthy, results, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(cephIsHealthy, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Ceph");
  });
});
