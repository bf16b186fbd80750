import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./cluster-mesh-is-declared-whole.ts";

const parts = {
  repository: "checkout",
  flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
};
const cilium = { clusterId: 1, clusterName: "infra" };
const alone = profileOf({ ...parts, cilium });
const meshed = profileOf({ ...parts, cilium: { ...cilium, clusterMesh: { clusters: ["apps"] } } });
const now = new Date("2026-11-21T12:00:00Z");
const judged = (texts: Record<string, string>, profile = alone) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { profile, now });

const release = (values: string) => ({
  "flux/hr.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: cilium, namespace: kube-system }\nspec:\n  values:\n${values}`,
});
const identity = "    cluster: { id: 1, name: infra }\n";
const on = (config: string) => `${identity}    clustermesh:\n      useAPIServer: true\n      config: ${config}\n`;
const secret = (data: string) => ({
  "flux/s.yaml": `apiVersion: v1\nkind: Secret\nmetadata: { name: cilium-clustermesh, namespace: kube-system }\n${data}`,
});
const told = (texts: Record<string, string>, profile = alone) =>
  judged(texts, profile).findings.map(({ subject, actual, where }) => `${subject} ${actual} :${where?.line}`);

test("wholly off: no word of it, or configured and switched off", () => {
  expect(judged(release("    ipam: {}\n"))).toMatchObject({ verdict: "pass", examined: 1 });
  const ready = "    clustermesh: { useAPIServer: false, config: { enabled: false, domain: mesh.cilium.io } }\n";
  expect(judged(release(ready)).verdict).toBe("pass");
});

test("wholly on, as the profile says; on though the profile names none is information", () => {
  const whole = on("{ enabled: true, clusters: [{ name: apps, ips: [10.0.0.1] }] }");
  expect(judged(release(whole), meshed)).toMatchObject({ verdict: "pass", findings: [] });
  const map = on("{ enabled: true, clusters: { apps: { ips: [10.0.0.1] } } }");
  expect(judged(release(map), meshed).verdict).toBe("pass");
  expect(judged(release(whole))).toMatchObject({ verdict: "pass", notices: [{ severity: "information" }] });
  expect(
    judged({ ...release(on("{}")), ...secret("stringData: { apps: x, apps.etcd-client.key: y }\n") }, meshed).verdict,
  ).toBe("pass");
});

test("off where the profile wants it; without the cluster that the profile names", () => {
  expect(told(release("    ipam: {}\n"), meshed)).toEqual(["helmrelease/kube-system/cilium it is switched off :5"]);
  expect(told(release(on("{ enabled: true, clusters: [{ name: other }] }")), meshed)).toEqual([
    "helmrelease/kube-system/cilium other :9",
  ]);
});

test("each half: an apiserver without clusters, clusters without an apiserver, clusters listed while off", () => {
  expect(told(release(on("{ enabled: false }")))).toEqual([
    "helmrelease/kube-system/cilium the apiserver is on and nothing names a cluster :9",
  ]);
  expect(
    told(release(`${identity}    clustermesh:\n      config: { enabled: true, clusters: [{ name: "" }] }\n`)),
  ).toEqual([
    "helmrelease/kube-system/cilium the mesh is configured and its apiserver is off :7",
    "helmrelease/kube-system/cilium a cluster without a name :8",
  ]);
  expect(told(release("    clustermesh: { config: { clusters: [{ name: apps }] } }\n"))).toEqual([
    "helmrelease/kube-system/cilium 1 cluster(s) are listed and the mesh is off :6",
  ]);
});

test("a Secret of remote clusters is left over while the mesh is off (k8s-gitops), by an ExternalSecret too", () => {
  const external =
    "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: mesh, namespace: kube-system }\nspec: { target: { name: cilium-clustermesh } }\n";
  expect(told({ ...release("    ipam: {}\n"), "flux/es.yaml": external })).toEqual([
    "externalsecret/kube-system/mesh Flux applies one :1",
  ]);
  const state = "releases:\n  - { name: cilium, namespace: kube-system, chart: oci://q/cilium, values: [{ a: 1 }] }\n";
  expect(told({ ...release("    ipam: {}\n"), "h.yaml": state, ...secret("") })).toHaveLength(1);
});

