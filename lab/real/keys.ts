import { groupOf, type Resource } from "../server/resources/resources.ts";
import type { LabObject } from "../world.ts";

/**
 * Where kube-apiserver keeps an object in etcd: `/registry/<resource>/<namespace>/<name>`, with the names of old for
 * some (kubernetes/pkg/registry/core/rest/storage_core.go, pkg/kubeapiserver/default_storage_factory_builder.go), and
 * under their group what the two servers inside it keep: custom resources (what extension servers would answer is held
 * as such), their definitions and APIServices.
 */
export function keyFor({ group, plural, custom, aggregated }: Resource, { apiVersion, metadata }: LabObject): string {
  const { namespace, name } = metadata;
  const own = custom !== undefined || aggregated || OF_A_SERVER_INSIDE.has(groupOf(apiVersion));
  const place = own ? `${group}/${plural}` : (OF_OLD[plural] ?? plural);
  return ["/registry", place, ...(namespace === undefined ? [] : [namespace]), name].join("/");
}

const OF_A_SERVER_INSIDE = new Set(["apiextensions.k8s.io", "apiregistration.k8s.io"]);

const OF_OLD: Record<string, string> = {
  nodes: "minions",
  services: "services/specs",
  endpoints: "services/endpoints",
  replicationcontrollers: "controllers",
  ingresses: "ingress",
};
