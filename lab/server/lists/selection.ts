import type { LabObject } from "../../world.ts";
import { parseFieldSelector } from "./fields.ts";
import type { ResourceTarget } from "../wire/path.ts";
import type { Resource } from "../resources/resources.ts";
import { parseLabelSelector, SelectorError } from "./selectors.ts";
import { badRequest } from "../wire/status.ts";
import type { WholeAnswer } from "../wire/status.ts";

export interface Selection {
  /** Namespace, labels and fields. */
  matches: (object: LabObject) => boolean;
  /** Whether labels or fields select. */
  selective: boolean;
  /** The one name that the fields allow. */
  name: string | undefined;
}

/** The namespace and the selectors of a list or watch; a WholeAnswer says what is wrong with them. */
export function selectionOf(
  resource: Resource,
  target: ResourceTarget,
  query: URLSearchParams,
): Selection | WholeAnswer {
  try {
    const labelText = query.get("labelSelector") ?? "";
    const fieldText = query.get("fieldSelector") ?? "";
    const byLabels = labelText === "" ? undefined : parseLabelSelector(labelText);
    const byFields = fieldText === "" ? undefined : parseFieldSelector(fieldText, resource);
    const namespace = resource.namespaced ? target.namespace : undefined;
    return {
      matches: (object) =>
        (namespace === undefined || object.metadata.namespace === namespace) &&
        (byLabels === undefined || byLabels(labelsOf(object))) &&
        (byFields === undefined || byFields.matches(object)),
      selective: byLabels !== undefined || byFields !== undefined,
      name: byFields?.name,
    };
  } catch (error) {
    if (error instanceof SelectorError) return badRequest(error.message);
    throw error;
  }
}

const labelsOf = ({ metadata }: LabObject): Record<string, string> =>
  (metadata as { labels?: Record<string, string> | null }).labels ?? {};
