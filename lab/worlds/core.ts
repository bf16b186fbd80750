import type { Profile } from "../../clusters/profile.ts";
import { base64, canary, hash, managed, uidOf, type Builder, type BuiltPod } from "./builder.ts";
import { chartOf } from "./helm.ts";
import { releaseTimes } from "./schedule.ts";
import { addService, addWorkload, dnsIp, type Container, type Manager } from "./workloads.ts";

type Release = Profile["releases"][number];

/** What the bootstrap's releases run: workloads, the Services in front of them, webhooks. */
export function addCore(b: Builder): void {
  for (const release of b.profile.releases) {
    const pods = release.workloads.map((workload, position) => addReleaseWorkload(b, release, workload, position));
    addServices(b, release, pods.flat());
    addWebhooks(b, release);
    if (release.name === "coredns") addCoreDnsAnswers(b);
    if (release.name === "spegel") addSpegelAnswers(b);
  }
  if (!b.profile.releases.some(({ name }) => name === "coredns")) addKubeadmCoreDns(b);
  addBootstrappedFlux(b);
}

/** `flux bootstrap` applies the controllers itself: no release of Helm holds them. */
function addBootstrappedFlux(b: Builder): void {
  const { flux, releases } = b.profile;
  const held = new Set(releases.flatMap(({ workloads }) => workloads.map(({ name }) => name)));
  const controllers = (flux?.controllers ?? []).filter((name) => !held.has(name));
  if (!flux || flux.instance || controllers.length === 0) return;
  const release: Release = {
    ...{ name: "flux-instance", namespace: flux.namespace, owner: "helm", crds: [], webhooks: [] },
    workloads: controllers.map((name) => ({ kind: "Deployment", name })),
  };
  const pods = release.workloads.map((workload, position) => addReleaseWorkload(b, release, workload, position));
  addServices(b, release, pods.flat());
}

/** A workload of a release, with what is known of it by its name; anything else gets one container of the release's image. */
function addReleaseWorkload(
  b: Builder,
  release: Release,
  workload: Release["workloads"][number],
  position: number,
): BuiltPod[] {
  const { start, end } = releaseTimes(b.times, release.name);
  const known = KNOWN[workload.name];
  const namespace = workload.namespace ?? release.namespace;
  const containers = known?.containers ?? [{ name: workload.name, image: `ghcr.io/${release.name}/${workload.name}` }];
  const fluxController = b.profile.flux?.controllers.includes(workload.name) ?? false;
  const chart = `${chartOf(release).chart}-${chartOf(release).chartVersion}`;
  const manager: Manager = fluxController
    ? { by: "flux-operator" }
    : {
        by: release.owner === "flux" ? "helm-controller" : "helm",
        release: release.name,
        namespace: release.namespace,
        chart,
      };
  return addWorkload(b, {
    kind: workload.kind,
    namespace,
    name: workload.name,
    labels: {
      "app.kubernetes.io/name": workload.name,
      ...known?.labels,
    },
    replicas: known?.replicas ?? 1,
    containers: [
      ...containers.map((container) => tagged(b, release, container)),
      ...(position === 0 ? leftImages(release) : []),
    ],
    ...(known?.initContainers
      ? { initContainers: known.initContainers.map((container) => tagged(b, release, container)) }
      : {}),
    ...(known?.hostNetwork ? { hostNetwork: true } : {}),
    at: start + (fluxController ? 8 : 2),
    readyAt: end - 2 - (position % 3),
    manager,
  });
}

/** The image with the profile's tag for it, else the release's app version, else the known one. */
function tagged(b: Builder, release: Release, container: Container & { tag?: string }): Container {
  const { tag, ...rest } = container;
  const name = rest.image.slice(rest.image.lastIndexOf("/") + 1);
  const apiHost = b.profile.cilium;
  const env = rest.env?.flatMap((variable) => {
    if (variable.name === "KUBERNETES_SERVICE_HOST")
      return apiHost?.apiHost ? [{ ...variable, value: apiHost.apiHost }] : [];
    if (variable.name === "KUBERNETES_SERVICE_PORT")
      return apiHost?.apiPort ? [{ ...variable, value: String(apiHost.apiPort) }] : [];
    return [variable];
  });
  const image = `${rest.image}:${release.images?.[name] ?? tag ?? chartOf(release).appVersion}`;
  const digest = release.name === "flux-instance" ? `@sha256:${hash("digest", name)}${hash(name).slice(0, 24)}` : "";
  return { ...rest, image: image + digest, ...(env ? { env } : {}) };
}

