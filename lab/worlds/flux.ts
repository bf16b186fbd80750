import type { Builder } from "./builder.ts";
import { addGitSource } from "./flux/git-source.ts";
import { addHelmRelease } from "./flux/helm-releases.ts";
import { addInstance } from "./flux/instance.ts";
import { addKustomization, CHILDREN } from "./flux/kustomizations.ts";
import { chartOf } from "./helm.ts";
import { releaseTimes } from "./schedule.ts";

type Flux = NonNullable<Builder["profile"]["flux"]>;

/** What follows Git: the instance that installs Flux, the source, the tree of Kustomizations, the adopted releases. */
export function addFlux(b: Builder): void {
  const { flux } = b.profile;
  if (!flux) return;
  if (flux.instance) addInstance(b, flux, flux.instance);
  addGitSource(b, flux);
  for (const release of b.profile.releases.filter(({ owner }) => owner !== "helm")) {
    const { chart, chartVersion, appVersion } = chartOf(release);
    const first = release.owner === "adopted" ? releaseTimes(b.times, release.name).start : b.times.flux + 20;
    const [revision, deployed] = [release.owner === "adopted" ? 2 : 1, b.times.flux + 20];
    addHelmRelease(b, {
      name: release.name,
      namespace: release.namespace,
      chart,
      chartVersion,
      appVersion,
      at: b.times.flux + 16,
      deployed,
      first,
      revision,
      ready: deployed + 4,
    });
  }
  const root = { name: flux.kustomization.name, dependsOn: [], after: 4, path: flux.kustomization.path };
  addKustomization(b, flux, root, true);
  for (const child of CHILDREN)
    addKustomization(b, flux, { ...child, path: `${flux.kustomization.path.replace(/\/$/, "")}/${child.path}` }, false);
  addNotifications(b, flux);
}

function addNotifications(b: Builder, flux: Flux): void {
  const at = b.at(b.times.flux + 14);
  b.add({
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Provider",
    metadata: { name: "github", namespace: flux.namespace, generation: 1, creationTimestamp: at },
    spec: { type: "github", address: flux.source.url, secretRef: { name: "github-token" } },
  });
}
