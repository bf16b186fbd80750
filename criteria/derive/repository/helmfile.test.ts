import { describe, expect, test } from "vitest";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf, repositoryOf } from "../../testing/repository.ts";
import { filesOf } from "./files.ts";
import { helmfileRuns, statementsOf, withIncluded } from "./helmfile-runs.ts";
import { repositoryFrom } from "./model.ts";
import { isExact, isLoose, isMoving, looseImages } from "./pinning.ts";
import { filesRead, rendered } from "./templates.ts";

const profile = profileOf({ name: "infra" });
const states = (texts: Record<string, string>) => repositoryOf(texts, profile).helmfiles;
const state = (text: string, more: Record<string, string> = {}) =>
  states({ "b/h.yaml": text, ...more }).find(({ file }) => file === "b/h.yaml");
const release = (text: string, more: Record<string, string> = {}, around = "") =>
  state(`${around}releases:\n  - { name: web, namespace: n, ${text} }\n`, more)?.releases[0];

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
      ["a", undefined, "a", 6],
      ["n/b", "n", "b", 6],
      ["ctx/m/c", "m", "c", 6],
      ["infra/d", "infra", "d", 6],
    ]);
    expect(one?.needs[0]).not.toHaveProperty("namespace");
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
    expect(values("values: [v.yaml]", { "b/v.yaml": "{{ if x }}\na: 1\n{{ end }}\nb: 2\n" })).toEqual({
      known: { a: 1, b: 2 },
      unresolved: ["the values file b/v.yaml is a template"],
    });
  });

  test("a path that begins at the checkout's root, by a variable of the environment", () => {
    const more = { "k/v.yaml": "a: 1\n" };
    for (const root of ['{{ requiredEnv "ROOT_DIR" }}', '{{- env "PROJECT_DIR" -}}', '{{env "MY_ROOT"}}'])
      expect(values(`values: ['${root}/k/v.yaml']`, more)).toEqual({ known: { a: 1 }, unresolved: [] });
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
    expect(of('{{ readFile "../k/hr.yaml" }}')).toEqual({
      known: { z: 0, a: 1 },
      derivedFrom: "k/hr.yaml",
      unresolved: [],
    });
    expect(of('{{ readFile "../k/x.yaml" }}{{ readFile "../k/my-values.yaml" }}')).toEqual({
      known: { z: 0, p: 1 },
      unresolved: [],
    });
    expect(of('{{ readFile "../k/x.yaml" }}')).toEqual({
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
    expect(values(said, more, around("infra"))?.known).toEqual({ x: "1", y: "2" });
    expect(values(said, more, around("default"))?.known).toEqual({ x: "1", y: "2" });
    expect(values(said, more, around("apps"))?.known).toEqual({ x: "{{ .Values.a.x }}", y: "{{ .StateValues.a.y }}" });
  });
});

