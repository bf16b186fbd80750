import type { KubernetesWorld } from "../world.ts";
import type { ResourceTarget } from "./wire/path.ts";
import { isTrue } from "./wire/path.ts";
import { badRequest, failure, notFound } from "./wire/status.ts";
import type { WholeAnswer } from "./wire/status.ts";
import { keyOf } from "./lists/store.ts";
import type { Store } from "./lists/store.ts";

interface Pod {
  spec?: {
    nodeName?: string;
    initContainers?: { name: string }[];
    containers?: { name: string }[];
    ephemeralContainers?: { name: string }[];
  };
  status?: { containerStatuses?: ContainerStatus[]; initContainerStatuses?: ContainerStatus[] };
}

interface ContainerStatus {
  name: string;
  state?: { waiting?: { reason?: string } };
}

/**
 * `pods/{name}/log`: what the world recorded for the container; empty for a running one of which it recorded nothing.
 * A log does not grow, so that following it ends at once.
 */
export function answerLog(
  { namespace, name = "" }: ResourceTarget,
  query: URLSearchParams,
  { logs }: Pick<KubernetesWorld, "logs">,
  store: Store,
): WholeAnswer {
  const pod = store.get("/Pod", keyOf(namespace, name))?.object as unknown as Pod | undefined;
  if (pod === undefined) return notFound("pods", "", name);
  const wrong = wrongOptions(query, name);
  if (wrong) return wrong;

  const { initContainers = [], containers = [], ephemeralContainers = [], nodeName } = pod.spec ?? {};
  const names = [...initContainers, ...containers, ...ephemeralContainers].map((it) => it.name);
  const only = names.length === 1 ? names[0] : undefined;
  const container = query.get("container") || only;
  if (container === undefined) {
    return badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`);
  }
  if (!names.includes(container)) return badRequest(`container ${container} is not valid for pod ${name}`);

  const log = logs[`${namespace}/${name}/${container}`];
  if (isTrue(query.get("previous"))) {
    return badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  if (log !== undefined) return plain(200, cut(log, query));
  if (!nodeName) return plain(204, "");
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const waiting = statuses.find((it) => it.name === container)?.state?.waiting;
  if (waiting === undefined) return plain(200, "");
  return badRequest(`container "${container}" in pod "${name}" is waiting to start: ${waiting.reason ?? "unknown"}`);
}

const plain = (status: number, body: string): WholeAnswer => ({
  status,
  headers: { "content-type": "text/plain" },
  body,
});

function wrongOptions(query: URLSearchParams, name: string): WholeAnswer | undefined {
  const tail = query.get("tailLines");
  if (tail === null) return undefined;
  if (!/^-?\d+$/.test(tail)) return badRequest(`strconv.ParseInt: parsing "${tail}": invalid syntax`);
  if (Number(tail) >= 0) return undefined;
  const message = `Invalid value: ${tail}: must be greater than or equal to 0`;
  return failure(422, "Invalid", `PodLogOptions "${name}" is invalid: tailLines: ${message}`, {
    name,
    kind: "PodLogOptions",
    causes: [{ reason: "FieldValueInvalid", message, field: "tailLines" }],
  });
}

function cut(log: string, query: URLSearchParams): string {
  const tail = query.get("tailLines");
  const bytes = Number(query.get("limitBytes") ?? 0);
  let text = log;
  if (tail !== null) {
    const lines = log.split("\n");
    const ended = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
    const last = Number(tail) === 0 ? [] : ended.slice(-Number(tail));
    text = last.length === 0 ? "" : `${last.join("\n")}${ended === lines ? "" : "\n"}`;
  }
  return bytes > 0 ? Buffer.from(text).subarray(0, bytes).toString() : text;
}
