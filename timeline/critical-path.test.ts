import { describe, expect, test } from "vitest";
import { member, point, second } from "../criteria/testing/members.ts";
import { criticalPath } from "./critical-path.ts";
import type { Member } from "./members/member.ts";
import type { Pull } from "./members/pulls.ts";

const steps = (members: Member[], from: number, to: number, pulls: Pull[] = []) =>
  criticalPath(members, pulls, Date.parse(second(from)), Date.parse(second(to)));
const told = (...parameters: Parameters<typeof steps>) =>
  steps(...parameters).map(({ name, tookMs }) => [name, tookMs / 1000]);

describe("the chain that decided the end", () => {
  test("what ended last, and before it what ended last before that began", () => {
    const members = [member("a", 0, 40), member("b", 40, 100), member("beside", 10, 60), member("early", 0, 20)];
    expect(told(members, 0, 100)).toEqual([
      ["a", 40],
      ["b", 60],
    ]);
  });

  test("of two that ended together, the one that took longer", () => {
    expect(told([member("short", 50, 100), member("long", 0, 100)], 0, 100)).toEqual([["long", 100]]);
  });

  test("what began before the start, or ended after the end, counts within them", () => {
    expect(told([member("a", -50, 100)], 0, 100)).toEqual([["a", 100]]);
    expect(told([member("a", 0, 101)], 0, 100)).toEqual([["a", 100]]);
    expect(told([member("late", 20, 102), member("a", 0, 100)], 0, 100)).toEqual([["a", 100]]);
  });

  test("nothing in which nothing works is left out: it is idle, before, between and after", () => {
    expect(told([member("a", 20, 50), member("b", 60, 90)], 0, 100)).toEqual([
      ["idle", 20],
      ["a", 30],
      ["idle", 10],
      ["b", 30],
      ["idle", 10],
    ]);
    expect(steps([], 0, 100)).toEqual([
      { name: "idle", tookMs: 100_000, what: "nothing happened that the cluster remembers" },
    ]);
    expect(steps([member("a", 0, 100)], 100, 100)).toEqual([]);
    expect(steps([member("a", 0, 100)], 100, 50)).toEqual([]);
  });

  test("a second between neighbours is the API's rounding: the later one takes it up", () => {
    expect(told([member("a", 0, 49), member("b", 50, 100)], 0, 100)).toEqual([
      ["a", 50],
      ["b", 50],
    ]);
    expect(told([member("a", 0, 48.5), member("b", 50, 100)], 0, 100)).toEqual([
      ["a", 50],
      ["b", 50],
    ]);
    expect(told([member("a", 0, 47), member("b", 50, 100)], 0, 100)).toEqual([
      ["a", 47],
      ["idle", 3],
      ["b", 50],
    ]);
  });

  test("members without both ends tell nothing", () => {
    expect(told([member("a", 0, undefined), member("b", undefined, 100)], 0, 100)).toEqual([["idle", 100]]);
  });

  test("a step below two hundredths goes to the one that it held up, the last to the one before", () => {
    const members = [member("a", 0, 50), member("blink", 50, 51), member("b", 51, 99.5), member("end", 99.5, 100)];
    expect(told(members, 0, 100)).toEqual([
      ["a", 50],
      ["b", 50],
    ]);
    const two = [member("a", 0, 48), member("exactly", 48, 50), member("b", 50, 100)];
    expect(told(two, 0, 100)).toEqual([
      ["a", 48],
      ["exactly", 2],
      ["b", 50],
    ]);
  });
});

describe("who waits for others", () => {
  const release = (name: string, from: number, to: number) => member(name, from, to, { kind: "release" });

  test("accounts only for what nothing that works by itself took", () => {
    expect(told([release("r", 0, 100), member("a", 20, 60)], 0, 100)).toEqual([
      ["r", 20],
      ["a", 40],
      ["r", 40],
    ]);
  });

  test("of several the one that began last, then the others before it", () => {
    const both = [release("outer", 0, 100), release("inner", 40, 100)];
    expect(told(both, 0, 100)).toEqual([
      ["outer", 40],
      ["inner", 60],
    ]);
    expect(told([release("first", 0, 30), release("second", 50, 100)], 0, 100)).toEqual([
      ["first", 30],
      ["idle", 20],
      ["second", 50],
    ]);
    expect(told([release("first", 10, 30), release("later", 120, 150)], 0, 100)).toEqual([
      ["idle", 10],
      ["first", 20],
      ["idle", 70],
    ]);
  });

  test.each([
    ["release", "was being installed"],
    ["node", "was registered, and not Ready"],
    ["kustomization", "was being reconciled"],
    ["phase", "was under way"],
  ] as const)("a %s %s", (kind, what) => {
    expect(steps([member("x", 0, 100, { kind })], 0, 100)).toEqual([{ name: "x", tookMs: 100_000, what }]);
  });
});

describe("what works by itself", () => {
  test("a machine, a CRD, a pod, with its node and what it pulled", () => {
    const what = (parts: Partial<Member>, pulls: Pull[] = []) =>
      steps([member("pod/x/a", 0, 100, parts)], 0, 100, pulls)[0]?.what;
    expect(what({ kind: "machine" })).toBe("booted and joined");
    expect(what({ kind: "crd", phase: "core" })).toBe("became established");
    expect(what({})).toBe("became ready");
    expect(what({ node: "w1" })).toBe("became ready on w1");
    const pull = (pod: string): Pull => ({
      pod,
      image: "i",
      node: "w1",
      interval: { name: "i on w1", kind: "pull", start: point(10), end: point(40) },
    });
    expect(what({ node: "w1" }, [pull("pod/x/a"), pull("pod/x/b")])).toBe("became ready on w1; pulled i for 30s");
    expect(what({}, [pull("pod/x/b")])).toBe("became ready");
  });

  test("CRDs of their phase are one step, from the first made to the last established", () => {
    const crd = (name: string, from: number, to: number, phase: "crds" | "core" = "crds") =>
      member(name, from, to, { kind: "crd", phase });
    expect(told([crd("a", 20, 90), crd("b", 0, 30), crd("c", 40, 100)], 0, 100)).toEqual([["3 CRDs", 100]]);
    expect(told([crd("a", 0, 100)], 0, 100)).toEqual([["a", 100]]);
    expect(told([crd("a", 0, 40), crd("b", 40, 100, "core")], 0, 100)).toEqual([
      ["a", 40],
      ["b", 60],
    ]);
  });
});
