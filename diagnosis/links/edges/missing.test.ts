import { describe, expect, test } from "vitest";
import { profileOf } from "../../../criteria/testing/profile.ts";
import type { Seen } from "./edge.ts";
import { bringersIn } from "./missing.ts";

const source = { name: "ops", url: "ssh://git@example.org/ops", ref: "main", secret: "key" };
const profile = profileOf({
  crds: { required: ["things.example.org"] },
  releases: [
    { name: "cilium", namespace: "kube-system", phase: "cni" },
    { name: "hubble", namespace: "kube-system", phase: "cni" },
    { name: "coredns", namespace: "kube-system" },
    { name: "flux", namespace: "flux-system" },
  ],
  flux: { instance: "flux", source, kustomization: { path: "./x" } },
});
const of = (object: string, seen: Seen) => bringersIn({ seen, profile }).bringersOf(object);
const kustomization = (name: string, entries: string[], status: object = {}) => ({
  metadata: { name, namespace: "flux-system" },
  status: { inventory: { entries: entries.map((id) => ({ id })) }, ...status },
});
const root = kustomization("flux-system", [], { lastAppliedRevision: "main@sha1:1" });

describe("why something is not there", () => {
  test("what is there is nobody's to bring, and of a list that was not read nothing is said", () => {
    expect(of("storageclass/fast", { storageClasses: [{ metadata: { name: "fast" } }] })).toEqual([]);
    expect(of("storageclass/fast", {})).toEqual([]);
    expect(of("deployment/a/web", {})).toEqual([]);
    expect(of("anything/a/b", {})).toEqual([]);
  });

  test("whoever has never applied anything may bring it; what somebody holds is not missing for want of that one", () => {
    const never = kustomization("apps", []);
    const holder = kustomization("infra", ["_fast_storage.k8s.io_StorageClass"], {
      lastAppliedRevision: "main@sha1:1",
    });
    const seen = { storageClasses: [], kustomizations: [root, never, holder] };
    expect(of("storageclass/slow", seen)).toEqual(["kustomization/flux-system/apps"]);
    expect(of("storageclass/fast", seen)).toEqual([]);
    const applied = kustomization("apps", [], { lastAppliedRevision: "main@sha1:1" });
    expect(of("storageclass/slow", { ...seen, kustomizations: [root, applied] })).toEqual([]);
  });

  test("a HelmRelease that never installed anything into its namespace, or was uninstalled", () => {
    const release = (namespace: string, status: object) => ({ metadata: { name: "web", namespace }, status });
    const gone = { conditions: [{ type: "Ready", status: "False", reason: "UninstallSucceeded" }], history: [{}] };
    const helmReleaseResources = [release("a", {}), release("b", gone), release("c", { history: [{}] })];
    const seen = { deployments: [], storageClasses: [], kustomizations: [root], helmReleaseResources };
    expect(of("deployment/a/web", seen)).toEqual(["helmrelease/a/web"]);
    expect(of("deployment/b/web", seen)).toEqual(["helmrelease/b/web"]);
    expect(of("deployment/c/web", seen)).toEqual([]);
    expect(of("storageclass/x", seen)).toEqual(["helmrelease/b/web", "helmrelease/a/web"]);
  });

  test("without the root nothing comes of Flux; without Flux no root, without its releases no Flux", () => {
    const rootKustomization = "kustomization/flux-system/flux-system";
    expect(of("storageclass/x", { storageClasses: [], kustomizations: [] })).toEqual([rootKustomization]);
    expect(of(rootKustomization, { kustomizations: [] })).toContain("fluxinstance/flux-system/flux");
    expect(of(rootKustomization, {})).toContain("fluxinstance/flux-system/flux");
    expect(of("fluxinstance/flux-system/flux", { fluxInstances: [] })).toContain("release/flux-system/flux");
    expect(of("deployment/flux-system/source-controller", { deployments: [] })).toEqual([
      "fluxinstance/flux-system/flux",
    ]);
    expect(of("secret/flux-system/key", {})).toEqual([]);
  });

  test("a kind that is not served", () => {
    expect(of("certificate/a/web", {})).toEqual(["customresourcedefinition/certificates.cert-manager.io"]);
  });

  test("a release waits for those of the phase before, and all of them for a node", () => {
    const release = (name: string) => ({
      ...{ name, namespace: "kube-system", revision: 1, status: "deployed", createdAt: "", managers: [] },
    });
    expect(of("release/kube-system/coredns", { helmReleases: [] })).toEqual(["release/kube-system/hubble"]);
    expect(of("release/kube-system/hubble", { helmReleases: [] })).toEqual([]);
    expect(of("release/kube-system/coredns", { helmReleases: [release("cilium"), release("hubble")] })).toEqual([]);
    expect(of("release/kube-system/cilium", { helmReleases: [release("cilium")] })).toEqual([]);
    const nodes = profile.nodes.map(({ name }) => `node/${name}`);
    expect(of("release/kube-system/cilium", { helmReleases: [], nodes: [] })).toEqual(nodes);
  });

  test("a Secret that no ExternalSecret makes; a Service by the name of its Deployment", () => {
    const never = kustomization("apps", []);
    const externalSecrets = [{ metadata: { name: "made", namespace: "a" } }];
    const seen = { externalSecrets, kustomizations: [root, never] };
    expect(of("secret/a/made", seen)).toEqual([]);
    expect(of("secret/a/other", seen)).toEqual(["kustomization/flux-system/apps"]);
    expect(of("service/a/web", { services: [] })).toContain("deployment/a/web");
  });
});
