import { conditionOf } from "../../observations/conditions.ts";
import type { CustomResourceDefinition } from "../../observations/objects.ts";

/** A required CRD as the profile writes it: a name, or a name with the version that is used. */
export const required = (entry: string | { name: string; version: string }): { name: string; version?: string } =>
  typeof entry === "string" ? { name: entry } : entry;

/** Whether a CRD's name is the one given, or lies in the group of `*.group`. */
export const namedBy = (pattern: string, name: string): boolean =>
  pattern.startsWith("*.") ? name.endsWith(pattern.slice(1)) : name === pattern;

/** When the API began to serve it. The transition may lie a second behind the truth: API times have whole seconds. */
export const establishedAt = (crd: CustomResourceDefinition): string | undefined => {
  const established = conditionOf(crd, "Established");
  return established?.status === "True" ? established.lastTransitionTime : undefined;
};