/** Images that the profile expects and no known workload runs: containers of the release's first workload. */
const leftImages = (release: Release): Container[] => {
  const known = release.workloads.flatMap(({ name }) => KNOWN[name]?.containers ?? [{ name, image: name }]);
  return Object.entries(release.images ?? {})
    .filter(([image]) => !known.some((container) => container.image.endsWith(`/${image}`)))
    .map(([name, tag]) => ({ name, image: `ghcr.io/${release.name}/${name}:${tag}` }));
};

const API_ENV = [
  { name: "KUBERNETES_SERVICE_HOST", value: "" },
  { name: "KUBERNETES_SERVICE_PORT", value: "" },
];

interface Known {
  containers: (Container & { tag?: string })[];
  initContainers?: (Container & { tag?: string })[];
  labels?: Record<string, string>;
  replicas?: number;
  hostNetwork?: boolean;
}

const flux = (name: string, tag: string): Known => ({
  labels: { app: name, "app.kubernetes.io/component": name },
  containers: [
    {
      name: "manager",
      image: `ghcr.io/fluxcd/${name}`,
      tag,
      ports: [
        {
          name: "http-prom",
          containerPort: 8080,
        },
        {
          name: "healthz",
          containerPort: 9440,
        },
      ],
    },
  ],
});