test("no identity, the default name, a key that the chart does not know (80e019a~1)", () => {
  const half = "    clustermesh: { useAPIServer: true, config: { enabled: true, clusters: [{ name: apps }] } }\n";
  expect(told(release(half))).toEqual([
    "helmrelease/kube-system/cilium not set :5",
    "helmrelease/kube-system/cilium not set :5",
  ]);
  expect(told(release(`    cluster: { id: 0, name: default }\n${half}`))).toEqual([
    "helmrelease/kube-system/cilium 0 :6",
    "helmrelease/kube-system/cilium default :6",
  ]);
  expect(told(release("    clusterMesh: { useAPIServer: true }\n"))).toEqual([
    "helmrelease/kube-system/cilium clusterMesh, which Cilium's chart does not know :6",
  ]);
});

test("helmfile's own values are judged too, values that it takes from the HelmRelease once", () => {
  const state = (values: string) =>
    `releases:\n  - name: cilium\n    namespace: kube-system\n    chart: oci://q/cilium\n    values: [${values}]\n`;
  const texts = { ...release("    ipam: {}\n"), "h.yaml": state("{ clustermesh: { useAPIServer: true } }") };
  expect(judged(texts)).toMatchObject({ examined: 2 });
  expect(told(texts)[0]).toMatch(/^release\/kube-system\/cilium /);
  const derived = {
    ...release("    ipam: {}\n"),
    "h.yaml": state("v.yaml.gotmpl"),
    "v.yaml.gotmpl": '{{ (fromYaml (readFile "flux/hr.yaml")).spec.values | toYaml }}',
  };
  expect(judged(derived)).toMatchObject({ verdict: "pass", examined: 1 });
});

test("what is not known offline is unseen", () => {
  expect(judged(release("    clustermesh: { useAPIServer: '${MESH}' }\n"))).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ reason: "whether ClusterMesh is switched on is not known offline" }],
  });
  const from =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: cilium, namespace: kube-system }\nspec: { valuesFrom: [{ kind: Secret, name: s }] }\n";
  expect(judged({ "flux/hr.yaml": from })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ reason: "values from Secret s" }],
  });
  const encrypted = {
    ...release(on("{}")),
    "flux/es.yaml":
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: cilium-clustermesh, namespace: kube-system }\n",
  };
  expect(judged(encrypted, meshed).unseen).toMatchObject([
    { reason: "whether it connects to apps is known to flux/es.yaml:1 alone" },
  ]);
  expect(
    judged(release("    cluster: { id: '${ID}', name: a }\n    clustermesh: { useAPIServer: true }\n")).unseen,
  ).toMatchObject([{ reason: "cluster.id ${ID} is not known offline" }]);
});

test("no Cilium, one that a ResourceSet may make, no checkout, another CNI", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  const set = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: a }\n";
  expect(judged({ "flux/s.yaml": set }).unseen).toHaveLength(1);
  expect(judge(row, { repository: trouble("file") }, { profile: alone, now }).verdict).toBe("inconclusive");
  expect(judge(row, {}, { profile: profileOf({ cilium }), now }).verdict).toBe("not-applicable");
  expect(judge(row, {}, { profile: profileOf(parts), now }).reason).toBe("Cilium is not the profile's CNI");
});

test("no definition at all judges no Secret; one unknown definition among others neither", () => {
  expect(judged(secret("data: { apps: x }\n"))).toMatchObject({ verdict: "inconclusive", findings: [] });
  const open = { ...release("    clustermesh: { useAPIServer: '${X}' }\n"), ...secret("data: { apps: x }\n") };
  const state = "releases: [{ name: cilium, namespace: kube-system, chart: c, values: [{ a: 1 }] }]\n";
  expect(judged({ ...open, "h.yaml": state })).toMatchObject({ findings: [], unseen: [{}] });
  const set = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: a }\n";
  expect(judged({ ...release("    ipam: {}\n"), "flux/s.yaml": set })).toMatchObject({ verdict: "pass", unseen: [] });
  expect(judged({ "flux/s.yaml": set }).unseen).toMatchObject([{ subject: "helmrelease/cilium" }]);
});

