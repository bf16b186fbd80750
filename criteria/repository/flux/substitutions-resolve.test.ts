import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./substitutions-resolve.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const context = { profile: profileOf({ repository: "checkout", flux }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const ks = (postBuild: string, name = "a", more = "") => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  path: ./${name}
  sourceRef: { kind: GitRepository, name: flux-system }
${postBuild}${more}`;
const SUBSTITUTE = "  postBuild: { substitute: { NAME: one } }\n";
const from = (kind: string, more = "") =>
  `  postBuild:\n    substituteFrom:\n      - { kind: ${kind}, name: settings${more} }\n`;
const map = (value: string, more = "") => `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
  namespace: web
${more}data:
  key: ${value}
`;
const settings = (kind: string, data: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: settings, namespace: flux-system }\n${data}\n`;

describe("what resolves passes", () => {
  test.each([
    ["a value", "${NAME}"],
    ["a default", "${OTHER:-two}"],
    ["another default", "${OTHER:=two}"],
    ["an escape", "$${OTHER}"],
    ["an empty default", "${OTHER:=}"],
  ])("%s", (_, value) =>
    expect(judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map(value) })).toMatchObject({
      verdict: "pass",
      findings: [],
      notices: [],
    }),
  );

  test("a key of a ConfigMap that a sibling applies, which it depends on (aclerici38)", () =>
    expect(
      judged({
        "flux/a.yaml": ks(from("ConfigMap"), "a", "  dependsOn: [{ name: z }]\n"),
        "flux/z.yaml": ks("", "z"),
        "a/x.yaml": map("${NAME}"),
        "z/s.yaml": settings("ConfigMap", "data: { NAME: one }"),
        "other/s.yaml": settings("ConfigMap", "data: { OTHER: one }"),
      }).verdict,
    ).toBe("pass"));

  test("a key of an encrypted Secret", () =>
    expect(
      judged({
        "flux/a.yaml": ks(from("Secret")),
        "flux/s.yaml": settings("Secret", 'stringData: { NAME: "ENC[AES256_GCM,data:x]" }'),
        "a/x.yaml": map("${NAME}"),
      }).verdict,
    ).toBe("pass"));

  test("a Secret that is not in the repository: its keys are declared to come from it", () =>
    expect(judged({ "flux/a.yaml": ks(from("Secret")), "a/x.yaml": map("${NAME}") })).toMatchObject({
      verdict: "pass",
      remarks: [
        expect.stringContaining("Secret settings is not in the repository"),
        "${NAME} (a/x.yaml:7) must come from settings",
      ],
    }));

  test("what many objects want of one Secret is one sentence", () =>
    expect(
      judged({
        "flux/a.yaml": ks(from("Secret")),
        "a/x.yaml": map("${NAME}"),
        "a/y.yaml": map("${NAME}").replace("name: x", "name: y"),
        "a/z.yaml": map("${NAME} ${OTHER}").replace("name: x", "name: z"),
      }).remarks?.filter((remark) => remark.includes("must come")),
    ).toEqual([
      "${NAME} (a/x.yaml:7, and in 2 more places) must come from settings",
      "${OTHER} (a/z.yaml:7) must come from settings",
    ]));

  test("without postBuild nothing is substituted; nor where an object refuses it", () => {
    expect(judged({ "flux/a.yaml": ks(""), "a/x.yaml": map("${OTHER}") }).verdict).toBe("pass");
    const refused = "  annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled }\n";
    expect(judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map("${OTHER}", refused) }).verdict).toBe("pass");
  });
});

