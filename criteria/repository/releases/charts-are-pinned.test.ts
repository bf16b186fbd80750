import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./charts-are-pinned.ts";

const context = {
  profile: profileOf({
    repository: "checkout",
    flux: { source: { url: "ssh://git@x/y.git", ref: "main" }, kustomization: { path: "./flux" } },
  }),
  now: new Date("2026-11-21T12:00:00Z"),
};
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const release = (more: string) =>
  `releases:\n  - name: cilium\n    namespace: kube-system\n    chart: oci://q/cilium\n${more}`;
const DIGEST = `sha256:${"a1".repeat(32)}`;

test("exact versions, with a digest too; a chart of the checkout needs none", () => {
  for (const version of ["1.18.5", "v1.18.5", "1.18.0-rc.1", `1.18.5@${DIGEST}`])
    expect(judged({ "h.yaml": release(`    version: ${version}\n`) })).toMatchObject({ verdict: "pass", notices: [] });
  expect(judged({ "h.yaml": release("").replace("oci://q/cilium", "./charts/cilium") }).verdict).toBe("pass");
});

test.each([
  ["    version: '*'\n", "version *", 5],
  ["    version: latest\n", "version latest", 5],
  ["", "it names none: helmfile installs the newest", 2],
])("helmfile bootstraps with %j", (version, actual, line) =>
  expect(judged({ "h.yaml": release(version) })).toMatchObject({
    verdict: "fail",
    findings: [
      { subject: "release/kube-system/cilium", actual, where: { file: "h.yaml", line }, mend: expect.any(String) },
    ],
  }),
);

test.each(["~1.18.0", "1.18", "1.18.x", ">=1.18.0 <1.19.0"])("helmfile's range %s is a warning", (version) =>
  expect(judged({ "h.yaml": release(`    version: "${version}"\n`) })).toMatchObject({
    verdict: "pass",
    findings: [],
    notices: [{ severity: "warning", actual: `version ${version}`, where: { file: "h.yaml", line: 5 } }],
  }),
);

test("a release that may not be installed, and an image that moves, are warnings", () => {
  expect(judged({ "h.yaml": release("    version: 1.x\n    condition: cilium.enabled\n") })).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "warning", actual: "version 1.x" }],
  });
  const values = "    version: 1.18.5\n    values:\n      - image: { repository: q/cilium, tag: latest }\n";
  expect(judged({ "h.yaml": release(values) })).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "warning", actual: "q/cilium:latest" }],
  });
});

const helmRelease = (spec: string, source: string) => ({
  "flux/app.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: app, namespace: x }\nspec: ${spec}\n`,
  "flux/source.yaml": source,
});
const byOci = (reference: string) =>
  helmRelease(
    "{ chartRef: { kind: OCIRepository, name: app } }",
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: app, namespace: x }\nspec:\n  url: oci://r/app\n${reference}`,
  );

test("an OCIRepository: tags and digests are fixed, ranges and moving tags are warnings (da79efe~1, 7adc0b2~1)", () => {
  for (const reference of ["tag: 0.26.1", "semver: 0.26.1", `digest: ${DIGEST}`, "tag: 2025.8"])
    expect(judged(byOci(`  ref: { ${reference} }\n`))).toMatchObject({ verdict: "pass", notices: [] });
  for (const [reference, version] of [
    ["semver: 0.26.x", "0.26.x"],
    ["tag: latest", "latest"],
  ] as const)
    expect(judged(byOci(`  ref: { ${reference} }\n`)).notices).toMatchObject([
      {
        severity: "warning",
        subject: "helmrelease/x/app",
        actual: `version ${version}`,
        where: { file: "flux/source.yaml", line: 6 },
      },
    ]);
  expect(judged(byOci("")).notices).toMatchObject([{ actual: "it names none: Flux installs the newest" }]);
});

