import type { YamlDocument } from "../../observations/checkout.ts";
import { get, list, record, textAt } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { BuiltObject } from "./build.ts";

/** An object by its own words. */
export function identityOf(value: Record<string, unknown>, document: YamlDocument): BuiltObject {
  const namespace = textAt(value, "metadata", "namespace");
  return {
    apiVersion: textAt(value, "apiVersion") ?? "",
    kind: textAt(value, "kind") ?? "",
    name: textAt(value, "metadata", "name") ?? "",
    ...(namespace !== undefined && { namespace }),
    value,
    document,
  };
}

/** Kinds without a namespace, of Kubernetes itself and of what these repositories install. */
const CLUSTER_SCOPED = new Set([
  "Namespace",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleBinding",
  "StorageClass",
  "PersistentVolume",
  "VolumeSnapshotClass",
  "PriorityClass",
  "RuntimeClass",
  "IngressClass",
  "GatewayClass",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "CSIDriver",
  "Node",
  "ClusterIssuer",
  "ClusterSecretStore",
  "ClusterExternalSecret",
  "CiliumClusterwideNetworkPolicy",
  "CiliumLoadBalancerIPPool",
  "CiliumL2AnnouncementPolicy",
  "CiliumBGPPeeringPolicy",
  "CiliumBGPClusterConfig",
  "CiliumBGPPeerConfig",
  "CiliumBGPAdvertisement",
]);

export const isClusterScoped = (kind: string): boolean => CLUSTER_SCOPED.has(kind);

/**
 * Kustomize's `namespace:`, which overrides what is there, and names a Namespace itself:
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/konfig/builtinpluginconsts/namespace.go
 */
export function withNamespace(object: BuiltObject, namespace: string): BuiltObject {
  if (object.kind === "Namespace") {
    const metadata = { ...record(object.value["metadata"]), name: namespace };
    return { ...object, name: namespace, value: { ...object.value, metadata } };
  }
  if (isClusterScoped(object.kind)) return object;
  const metadata = { ...record(object.value["metadata"]), namespace };
  return { ...object, namespace, value: { ...object.value, metadata } };
}

/**
 * What a list of NamespaceTransformers does to an object, one after the other; `undefined` where another kind is among
 * them. https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_namespacetransformer_
 */
export function namespacesBy(
  transformers: readonly BuiltObject[] | undefined,
): ((object: BuiltObject) => BuiltObject)[] | undefined {
  if (!transformers?.every(({ kind, namespace }) => kind === "NamespaceTransformer" && namespace !== undefined))
    return undefined;
  return transformers.map(({ namespace = "", value }) => {
    const unsetOnly = get(value, "unsetOnly") === true;
    return (object) =>
      withFields(
        unsetOnly && object.namespace !== undefined ? object : withNamespace(object, namespace),
        value,
        namespace,
      );
  });
}

/** Further fields that take the namespace: `fieldSpecs`. */
function withFields(object: BuiltObject, transformer: unknown, namespace: string): BuiltObject {
  return list(get(transformer, "fieldSpecs")).reduce<BuiltObject>((one, spec) => {
    const path = (textAt(spec, "path") ?? "").split("/").filter(Boolean);
    const meant = (key: "kind" | "group", actual: string): boolean => (textAt(spec, key) ?? actual) === actual;
    const isOurs = meant("kind", one.kind) && meant("group", groupOf(one.apiVersion));
    const exists = get(one.value, ...path) !== undefined || get(spec, "create") === true;
    if (!isOurs || !exists || path.length === 0 || path[0] === "metadata") return one;
    return { ...one, value: record(put(one.value, path, namespace)) };
  }, object);
}

const put = (value: unknown, [first = "", ...rest]: readonly string[], text: string): unknown => ({
  ...record(value),
  [first]: rest.length === 0 ? text : put(record(value)[first], rest, text),
});

export function withNames(object: BuiltObject, prefix = "", suffix = ""): BuiltObject {
  if ((prefix === "" && suffix === "") || ["Namespace", "CustomResourceDefinition"].includes(object.kind))
    return object;
  const name = `${prefix}${object.name}${suffix}`;
  return { ...object, name, value: { ...object.value, metadata: { ...record(object.value["metadata"]), name } } };
}

export function withLabels(
  object: BuiltObject,
  labels: Record<string, unknown>,
  annotations: Record<string, unknown>,
): BuiltObject {
  if (Object.keys(labels).length === 0 && Object.keys(annotations).length === 0) return object;
  const metadata = {
    ...record(object.value["metadata"]),
    labels: { ...record(get(object.value, "metadata", "labels")), ...labels },
    annotations: { ...record(get(object.value, "metadata", "annotations")), ...annotations },
  };
  return { ...object, value: { ...object.value, metadata } };
}
