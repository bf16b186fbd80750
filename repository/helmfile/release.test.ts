import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { checkoutOf, repositoryOf } from "../../criteria/testing/repository.ts";
import { repositoryFrom } from "../model.ts";

const profile = profileOf({ name: "infra" });
const states = (texts: Record<string, string>) => repositoryOf(texts, profile).helmfiles;
const state = (text: string, more: Record<string, string> = {}) =>
  states({ "b/h.yaml": text, ...more }).find(({ file }) => file === "b/h.yaml");
const release = (text: string, more: Record<string, string> = {}, around = "") =>
  state(`${around}releases:\n  - { name: web, namespace: n, ${text} }\n`, more)?.releases[0];
const releasesWith = (values: string) => `releases: [{ name: a, chart: c, values: [${values}] }]\n`;

describe("a release", () => {
  test("name, namespace, needs, hooks, patches", () => {
    const one = state(
      `releases:\n  - x\n  - name: "{{ .Environment.Name }}-web"\n    namespace: "{{ .Environment.Name }}"\n    chart: c\n    needs: [a, n/b, ctx/m/c, "{{ .Release.Namespace }}/d"]\n    hooks:\n      - { events: [presync, postsync], command: kubectl, args: [apply, "{{ .Release.Name }}"] }\n      - {}\n    jsonPatches: [1]\n    strategicMergePatches: [2]\n    transformers: [3]\n`,
    )?.releases[0];
    expect(one).toMatchObject({
      name: "infra-web",
      namespace: "infra",
      file: "b/h.yaml",
      where: { line: 3, column: 5 },
      patches: [1, 2, 3],
      optional: false,
      path: ["releases", 1],
    });
    expect(one?.needs.map(({ written, namespace, name, where }) => [written, namespace, name, where.line])).toEqual([
      ["a", "infra", "a", 6],
      ["n/b", "n", "b", 6],
      ["ctx/m/c", "m", "c", 6],
      ["infra/d", "infra", "d", 6],
    ]);
    expect(one?.hooks).toEqual([
      {
        where: { file: "b/h.yaml", line: 8, column: 9 },
        events: ["presync", "postsync"],
        command: "kubectl",
        args: ["apply", "infra-web"],
      },
      { where: { file: "b/h.yaml", line: 9, column: 9 }, events: [], command: "", args: [] },
    ]);
  });

  test.each([
    ["chart: c", false],
    ["installed: true, chart: c", false],
    ["installed: false", true],
    ["installed: '{{ .Values.x }}'", true],
    ["condition: x.enabled", true],
  ])("%s is optional: %s", (text, expected) => expect(release(text)?.optional).toBe(expected));

  test("what it inherits, its own words over them; values of both", () => {
    const around =
      "defaultInherit: base\ntemplates:\n  base: { chart: base, version: '1', needs: [x], values: [{ a: 1, b: 1 }] }\n  more: { version: '2', values: [{ b: 2, c: 2 }] }\n";
    expect(release("inherit: [{ template: more }, {}], chart: own", {}, around)).toMatchObject({
      chart: { text: "own" },
      version: { text: "2" },
      needs: [{ name: "x" }],
      values: { known: { b: 2, c: 2 } },
    });
    expect(release("values: [{ c: 3 }], inherit: [{ template: more }]", {}, around)).toMatchObject({
      chart: { text: "base" },
      values: { known: { a: 1, b: 2, c: 3 } },
    });
    expect(release("needs: [y]", {}, around)?.needs.map(({ name }) => name)).toEqual(["y"]);
  });

  test("its chart by an alias of repositories, by what a template reads", () => {
    const repositories = "repositories: [{ name: c, url: https://x/charts/ }]\n";
    expect(release("chart: c/a/b, version: 1.2.3", {}, repositories)).toMatchObject({
      chart: { text: "https://x/charts/a/b", where: { line: 3 } },
      version: { text: "1.2.3", where: { line: 3 } },
    });
    expect(release("chart: c", {}, repositories)?.chart?.text).toBe("c");
    expect(release("chart: d/a", {}, repositories)?.chart?.text).toBe("d/a");
    expect(release("needs: []")).not.toHaveProperty("chart");
    const read = (key: string, file: string) =>
      release(`chart: '{{ readFile "s.yaml" }}', version: '{{ readFile "s.yaml" }}'`, { "b/s.yaml": file })?.[
        key as "chart"
      ]?.text;
    const oci = (ref: string) => `kind: OCIRepository\nspec: { url: oci://x/web, ref: { ${ref} } }\n`;
    expect([
      read("chart", oci("tag: '1'")),
      read("version", oci("tag: '1'")),
      read("version", oci("semver: 1.x")),
    ]).toEqual([...["oci://x/web", "1", "1.x"]]);
    const hr = "kind: HelmRelease\nspec: { chart: { spec: { chart: web, version: '2' } } }\n";
    expect([read("chart", hr), read("version", hr)]).toEqual(["web", "2"]);
    expect(read("chart", `kind: ConfigMap\n---\n${hr}`)).toBe("web");
    expect(read("chart", "kind: HelmRelease\nspec: { chartRef: { name: x } }\n")).toBeUndefined();
    expect(release("chart: '{{ .X }}'")?.chart).toEqual({ where: { file: "b/h.yaml", line: 2, column: 32 } });
  });
});

