import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, resource, silent } from "../testing/talos.ts";
import everyMachineIsRunning from "./every-machine-is-running.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: {} });
const machine = (spec: unknown) => [resource("machine", spec)];
const judged = (answers: object[]) =>
  judge(everyMachineIsRunning, { talosMachineStatuses: look(answers) }, { profile, now });

describe("talos/every-machine-is-running", () => {
  test("running, ready, nothing unmet (null is Go's empty list)", () => {
    const spec = { stage: "running", status: { ready: true, unmetConditions: null } };
    expect(judged([answered("cp1", machine(spec))])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("stuck in its boot sequence", () => {
    const spec = {
      stage: "booting",
      status: { ready: false, unmetConditions: [{ name: "services", reason: "etcd [Waiting]" }] },
    };
    expect(judged([answered("cp1", machine(spec))]).findings).toEqual([
      { subject: "node/cp1", expected: "stage running", actual: "stage booting", since: "2026-11-21T11:41:00Z" },
      {
        subject: "node/cp1",
        expected: "ready, with no unmet condition",
        actual: "not ready, unmet: services: etcd [Waiting]",
        since: "2026-11-21T11:41:00Z",
      },
    ]);
  });

  test("ready, though a condition is unmet", () => {
    const spec = { stage: "running", status: { ready: true, unmetConditions: [{ name: "time" }] } };
    expect(judged([answered("cp1", machine(spec))]).findings).toMatchObject([{ actual: "ready, unmet: time" }]);
  });

  test("says nothing of its state", () => {
    expect(judged([answered("cp1", machine(null))]).findings).toMatchObject([
      { actual: "no stage" },
      { actual: "readiness not said" },
    ]);
  });

  test("a node that is silent, was not asked, or has no such resource is not seen", () => {
    expect(judged([silent("cp1")])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "node/cp1", reason: "dial tcp 10.25.11.12:50000: connect: connection refused" }],
    });
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "node/cp1: was not asked" });
    expect(judged([answered("cp1", null)]).reason).toBe("node/cp1: answered with nothing");
    expect(judged([answered("cp1", [])]).reason).toBe("node/cp1: reports no MachineStatus");
  });

  test("a source that is missing, and a profile without Talos", () => {
    expect(judge(everyMachineIsRunning, { talosMachineStatuses: trouble("timeout") }, { profile, now }).reason).toBe(
      "talosMachineStatuses: timeout",
    );
    expect(judge(everyMachineIsRunning, {}, { profile: profileOf(), now })).toMatchObject({
      verdict: "not-applicable",
      reason: "the profile has no talos: its machines do not run Talos",
    });
  });
});
