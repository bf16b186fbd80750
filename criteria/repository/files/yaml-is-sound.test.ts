import { expect, test } from "vitest";
import type { z } from "zod";
import type { profileSchema } from "../../../clusters/profile.ts";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import type { FileTrouble } from "../../../observations/checkout.ts";
import row from "./yaml-is-sound.ts";

const context = { profile: profileOf({ repository: "checkout" }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

/** A file that could not be read. */
const unread = (path: string, fileTrouble: FileTrouble) =>
  judge(
    row,
    {
      repository: look({
        ...checkoutOf({ "a.yaml": "a: 1" }),
        files: [
          ...checkoutOf({ "a.yaml": "a: 1" }).files,
          { path, size: 1, yaml: true, documents: [], trouble: fileTrouble },
        ],
      }),
    },
    context,
  );

test("sound files pass, templates that are no YAML are told", () => {
  const { verdict, examined, notices } = judged({
    "a.yaml": "a: 1\n---\nb: &x 2\nc: *x\n",
    "b.yaml.gotmpl": "{{- range .Values.a }}\n {{ . }}: [\n{{- end }}",
  });
  expect({ verdict, examined }).toEqual({ verdict: "pass", examined: 1 });
  expect(notices).toMatchObject([{ subject: "file/b.yaml.gotmpl", severity: "information" }]);
});

test("a file that a parser loses its way in is one error, however much it says of the rest", () => {
  const { findings } = judged({ "a.yaml": "- op: replace\n  path: /a\ntarget:\n  kind: X\n  name: y\n" });
  expect(findings).toMatchObject([
    { where: { line: 3 }, actual: expect.stringMatching(/more that may follow from it$/) },
  ]);
});

test("directives of a Terraform template are none of YAML", () => {
  const text = "name: x\nnodes:\n%{~ for node in nodes }\n  - host: ${node.host}\n%{~ endfor ~}\n";
  expect(judged({ "m/talenv.yaml.tpl": text, "a.yaml": "a: 1\n" })).toMatchObject({ verdict: "pass", findings: [] });
});

test("a duplicate key, with its place", () =>
  expect(judged({ "k/a.yaml": "a: 1\nb: 2\na: 3\n" }).findings).toMatchObject([
    { subject: "file/k/a.yaml", expected: "each key once", where: { file: "k/a.yaml", line: 3, column: 1 } },
  ]));

test("an undefined alias, text that does not parse", () => {
  expect(judged({ "a.yaml": "a: *pvc\n" }).findings).toMatchObject([
    { actual: "the alias *pvc names no anchor (line 1, column 4)" },
  ]);
  expect(judged({ "a.yaml": "a: [1\n" }).findings).toMatchObject([{ expected: "YAML that parses" }]);
});

test("in an archive it is a warning", () => {
  const { verdict, notices } = judged({ "a.yaml": "a: 1", ".archive/a.yaml": "a: 1\na: 2\n" });
  expect(verdict).toBe("pass");
  expect(notices).toMatchObject([{ severity: "warning", where: { line: 2 } }]);
});

test("what cannot be read: a bomb is wrong, what is too large is unseen", () => {
  expect(unread("b.yaml", { kind: "alias-bomb", message: "bomb" }).findings).toMatchObject([{ actual: "bomb" }]);
  expect(unread("b.yaml", { kind: "too-large", message: "100 MB" })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "file/b.yaml", reason: "100 MB" }],
  });
  expect(unread("b.yaml", { kind: "encrypted", message: "git-crypt" }).verdict).toBe("pass");
});

test("no YAML at all, no checkout", () => {
  expect(judged({ "README.md": "# a" }).verdict).toBe("inconclusive");
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf() }).verdict).toBe("not-applicable");
});

const held = (policies: z.input<typeof profileSchema>["policies"], texts: Record<string, string>) =>
  judge(
    row,
    { repository: look(checkoutOf(texts)) },
    { ...context, profile: profileOf({ repository: "checkout", policies }) },
  );

test("two extensions are information; which one it is, a policy", () => {
  const two = { "a.yaml": "a: 1\n", "b.yml": "a: 1\n", ".github/workflows/c.yml": "a: 1\n", "docs/d.yml": "a: 1\n" };
  expect(judged(two).notices).toMatchObject([
    { severity: "information", subject: "file/.github/workflows/c.yml", actual: "3 file(s) end in .yml, 1 in .yaml" },
  ]);
  expect(judged({ "a.yml": "a: 1\n" }).notices).toEqual([]);
  expect(held({ yamlExtension: "yaml" }, two)).toMatchObject({
    verdict: "pass",
    notices: [
      {
        severity: "policy",
        subject: "file/b.yml",
        expected: "a name that ends in .yaml",
        actual: ".yml",
        where: { file: "b.yml", line: 1, column: 1 },
        mend: "git mv b.yml b.yaml, and what names it.",
      },
    ],
  });
  expect(held({ yamlExtension: "yml" }, two).notices).toMatchObject([{ subject: "file/a.yaml" }]);
});

