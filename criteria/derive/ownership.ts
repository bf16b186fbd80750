import type { CustomResource } from "../../observations/objects.ts";

/** A HelmRelease as far as it says which Helm release it manages. */
export interface HelmReleaseResource extends CustomResource<
  { releaseName?: string; targetNamespace?: string; storageNamespace?: string; suspend?: boolean },
  { history?: { name?: string; namespace?: string; version?: number; status?: string }[] | null }
> {}

/**
 * Which release it manages, where it installs it and where it keeps its Secrets: in its own namespace unless it says
 * otherwise. Without releaseName the name is `<targetNamespace>-<name>` where a target is given.
 * https://fluxcd.io/flux/components/helm/helmreleases/#release-name
 */
export function releaseOf({ metadata, spec }: HelmReleaseResource): {
  name: string;
  namespace: string;
  storedIn: string;
} {
  const { name = "", namespace = "" } = metadata ?? {};
  const target = spec?.targetNamespace;
  return {
    name: spec?.releaseName ?? (target ? `${target}-${name}` : name),
    namespace: target ?? namespace,
    storedIn: spec?.storageNamespace ?? namespace,
  };
}
