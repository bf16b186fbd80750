import { expressionOf } from "../yaml/expressions.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import { get, isRecord, list, record, textAt } from "../yaml/documents.ts";

/** One patch of a kustomization or a Flux Kustomization: what it says, already parsed, and whom it means. */
export interface Patch {
  /** A strategic merge patch (a map) or a JSON patch (a list of operations). */
  content: unknown;
  target?: unknown;
  /** `allowNameChange` and `allowKindChange`. */
  options?: unknown;
}

/** Whether a patch means an object: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/ */
export function targets({ content, target }: Patch, object: unknown): boolean {
  if (isRecord(target)) return selects(target, object);
  // without a target, a merge patch names its own
  if (!isRecord(content)) return false;
  return (
    textAt(content, "kind") === textAt(object, "kind") &&
    groupOf(textAt(content, "apiVersion") ?? "") === groupOf(textAt(object, "apiVersion") ?? "") &&
    textAt(content, "metadata", "name") === textAt(object, "metadata", "name") &&
    [undefined, textAt(object, "metadata", "namespace")].includes(textAt(content, "metadata", "namespace"))
  );
}

/** Kustomize's selectors: regular expressions that must match the whole. */
function selects(target: Record<string, unknown>, object: unknown): boolean {
  const apiVersion = textAt(object, "apiVersion") ?? "";
  const matches = (key: string, actual: string | undefined): boolean => {
    const pattern = textAt(target, key);
    return pattern === undefined || wholly(pattern, actual ?? "");
  };
  return (
    matches("kind", textAt(object, "kind")) &&
    matches("group", groupOf(apiVersion)) &&
    matches("version", apiVersion.split("/").at(-1)) &&
    matches("name", textAt(object, "metadata", "name")) &&
    matches("namespace", textAt(object, "metadata", "namespace")) &&
    labelled(textAt(target, "labelSelector"), record(get(object, "metadata", "labels"))) &&
    labelled(textAt(target, "annotationSelector"), record(get(object, "metadata", "annotations")))
  );
}

function wholly(pattern: string, actual: string): boolean {
  return expressionOf(`^(?:${pattern})$`)?.test(actual) ?? pattern === actual;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
function labelled(selector: string | undefined, labels: Record<string, unknown>): boolean {
  if (selector === undefined) return true;
  return selector.split(/,(?![^(]*\))/).every((part) => {
    const [, key = "", operator, values = ""] =
      /^\s*!?([^\s!=]+?)\s*(?:(==?|!=|\s+in\s+|\s+notin\s+)\s*(.*?))?\s*$/.exec(part) ?? [];
    const actual = labels[key];
    const among = values
      .replace(/^\(|\)$/g, "")
      .split(",")
      .map((value) => value.trim());
    if (operator === undefined) return part.trim().startsWith("!") ? actual === undefined : actual !== undefined;
    const has = typeof actual === "string" && among.includes(actual);
    return /^!=|notin/.test(operator.trim()) ? !has : has;
  });
}

/** The object with the patch applied; the object itself where nothing of it changes. */
export function patched(object: unknown, { content, options }: Patch): unknown {
  if (Array.isArray(content)) return content.reduce<unknown>(operate, object);
  if (!isRecord(content)) return object;
  if (content["$patch"] === "delete") return undefined;
  const { apiVersion: _, kind, ...rest } = content;
  const { name, namespace: __, ...metadata } = record(rest["metadata"]);
  // what an object is and is called stays, since the target chose it, or this very name; unless the patch may change it:
  // https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/patch.go
  if (get(options, "allowNameChange") === true && name !== undefined) metadata["name"] = name;
  const renamed = get(options, "allowKindChange") === true && kind !== undefined ? { kind } : {};
  const change = { ...rest, ...renamed, ...(rest["metadata"] !== undefined && { metadata }) };
  return merged(object, change, isBuiltIn(textAt(object, "apiVersion") ?? ""));
}

/** Of these kinds kustomize knows by which field the items of a list merge. */
const isBuiltIn = (apiVersion: string): boolean =>
  /^(?:apps|batch|autoscaling|policy|extensions)?$|^(?!gateway\.networking|snapshot\.storage).+\.k8s\.io$/.test(
    groupOf(apiVersion),
  );

/** Strategic merge: maps merge, null deletes, lists of things with names merge `byName`, other lists are replaced. */
function merged(base: unknown, change: unknown, byName: boolean): unknown {
  if (Array.isArray(change)) return byName ? mergedLists(list(base), change) : change;
  if (!isRecord(change)) return change;
  if (change["$patch"] === "replace") {
    const { $patch: _, ...rest } = change;
    return rest;
  }
  const result = { ...record(base) };
  for (const [key, value] of Object.entries(change)) {
    if (value === null || (isRecord(value) && value["$patch"] === "delete")) delete result[key];
    else result[key] = merged(result[key], value, byName);
  }
  return result;
}

/** Only Kubernetes' own containers, volumes and env merge by name; custom resources' lists are replaced. */
function mergedLists(base: readonly unknown[], change: readonly unknown[]): unknown[] {
  const named = (item: unknown): boolean => isRecord(item) && typeof item["name"] === "string" && !("kind" in item);
  if (base.length === 0 || ![...base, ...change].every(named)) return [...change];
  const nameOf = (item: unknown): string | undefined => textAt(item, "name");
  const kept = base.map((item) => {
    const other = change.find((one) => nameOf(one) === nameOf(item));
    return other === undefined ? item : merged(item, other, true);
  });
  return [...kept, ...change.filter((item) => !base.some((one) => nameOf(one) === nameOf(item)))].filter(
    (item) => record(item)["$patch"] !== "delete",
  );
}

/** RFC 6902, as far as manifests are patched with it: add, replace and remove. */
function operate(object: unknown, operation: unknown): unknown {
  const path = textAt(operation, "path") ?? "";
  const parts = path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (parts.length === 0) return object;
  return put(object, parts, textAt(operation, "op") ?? "", get(operation, "value"));
}

function put(value: unknown, [part = "", ...rest]: readonly string[], op: string, content: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = [...(value as unknown[])];
    const index = part === "-" ? items.length : Number(part);
    if (rest.length > 0) items[index] = put(items[index], rest, op, content);
    else if (op === "remove") items.splice(index, 1);
    else if (op === "add") items.splice(index, 0, content);
    else if (op === "replace") items[index] = content;
    return items;
  }
  const result = { ...record(value) };
  if (rest.length > 0) result[part] = put(result[part], rest, op, content);
  else if (op === "remove") delete result[part];
  else if (op === "add" || op === "replace") result[part] = content;
  return result;
}
