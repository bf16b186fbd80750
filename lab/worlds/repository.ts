import { stringify } from "yaml";
import type { Profile } from "../../clusters/profile.ts";
import { bootstrapFiles } from "./repository-bootstrap.ts";
import { crdPhase, withoutCrds } from "./repository-crds.ts";

/** A small GitOps repository that is what the profile says: path → text. The lab's `--repo` leads to it. */
export function healthyRepository(profile: Profile): Record<string, string> {
  return { ...helmfile(profile), ...crds(profile), ...flux(profile), ...talos(profile), ...bootstrapFiles(profile) };
}

function crds(profile: Profile): Record<string, string> {
  const { state, task } = crdPhase(profile);
  return {
    ...(state && { "bootstrap/helmfile.d/00-crds.yaml": yaml(state) }),
    ...(task && { ".taskfiles/crds/Taskfile.yaml": yaml(task) }),
  };
}

type Release = Profile["releases"][number];

const chartOf = ({ name, chart = name }: Release): string => `oci://registry.lab/charts/${chart}`;

const byHelm = ({ releases }: Profile): Release[] => releases.filter(({ owner }) => owner !== "flux");

/** Each release needs those of the phase before it. */
function helmfile(profile: Profile): Record<string, string> {
  const releases = byHelm(profile);
  if (releases.length === 0) return {};
  const written = releases.map((release, index) => ({
    name: release.name,
    namespace: release.namespace,
    chart: chartOf(release),
    version: release.version ?? "1.0.0",
    needs: before(releases, index).map(({ namespace, name }) => `${namespace}/${name}`),
    values: [valuesOf(release, profile)],
  }));
  return { "bootstrap/helmfile.d/01-apps.yaml": yaml({ releases: written }) };
}

function before(releases: readonly Release[], index: number): Release[] {
  const own = releases[index]?.phase;
  const earlier = releases.slice(0, index).filter(({ phase }) => phase === undefined || phase !== own);
  const last = earlier.at(-1);
  return earlier.filter((one) => one === last || (one.phase !== undefined && one.phase === last?.phase));
}

function valuesOf({ name }: Release, profile: Profile): object {
  const { cilium, network, flux: wanted } = profile;
  if (name === "cilium" && cilium)
    return {
      cluster: { id: cilium.clusterId, name: cilium.clusterName },
      k8sServiceHost: cilium.apiHost,
      k8sServicePort: cilium.apiPort,
      ipam: { mode: "kubernetes" },
      ipv4NativeRoutingCIDR: cilium.routing?.cidr ?? network?.pods[0],
      ...(cilium.clusterMesh && {
        clustermesh: {
          useAPIServer: true,
          config: {
            enabled: true,
            clusters: cilium.clusterMesh.clusters.map((peer) => ({ name: peer, ips: ["192.0.2.10"], port: 2379 })),
          },
        },
      }),
      routingMode: cilium.routing?.mode,
      kubeProxyReplacement: cilium.kubeProxyReplacement,
      ...(profile.talos && ON_TALOS),
      envoy: { enabled: cilium.envoy },
      hubble: { relay: { enabled: cilium.hubbleRelay } },
      bgpControlPlane: { enabled: cilium.bgp !== undefined },
    };
  if (name !== "flux-instance" || !wanted) return withoutCrds({ name }, profile);
  const { source, kustomization } = wanted;
  const pullSecret = source.secret;
  const ref = source.ref.startsWith("refs/") ? source.ref : `refs/heads/${source.ref}`;
  const sync = { kind: "GitRepository", url: source.url, ref, path: kustomization.path, pullSecret };
  return { instance: { distribution: { version: wanted.version }, components: wanted.controllers, sync } };
}

/** What Talos asks of Cilium: https://docs.siderolabs.com/kubernetes-guides/cni/deploying-cilium */
const ON_TALOS = {
  cgroup: { autoMount: { enabled: false }, hostRoot: "/sys/fs/cgroup" },
  securityContext: {
    capabilities: { ciliumAgent: ["CHOWN", "KILL", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "SYS_ADMIN"] },
  },
};

