import { cut } from "../../../observations/kubernetes.ts";
import type { KubernetesObject, Pod } from "../../../observations/objects.ts";
import type { Seen, SourceContext } from "../source.ts";

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

/** The pods of a namespace that have this label and are not in deletion; out of the list of all where this run reads it. */
export async function podsOf(
  { api }: SourceContext,
  seen: Seen,
  { namespace, label: [key, value] }: { namespace: string; label: readonly [key: string, value: string] },
): Promise<Pod[]> {
  const read = await seen.lately("pods");
  const pods = read?.ok
    ? read.value.filter(({ metadata }) => metadata?.namespace === namespace && metadata.labels?.[key] === value)
    : ((await api.list(
        { group: "", resource: "pods" },
        { namespace, labelSelector: `${key}=${value}` },
      )) as KubernetesObject[]);
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
