import { expect, test } from "vitest";
import { valueDifferences } from "./values.ts";

const none = (): boolean => false;
const differ = (ours: unknown, theirs: unknown, isGenerated: (name: string) => boolean = none) =>
  valueDifferences(ours, theirs, isGenerated);

test("where two values differ, with what stands there", () => {
  expect(differ({ spec: { a: [1, 2], b: "x" } }, { spec: { a: [1, 3], b: "x" } })).toEqual([
    "spec.a[1]: the model has 2, the tool 3",
  ]);
  expect(differ({ spec: { a: [1] } }, { spec: { a: [1, 2] } })).toEqual(["spec.a: the model has [1], the tool [1,2]"]);
  expect(differ({}, { spec: { a: 1 } })).toEqual(['spec: the model has nothing, the tool {"a":1}']);
});

test("what is written otherwise and means the same", () => {
  expect(differ({ a: null, b: {}, c: [] }, {})).toEqual([]);
  expect(differ({ a: "1", mode: 644, text: "a\n  b" }, { a: 1, mode: 420, text: "a\n\n  b\n" })).toEqual([]);
  expect(differ({ metadata: {} }, { metadata: { labels: { "kustomize.toolkit.fluxcd.io/name": "apps" } } })).toEqual(
    [],
  );
});

test("generated names have their hash with the tool only, and files of a generator are not in the model", () => {
  const theirs = { name: "settings-5g2t7h9kmb", data: { a: "text" } };
  const ours = { name: "settings", data: { a: "(from a file)" } };
  expect(differ(ours, theirs, (name) => name === "settings")).toEqual([]);
  expect(differ(ours, theirs)).toHaveLength(1);
});

test("what nothing judges is left out", () => {
  expect(differ({ stringData: { a: "ENC[x]" }, sops: {} }, { stringData: { a: "**SOPS**" } })).toEqual([]);
  expect(differ({ subjects: [{ name: "a" }] }, { subjects: [{ name: "a", namespace: "x" }] })).toEqual([]);
  expect(
    differ({ subjects: [{ name: "a", namespace: "y" }] }, { subjects: [{ name: "a", namespace: "x" }] }),
  ).toHaveLength(1);
});
