import type { KubernetesObject, Pod } from "../../criteria/objects.ts";
import type { Looking } from "./source.ts";

/** One pod's own answer on a port, through the API's pod proxy. A refusal there is the proxy's, and need not be RBAC's. */
export async function askPod(
  { api }: Looking,
  pod: Pod,
  port: number,
  path: string,
): Promise<{ ok: boolean; detail: string; body: string }> {
  const { namespace = "", name = "" } = pod.metadata ?? {};
  const { status, body } = await api.text(`/api/v1/namespaces/${namespace}/pods/${name}:${port}/proxy/${path}`);
  return { ok: status === 200, detail: `${status} ${body.replace(/\s+/g, " ").trim().slice(0, 200)}`.trim(), body };
}

export async function podsOf({ api }: Looking, namespace: string, labelSelector: string): Promise<Pod[]> {
  const pods = (await api.list({ group: "", resource: "pods" }, { namespace, labelSelector })) as KubernetesObject[];
  return pods.filter((pod) => pod.metadata?.deletionTimestamp === undefined);
}
