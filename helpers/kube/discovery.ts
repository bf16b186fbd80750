import type { ResourceRef } from "./api.ts";
import type { Requester } from "./request.ts";

/** What the server serves: by group, in its order of preference. */
export interface Discovery {
  /** The path of a resource's collection; `undefined` where it is not served. */
  pathOf(resource: ResourceRef, namespace?: string): string | undefined;
}

const AGGREGATED = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(",");

interface GroupList {
  items?: {
    metadata?: { name?: string };
    versions?: { version?: string; resources?: { resource?: string; scope?: string }[] | null }[] | null;
  }[];
}

/**
 * One request for everything that is served, since Kubernetes 1.26.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export async function discover(requester: Requester): Promise<Discovery> {
  const { json } = await requester.request({
    verb: "get",
    path: "/apis",
    accept: `${AGGREGATED},application/json`,
    json: true,
  });
  const served = new Map<string, { version: string; namespaced: boolean }[]>();
  for (const group of (json as GroupList).items ?? []) {
    for (const { version = "", resources } of group.versions ?? []) {
      for (const { resource = "", scope } of resources ?? []) {
        const key = `${resource}.${group.metadata?.name}`;
        served.set(key, [...(served.get(key) ?? []), { version, namespaced: scope === "Namespaced" }]);
      }
    }
  }
  return {
    pathOf({ group, resource, version }, namespace) {
      const versions = served.get(`${resource}.${group}`);
      const chosen = version === undefined ? versions?.[0] : versions?.find((it) => it.version === version);
      return chosen && path(`/apis/${group}/${chosen.version}`, resource, namespace);
    },
  };
}

const path = (base: string, resource: string, namespace?: string): string =>
  namespace === undefined ? `${base}/${resource}` : `${base}/namespaces/${namespace}/${resource}`;
