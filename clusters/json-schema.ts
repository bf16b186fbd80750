import { z } from "zod";
import { profileSchema } from "./profile.ts";

/** A JSON Schema node, as far as it is walked here. */
export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  anyOf?: JsonSchema[];
  $defs?: Record<string, JsonSchema>;
}

/**
 * What an editor completes from: the profile as it is written (durations as text, defaults optional), not as rows see
 * it. Committed as `clusters/profile.schema.json`; `json-schema.test.ts` keeps that file current.
 */
export function profileJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(profileSchema, { io: "input", target: "draft-2020-12" }) as JsonSchema;
  return {
    $schema,
    title: "assay cluster profile",
    description: "What one cluster is meant to be. What is left out makes rows not applicable, never quietly passing.",
    ...schema,
  };
}

/** Every schema that may describe what stands at the path: several below a union. */
export function schemasAt(root: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  return path.reduce<JsonSchema[]>(
    (schemas, step) => schemas.flatMap((schema) => inner(schema, step)).flatMap((schema) => alternatives(root, schema)),
    alternatives(root, root),
  );
}

function inner(schema: JsonSchema, step: PropertyKey): JsonSchema[] {
  if (typeof step === "number") return schema.items ? [schema.items] : [];
  const property = schema.properties?.[String(step)];
  if (property) return [property];
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

function alternatives(root: JsonSchema, schema: JsonSchema): JsonSchema[] {
  const target = schema.$ref?.startsWith("#/$defs/") ? root.$defs?.[schema.$ref.slice("#/$defs/".length)] : undefined;
  return [schema, ...(target ? [target] : []), ...(schema.anyOf ?? [])].flatMap((found) =>
    found === schema ? [found] : alternatives(root, found),
  );
}