describe("a release's values", () => {
  const values = (text: string, more: Record<string, string> = {}, around = "") => release(text, more, around)?.values;

  test("inline and from files, rendered, later ones over earlier ones, then set", () => {
    const more = { "b/v.yaml": "a: { x: 1 }\nn: '{{ .Release.Name }}'\n---\nb: 2\n" };
    expect(
      values(
        "values: [{ a: { x: 0, y: 0 }, l: ['{{ .Release.Namespace }}', 1] }, v.yaml, 7], set: [{ name: a.z, value: 3 }, { name: s, value: '{{ .Release.Name }}' }, { value: 1 }, { name: f, file: x }]",
        more,
      ),
    ).toEqual({
      known: { a: { x: 1, y: 0, z: 3 }, l: ["n", 1], n: "web", b: 2, s: "web" },
      unresolved: ["set f"],
    });
    expect(values("secrets: [s.yaml]")).toEqual({ known: {}, unresolved: ["its secrets are encrypted"] });
    expect(values("secrets: []")).toEqual({ known: {}, unresolved: [] });
  });

  test("a file that is not there, is not known, or cannot be read", () => {
    expect(values("values: [gone.yaml, '{{ .X }}.yaml', ../../out.yaml]")?.unresolved).toEqual([
      "the values file gone.yaml cannot be read",
      "the values file {{ .X }}.yaml cannot be read",
      "the values file ../../out.yaml cannot be read",
    ]);
    expect(values("values: [v.yaml]", { "b/v.yaml": "a: [\n{{ if x }}\n" })?.unresolved).toEqual([
      "the values file b/v.yaml is a template",
    ]);
    expect(values("values: [v.yaml]", { "b/v.yaml": "{{ if x }}\na: 1\n{{ end }}\nb: 2\n" })).toMatchObject({
      known: { a: 1, b: 2 },
      unresolved: ["the values file b/v.yaml is a template"],
    });
  });

  test("a path that begins at the checkout's root, by a variable of the environment", () => {
    const more = { "k/v.yaml": "a: 1\n" };
    for (const root of ['{{ requiredEnv "ROOT_DIR" }}', '{{- env "PROJECT_DIR" -}}', '{{env "MY_ROOT"}}'])
      expect(values(`values: ['${root}/k/v.yaml']`, more)).toMatchObject({ known: { a: 1 }, unresolved: [] });
    for (const other of [
      '{{ env "HOME" }}/k/v.yaml',
      '{{ env "ROOT_DIR" }}/k/gone.yaml',
      'x{{ env "ROOT_DIR" }}/k/v.yaml',
      '{{ env "ROOT_DIR" }}/k/{{ .X }}',
    ])
      expect(values(`values: ['${other}']`, more)?.unresolved).toHaveLength(1);
  });

  test("a template that hands on what a HelmRelease has, or a file of values, or neither", () => {
    const handing = (inside: string) => ({
      "b/v.yaml.gotmpl": inside,
      "k/hr.yaml": "kind: ConfigMap\n---\nkind: HelmRelease\nspec: { values: { a: 1 } }\n",
      "k/my-values.yaml": "p: 1\n",
      "k/x.yaml": "x: 1\n",
    });
    const of = (inside: string) => values("values: [{ z: 0 }, v.yaml.gotmpl]", handing(inside));
    expect(of('{{ readFile "../k/hr.yaml" }}')).toMatchObject({
      known: { z: 0, a: 1 },
      derivedFrom: "k/hr.yaml",
      unresolved: [],
    });
    expect(of('{{ readFile "../k/x.yaml" }}{{ readFile "../k/my-values.yaml" }}')).toMatchObject({
      known: { z: 0, p: 1 },
      unresolved: [],
    });
    expect(of('{{ readFile "../k/x.yaml" }}')).toMatchObject({
      known: { z: 0 },
      unresolved: ["the values file b/v.yaml.gotmpl is rendered by helmfile"],
    });
    expect(of('{{ exec "x" (list) }}')?.unresolved).toEqual([
      "the values file b/v.yaml.gotmpl is rendered by helmfile",
    ]);
  });

  test("what the environment gives: this cluster's, else the default, merged", () => {
    const around = (name: string) =>
      `environments: { ${name}: { values: [e.yaml, { a: { y: 2 } }] }, other: { values: [{ a: { x: 9 } }] } }\n---\n`;
    const more = { "b/e.yaml": "a: { x: 1, y: 1 }\n" };
    const said = "values: [{ x: '{{ .Values.a.x }}', y: '{{ .StateValues.a.y }}' }]";
    expect(values(said, more, around("infra"))?.known).toMatchObject({ x: "1", y: "2" });
    expect(values(said, more, around("default"))?.known).toMatchObject({ x: "1", y: "2" });
    expect(values(said, more, around("apps"))?.known).toMatchObject({
      x: "{{ .Values.a.x }}",
      y: "{{ .StateValues.a.y }}",
    });
  });
});

