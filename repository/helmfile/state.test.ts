import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { withIncluded } from "./runs.ts";

const profile = profileOf({ name: "infra" });
const states = (texts: Record<string, string>) => repositoryOf(texts, profile).helmfiles;
const state = (text: string, more: Record<string, string> = {}) =>
  states({ "b/h.yaml": text, ...more }).find(({ file }) => file === "b/h.yaml");

describe("what is a state", () => {
  test.each([
    ["releases: [{ name: a, chart: c }]", true],
    ["releases: [{ name: a, namespace: c }]", true],
    ["releases: [{ name: a, version: c }]", true],
    ["releases: [{ name: a, inherit: [] }]", true],
    ["releases: [{ name: a, needs: [] }]", true],
    ["helmfiles: [x.yaml]", true],
    ["helmfiles: []", false],
    ["releases: [{ name: a }]", false],
    ["releases: [{ chart: a }]", false],
    ["releases: [{ name: 1, chart: a }]", false],
    ["releases: [a]", false],
    ["releases: { name: a, chart: c }", false],
    ["apiVersion: v1\nreleases: [{ name: a, chart: c }]", false],
    ["- releases", false],
  ])("%s: %s", (text, expected) => expect(states({ "a.yaml": text })).toHaveLength(expected ? 1 : 0));

  test.each([
    ["k/a.yaml", 1],
    ["k/a.txt", 0],
    [".taskfiles/a/h.yaml", 0],
    ["x/tasks/h.yaml", 0],
    ["task/h.yaml", 0],
    ["_task/h.yaml", 0],
    ["mytasks/h.yaml", 1],
    ["docs/h.yaml", 0],
  ])("in %s: %s", (path, count) => expect(states({ [path]: "helmfiles: [x.yaml]\n" })).toHaveLength(count));

  test.each([
    ["helmfile.yaml.gotmpl", true],
    ["b/helmfile-apps.yml", true],
    ["helmfile.d/x.yaml", true],
    ["helmfile.d/apps.yml", true],
    ["helmfile/x.yaml.gotmpl", true],
    ["helmfile.d/values.yaml", false],
    ["helmfile.d/templates/x.yaml", false],
    ["myhelmfile.yaml", false],
    ["x/apps.yaml", false],
  ])("a template that is no YAML at %s is one that cannot be known: %s", (file, expected) => {
    const found = states({ [file]: "a: [\n{{ if x }}\n" });
    expect(found).toHaveLength(expected ? 1 : 0);
    if (expected)
      expect(found).toMatchObject([
        {
          file,
          where: { file, line: 1, column: 1 },
          releases: [],
          includes: [],
          crdsOnly: false,
          uncertain: [expect.any(String)],
        },
      ]);
  });

  test("where it begins, and what of it is not certain", () => {
    expect(state("a: 1\n---\nreleases: [{ name: a, chart: c }]\n")).toMatchObject({
      where: { line: 3 },
      uncertain: [],
      crdsOnly: false,
    });
    const conditional = state("bases: [d.yaml]\n---\n{{ if x }}\nreleases: [{ name: a, chart: c }]\n{{ end }}\n", {
      "b/d.yaml": "{{ if x }}\na: 1\n{{ end }}\n",
    });
    expect(conditional?.uncertain).toEqual([
      "it holds control structures of a template, which helmfile evaluates",
      "its base b/d.yaml holds control structures",
    ]);
    expect(state("releases: [{ name: a, chart: c }]\nhelmDefaults: { args: [--include-crds] }\n")?.crdsOnly).toBe(true);
    expect(state("releases: [{ name: a, chart: c }]\nhelmDefaults: { args: [--no-hooks] }\n")?.crdsOnly).toBe(false);
  });
});

describe("what a state names", () => {
  test("further states, bases and values, there or not; URLs and what only a rendering tells are left out", () => {
    const found = state(
      `helmfiles: [apps.yaml, { path: ../c/ }, gone.yaml, "x*.yaml", "git::https://x/y", https://x/y, "{{ .X }}.yaml", ../../out, { a: 1 }]\nbases: [base.yaml, dir]\nenvironments: { infra: { values: [v.yaml, { a: 1 }] }, other: { values: [o.yaml] } }\nreleases:\n  - { name: a, chart: c, values: [r.yaml, { b: 1 }] }\n`,
      {
        "b/apps.yaml": "helmfiles: [x]",
        "c/x.yaml": "a: 1",
        "b/base.yaml": "a: 1",
        "b/dir/x.yaml": "a: 1",
        "b/v.yaml": "a: 1",
      },
    );
    expect(
      found?.includes.map(({ kind, path, written, exists, where }) => [kind, path, written, exists, where.line]),
    ).toEqual([
      ["helmfile", "b/apps.yaml", "apps.yaml", true, 1],
      ["helmfile", "c", "../c/", true, 1],
      ["helmfile", "b/gone.yaml", "gone.yaml", false, 1],
      ["helmfile", "b/x*.yaml", "x*.yaml", true, 1],
      ["helmfile", undefined, "../../out", false, 1],
      ["base", "b/base.yaml", "base.yaml", true, 2],
      ["base", "b/dir", "dir", false, 2],
      ["values", "b/v.yaml", "v.yaml", true, 3],
      ["values", "b/o.yaml", "o.yaml", false, 3],
      ["values", "b/r.yaml", "r.yaml", false, 5],
    ]);
    expect(found?.includes[1]?.where).toEqual({ file: "b/h.yaml", line: 1, column: 24 });
  });

  test("a state with all that it includes, once each, in folders too", () => {
    const all = states({
      "a.yaml": "helmfiles: [b.yaml, d, a.yaml]\nbases: [z.yaml]\n",
      "b.yaml": "helmfiles: [a.yaml]\n",
      "d/c.yaml": "helmfiles: [x]\n",
      "z.yaml": "helmfiles: [x]\n",
    });
    const [first] = all;
    expect(
      first &&
        withIncluded(first, all)
          .map(({ file }) => file)
          .toSorted(),
    ).toEqual(["a.yaml", "b.yaml", "d/c.yaml"]);
  });
});