test("whether it is on is not known by its config alone either; it is on by its config alone", () => {
  expect(judged(release(`${identity}    clustermesh: { config: { enabled: '\${X}' } }\n`)).unseen).toHaveLength(1);
  expect(
    told(release(`${identity}    clustermesh:\n      useAPIServer: false\n      config: { enabled: true }\n`)),
  ).toEqual([
    "helmrelease/kube-system/cilium the mesh is configured and its apiserver is off :8",
    "helmrelease/kube-system/cilium config is on and names none :9",
  ]);
});

test("clusters that are listed while it is off, where they stand", () =>
  expect(told(release("    clustermesh:\n      config:\n        clusters: [{ name: apps }]\n"))).toEqual([
    "helmrelease/kube-system/cilium 1 cluster(s) are listed and the mesh is off :8",
  ]));

test("a misspelt key is one of this name only", () => {
  const keys = (key: string) => told(release(`    ${key}: {}\n`)).length;
  expect(["clusterMesh", "cluster-mesh", "cluster_mesh", "ClusterMesh"].map(keys)).toEqual([1, 1, 1, 1]);
  expect(["clustermesh", "my-clustermesh", "clustermeshes", "clusterXmesh"].map(keys)).toEqual([0, 0, 0, 0]);
});

test("its identity: an id from 1 to 255, or to 511 where the mesh is made for it, a name of its own, each where it stands", () => {
  const mesh = (cluster: string) =>
    told(
      release(
        `    cluster:\n${cluster}    clustermesh: { useAPIServer: true, config: { clusters: [{ name: apps }] } }\n`,
      ),
      meshed,
    ).map((one) => one.replace(/^\S+ /, ""));
  expect(mesh("      id: 255\n      name: a\n")).toEqual([]);
  expect(mesh("      id: 256\n      name: a\n")).toEqual(["256 :7"]);
  expect(mesh('      id: "7"\n      name: a\n')).toEqual(['the text "7" :7']);
  const many = release(
    "    cluster: { id: 511, name: a }\n    clustermesh: { useAPIServer: true, maxConnectedClusters: 511, config: { clusters: [{ name: apps }] } }\n",
  );
  expect(told(many, meshed)).toEqual([]);
  expect(mesh("      id: 0\n      name: default\n")).toEqual(["0 :7", "default :8"]);
});

test("a Secret left over that a transformer may change is unseen", () => {
  const texts = { ...release("    ipam: {}\n"), ...secret("data: { apps: x }\n") };
  const vars = { "flux/kustomization.yaml": "resources: [hr.yaml, s.yaml]\nvars: [{ name: x }]\n" };
  expect(judged(texts)).toMatchObject({ verdict: "fail" });
  expect(judged({ ...texts, ...vars }).findings).toEqual([]);
});

test("what a mesh that nobody wants connects to, what it lacks, and where", () => {
  const notice = (texts: Record<string, string>) =>
    judged(texts).notices?.map(({ actual, where }) => `${actual} :${where?.line}`);
  expect(notice(release(on("{ clusters: [{ name: a }, { name: b }] }")))).toEqual(["a mesh with a, b :7"]);
  const es = {
    "flux/s.yaml":
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: cilium-clustermesh, namespace: kube-system }\n",
  };
  expect(notice({ ...release(on("{}")), ...es })).toEqual(["a mesh with clusters that a Secret names :7"]);
  const lacking = (config: string, more = {}) => judged({ ...release(on(config)), ...more }, meshed);
  expect(lacking("\n        enabled: true\n        clusters: [{ name: b }]").findings).toMatchObject([
    { actual: "b", where: { line: 11 } },
  ]);
  expect(lacking("{ enabled: true }", secret("data: { b: x }\n")).findings).toMatchObject([
    { actual: "b", where: { line: 9 } },
  ]);
  expect(lacking("{ enabled: true, clusters: [{ name: b }, { name: '${C}' }] }").unseen).toMatchObject([
    { reason: "whether it connects to apps is known to a variable alone" },
  ]);
});
