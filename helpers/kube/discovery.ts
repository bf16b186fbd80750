import { SourceError } from "../trouble.ts";
import type { ListableKind, ResourceRef, Served } from "./api.ts";
import type { Requester } from "./request.ts";

/** What the server serves: groups, each with its versions in the server's order of preference. */
export interface Discovery extends Served {
  /** The path of a resource's collection; `undefined` where it is not served. */
  pathOf(resource: ResourceRef, namespace?: string): string | undefined;
}

const AGGREGATED = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(",");

interface GroupList {
  items?: {
    metadata?: { name?: string };
    versions?:
      | {
          version?: string;
          freshness?: string;
          resources?:
            | { resource?: string; scope?: string; verbs?: string[]; responseKind?: { kind?: string } }[]
            | null;
        }[]
      | null;
  }[];
}

/**
 * Reads everything that is served in one request, as Kubernetes allows since 1.26.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export async function discover(requester: Requester, root: "/api" | "/apis" = "/apis"): Promise<Discovery> {
  const { json } = await requester.request({
    verb: "get",
    path: root,
    accept: `${AGGREGATED},application/json`,
    json: true,
  });
  const served = new Map<string, { version: string; namespaced: boolean }[]>();
  const kinds = new Map<string, ListableKind>();
  const stale: string[] = [];
  const versions: string[] = [];
  // an answer without a list is no empty list
  if (!Array.isArray((json as GroupList | null)?.items))
    throw new SourceError("malformed", `GET ${root} answered no aggregated discovery`);
  for (const group of (json as GroupList).items ?? []) {
    const name = group.metadata?.name ?? "";
    for (const { version = "", freshness, resources } of group.versions ?? []) {
      versions.push(`${name}/${version}`);
      if (freshness === "Stale") stale.push(`${name}/${version}`);
      for (const { resource = "", scope, verbs, responseKind } of resources ?? []) {
        const key = `${resource}.${name}`;
        if (verbs?.includes("list") && !kinds.has(key)) {
          const kind = responseKind?.kind ?? "";
          kinds.set(key, { group: name, version, resource, kind, namespaced: scope === "Namespaced" });
        }
        served.set(key, [...(served.get(key) ?? []), { version, namespaced: scope === "Namespaced" }]);
      }
    }
  }
  return {
    kinds: [...kinds.values()],
    stale,
    versions,
    pathOf({ group, resource, version }, namespace) {
      const known = served.get(`${resource}.${group}`);
      const chosen = version === undefined ? known?.[0] : known?.find((it) => it.version === version);
      return chosen && path(`/apis/${group}/${chosen.version}`, resource, namespace);
    },
  };
}

const path = (base: string, resource: string, namespace?: string): string =>
  namespace === undefined ? `${base}/${resource}` : `${base}/namespaces/${namespace}/${resource}`;
