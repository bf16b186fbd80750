import type { Fault } from "../scenario.ts";
import type { LabObject } from "../world.ts";
import { add } from "./objects.ts";

interface Kind {
  group: string;
  plural: string;
  kind: string;
  version?: string;
  scope?: "Namespaced" | "Cluster";
}

/** A kind more is served, as its operator's chart brings it, with these objects of it. */
export const brings = (kind: Kind, ...objects: readonly Omit<LabObject, "apiVersion" | "kind">[]): Fault =>
  add(
    definitionOf(kind),
    ...(objects.map((object) => ({
      ...object,
      apiVersion: `${kind.group}/${kind.version ?? "v1"}`,
      kind: kind.kind,
    })) as LabObject[]),
  );

/** A condition of a controller, at the generation of the object that it stands on. */
export const says = (type: string, status: "True" | "False" | "Unknown", reason: string, message: string): object => ({
  ...{ type, status, reason, message },
  lastTransitionTime: "2026-01-05T09:30:00Z",
});

function definitionOf({ group, plural, kind, version = "v1", scope = "Namespaced" }: Kind): LabObject {
  const names = { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` };
  const versions = [{ name: version, served: true, storage: true, subresources: { status: {} } }];
  return {
    ...{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names, conversion: { strategy: "None" }, versions },
    status: {
      ...{ acceptedNames: names, storedVersions: [version] },
      conditions: [
        says("NamesAccepted", "True", "NoConflicts", "no conflicts found"),
        says("Established", "True", "InitialNamesAccepted", "the initial names have been accepted"),
      ],
    },
  };
}
