import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { ciliumDefinitions, peersIn, peerSecrets, switchAt } from "../cilium/cluster-mesh.ts";
import { endpointClaims, kubePrism } from "./endpoints.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra", flux }));
const hr = (name: string, spec: string, namespace = "n") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const releases = (...items: string[]) =>
  `releases:\n${items.map((item) => `  - { namespace: n, ${item} }\n`).join("")}`;

describe("Cilium", () => {
  test("its definitions, but for what helmfile hands on or renders for CRDs", () => {
    const texts = {
      "flux/a.yaml": `${hr("cilium", "values: { a: 1 }", "kube-system")}---\n${hr("other", "releaseName: cilium, valuesFrom: [{ name: gone }]")}---\n${hr("web", "values: {}")}`,
      "h.yaml": releases("name: cilium, chart: c, values: [{ b: 1 }]", "name: web, chart: c"),
      "crds/h.yaml": `helmDefaults: { args: [--include-crds] }\n${releases("name: cilium, chart: c")}`,
      "d/h.yaml": releases("name: cilium, chart: c, values: [v.yaml.gotmpl]"),
      "d/v.yaml.gotmpl": '{{ readFile "../flux/a.yaml" }}',
    };
    expect(
      ciliumDefinitions(model(texts)).map(({ subject, values, unresolved, place }) => [
        subject,
        values,
        unresolved.length,
        place("a").file,
        place("a").line,
      ]),
    ).toEqual([
      ["helmrelease/kube-system/cilium", { a: 1 }, 0, "flux/a.yaml", 4],
      ["helmrelease/n/other", {}, 1, "flux/a.yaml", 9],
      ["release/n/cilium", { b: 1 }, 0, "h.yaml", 2],
    ]);
  });

  test("switches and peers", () => {
    const values = { a: { on: true, text: "true", off: false, no: "false", open: "${X}", one: 1 } };
    expect(["on", "text", "off", "no", "open", "one", "none"].map((key) => switchAt(values, "a", key))).toEqual([
      "on",
      "on",
      "off",
      "off",
      "unknown",
      "off",
      "off",
    ]);
    const peers = (clusters: unknown) => peersIn({ clustermesh: { config: { clusters } } });
    expect(peers([{ name: "apps" }, {}])).toEqual(["apps", ""]);
    expect(peers({ apps: {}, off: { enabled: false }, on: { enabled: true } })).toEqual(["apps", "on"]);
    expect([peers(undefined), peersIn({})]).toEqual([[], []]);
  });

  test("the Secret of the remote clusters, and what makes it", () => {
    const object = (kind: string, name: string, more = "", meta = "") =>
      `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}${meta} }\n${more}`;
    const of = (text: string, more: Record<string, string> = {}) =>
      peerSecrets(model({ "flux/a.yaml": text, ...more }));
    const where = { file: "flux/a.yaml", line: 1, column: 1 };
    expect(
      of(object("Secret", "cilium-clustermesh", "stringData: { apps: x, apps.key: y }\n", ", namespace: k")),
    ).toEqual([{ subject: "secret/k/cilium-clustermesh", where, names: ["apps"] }]);
    expect(of(object("Secret", "cilium-clustermesh", "data: { b: x }\n"))).toEqual([
      { subject: "secret/-/cilium-clustermesh", where, names: ["b"] },
    ]);
    expect(of(object("Secret", "cilium-clustermesh"))).toEqual([{ subject: "secret/-/cilium-clustermesh", where }]);
    expect(of(object("ExternalSecret", "cilium-clustermesh", "data: { a: x }\n"))).toEqual([
      { subject: "externalsecret/-/cilium-clustermesh", where },
    ]);
    expect(of(object("ExternalSecret", "x", "spec: { target: { name: cilium-clustermesh } }\n"))).toHaveLength(1);
    expect(of(object("ExternalSecret", "cilium-clustermesh", "spec: { target: { name: x } }\n"))).toEqual([]);
    expect(of(object("Secret", "x", "spec: { target: { name: cilium-clustermesh } }\n"))).toEqual([]);
    expect(of(object("ConfigMap", "cilium-clustermesh"))).toEqual([]);
    const vars = { "flux/kustomization.yaml": "resources: [a.yaml]\nvars: [{ name: x }]\n" };
    expect(of(object("Secret", "cilium-clustermesh"), vars)[0]?.uncertain).toBe(
      "flux/kustomization.yaml:2: its vars are not imitated",
    );
  });
});

