import { hash } from "../builder.ts";
import type { Container } from "../workloads/pod-request.ts";

interface Known {
  containers: (Container & { tag?: string })[];
  initContainers?: (Container & { tag?: string })[];
  labels?: Record<string, string>;
  replicas?: number;
  hostNetwork?: boolean;
  /** Of the ConfigMaps that its chart makes and its pods mount, by the volume's name. */
  configMaps?: Record<string, string>;
}

const API_ENV = [
  { name: "KUBERNETES_SERVICE_HOST", value: "" },
  { name: "KUBERNETES_SERVICE_PORT", value: "" },
];

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
      probes: { livenessProbe: ["/healthz", "healthz"], readinessProbe: ["/readyz", "healthz"] },
      limits: { cpu: "1", memory: "1Gi" },
    },
  ],
});

/** What the charts run, in the versions of a real cluster; a version that the profile names wins. */
export const KNOWN: Record<string, Known> = {
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
        probes: {
          startupProbe: ["/healthz", 9879],
          livenessProbe: ["/healthz", 9879],
          readinessProbe: ["/healthz", 9879],
        },
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
    configMaps: { "envoy-config": "cilium-envoy-config" },
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
        probes: {
          startupProbe: ["/healthz", 9878],
          livenessProbe: ["/healthz", 9878],
          readinessProbe: ["/healthz", 9878],
        },
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
    configMaps: { config: "hubble-relay-config" },
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
    configMaps: { "config-volume": "coredns" },
    containers: [
      {
        name: "coredns",
        image: "registry.k8s.io/coredns/coredns",
        probes: { livenessProbe: ["/health", 8080], readinessProbe: ["/ready", 8181] },
        limits: { memory: "170Mi" },
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
