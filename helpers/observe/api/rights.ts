import type { Profile } from "../../../clusters/profile.ts";
import type { SourceKey } from "../../../observations/observations.ts";
import { LISTS, type ListKey } from "./lists.ts";

/** A right that an identity needs so that a source can be read. */
export interface Right {
  group: string;
  resource: string;
  verbs: readonly string[];
}

const FOLLOWED = ["get", "list", "watch"];

const SECRETS: Right[] = [{ group: "", resource: "secrets", verbs: ["get", "list"] }];
const PROXY: Right[] = [
  { group: "", resource: "pods", verbs: ["list"] },
  { group: "", resource: "pods/proxy", verbs: ["get"] },
];

const OTHERS: Partial<Record<SourceKey, readonly Right[]>> = {
  helmReleases: SECRETS,
  sourceSecrets: SECRETS,
  madeSecrets: SECRETS,
  sharedSecrets: SECRETS,
  ciliumConfig: [{ group: "", resource: "configmaps", verbs: ["get"] }],
  coredns: PROXY,
  spegel: PROXY,
  nodeMetrics: [{ group: "metrics.k8s.io", resource: "nodes", verbs: ["list"] }],
};

/**
 * The rights that a source needs. Commands use the same identity but ask in their own ways, and report themselves what
 * they lack.
 */
export function rightsFor(key: SourceKey, { crds }: Profile): readonly Right[] {
  if (key in LISTS) {
    const { group, resource } = LISTS[key as ListKey];
    return [{ group, resource, verbs: FOLLOWED }];
  }
  if (key === "dependents") return crds.dependents.map(({ group, resource }) => ({ group, resource, verbs: ["list"] }));
  return OTHERS[key] ?? [];
}
