import { describe, expect, test } from "vitest";
import { member, point, second } from "../criteria/testing/members.ts";
import { skewsInWords, skewsOf, withSkew } from "./clocks.ts";

const now = new Date(second(1000));
const pod = (made: number | undefined, written: number, type = "Ready", nodeName: string | undefined = "w1") => ({
  metadata: { name: "a", namespace: "x", ...(made !== undefined && { creationTimestamp: second(made) }) },
  spec: { nodeName },
  status: { conditions: [{ type, status: "True", lastTransitionTime: second(written) }] },
});
const node = (made: number, written: number) => ({
  metadata: { name: "w1", creationTimestamp: second(made) },
  status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: second(written) }] },
});
const skews = (pods: object[] | undefined, nodes?: object[]) => [...skewsOf({ pods, nodes }, now)];

describe("how far a node's clock is off", () => {
  test.each(["Initialized", "ContainersReady", "Ready"])("behind: %s lies before the pod was made", (type) => {
    expect(skews([pod(100, 70, type)])).toEqual([["w1", -30_000]]);
  });

  test("ahead: a time that is yet to come", () => {
    expect(skews([pod(100, 1030)])).toEqual([["w1", 30_000]]);
    expect(skews([pod(undefined, 1030)])).toEqual([["w1", 30_000]]);
    expect(skews([pod(undefined, 70)])).toEqual([]);
  });

  test("two seconds are rounding; more is not; the widest counts", () => {
    expect(skews([pod(100, 98)])).toEqual([]);
    expect(skews([pod(100, 97.9)])).toEqual([["w1", -2100]]);
    expect(skews([pod(100, 70), pod(100, 40), pod(100, 90)])).toEqual([["w1", -60_000]]);
    expect(skews([pod(100, 1000)])).toEqual([]);
  });

  test("a node's own Ready tells too; other conditions, static pods and pods of no node tell nothing", () => {
    expect(skews(undefined, [node(100, 70)])).toEqual([["w1", -30_000]]);
    expect(skews(undefined, [node(100, 200), {}])).toEqual([]);
    expect(skews([pod(100, 70, "PodScheduled")])).toEqual([]);
    const unplaced = { ...pod(100, 70), spec: {} };
    const mirrored = {
      ...pod(100, 70),
      metadata: { ...pod(100, 70).metadata, annotations: { "kubernetes.io/config.mirror": "h" } },
    };
    expect(skews([unplaced, mirrored, {}, { ...pod(100, 70), spec: undefined }])).toEqual([]);
    expect(skews(undefined)).toEqual([]);
  });
});

describe("times of a clock that is off", () => {
  const by = new Map([["w1", -30_000]]);

  test("are as uncertain as the clock, and never before their own start", () => {
    const inferred = { basis: "inferred" as const, precisionMs: 30_000 };
    const late = member("a", 0, 50, { node: "w1" });
    expect(withSkew(late, by)).toEqual({ ...late, end: point(50, inferred) });
    const early = member("a", 60, 50, { node: "w1" });
    expect(withSkew(early, by)).toEqual({ ...early, end: point(60, inferred) });
    const startless = member("a", undefined, 50, { node: "w1" });
    expect(withSkew(startless, by).end).toEqual(point(50, inferred));
    const same = member("a", 50, 50, { node: "w1" });
    expect(withSkew(same, by).end).toEqual(point(50, inferred));
  });

  test("of machines, of nobody's node, of another node, or without an end, stay as they are", () => {
    for (const untouched of [
      member("a", 0, 50, { node: "w1", kind: "machine" }),
      member("a", 0, 50),
      member("a", 0, 50, { node: "w2" }),
      member("a", 0, undefined, { node: "w1" }),
    ])
      expect(withSkew(untouched, by)).toBe(untouched);
  });

  test("in words", () => {
    expect(skewsInWords(new Map([...by, ["w2", 61_000]]))).toEqual([
      "the clock of w1 is at least 30s behind the API server's: its times are that uncertain",
      "the clock of w2 is at least 1m1s ahead of the API server's: its times are that uncertain",
    ]);
  });
});
