import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { circlesOf, isBelow } from "./order.ts";
import { found } from "./helm-releases.ts";

const given = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const profile = profileOf({ name: "infra", flux: given });
const map = (name: string, more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\n`;
const ks = (name: string, spec: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}${more} }\nspec: { ${spec} }\n`;
const treeOf = (texts: Record<string, string>, of = profile) => repositoryOf(texts, of).tree;

describe("HelmReleases", () => {
  const hr = (spec: string, meta = "name: web, namespace: n") =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { ${meta} }\nspec: { ${spec} }\n`;
  const source = (kind: string, name: string, spec: string, namespace = "n") =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
  const release = (spec: string, more: Record<string, string> = {}, meta?: string) =>
    repositoryOf({ "flux/hr.yaml": hr(spec, meta), ...more }, profile).releases[0];

  test("the release that it manages", () => {
    expect(release("timeout: 5m")?.release).toEqual({ name: "web", namespace: "n" });
    expect(release("targetNamespace: t")?.release).toEqual({ name: "t-web", namespace: "t" });
    expect(release("targetNamespace: t, releaseName: r")?.release).toEqual({ name: "r", namespace: "t" });
    expect(release("timeout: 5m", {}, "name: web")).toMatchObject({ namespace: "", source: { namespace: "" } });
    expect(release("postRenderers: [{ a: 1 }], dependsOn: [{ name: b }]")).toMatchObject({
      postRenderers: [{ a: 1 }],
      dependsOn: [{ kind: "HelmRelease", name: "b", namespace: "n" }],
    });
  });

  test("chart and version by an OCIRepository", () => {
    const oci = (ref: string) => ({
      "flux/s.yaml": source("OCIRepository", "web", `url: oci://x/web, ref: { ${ref} }`),
    });
    const one = release("chartRef: { kind: OCIRepository, name: web }", oci("tag: 1.2.3"));
    expect(one).toMatchObject({
      source: { kind: "OCIRepository", name: "web", namespace: "n", where: { line: 4, column: 9 } },
      sourceObject: { kind: "OCIRepository" },
      chart: { text: "oci://x/web", where: { file: "flux/s.yaml", line: 4 } },
      version: { text: "1.2.3", where: { file: "flux/s.yaml", line: 4 } },
    });
    expect(release("chartRef: { name: web }", oci("semver: 1.x"))?.version?.text).toBe("1.x");
    expect(release("chartRef: { name: web }", oci("digest: x"))).not.toHaveProperty("version");
    expect(release("chartRef: { name: web, namespace: o }", oci("tag: 1"))).not.toHaveProperty("sourceObject");
    expect(release("chartRef: { name: other }", oci("tag: 1"))).not.toHaveProperty("chart");
    const chart = { "flux/s.yaml": source("HelmChart", "web", "chart: web, version: 1.2.3") };
    const byChart = release("chartRef: { kind: HelmChart, name: web }", chart);
    expect([byChart?.sourceObject?.kind, byChart?.chart, byChart?.version]).toEqual([
      "HelmChart",
      undefined,
      undefined,
    ]);
    const urlless = { "flux/s.yaml": source("OCIRepository", "web", "ref: { tag: 1 }") };
    expect(release("chartRef: { name: web }", urlless)?.chart).toEqual({
      where: { file: "flux/s.yaml", line: 4, column: 1 },
    });
  });

  test("chart and version by a HelmRepository", () => {
    const repo = { "flux/s.yaml": source("HelmRepository", "r", "url: https://x/charts/") };
    expect(
      release("chart: { spec: { chart: web, version: 1.2.3, sourceRef: { kind: HelmRepository, name: r } } }", repo),
    ).toMatchObject({
      source: { kind: "HelmRepository", where: { line: 4 } },
      chart: { text: "https://x/charts/web", where: { file: "flux/hr.yaml", line: 4 } },
      version: { text: "1.2.3", where: { file: "flux/hr.yaml", line: 4 } },
    });
    expect(release("chart: { spec: { chart: web, sourceRef: { name: gone } } }", repo)).toMatchObject({
      source: { kind: "HelmRepository", name: "gone" },
      chart: { text: "web" },
    });
    expect(release("chart: { spec: { sourceRef: { name: r } } }", repo)).not.toHaveProperty("chart");
    expect(
      release("chart: { spec: { chart: web, version: '${V}', sourceRef: { name: r } } }", repo)?.version,
    ).not.toHaveProperty("text");
  });

  test("values, after those of ConfigMaps in their order; what is not seen is told", () => {
    const more = {
      "flux/v.yaml": `${map("v", ", namespace: n")}data:\n  values.yaml: |\n    a: 1\n    b: 1\n  other.yaml: |\n    c: 3\n    b: 2\n`,
      "flux/k/kustomization.yaml": "namespace: n\nconfigMapGenerator: [{ name: g, files: [values.yaml] }]\n",
      "flux/k/values.yaml": "g: 1\n",
    };
    const values = (spec: string) => release(spec, more)?.values;
    expect(values("values: { x: 1 }")).toEqual({ known: { x: 1 }, unresolved: [] });
    expect(
      values(
        "valuesFrom: [{ kind: ConfigMap, name: v }, { name: v, valuesKey: other.yaml }, { name: g }], values: { a: 9 }",
      ),
    ).toEqual({
      known: { a: 9, b: 2, c: 3, g: 1 },
      unresolved: [],
    });
    expect(
      values(
        "valuesFrom: [{ name: gone }, { kind: Secret, name: s }, { name: v, targetPath: a }, { name: v, valuesKey: none }, {}]",
      ),
    ).toMatchObject({
      known: {},
      unresolved: [
        ...["ConfigMap gone", "Secret s", "ConfigMap v", "ConfigMap v", "ConfigMap "].map(
          (one) => `values from ${one}`,
        ),
      ],
    });
    const elsewhere = release("valuesFrom: [{ name: v }]", {
      "flux/v.yaml": more["flux/v.yaml"].replace("namespace: n", "namespace: o"),
    });
    expect(elsewhere?.values.unresolved).toHaveLength(1);
    const secret = release("valuesFrom: [{ kind: Secret, name: v }]", {
      "flux/v.yaml": more["flux/v.yaml"].replace("ConfigMap", "Secret"),
    });
    expect(secret?.values).toEqual({ known: {}, settled: {}, unresolved: ["values from Secret v"] });
  });

  test("a reference means an object of its kind, name and namespace", () => {
    const tree = treeOf({ "flux/a.yaml": map("a", ", namespace: n"), "flux/b.yaml": map("b") });
    const where = { file: "x", line: 1, column: 1 };
    const of = (kind: string, name: string, namespace: string) => found(tree, { kind, name, namespace, where })?.name;
    expect([of("ConfigMap", "a", "n"), of("ConfigMap", "b", "")]).toEqual(["a", "b"]);
    expect([of("Secret", "a", "n"), of("ConfigMap", "x", "n"), of("ConfigMap", "a", "")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("circles of dependsOn", () => {
  const on = (...names: string[]) => `dependsOn: [${names.map((name) => `{ name: ${name} }`).join(", ")}]`;
  const circles = (...texts: string[]) => {
    const repository = repositoryOf({ "flux/a.yaml": texts.join("---\n") }, profile);
    return circlesOf(repository.tree, repository.releases).map(({ path, where }) => [path.join(" "), where.line]);
  };
  const hr = (name: string, spec: string) =>
    ks(name, spec, ", namespace: n").replace("Kustomization", "HelmRelease").replace("kustomize", "helm");

  test("each once, from where it begins to where it closes; not who only leads to it", () => {
    expect(circles(ks("a", on("b", "c")), ks("b", on("gone")), ks("c", on("b", "d")), ks("d", on("c")))).toEqual([
      ["kustomization/-/c kustomization/-/d", 19],
    ]);
    expect(circles(ks("a", on("a")))).toEqual([["kustomization/-/a", 4]]);
    expect(circles(ks("a", on("b")), ks("b", on("c")), ks("c", on("a")))).toHaveLength(1);
    expect(circles(ks("a", on("b", "c")), ks("b", on("d")), ks("c", on("d")), ks("d", ""))).toEqual([]);
  });

  test("HelmReleases depend on HelmReleases, names on those of their namespace", () => {
    expect(circles(hr("a", on("b")), hr("b", on("a")))).toEqual([["helmrelease/n/a helmrelease/n/b", 9]]);
    expect(circles(hr("a", on("b")), ks("b", on("a"), ", namespace: n"))).toEqual([]);
    expect(circles(hr("a", "dependsOn: [{ name: a, namespace: o }]"))).toEqual([]);
  });

  test("who is below whom", () => {
    const { kustomizations } = treeOf({
      "flux/a.yaml": ks("a", "path: ./a"),
      "a/b.yaml": ks("b", "path: ./b"),
      "flux/c.yaml": ks("c", "path: ./c"),
    });
    const [root, a, b, c] = ["flux-system", "a", "b", "c"].map((name) =>
      kustomizations.find((one) => one.name === name),
    );
    if (!root || !a || !b || !c) throw new Error("not all there");
    expect([isBelow(b, a), isBelow(b, root), isBelow(a, b), isBelow(c, a), isBelow(root, root)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