describe("where Cilium finds the API server", () => {
  const claims = (texts: Record<string, string>) =>
    endpointClaims(model(texts)).map(({ where, ...rest }) => ({
      ...rest,
      at: `${where.file}:${where.line}:${where.column}`,
    }));
  const plain = { otherwise: false, replacesProxy: false };

  test("helmfile's values, inline, by set, or from a file that others may add to", () => {
    expect(
      claims({
        "h.yaml": releases(
          "name: cilium, chart: c, values: [{ a: 1 }, { k8sServiceHost: h, k8sServicePort: 6443, kubeProxyReplacement: true }]",
          "name: web, chart: c, values: [{ k8sServiceHost: x }]",
        ),
      }),
    ).toEqual([
      {
        by: "helmfile's values",
        bootstraps: true,
        ...plain,
        replacesProxy: true,
        host: "h",
        port: "6443",
        at: "h.yaml:2:66",
      },
    ]);
    expect(
      claims({
        "h.yaml": releases("name: cilium, chart: c, set: [{ name: a, value: b }, { name: k8sServiceHost, value: h }]"),
      }),
    ).toEqual([{ by: "helmfile's values", bootstraps: true, ...plain, host: "h", at: "h.yaml:2:74" }]);
    expect(
      claims({
        "h.yaml": releases("name: cilium, chart: c, values: [v.yaml, w.yaml, gone.yaml]"),
        "v.yaml": "k8sServiceHost: auto\nkubeProxyReplacement: strict\n",
        "w.yaml": "a: 1\n",
      }),
    ).toEqual([
      {
        by: "helmfile's values",
        bootstraps: true,
        otherwise: true,
        replacesProxy: true,
        host: "auto",
        unresolved: "the values file gone.yaml cannot be read",
        at: "h.yaml:2:21",
      },
      {
        by: "the values file",
        bootstraps: false,
        otherwise: true,
        replacesProxy: true,
        host: "auto",
        unresolved: "others may add to it",
        at: "v.yaml:1:1",
      },
    ]);
    expect(
      claims({ "h.yaml": `helmDefaults: { args: [--include-crds] }\n${releases("name: cilium, chart: c")}` }),
    ).toEqual([]);
  });

  test("the HelmRelease's values, and commands", () => {
    expect(
      claims({
        "flux/a.yaml": `${hr("cilium", "values: { k8s: { apiServerURLs: x }, k8sServiceHost: h, kubeProxyReplacement: 'false' }")}---\n${hr("web", "values: { k8sServiceHost: h }")}`,
      }),
    ).toEqual([
      {
        by: "the HelmRelease's values",
        bootstraps: false,
        otherwise: true,
        replacesProxy: false,
        host: "h",
        at: "flux/a.yaml:4:46",
      },
    ]);
    const told = { bootstraps: true, otherwise: false, replacesProxy: true, by: "script a.sh" };
    expect(
      claims({
        "a.sh":
          'helm install cilium x --set k8sServiceHost=h --set "k8sServicePort=1"\ncilium install --set=k8sServiceHost="localhost",x=1\necho k8sServiceHost=h\nhelm x --set k8sServicePort=1\n',
      }),
    ).toEqual([
      { ...told, host: "h", port: "1", at: "a.sh:1:1" },
      { ...told, host: "localhost", at: "a.sh:2:1" },
    ]);
  });

  test("Talos's own balancer", () => {
    const prism = (text: string) => kubePrism(model({ "talos/a.yaml": text }));
    expect(prism("a: 1\n")).toEqual({ enabled: true, port: "7445" });
    const of = (more: string) =>
      prism(`machine: { type: worker }\n---\nmachine:\n  features:\n    kubePrism: { ${more} }\n`);
    const where = { file: "talos/a.yaml", line: 5, column: 5 };
    expect(of("enabled: true, port: 7446")).toEqual({ enabled: true, port: "7446", where });
    expect(of("enabled: false")).toEqual({ enabled: false, port: "7445", where });
    expect(of("port: '${P}'")).toEqual({ enabled: true, port: "7445", where });
  });
});
