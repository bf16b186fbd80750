import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { coreUses, firstLayerUses, gathered } from "./uses.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra", flux }));
const hr = (name: string, spec: string, namespace = "n") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const releases = (...items: string[]) =>
  `releases:\n${items.map((item) => `  - { namespace: n, ${item} }\n`).join("")}`;

describe("what needs CRDs", () => {
  const uses = (texts: Record<string, string>) =>
    coreUses(model(texts)).map(({ group, kind, by, subject, where }) => [
      group.split(".")[0],
      kind,
      by,
      subject,
      `${where.file}:${where.line}:${where.column}`,
    ]);
  const on = "{ enabled: true }";

  test("values that switch custom resources on, however deep; where they stand", () => {
    expect(
      uses({
        "h.yaml": releases(
          `name: a, chart: c, values: [{ x: 1 }, { m: { serviceMonitor: ${on} }, podMonitors: { create: true }, prometheusRule: ${on}, httpRoute: ${on} }]`,
        ),
      }),
    ).toEqual([
      ["monitoring", "ServiceMonitor", "its values (m.serviceMonitor)", "release/n/a", "h.yaml:2:66"],
      ["monitoring", "PodMonitor", "its values (podMonitors)", "release/n/a", "h.yaml:2:103"],
      ["monitoring", "PrometheusRule", "its values (prometheusRule)", "release/n/a", "h.yaml:2:134"],
      ["gateway", "HTTPRoute", "its values (httpRoute)", "release/n/a", "h.yaml:2:169"],
    ]);
    for (const off of [
      "serviceMonitor: { enabled: false }",
      "serviceMonitor: true",
      "serviceMonitors2: { enabled: true }",
      "myServiceMonitor: { enabled: true }",
      "serviceMonitor: { enabled: 'true' }",
      "l: [{ serviceMonitor: { enabled: true } }]",
    ])
      expect(uses({ "h.yaml": releases(`name: a, chart: c, values: [{ ${off} }]`) })).toEqual([]);
    expect(uses({ "crds.yaml": releases(`name: a, chart: c, values: [{ serviceMonitor: ${on} }]`) })).toEqual([]);
    const nested = "{ podMonitor: { x: { serviceMonitor: { enabled: true } } } }";
    expect(uses({ "h.yaml": releases(`name: a, chart: c, values: [${nested}]`) })[0]?.[1]).toBe("ServiceMonitor");
  });

  test("external-secrets asks the cluster first, unless told how to render", () => {
    const of = (chart: string, more = "") =>
      uses({ "h.yaml": releases(`name: a, chart: ${chart}, values: [{ serviceMonitor: { enabled: true${more} } }]`) });
    expect([of("x/external-secrets"), of("external-secrets")]).toEqual([[], []]);
    expect(of("x/external-secrets", ", renderMode: alwaysRender")).toHaveLength(1);
    expect([of("my-external-secrets"), of("external-secrets-x")].map((one) => one.length)).toEqual([1, 1]);
    expect(
      uses({
        "h.yaml": releases("name: external-secrets, version: '1', values: [{ serviceMonitor: { enabled: true } }]"),
      }),
    ).toEqual([]);
  });

  test("where the values come from a HelmRelease, or from a file of their own", () => {
    const texts = {
      "b/h.yaml": releases("name: a, chart: c, values: [v.yaml.gotmpl]"),
      "b/v.yaml.gotmpl": '{{ readFile "../k/hr.yaml" }}',
      "k/hr.yaml": `a: 1\n---\n${hr("a", "values: { serviceMonitor: { enabled: true } }")}`,
    };
    expect(uses(texts)[0]?.[4]).toBe("k/hr.yaml:6:19");
    expect(
      uses({
        "h.yaml": releases("name: a, chart: c, values: [v.yaml]"),
        "v.yaml": "serviceMonitor: { enabled: true }\n",
      })[0]?.[4],
    ).toBe("h.yaml:2:21");
  });

  test("what its hooks apply before it, not after", () => {
    const hook = (parts: string) =>
      uses({
        "h.yaml": releases(`name: a, chart: c, hooks: [{ events: [presync], ${parts} }]`),
        "m.yaml":
          "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\n---\napiVersion: v1\nkind: Secret\n---\napiVersion: apps/v1\nkind: Deployment\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n---\na: 1\n",
      }).map(([, kind, by, , where]) => [kind, by, where]);
    const expected = [["ClusterSecretStore", "its hook at h.yaml:2", "m.yaml:1:1"]];
    expect(hook("command: kubectl, args: [apply, -f, m.yaml]")).toEqual(expected);
    expect(hook("command: kubectl, args: [create, '--filename=./m.yaml']")).toEqual(expected);
    expect(hook("command: sh, args: [-c, 'kubectl apply -f m.yaml; x']")).toEqual(expected);
    expect(hook("command: kubectl, args: [delete, -f, m.yaml]")).toEqual([]);
    expect(hook("command: kubectl, args: [apply, -f, gone.yaml]")).toEqual([]);
    expect(hook("command: kubectl, args: [apply, -f, ../../m.yaml]")).toEqual([]);
    const post = releases(
      "name: a, chart: c, hooks: [{ events: [postsync], command: kubectl, args: [apply, -f, m.yaml] }]",
    );
    expect(uses({ "h.yaml": post, "m.yaml": "apiVersion: x.y/v1\nkind: A\n" })).toEqual([]);
  });

  const ks = (name: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: n }\nspec: { path: ./${name} }\n`;
  const custom = (group: string, kind = "X") =>
    `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: x, namespace: m }\n`;
  test("of the Kustomizations that make others: the root and right below it", () => {
    const found = firstLayerUses(
      model({
        "flux/a.yaml": `${ks("a")}---\n${custom("x.y")}`,
        "a/b.yaml": `${ks("b")}---\n${custom("x.y")}`,
        "b/c.yaml": `${ks("c")}---\n${custom("deep.y")}`,
        "c/d.yaml": custom("deeper.y"),
        "flux/leaf.yaml": ks("leaf"),
        "leaf/x.yaml": custom("leaf.y"),
      }),
    );
    expect(
      found.map(({ group, kind, by, subject, where, owner }) => [
        group,
        kind,
        by,
        subject,
        `${where.file}:${where.line}`,
        owner?.name,
      ]),
    ).toEqual([
      [
        "x.y",
        "X",
        "X m/x in Kustomization flux-system",
        "kustomization/flux-system/flux-system",
        "flux/a.yaml:6",
        "flux-system",
      ],
      ["x.y", "X", "X m/x in Kustomization a", "kustomization/n/a", "a/b.yaml:6", "a"],
    ]);
    for (const group of [
      "apps",
      "batch",
      "networking.k8s.io",
      "flowcontrol.apiserver.k8s.io",
      "source.toolkit.fluxcd.io",
      "kustomize.config.k8s.io",
    ])
      expect(firstLayerUses(model({ "flux/a.yaml": `${ks("a")}---\n${custom(group)}`, "a/x.yaml": "a: 1" }))).toEqual(
        [],
      );
    for (const group of [
      "my.apps",
      "apps.x",
      "x.networking.k8s.io",
      "gateway.networking.k8s.io",
      "toolkit.fluxcd.io.x",
    ])
      expect(
        firstLayerUses(model({ "flux/a.yaml": `${ks("a")}---\n${custom(group)}`, "a/x.yaml": "a: 1" })),
      ).toHaveLength(1);
  });

  test("one of each kind by each subject", () => {
    const where = { file: "x", line: 1, column: 1 };
    const use = (subject: string, kind: string, by: string, group = "g.x", release?: object) =>
      ({ subject, kind, by, group, where, ...(release && { release }) }) as never;
    expect(
      gathered([
        use("a", "X", "1"),
        use("a", "X", "2"),
        use("a", "Y", "1"),
        use("b", "X", "1"),
        use("a", "X", "1", "h.x"),
      ]).map(({ more }) => more),
    ).toEqual([1, 0, 0, 0]);
    expect(
      gathered([use("a", "X", "1", "g.x", {}), use("a", "Y", "1", "g.x", {}), use("a", "X", "2", "g.x", {})]).map(
        ({ more }) => more,
      ),
    ).toEqual([1, 0]);
  });
});
