import { describe, expect, test } from "vitest";
import { point, second } from "../../criteria/testing/members.ts";
import { busyMs, pullsOf } from "./pulls.ts";
import { whatAteIt } from "../remarks.ts";
import type { Phase } from "../timeline.ts";

const event = (message: string, parts: object = {}) => ({
  reason: "Pulled",
  message,
  firstTimestamp: "2026-11-21T10:01:40Z",
  source: { host: "w1" },
  involvedObject: { namespace: "apps", name: "web-1" },
  ...parts,
});
const pulled = (took: string, waited?: string) =>
  `Successfully pulled image "ghcr.io/x/web:v1" in ${took}${waited ? ` (${waited} including waiting). Image size: 9 bytes.` : ""}`;
const interval = (from: number, to: number) => ({
  name: "i",
  kind: "pull" as const,
  start: point(from),
  end: point(to),
});

describe("pulls that events still tell", () => {
  test("image, node, pod, and both ends with their source", () => {
    expect(pullsOf([event(pulled("1m30s", "1m31.5s"))])).toEqual([
      {
        image: "ghcr.io/x/web:v1",
        node: "w1",
        pod: "pod/apps/web-1",
        interval: {
          name: "ghcr.io/x/web:v1 on w1",
          kind: "pull",
          start: {
            at: second(10),
            source: "event Pulled, 1m30s, 1m31.5s including waiting",
            precisionMs: 1000,
            basis: "inferred",
          },
          end: {
            at: "2026-11-21T10:01:40Z",
            source: "event Pulled, 1m30s, 1m31.5s including waiting",
            precisionMs: 1000,
            basis: "exact",
          },
        },
      },
    ]);
  });

  test("waiting is told only where there was some", () => {
    const source = (took: string, waited?: string) => pullsOf([event(pulled(took, waited))])[0]?.interval.end.source;
    expect(source("30s", "30s")).toBe("event Pulled, 30s");
    expect(source("30s")).toBe("event Pulled, 30s");
  });

  test.each([
    ["1h2m3.5s", 3_723_500],
    ["300ms", 300],
    ["1500µs", 2],
    ["2500us", 3],
    ["5000000ns", 5],
    ["12.5s", 12_500],
  ])("%s is %d ms", (took, ms) => {
    const { start, end } = pullsOf([event(pulled(took))])[0]?.interval ?? interval(0, 0);
    expect(Date.parse(end.at) - Date.parse(start.at)).toBe(ms);
  });

  test("when and where, whichever field tells it", () => {
    const [byTime] = pullsOf([event(pulled("1s"), { eventTime: "2026-11-21T10:00:30.5Z" })]);
    expect(byTime?.interval.end).toMatchObject({ at: "2026-11-21T10:00:30.5Z", precisionMs: 1 });
    const last = { firstTimestamp: undefined, lastTimestamp: second(50), source: undefined, reportingInstance: "w2" };
    const [byLast] = pullsOf([event(pulled("1s"), last)]);
    expect(byLast).toMatchObject({ node: "w2", interval: { end: { at: second(50) } } });
    expect(pullsOf([event(pulled("1s"), { source: {}, reportingInstance: "w3" })])).toMatchObject([{ node: "w3" }]);
    expect(pullsOf([event(pulled("1s"), { involvedObject: undefined })])).toMatchObject([
      { pod: "pod/undefined/undefined" },
    ]);
  });

  test("events that tell no pull", () => {
    const none = [
      event('Container image "x" already present on machine'),
      event(pulled("1s"), { reason: "Pulling" }),
      event(pulled("1s"), { source: undefined }),
      event(pulled("1s"), { firstTimestamp: undefined }),
      event(pulled("1s"), { firstTimestamp: "then" }),
      event(pulled("h")),
      event(pulled("1s5")),
      event(pulled(".")),
      event(undefined as never),
      {},
    ];
    expect(pullsOf(none)).toEqual([]);
  });
});

test("pulls side by side count once", () => {
  expect(busyMs([])).toBe(0);
  expect(busyMs([interval(0, 10), interval(5, 20)])).toBe(20_000);
  expect(busyMs([interval(0, 30), interval(5, 20)])).toBe(30_000);
  expect(busyMs([interval(40, 50), interval(0, 10)])).toBe(20_000);
  expect(busyMs([interval(0, 30), interval(5, 20), interval(10, 40)])).toBe(40_000);
});

describe("what ate the time", () => {
  const pull = (node: string, image: string, from: number, to: number) => ({
    node,
    image,
    pod: "pod/x/a",
    interval: interval(from, to),
  });
  const phase = (name: Phase["name"], tookMs?: number): Phase => ({
    name,
    title: name,
    ...(tookMs !== undefined && { tookMs }),
  });
  const told = (ms: number, parts: Partial<Parameters<typeof whatAteIt>[1]>) =>
    whatAteIt(ms, { phases: [], pulls: [], path: [], ...parts });

  test("pulls on one node, from a quarter of the whole on, with the largest image", () => {
    const pulls = [pull("w1", "small", 0, 60), pull("w1", "big", 60, 150), pull("w2", "other", 0, 30)];
    expect(told(600_000, { pulls })).toEqual(["3 of 10 minutes pulled images on one node (w1, 1m30s of it big)"]);
    expect(told(600_001, { pulls })).toEqual([]);
  });

  test("pulls on several nodes, most on the worst", () => {
    const pulls = [pull("w1", "a", 0, 60), pull("w2", "b", 0, 90), pull("w3", "c", 0, 5)];
    expect(told(240_000, { pulls })).toEqual(["90 of 240 seconds pulled images on 2 nodes, most on w2, 1m30s of it b"]);
  });

  test("the longest phase, if it is long", () => {
    const phases = [phase("crds", 10_000), phase("core", 75_000), phase("workloads"), phase("flux", 20_000)];
    expect(told(300_000, { phases })).toEqual(["1 of 5 minutes went by in phase core, the longest"]);
    expect(told(300_001, { phases })).toEqual([]);
    expect(told(100_000, { phases: [phase("crds"), phase("core")] })).toEqual([]);
    expect(told(299_999, { phases: [phase("core", 150_000)] })).toEqual([
      "150 of 300 seconds went by in phase core, the longest",
    ]);
  });

  test("idle steps together", () => {
    const step = (name: string, tookMs: number) => ({ name, tookMs, what: "" });
    const path = [step("idle", 50_000), step("a", 200_000), step("idle", 25_000)];
    expect(told(300_000, { path })).toEqual(["in 1 of 5 minutes nothing happened that the cluster remembers"]);
    expect(told(300_001, { path })).toEqual([]);
  });

  test("in this order", () => {
    const all = told(100_000, {
      pulls: [pull("w1", "a", 0, 50)],
      phases: [phase("core", 50_000)],
      path: [{ name: "idle", tookMs: 50_000, what: "" }],
    });
    expect(all.map((text) => text.split(" ").slice(0, 6).join(" "))).toEqual([
      "50 of 100 seconds pulled images",
      "50 of 100 seconds went by",
      "in 50 of 100 seconds nothing",
    ]);
  });
});