/** What the charts run (versions of facts/captures.md; the profile's win). */
const KNOWN: Record<string, Known> = {
  cilium: {
    hostNetwork: true,
    labels: {
      "k8s-app": "cilium",
      "app.kubernetes.io/name": "cilium-agent",
      "app.kubernetes.io/part-of": "cilium",
    },
    containers: [
      {
        name: "cilium-agent",
        image: "quay.io/cilium/cilium",
        tag: "v1.18.5",
        env: API_ENV,
      },
    ],
    initContainers: [
      {
        name: "config",
        image: "quay.io/cilium/cilium",
        tag: "v1.18.5",
        env: API_ENV,
      },
      {
        name: "clean-cilium-state",
        image: "quay.io/cilium/cilium",
        tag: "v1.18.5",
        env: API_ENV,
      },
    ],
  },
  "cilium-envoy": {
    hostNetwork: true,
    labels: {
      "k8s-app": "cilium-envoy",
      "app.kubernetes.io/part-of": "cilium",
    },
    containers: [
      {
        name: "cilium-envoy",
        image: "quay.io/cilium/cilium-envoy",
        tag: "v1.34.12-1765374555-6a93b0bbba8d6dc75b651cbafeedb062b2997716",
        env: API_ENV,
      },
    ],
  },
  "cilium-operator": {
    hostNetwork: true,
    replicas: 2,
    labels: {
      "io.cilium/app": "operator",
      name: "cilium-operator",
    },
    containers: [
      {
        name: "cilium-operator",
        image: "quay.io/cilium/operator-generic",
        tag: "v1.18.5",
        env: API_ENV,
      },
    ],
  },
  "hubble-relay": {
    labels: { "k8s-app": "hubble-relay", "app.kubernetes.io/part-of": "cilium" },
    containers: [
      {
        name: "hubble-relay",
        image: "quay.io/cilium/hubble-relay",
        tag: "v1.18.5",
        ports: [{ name: "grpc", containerPort: 4245 }],
      },
    ],
  },
  coredns: {
    replicas: 2,
    labels: { "k8s-app": "kube-dns" },
    containers: [
      {
        name: "coredns",
        image: "registry.k8s.io/coredns/coredns",
        ports: [
          {
            name: "udp-53",
            containerPort: 53,
          },
          {
            name: "tcp-9153",
            containerPort: 9153,
          },
        ],
      },
    ],
  },
  spegel: {
    labels: { "app.kubernetes.io/component": "spegel" },
    containers: [
      {
        name: "registry",
        image: "ghcr.io/spegel-org/spegel",
        ports: [
          {
            name: "registry",
            containerPort: 5e3,
            hostPort: 29999,
          },
          {
            name: "router",
            containerPort: 5001,
          },
          {
            name: "metrics",
            containerPort: 9090,
          },
        ],
      },
    ],
    initContainers: [{ name: "configuration", image: "ghcr.io/spegel-org/spegel" }],
  },
  "cert-manager": {
    labels: { app: "cert-manager", "app.kubernetes.io/component": "controller" },
    containers: [{ name: "cert-manager-controller", image: "quay.io/jetstack/cert-manager-controller" }],
  },
  "cert-manager-cainjector": {
    labels: { app: "cainjector", "app.kubernetes.io/component": "cainjector" },
    containers: [{ name: "cert-manager-cainjector", image: "quay.io/jetstack/cert-manager-cainjector" }],
  },
  "cert-manager-webhook": {
    labels: { app: "webhook", "app.kubernetes.io/component": "webhook" },
    containers: [
      {
        name: "cert-manager-webhook",
        image: "quay.io/jetstack/cert-manager-webhook",
        ports: [{ name: "https", containerPort: 10_250 }],
      },
    ],
  },
  "external-secrets": {
    containers: [{ name: "external-secrets", image: "ghcr.io/external-secrets/external-secrets" }],
  },
  "external-secrets-webhook": {
    containers: [
      {
        name: "webhook",
        image: "ghcr.io/external-secrets/external-secrets",
        ports: [{ name: "webhook", containerPort: 10_250 }],
      },
    ],
  },
  "external-secrets-cert-controller": {
    containers: [{ name: "cert-controller", image: "ghcr.io/external-secrets/external-secrets" }],
  },
  "flux-operator": { containers: [{ name: "manager", image: "ghcr.io/controlplaneio-fluxcd/flux-operator" }] },
  "source-controller": flux("source-controller", "v1.7.4"),
  "kustomize-controller": flux("kustomize-controller", "v1.7.3"),
  "helm-controller": flux("helm-controller", "v1.4.5"),
  "notification-controller": flux("notification-controller", "v1.7.5"),
};

/** Image and tag of a Flux controller in this world. */
export const fluxImage = (controller: string): { repository: string; tag: string; digest: string } => ({
  repository: `ghcr.io/fluxcd/${controller}`,
  tag: KNOWN[controller]?.containers[0]?.tag ?? "v1.0.0",
  digest: `sha256:${hash("digest", controller)}${hash(controller).slice(0, 24)}`,
});

function addServices(b: Builder, release: Release, pods: BuiltPod[]): void {
  const { namespace } = release;
  const at = releaseTimes(b.times, release.name).start + 2;
  const of = (workload: string) =>
    pods.filter(
      ({ labels }) => labels["app.kubernetes.io/name"] === (workload === "cilium" ? "cilium-agent" : workload),
    );
  const front = (name: string, workload: string, port: number, target = port, portName = "https") =>
    of(workload).length > 0 &&
    addService(b, {
      namespace,
      name,
      pods: of(workload),
      selector: { "app.kubernetes.io/name": workload },
      ports: [{ name: portName, port, target }],
      at,
    });
  switch (release.name) {
    case "cilium":
      front("hubble-relay", "hubble-relay", 80, 4245, "grpc");
      front("hubble-peer", "cilium", 443, 4244, "peer-service");
      break;
    case "coredns":
      addService(b, {
        namespace,
        name: "kube-dns",
        pods: of("coredns"),
        selector: { "k8s-app": "kube-dns" },
        at,
        clusterIp: dnsIp(b),
        ports: [
          {
            name: "udp-53",
            port: 53,
            protocol: "UDP",
          },
          {
            name: "tcp-53",
            port: 53,
          },
        ],
        labels: {
          "k8s-app": "kube-dns",
          "kubernetes.io/name": "CoreDNS",
        },
      });
      break;
    case "spegel":
      front("spegel", "spegel", 9090, 9090, "metrics");
      front("spegel-bootstrap", "spegel", 5001, 5001, "router");
      break;
    case "cert-manager":
      front("cert-manager-webhook", "cert-manager-webhook", 443, 10_250);
      break;
    case "external-secrets":
      front("external-secrets-webhook", "external-secrets-webhook", 443, 10_250);
      break;
    case "flux-instance":
      front("source-controller", "source-controller", 80, 9090, "http");
      front("notification-controller", "notification-controller", 80, 9090, "http");
      break;
  }
}

