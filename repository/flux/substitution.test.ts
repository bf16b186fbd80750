import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { substituted, substitutedIn, variablesIn, type Variables } from "./substitution.ts";

const variables: Variables = {
  known: new Map([
    ["A", "1"],
    ["E", ""],
    ["_x1", "u"],
  ]),
  hidden: new Set(["S"]),
  missing: [],
};

test.each([
  ["${A} and ${_x1}", "1 and u"],
  ["${A:-x}${A-x}${A=x}${A:=x}", "1111"],
  ["${B:-b}${B-b}${B=b}${B:=b}", "bbbb"],
  ["${B:=two\nlines}", "two\nlines"],
  ["${B:=}", ""],
  ["${E}", ""],
  ["${E:=x}", "x"],
  ["${E:-}", ""],
  ["${S:-x}", "${S:-x}"],
  ["${B:-${A}}-${B:=a-${C:-${_x1}}}-${A:-${B}}", "1-a-u-1"],
  ["${S:-${A}} ${B:-${S}} ${B:-${C}}", "${S:-${A}} ${S} ${C}"],
  ["${1A} ${A B} ${.A} ${}", "${1A} ${A B} ${.A} ${}"],
  ["$A $${A} $", "$A ${A} $"],
  ["${A", "${A"],
])("%j becomes %j", (written, expected) => expect(substituted(written, variables)).toBe(expected));

test("in all strings of a value, keys too", () => {
  expect(substitutedIn({ "k${A}": ["${A}", 1, null, { a: "${A}" }] }, variables)).toEqual({
    k1: ["1", 1, null, { a: "1" }],
  });
});

test("what still wants a value has neither an escape nor a stand-in", () => {
  expect(variablesIn("${A} $${B} ${C:=x} ${D-y} ${E=} ${F:-} ${_g1} ${1H} ${} ${I:2}")).toEqual(["A", "_g1", "I"]);
  expect(variablesIn("${C:=${K}} ${D:-${L:-m}}")).toEqual(["K"]);
  expect(variablesIn("none")).toEqual([]);
});

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const build = (postBuild: string, texts: Record<string, string>, data = '"${A}"') => {
  const { tree } = repositoryOf(
    {
      "flux/a.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a, namespace: n }\nspec:\n  path: ./a\n  postBuild: ${postBuild}\n`,
      "a/m.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m }\ndata: { v: ${data} }\n`,
      ...texts,
    },
    profileOf({ flux }),
  );
  const { variables: used } = tree.kustomizations.find(({ name }) => name === "a") ?? {};
  const built = tree.objects.find(({ object }) => object.name === "m")?.object.value["data"];
  return {
    built,
    known: Object.fromEntries(used?.known ?? []),
    hidden: [...(used?.hidden ?? [])],
    missing: used?.missing,
  };
};
const from = (...sources: string[]) => `{ substituteFrom: [${sources.map((one) => `{ ${one} }`).join(", ")}] }`;
const settings = (kind: string, name: string, data: string, namespace = "n") =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\ndata: ${data}\n`;

test("later sources override earlier ones, whether their values are known or not", () => {
  const texts = {
    "flux/x.yaml": settings("ConfigMap", "x", "{ A: plain, N: 1, V: }"),
    "flux/y.yaml": settings("Secret", "y", "{ A: aGlkZGVu }"),
  };
  expect(build(from("kind: ConfigMap, name: x", "kind: Secret, name: y"), texts)).toEqual({
    ...{ built: { v: "${A}" }, known: { N: "1", V: "" }, hidden: ["A"], missing: [] },
  });
  expect(build(from("kind: Secret, name: y", "name: x"), texts)).toEqual({
    ...{ built: { v: "plain" }, known: { A: "plain", N: "1", V: "" }, hidden: [], missing: [] },
  });
});

test("what substitute says overrides all; a value that is encrypted is hidden", () => {
  const texts = { "flux/x.yaml": settings("ConfigMap", "x", "{ A: 'ENC[AES256]', B: 'ENC[AES256]' }") };
  const both = "{ substituteFrom: [{ kind: ConfigMap, name: x }], substitute: { A: inline, C: } }";
  expect(build(both, texts)).toEqual({
    ...{ built: { v: "inline" }, known: { A: "inline", C: "" }, hidden: ["B"], missing: [] },
  });
});

test("a source is that of its kind, name and namespace; what only one file holds is taken though nothing applies it", () => {
  const named = from("kind: ConfigMap, name: x");
  expect(build(named, {}).missing).toEqual(["ConfigMap/x"]);
  expect(build(from("kind: ConfigMap, name: x, optional: true"), {}).missing).toEqual([]);
  expect(build(from("kind: Secret"), {}).missing).toEqual(["Secret/"]);
  expect(build(named, { "x.yaml": settings("ConfigMap", "x", "{ A: 1 }", "other") }).known).toEqual({ A: "1" });
  expect(build(named, { "x.yaml": settings("Secret", "x", "{ A: 1 }") }).missing).toEqual(["ConfigMap/x"]);
  expect(build(named, { "x.yaml": settings("ConfigMap", "y", "{ A: 1 }") }).missing).toEqual(["ConfigMap/x"]);
  const near = `${settings("ConfigMap", "y", "{ A: 1 }")}---\n${settings("Secret", "x", "{ A: 1 }")}`;
  expect(build(named, { "flux/x.yaml": near }).missing).toEqual(["ConfigMap/x"]);
  const two = {
    "b/x.yaml": settings("ConfigMap", "x", "{ A: 1 }"),
    "c/x.yaml": settings("ConfigMap", "x", "{ A: 2 }"),
  };
  expect(build(named, two).missing).toEqual(["ConfigMap/x"]);
  expect(build(named, { ...two, "flux/x.yaml": settings("ConfigMap", "x", "{ A: 3 }") }).known).toEqual({ A: "3" });
  expect(build(named, { ...two, "flux/x.yaml": settings("ConfigMap", "x", "{ A: 3 }", "o") }).missing).toHaveLength(1);
});
