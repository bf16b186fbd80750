import type { Profile } from "../../clusters/profile.ts";
import type { KubernetesWorld } from "../world.ts";
import { ensureNamespace, hash, ownerReference, uidOf, type Builder } from "./builder.ts";
import { addPod } from "./workloads/pods.ts";
import { addService, apiIp } from "./workloads/services.ts";

/** The namespaces that every cluster has, the control plane's pods, and the Service `kubernetes`. */
export function addControlPlane(b: Builder): void {
  for (const name of ["kube-system", "kube-public", "kube-node-lease", "default"])
    ensureNamespace(b, name, b.times.api);
  if (b.profile.kubernetes.staticControlPlane) addStaticPods(b);
  const controlPlane = b.nodes.filter(({ role }) => role === "control-plane");
  addService(b, {
    namespace: "default",
    name: "kubernetes",
    pods: [],
    at: b.times.api,
    ports: [
      {
        name: "https",
        port: 443,
        target: 6443,
      },
    ],
    clusterIp: apiIp(b),
    labels: {
      component: "apiserver",
      provider: "kubernetes",
    },
  });
  const slice = b.objects.at(-1);
  if (slice)
    slice["endpoints"] = [{ addresses: controlPlane.map(({ address }) => address), conditions: { ready: true } }];
}

/** `v1.35` stands for any patch: the world has the first. */
export function kubernetesVersion({ kubernetes }: Profile): KubernetesWorld["version"] {
  const [major = "1", minor = "35", patch = "0"] = (kubernetes.version ?? "v1.35.0").replace(/^v/, "").split(".");
  return { major, minor, gitVersion: `v${major}.${minor}.${patch}` };
}

/** What /readyz?verbose lists (Kubernetes 1.35). */
export const READYZ = [
  "ping",
  "log",
  "etcd",
  "etcd-readiness",
  "informer-sync",
  ...[
    "start-apiserver-admission-initializer",
    "generic-apiserver-start-informers",
    "priority-and-fairness-config-consumer",
    "priority-and-fairness-filter",
    "storage-object-count-tracker-hook",
    "start-apiextensions-informers",
    "start-apiextensions-controllers",
    "crd-informer-synced",
    "start-system-namespaces-controller",
    "start-cluster-authentication-info-controller",
    "start-kube-apiserver-identity-lease-controller",
    "start-kube-apiserver-identity-lease-garbage-collector",
    "start-legacy-token-tracking-controller",
    "start-service-ip-repair-controllers",
    "rbac/bootstrap-roles",
    "scheduling/bootstrap-system-priority-classes",
    "priority-and-fairness-config-producer",
    "bootstrap-controller",
    "start-kubernetes-service-cidr-controller",
    "aggregator-reload-proxy-client-cert",
    "start-kube-aggregator-informers",
    "apiservice-status-local-available-controller",
    "apiservice-status-remote-available-controller",
    "apiservice-registration-controller",
    "apiservice-discovery-controller",
    "kube-apiserver-autoregistration",
  ].map((hook) => `poststarthook/${hook}`),
  "autoregister-completion",
  "poststarthook/apiservice-openapi-controller",
  "poststarthook/apiservice-openapiv3-controller",
  "shutdown",
];

function addStaticPods(b: Builder): void {
  const { gitVersion } = kubernetesVersion(b.profile);
  const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];
  const images = Object.fromEntries(components.map((name) => [name, `registry.k8s.io/${name}:${gitVersion}`]));
  // On Talos etcd is a service of the machine, elsewhere a static pod.
  if (!b.profile.talos) images["etcd"] = "registry.k8s.io/etcd:3.6.6-0";
  for (const node of b.nodes.filter(({ role }) => role === "control-plane")) {
    for (const [component, image] of Object.entries(images)) {
      const config = hash("static", component, node.name).slice(0, 32);
      addPod(b, {
        namespace: "kube-system",
        name: `${component}-${node.name}`,
        node,
        hostNetwork: true,
        labels: {
          component,
          tier: "control-plane",
          "k8s-app": component,
        },
        annotations: {
          "kubernetes.io/config.hash": config,
          "kubernetes.io/config.mirror": config,
          "kubernetes.io/config.seen": b.at(b.times.api - 12),
          "kubernetes.io/config.source": "file",
        },
        owner: {
          ...ownerReference("v1", "Node", undefined, node.name),
          uid: uidOf("Node", undefined, node.name),
        },
        containers: [
          {
            name: component,
            image,
          },
        ],
        at: b.times.api + 5 + node.index * 3,
        readyAt: b.times.api + 28 + node.index * 4,
      });
    }
  }
}
