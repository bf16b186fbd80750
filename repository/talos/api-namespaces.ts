import type { RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";
import { isNear } from "../references/near.ts";
import { at, get, isUnresolved, list, record } from "../yaml/documents.ts";

const PATH = ["machine", "features", "kubernetesTalosAPIAccess", "allowedKubernetesNamespaces"];

/**
 * Namespaces whose pods Talos lets into its API and that nothing makes, where one of nearly that name is made: what runs
 * in it gets no credentials. https://docs.siderolabs.com/talos/v1.12/reference/configuration/v1alpha1/config#kubernetesTalosAPIAccess
 */
export function strangeApiNamespaces({ talos, tree }: Pick<Repository, "talos" | "tree">): RepositoryNotice[] {
  const made = tree.objects.flatMap(({ object }) => (object.kind === "Namespace" ? [object.name] : []));
  if (made.some(isUnresolved)) return [];
  return talos.flatMap(({ value, document, path }) =>
    list(get(record(value), ...PATH)).flatMap((name, index): RepositoryNotice[] => {
      if (typeof name !== "string" || isUnresolved(name) || made.includes(name)) return [];
      const near = made.find((one) => isNear(one, name));
      if (near === undefined) return [];
      return [
        {
          severity: "warning",
          subject: `namespace/${name}`,
          expected: `a Namespace ${name}, which Talos lets into its API`,
          actual: `nothing makes it; there is ${near}`,
          where: at(document, [...path, ...PATH, index]),
          because: "What asks Talos from the other namespace is refused.",
          mend: `Write ${near}.`,
        },
      ];
    }),
  );
}
