import { BUILT_IN } from "../server/resources/builtin.ts";
import type { LabObject } from "../world.ts";
import { condition, type Builder } from "./builder.ts";

/** The API server registers what it serves itself, at its start, and each version of a CRD once that is established. */
export function addLocalApis(b: Builder): void {
  const crds = b.objects.filter(({ kind }) => kind === "CustomResourceDefinition") as Crd[];
  const versions = new Map<string, string>(Object.keys(BUILT_IN).map((name) => [name, b.at(b.times.api)]));
  for (const { spec, metadata } of crds)
    for (const { name } of spec.versions) {
      const version = `${spec.group}/${name}`;
      if (!versions.has(version)) versions.set(version, metadata.creationTimestamp);
    }
  for (const [name, at] of versions) {
    const [group = "", version] = name.includes("/") ? name.split("/") : ["", name];
    const isCustom = !(name in BUILT_IN);
    b.add({
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: {
        name: `${version}.${group}`,
        creationTimestamp: at,
        labels: { "kube-aggregator.kubernetes.io/automanaged": isCustom ? "true" : "onstart" },
      },
      spec: {
        ...(group !== "" && { group }),
        version,
        groupPriorityMinimum: isCustom ? 1000 : 17_800,
        versionPriority: isCustom ? 100 : 15,
      },
      status: { conditions: [condition("Available", "True", "Local", at, "Local APIServices are always available")] },
    });
  }
}

type Crd = LabObject & {
  metadata: { creationTimestamp: string };
  spec: { group: string; versions: { name: string }[] };
};
