import type { Fault } from "../scenario.ts";
import type { World } from "../world.ts";
import { all, condition, edit, nameOf, objectsOf, remove, specOf, statusOf, type Named } from "./objects.ts";

/** A Flux object that is not Ready, as its controller says it. */
export const notReady = (
  kind: string,
  name: string,
  reason: string,
  message: string,
  { agoSeconds = 1500 }: { agoSeconds?: number } = {},
): Fault => condition(kind, name, "Ready", { status: "False", reason, message, agoSeconds });

/** Out of retries: Ready=False and Stalled=True with RetriesExceeded (helm-controller's remediation). */
export const stalled = (name: string, reason: string, message: string): Fault =>
  all(
    notReady("HelmRelease", name, reason, message),
    condition("HelmRelease", name, "Released", { status: "False", reason, message }),
    condition("HelmRelease", name, "Stalled", {
      status: "True",
      reason: "RetriesExceeded",
      message: "Failed to upgrade after 3 attempt(s)",
    }),
    edit("HelmRelease", name, (object) => {
      const status = statusOf(object);
      status["failures"] = 4;
      status["upgradeFailures"] = 3;
    }),
  );

/** A Kustomization fails, and everything that depends on it waits for it, however far away. */
/** What was refused when it was applied: neither is it there, nor does an inventory hold it. */
export const neverApplied =
  (kind: string, named?: Named): Fault =>
  (world) => {
    const without = remove(kind, named)(world);
    const kept = new Set(without.kubernetes.objects);
    const refused = world.kubernetes.objects.filter((object) => !kept.has(object));
    const ids = new Set(refused.map(({ metadata }) => `${metadata.namespace ?? ""}_${metadata.name}_`));
    const isRefused = ({ id }: { id: string }): boolean =>
      id.endsWith(`_${kind}`) && [...ids].some((start) => id.startsWith(start));
    return edit("Kustomization", undefined, (object) => {
      const inventory = statusOf(object)["inventory"] as { entries: { id: string }[] } | undefined;
      if (inventory) inventory.entries = inventory.entries.filter((entry) => !isRefused(entry));
    })(without);
  };

/** A Kustomization that cannot apply what it should, and its dependents wait. */
export const kustomizationFails =
  (name: string, reason: string, message: string): Fault =>
  (world) =>
    all(
      notReady("Kustomization", name, reason, message),
      ...dependentsOf(world, name).map(([dependent, on]) =>
        notReady("Kustomization", dependent, "DependencyNotReady", `dependency '${on}' is not ready`),
      ),
    )(world);

/** A Kustomization that waits for what it applied: its health check fails, and its dependents wait. */
export const healthCheckFails = (name: string, what: string): Fault =>
  kustomizationFails(name, "HealthCheckFailed", `health check failed after 15m0.3s: timeout waiting for: [${what}]`);

/** With each, the dependency that it waits for. */
export function dependentsOf(world: World, name: string): [dependent: string, on: string][] {
  const found = new Map<string, string>();
  const queue = [name];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const kustomization of objectsOf(world, "Kustomization")) {
      const other = nameOf(kustomization);
      const on = ((specOf(kustomization)["dependsOn"] ?? []) as { name: string; namespace?: string }[]).some(
        (it) => `${it.namespace ?? "flux-system"}/${it.name}` === at,
      );
      if (!on || found.has(other)) continue;
      found.set(other, at);
      queue.push(other);
    }
  }
  return [...found];
}

/** The source cannot be fetched: it keeps its old artifact, and everything made from it stays Ready. */
export const sourceFails = (reason: string, message: string): Fault =>
  all(
    notReady("GitRepository", SOURCE, reason, message),
    condition("GitRepository", SOURCE, "FetchFailed", { status: "True", reason, message }),
    condition("GitRepository", SOURCE, "Reconciling", { status: "True", reason: "ProgressingWithRetry", message }),
  );

export const suspended = (kind: string, name: string): Fault =>
  edit(kind, name, (object) => {
    specOf(object)["suspend"] = true;
    const metadata = object.metadata as { generation?: number };
    metadata.generation = (metadata.generation ?? 1) + 1;
    statusOf(object)["observedGeneration"] = metadata.generation;
  });

/** The Git source that everything comes from. */
export const SOURCE = "flux-system/flux-system";
