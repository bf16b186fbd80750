import type { KubernetesWorld } from "../../world.ts";
import { discoveryFormOf } from "../wire/negotiate.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Group, Resource, Subresource } from "./resources.ts";
import { groupVersionOf } from "./resources.ts";
import { failure, json, jsonText, pageNotFound, text, unknownResource } from "../wire/status.ts";
import type { WholeAnswer } from "../wire/status.ts";

/** Answers /api, /apis and what lies below them down to the resources; `undefined` for other paths. */
export function discovery(
  path: string,
  accept: string | undefined,
  catalogue: Catalogue,
  address: string,
): WholeAnswer | undefined {
  const [root, name, version, ...more] = path.split("/").filter(Boolean);
  const [core, ...others] = catalogue.groups;
  if (core === undefined || more.length > 0) return undefined;
  if (root === "api" && version === undefined) {
    if (name === undefined) return topLevel(accept, [core], () => versionsOf(core, address));
    return name === "v1" ? json(200, resourceList(core.versions[0], "")) : unknownResource();
  }
  if (root !== "apis") return undefined;
  if (name === undefined) {
    return topLevel(accept, others, () => ({
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: others.map(groupInfo),
    }));
  }
  const group = others.find((it) => it.name === name);
  if (group === undefined) return pageNotFound();
  if (version === undefined) return json(200, { kind: "APIGroup", apiVersion: "v1", ...groupInfo(group) });
  const served = group.versions.find((it) => it.version === version);
  if (served === undefined) return isBuiltIn(group) ? unknownResource() : pageNotFound();
  return served.stale ? unavailable() : json(200, resourceList(served, name));
}

/** What the aggregator says for an extension server that is not there. */
export const unavailable = (): WholeAnswer => text(503, "service unavailable\n");

/** Paths of built-in groups that lead nowhere get a Status, those of others a plain page. */
export const isBuiltIn = (group: Group): boolean =>
  group.versions.some(({ resources }) => resources.some((it) => !it.custom && !it.aggregated));

export function versionInfo({ version }: KubernetesWorld): WholeAnswer {
  const minor = Number.parseInt(version.minor, 10);
  const info = {
    major: version.major,
    minor: version.minor,
    emulationMajor: version.major,
    emulationMinor: version.minor,
    minCompatibilityMajor: version.major,
    minCompatibilityMinor: String(minor - 1),
    gitVersion: version.gitVersion,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "go1.25.0",
    compiler: "gc",
    platform: "linux/amd64",
  };
  return jsonText(200, JSON.stringify(info, undefined, 2));
}

/** `/`: every path that discovery knows. */
export function index(catalogue: Catalogue): WholeAnswer {
  const paths = ["/api", "/apis", "/healthz", "/livez", "/readyz", "/version"];
  for (const { name, versions } of catalogue.groups) {
    if (name) paths.push(`/apis/${name}`);
    paths.push(...versions.map(({ version }) => (name ? `/apis/${name}/${version}` : `/api/${version}`)));
  }
  return jsonText(200, JSON.stringify({ paths: paths.sort() }, undefined, 2));
}

function topLevel(accept: string | undefined, groups: Group[], legacy: () => object): WholeAnswer {
  const form = discoveryFormOf(accept);
  if (form === undefined) return notAcceptable();
  if (form.version === undefined) return json(200, legacy());
  const { version } = form;
  const list = {
    kind: "APIGroupDiscoveryList",
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(aggregated),
  };
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  return jsonText(200, JSON.stringify(list), type);
}

export const notAcceptable = (): WholeAnswer =>
  failure(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml");

const versionsOf = ({ versions }: Group, address: string): object => ({
  kind: "APIVersions",
  versions: versions.map(({ version }) => version),
  serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
});

function groupInfo({ name, versions }: Group): object {
  const listed = versions.map(({ version }) => ({ groupVersion: groupVersionOf(name, version), version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}

function resourceList(served: Group["versions"][number] | undefined, group: string): object {
  const resources = (served?.resources ?? []).flatMap((resource) => [
    {
      name: resource.plural,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: resource.verbs,
      ...shortNamesAndCategories(resource),
    },
    ...resource.subresources.map((it) => legacySubresource(resource, it)),
  ]);
  const groupVersion = groupVersionOf(group, served?.version ?? "v1");
  return { kind: "APIResourceList", ...(group ? { apiVersion: "v1" } : {}), groupVersion, resources };
}

const legacySubresource = (resource: Resource, { name, group, version, kind, verbs }: Subresource): object => ({
  name: `${resource.plural}/${name}`,
  singularName: "",
  namespaced: resource.namespaced,
  ...(group && !resource.custom ? { group, version } : {}),
  kind,
  verbs,
});

const aggregated = ({ name, versions }: Group): object => ({
  metadata: name ? { name } : {},
  versions: versions.map(({ version, resources, stale }) => ({
    version,
    ...(stale ? {} : { resources: resources.map(aggregatedResource) }),
    freshness: stale ? "Stale" : "Current",
  })),
});

function aggregatedResource(resource: Resource): object {
  // The real server leaves group and version empty where they are the list's own, but for custom resources.
  const own = resource.custom ? { group: resource.group, version: resource.version } : { group: "", version: "" };
  return {
    resource: resource.plural,
    responseKind: { ...own, kind: resource.kind },
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...shortNamesAndCategories(resource),
    ...(resource.subresources.length === 0
      ? {}
      : {
          subresources: resource.subresources.map(({ name, group, version, kind, verbs }) => ({
            subresource: name,
            responseKind: { group, version, kind },
            verbs,
          })),
        }),
  };
}

const shortNamesAndCategories = ({ shortNames, categories }: Resource): object => ({
  ...(shortNames.length === 0 ? {} : { shortNames }),
  ...(categories.length === 0 ? {} : { categories }),
});
