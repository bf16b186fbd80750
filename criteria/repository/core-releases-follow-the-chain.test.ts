import { expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
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

test("a target in another state file (k8s-ops story 1.2)", () =>
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
  expect(judged({ "README.md": "# x" })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
  expect(judge(row, {}, { ...context, profile: profileOf({ releases }) }).reason).toContain("--repo");
});

test("a file that a template of values reads and that is not there (haraldkoch/kochhaus-home)", () => {
  const texts = {
    "bootstrap/apps.yaml": state(chain).replace("needs: []", "needs: []\n    values: [templates/values.yaml.gotmpl]"),
    "bootstrap/templates/values.yaml.gotmpl":
      '{{ (fromYaml (readFile (printf "../apps/%s.yaml" .Release.Name))).spec.values | toYaml }}\n',
  };
  expect(judged(texts).findings).toMatchObject([
    {
      subject: "file/bootstrap/apps.yaml",
      expected: "the file ../apps/cilium.yaml, which its values' template reads",
      actual: "there is no such file",
      where: { file: "bootstrap/apps.yaml", line: 2 },
    },
  ]);
  expect(judged({ ...texts, "apps/cilium.yaml": "kind: HelmRelease\n" }).verdict).toBe("pass");
  // not installed, nothing is read
  const off = texts["bootstrap/apps.yaml"].replace("needs: []", "needs: []\n    installed: false");
  expect(judged({ ...texts, "bootstrap/apps.yaml": off }).findings).toEqual([]);
});
