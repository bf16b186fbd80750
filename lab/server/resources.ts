import type { LabObject, World } from "../world.ts";
import { BUILT_IN } from "./builtin.ts";
import { columnsOf } from "./table/custom.ts";
import type { CustomColumn } from "./table/custom.ts";

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

/** Everything that discovery lists for a world, in the order in which it does. */
export interface Catalogue {
  groups: Group[];
  resource(group: string, version: string, plural: string): Resource | undefined;
  /** What holds the objects of this kind: kinds are the same in every version. */
  holding(group: string, kind: string): boolean;
}

export function catalogueOf({ kubernetes: { objects } }: World): Catalogue {
  const groups = [...builtInGroups(), ...customGroups(objects), ...aggregatedGroups(objects)];
  const byPath = new Map<string, Resource>();
  const kinds = new Set<string>();
  for (const { versions } of groups) {
    for (const resource of versions.flatMap(({ resources }) => resources)) {
      byPath.set(`${resource.group}/${resource.version}/${resource.plural}`, resource);
      kinds.add(`${resource.group}/${resource.kind}`);
    }
  }
  return {
    groups,
    resource: (group, version, plural) => byPath.get(`${group}/${version}/${plural}`),
    holding: (group, kind) => kinds.has(`${group}/${kind}`),
  };
}

export const groupVersionOf = (group: string, version: string): string => (group ? `${group}/${version}` : version);

/** `pods`, `widgets.example.com`: how errors name a resource. */
export const qualified = ({ plural, group }: { plural: string; group: string }): string =>
  group ? `${plural}.${group}` : plural;

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

const EVERY_VERB = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
/** The order of a custom resource's verbs differs on the real server too. */
const CUSTOM_VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const STATUS_VERBS = ["get", "patch", "update"];

let builtIn: Group[] | undefined;

function builtInGroups(): Group[] {
  builtIn ??= Object.entries(BUILT_IN).reduce<Group[]>((groups, [groupVersion, lines]) => {
    const group = groupOf(groupVersion);
    const version = groupVersion.slice(group ? group.length + 1 : 0);
    const resources = lines
      .trim()
      .split("\n")
      .map((line) => builtInResource(group, version, line.trim()));
    addVersion(groups, group, { version, resources });
    return groups;
  }, []);
  return builtIn;
}

function addVersion(groups: Group[], name: string, version: Group["versions"][number]): void {
  const group = groups.find((it) => it.name === name);
  if (group) group.versions.push(version);
  else groups.push({ name, versions: [version] });
}

function builtInResource(group: string, version: string, line: string): Resource {
  const [plural = "", singular = "", kind = "", scope, verbs = "", ...rest] = line.split(" ");
  const options = rest.map((option) => option.split("=") as [string, string]);
  const listOf = (name: string) => options.find(([key]) => key === name)?.[1].split(",") ?? [];
  return {
    group,
    version,
    plural,
    singular,
    kind,
    namespaced: scope === "namespaced",
    verbs: verbs === "all" ? EVERY_VERB : verbs.split(","),
    shortNames: listOf("short"),
    categories: listOf("categories"),
    subresources: options.filter(([key]) => key !== "short" && key !== "categories").map(builtInSubresource),
  };
}

function builtInSubresource([name, value]: [string, string]): Subresource {
  const [path = "", verbs = ""] = value.split(":");
  const [kind = "", version = "", group = ""] = path.split("/").toReversed();
  return { name, group, version, kind, verbs: verbs.split(",") };
}

interface Definition {
  spec?: {
    group?: string;
    scope?: string;
    names?: { plural?: string; singular?: string; kind?: string; shortNames?: string[]; categories?: string[] };
    versions?: {
      name?: string;
      served?: boolean;
      subresources?: { status?: object; scale?: object } | null;
      additionalPrinterColumns?: CustomColumn[];
      selectableFields?: { jsonPath: string }[];
    }[];
  };
  status?: { conditions?: { type?: string; status?: string }[] };
}