test("a chart by name needs a version; one from Git is as its source is", () => {
  const spec = (kind: string, version: string) =>
    `{ chart: { spec: { chart: app, ${version} sourceRef: { kind: ${kind}, name: r } } } }`;
  const repository = (kind: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: { name: r, namespace: x }\nspec: { url: "https://r" }\n`;
  expect(
    judged(helmRelease(spec("HelmRepository", 'version: "^1",'), repository("HelmRepository"))).notices,
  ).toMatchObject([{ actual: "version ^1", where: { file: "flux/app.yaml", line: 4 } }]);
  expect(judged(helmRelease(spec("GitRepository", ""), repository("GitRepository"))).notices).toEqual([]);
});

test("containers without a fixed tag are warnings", () => {
  const pod = (image: string) => ({
    "flux/pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: x }\nspec:\n  containers:\n    - image: ${image}\n`,
  });
  expect(judged(pod("r.io:5000/app")).notices).toMatchObject([
    { subject: "pod/x/p", actual: "r.io:5000/app", where: { file: "flux/pod.yaml", line: 6 } },
  ]);
  expect(judged(pod(`r.io/app:latest@${DIGEST}`))).toMatchObject({ verdict: "pass", notices: [] });
});

test("a range that nothing reaches is information (da79efe~1)", () =>
  expect(
    judged({
      ...byOci("  ref: { tag: 1.2.3 }\n"),
      "apps/source.yaml":
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: eso }\nspec: { ref: { semver: 0.10.x } }\n",
    }),
  ).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "information", subject: "ocirepository/eso", where: { file: "apps/source.yaml", line: 4 } }],
  }));

test("what helmfile renders is unseen", () => {
  expect(judged({ "h.yaml": release("    version: '{{ requiredEnv \"V\" }}'\n") })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "release/kube-system/cilium" }],
  });
  expect(judged({ "helmfile.yaml.gotmpl": `{{- if .X }}\n${release("")}{{- end }}\n` }).verdict).not.toBe("pass");
});

test("a checkout that has neither charts nor workloads has nothing to pin", () => {
  const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: web }\n";
  expect(judged({ "flux/a.yaml": map })).toMatchObject({
    verdict: "not-applicable",
    reason: expect.stringContaining("no HelmRelease"),
  });
});

test("nothing installs anything, no checkout", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf() }).verdict).toBe("not-applicable");
});

test("releases, or Flux: one of them is enough to be judged", () => {
  const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
  const of = (more: Parameters<typeof profileOf>[0]) =>
    judge(row, {}, { ...context, profile: profileOf({ repository: "x", ...more }) });
  for (const more of [{ flux }, { releases: [{ name: "a", namespace: "b" }] }])
    expect(of(more).verdict).toBe("inconclusive");
  expect(of({})).toMatchObject({ verdict: "not-applicable", reason: "the profile names no release and no Flux" });
});

test("what helmfile renders first is unseen", () => {
  const of = (text: string) => judged({ "h.yaml": text }).unseen.map(({ subject, reason }) => `${subject}: ${reason}`);
  expect(of(release("").replace("oci://q/cilium", "'{{ .X }}'"))).toEqual([
    "release/kube-system/cilium: its chart is not known before helmfile renders it",
  ]);
  expect(of("releases: [{ name: a, namespace: b, version: 1.2.3 }]\n")).toEqual([
    "release/b/a: its chart is not known before helmfile renders it",
  ]);
  expect(of(release("    version: '{{ .X }}'\n"))).toEqual([
    "release/kube-system/cilium: its version is not known before helmfile renders it",
  ]);
  expect(of(`{{ if x }}\n${release("    version: 1.2.3\n")}{{ end }}\n`)[0]).toMatch(
    /^file\/h.yaml: it holds control structures/,
  );
});

test("a chart of this checkout, or with a digest, needs no version", () => {
  const of = (chart: string) => judged({ "h.yaml": release("").replace("oci://q/cilium", chart) }).verdict;
  for (const chart of ["./c", "../c", "/c", "c/cilium.tgz", `oci://q/cilium@${DIGEST}`]) expect(of(chart)).toBe("pass");
  for (const chart of ["x/./c", ".../c", "c.tgz/cilium", `oci://q/cilium@${DIGEST}x`, "oci://q/cilium@sha256:a"])
    expect(of(chart)).toBe("fail");
  expect(judged({ "h.yaml": release("    version: 1.2.3\n") }).examined).toBe(1);
});

