import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, silent } from "../testing/talos.ts";
import etcdRaisesNoAlarm from "./etcd-raises-no-alarm.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  talos: {},
  nodes: [
    { name: "cp1", address: "10.25.11.11", role: "control-plane" },
    { name: "cp2", address: "10.25.11.12", role: "control-plane" },
  ],
});
const status = { member: "1a2b", leader: "1a2b", raftTerm: "3", learner: false, errors: "", dbSize: "25 MB" };
const none = [answered("cp1", []), answered("cp2", [])];
const judged = (alarms: object[], second: object = {}) =>
  judge(
    etcdRaisesNoAlarm,
    {
      etcdAlarms: look(alarms),
      etcdStatuses: look([answered("cp1", status), answered("cp2", { ...status, ...second })]),
    },
    { profile, now },
  );

describe("talos/etcd-raises-no-alarm", () => {
  test("no alarm, one leader, one term", () => {
    expect(judged(none)).toMatchObject({ verdict: "pass", examined: 4 });
  });

  test("an alarm", () => {
    expect(judged([answered("cp1", [{ member: "1a2b", alarm: "NOSPACE" }]), answered("cp2", [])]).findings).toEqual([
      { subject: "node/cp1", expected: "no etcd alarm", actual: "NOSPACE on member 1a2b" },
    ]);
  });

  test("an error in the status", () => {
    expect(judged(none, { errors: "memberID:3038 alarm:NOSPACE" }).findings).toEqual([
      { subject: "node/cp2", expected: "an etcd status without errors", actual: "memberID:3038 alarm:NOSPACE" },
    ]);
  });

  test("no leader, another leader, another term", () => {
    expect(judged(none, { leader: "0000000000000000" }).findings).toContainEqual({
      subject: "node/cp2",
      expected: "a leader",
      actual: "leader 0000000000000000: none is elected",
    });
    for (const leader of ["0a2b", "1a00"])
      expect(judged(none, { leader }).findings).toEqual([
        { subject: "etcd/cluster", expected: "one leader on all members", actual: `cp1: 1a2b, cp2: ${leader}` },
      ]);
    expect(judged(none, { leader: "2a2b" }).findings).toEqual([
      { subject: "etcd/cluster", expected: "one leader on all members", actual: "cp1: 1a2b, cp2: 2a2b" },
    ]);
    expect(judged(none, { raftTerm: "4" }).findings).toEqual([
      { subject: "etcd/cluster", expected: "one raft term on all members", actual: "cp1: 3, cp2: 4" },
    ]);
  });

  test("no alarm from a node that cannot be asked is not no alarm", () => {
    expect(judged([answered("cp1", []), silent("cp2")])).toMatchObject({ verdict: "inconclusive" });
    expect(judged([answered("cp1", [])]).reason).toBe("node/cp2: was not asked");
    const half = look([answered("cp1", status), silent("cp2")]);
    expect(judge(etcdRaisesNoAlarm, { etcdAlarms: look(none), etcdStatuses: half }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      examined: 3,
      findings: [],
    });
    expect(judged(none, { raftTerm: undefined }).findings).toMatchObject([{ actual: "cp1: 3, cp2: none" }]);
  });

  test("statuses that say nothing", () => {
    const mute = look([answered("cp1", {}), answered("cp2", {})]);
    const judgement = judge(etcdRaisesNoAlarm, { etcdAlarms: look(none), etcdStatuses: mute }, { profile, now });
    expect(judgement).toMatchObject({
      verdict: "fail",
      findings: [{ actual: "none named" }, { actual: "none named" }],
    });
    expect(judgement.unseen).toContainEqual({ subject: "node/cp1", reason: "does not say its raft term" });
  });

  test("a source that is missing, and a profile without Talos", () => {
    expect(judge(etcdRaisesNoAlarm, { etcdAlarms: look(none) }, { profile, now }).reason).toBe(
      "etcdStatuses: was not looked at",
    );
    expect(judge(etcdRaisesNoAlarm, { etcdAlarms: trouble("timeout") }, { profile: profileOf(), now }).verdict).toBe(
      "not-applicable",
    );
  });
});
