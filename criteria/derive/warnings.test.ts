import { describe, expect, test } from "vitest";
import { warningInWords, warningsOf, withWarning } from "./warnings.ts";

const now = new Date("2026-11-21T12:00:00Z");
const object = {
  metadata: { name: "data", namespace: "x", uid: "new", creationTimestamp: "2026-11-21T11:30:00Z" },
};
const event = (reason: string, at: string | undefined, more: object = {}, about: object = {}) => ({
  involvedObject: { kind: "Claim", namespace: "x", name: "data", uid: "new", ...about },
  ...{ reason, message: `${reason} it is`, count: 2, lastTimestamp: at },
  ...more,
});
const of = (...warnings: object[]) => warningsOf("Claim", object, { warnings, now });
const reasons = (...warnings: object[]) => of(...warnings).map(({ reason }) => reason);

describe("the warnings of an object", () => {
  test("newest first; what says no time comes last, what healthy objects say too not at all", () => {
    const late = event("Late", undefined, { series: { count: 9, lastObservedTime: "2026-11-21T11:59:00Z" } });
    const timeless = event("Timeless", undefined);
    const early = event("Early", "2026-11-21T11:40:00Z");
    expect(reasons(timeless, early, late, event("InvalidDiskCapacity", "2026-11-21T11:59:59Z"))).toEqual([
      "Late",
      "Early",
      "Timeless",
    ]);
    expect(of(late)).toMatchObject([{ count: 9 }]);
  });

  test("of another object, and of one of this name before it, none", () => {
    const at = "2026-11-21T11:59:00Z";
    expect(reasons(event("A", at, {}, { uid: "old" }), event("B", at, {}, { name: "other" }))).toEqual([]);
    expect(reasons(event("A", at, {}, { namespace: "y" }), event("B", at, {}, { kind: "Pod" }))).toEqual([]);
    expect(reasons(event("Before", "2026-11-21T11:29:00Z", {}, { uid: undefined }))).toEqual([]);
    expect(reasons(event("After", at, {}, { uid: undefined }))).toEqual(["After"]);
    expect(warningsOf("Claim", object, { now })).toEqual([]);
  });

  test("a node by the name that its kubelet takes for a uid, a static pod by its file's", () => {
    const node = { metadata: { name: "w1", uid: "u" } };
    const ofNode = { involvedObject: { kind: "Node", name: "w1", uid: "w1" }, reason: "SystemOOM" };
    expect(warningsOf("Node", node, { warnings: [ofNode], now })).toHaveLength(1);
    const annotations = { "kubernetes.io/config.mirror": "hash" };
    const mirror = { metadata: { name: "api", namespace: "k", uid: "u", annotations } };
    const ofFile = { involvedObject: { kind: "Pod", namespace: "k", name: "api", uid: "hash" }, reason: "Unhealthy" };
    expect(warningsOf("Pod", mirror, { warnings: [ofFile], now })).toHaveLength(1);
  });

  test("one reason that begins alike is one, with all its counts; one that says something else is another", () => {
    const long = "could not provision a volume for it: ";
    const first = event("A", "2026-11-21T11:40:00Z", { message: `${long}1` });
    const second = event("A", "2026-11-21T11:50:00Z", { message: `${long}2` });
    expect(of(first, second)).toMatchObject([{ count: 4, message: `${long}2` }]);
    expect(of(first, event("A", "2026-11-21T11:50:00Z", { message: "back-off" }))).toHaveLength(2);
  });
});

describe("in words", () => {
  const words = (count: number, at: string, message = "cannot provision") =>
    warningInWords({ reason: "Failed", message, count, lastMs: Date.parse(at) }, now);
  test("how often, how long ago, and what", () => {
    expect(words(31, "2026-11-21T11:59:30Z")).toBe("Failed 31 times, last 30s ago: cannot provision");
    expect(words(1, "2026-11-21T11:59:30Z", "")).toBe("Failed 30s ago");
  });
  test("no time, or one ahead of the moment of looking, is not told", () => {
    expect(words(2, "never")).toBe("Failed 2 times: cannot provision");
    expect(words(1, "2026-11-21T12:10:00Z")).toBe("Failed: cannot provision");
  });
  test("at the end of a finding, unless it says the same already", () => {
    const finding = { subject: "claim/x/data", expected: "Bound", actual: "Pending" };
    const warnings = [event("Lost", "2026-11-21T11:59:00Z")];
    expect(withWarning(finding, "Claim", object, { warnings, now })).toEqual({
      ...finding,
      actual: "Pending; Lost 2 times, last 1m0s ago: Lost it is",
    });
    const said = { ...finding, actual: "Pending (Lost it is)" };
    expect(withWarning(said, "Claim", object, { warnings, now })).toBe(said);
    expect(withWarning(finding, "Claim", object, { now })).toBe(finding);
    expect(withWarning(undefined, "Claim", object, { warnings, now })).toBeUndefined();
  });
});
