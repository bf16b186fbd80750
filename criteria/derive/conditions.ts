import { conditionOf, inWords } from "../../observations/kubernetes.ts";
import type { Condition, CustomResource } from "../../observations/objects.ts";

/** What a condition lacks of `status`; kinds that write the condition's generation are held to the current one. */
export function conditionLacks(object: CustomResource, type: string, status = "True"): string | undefined {
  return lacks(conditionOf(object, type), type, object.metadata?.generation, status);
}

/** The same for conditions below the top level, of a listener or a parent, with their object's generation. */
export function lacks(
  condition: Condition | undefined,
  type: string,
  generation: number | undefined,
  status = "True",
): string | undefined {
  if (condition?.status !== status) return inWords(condition, type);
  const { observedGeneration: observed } = condition;
  if (observed === undefined || generation === undefined || observed === generation) return undefined;
  return `${inWords(condition, type)} for generation ${observed}, and the spec is at ${generation}`;
}

/** The same for kinds whose status says its generation as a whole. */
export function statusIsOld({ metadata, status }: CustomResource): string | undefined {
  const { generation } = metadata ?? {};
  const observed = status?.observedGeneration;
  if (observed === undefined || generation === undefined || observed === generation) return undefined;
  return `its status is of generation ${observed}, and the spec is at ${generation}`;
}
