import { managed, type Builder } from "../builder.ts";
import type { Workload } from "./workload.ts";

/** Labels, annotations and the entry in managedFields that a manager leaves. */
export function marks(
  b: Builder,
  workload: Workload,
): { labels: Record<string, string>; annotations: Record<string, string>; entry: ReturnType<typeof managed> } {
  const { manager, at } = workload;
  const time = b.at(at);
  switch (manager.by) {
    case "flux-operator":
      return {
        labels: {
          "app.kubernetes.io/managed-by": "flux-operator",
          "app.kubernetes.io/part-of": "flux",
          ...fluxVersion(b),
        },
        annotations: {},
        entry: managed("flux-operator", "Apply", time, "apps/v1"),
      };
    case "operator":
      return {
        labels: { "app.kubernetes.io/managed-by": manager.manager },
        annotations: {},
        entry: managed(manager.manager, "Update", time, "apps/v1"),
      };
    case "helm":
    case "helm-controller": {
      const byFlux: Record<string, string> =
        manager.by === "helm-controller"
          ? { "helm.toolkit.fluxcd.io/name": manager.release, "helm.toolkit.fluxcd.io/namespace": manager.namespace }
          : {};
      return {
        labels: {
          "app.kubernetes.io/managed-by": "Helm",
          "helm.sh/chart": manager.chart ?? manager.release,
          ...byFlux,
        },
        annotations: {
          "meta.helm.sh/release-name": manager.release,
          "meta.helm.sh/release-namespace": manager.namespace,
        },
        entry: managed(manager.by, "Update", time, "apps/v1"),
      };
    }
  }
}

const fluxVersion = (b: Builder): Record<string, string> =>
  b.profile.flux?.version
    ? { "app.kubernetes.io/version": b.profile.flux.version, "app.kubernetes.io/instance": b.profile.flux.namespace }
    : {};
