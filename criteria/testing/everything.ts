import type { Everything, ServedKind, ServedObject } from "../../observations/everything.ts";

/** `v1/Secret nessie/db`, `apps/v1/Deployment apps/web`, `rbac.authorization.k8s.io/v1/ClusterRole reader`: objects by name. */
export function everythingOf(lines: readonly string[], kinds: readonly Partial<ServedKind>[] = []): Everything {
  const objects = lines.map((line): ServedObject => {
    const [type = "", place = ""] = line.split(" ");
    const parts = type.split("/");
    const [namespace, name] = place.includes("/") ? place.split("/") : [undefined, place];
    return {
      apiVersion: parts.slice(0, -1).join("/"),
      kind: parts.at(-1) ?? "",
      metadata: { ...(name && { name }), ...(namespace && { namespace }) },
    };
  });
  const served = new Map<string, ServedKind>();
  for (const { apiVersion, kind, metadata } of objects) {
    const [version = "", group = ""] = apiVersion.split("/").toReversed();
    const known = served.get(`${group}/${kind}`);
    if (known) known.count = (known.count ?? 0) + 1;
    else
      served.set(`${group}/${kind}`, {
        ...{ group, version, kind, resource: `${kind.toLowerCase()}s` },
        ...{ namespaced: metadata.namespace !== undefined, count: 1 },
      });
  }
  const more = kinds.map((kind) => ({ group: "", version: "v1", resource: "", kind: "", namespaced: true, ...kind }));
  return { kinds: [...served.values(), ...more], objects, undiscovered: [] };
}
