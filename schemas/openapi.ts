import type { Shape } from "./shape.ts";

/**
 * The shape of a CRD's `openAPIV3Schema`. What it preserves without knowing it (`x-kubernetes-preserve-unknown-fields`)
 * may hold anything. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function shapeOfSchema(schema: unknown): Shape {
  if (!isRecord(schema) || schema["x-kubernetes-preserve-unknown-fields"] === true) return "any";
  if (schema["x-kubernetes-int-or-string"] === true) return "scalar";
  if (schema["x-kubernetes-embedded-resource"] === true) return "any";
  const { type, properties, additionalProperties, items } = schema;
  if (type === "array") return { is: "list", of: shapeOfSchema(items) };
  if (type === "integer" || type === "number") return "number";
  if (type === "string" || type === "boolean") return type;
  if (type !== "object") return "any";
  if (isRecord(properties)) return { is: "object", fields: fieldsOf(properties) };
  // an object that says nothing of its fields keeps none: metadata within a template is the usual one, and is not judged
  return isRecord(additionalProperties) ? { is: "map", of: shapeOfSchema(additionalProperties) } : "any";
}

/** The shape of a whole object of a CRD's version: `metadata` is the API server's own, the status is nobody's to judge. */
export function shapeOfVersion(schema: unknown, metadata: Shape): Shape {
  const shape = shapeOfSchema(schema);
  if (typeof shape === "string" || shape.is !== "object") return "any";
  const own = new Map<string, Shape>([...shape.fields, ["apiVersion", "string"], ["kind", "string"]]);
  own.set("metadata", metadata);
  if (own.has("status")) own.set("status", "any");
  return { is: "object", fields: own };
}

const fieldsOf = (properties: Record<string, unknown>): ReadonlyMap<string, Shape> =>
  new Map(Object.entries(properties).map(([name, schema]) => [name, shapeOfSchema(schema)]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
