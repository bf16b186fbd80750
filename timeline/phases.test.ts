import { describe, expect, test } from "vitest";
import { bootstrapProfile } from "../criteria/testing/bootstrap.ts";
import { member, point, second } from "../criteria/testing/members.ts";
import { profileOf } from "../criteria/testing/profile.ts";
import { phasesInWords, standingOf } from "./standing.ts";
import type { Member } from "./members/member.ts";
import { gapsOf, listed, phaseNames, phaseOf } from "./phases.ts";
import { doubtOf, earliest, latest, pointAt } from "./points.ts";
import type { Phase, PhaseName } from "./timeline.ts";

const now = new Date(second(1000));
const profile = bootstrapProfile({ budget: { phases: { core: "5m" } } });
const phase = (name: PhaseName, members: Member[], begin?: Phase["start"]) =>
  phaseOf(name, members, { profile, now, ...(begin && { begin }) });
const of = (
  name: PhaseName,
  kind: Member["kind"],
  from: number | undefined,
  to: number | undefined,
  parts: Partial<Member> = {},
) => member(`${kind}/${from}`, from, to, { phase: name, kind, ...parts });

test("the phases that a profile has, in order", () => {
  expect(phaseNames(profile)).toEqual(["machines", "control-plane", "crds", "core", "flux", "workloads"]);
  expect(phaseNames(profileOf())).toEqual(["control-plane"]);
});

describe("a phase", () => {
  test("from the first of its own to the last", () => {
    expect(
      phase("core", [of("core", "release", 20, 60), of("core", "release", 10, 50), of("flux", "release", 0, 90)]),
    ).toEqual({
      name: "core",
      title: "Core releases are installed",
      start: point(10),
      end: point(60),
      tookMs: 50_000,
      budgetMs: 300_000,
    });
  });

  test.each([
    ["machines", "machine", "Machines boot and join"],
    ["control-plane", "pod", "The control plane comes up"],
    ["crds", "crd", "CRDs are established"],
    ["core", "release", "Core releases are installed"],
    ["flux", "release", "Flux takes over"],
    ["flux", "kustomization", "Flux takes over"],
    ["workloads", "kustomization", "Everything from Git is ready"],
    ["workloads", "release", "Everything from Git is ready"],
    ["workloads", "pod", "Everything from Git is ready"],
  ] as const)("%s begins with a %s; others only take part in its end", (name, kind, title) => {
    expect(phase(name, [of(name, "node", 0, 5), of(name, kind, 10, 50)])).toMatchObject({
      title,
      start: point(10),
      tookMs: 40_000,
    });
    expect(phase(name, [of(name, "node", 0, 5)])).not.toHaveProperty("start");
  });

  test("begins where it is said to, and never took less than nothing", () => {
    expect(phase("core", [of("core", "release", 10, 50)], point(60))).toMatchObject({ start: point(60), tookMs: 0 });
    expect(phase("crds", [of("crds", "crd", 10, 50)])).not.toHaveProperty("budgetMs");
  });

  test("goes on while something does, until now", () => {
    const going = of("core", "release", 20, undefined, { ongoing: "pending" });
    const open = phase("core", [of("core", "release", 10, 50), going]);
    expect(open).toMatchObject({ ongoing: [{ name: "release/20", reason: "pending" }], atLeastMs: 990_000 });
    expect(open).not.toHaveProperty("end");
    expect(open).not.toHaveProperty("tookMs");
    expect(open).not.toHaveProperty("lost");
    expect(phase("core", [going], point(2000))).toMatchObject({ atLeastMs: 0 });
  });

  test("whose end is forgotten took until the last that is sure", () => {
    const gone = of("core", "release", 20, undefined, { lost: "forgotten" });
    const lost = phase("core", [of("core", "release", 10, 50), gone]);
    expect(lost).toMatchObject({ lost: [{ name: "release/20", reason: "forgotten" }], atLeastMs: 40_000 });
    expect(lost).not.toHaveProperty("end");
    expect(lost).not.toHaveProperty("ongoing");
    const rough = of("core", "release", 10, 50, { end: point(50, { precisionMs: 30_000 }) });
    expect(phase("core", [rough, gone])).toMatchObject({ atLeastMs: 10_000 });
    expect(phase("core", [gone])).not.toHaveProperty("atLeastMs");
    expect(phase("core", [of("core", "node", 10, 50), gone])).toMatchObject({ start: point(20), atLeastMs: 30_000 });
    expect(phase("core", [])).toEqual({ name: "core", title: "Core releases are installed", budgetMs: 300_000 });
  });

  test("whose last end is surer than another that may lie behind it is as unsure as that one", () => {
    const rough = of("core", "release", 10, 50, { end: point(50, { precisionMs: 30_000 }) });
    expect(phase("core", [rough, of("core", "release", 10, 60)]).end).toEqual(
      point(60, { precisionMs: 20_000, basis: "inferred" }),
    );
    expect(phase("core", [rough, of("core", "release", 10, 90)]).end).toEqual(point(90));
    expect(phase("core", [rough, of("core", "release", 10, 79)]).end).toEqual(point(79));
    expect(phase("core", [rough, of("core", "release", 10, 20)]).end).toEqual(point(50, { precisionMs: 30_000 }));
  });
});

