import { z } from "zod";
import { openProfileSchema } from "./profile.ts";

/** A JSON Schema node, as far as it is walked here. */
export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  anyOf?: JsonSchema[];
  $defs?: Record<string, JsonSchema>;
}

/** The profile as it is written (durations as text, defaults optional), not as checks see it. */
export const profileJsonSchema = (): JsonSchema => toJsonSchema();

/**
 * The same for editors, committed as `clusters/profile.schema.json`: what they show of a key is its description, which
 * therefore ends with the default. `json-schema.test.ts` keeps that file current.
 */
export const editorSchema = (): JsonSchema => toJsonSchema(sayDefault);

function toJsonSchema(override?: (context: { jsonSchema: JsonSchema }) => void): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(openProfileSchema, {
    io: "input",
    target: "draft-2020-12",
    ...(override && { override: override as never }),
  }) as JsonSchema;
  return {
    $schema,
    title: "assay cluster profile",
    description:
      "What one cluster is meant to be. What is left out makes checks not applicable, never quietly passing.",
    ...schema,
  };
}

function sayDefault({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  const said = defaultInWords(jsonSchema);
  if (said !== undefined) jsonSchema.description = `${jsonSchema.description ?? ""} Default: ${said}.`.trimStart();
}

/** A default as it would be written in a profile; `undefined` where there is none, or an empty list or map. */
export function defaultInWords({ default: value }: JsonSchema): string | undefined {
  if (Array.isArray(value)) return value.length > 0 ? `[${value.map(String).join(", ")}]` : undefined;
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
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
