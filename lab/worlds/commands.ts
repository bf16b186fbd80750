import type { CommandAnswer, CommandWorld } from "../world.ts";
import { type Builder, type BuiltNode } from "./builder.ts";
import { kubernetesVersion } from "./control-plane.ts";
import { fluxImage } from "./core.ts";
import { chartOf } from "./helm.ts";

/**
 * What the other commands print on a healthy cluster. Keys are the arguments, joined by blanks, without the flags that
 * say where or how long (--context, --kubeconfig, --namespace, --timeout, --wait-duration, --test, …).
 */
export function commandWorld(b: Builder): CommandWorld {
  return {
    flux: fluxAnswers(b),
    cilium: ciliumAnswers(b),
    op: opAnswers(b),
    kubectl: kubectlAnswers(b),
    helm: helmAnswers(b),
    talosctl: { installed: true, overrides: {} },
  };
}

const said = (stdout: string): CommandAnswer => ({ stdout, exit: 0 });
const lines = (...text: string[]): string => `${text.join("\n")}\n`;

function fluxAnswers(b: Builder): NonNullable<CommandWorld["flux"]> {
  const { flux } = b.profile;
  const version = `v${(flux?.version ?? "v2.7.5").replace(/^v/, "")}`;
  const client = {
    "version --client": said(`flux: ${version}\n`),
    "version --client -o json": said(`{"flux":"${version}"}\n`),
    "--version": said(`flux version ${version.slice(1)}\n`),
  };
  if (!flux) return client;
  const controllers = [...flux.controllers].sort();
  const image = (name: string) => {
    const { repository, tag, digest } = fluxImage(name);
    return flux.instance ? `${repository}:${tag}@${digest}` : `${repository}:${tag}`;
  };
  const crds = b.objects
    .filter(({ kind, metadata }) => kind === "CustomResourceDefinition" && metadata.name.endsWith(".toolkit.fluxcd.io"))
    .map(({ metadata, status }) => `${metadata.name}/${(status as { storedVersions: string[] }).storedVersions.at(-1)}`)
    .sort();
  return {
    ...client,
    // All of it on stderr (facts/captures.md §1).
    check: {
      exit: 0,
      stderr: lines(
        "► checking prerequisites",
        `✔ Kubernetes ${kubernetesVersion(b.profile).gitVersion.slice(1)} >=1.32.0-0`,
        "► checking version in cluster",
        `✔ distribution: flux-${version}`,
        `✔ bootstrapped: ${flux.instance === undefined}`,
        "► checking controllers",
        ...controllers.flatMap((name) => [`✔ ${name}: deployment ready`, `► ${image(name)}`]),
        "► checking crds",
        ...crds.map((crd) => `✔ ${crd}`),
        "✔ all checks passed",
      ),
    },
    version: said(
      lines(
        `flux: ${version}`,
        `distribution: flux-${version}`,
        ...controllers.map((name) => `${name}: ${image(name).split("/").at(-1)?.split(":").slice(1).join(":")}`),
      ),
    ),
  };
}

function ciliumAnswers(b: Builder): NonNullable<CommandWorld["cilium"]> {
  const { cilium } = b.profile;
  const client = lines(
    "cilium-cli: v0.19.7 compiled with go1.26.8 on linux/amd64",
    "cilium image (default): v1.19.5",
    "cilium image (stable): unknown",
  );
  const answers: Record<string, CommandAnswer> = {
    "version --client": said(client),
    version: said(`${client}cilium image (running): ${ciliumVersion(b)}\n`),
  };
  if (!cilium) return answers;
  const status = said(`${JSON.stringify(ciliumStatus(b), undefined, 2)}\n`);
  for (const form of [
    "status -o json",
    "status --wait -o json",
    "status -o json --interactive=false",
    "status --wait -o json --interactive=false",
    "status --wait --interactive=false -o json",
    "status --interactive=false -o json",
  ])
    answers[form] = status;
  answers["connectivity test"] = said(connectivity(b, cilium.connectivity));
  answers["clustermesh status -o json"] = cilium.clusterMesh
    ? said(
        `${JSON.stringify(clusterMesh(cilium.clusterId, cilium.clusterName, cilium.clusterMesh.clusters, b.nodes.length), undefined, 2)}\n`,
      )
    : {
        exit: 1,
        stderr:
          'Error: Unable to determine status:  unable to get clustermesh service "clustermesh-apiserver": services "clustermesh-apiserver" not found\n',
      };
  return answers;
}