/** The entry point, one Kustomization below it, and a HelmRelease for each release that Flux adopts. */
function flux(profile: Profile): Record<string, string> {
  if (!profile.flux) return {};
  const { namespace, source, kustomization } = profile.flux;
  const entry = kustomization.path.replace(/^\.?\//, "");
  const git = { kind: "GitRepository", name: source.name, namespace };
  const adopted = profile.releases.filter(({ owner }) => owner !== "helm");
  const apps = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "cluster-apps", namespace },
    spec: { interval: "1h", path: "./kubernetes/apps", prune: true, sourceRef: git, wait: false },
  };
  const files = adopted.map((release) => [`kubernetes/apps/${release.name}.yaml`, helmRelease(release, profile)]);
  const declares = profile.releases.some(({ name, owner }) => name === "flux-instance" && owner !== "flux");
  return {
    [`${entry}/apps.yaml`]: yaml(apps),
    "kubernetes/apps/namespace.yaml": yaml({ apiVersion: "v1", kind: "Namespace", metadata: { name: "apps" } }),
    ...(Object.fromEntries(files) as Record<string, string>),
    ...(!declares && { "bootstrap/gotk-sync.yaml": sync(profile.flux) }),
  };
}

function sync({ namespace, source, kustomization }: NonNullable<Profile["flux"]>): string {
  const meta = (kind: string, apiVersion: string, name: string): object => ({
    apiVersion,
    kind,
    metadata: { name, namespace },
  });
  const ref = source.ref.startsWith("refs/") ? { name: source.ref } : { branch: source.ref };
  return [
    yaml({ ...meta("GitRepository", "source.toolkit.fluxcd.io/v1", source.name), spec: { url: source.url, ref } }),
    yaml({
      ...meta("Kustomization", "kustomize.toolkit.fluxcd.io/v1", kustomization.name),
      spec: { path: kustomization.path, sourceRef: { kind: "GitRepository", name: source.name } },
    }),
  ].join("---\n");
}

function helmRelease(release: Release, profile: Profile): string {
  const { name, namespace, version = "1.0.0" } = release;
  const metadata = { name, namespace };
  return [
    yaml({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "OCIRepository",
      metadata,
      spec: { interval: "1h", url: chartOf(release), ref: { tag: version } },
    }),
    yaml({
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata,
      spec: { interval: "1h", chartRef: { kind: "OCIRepository", name }, values: valuesOf(release, profile) },
    }),
  ].join("---\n");
}

function talos({ name, network, nodes, kubernetes, talos: wanted }: Profile): Record<string, string> {
  if (!network) return {};
  const links = (wanted?.bonds ?? []).map((bond) => ({
    interface: bond.name,
    mtu: wanted?.mtu,
    bond: { mode: "802.3ad", interfaces: Array.from({ length: bond.members }, (_, index) => `eth${index}`) },
  }));
  return {
    "talos/talconfig.yaml": yaml({
      clusterName: name,
      talosVersion: wanted?.version,
      // a profile may accept any patch; a machine runs one
      kubernetesVersion: kubernetes.version?.replace(/^(v?\d+\.\d+)$/, "$1.0"),
      endpoint: kubernetes.endpoint,
      clusterPodNets: network.pods,
      clusterSvcNets: network.services,
      cniConfig: { name: "none" },
      controlPlane: { patches: ["cluster:\n  proxy:\n    disabled: true\n"] },
      nodes: nodes.map((node) => ({
        hostname: node.name,
        ipAddress: node.address,
        controlPlane: node.role === "control-plane",
        networkInterfaces: links.length > 0 ? links : [{ interface: "eth0", mtu: wanted?.mtu }],
      })),
    }),
  };
}

/** JSON is YAML; indented, so that lines mean something. */
const yaml = (value: object): string => stringify(value, { aliasDuplicateObjects: false });