describe("what phases lack", () => {
  const bare: Phase = { name: "core", title: "Core" };
  const whole: Phase = { ...bare, start: point(0), end: point(9) };
  const members = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `m${index}`, reason: "r" }));

  test("a start, an end, and why", () => {
    expect(gapsOf([whole])).toEqual([]);
    expect(gapsOf([bare])).toEqual(["phase core has no start", "phase core has no end: nothing is remembered of it"]);
    expect(gapsOf([{ ...bare, start: point(0), ongoing: members(1) }])).toEqual(["phase core goes on: m0: r"]);
    expect(gapsOf([{ ...bare, start: point(0), lost: members(1) }])).toEqual(["phase core has no end: m0: r"]);
    expect(gapsOf([{ ...bare, start: point(0), ongoing: members(1), lost: members(1) }])).toHaveLength(2);
  });

  test("the first three are named", () => {
    expect(listed(members(3))).toBe("m0: r; m1: r; m2: r");
    expect(listed(members(5))).toBe("m0: r; m1: r; m2: r; and 2 more");
    expect(listed([])).toBe("");
  });

  test("in words", () => {
    const timeline = {
      phases: [bare, whole, { ...bare, start: point(0), atLeastMs: 60_000 }, { ...whole, tookMs: 9_000 }],
    };
    expect(phasesInWords(timeline as never).map((text) => text.replaceAll(/\S+Z \([^)]*\)/g, "T"))).toEqual([
      "core: ?, from ? to ?",
      "core: ?, from T to T",
      "core: at least 1m0s, from T to ?",
      "core: 9s, from T to T",
    ]);
  });
});

describe("how a duration stands to its budget", () => {
  const standing = (tookMs: number, startDoubt = 0, endDoubt = 0) =>
    standingOf(tookMs, 60_000, {
      start: point(0, { precisionMs: startDoubt }),
      end: point(9, { precisionMs: endDoubt }),
    });

  test("exactly it is under; a second of resolution is no doubt", () => {
    expect(standing(60_000, 1000, 1000)).toBe("under");
    expect(standing(60_001, 1000, 1000)).toBe("over");
  });

  test("doubts of both ends speak against over, that of the end alone against under", () => {
    expect(standing(50_000, 0, 10_000)).toBe("under");
    expect(standing(50_001, 0, 10_000)).toBe("either");
    expect(standing(50_000, 30_000, 10_000)).toBe("under");
    expect(standing(70_000, 0, 10_000)).toBe("either");
    expect(standing(70_001, 0, 10_000)).toBe("over");
    expect(standing(75_000, 5_000, 10_000)).toBe("either");
    expect(standing(75_001, 5_000, 10_000)).toBe("over");
  });
});

describe("points", () => {
  test("a time with its precision; what is no time is none", () => {
    expect(pointAt("2026-11-21T10:00:00Z", "x")).toEqual({
      at: "2026-11-21T10:00:00Z",
      source: "x",
      precisionMs: 1000,
      basis: "exact",
    });
    expect(pointAt("2026-11-21T10:00:00.5Z", "x")?.precisionMs).toBe(1);
    expect(pointAt("2026-11-21T10:00:00Z", "x", { basis: "inferred", precisionMs: 9 })).toMatchObject({
      precisionMs: 9,
      basis: "inferred",
    });
    for (const none of [undefined, null, "", "then"]) expect(pointAt(none, "x")).toBeUndefined();
  });

  test("the earliest, the latest, and how far one may be off", () => {
    const points = [point(5), undefined, point(1), point(9)];
    expect([earliest(points), latest(points), earliest([]), latest([undefined])]).toEqual([
      point(1),
      point(9),
      undefined,
      undefined,
    ]);
    expect([1000, 1001].map((precisionMs) => doubtOf(point(0, { precisionMs })))).toEqual([0, 1001]);
  });
});
