import type { LabObject } from "../../world.ts";
import { addVersion } from "./resources.ts";
import type { Group, Resource, Subresource } from "./resources.ts";
import { columnsOf } from "../table/custom.ts";
import type { CustomColumn } from "../table/custom.ts";

/** A definition is served once it is Established, in the versions that it says are. */
export function customGroups(objects: readonly LabObject[]): Group[] {
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
export function aggregatedGroups(objects: readonly LabObject[]): Group[] {
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

/** The order of a custom resource's verbs differs on the real server too. */
const CUSTOM_VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const STATUS_VERBS = ["get", "patch", "update"];