/** The webhook configurations that the profile names, with a CA and a Service that answers. */
function addWebhooks(b: Builder, release: Release): void {
  const { start, end } = releaseTimes(b.times, release.name);
  for (const name of release.webhooks) {
    const workload = release.workloads.find((it) => it.name.endsWith("webhook"))?.name ?? release.name;
    const caBundle = base64(
      `-----BEGIN CERTIFICATE-----\n${base64(hash("ca", release.name))}\n-----END CERTIFICATE-----\n`,
    );
    const metadata = {
      name,
      generation: 2,
      creationTimestamp: b.at(start + 2),
      labels: {
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/instance": release.name,
      },
      annotations: {
        "meta.helm.sh/release-name": release.name,
        "meta.helm.sh/release-namespace": release.namespace,
      },
      managedFields: [
        managed("helm", "Update", b.at(start + 2), "v1"),
        managed("cainjector", "Apply", b.at(end - 4), "v1"),
      ],
    };
    const webhook = (path: string) => ({
      name: WEBHOOK_NAMES[name] ?? `${path}.${release.name}.io`,
      admissionReviewVersions: ["v1"],
      failurePolicy: "Fail",
      sideEffects: "None",
      matchPolicy: "Equivalent",
      timeoutSeconds: 10,
      clientConfig: {
        caBundle,
        service: {
          namespace: release.namespace,
          name: workload,
          port: 443,
          path: `/${path}`,
        },
      },
      rules: [
        {
          apiGroups: [release.name.endsWith("secrets") ? "external-secrets.io" : "cert-manager.io"],
          apiVersions: ["v1"],
          operations: ["CREATE", "UPDATE"],
          resources: ["*"],
          scope: "*",
        },
      ],
    });
    const of = (kind: string, path: string) =>
      b.add({
        apiVersion: "admissionregistration.k8s.io/v1",
        kind,
        metadata: { ...metadata, uid: uidOf(kind, undefined, name) },
        webhooks: [webhook(path)],
      });
    of("ValidatingWebhookConfiguration", "validate");
    if (release.name === "cert-manager") of("MutatingWebhookConfiguration", "mutate");
  }
}

const WEBHOOK_NAMES: Record<string, string> = {
  "cert-manager-webhook": "webhook.cert-manager.io",
  "secretstore-validate": "validate.secretstore.external-secrets.io",
  "externalsecret-validate": "validate.externalsecret.external-secrets.io",
};

/** kind and kubeadm bring CoreDNS themselves, before any release; its pods wait for the CNI. */
function addKubeadmCoreDns(b: Builder): void {
  const namespace = "kube-system";
  const pods = addWorkload(b, {
    kind: "Deployment",
    namespace,
    name: "coredns",
    replicas: 2,
    labels: { "k8s-app": "kube-dns" },
    containers: [
      {
        name: "coredns",
        image: "registry.k8s.io/coredns/coredns:v1.13.1",
      },
    ],
    at: b.times.api + 8,
    readyAt: b.times.nodesReady + 12,
    manager: {
      by: "operator",
      manager: "kubeadm",
    },
  });
  addService(b, {
    namespace,
    name: "kube-dns",
    pods,
    selector: { "k8s-app": "kube-dns" },
    at: b.times.api + 8,
    clusterIp: dnsIp(b),
    ports: [
      {
        name: "dns",
        port: 53,
        protocol: "UDP",
      },
    ],
    labels: { "k8s-app": "kube-dns" },
  });
  addCoreDnsAnswers(b);
}