describe("finer points of states", () => {
  test("what one of several documents, or bases, says", () => {
    const one = "releases: [{ name: a, chart: c }]\n";
    expect(state(`${one}---\n{{ if x }}\na: 1\n{{ end }}\n`)?.uncertain).toHaveLength(1);
    expect(state(`helmDefaults: { args: [--include-crds] }\n---\n${one}`)?.crdsOnly).toBe(true);
    const named = state(`bases: [plain.yaml]\nhelmfiles: [h2.yaml]\n---\n${one}`, {
      "b/plain.yaml": "a: 1\n",
      "b/h2.yaml": "{{ if x }}\nhelmDefaults: { args: [--include-crds] }\n{{ end }}\n",
    });
    expect(named).toMatchObject({ uncertain: [], crdsOnly: false });
    const includes = (path: string) => state(`helmfiles: ["${path}"]\n`)?.includes.map((it) => it.path);
    expect([includes("x/https://y"), includes("x/git::y")]).toEqual([["b/x/https:/y"], ["b/x/git::y"]]);
  });

  test("secrets and what hooks apply are files too; a handler may let them be missing", () => {
    const named = (more: string, around = "") =>
      state(`${around}releases:\n  - { name: a, namespace: n, chart: c, ${more} }\n`, {
        "b/v.yaml": "a: 1\n",
      })?.includes.map(({ kind, written, exists }) => [kind, written, exists]);
    expect(named("values: [v.yaml, w.yaml], secrets: [s.yaml]")).toEqual([
      ["values", "v.yaml", true],
      ["values", "w.yaml", false],
      ["values", "s.yaml", false],
    ]);
    expect(named("hooks: [{ command: kubectl, args: [apply, -f, x.yaml, -f, '-', --filename, --wait] }]")).toEqual([
      ["hook", "x.yaml", false],
    ]);
    expect(named("hooks: [{ command: echo, args: [-f, x.yaml] }]")).toEqual([]);
    expect(named("missingFileHandler: Warn, values: [v.yaml, w.yaml]")).toEqual([["values", "v.yaml", true]]);
    expect(named("values: [w.yaml]", "missingFileHandler: Debug\n")).toEqual([]);
    expect(named("missingFileHandler: Error, values: [w.yaml]")).toEqual([["values", "w.yaml", false]]);
  });

  test("places of a release's name, needs and values", () => {
    const text = "releases:\n  - namespace: n\n    name: a\n    needs:\n      - x\n    values:\n      - v.yaml\n";
    const one = state(text)?.releases[0];
    expect(one?.where).toMatchObject({ file: "b/h.yaml", line: 3, column: 5 });
    expect(one?.needs[0]?.where.line).toBe(5);
    expect(one?.includes[0]?.where.line).toBe(7);
  });

  test("of the values of several templates the last counts, where the release has none of its own", () => {
    const around = "defaultInherit: base\ntemplates: { base: { values: [{ a: 1 }] }, more: { values: [{ b: 2 }] } }\n";
    expect(release("inherit: [{ template: more }], values: []", {}, around)?.values.known).toMatchObject({});
    expect(release("inherit: [{ template: more }]", {}, around)?.values.known).toMatchObject({ b: 2 });
  });

  test("of what a template reads, only a HelmRelease with a chart tells it", () => {
    const of = (...files: string[]) =>
      release(
        `chart: '${files.map((_, index) => `{{ readFile "${index}.yaml" }}`).join("")}'`,
        Object.fromEntries(files.map((text, index) => [`b/${index}.yaml`, text])),
      )?.chart?.text;
    const chart = (kind: string, name: string) => `kind: ${kind}\nspec: { chart: { spec: { chart: ${name} } } }\n`;
    expect(of(chart("Other", "x"))).toBeUndefined();
    expect(of(chart("Other", "x"), chart("HelmRelease", "y"))).toBe("y");
    expect(
      of("kind: HelmRelease\nspec: { chartRef: { name: x } }\n", "kind: OCIRepository\nspec: { url: oci://x/z }\n"),
    ).toBe("oci://x/z");
  });

  test("a values file in trouble, or one of whose documents is conditional", () => {
    const texts = { "b/h.yaml": releasesWith("v.yaml"), "b/v.yaml": "a: 1\n" };
    const checkout = checkoutOf(texts);
    for (const file of checkout.files)
      if (file.path === "b/v.yaml") file.trouble = { kind: "alias-bomb", message: "it expands" };
    expect(repositoryFrom(checkout, profile).helmfiles[0]?.releases[0]?.values).toMatchObject({
      known: {},
      unresolved: ["the values file b/v.yaml: it expands"],
    });
    const two = state(releasesWith("v.yaml"), { "b/v.yaml": "a: 1\n---\n{{ if x }}\nb: 1\n{{ end }}\n" });
    expect(two?.releases[0]?.values.unresolved).toEqual(["the values file b/v.yaml is a template"]);
    const plain = state(releasesWith("v.gotmpl.yaml"), {
      "b/v.gotmpl.yaml": '{{ readFile "my-values.yml" }}',
      "b/my-values.yml": "a: 1\n",
    });
    expect(plain?.releases[0]?.values.known).toEqual({ a: 1 });
  });
});
