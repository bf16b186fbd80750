import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseProfile } from "../clusters/parse.ts";
import type { Profile } from "../clusters/profile.ts";
import { bootstrap, type Step } from "./bootstrap.ts";

const profile = ((): Profile => {
  const { profile, problems } = parseProfile(readFileSync("clusters/kind.yaml", "utf8"), "clusters/kind.yaml");
  if (problems) throw new Error(JSON.stringify(problems));
  return profile;
})();
const config = parse(readFileSync("kind/kind.yaml", "utf8"));
const steps = bootstrap(profile, { kubeconfig: "/k", context: "kind-assay" });
const step = (title: string): Step => {
  const found = steps.find((step) => step.title === title);
  if (!found) throw new Error(`no step ${title}`);
  return found;
};

describe("kind/kind.yaml makes the cluster that clusters/kind.yaml expects", () => {
  test("its nodes, named as kind names them", () => {
    const counts = { "control-plane": 0, worker: 0 };
    const names = config.nodes.map(({ role }: { role: keyof typeof counts }) => {
      counts[role] += 1;
      return `${config.name}-${role}${counts[role] > 1 ? counts[role] : ""}`;
    });
    expect(names).toEqual(profile.nodes.map(({ name }) => name));
  });

  test("its networks, endpoint, context and Kubernetes version", () => {
    const { networking } = config;
    expect([networking.podSubnet]).toEqual(profile.network?.pods);
    expect([networking.serviceSubnet]).toEqual(profile.network?.services);
    expect(`https://${networking.apiServerAddress}:${networking.apiServerPort}`).toBe(profile.kubernetes.endpoint);
    expect(`kind-${config.name}`).toBe(profile.kubernetes.context);
    for (const { image } of config.nodes) expect(image).toContain(`:${profile.kubernetes.version}`);
  });

  test("no CNI and no kube-proxy beside Cilium, which asks the API at a node that exists", () => {
    expect(config.networking).toMatchObject({ disableDefaultCNI: true, kubeProxyMode: "none" });
    expect(profile.nodes.map(({ name }) => name)).toContain(profile.cilium?.apiHost);
  });
});

describe("the bootstrap", () => {
  test("follows the real order, and waits where the next step needs it", () => {
    expect(steps.map(({ title }) => title)).toEqual([
      "CRDs of cert-manager",
      "cilium",
      "nodes are Ready",
      "CoreDNS is available",
      "cert-manager",
      "flux-operator",
      "flux-instance",
      "the FluxInstance is Ready",
      "the root Kustomization is applied",
    ]);
  });

  test("touches this cluster only: every command names kubeconfig and context", () => {
    for (const { argv } of steps) {
      expect(argv).toContain("--kubeconfig=/k");
      expect(argv).toContain(argv[0] === "helm" ? "--kube-context=kind-assay" : "--context=kind-assay");
    }
  });

  test("installs every release of the profile in its version and namespace, and waits for it", () => {
    for (const { name, namespace, version } of profile.releases) {
      const { argv } = step(name);
      expect(argv).toContain(`--version=${version}`);
      expect(argv).toContain(`--namespace=${namespace}`);
      expect(argv).toContain("--wait");
    }
  });

  test("Cilium's values are the profile's", () => {
    expect(parse(step("cilium").stdin ?? "")).toMatchObject({
      cluster: { name: "kind", id: 3 },
      kubeProxyReplacement: true,
      k8sServiceHost: "assay-control-plane",
      k8sServicePort: 6443,
      routingMode: "native",
      ipv4NativeRoutingCIDR: "10.244.0.0/16",
      autoDirectNodeRoutes: true,
      hubble: { relay: { enabled: true } },
    });
  });

  test("cert-manager's CRDs are those of its chart, which brings none itself", () => {
    expect(step("CRDs of cert-manager").argv.at(-1)).toContain("/v1.19.2/cert-manager.crds.yaml");
    expect(parse(step("cert-manager").stdin ?? "")).toEqual({ crds: { enabled: false } });
  });

  test("Flux follows the profile's source into a namespace", () => {
    const { instance } = parse(step("flux-instance").stdin ?? "");
    expect(instance).toMatchObject({
      distribution: { version: "2.7.5" },
      components: profile.flux?.controllers,
      sync: { url: profile.flux?.source.url, ref: "refs/heads/master", path: "./kustomize" },
    });
    expect(parse(instance.kustomize.patches[0].patch)).toEqual([
      { op: "add", path: "/spec/targetNamespace", value: "default" },
    ]);
  });

  test("every node is waited for by name, so that one that never came is noticed", () => {
    for (const { name } of profile.nodes) expect(step("nodes are Ready").argv).toContain(`node/${name}`);
  });

  test("a release that the profile does not pin", () => {
    const releases = profile.releases.map((release) =>
      release.name === "cilium" ? { ...release, version: undefined } : release,
    );
    expect(() => bootstrap({ ...profile, releases }, { kubeconfig: "/k", context: "c" })).toThrow(
      "the profile pins no version of the release cilium",
    );
  });
});