function ciliumVersion(b: Builder): string {
  const release = b.profile.releases.find(({ name }) => name === "cilium");
  return release ? chartOf(release).appVersion.replace(/^v/, "") : "1.18.5";
}

/** `cilium status -o json` (facts/cli.md B.1): what the agents say of themselves, one by one. */
function ciliumStatus(b: Builder): object {
  const { cilium } = b.profile;
  const count = (kind: string, name: string) => {
    const status = b.objects.find((it) => it.kind === kind && it.metadata.name === name)?.["status"] as
      | { numberReady?: number; replicas?: number }
      | undefined;
    return status?.numberReady ?? status?.replicas;
  };
  const states = (
    [
      ["cilium", "DaemonSet"],
      ["cilium-envoy", "DaemonSet"],
      ["cilium-operator", "Deployment"],
      ["hubble-relay", "Deployment"],
    ] as const
  ).flatMap(([name, Type]) => {
    const ready = count(Type, name);
    return ready === undefined
      ? []
      : [[name, { Type, Desired: ready, Ready: ready, Available: ready, Unavailable: 0 }] as const];
  });
  const agents = b.pods.filter(({ labels }) => labels["k8s-app"] === "cilium");
  const endpoints = b.objects.filter(({ kind }) => kind === "CiliumEndpoint");
  const managed = b.pods.filter(({ hostNetwork, completed }) => !hostNetwork && !completed).length;
  return {
    image_count: Object.fromEntries(
      states.map(([name, { Ready }]) => [name, { [`quay.io/cilium/${name}:v${ciliumVersion(b)}`]: Ready }]),
    ),
    phase_count: Object.fromEntries(states.map(([name, { Ready }]) => [name, { Running: Ready }])),
    pod_state: Object.fromEntries(states),
    pods_count: { all: managed, by_cilium: managed },
    cilium_status: Object.fromEntries(
      agents.map(({ name, node }) => [name, agentStatus(b, node, cilium?.clusterName ?? "default")]),
    ),
    cilium_endpoints: Object.fromEntries(
      agents.map(({ name, node }) => [
        name,
        endpoints
          .filter(({ status }) => (status as { networking?: { node?: string } }).networking?.node === node.address)
          .map(({ status }) => ({ id: (status as { id: number }).id, status: { state: "ready" } })),
      ]),
    ),
    helm_chart_version: ciliumVersion(b),
  };
}

function agentStatus(b: Builder, node: BuiltNode, cluster: string): object {
  const { cilium } = b.profile;
  const ok = { state: "Ok" };
  const remote = cilium?.clusterMesh?.clusters ?? [];
  return {
    cilium: { state: "Ok", msg: `${ciliumVersion(b)} (v${ciliumVersion(b)}-8a1e1f3d)` },
    kubernetes: { ...ok, msg: `1.35 (${kubernetesVersion(b.profile).gitVersion}) [linux/amd64]` },
    "kube-proxy-replacement": {
      mode: cilium?.kubeProxyReplacement === false ? "False" : "True",
      deviceList: [
        {
          name: "bond0",
          ip: [node.address],
        },
      ],
      devices: ["bond0"],
      directRoutingDevice: "bond0",
      features: {
        socketLB: { enabled: true },
        nodePort: {
          enabled: true,
          mode: "SNAT",
          algorithm: "Maglev",
          acceleration: "Disabled",
          portMin: 3e4,
          portMax: 32767,
        },
      },
    },
    hubble: { ...ok, msg: "", observer: { "current-flows": 4095, "max-flows": 4095, uptime: 1_800_000_000_000 } },
    cluster: { self: `${cluster}/${node.name}`, ciliumHealth: { ...ok, msg: "" }, nodes: null },
    "cluster-mesh": {
      clusters: remote.map((name) => ({
        name,
        ready: true,
        connected: true,
        status: "ready, 4 nodes, 120 endpoints, 60 identities, 31 services, 0 reconnections (last: never)",
      })),
    },
    "cni-chaining": { mode: "none" },
    "datapath-mode": "veth",
    encryption: { mode: "Disabled" },
    ipam: { status: "5/254 allocated from " + node.podCidr, ipv4: [] },
    masquerading: { enabled: true, mode: "BPF", "snat-exclusion-cidr-v4": cilium?.routing?.cidr },
    routing: { "inter-host-routing-mode": cilium?.routing?.mode === "native" ? "Native" : "Tunnel" },
    proxy: { ip: node.podCidr.replace(/\.0\/24$/, ".1"), "envoy-deployment-mode": "external", "total-redirects": 0 },
    controllers: ["cilium-health-ep", "endpoint-gc", "sync-host-ips"].map((name) => ({
      name,
      status: { "success-count": 31, "last-success-timestamp": b.ago(20) },
    })),
    stale: {},
  };
}

