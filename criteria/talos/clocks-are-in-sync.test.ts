import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, resource, silent } from "../testing/talos.ts";
import clocksAreInSync from "./clocks-are-in-sync.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: {} });
const judged = (spec: unknown) =>
  judge(clocksAreInSync, { talosTimeStatuses: look([answered("cp1", [resource("node", spec)])]) }, { profile, now });

describe("talos/clocks-are-in-sync", () => {
  test("synced", () => {
    expect(judged({ synced: true, syncDisabled: false, epoch: 1 })).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("not synced, not said, or nobody looks at a time server", () => {
    const since = "2026-11-21T11:41:00Z";
    expect(judged({ synced: false }).findings).toEqual([
      { subject: "node/cp1", expected: "time synced", actual: "not synced", since },
    ]);
    expect(judged(null).findings).toMatchObject([{ actual: "not said" }]);
    expect(judged({ synced: true, syncDisabled: true }).findings).toMatchObject([{ actual: "time sync is disabled" }]);
  });

  test("a machine that is a container has its host's clock: of the others alone is asked", () => {
    const two = profileOf({
      talos: {},
      nodes: [
        { name: "cp1", address: "10.25.11.11", role: "control-plane" },
        { name: "w1", address: "10.25.11.21", role: "worker" },
      ],
    });
    const disabled = ["cp1", "w1"].map((name) =>
      answered(name, [resource("node", { synced: true, syncDisabled: true })]),
    );
    const of = (cp1: object, w1: object) =>
      judge(
        clocksAreInSync,
        { talosTimeStatuses: look(disabled), talosVersions: look([answered("cp1", cp1), answered("w1", w1)]) },
        { profile: two, now },
      );
    const hosted = { tag: "v1.12.1", mode: "container" };
    const reason = "the machines are containers: their clock is the host's";
    expect(of(hosted, hosted)).toMatchObject({ verdict: "not-applicable", reason });
    expect(of(hosted, { tag: "v1.12.1", mode: "metal" }).findings).toMatchObject([{ subject: "node/w1" }]);
    expect(of(hosted, { tag: "v1.12.1" }).findings).toMatchObject([{ subject: "node/w1" }]);
  });

  test("a node without the resource, or silent, is not seen", () => {
    const answers = (answer: object) => judge(clocksAreInSync, { talosTimeStatuses: look([answer]) }, { profile, now });
    expect(answers(answered("cp1", []))).toMatchObject({
      verdict: "inconclusive",
      reason: "node/cp1: reports no TimeStatus",
    });
    expect(answers(silent("cp1", "reset")).reason).toBe("node/cp1: reset");
  });

  test("a source that is missing, and a profile without Talos", () => {
    expect(judge(clocksAreInSync, { talosTimeStatuses: trouble("timeout") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judge(clocksAreInSync, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});
