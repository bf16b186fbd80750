import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./core-releases-follow-the-chain.ts";

const releases = ["cilium", "coredns", "spegel"].map((name) => ({ name, namespace: "kube-system" }));
const context = { profile: profileOf({ repository: "checkout", releases }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

/** A state file of releases in kube-system: `name: what it needs`. */
const state = (needs: Record<string, string[]>) =>
  `releases:\n${Object.entries(needs)
    .map(
      ([name, list]) =>
        `  - name: ${name}\n    namespace: kube-system\n    chart: oci://r/${name}\n    needs: ${JSON.stringify(list)}\n`,
    )
    .join("")}`;
const chain = { cilium: [], coredns: ["kube-system/cilium"], spegel: ["kube-system/coredns"] };

test("the profile's order, by needs, directly or through others", () => {
  expect(judged({ "bootstrap/apps.yaml": state(chain) })).toMatchObject({ verdict: "pass", findings: [] });
  const longer = { ...chain, extra: ["kube-system/coredns"], spegel: ["kube-system/extra"] };
  expect(judged({ "bootstrap/apps.yaml": state(longer) }).verdict).toBe("pass");
});

test("a release that may start at once", () =>
  expect(judged({ "bootstrap/apps.yaml": state({ ...chain, spegel: ["kube-system/cilium"] }) }).findings).toMatchObject(
    [
      {
        subject: "release/kube-system/spegel",
        expected: "after kube-system/coredns, by its needs",
        actual: "it needs kube-system/cilium",
        where: { file: "bootstrap/apps.yaml", line: 13 },
      },
    ],
  ));

test("a chart of a repository that nothing names", () => {
  const text = state(chain).replace("chart: oci://r/cilium", "chart: isovalent/cilium");
  const told = (texts: Record<string, string>) => judged(texts).findings;
  expect(told({ "bootstrap/apps.yaml": text })).toMatchObject([
    {
      subject: "release/kube-system/cilium",
      expected: "a repository isovalent among repositories, of which its chart is",
      actual: "there are none",
      where: { file: "bootstrap/apps.yaml", line: 4 },
    },
  ]);
  const repositories = "repositories: [{ name: isovalent, url: https://helm.isovalent.com }]\n";
  expect(told({ "bootstrap/apps.yaml": repositories + text })).toEqual([]);
  expect(told({ "bootstrap/apps.yaml": text, "bootstrap/isovalent/cilium/Chart.yaml": "name: cilium\n" })).toEqual([]);
  const script = "#!/bin/bash\nhelm repo add isovalent https://helm.isovalent.com\nhelmfile sync\n";
  expect(told({ "bootstrap/apps.yaml": text, "bootstrap.sh": script })).toEqual([]);
});

test("a target in another state file", () =>
  expect(
    judged({
      "bootstrap/helmfile.d/00-crds.yaml": state({ "cilium-crds": [] }),
      "bootstrap/helmfile.d/01-apps.yaml": state({ ...chain, cilium: ["kube-system/cilium-crds"] }),
    }).findings,
  ).toMatchObject([{ actual: "needs kube-system/cilium-crds, which it does not define" }]));

test("a circle, told once", () =>
  expect(judged({ "h.yaml": state({ ...chain, cilium: ["kube-system/spegel"] }) }).findings).toMatchObject([
    { actual: "kube-system/cilium → kube-system/coredns → kube-system/spegel → kube-system/cilium" },
  ]));

test("a release of the profile that no state defines; one in an earlier file counts", () => {
  const { spegel: _, ...less } = chain;
  expect(judged({ "h.yaml": state(less) }).findings).toMatchObject([
    { subject: "release/kube-system/spegel", actual: "no state file defines it" },
  ]);
  expect(judged({ "helmfile.d/01-a.yaml": state(less), "helmfile.d/02-b.yaml": state({ spegel: [] }) }).verdict).toBe(
    "pass",
  );
});

test("an include that is not there (k8s-gitops HEAD)", () =>
  expect(
    judged({ "bootstrap/helmfile.yaml": "helmfiles:\n  - path: helmfile.d/01-core.yaml\n", "h.yaml": state(chain) })
      .findings,
  ).toMatchObject([
    { expected: "the helmfile helmfile.d/01-core.yaml", where: { file: "bootstrap/helmfile.yaml", line: 2 } },
  ]));

test("control structures of a template: unseen", () =>
  expect(judged({ "helmfile.yaml.gotmpl": `{{- if .X }}\n${state(chain)}{{- end }}\n` })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "file/helmfile.yaml.gotmpl" }],
  }));

test("no helmfile, no checkout, no release in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
  expect(judge(row, {}, { ...context, profile: profileOf({ releases }) }).reason).toContain("--repo");
});

test("a file that a template of values reads and that is not there (haraldkoch/kochhaus-home)", () => {
  const texts = {
    "bootstrap/apps.yaml": state(chain).replace("needs: []", "needs: []\n    values: [templates/values.yaml.gotmpl]"),
    "bootstrap/templates/values.yaml.gotmpl":
      '{{ (fromYaml (readFile (printf "../../apps/%s.yaml" .Release.Name))).spec.values | toYaml }}\n',
  };
  expect(judged(texts).findings).toMatchObject([
    {
      subject: "file/bootstrap/apps.yaml",
      expected: "the file ../../apps/cilium.yaml, which its values' template reads",
      actual: "there is no such file",
      where: { file: "bootstrap/apps.yaml", line: 2 },
    },
  ]);
  expect(judged({ ...texts, "apps/cilium.yaml": "kind: HelmRelease\n" }).verdict).toBe("pass");
  // not installed, nothing is read
  const off = texts["bootstrap/apps.yaml"].replace("needs: []", "needs: []\n    installed: false");
  expect(judged({ ...texts, "bootstrap/apps.yaml": off }).findings).toEqual([]);
});

test("a template of values reads from its own folder, not from the state's (GiorgioAresu 259806f9f)", () => {
  const texts = {
    "k/boot/apps.yaml": state(chain).replace("needs: []", "needs: []\n    values: [templates/values.yaml.gotmpl]"),
    "k/boot/templates/values.yaml.gotmpl": '{{ (fromYaml (readFile "../../apps/hr.yaml")).spec.values | toYaml }}\n',
    "apps/hr.yaml": "kind: HelmRelease\n",
  };
  expect(judged(texts).findings).toMatchObject([{ actual: "there is no such file" }]);
  expect(judged({ ...texts, "k/apps/hr.yaml": "kind: HelmRelease\n" }).findings).toEqual([]);
});

test("Helm 4 takes plugins alone as post-renderers (tscibilia 87602f4d1)", () => {
  const rendering = (command: string, helm: string) => ({
    "h.yaml": `helmDefaults:\n  postRenderer: ${command}\n${state(chain)}`,
    ".mise.toml": `[tools]\n"aqua:helm/helm" = "${helm}"\n`,
  });
  expect(judged(rendering("bash", "4.0.4")).findings).toMatchObject([
    { actual: "the command bash, with Helm 4 (.mise.toml:2)", where: { file: "h.yaml", line: 2 } },
  ]);
  expect(judged(rendering("bash", "3.19.4")).findings).toEqual([]);
  expect(judged(rendering("crds-only", "4.0.4")).findings).toEqual([]);
});

test("values files that are missing for one reason are told once", () => {
  const values = (...files: string[]) => ({
    "talos/helmfile.yaml": state(chain).replaceAll("needs: []", `needs: []\n    values: [${files.join(", ")}]`),
  });
  const told = (...files: string[]) =>
    judged(values(...files)).findings.map(({ expected, actual }) => `${expected} | ${actual}`);
  expect(told("../../k8s/a.yaml", "../../k8s/b.yaml", "../../k8s/c.yaml")).toEqual([
    "the values ../../k8s/a.yaml | the path leads out of the checkout; 2 more like it: ../../k8s/b.yaml, ../../k8s/c.yaml",
  ]);
  expect(told("../k8s/a/values.yaml", "../k8s/b/values.yaml", "../k8s/c/values.yaml", "other.yaml")).toEqual([
    "the values ../k8s/a/values.yaml | there is no such file; 2 more like it: ../k8s/b/values.yaml, ../k8s/c/values.yaml",
    "the values other.yaml | there is no such file",
  ]);
});

const profiled = (
  releases: { name: string; namespace: string; phase?: string; owner?: "flux" }[],
  texts: Record<string, string>,
) =>
  judge(
    row,
    { repository: look(checkoutOf(texts)) },
    { ...context, profile: profileOf({ repository: "checkout", releases }) },
  );
const inSystem = (name: string, more: object = {}) => ({ name, namespace: "kube-system", ...more });

test("every need, include and release of the profile is counted", () => {
  expect(judged({ "b/h.yaml": state(chain) }).examined).toBe(5);
  const including = `helmfiles: [x.yaml]\n${state(chain)}`;
  expect(judged({ "b/h.yaml": including, "b/x.yaml": "a: 1" })).toMatchObject({ verdict: "pass", examined: 6 });
});

test("a need in the wrong namespace is told with the right one", () => {
  const other = { "h.yaml": state({ ...chain, spegel: ["other/coredns", "kube-system/coredns", "coredns"] }) };
  expect(judged(other).findings).toMatchObject([
    { actual: "needs other/coredns, which is in namespace kube-system", mend: "Write kube-system/coredns." },
  ]);
});

test("a circle is told once, and only of its members", () => {
  const circle = { ...chain, a: ["kube-system/b"], b: ["kube-system/a"], c: ["kube-system/a"] };
  expect(judged({ "h.yaml": state(circle) }).findings).toMatchObject([
    { subject: "release/kube-system/a", actual: "kube-system/a → kube-system/b → kube-system/a" },
  ]);
});

test("releases of one phase have no order among them, those of the next come after all", () => {
  const phases = [inSystem("a", { phase: "1" }), inSystem("b", { phase: "1" }), inSystem("c", { phase: "2" })];
  const text = (c: string[]) => ({ "h.yaml": state({ a: [], b: [], c }) });
  expect(profiled(phases, text(["kube-system/a", "kube-system/b"]))).toMatchObject({ verdict: "pass", examined: 5 });
  expect(profiled(phases, text(["kube-system/a"])).findings).toMatchObject([
    { subject: "release/kube-system/c", expected: "after kube-system/b, by its needs" },
  ]);
  expect(profiled([inSystem("a"), inSystem("b")], { "h.yaml": state({ a: [], b: [] }) }).findings).toMatchObject([
    { subject: "release/kube-system/b", actual: "it needs nothing", where: { line: 6 } },
  ]);
});

test("what Flux brings is not helmfile's to order", () => {
  const flux = inSystem("f", { owner: "flux" as const });
  const two = [inSystem("a"), flux, inSystem("b")];
  expect(profiled(two, { "h.yaml": state({ a: [], b: ["kube-system/a"] }) })).toMatchObject({ verdict: "pass" });
  expect(profiled([flux], { "h.yaml": state({ a: [] }) })).toMatchObject({
    verdict: "not-applicable",
    reason: "Flux brings every release: helmfile orders none",
  });
});

test("states in the order of their files; of another namespace it is another release", () => {
  const files = (first: string, second: string) => ({
    [`h/${first}.yaml`]: state({ a: [] }),
    [`h/${second}.yaml`]: state({ b: [] }),
  });
  expect(profiled([inSystem("a"), inSystem("b")], files("1", "2")).verdict).toBe("pass");
  expect(profiled([inSystem("a"), inSystem("b")], files("2", "1")).findings).toHaveLength(1);
  expect(profiled([{ name: "a", namespace: "x" }], files("1", "2")).findings).toMatchObject([
    { subject: "release/x/a" },
  ]);
  expect(profiled([{ name: "gone", namespace: "x" }, inSystem("a")], files("1", "2")).findings).toHaveLength(1);
});

test("states without releases order nothing; what they may hold is unseen", () => {
  expect(judged({ "h.yaml": "helmfiles: [x.yaml]\n", "x.yaml": "a: 1" })).toMatchObject({
    verdict: "inconclusive",
    examined: 0,
    remarks: ["no helmfile state of this checkout installs a release"],
  });
  const crds = `helmDefaults: { args: [--include-crds] }\n${state(chain)}`;
  expect(judged({ "h.yaml": crds }).remarks).toHaveLength(1);
  const open = `{{ if .X }}\nhelmfiles: [x.yaml]\n{{ end }}\n`;
  expect(judged({ "h.yaml.gotmpl": open, "h2.yaml": "helmfiles: [x.yaml]\n", "x.yaml": "a: 1" })).toMatchObject({
    examined: 2,
  });
  expect(
    judged({ "h.yaml.gotmpl": open, "x.yaml": "a: 1", "k.yaml": state({ cilium: [], coredns: ["cilium"] }) }).unseen,
  ).toMatchObject([
    {},
    { subject: "release/kube-system/spegel", reason: "not seen, and h.yaml.gotmpl is not known whole" },
  ]);
});
