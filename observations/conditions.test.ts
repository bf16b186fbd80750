import { describe, expect, test } from "vitest";
import {
  conditionIn,
  conditionOf,
  conditionsOf,
  conditionLacks,
  inWords,
  isInTheFuture,
  lacks,
  statusIsOld,
} from "./conditions.ts";

const of = (...conditions: unknown[]) => ({ metadata: { generation: 2 }, status: { conditions } });

describe("the reader of conditions", () => {
  test("a condition, of whatever is there", () => {
    const ready = { type: "Ready", status: "True" };
    expect(conditionOf(of({ type: "Other" }, ready), "Ready")).toBe(ready);
    for (const object of [undefined, {}, { status: null }, { status: {} }, { status: { conditions: null } }])
      expect(conditionOf(object, "Ready")).toBeUndefined();
  });

  test.each([
    ["no list", {}],
    ["a text", "Ready"],
    ["a number", 3],
    ["what is no condition", [null, "Ready", 7, [], {}]],
  ])("%s holds none", (_, conditions) => {
    expect(conditionOf({ status: { conditions } }, "Ready")).toBeUndefined();
    expect(conditionsOf({ status: { conditions } })).toEqual([]);
  });

  test("of several of one type the worst counts, in whatever order they stand", () => {
    const [yes, no, unknown] = ["True", "False", "Unknown"].map((status) => ({ type: "Ready", status }));
    expect(conditionOf(of(yes, no), "Ready")).toBe(no);
    expect(conditionOf(of(no, yes), "Ready")).toBe(no);
    expect(conditionOf(of(yes, unknown), "Ready")).toBe(unknown);
    expect(conditionOf(of(unknown, no), "Ready")).toBe(no);
    expect(conditionsOf(of(yes, { type: "Synced", status: "True" }, no))).toEqual([
      no,
      { type: "Synced", status: "True" },
    ]);
  });

  test("the worst of what is wrong when True is True", () => {
    const [yes, no] = ["True", "False"].map((status) => ({ type: "MemoryPressure", status }));
    expect(conditionOf(of(no, yes), "MemoryPressure")).toBe(yes);
    const [conflict, none] = ["True", "False"].map((status) => ({ type: "cilium.io/PoolConflict", status }));
    expect(conditionOf(of(none, conflict), "cilium.io/PoolConflict")).toBe(conflict);
  });

  test("below the top level", () => {
    const accepted = { type: "Accepted", status: "True" };
    expect(conditionIn({ conditions: [accepted] }, "Accepted")).toBe(accepted);
    expect(conditionIn(undefined, "Accepted")).toBeUndefined();
    expect(conditionIn(null, "Accepted")).toBeUndefined();
  });

  test("in words", () => {
    expect(inWords(undefined)).toBe("no Ready condition");
    expect(inWords(undefined, "Established")).toBe("no Established condition");
    expect(inWords({ type: "Ready", status: "True" })).toBe("Ready=True");
    expect(inWords({ type: "Ready", status: "False", reason: "Broken" })).toBe("Ready=False (Broken)");
    expect(inWords({ type: "Ready", status: "False", reason: "Broken", message: "no\n  disk" })).toBe(
      "Ready=False (Broken: no disk)",
    );
  });

  test("Unknown is not True, and its own generation counts", () => {
    expect(conditionLacks(of({ type: "Ready", status: "True" }), "Ready")).toBeUndefined();
    expect(conditionLacks(of({ type: "Ready", status: "Unknown" }), "Ready")).toBe("Ready=Unknown");
    expect(conditionLacks(of(), "Ready")).toBe("no Ready condition");
    expect(conditionLacks(of({ type: "Ready", status: "True", observedGeneration: 1 }), "Ready")).toBe(
      "Ready=True for generation 1, and the spec is at 2",
    );
    expect(conditionLacks(of({ type: "Ready", status: "True", observedGeneration: 2 }), "Ready")).toBeUndefined();
    expect(lacks({ type: "Conflicted", status: "False" }, "Conflicted", 1, "False")).toBeUndefined();
  });

  test("a status of another generation", () => {
    expect(statusIsOld({ metadata: { generation: 2 }, status: { observedGeneration: 1 } })).toBe(
      "its status is of generation 1, and the spec is at 2",
    );
    expect(statusIsOld({ metadata: { generation: 2 }, status: { observedGeneration: 2 } })).toBeUndefined();
    expect(statusIsOld({ metadata: { generation: 2 }, status: {} })).toBeUndefined();
  });

  test("two clocks may differ a little, and not more", () => {
    const now = new Date("2026-01-05T10:00:00Z");
    expect(isInTheFuture("2026-01-05T10:01:30Z", now)).toBe(false);
    expect(isInTheFuture("2026-01-05T10:03:00Z", now)).toBe(true);
    expect(isInTheFuture("yesterday", now)).toBe(false);
    expect(isInTheFuture(undefined, now)).toBe(false);
  });
});
