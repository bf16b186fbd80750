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
      states.map(([name, { Type, Ready }]) => [name, { [imageOf(b, Type, name)]: Ready }]),
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

/** The image of a workload's first container. */
function imageOf(b: Builder, kind: string, name: string): string {
  const spec = b.objects.find((it) => it.kind === kind && it.metadata.name === name)?.["spec"] as
    | { template: { spec: { containers: { image: string }[] } } }
    | undefined;
  return spec?.template.spec.containers[0]?.image ?? "";
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
    proxy: { ip: node.hostIp(1), "envoy-deployment-mode": "external", "total-redirects": 0 },
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
  const run = scope === "full" ? RUN : smoke;
  const skipped = scope === "full" ? SKIPPED : [];
  const total = scope === "full" ? Math.max(run.length, minimumTests) + skipped.length : ALL_TESTS;
  const ran = total - (scope === "full" ? skipped.length : ALL_TESTS - run.length);
  const of = (index: number) => `[${index + 1}/${total}]`;
  return lines(
    `ℹ️  Cilium version: ${ciliumVersion(b)}`,
    `✨ [${b.profile.name}] Creating namespace cilium-test-1 for connectivity check...`,
    `🏃[cilium-test-1] Running ${total} tests ...`,
    ...Array.from(
      { length: ran },
      (_, index) => `[=] [cilium-test-1] Test [${run[index] ?? `extra-${index}`}] ${of(index)}`,
    ),
    ...skipped.map(
      (name, index) => `[=] [cilium-test-1] Skipping test [${name}] ${of(ran + index)} (skipped by condition)`,
    ),
    "",
    `✅ [cilium-test-1] All ${ran} tests (${ran * 9} actions) successful, ${total - ran} tests skipped, ${scope === "full" ? 1 : 0} scenarios skipped.`,
  );
}

/** Of the CLI's 0.19.7. */
const ALL_TESTS = 123;

/** Tests that run on such a cluster. */
const RUN =
  `no-policies no-policies-from-outside no-policies-extra allow-all-except-world client-ingress client-ingress-knp
allow-all-with-metrics-check all-ingress-deny all-ingress-deny-from-outside all-ingress-deny-knp all-egress-deny
all-egress-deny-knp all-entities-deny cluster-entity host-entity-egress host-entity-ingress echo-ingress
echo-ingress-from-outside echo-ingress-knp client-ingress-icmp client-egress client-egress-knp client-egress-expression
client-egress-expression-port-range client-egress-expression-knp client-with-service-account-egress-to-echo
client-with-service-account-egress-to-echo-deny client-egress-to-echo-service-account
client-egress-to-echo-service-account-deny to-entities-world to-entities-world-port-range to-cidr-external
to-cidr-external-knp echo-ingress-from-other-client-deny client-ingress-from-other-client-icmp-deny
client-egress-to-echo-deny client-ingress-to-echo-named-port-deny client-egress-to-echo-expression-deny
client-egress-to-cidr-deny client-egress-to-cidr-deny-default client-egress-to-cidrgroup-deny
client-egress-to-cidrgroup-deny-by-label health pod-to-node-cidrpolicy echo-ingress-l7 echo-ingress-l7-via-hostport
echo-ingress-l7-named-port client-egress-l7-method client-egress-l7 client-egress-l7-named-port client-egress-tls-sni
client-egress-tls-sni-denied client-egress-tls-sni-wildcard client-egress-l7-set-header client-egress-l7-tls-headers
client-egress-l7-extra-tls-headers client-egress-l7-tls-headers-sni client-egress-l7-tls-headers-other-sni
echo-ingress-auth-always-fail dns-only to-fqdns to-fqdns-with-proxy pod-to-controlplane-host
pod-to-k8s-on-controlplane pod-to-controlplane-host-cidr pod-to-k8s-on-controlplane-cidr policy-local-cluster-egress
pod-to-pod-no-frag client-egress-l7-tls-deny-without-headers no-unexpected-packet-drops check-log-errors`.split(/\s+/);

/** Tests whose feature is off. */
const SKIPPED =
  `cluster-entity-multi-cluster from-cidr-host-netns clustermesh-endpointslice-sync north-south-loadbalancing
north-south-loadbalancing-with-l7-policy pod-to-pod-encryption pod-to-pod-with-l7-policy-encryption
node-to-node-encryption egress-gateway egress-gateway-multigateway egress-gateway-with-l7-policy
echo-ingress-mutual-auth-spiffe pod-to-ingress-service outside-to-ingress-service l7-lb local-redirect-policy
local-redirect-policy-with-node-dns bgp-control-plane-v1 bgp-control-plane-v2 multicast strict-mode-encryption
strict-mode-encryption-v2 ipsec-key-derivation-validation host-firewall-ingress host-firewall-egress
egress-to-specific-namespace-ccnp ingress-from-specific-namespace-ccnp`.split(/\s+/);

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