test("a HelmRelease's images, its source that is not there, its version that is not known", () => {
  const chart = (kind: string, more = "") =>
    `{ chart: { spec: { chart: app${more}, sourceRef: { kind: ${kind}, name: r } } } }`;
  const one = (spec: string, source = "a: 1\n") =>
    judged({ ...helmRelease(spec, source), "h.yaml": release("    version: 1.2.3\n") });
  expect(
    one(
      `{ chart: { spec: { chart: app, version: 1.2.3, sourceRef: { kind: HelmRepository, name: r } } }, values: { image: { repository: q/a, tag: latest } } }`,
    ),
  ).toMatchObject({
    examined: 2,
    notices: [{ severity: "warning", actual: "q/a:latest", where: { file: "flux/app.yaml", line: 4, column: 140 } }],
  });
  for (const kind of ["GitRepository", "Bucket", "ExternalArtifact"])
    expect(one(chart(kind))).toMatchObject({ examined: 1, notices: [] });
  expect(one(chart("HelmRepository"))).toMatchObject({
    examined: 2,
    notices: [
      {
        severity: "warning",
        actual: "it names none: Flux installs the newest",
        where: { file: "flux/app.yaml", line: 1 },
        mend: "Write the version that was tried.",
      },
    ],
  });
  expect(one(chart("HelmRepository", ", version: 1.x")).notices).toMatchObject([{ actual: "version 1.x" }]);
  expect(one("{ chartRef: { kind: OCIRepository, name: gone } }")).toMatchObject({
    examined: 1,
    notices: [],
    remarks: ["helmrelease/x/app: its OCIRepository gone is not in the tree"],
  });
  expect(one(chart("HelmRepository", ", version: '${V}'"))).toMatchObject({
    examined: 1,
    remarks: ["helmrelease/x/app: its version is not known before it is substituted"],
  });
});

test("an OCIRepository without a reference is told where it stands", () =>
  expect(
    judged(
      helmRelease(
        "{ chartRef: { kind: OCIRepository, name: app } }",
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: app, namespace: x }\nspec: { url: oci://q/app }\n",
      ),
    ).notices,
  ).toMatchObject([
    { where: { file: "flux/source.yaml", line: 4, column: 1 }, mend: "Write ref.tag with the version that was tried." },
  ]));

test("ranges of sources that nothing takes, applied or not; other kinds have none", () => {
  const source = (kind: string, range: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: { name: s }\nspec:\n  url: oci://q/s\n  ref:\n    semver: "${range}"\n`;
  const of = (path: string, kind: string, range: string) =>
    judged({ [path]: source(kind, range), "flux/x.yaml": "a: 1" }).notices;
  expect(of("flux/s.yaml", "OCIRepository", "1.x")).toMatchObject([
    { severity: "warning", actual: "semver 1.x", where: { line: 7 } },
  ]);
  expect(of("apps/s.yaml", "OCIRepository", "1.x")).toMatchObject([
    { severity: "information", actual: "semver 1.x, and nothing that Flux applies reaches it" },
  ]);
  expect([
    of("flux/s.yaml", "OCIRepository", "1.2.3"),
    of("flux/s.yaml", "OCIRepository", "${V}"),
    of("flux/s.yaml", "GitRepository", "1.x"),
  ]).toEqual([[], [], []]);
});

test("containers of what Flux applies, those that only start too", () => {
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: n }\nspec:\n  initContainers: [{ image: 'a:latest' }]\n  containers: [{ image: 'b:1.2' }, { image: '${X}' }, {}, { image: c }]\n";
  expect(judged({ "flux/p.yaml": pod })).toMatchObject({
    examined: 3,
    notices: [
      { subject: "pod/n/p", severity: "warning", actual: "a:latest", where: { line: 5, column: 22 } },
      { subject: "pod/n/p", actual: "c", where: { line: 6, column: 61 } },
    ],
  });
});
