import { isRecord, isUnresolved, textAt, type Path } from "../yaml/documents.ts";

const KEY = "k8s.v1.cni.cncf.io/networks";

/**
 * The networks that Multus adds to pods, by the annotation within an object: JSON, or `namespace/name@interface` with commas.
 * https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/docs/quickstart.md
 */
export function networksIn(value: unknown, path: Path = []): { name: string; namespace?: string; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => networksIn(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = [...path, key];
    if (key !== KEY) return networksIn(item, inner);
    if (typeof item !== "string" || isUnresolved(item)) return [];
    return named(item).map((one) => ({ ...one, path: inner }));
  });
}

function named(text: string): { name: string; namespace?: string }[] {
  if (!text.trim().startsWith("["))
    return text.split(",").flatMap((one) => {
      const [, namespace, name] = /^\s*(?:([^/@\s]+)\/)?([^/@\s]+)/.exec(one) ?? [];
      return name === undefined ? [] : [{ name, ...(namespace !== undefined && { namespace }) }];
    });
  try {
    const items: unknown = JSON.parse(text);
    return (Array.isArray(items) ? items : []).flatMap((one) => {
      const name = textAt(one, "name");
      const namespace = textAt(one, "namespace");
      return name === undefined ? [] : [{ name, ...(namespace !== undefined && { namespace }) }];
    });
  } catch {
    // what does not parse is for Multus to refuse
    return [];
  }
}
