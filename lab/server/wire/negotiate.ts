import type { IncludeObject } from "../table/table.ts";

/** The form of an answer that a request asks for. */
export type Form =
  | { as: "object" }
  | { as: "yaml" }
  | { as: "metadata"; apiVersion: string }
  | { as: "table"; apiVersion: string };

export interface DiscoveryForm {
  /** `undefined`: the lists of old. */
  version?: "v2" | "v2beta1";
}

interface MediaType {
  type: string;
  parameters: Record<string, string>;
}

/** `undefined`: none of what is accepted can be had. Protobuf cannot; who accepts it accepts JSON too. */
export function formOf(accept: string | undefined, list: boolean): Form | undefined {
  for (const { type, parameters } of mediaTypes(accept)) {
    const { as, g: group, v: version = "v1" } = parameters;
    if (type === "application/yaml" && as === undefined) return { as: "yaml" };
    if (!isJson(type)) continue;
    if (as === undefined) return { as: "object" };
    if (group !== "meta.k8s.io" || !(version === "v1" || version === "v1beta1")) continue;
    const apiVersion = `${group}/${version}`;
    if (as === "Table") return { as: "table", apiVersion };
    if (as === (list ? "PartialObjectMetadataList" : "PartialObjectMetadata")) return { as: "metadata", apiVersion };
  }
  return undefined;
}

export function discoveryFormOf(accept: string | undefined): DiscoveryForm | undefined {
  for (const { type, parameters } of mediaTypes(accept)) {
    const { as, g: group, v: version } = parameters;
    if (!isJson(type)) continue;
    if (as === undefined) return {};
    if (as !== "APIGroupDiscoveryList" || group !== "apidiscovery.k8s.io") continue;
    if (version === "v2" || version === "v2beta1") return { version };
  }
  return undefined;
}

export function includeObjectOf(query: URLSearchParams): IncludeObject {
  const given = query.get("includeObject");
  return given === "None" || given === "Object" ? given : "Metadata";
}

const isJson = (type: string): boolean =>
  type === "application/json" || type === "application/*" || type === "*/*" || type === "*";

function mediaTypes(accept: string | undefined): MediaType[] {
  const types = (accept?.trim() || "*/*").split(",").map((clause) => {
    const [type = "", ...rest] = clause.split(";").map((part) => part.trim());
    const parameters = Object.fromEntries(rest.map((part) => part.split("=", 2) as [string, string]));
    return { type: type.toLowerCase(), parameters };
  });
  return types.sort((a, b) => Number(b.parameters["q"] ?? 1) - Number(a.parameters["q"] ?? 1));
}