describe("templates", () => {
  const scope = { environment: "infra", release: { name: "web", namespace: "n" }, values: { a: { b: 1, s: "x" } } };

  test.each([
    ["{{ .Environment.Name }}/{{.Release.Name}}/{{- .Release.Namespace -}}", "infra/web/n"],
    ["{{ .Values.a.b }} {{ .StateValues.a.s | quote }}", "1 x"],
    ['{{ .Values.none | default "d" }}', "d"],
    ["{{ .Values.none | default  5 }}", "5"],
    ["{{ .Values.none | default 5 | quote }}", "5"],
    ['{{ .Values.a.s | default "d" }}', "x"],
    ["{{ .Values.a.s | upper }}", "{{ .Values.a.s | upper }}"],
    ["{{ .Values.none }}", "{{ .Values.none }}"],
    [
      "{{ x.Values.a.b }}{{ .Values.a.b.c }}{{ .Valuesa }}{{ .Values.a.s x }}",
      "{{ x.Values.a.b }}{{ .Values.a.b.c }}{{ .Valuesa }}{{ .Values.a.s x }}",
    ],
    ["{{ .Values.none | default (x) }}", "(x)"],
    ["{{ .Values.none | undefault 5 }}", "{{ .Values.none | undefault 5 }}"],
    ["{{ .Values.none | default 5 6 }}", "{{ .Values.none | default 5 6 }}"],
  ])("%s is %s", (written, expected) => expect(rendered(written, scope)).toBe(expected));

  test("without a release or an environment its words stay", () => {
    expect(rendered("{{ .Release.Name }}{{ .Release.Namespace }}{{ .Environment.Name }}{{ .Values.a }}", {})).toBe(
      "{{ .Release.Name }}{{ .Release.Namespace }}{{ .Environment.Name }}{{ .Values.a }}",
    );
  });

  test("the files that a template reads, through others, and not in a circle", () => {
    const files = filesOf(
      checkoutOf({
        "a/x.yaml": 'y: {{ readFile "../b/y.yaml" }}\n',
        "b/y.yaml": 'z: {{ readFile "z.yaml" }}{{ readFile "../a/x.yaml" }}\n',
        "b/z.yaml": "z: 1\n",
        "a/web/n.yaml": "a: 1\n",
        "n.yaml": "a: 1\n",
      }),
    );
    const read = (written: string, folders = ["a"]) => filesRead(written, folders, files, scope);
    expect(read('{{ readFile "x.yaml" }}')).toEqual(["a/x.yaml", "b/y.yaml", "b/z.yaml"]);
    expect(read("{{ readFile 'z.yaml' }}{{ readFile `z.yaml` }}", ["a", "b"])).toEqual(["b/z.yaml"]);
    expect(read('{{ readFile (printf "%s/%s.yaml" .Release.Name "n") }}')).toEqual(["a/web/n.yaml"]);
    expect(read('{{ readFile ( printf "%s/%s.yaml"  .Release.Name   .Release.Namespace ) }}')).toEqual([
      "a/web/n.yaml",
    ]);
    expect(
      read('{{ readFile (printf "%s/n.yaml" .Values.none) }}{{ readFile "gone.yaml" }}{{ readFile "../../x" }}'),
    ).toEqual([]);
    expect(read('{{ readFile (printf "%s/%s.yaml" .Release.Name) }}')).toEqual([]);
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

  test("places of a release's name, needs and values", () => {
    const text = "releases:\n  - namespace: n\n    name: a\n    needs:\n      - x\n    values:\n      - v.yaml\n";
    const one = state(text)?.releases[0];
    expect(one?.where).toEqual({ file: "b/h.yaml", line: 3, column: 5 });
    expect(one?.needs[0]?.where.line).toBe(5);
    expect(one?.includes[0]?.where.line).toBe(7);
  });

  test("of the values of several templates the last counts, where the release has none of its own", () => {
    const around = "defaultInherit: base\ntemplates: { base: { values: [{ a: 1 }] }, more: { values: [{ b: 2 }] } }\n";
    expect(release("inherit: [{ template: more }], values: []", {}, around)?.values.known).toEqual({});
    expect(release("inherit: [{ template: more }]", {}, around)?.values.known).toEqual({ b: 2 });
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
    expect(repositoryFrom(checkout, profile).helmfiles[0]?.releases[0]?.values).toEqual({
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

const releasesWith = (values: string) => `releases: [{ name: a, chart: c, values: [${values}] }]\n`;

describe("calls of helmfile", () => {
  const runs = (commands: string[], more: Record<string, string> = {}) => {
    const text = `version: '3'\ntasks:\n  boot:\n    cmds:\n${commands.map((one) => `      - |\n        ${one.replaceAll("\n", "\n        ")}\n`).join("")}`;
    return helmfileRuns(
      repositoryOf(
        {
          "Taskfile.yaml": text,
          "b/helmfile.d/00-crds.yaml": "helmfiles: [x]\n",
          "b/helmfile.d/01-apps.yaml": "helmfiles: [x]\n",
          "c/helmfile.yaml": "helmfiles: [x]\n",
          "root.yaml": "helmfiles: [x]\n",
          ...more,
        },
        profile,
      ),
    );
  };
  const files = (command: string) => runs(command.split(";;"))[0]?.states?.map(({ file }) => file);

  test("the verb, the states that it names, what it is piped into and what follows", () => {
    const [first, second] = runs([
      "echo start",
      "helmfile --file b/helmfile.d/00-crds.yaml template -q | kubectl apply -f -\n# a comment\nhelmfile -f b/helmfile.d \\\n  sync",
      "done",
    ]);
    expect(first).toMatchObject({
      verb: "template",
      folder: false,
      statement: "helmfile --file b/helmfile.d/00-crds.yaml template -q | kubectl apply -f -",
      rest: "helmfile -f b/helmfile.d  sync\ndone",
    });
    expect(first?.states?.map(({ file }) => file)).toEqual(["b/helmfile.d/00-crds.yaml"]);
    expect(second).toMatchObject({ verb: "sync", folder: true, rest: "done" });
    expect(second?.states).toHaveLength(2);
  });

  test.each([
    "template",
    "sync",
    "apply",
    "diff",
    "list",
    "destroy",
    "build",
    "lint",
    "fetch",
    "write-values",
    "charts",
    "deps",
    "test",
  ])("%s is a verb", (verb) => expect(runs([`helmfile ${verb}`])).toMatchObject([{ verb, folder: false }]));

  test.each([
    "helmfile --version",
    "helmfile resync",
    "helmfile synced",
    "echo 'run helmfile sync'",
    "printf helmfile sync",
    "gum log helmfile sync",
    "myhelmfile sync",
    "helmfiles sync",
    "helmfile | sync",
  ])("%s is no call", (command) => expect(runs([command])).toEqual([]));

  test.each([
    "x && helmfile sync",
    "$(helmfile list)",
    "if ! helmfile diff",
    "echo a; helmfile sync",
    "`helmfile list `",
  ])("%s is one", (command) => expect(runs([command])).toHaveLength(1));

  test.each([
    ["helmfile -f c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile --file=c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile sync -f 'c/helmfile.yaml'", ["c/helmfile.yaml"]],
    ['helmfile -f "c/helmfile.yaml" sync', ["c/helmfile.yaml"]],
    ["helmfile -f ./c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f ../c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f ${ROOT}/c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f $ROOT/x/${C}/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f {{ .ROOT }}/c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f {{ .ROOT }}/helmfile.d/ sync", ["b/helmfile.d/00-crds.yaml", "b/helmfile.d/01-apps.yaml"]],
    ["F=c/helmfile.yaml;;helmfile -f $F sync", ["c/helmfile.yaml"]],
    ['F="${R}/c/helmfile.yaml";;helmfile -f "${F}" sync', ["c/helmfile.yaml"]],
    ["F='x';;F='c/helmfile.yaml';;helmfile -f ${F} sync", ["c/helmfile.yaml"]],
    ["helmfile -f $F sync", undefined],
    ["XF=c/helmfile.yaml;;helmfile -f $F sync", undefined],
    ["helmfile -f gone.yaml sync", undefined],
    ["helmfile -f elmfile.yaml sync", undefined],
    ["helmfile -f $F/ sync", undefined],
    ["helmfile -f $ROOT/c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f .././c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f $F sync;;F=c/helmfile.yaml", undefined],
    ["helmfile -f x$F sync", undefined],
    ["helmfile sync", undefined],
    ["helmfile -foo c/helmfile.yaml sync", undefined],
  ])("%s names %j", (command, expected) => {
    const all = runs(command.split(";;"));
    expect(all.at(-1)?.states?.map(({ file }) => file)).toEqual(expected);
    expect(files(command) === undefined).toBe(expected === undefined);
  });

  test("what is said after a call does not unsay it; the statement begins with the call", () => {
    expect(runs(["x && helmfile sync -q; echo done"])).toMatchObject([{ statement: "helmfile sync -q; echo done" }]);
    expect(runs(["x; helmfile sync | y"])).toMatchObject([{ statement: "helmfile sync | y" }]);
  });

  test("commands with their continuations, expressions as @@, comments left out", () => {
    const where = { file: "x", line: 1, column: 1 };
    const of = (...texts: string[]) =>
      statementsOf({ commands: texts.map((text) => ({ text, where })) } as never).map(({ text }) => text);
    expect(of("a \\\n  b", "c |", "d", "e &&\nf\n# g\n\n h", "i\n| j")).toEqual([
      "a  b",
      "c | d",
      "e && f",
      "h",
      "i | j",
    ]);
    expect(of("a {{ x }} {{ y }}", "| b")).toEqual(["a @@ @@ | b"]);
    expect(of("| a")).toEqual(["| a"]);
  });
});

describe("pins", () => {
  const digest = `@sha256:${"a".repeat(64)}`;
  test.each(["1.2.3", "v1.2.3", "1.2.3-rc.1+b", "1.2.3+b", `1.x${digest}`, "10.20.30"])(
    "%s is one version",
    (version) => expect(isExact(version)).toBe(true),
  );
  test.each([
    "1.2",
    "1.2.x",
    ">=1.2.3",
    "^1.2.3",
    "1.2.3 ",
    "1.2.3.4",
    "x1.2.3",
    `${digest}a`,
    "@sha256:a",
    "*",
    "1.2.3-",
    "1.2.3_",
  ])("%s is a constraint", (version) => expect(isExact(version)).toBe(false));
  test("tags that are moved", () => {
    expect(["latest", "Main", "nightly", "release"].every(isMoving)).toBe(true);
    expect(["latest-1", "v1", "xmain", "1.2.3-dev"].some(isMoving)).toBe(false);
  });
  test("images of containers", () => {
    expect(["x", "x:latest", "h:5000/x", "h:5000/x:dev"].every(isLoose)).toBe(true);
    expect(["x:1", "x:12", "h:5000/x:1", `x${digest}`, `x:latest${digest}`].some(isLoose)).toBe(false);
  });
  test("images of values", () => {
    expect(
      looseImages({
        image: { repository: "a", tag: "latest" },
        list: [{ image: { repository: "b", tag: "dev", pullPolicy: "Always" } }],
        pinned: { repository: "c", tag: "latest", digest: "sha256:a" },
        exact: { repository: "d", tag: "1.2.3" },
        none: { repository: "e" },
        tag: "latest",
      }),
    ).toEqual([
      { path: ["image", "tag"], image: "a:latest" },
      { path: ["list", 0, "image", "tag"], image: "b:dev" },
    ]);
  });
});