test("how the house writes Flux objects is looked at where the profile says it, and nowhere else", () => {
  const release = (api: string, retries: string) =>
    `apiVersion: helm.toolkit.fluxcd.io/${api}\nkind: HelmRelease\nmetadata: { name: a, namespace: x }\nspec:\n  interval: 60m\n  install: { remediation: { retries: ${retries} } }\n  upgrade: { remediation: { retries: 3 } }\n`;
  const ks =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\nspec: { interval: 10m }\n";
  const texts = {
    "a/hr.yaml": release("v2beta2", "1"),
    "a/kustomization.yaml": "kind: Kustomization\nresources: []\n",
    "a/ks.yaml": ks,
  };
  const conventions = {
    helmRelease: "helm.toolkit.fluxcd.io/v2",
    retries: 3,
    intervals: { HelmRelease: "1h", Kustomization: "30m" },
    fileNames: { HelmRelease: "helmrelease.yaml", Kustomization: "ks.yaml" },
  };
  expect(judged(texts).notices).toEqual([]);
  expect(held({ conventions }, texts).notices).toMatchObject([
    { severity: "policy", expected: "apiVersion: helm.toolkit.fluxcd.io/v2", where: { file: "a/hr.yaml", line: 1 } },
    {
      severity: "policy",
      expected: "install.remediation.retries: 3",
      actual: "1",
      where: { file: "a/hr.yaml", line: 6 },
    },
    { severity: "policy", expected: "in a file helmrelease.yaml", actual: "hr.yaml" },
    { severity: "policy", subject: "kustomization/a", expected: "interval: 30m0s", actual: "10m" },
  ]);
  // operators are tried without end
  expect(held({ conventions }, { "a/helmrelease.yaml": release("v2", "-1") }).notices).toEqual([]);
});

test("a file that kustomize packs as text is its reader's, told once; values of a chart are Helm's", () => {
  const generator = (entry: string) => `configMapGenerator: [{ name: flows, files: [${entry}] }]\n`;
  const broken = "a: !KeyOf *one\nb: !KeyOf *one\n";
  const data = judged({ "k/kustomization.yaml": generator("files/flow.yaml"), "k/files/flow.yaml": broken });
  expect(data.verdict).toBe("pass");
  expect(data.notices).toMatchObject([
    { severity: "warning", subject: "file/k/files/flow.yaml", because: expect.stringContaining("ConfigMap flows") },
  ]);
  const values = { "k/kustomization.yaml": generator("values.yaml=helm.yaml"), "k/helm.yaml": broken };
  expect(judged(values).verdict).toBe("fail");
});

test("templates of one tree are one information with their number", () => {
  const template = "#% if a %#\nb: [\n#% endif %#\n{% for x in y %}{{ x }}: [{% endfor %}\n";
  const { notices } = judged({
    "templates/a/one.yaml.j2": template,
    "templates/b/two.yaml.j2": template,
    "c.yaml": "",
  });
  expect(notices).toMatchObject([
    { subject: "folder/templates", actual: "2 templates, the first templates/a/one.yaml.j2" },
  ]);
});

test("a template's block without its partner is no template (tholinka b9f0ef209)", () => {
  expect(judged({ "boot/r.yaml.j2": "a: 1\n{% endfor %}\n" }).findings).toMatchObject([
    { actual: "{% endfor %} in line 2 has no partner", where: { file: "boot/r.yaml.j2", line: 2 } },
  ]);
  expect(judged({ "boot/r.yaml.j2": "{% for x in y %}\na: 1\n{% endfor %}\n" }).findings).toEqual([]);
});

test("a file that its folder's kustomization.yaml has commented out is a warning: nothing reads it (lenaxia)", () => {
  const of = (list: string) => judged({ "a/kustomization.yaml": list, "a/broken.yaml": "a: 1\n b: 2\n" });
  expect(of("resources:\n  - ./x.yaml\n  #- ./broken.yaml\n")).toMatchObject({
    findings: [],
    notices: [{ severity: "warning", subject: "file/a/broken.yaml" }],
  });
  expect(of("resources:\n  - ./broken.yaml\n").findings).toHaveLength(1);
  expect(of("# broken.yaml is next\nresources:\n  - ./broken.yaml\n").findings).toHaveLength(1);
  expect(of("resources: []\n").findings).toHaveLength(1);
});
