import { expect, test } from "vitest";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { phasesOf } from "./phases.ts";

/** Steps by name of a state whose releases need those that they are written with. */
function steps(needs: Record<string, string[]>): string[][] {
  const releases = Object.entries(needs).map(([name, of]) => ({ name, namespace: "x", needs: of }));
  const { helmfiles } = repositoryOf({ "helmfile.yaml": JSON.stringify({ releases }) });
  return phasesOf(helmfiles.flatMap((state) => state.releases)).map((step) => step.map(({ name }) => name));
}

test("a chain is a step for each release, in the order of its needs and not of its lines", () => {
  expect(steps({ coredns: ["cilium"], spegel: ["coredns"], cilium: [] })).toEqual([
    ["cilium"],
    ["coredns"],
    ["spegel"],
  ]);
});

test("what needs the same release overlaps, and what waits for all of it is the next step", () => {
  expect(steps({ a: [], b: ["a"], c: ["a"], d: ["b", "c"] })).toEqual([["a"], ["b", "c"], ["d"]]);
});

test("what may overlap with a later release stands in one step with it", () => {
  expect(steps({ a: [], b: ["a"], c: ["a"], d: ["c"], e: ["d"] })).toEqual([["a"], ["b", "c", "d", "e"]]);
});

test("a circle ends, and so do releases that need none", () => {
  expect(
    steps({ a: ["b"], b: ["a"], c: [] })
      .flat()
      .toSorted(),
  ).toEqual(["a", "b", "c"]);
  expect(steps({ a: [], b: [] })).toEqual([["a", "b"]]);
});

test("a later file comes after an earlier one", () => {
  const { helmfiles } = repositoryOf({
    "helmfile.d/01-core.yaml": "releases: [{ name: a, namespace: x }]",
    "helmfile.d/02-apps.yaml": "releases: [{ name: b, namespace: x }]",
  });
  const releases = helmfiles.flatMap((state) => state.releases).toReversed();
  expect(phasesOf(releases).map((step) => step.map(({ name }) => name))).toEqual([["a"], ["b"]]);
});