/** A definition is served once it is Established, in the versions that it says are. */
function customGroups(objects: readonly LabObject[]): Group[] {
  const groups: Group[] = [];
  for (const object of objects) {
    if (object.kind !== "CustomResourceDefinition") continue;
    const { spec = {}, status } = object as Definition;
    if (!status?.conditions?.some((it) => it.type === "Established" && it.status === "True")) continue;
    for (const version of spec.versions ?? []) {
      if (version.served === false || !version.name || !spec.group) continue;
      const resource = customResource(spec, version, version.name, spec.group);
      const existing = groups
        .find(({ name }) => name === spec.group)
        ?.versions.find(({ version }) => version === resource.version);
      if (existing) existing.resources.push(resource);
      else addVersion(groups, spec.group, { version: version.name, resources: [resource] });
    }
  }
  for (const group of groups) {
    group.versions.sort((a, b) => byVersionPriority(a.version, b.version));
    for (const { resources } of group.versions) resources.sort((a, b) => (a.plural < b.plural ? -1 : 1));
  }
  return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
}

type DefinitionSpec = NonNullable<Definition["spec"]>;
type DefinitionVersion = NonNullable<DefinitionSpec["versions"]>[number];

function customResource(
  { names, scope }: DefinitionSpec,
  served: DefinitionVersion,
  version: string,
  group: string,
): Resource {
  const kind = names?.kind ?? "";
  const subresources: Subresource[] = [];
  if (served.subresources?.status) subresources.push({ name: "status", group, version, kind, verbs: STATUS_VERBS });
  if (served.subresources?.scale) {
    subresources.push({ name: "scale", group: "autoscaling", version: "v1", kind: "Scale", verbs: STATUS_VERBS });
  }
  return {
    group,
    version,
    kind,
    subresources,
    plural: names?.plural ?? "",
    singular: names?.singular ?? kind.toLowerCase(),
    namespaced: scope !== "Cluster",
    verbs: CUSTOM_VERBS,
    shortNames: names?.shortNames ?? [],
    categories: names?.categories ?? [],
    custom: {
      columns: columnsOf(served.additionalPrinterColumns),
      selectable: (served.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, "")),
    },
  };
}

const KNOWN_EXTENSIONS: Record<string, [plural: string, singular: string, kind: string, namespaced: boolean][]> = {
  "metrics.k8s.io/v1beta1": [
    ["nodes", "", "NodeMetrics", false],
    ["pods", "", "PodMetrics", true],
  ],
};

/**
 * What an APIService hands to another server. The lab knows the resource metrics; of other extension servers it holds
 * nothing, so that their groups are listed as stale and answer 503, as they do where the server behind them is gone.
 */
function aggregatedGroups(objects: readonly LabObject[]): Group[] {
  const groups: Group[] = [];
  const services = objects.filter(({ kind }) => kind === "APIService") as APIService[];
  for (const { spec, status } of services) {
    if (!spec?.service || !spec.group || !spec.version) continue;
    const known = KNOWN_EXTENSIONS[`${spec.group}/${spec.version}`];
    const unavailable = status?.conditions?.some((it) => it.type === "Available" && it.status !== "True") === true;
    const stale = unavailable || known === undefined;
    const resources = stale ? [] : extensionResources(spec.group, spec.version);
    addVersion(groups, spec.group, { version: spec.version, resources, ...(stale ? { stale } : {}) });
  }
  const listed = (group: string) => groups.some(({ name }) => name === group);
  if (!listed("metrics.k8s.io") && objects.some(({ apiVersion }) => apiVersion === "metrics.k8s.io/v1beta1")) {
    addVersion(groups, "metrics.k8s.io", {
      version: "v1beta1",
      resources: extensionResources("metrics.k8s.io", "v1beta1"),
    });
  }
  return groups;
}

type APIService = LabObject & {
  spec?: { group?: string; version?: string; service?: object | null };
  status?: { conditions?: { type?: string; status?: string }[] };
};

function extensionResources(group: string, version: string): Resource[] {
  return (KNOWN_EXTENSIONS[`${group}/${version}`] ?? []).map(([plural, singular, kind, namespaced]) => ({
    group,
    version,
    plural,
    singular,
    kind,
    namespaced,
    verbs: ["get", "list"],
    shortNames: [],
    categories: [],
    subresources: [],
    aggregated: true,
  }));
}

/** v2 before v1 before v1beta2 before v1beta1 before v1alpha1, then others by name (k8s.io/apimachinery/pkg/version). */
function byVersionPriority(a: string, b: string): number {
  const [ofA, ofB] = [priorityOf(a), priorityOf(b)];
  for (const [index, value] of ofA.entries()) {
    if (value !== ofB[index]) return (ofB[index] ?? 0) - value;
  }
  return a < b ? -1 : 1;
}

function priorityOf(version: string): number[] {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  if (major === undefined) return [-1, 0, 0];
  return [stage === undefined ? 2 : stage === "beta" ? 1 : 0, Number(major), Number(minor ?? 0)];
}
