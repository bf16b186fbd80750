import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, silent } from "../testing/talos.ts";
import controlPlaneIsBootstrapped from "./control-plane-is-bootstrapped.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  talos: {},
  nodes: [
    { name: "cp1", address: "10.25.11.11", role: "control-plane" },
    { name: "cp2", address: "10.25.11.12", role: "control-plane" },
    { name: "w1", address: "10.25.11.21", role: "worker" },
  ],
});
const member = (hostname: string, address: string, learner: unknown = false) => ({
  id: `id-${hostname}`,
  hostname,
  peerUrls: [`https://${address}:2380`],
  learner,
});
const both = [member("cp1", "10.25.11.11"), member("cp2", "10.25.11.12")];
const judged = (...lists: unknown[]) =>
  judge(
    controlPlaneIsBootstrapped,
    { etcdMembers: look(lists.map((list, index) => answered(`cp${index + 1}`, list))) },
    { profile, now },
  );

describe("talos/control-plane-is-bootstrapped", () => {
  test("each control-plane node lists exactly the control plane; workers are not asked", () => {
    expect(judged(both, both)).toMatchObject({ verdict: "pass", examined: 2, remarks: [] });
  });

  test("a member under another host name is known by its address", () => {
    const renamed = [member("cp1", "10.25.11.11"), member("talos-x", "10.25.11.12")];
    expect(judged(renamed, renamed).verdict).toBe("pass");
  });

  test("a member that names no peer address is known by its host name; one of its addresses is enough", () => {
    const list = [
      { ...member("cp1", ""), peerUrls: null },
      { ...member("talos-x", ""), peerUrls: ["https://10.99.0.2:2380", "https://10.25.11.12:2380"] },
    ];
    expect(judged(list, list).verdict).toBe("pass");
  });

  test("a member by its IPv6 address", () => {
    const six = profileOf({ talos: {}, nodes: [{ name: "cp1", address: "fd00::11", role: "control-plane" }] });
    const list = [member("talos-x", "[fd00::11]")];
    const results = { etcdMembers: look([answered("cp1", list)]) };
    expect(judge(controlPlaneIsBootstrapped, results, { profile: six, now }).verdict).toBe("pass");
  });

  test("a member that says nothing of itself is a stranger", () => {
    const list = [...both, { id: "1", learner: false }];
    expect(judged(list, list).findings).toEqual([
      { subject: "etcdmember/1", expected: "no member but the profile's control-plane nodes", actual: "(no name)" },
    ]);
  });

  test("what the nodes say differently of one subject is said of each", () => {
    const learning = [member("cp1", "10.25.11.11"), member("cp2", "10.25.11.12", true)];
    const missing = [member("cp1", "10.25.11.11")];
    const mute = [member("cp1", "10.25.11.11"), member("cp2", "10.25.11.12", null)];
    expect(judged(learning, missing).findings).toMatchObject([
      { subject: "node/cp2", actual: "a learner" },
      { subject: "node/cp2", actual: "none: members are cp1 at https://10.25.11.11:2380" },
    ]);
    expect(judged(learning, mute).findings).toMatchObject([{ actual: "a learner" }, { actual: "not said" }]);
    const none = [member("w1", "10.25.11.21", true), member("cp1", "10.25.11.11", true)];
    const learners = [member("cp1", "10.25.11.11", true), member("cp2", "10.25.11.12", true)];
    expect(judged(learners, learners).findings).toHaveLength(2);
    expect(judged(none, none).findings).toHaveLength(3);
  });

  test("a node that never became a member is said once", () => {
    const one = [member("cp1", "10.25.11.11")];
    expect(judged(one, one).findings).toEqual([
      {
        subject: "node/cp2",
        expected: "a member of etcd",
        actual: "none: members are cp1 at https://10.25.11.11:2380",
      },
    ]);
  });

  test("a learner, and a member that does not say", () => {
    const list = [member("cp1", "10.25.11.11", true), member("cp2", "10.25.11.12", null)];
    expect(judged(list, list).findings).toMatchObject([
      { subject: "node/cp1", expected: "a voting member of etcd", actual: "a learner" },
      { subject: "node/cp2", expected: "a voting member of etcd", actual: "not said" },
    ]);
  });

  test("a stranger; an address that merely begins alike is one too", () => {
    const list = [...both, member("who", "10.25.11.111")];
    expect(judged(list, list).findings).toMatchObject([
      { subject: "etcdmember/id-who", actual: "who at https://10.25.11.111:2380" },
    ]);
  });

  test("two clusters that each believe themselves whole", () => {
    expect(
      judged(both, [member("cp1", "10.25.11.11"), { ...member("cp2", "10.25.11.12"), id: "other" }]).remarks,
    ).toEqual(["the nodes list different members: cp1: id-cp1, id-cp2; cp2: id-cp1, other"]);
  });

  test("a node that lists nobody", () => {
    const judgement = judged(both, []);
    expect(judgement.findings).toMatchObject([
      { subject: "node/cp2", expected: "a list of etcd members", actual: "an empty list" },
    ]);
    expect(judgement.remarks).toEqual(["the nodes list different members: cp1: id-cp1, id-cp2; cp2: none"]);
  });

  test("a node that is silent or was not asked is not seen, whatever the other one says", () => {
    expect(
      judge(
        controlPlaneIsBootstrapped,
        { etcdMembers: look([answered("cp1", both), silent("cp2")]) },
        { profile, now },
      ),
    ).toMatchObject({ verdict: "inconclusive", examined: 1, remarks: [] });
    expect(judged(both).reason).toBe("node/cp2: was not asked");
  });

  test("a source that is missing, and a profile without Talos", () => {
    expect(judge(controlPlaneIsBootstrapped, { etcdMembers: trouble("timeout") }, { profile, now }).reason).toBe(
      "etcdMembers: timeout",
    );
    expect(judge(controlPlaneIsBootstrapped, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});