/** What the API's pod proxy gets from CoreDNS: /ready on 8181, metrics on 9153. */
function addCoreDnsAnswers(b: Builder): void {
  for (const { namespace, name, labels } of b.pods.filter(({ labels }) => labels["k8s-app"] === "kube-dns")) {
    const pod = `${namespace}/pods/${name}`;
    b.proxies[`${pod}:8181/proxy/ready`] = { status: 200, body: "OK", contentType: "text/plain; charset=utf-8" };
    b.proxies[`${pod}:8080/proxy/health`] = { status: 200, body: "OK", contentType: "text/plain; charset=utf-8" };
    b.proxies[`${pod}:9153/proxy/metrics`] = {
      status: 200,
      body: dnsMetrics(name),
      contentType: "text/plain; version=0.0.4; charset=utf-8",
    };
    b.logs[`${namespace}/${name}/coredns`] =
      `.:53\n[INFO] plugin/reload: Running configuration SHA512 = ${hash(labels["k8s-app"])}\nCoreDNS-1.13.2\nlinux/amd64, go1.25.5\n`;
  }
}

function dnsMetrics(pod: string): string {
  const answered = 4000 + (Number.parseInt(hash(pod).slice(0, 4), 16) % 2000);
  return [
    "# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.",
    "# TYPE coredns_build_info gauge",
    'coredns_build_info{goversion="go1.25.5",revision="",version="1.13.2"} 1',
    "# HELP coredns_dns_requests_total Counter of DNS requests made per zone, protocol and family.",
    "# TYPE coredns_dns_requests_total counter",
    `coredns_dns_requests_total{family="1",proto="udp",server="dns://:53",type="A",view="",zone="."} ${answered + 312}`,
    "# HELP coredns_dns_responses_total Counter of response status codes.",
    "# TYPE coredns_dns_responses_total counter",
    `coredns_dns_responses_total{plugin="kubernetes",rcode="NOERROR",server="dns://:53",view="",zone="."} ${answered}`,
    `coredns_dns_responses_total{plugin="kubernetes",rcode="NXDOMAIN",server="dns://:53",view="",zone="."} 311`,
    `coredns_dns_responses_total{plugin="forward",rcode="SERVFAIL",server="dns://:53",view="",zone="."} 1`,
    "",
  ].join("\n");
}

function addSpegelAnswers(b: Builder): void {
  for (const { namespace, name } of b.pods.filter(({ labels }) => labels["app.kubernetes.io/name"] === "spegel")) {
    const pod = `${namespace}/pods/${name}`;
    b.proxies[`${pod}:5000/proxy/readyz`] = { status: 200, body: "", contentType: "text/plain" };
    b.proxies[`${pod}:9090/proxy/metrics`] = {
      status: 200,
      body: `# TYPE spegel_mirror_requests_total counter\nspegel_mirror_requests_total{cache="hit",registry="ghcr.io",source="internal"} 212\nspegel_mirror_requests_total{cache="miss",registry="ghcr.io",source="internal"} 17\n`,
      contentType: "text/plain; version=0.0.4; charset=utf-8",
    };
  }
}

/** A Secret whose every value is a canary. */
export function addSecret(
  b: Builder,
  secret: {
    namespace: string;
    name: string;
    keys: string[];
    at: number;
    type?: string;
    labels?: Record<string, string>;
    owner?: object;
  },
): void {
  const { namespace, name, keys } = secret;
  b.add({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(secret.at),
      ...(secret.labels ? { labels: secret.labels } : {}),
      ...(secret.owner ? { ownerReferences: [secret.owner] } : {}),
    },
    type: secret.type ?? "Opaque",
    data: Object.fromEntries(keys.map((key) => [key, base64(canary(namespace, name, key))])),
  });
}