describe("what does not resolve", () => {
  test("a variable without a value, with its place", () =>
    expect(judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map("${OTHER}") }).findings).toMatchObject([
      {
        subject: "configmap/web/x",
        expected: "a value for ${OTHER} in the postBuild of a",
        actual: "neither its substitute nor what it substitutes from has this key",
        where: { file: "a/x.yaml", line: 7, column: 3 },
      },
    ]));

  test("a key that the Secret, whose keys are known, does not have", () =>
    expect(
      judged({
        "flux/a.yaml": ks(from("Secret")),
        "flux/s.yaml": settings("Secret", 'stringData: { NAME: "ENC[x]" }'),
        "a/x.yaml": map("${OTHER}"),
      }).verdict,
    ).toBe("fail"));

  test("a brace that is never closed (k8s-gitops 4c2d833)", () =>
    expect(judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map("${NAMEe") }).findings).toMatchObject([
      { actual: "${NAMEe, in the build of a", where: { file: "a/x.yaml", line: 7 } },
    ]));

  // each answered by `flux envsubst` v2.7.5 with "missing closing brace" or "unable to parse variable name"
  test.each(["${__field.labels.job}", "${list[@]}", "${NAME-x}", "${!NAME}", "${}", "a $$${NAME.x}"])(
    "%s is refused by Flux, in text of several lines too (k8s-gitops, its dashboards)",
    (text) =>
      expect(
        judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map(`|\n    a\n    ${text}`) }).findings,
      ).toMatchObject([
        {
          subject: "configmap/web/x",
          expected: "expressions that Flux can parse, as ${NAME} and ${NAME:=value}",
          because: "Flux cannot parse it, and applies nothing of this Kustomization.",
        },
      ]),
  );

  test.each(["${NAME:1:2}", "${NAME/a/b}", "${NAME^^}", "${#NAME}", "${NAME:-${NAME}}", "$${NAME.x}", "$(a) {b}"])(
    "%s is parsed",
    (text) => expect(judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map(`"${text}"`) }).findings).toEqual([]),
  );

  test("nothing is parsed where an optional source leaves no variable at all", () =>
    expect(
      judged({ "flux/a.yaml": ks(from("ConfigMap", ", optional: true")), "a/x.yaml": map('"${list[@]}"') }).verdict,
    ).toBe("pass"));

  test("what a patch escapes is no variable (ricsanfre/pi-cluster)", () =>
    expect(
      judged({
        "flux/a.yaml": ks(SUBSTITUTE),
        "a/kustomization.yaml":
          "resources: [x.yaml]\npatches:\n  - patch: |-\n      - { op: add, path: /data/more, value: $${CLIENT_ID} }\n    target: { kind: ConfigMap }\n",
        "a/x.yaml": map("plain"),
      }),
    ).toMatchObject({ verdict: "pass", findings: [] }));

  test("a generator's values by line (kashalls/home-cluster)", () => {
    const texts = {
      "flux/a.yaml": ks(from("ConfigMap")),
      "flux/kustomization.yaml":
        "resources: [a.yaml]\nnamespace: flux-system\nconfigMapGenerator: [{ name: settings, env: ../talos.env }]\ngeneratorOptions: { disableNameSuffixHash: true }\n",
      "a/x.yaml": map("${NAME}"),
    };
    expect(judged({ ...texts, "talos.env": "# versions\nNAME=one\n" }).verdict).toBe("pass");
    expect(judged({ ...texts, "talos.env": "OTHER=one\n" }).findings).toHaveLength(1);
  });

  test("a ConfigMap that nothing defines, but not an optional one", () => {
    expect(judged({ "flux/a.yaml": ks(from("ConfigMap")), "a/x.yaml": map("plain") }).findings).toMatchObject([
      {
        subject: "kustomization/flux-system/a",
        expected: "ConfigMap settings, which it substitutes from",
        where: { file: "flux/a.yaml", line: 9, column: 9 },
      },
    ]);
    expect(judged({ "flux/a.yaml": ks(from("ConfigMap", ", optional: true")), "a/x.yaml": map("plain") }).verdict).toBe(
      "pass",
    );
  });

  test("in text of several lines it is a warning: the shell's own variables look the same", () =>
    expect(judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map("|\n    a=1\n    echo ${a}") })).toMatchObject({
      verdict: "pass",
      notices: [{ severity: "warning", expected: "$${a} where the script's own variable is meant" }],
    }));
});

test("which of two ConfigMaps counts is not known: unseen", () =>
  expect(
    judged({
      "flux/a.yaml": ks(from("ConfigMap")),
      "a/x.yaml": map("${NAME}"),
      "one/s.yaml": settings("ConfigMap", "data: { NAME: one }"),
      "two/s.yaml": settings("ConfigMap", "data: { NAME: two }"),
    }),
  ).toMatchObject({ verdict: "inconclusive", findings: [], unseen: [{ subject: "kustomization/flux-system/a" }, {}] }));

