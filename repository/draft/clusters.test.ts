import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { checkoutOf, repositoryOf } from "../../criteria/testing/repository.ts";
import { clustersIn } from "./clusters.ts";

const names = (texts: Record<string, string>): string[] => clustersIn(checkoutOf(texts)).map(({ value }) => value);

const ks = (name: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name} }\nspec: { path: ./apps }\n`;

const instance = (path: string): string =>
  `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: { name: flux }\nspec: { sync: { url: https://x/y, path: ${path} } }\n`;

test("folders below clusters/ in which Flux has something are clusters, and say where they are", () => {
  const checkout = checkoutOf({ "clusters/infra/flux/ks.yaml": ks("a"), "clusters/apps/flux/ks.yaml": ks("b") });
  expect(clustersIn(checkout)).toEqual([
    { value: "apps", from: "clusters/apps" },
    { value: "infra", from: "clusters/infra" },
  ]);
});

test("a database's clusters further down are none, nor is what all share", () => {
  expect(
    names({
      "clusters/infra/ks.yaml": ks("a"),
      "clusters/base/ks.yaml": ks("b"),
      "clusters/values/values.yaml": "a: 1",
      "kubernetes/apps/db/clusters/home/ks.yaml": ks("c"),
    }),
  ).toEqual(["infra"]);
});

test("syncs whose paths differ in one folder are a cluster each", () => {
  const texts = { "a/flux.yaml": instance("kubernetes/main/flux"), "b/flux.yaml": instance("kubernetes/staging/flux") };
  expect(names(texts)).toEqual(["main", "staging"]);
});

test("one cluster is called as its folder, as Talos, or as Cilium has it, in this order", () => {
  const talos = { "talos/talconfig.yaml": "clusterName: home\nendpoint: https://10.0.0.1:6443\nnodes: []\n" };
  const machine = { "talos/machine.yaml": "version: v1alpha1\ncluster: { clusterName: main }\n" };
  const cilium = {
    "cilium.yaml":
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: cilium }\nspec: { values: { cluster: { name: k8s } } }\n",
  };
  expect(names({ ...talos, ...machine, ...cilium, "clusters/lab/ks.yaml": ks("a") })).toEqual(["lab"]);
  expect(names({ ...talos, ...machine, ...cilium })).toEqual(["home"]);
  expect(names({ ...machine, ...cilium })).toEqual(["main"]);
  expect(names(cilium)).toEqual(["k8s"]);
  expect(names({ "README.md": "# nothing" })).toEqual([]);
});

test("several lists of machines are several clusters; one whose name a template gives is called by its folder", () => {
  expect(
    names({
      "talos/cloud/talconfig.yaml": "clusterName: cloud\nendpoint: https://10.0.0.1:6443\nnodes: []\n",
      "talos/home/talconfig.yaml": "clusterName: ${NAME}\nendpoint: https://10.0.1.1:6443\nnodes: []\n",
    }),
  ).toEqual(["cloud", "home"]);
});

test("a name that a profile cannot have is none", () => {
  expect(
    names({ "talos/talconfig.yaml": "clusterName: My Home\nendpoint: https://10.0.0.1:6443\nnodes: []\n" }),
  ).toEqual([]);
});

test("folders below a clusters/ that one sync builds whole are none", () => {
  const sync =
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: home, namespace: flux-system }\n" +
    "spec: { url: https://x/home }\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n" +
    "metadata: { name: cluster, namespace: flux-system }\nspec: { path: ./kubernetes/clusters, sourceRef: { name: home } }\n";
  const talos = { "talos/talconfig.yaml": "clusterName: home\nendpoint: https://10.0.0.1:6443\nnodes: []\n" };
  const texts = { "kubernetes/clusters/flow/cluster.yaml": sync, "kubernetes/clusters/charts/ks.yaml": ks("charts") };
  expect(names({ ...talos, ...texts })).toEqual(["home"]);
});

test("syncs that apply themselves at different depths are a cluster each, where the next folder is the same (samip5)", () => {
  const gotk = (path: string, more = "") =>
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: flux-system, namespace: flux-system }\n" +
    "spec: { url: https://x/home }\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n" +
    `metadata: { name: flux, namespace: flux-system }\nspec: { path: ./${path}, sourceRef: { name: flux-system } }\n${more}`;
  const media = { "k8s/media/flux/gotk-sync.yaml": gotk("k8s/media/flux") };
  const nebula = { "k8s/nebula/flux/config/cluster.yaml": gotk("k8s/nebula/flux/config") };
  expect(names({ ...media, ...nebula })).toEqual(["media", "nebula"]);
  const settings = { "k8s/base/overlays/media/c.yaml": "a: 1", "k8s/base/overlays/nebula/c.yaml": "a: 1" };
  const profile = profileOf({
    name: "nebula",
    flux: { source: { url: "u", ref: "r" }, kustomization: { path: "./k8s/nebula/flux/config" } },
  });
  const { siblings, belongs } = repositoryOf({ ...media, ...nebula, ...settings }, profile);
  expect(siblings).toEqual(["media"]);
  expect(Object.keys(settings).map(belongs)).toEqual([false, true]);
  expect(names({ ...nebula, "k8s/bootstrap/sync/gotk-sync.yaml": gotk("k8s/bootstrap/sync") })).toEqual([]);
});
