import { cut } from "../../../observations/kubernetes.ts";
import type { KubernetesObject, Pod } from "../../../observations/objects.ts";
import type { SourceContext } from "../source.ts";

/** One pod's answer on a port, through the API's pod proxy, or the reason why it was not reached. */
export async function askPod(
  { api }: SourceContext,
  pod: Pod,
  port: number,
  path: string,
): Promise<{ ok: boolean; reached: boolean; detail: string; body: string }> {
  const { namespace = "", name = "" } = pod.metadata ?? {};
  const { status, body } = await api.text(`/api/v1/namespaces/${namespace}/pods/${name}:${port}/proxy/${path}`);
  const reached = status !== 401 && status !== 403 && !ofTheServer(body);
  return {
    ok: status === 200,
    reached,
    detail: `${status} ${cut(body, 200)}`.trim(),
    body,
  };
}

export async function podsOf({ api }: SourceContext, namespace: string, labelSelector: string): Promise<Pod[]> {
  const pods = (await api.list({ group: "", resource: "pods" }, { namespace, labelSelector })) as KubernetesObject[];
  return pods.filter((pod) => pod.metadata?.deletionTimestamp === undefined);
}

/** Whether the API server or its proxy answered instead of the pod: a Status, or a line of the proxy. */
function ofTheServer(body: string): boolean {
  if (/^(error trying to reach service|proxy error)/i.test(body.trim())) return true;
  try {
    return (JSON.parse(body) as { kind?: unknown }).kind === "Status";
  } catch {
    return false;
  }
}
