import { expect, test } from "vitest";
import { foldedAlike, foldedBy } from "./fold.ts";

const finding = (subject: string, actual = "x") => ({
  subject,
  expected: "one",
  actual,
  where: { file: "a.yaml", line: 1, column: 1 },
  because: "b",
  mend: "c",
});
const folded = (...subjects: string[]) =>
  foldedBy(
    subjects.map((one) => finding(one)),
    ({ subject }) => (subject.startsWith("alone") ? undefined : subject.split("/")[0]),
    ({ subject }) => subject,
  ).map(({ subject, actual }) => `${subject}: ${actual}`);

test("what has one key is told once, with the others by name", () => {
  expect(folded("a/1", "b/1", "a/2", "a/3")).toEqual(["a/1: x; 2 more like it: a/2, a/3", "b/1: x"]);
  expect(folded()).toEqual([]);
});

test("what stands alone stays so, though it looks alike", () =>
  expect(folded("alone", "alone")).toEqual(["alone: x", "alone: x"]));

test("few may be told each by itself", () =>
  expect(
    foldedBy(
      [finding("a"), finding("a")],
      () => "a",
      () => "",
      2,
    ),
  ).toHaveLength(2));

test("of many only some are named", () =>
  expect(folded(...[1, 2, 3, 4, 5, 6, 7, 8].map((one) => `a/${one}`))).toEqual([
    "a/1: x; 7 more like it: a/2, a/3, a/4, a/5, a/6, and 2 others",
  ]));

test("what says the same of more than three subjects but for their own names is one", () => {
  const missing = (name: string, actual = "nothing defines it") => ({
    subject: `helmrelease/web/${name}`,
    expected: `HelmRepository flux-system/gone of ${name}`,
    actual,
    where: { file: `${name}.yaml`, line: 6, column: 1 },
    because: "It is never found.",
    mend: "Correct it.",
  });
  const three = ["a", "b", "c"].map((name) => missing(name));
  expect(foldedAlike(three)).toEqual(three);
  expect(
    foldedAlike([...three, missing("d"), missing("e", "other")]).map(({ subject, actual }) => [subject, actual]),
  ).toEqual([
    [
      "helmrelease/web/a",
      "nothing defines it; 3 more like it: helmrelease/web/b (b.yaml:6), helmrelease/web/c (c.yaml:6), helmrelease/web/d (d.yaml:6)",
    ],
    ["helmrelease/web/e", "other"],
  ]);
});
