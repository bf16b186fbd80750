import type { Where, YamlDocument } from "../../observations/checkout.ts";
import { isUnresolved, record, textAt } from "../yaml/documents.ts";
import type { BuildFault } from "./build.ts";

/**
 * kustomize refuses a folder below `components` that is no Component, and a Component below `resources`: "expected kind
 * 'Component' for path …". https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/target/kusttarget.go
 */
export function kindFaults(
  document: YamlDocument | undefined,
  where: Where,
  as: "component" | "resource",
): BuildFault[] {
  if (!document || document.value === undefined || document.conditional) return [];
  const kind = textAt(document.value, "kind") ?? "Kustomization";
  if ((kind === "Component") === (as === "component") || isUnresolved(kind)) return [];
  const [expected, actual] =
    as === "component"
      ? [`kind: Component in ${document.file}, which components name`, `kind: ${kind}`]
      : [
          `kind: Kustomization in ${document.file}, which resources name`,
          "kind: Component, which belongs to components",
        ];
  return [{ kind: "invalid", where, expected, actual }];
}

/** Nothing but apiVersion and kind: kustomize refuses it; `resources: []` it takes. */
export const isEmpty = (value: unknown): boolean =>
  Object.entries(record(value)).every(
    ([key, item]) => ["apiVersion", "kind", "metadata"].includes(key) || item === null,
  );