test("nothing of Flux, no checkout, no Flux in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

describe("finer points", () => {
  test("Kustomizations, sources and variables are counted", () => {
    expect(judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map("${NAME}-${GONE}-${GONE}") }).examined).toBe(5);
    expect(judged({ "flux/a.yaml": ks(from("ConfigMap")), "a/x.yaml": map("1") })).toMatchObject({
      examined: 3,
      findings: [{ subject: "kustomization/flux-system/a", where: { file: "flux/a.yaml", line: 9, column: 9 } }],
    });
  });

  test("a variable is told once for an object, and where", () => {
    const { findings } = judged({ "flux/a.yaml": ks(SUBSTITUTE), "a/x.yaml": map("${GONE}-${GONE}") });
    expect(findings).toMatchObject([
      {
        subject: "configmap/web/x",
        expected: "a value for ${GONE} in the postBuild of a",
        where: { file: "a/x.yaml", line: 7, column: 3 },
      },
    ]);
  });

  test("a mark on labels or annotations leaves an object alone, another word does not", () => {
    const marked = (key: string, word: string) =>
      judged({
        "flux/a.yaml": ks(SUBSTITUTE),
        "a/x.yaml": map("${GONE}", `  ${key}: { kustomize.toolkit.fluxcd.io/substitute: ${word} }\n`),
      }).findings.length;
    expect([marked("labels", "disabled"), marked("annotations", "disabled"), marked("labels", "enabled")]).toEqual([
      0, 0, 1,
    ]);
  });

  test("which source may have it: Secrets that are not there, optional ones", () => {
    const remark = (postBuild: string) => judged({ "flux/a.yaml": ks(postBuild), "a/x.yaml": map("${GONE}") }).remarks;
    expect(remark(from("Secret"))).toEqual([
      "kustomization/flux-system/a: Secret settings is not in the repository; its keys are not known",
      "${GONE} (a/x.yaml:7) must come from settings",
    ]);
    expect(remark(from("ConfigMap", ", optional: true"))).toEqual(["${GONE} (a/x.yaml:7) must come from settings"]);
  });

  test("two ConfigMaps of one name: its keys are unseen, and so is the source", () => {
    const texts = {
      "flux/a.yaml": ks(from("ConfigMap")),
      "a/x.yaml": map("${GONE}"),
      "x/s.yaml": settings("ConfigMap", "data: { A: b }"),
      "y/s.yaml": settings("ConfigMap", "data: { A: c }"),
    };
    expect(judged(texts).unseen).toMatchObject([
      {
        subject: "kustomization/flux-system/a",
        reason: "ConfigMap settings stands in the repository more than once, or aside",
      },
      { subject: "configmap/web/x", reason: "${GONE} (a/x.yaml:7) may come from ConfigMap settings" },
    ]);
  });

  test("a source that a ResourceSet may make is unseen", () => {
    const set = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: x }\n";
    expect(
      judged({ "flux/a.yaml": ks(from("ConfigMap")), "a/x.yaml": map("1"), "a/set.yaml": set }).unseen,
    ).toMatchObject([{ reason: expect.stringContaining("ConfigMap settings is not seen, and the ResourceSet s") }]);
  });

  test("a generator's env file gives its keys, an empty value yields to a stand-in", () => {
    const generated = {
      "flux/kustomization.yaml":
        "resources: [a.yaml]\nnamespace: flux-system\nconfigMapGenerator: [{ name: settings, envs: [s.env] }]\n",
      "flux/s.env": "NAME=one\nEMPTY=\n",
    };
    const texts = { ...generated, "flux/a.yaml": ks(from("ConfigMap")) };
    expect(judged({ ...texts, "a/x.yaml": map("${NAME}${EMPTY:-x}") })).toMatchObject({
      verdict: "pass",
      findings: [],
    });
    expect(judged({ ...texts, "a/x.yaml": map("${GONE}") }).findings).toHaveLength(1);
  });
});

test("a variable that its own script assigns is the shell's, whatever Flux knows", () => {
  const script = (lines: string) => map(`|\n${lines.replaceAll(/^/gm, "    ")}`);
  const warned = (lines: string) =>
    judged({ "flux/a.yaml": ks(from("Secret")), "a/x.yaml": script(lines) }).notices?.map(({ actual }) => actual);
  expect(warned('TARGET="$(cat x)"\necho "${TARGET}"')).toEqual(["${TARGET} in a text that assigns TARGET itself"]);
  expect(warned("for v in a b; do echo ${v}; done")).toEqual(["${v} in a text that assigns v itself"]);
  expect(warned("read -r line\necho ${line}")).toEqual(["${line} in a text that assigns line itself"]);
  expect(warned("echo ${TARGET} OTHER_TARGET=1")).toEqual([]);
});

test("what a generator packs into a ConfigMap is substituted too, but for a Secret, which is Base64 then", () => {
  const generator = (kind: string, more = "") => ({
    "flux/a.yaml": ks(from("Secret")),
    "a/kustomization.yaml": `${kind}: [{ name: files, namespace: x, files: [run.sh]${more} }]\n`,
    "a/run.sh": '#!/bin/sh\nTARGET="$(cat x)"\necho ${TARGET}\n',
  });
  expect(judged(generator("configMapGenerator")).notices).toMatchObject([
    { actual: "${TARGET} in a text that assigns TARGET itself", where: { file: "a/run.sh", line: 3 } },
  ]);
  expect(judged(generator("secretGenerator")).notices).toEqual([]);
  const disabled = ", options: { annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled } }";
  expect(judged(generator("configMapGenerator", disabled)).notices).toEqual([]);
  const dashboard = { ...generator("configMapGenerator"), "a/run.sh": '{ "title": "${__field.labels.job}" }\n' };
  expect(judged(dashboard).findings).toMatchObject([{ where: { file: "a/run.sh", line: 1 } }]);
});
