import { stringify } from "yaml";
import type { Profile } from "../clusters/profile.ts";

/** One command of the bootstrap. Every one of them can be run again. */
export interface Step {
  title: string;
  argv: readonly [string, ...string[]];
  /** What it reads from standard input. */
  stdin?: string;
}

export interface Access {
  kubeconfig: string;
  context: string;
}

/**
 * The real bootstrap's order on the disposable cluster: CRDs → Cilium → (kind's own) CoreDNS → cert-manager →
 * flux-operator → flux-instance → Git. Versions, identity and addresses are the profile's, so that what is installed and
 * what is expected cannot drift apart. Each step ends only when what it brought is ready: `kind`'s own waiting exits 0
 * when it gives up, Helm's and kubectl's do not.
 */
export function bootstrap(profile: Profile, access: Access): Step[] {
  const kubectl = (...args: string[]): Step["argv"] => [
    "kubectl",
    `--kubeconfig=${access.kubeconfig}`,
    `--context=${access.context}`,
    ...args,
  ];
  const install = (name: string, chart: readonly string[], values: object): Step => ({
    title: name,
    argv: [
      "helm",
      "upgrade",
      "--install",
      name,
      ...chart,
      `--kubeconfig=${access.kubeconfig}`,
      `--kube-context=${access.context}`,
      `--namespace=${releaseOf(profile, name).namespace}`,
      "--create-namespace",
      `--version=${releaseOf(profile, name).version}`,
      "--wait",
      "--timeout=10m",
      "--values=-",
    ],
    stdin: stringify(values),
  });
  const flux = profile.flux?.namespace ?? "flux-system";
  const nodes = profile.nodes.map(({ name }) => `node/${name}`);
  return [
    { title: "CRDs of cert-manager", argv: kubectl("apply", "--server-side", "-f", certManagerCrds(profile)) },
    install("cilium", ["cilium", "--repo", "https://helm.cilium.io"], ciliumValues(profile)),
    { title: "nodes are Ready", argv: kubectl("wait", "--for=condition=Ready", ...nodes, "--timeout=5m") },
    {
      title: "CoreDNS is available",
      // `rollout status` gives up at once on a Deployment that once missed its deadline, as CoreDNS does without a CNI
      argv: kubectl("-n", "kube-system", "wait", "--for=condition=Available", "deployment/coredns", "--timeout=5m"),
    },
    install("cert-manager", ["oci://quay.io/jetstack/charts/cert-manager"], { crds: { enabled: false } }),
    install("flux-operator", [`${FLUX_CHARTS}/flux-operator`], {}),
    install("flux-instance", [`${FLUX_CHARTS}/flux-instance`], fluxValues(profile)),
    {
      title: "the FluxInstance is Ready",
      argv: kubectl("-n", flux, "wait", "--for=condition=Ready", "fluxinstance/flux", "--timeout=10m"),
    },
    {
      title: "the root Kustomization is applied",
      argv: kubectl("-n", flux, "wait", "--for=condition=Ready", `kustomization/${rootOf(profile)}`, "--timeout=10m"),
    },
  ];
}

const FLUX_CHARTS = "oci://ghcr.io/controlplaneio-fluxcd/charts";

const rootOf = ({ flux }: Profile): string => flux?.kustomization.name ?? "flux-system";

function releaseOf(profile: Profile, name: string): Profile["releases"][number] {
  const release = profile.releases.find((release) => release.name === name);
  if (!release?.version) throw new Error(`the profile pins no version of the release ${name}, which kind/ installs`);
  return release;
}

const certManagerCrds = (profile: Profile): string =>
  "https://github.com/cert-manager/cert-manager/releases/download/" +
  `${releaseOf(profile, "cert-manager").version}/cert-manager.crds.yaml`;

/** https://docs.cilium.io/en/stable/installation/kind/ */
function ciliumValues({ cilium }: Profile): object {
  if (!cilium) throw new Error("the profile has no cilium, which kind/ installs");
  return {
    cluster: { name: cilium.clusterName, id: cilium.clusterId },
    kubeProxyReplacement: cilium.kubeProxyReplacement,
    k8sServiceHost: cilium.apiHost,
    k8sServicePort: cilium.apiPort,
    ipam: { mode: "kubernetes" },
    routingMode: cilium.routing?.mode,
    ipv4NativeRoutingCIDR: cilium.routing?.cidr,
    autoDirectNodeRoutes: cilium.routing?.mode === "native",
    envoy: { enabled: cilium.envoy },
    hubble: { relay: { enabled: cilium.hubbleRelay } },
    operator: { replicas: 1 },
    image: { pullPolicy: "IfNotPresent" },
  };
}

/**
 * https://fluxoperator.dev/docs/charts/flux-instance. The manifests of podinfo name no namespace, and
 * kustomize-controller applies nothing without one: the patch gives the root Kustomization its target.
 */
function fluxValues({ flux }: Profile): object {
  if (!flux) throw new Error("the profile has no flux, which kind/ installs");
  const patch = stringify([{ op: "add", path: "/spec/targetNamespace", value: "default" }]);
  return {
    instance: {
      distribution: { version: (flux.version ?? "2.x").replace(/^v/, ""), registry: "ghcr.io/fluxcd" },
      components: flux.controllers,
      cluster: { type: "kubernetes", networkPolicy: false },
      sync: { kind: "GitRepository", url: flux.source.url, ref: flux.source.ref, path: flux.kustomization.path },
      kustomize: { patches: [{ target: { kind: "Kustomization" }, patch }] },
    },
  };
}