/** Tests and actions of a run as the CLI counts them, over the profile's scope (facts/cli.md B.3). */
function connectivity(
  b: Builder,
  { scope, smoke, minimumTests }: NonNullable<Builder["profile"]["cilium"]>["connectivity"],
): string {
  const names = scope === "full" ? FULL : smoke;
  const total = scope === "full" ? Math.max(123, minimumTests) : 123;
  const ran = scope === "full" ? Math.max(71, minimumTests) : names.length;
  return lines(
    `ℹ️  Cilium version: ${ciliumVersion(b)}`,
    "✨ [lab] Creating namespace cilium-test-1 for connectivity check...",
    `🏃[cilium-test-1] Running ${total} tests ...`,
    ...names.map((name, index) => `[=] [cilium-test-1] Test [${name}] [${index + 1}/${total}]`),
    "",
    `✅ [cilium-test-1] All ${ran} tests (${ran * 9} actions) successful, ${total - ran} tests skipped, ${scope === "full" ? 1 : 0} scenarios skipped.`,
  );
}

const FULL = [
  "no-policies",
  "no-policies-extra",
  "allow-all-except-world",
  "client-ingress",
  "all-ingress-deny",
  "all-egress-deny",
  "client-egress",
  "echo-ingress-l7",
  "dns-only",
  "to-fqdns",
  "pod-to-controlplane-host",
  "no-unexpected-packet-drops",
  "check-log-errors",
];

const clusterMesh = (id: number, name: string, clusters: string[], nodes: number): object => ({
  access_information: {
    service_type: "LoadBalancer",
    service_ips: ["10.25.11.100"],
    service_port: 2379,
    cluster_id: id,
    cluster_name: name,
  },
  connectivity: {
    connected: { min: clusters.length, avg: clusters.length, max: clusters.length },
    clusters: Object.fromEntries(clusters.map((cluster) => [cluster, { configured: nodes, connected: nodes }])),
    total: nodes,
  },
  kvstoremesh: { enabled: true, status: { connected: { min: 1, avg: 1, max: 1 } } },
});

function opAnswers(b: Builder): NonNullable<CommandWorld["op"]> {
  const account = b.profile.onePassword?.account ?? "my.1password.com";
  const whoami = said(
    `${JSON.stringify({ url: `https://${account.replace(/^https:\/\//, "")}`, email: "ops@example.org", user_uuid: "A1B2C3D4E5F6G7H8I9J0K1L2M3", account_uuid: "N4O5P6Q7R8S9T0U1V2W3X4Y5Z6" }, undefined, 2)}\n`,
  );
  return {
    "--version": said("2.32.0\n"),
    "whoami --format json": whoami,
    "whoami --format=json": whoami,
    whoami: said(
      lines(`URL:        https://${account}`, "Email:      ops@example.org", "User ID:    A1B2C3D4E5F6G7H8I9J0K1L2M3"),
    ),
  };
}

function kubectlAnswers(b: Builder): NonNullable<CommandWorld["kubectl"]> {
  const { gitVersion, major, minor } = kubernetesVersion(b.profile);
  const client = { major, minor, gitVersion, platform: "linux/amd64" };
  const json = said(`${JSON.stringify({ clientVersion: client, kustomizeVersion: "v5.7.1" }, undefined, 2)}\n`);
  return {
    "version --client": said(lines(`Client Version: ${gitVersion}`, "Kustomize Version: v5.7.1")),
    "version --client -o json": json,
    "version --client --output=json": json,
  };
}

function helmAnswers(b: Builder): NonNullable<CommandWorld["helm"]> {
  const releases = b.profile.releases.map((release) => {
    const { chart, chartVersion, appVersion } = chartOf(release);
    return {
      name: release.name,
      namespace: release.namespace,
      revision: "1",
      updated: `${b.at(b.times.crds).replace("T", " ").replace("Z", ".185873016")} +0000 UTC`,
      status: "deployed",
      chart: `${chart}-${chartVersion}`,
      app_version: appVersion,
    };
  });
  return {
    "version --short": said("v3.19.5+g0e3bbbe\n"),
    version: said(
      'version.BuildInfo{Version:"v3.19.5", GitCommit:"0e3bbbe", GitTreeState:"clean", GoVersion:"go1.24.9"}\n',
    ),
    "list -A -o json": said(`${JSON.stringify(releases)}\n`),
  };
}
