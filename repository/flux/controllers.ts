import type { RepositoryFinding } from "../finding.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { Repository } from "../model.ts";
import { at, get, isUnresolved, texts, type Path } from "../yaml/documents.ts";
import type { FluxSync } from "./sync.ts";

/**
 * Controllers that a FluxInstance leaves out though what Flux applies needs their kinds: the CRDs come with the controller.
 * Without `components` all but the image controllers are installed. https://fluxoperator.dev/docs/crd/fluxinstance/#components-configuration
 */
export function missingControllers({ tree }: Pick<Repository, "tree">, sync: FluxSync): RepositoryFinding[] {
  const path = COMPONENTS[sync.by];
  const written = path && get(sync.document.value, ...path);
  const listed = texts(written);
  if (!path || !Array.isArray(written) || listed.length === 0 || listed.some(isUnresolved)) return [];
  return CONTROLLERS.flatMap(({ controller, group }): RepositoryFinding[] => {
    if (listed.includes(controller)) return [];
    const asking = tree.objects.filter(({ object }) => groupOf(object.apiVersion) === group);
    const [first] = asking;
    if (!first) return [];
    const { kind, namespace, name } = first.object;
    return [
      {
        subject: `file/${sync.document.file}`,
        expected: `${controller} among its components`,
        actual: `it is not there, and ${kind} ${namespace === undefined ? "" : `${namespace}/`}${name} needs it${asking.length === 1 ? "" : `, and ${asking.length - 1} more`}`,
        where: at(sync.document, path),
        because: "The cluster has no such kind: what applies it fails, and nothing applied with it comes.",
        mend: `Add ${controller}, or leave components out.`,
      },
    ];
  });
}

const COMPONENTS: Partial<Record<FluxSync["by"], Path>> = {
  FluxInstance: ["spec", "components"],
  HelmRelease: ["spec", "values", "instance", "components"],
  values: ["instance", "components"],
};

const CONTROLLERS = [
  { controller: "source-controller", group: "source.toolkit.fluxcd.io" },
  { controller: "kustomize-controller", group: "kustomize.toolkit.fluxcd.io" },
  { controller: "helm-controller", group: "helm.toolkit.fluxcd.io" },
  { controller: "notification-controller", group: "notification.toolkit.fluxcd.io" },
];
