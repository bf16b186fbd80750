import type { CustomColumn } from "../table/custom.ts";

/** One resource in one version, as discovery lists it and paths address it. */
export interface Resource {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
  categories: string[];
  subresources: Subresource[];
  /** Of a CustomResourceDefinition: what its version prints, and what its fieldSelector may name besides metadata. */
  custom?: { columns: CustomColumn[]; selectable: string[] };
  /** Served by an extension server, whose kinds have no columns of their own. */
  aggregated?: boolean;
}

export interface Subresource {
  name: string;
  /** Empty: the resource's own. */
  group: string;
  version: string;
  kind: string;
  verbs: string[];
}

export interface Group {
  name: string;
  /** In order of preference. `stale`: its extension server does not answer. */
  versions: { version: string; resources: Resource[]; stale?: boolean }[];
}

export const groupVersionOf = (group: string, version: string): string => (group ? `${group}/${version}` : version);

/** `pods`, `widgets.example.com`: how errors name a resource. */
export const qualified = ({ plural, group }: { plural: string; group: string }): string =>
  group ? `${plural}.${group}` : plural;

/** Kinds that are one in storage and two in the API share what is stored. */
export const storageKind = ({ group, kind }: Resource): string => `${group === "events.k8s.io" ? "" : group}/${kind}`;

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

export function addVersion(groups: Group[], name: string, version: Group["versions"][number]): void {
  const group = groups.find((it) => it.name === name);
  if (group) group.versions.push(version);
  else groups.push({ name, versions: [version] });
}
