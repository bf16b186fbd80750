import type { Where } from "../../observations/checkout.ts";
import { at, get, list, textAt } from "../yaml/documents.ts";
import type { FluxKustomization } from "./kustomizations.ts";

/**
 * One entry of a Kustomization's `healthChecks`.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#health-checks
 */
export interface HealthCheck {
  apiVersion: string;
  kind: string;
  name: string;
  /** "" where it has none. */
  namespace: string;
  where: Where;
}

export const healthChecksOf = ({ object }: FluxKustomization): HealthCheck[] =>
  list(get(object?.value, "spec", "healthChecks")).flatMap((item, index) =>
    object
      ? [
          {
            apiVersion: textAt(item, "apiVersion") ?? "",
            kind: textAt(item, "kind") ?? "",
            name: textAt(item, "name") ?? "",
            namespace: textAt(item, "namespace") ?? "",
            where: at(object.document, ["spec", "healthChecks", index]),
          },
        ]
      : [],
  );
