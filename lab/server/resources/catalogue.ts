import type { World } from "../../world.ts";
import { BUILT_IN } from "./builtin.ts";
import { aggregatedGroups, customGroups } from "./extensions.ts";
import { addVersion, groupOf } from "./resources.ts";
import type { Group, Resource, Subresource } from "./resources.ts";

/** Everything that discovery lists for a world, in the order in which it does. */
export interface Catalogue {
  groups: Group[];
  resource(group: string, version: string, plural: string): Resource | undefined;
}

export function catalogueOf({ kubernetes: { objects } }: World): Catalogue {
  const groups = [...builtInGroups(), ...customGroups(objects), ...aggregatedGroups(objects)];
  const byPath = new Map<string, Resource>();
  for (const { versions } of groups) {
    for (const resource of versions.flatMap(({ resources }) => resources)) {
      byPath.set(`${resource.group}/${resource.version}/${resource.plural}`, resource);
    }
  }
  return {
    groups,
    resource: (group, version, plural) => byPath.get(`${group}/${version}/${plural}`),
  };
}

const EVERY_VERB = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
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
