import { expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
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

test("nothing installs anything, no checkout", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf() }).verdict).toBe("not-applicable");
});
