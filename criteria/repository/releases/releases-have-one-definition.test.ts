import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./releases-have-one-definition.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const profile = (owner?: "helm" | "adopted") =>
  profileOf({
    repository: "checkout",
    flux,
    ...(owner && { releases: [{ name: "cilium", namespace: "kube-system", owner }] }),
  });
const now = new Date("2026-11-21T12:00:00Z");
const judged = (texts: Record<string, string>, owner?: "helm" | "adopted") =>
  judge(row, { repository: look(checkoutOf(texts)) }, { profile: profile(owner), now });

const state = (values: string, version = "1.20.1", name = "cilium") =>
  `releases:\n  - name: ${name}\n    namespace: kube-system\n    chart: quay/${name}\n    version: ${version}\n    values:\n      - ${values}\n`;
const release = (values: string, name = "cilium") => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: kube-system }
spec:
  chartRef: { kind: OCIRepository, name: ${name} }
  values: ${values}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: ${name}, namespace: kube-system }
spec: { url: "oci://mirror/charts/${name}", ref: { tag: v1.20.1 } }
`;

test("the same chart from a mirror, version with a v, same values", () =>
  expect(judged({ "h.yaml": state("{ a: { b: 1 } }"), "flux/c.yaml": release("{ a: { b: 1 } }") })).toMatchObject({
    verdict: "pass",
    examined: 1,
    findings: [],
  }));

test("a version and values that differ, key by key, with their places", () =>
  expect(
    judged({ "h.yaml": state("{ a: { b: 1 }, c: x }", "1.18.0"), "flux/c.yaml": release("{ a: { b: 2 } }") }).findings,
  ).toMatchObject([
    {
      subject: "release/kube-system/cilium",
      expected: "the HelmRelease's version v1.20.1 (flux/c.yaml:11)",
      actual: "helmfile installs 1.18.0",
      where: { file: "h.yaml", line: 5 },
    },
    { expected: "a.b: 2 (flux/c.yaml:6)", actual: "helmfile's values: 1" },
    { expected: "c: not set (flux/c.yaml:6)", actual: 'helmfile\'s values: "x"' },
  ]));

test("what helmfile writes over the HelmRelease's own values is left out on purpose: a warning", () => {
  const derived = {
    "v.yaml.gotmpl": '{{ (fromYaml (readFile "flux/c.yaml")).spec.values | toYaml }}\n',
    "flux/c.yaml": release("{ hubble: { enabled: true } }"),
  };
  const { verdict, notices } = judged({
    ...derived,
    "h.yaml": state("v.yaml.gotmpl\n      - { hubble: { enabled: false } }"),
  });
  expect([verdict, notices?.map(({ severity, actual }) => `${severity}: ${actual}`)]).toEqual([
    "pass",
    ["warning: helmfile's values: false"],
  ]);
});

test("more than three values that differ are told once", () => {
  const { findings } = judged({
    "h.yaml": state("{ a: 1, b: 1, c: 1, d: 1 }"),
    "flux/c.yaml": release("{ a: 2, b: 2, c: 2, d: 2 }"),
  });
  expect(findings.map(({ actual }) => actual)).toEqual(["helmfile's values: 1; 3 more like it: b, c, d"]);
});

test("a difference carries both sides for a table, and no secret", () => {
  const [found] = judged({
    "h.yaml": state("{ a: { b: 1, adminPassword: hunter2 } }"),
    "flux/c.yaml": release("{ a: { b: 2, adminPassword: other } }"),
  }).findings;
  expect(found?.differs).toEqual({
    key: "a.b",
    left: { by: "helmfile", says: "1", where: { file: "h.yaml", line: 2, column: 5 } },
    right: { by: "HelmRelease", says: "2", where: { file: "flux/c.yaml", line: 6, column: 18 } },
  });
  expect(
    JSON.stringify(judged({ "h.yaml": state("{ token: hunter2 }"), "flux/c.yaml": release("{ token: other }") })),
  ).not.toMatch(/hunter2|other/);
});

test("of another release than the network it is a warning; secrets are never shown", () => {
  const { verdict, notices } = judged({
    "h.yaml": state("{ adminPassword: hunter2 }", "1.20.1", "coredns"),
    "flux/c.yaml": release("{ adminPassword: other }", "coredns"),
  });
  expect(verdict).toBe("pass");
  expect(notices).toMatchObject([{ severity: "warning", actual: "helmfile's values: [hidden]" }]);
});

test("doubts of one release are one decision too, told with their number (LukeEvansTech)", () => {
  const { notices } = judged({
    "h.yaml": state("{ x: 0 }", "1.20.1", "coredns"),
    "flux/c.yaml": release("{ x: 0, a: 1, b: 2, c: 3, d: 4 }", "coredns"),
  });
  expect(notices).toMatchObject([
    { severity: "warning", differs: { key: "a" }, actual: "helmfile's values: not set; 3 more like it: b, c, d" },
  ]);
});

test("values that helmfile reads from the HelmRelease are the same by construction", () =>
  expect(
    judged({
      "b/h.yaml": state("./v.yaml.gotmpl").replace("quay/cilium", "oci://q/cilium"),
      "b/v.yaml.gotmpl": '{{ (fromYaml (readFile (printf "../flux/%s.yaml" .Release.Name))).spec.values | toYaml }}',
      "flux/cilium.yaml": release("{ a: 1, b: { c: 2 } }"),
    }).verdict,
  ).toBe("pass"));

describe("who owns it, by the profile", () => {
  test("helm alone", () => {
    expect(judged({ "h.yaml": state("{}"), "flux/c.yaml": release("{}") }, "helm").findings).toMatchObject([
      { actual: "flux/c.yaml:1 defines one", where: { file: "flux/c.yaml", line: 1 } },
    ]);
    expect(judged({ "h.yaml": state("{}"), "flux/c.yaml": release("{}", "other") }, "helm").verdict).toBe("pass");
  });

  test("adopted", () =>
    expect(judged({ "h.yaml": state("{}"), "flux/c.yaml": release("{}", "other") }, "adopted").findings).toMatchObject([
      { actual: "nothing that Flux applies defines one" },
    ]));
});

test("two HelmReleases of one release", () => {
  const second = release("{}")
    .replaceAll("name: cilium,", "name: other,")
    .replace("spec:\n", "spec:\n  releaseName: cilium\n");
  expect(judged({ "h.yaml": state("{}"), "flux/c.yaml": release("{}"), "flux/o.yaml": second }).findings).toMatchObject(
    [{ expected: "one HelmRelease", actual: "flux/c.yaml:1, flux/o.yaml:1" }],
  );
});

test("values that are not known offline", () =>
  expect(
    judged({ "h.yaml": state("./v.yaml"), "v.yaml.gotmpl": "a: 1", "flux/c.yaml": release("{ a: 1 }") }),
  ).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    unseen: [{ reason: "its values are not known whole: the values file ./v.yaml cannot be read" }],
  }));

test("no helmfile, no checkout", () => {
  expect(judged({ "README.md": "# x" }).verdict).toBe("not-applicable");
  expect(judged({ "README.md": "# x" }, "helm")).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, { profile: profile(), now }).verdict).toBe("inconclusive");
  expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
});

describe("what is not known whole is no difference", () => {
  const with_ = (values: string) => ({ "h.yaml": state(values), "flux/c.yaml": release("{ a: 1, b: 2 }") });

  test("a values file that is not there, or that a template gives, may hold what is missing (coolguy1771, mirceanton)", () => {
    for (const file of ["gone/values.yaml", "values.yaml.gotmpl"])
      expect(judged({ ...with_(file), "values.yaml.gotmpl": '{{ exec "yq" (list "x") }}\n' })).toMatchObject({
        verdict: "inconclusive",
        findings: [],
        unseen: [{ reason: expect.stringContaining("its values are not known whole") }],
      });
  });

  test("what stands after it is settled; what stands before it may be overridden", () => {
    const [after, before] = ["gone.yaml\n      - { a: 9 }", "{ a: 9 }\n      - gone.yaml"];
    expect(judged(with_(after)).findings).toMatchObject([{ actual: "helmfile's values: 9" }]);
    expect(judged(with_(before)).findings).toEqual([]);
  });

  test("a template through a variable is read (mirceanton/home-ops)", () => {
    const read =
      '{{ $path := printf "flux/%s.yaml" .Release.Name }}\n{{ (fromYaml (readFile $path)).spec.values | toYaml }}\n';
    expect(
      judged({
        "h.yaml": state("v.yaml.gotmpl"),
        "v.yaml.gotmpl": read,
        "flux/cilium.yaml": release("{ a: 1 }"),
      }),
    ).toMatchObject({ verdict: "pass", findings: [], unseen: [] });
  });
});

test("of two clusters in one checkout that the profile does not choose from, none is held against the other (szinn/k8s-homelab)", () => {
  const sync = (cluster: string) =>
    `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: { name: flux }\nspec: { sync: { url: "https://x/y", ref: refs/heads/main, path: k/${cluster}/flux } }\n`;
  const one = (cluster: string, value: number, flux = value) => ({
    [`k/${cluster}/sync.yaml`]: sync(cluster),
    [`k/${cluster}/bootstrap/h.yaml`]: state(`{ a: ${value} }`),
    [`k/${cluster}/flux/c.yaml`]: release(`{ a: ${flux} }`),
  });
  expect(judged({ ...one("main", 1), ...one("staging", 2) })).toMatchObject({
    verdict: "inconclusive",
    examined: 1,
    findings: [],
    unseen: [{ subject: "release/kube-system/cilium", reason: expect.stringContaining("k/staging/flux, another") }],
  });
  expect(judged({ ...one("main", 1, 3), ...one("staging", 2) }).findings).toMatchObject([
    { expected: "a: 3 (k/main/flux/c.yaml:6)", actual: "helmfile's values: 1" },
  ]);
});

describe("patches of both sides", () => {
  const OPS = "[{ op: add, path: /spec/x, value: { b: 1, a: 2 } }]";
  const helmfile = (patches: string, name = "coredns") =>
    `${state("{}", "1.20.1", name)}    ${patches === "" ? "labels: {}" : patches}\n`;
  const rendered = (patches: string, name = "coredns") =>
    release("{}", name).replace(
      "  values: {}",
      `  values: {}\n  postRenderers: [{ kustomize: { patches: ${patches} } }]`,
    );
  const asJson = `jsonPatches: [{ target: { version: v1, kind: DaemonSet, name: coredns }, patch: ${OPS} }]`;
  const asText = `[{ target: { kind: DaemonSet, name: coredns }, patch: "- { op: add, path: /spec/x, value: { a: 2, b: 1 } }\\n" }]`;

  test("the same in helmfile's way and in Flux's", () => {
    expect(judged({ "h.yaml": helmfile(asJson), "flux/c.yaml": rendered(asText) })).toMatchObject({
      verdict: "pass",
      notices: [],
      remarks: [],
    });
    const merged =
      "strategicMergePatches: [{ apiVersion: apps/v1, kind: DaemonSet, metadata: { name: coredns, namespace: x }, spec: { a: 1 } }]";
    const other =
      '[{ patch: "apiVersion: apps/v1\\nkind: DaemonSet\\nmetadata: { name: coredns }\\nspec: { a: 1 }\\n" }]';
    expect(judged({ "h.yaml": helmfile(merged), "flux/c.yaml": rendered(other) }).notices).toEqual([]);
  });

  test("one that only one side has, of any release (onedr0p 4f9dfe3b20~1), with both places", () => {
    expect(judged({ "h.yaml": helmfile(""), "flux/c.yaml": rendered(asText) })).toMatchObject({
      verdict: "pass",
      notices: [
        {
          severity: "warning",
          subject: "release/kube-system/coredns",
          expected: "the same patches in helmfile and in the HelmRelease's postRenderers (flux/c.yaml:7)",
          actual: 'only the HelmRelease has DaemonSet/coredns: add /spec/x {"a":2,"b":1}',
          where: { file: "h.yaml", line: 2 },
          mend: "Write it into jsonPatches of helmfile's release too, or remove it.",
          differs: { key: "patches of DaemonSet/coredns", left: { by: "helmfile", says: "not set" } },
        },
      ],
    });
    expect(judged({ "h.yaml": helmfile(asJson), "flux/c.yaml": release("{}", "coredns") }).notices).toMatchObject([
      { severity: "warning", actual: expect.stringContaining("only helmfile has DaemonSet/coredns") },
    ]);
  });

  test("that differ in a value are two, also of the network", () => {
    const ours = helmfile(asJson.replace("b: 1", "b: 3").replaceAll("coredns", "cilium"), "cilium");
    expect(
      judged({ "h.yaml": ours, "flux/c.yaml": rendered(asText.replace("coredns", "cilium"), "cilium") }),
    ).toMatchObject({
      verdict: "pass",
      notices: [
        {
          severity: "warning",
          actual: expect.stringContaining('only helmfile has DaemonSet/cilium: add /spec/x {"a":2,"b":3}'),
        },
        { severity: "warning", actual: expect.stringContaining("only the HelmRelease has DaemonSet/cilium") },
      ],
    });
  });

  test("that cannot be known are told, and nothing is concluded from them; no secret is shown", () => {
    for (const patches of [
      "jsonPatches: [gone.yaml]",
      asJson.replace("b: 1", "b: '{{ .x }}'"),
      "transformers: [{ kind: LabelTransformer }]",
    ]) {
      const { notices, remarks } = judged({ "h.yaml": helmfile(patches), "flux/c.yaml": rendered(asText) });
      expect(notices).toEqual([]);
      expect(remarks).toMatchObject([expect.stringContaining("its patches are not known whole")]);
    }
    const secret = asJson.replace("{ b: 1, a: 2 }", "{ password: hunter2 }");
    const { notices = [] } = judged({ "h.yaml": helmfile(secret), "flux/c.yaml": release("{}", "coredns") });
    expect(notices).toHaveLength(1);
    expect(JSON.stringify(notices)).not.toContain("hunter2");
  });
});
