import type { Profile } from "../../clusters/profile.ts";
import { hash, type Builder, type BuiltPod } from "./builder.ts";
import { addCoreDnsAnswers, addKubeadmCoreDns, COREFILE } from "./core/coredns.ts";
import { KNOWN } from "./core/known.ts";
import { addServices } from "./core/services.ts";
import { addSpegelAnswers } from "./core/spegel.ts";
import { addWebhooks } from "./core/webhooks.ts";
import { chartOf } from "./helm.ts";
import { releaseTimes } from "./schedule.ts";
import { addWorkload } from "./workloads.ts";
import type { Manager } from "./workloads/workload.ts";
import type { Container } from "./workloads/pod-request.ts";

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
  for (const mounted of Object.values(known?.configMaps ?? {})) addConfigMap(b, namespace, mounted, start + 1);
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
    ...(known?.configMaps && { configMaps: known.configMaps }),
    at: start + (fluxController ? 8 : 2),
    readyAt: end - 2 - (position % 3),
    manager,
  });
}

/** What a chart configures its pods with. */
function addConfigMap(b: Builder, namespace: string, name: string, at: number): void {
  b.add({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, creationTimestamp: b.at(at) },
    data: name === "coredns" ? { Corefile: COREFILE } : { "config.yaml": "" },
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
