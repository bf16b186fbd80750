import { describe, expect, test } from "vitest";
import { inWords as asThePageWrites } from "../../../clusters/notation/duration.ts";
// @ts-expect-error -- a module for browsers, whose own tsconfig.json knows them
import { inWords, matches, within, zoomed } from "./script.js";

describe("which checks are asked for", () => {
  const check = {
    text: "✗ fail two managers: release/kube-system/cilium",
    verdict: "fail",
    suite: "60-components",
    objects: ["release/kube-system/cilium"],
    isNoticed: false,
  };
  const nothing = { text: "", verdict: "", suite: "", object: "" };

  test.each([
    ["nothing is asked for", {}, true],
    ["all words are in it, in any order and case", { text: "Cilium  two" }, true],
    ["a word is not", { text: "cilium three" }, false],
    ["its verdict", { verdict: "fail" }, true],
    ["another verdict", { verdict: "inconclusive" }, false],
    ["it has no notices", { verdict: "noticed" }, false],
    ["its suite", { suite: "60-components" }, true],
    ["another suite", { suite: "70-cilium" }, false],
    ["an object that it found something of", { object: " kube-system/Cilium" }, true],
    ["another object", { object: "pod/" }, false],
    ["one of two does not hold", { verdict: "fail", suite: "70-cilium" }, false],
  ])("%s", (_, wanted, is) => expect(matches(check, { ...nothing, ...wanted })).toBe(is));

  test("one with notices", () =>
    expect(matches({ ...check, isNoticed: true }, { ...nothing, verdict: "noticed" })).toBe(true));
});

describe("what is seen of the timeline", () => {
  const whole = 600_000;

  test("half of it, around a moment that stays where it is", () =>
    expect(zoomed({ from: 0, to: whole }, 0.5, 150_000, whole)).toEqual({ from: 75_000, to: 375_000 }));
  test("never beyond its ends", () => {
    expect(zoomed({ from: 0, to: 300_000 }, 2, 0, whole)).toEqual({ from: 0, to: whole });
    expect(zoomed({ from: 100_000, to: 200_000 }, 1e9, 0, whole)).toEqual({ from: 0, to: whole });
    expect(within(550_000, 100_000, whole)).toEqual({ from: 500_000, to: whole });
    expect(within(-1, 100_000, whole)).toEqual({ from: 0, to: 100_000 });
  });
  test("never less than a second", () =>
    expect(zoomed({ from: 0, to: 1000 }, 0.5, 500, whole)).toEqual({ from: 0, to: 1000 }));
});

test.each([0, 59_000, 61_000, 600_000, 3_723_000])("%d ms are written as everywhere in the page", (ms) =>
  expect(inWords(ms)).toBe(asThePageWrites(ms).replace(/(?<=[hm])0s$/, "")),
);
