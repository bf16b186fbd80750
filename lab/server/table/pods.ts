import { ageOf } from "./age.ts";
import { printer } from "./printer.ts";
import type { Common } from "./printer.ts";

/** printPod of pkg/printers/internalversion/printers.go, release 1.35. */
export const pods = printer<Pod>(
  "Name|Ready|Status|Restarts|Age|IP*|Node*|Nominated Node*|Readiness Gates*",
  (pod, now) => {
    const { total, ready, reason, restarts, lastRestart } = summaryOf(pod);
    return [
      pod.metadata.name,
      `${ready}/${total}`,
      reason,
      restarts > 0 && lastRestart ? `${restarts} (${ageOf(lastRestart, now)} ago)` : String(restarts),
      ageOf(pod.metadata.creationTimestamp, now),
      pod.status?.podIPs?.[0]?.ip || pod.status?.podIP || "<none>",
      pod.spec?.nodeName || "<none>",
      pod.status?.nominatedNodeName || "<none>",
      readinessGatesOf(pod),
    ];
  },
);

interface Pod {
  spec?: {
    nodeName?: string;
    containers?: { name: string }[];
    initContainers?: { name: string; restartPolicy?: string }[];
    readinessGates?: { conditionType: string }[];
  };
  status?: {
    phase?: string;
    reason?: string;
    podIP?: string;
    podIPs?: { ip?: string }[];
    nominatedNodeName?: string;
    conditions?: { type: string; status: string; reason?: string }[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

interface ContainerStatus {
  name: string;
  ready?: boolean;
  started?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string }; running?: object; terminated?: Terminated };
  lastState?: { terminated?: Terminated };
}

interface Terminated {
  exitCode?: number;
  signal?: number;
  reason?: string;
  finishedAt?: string;
}

interface Summary {
  total: number;
  ready: number;
  reason: string;
  restarts: number;
  lastRestart: string;
}

function summaryOf(pod: Pod & Common): Summary {
  const status = pod.status ?? {};
  const gated = status.conditions?.some((it) => it.type === "PodScheduled" && it.reason === "SchedulingGated");
  const sidecars = new Set(
    pod.spec?.initContainers?.filter((it) => it.restartPolicy === "Always").map((it) => it.name),
  );
  const summary: Summary = {
    total: (pod.spec?.containers?.length ?? 0) + sidecars.size,
    ready: 0,
    reason: gated ? "SchedulingGated" : status.reason || status.phase || "",
    restarts: 0,
    lastRestart: "",
  };

  const ofSidecars = { restarts: 0, lastRestart: "" };
  const initializing = readInitContainers(pod, sidecars, summary, ofSidecars);
  const initialized = status.conditions?.some((it) => it.type === "Initialized" && it.status === "True");
  if (!initializing || initialized) {
    Object.assign(summary, ofSidecars);
    readContainers(pod, summary);
  }
  if (pod.metadata.deletionTimestamp) {
    if (status.reason === "NodeLost") summary.reason = "Unknown";
    else if (status.phase !== "Failed" && status.phase !== "Succeeded") summary.reason = "Terminating";
  }
  return summary;
}

/** Whether one of them is not done yet. */
function readInitContainers(
  pod: Pod,
  sidecars: Set<string>,
  summary: Summary,
  ofSidecars: { restarts: number; lastRestart: string },
): boolean {
  for (const [index, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    countRestarts(container, summary);
    const sidecar = sidecars.has(container.name);
    if (sidecar) countRestarts(container, ofSidecars);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) summary.ready++;
      continue;
    }
    if (terminated) summary.reason = `Init:${endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== "PodInitializing") summary.reason = `Init:${waiting.reason}`;
    else summary.reason = `Init:${index}/${pod.spec?.initContainers?.length ?? 0}`;
    return true;
  }
  return false;
}

function readContainers(pod: Pod, summary: Summary): void {
  let running = false;
  for (const container of (pod.status?.containerStatuses ?? []).toReversed()) {
    countRestarts(container, summary);
    const { waiting, terminated, running: isRunning } = container.state ?? {};
    if (waiting?.reason) summary.reason = waiting.reason;
    else if (terminated) summary.reason = endOf(terminated);
    else if (container.ready && isRunning) {
      running = true;
      summary.ready++;
    }
  }
  if (summary.reason === "Completed" && running) {
    const ready = pod.status?.conditions?.some((it) => it.type === "Ready" && it.status === "True");
    summary.reason = ready ? "Running" : "NotReady";
  }
}

function countRestarts(container: ContainerStatus, count: { restarts: number; lastRestart: string }): void {
  count.restarts += container.restartCount ?? 0;
  const finished = container.lastState?.terminated?.finishedAt ?? "";
  if (finished > count.lastRestart) count.lastRestart = finished;
}

const endOf = ({ reason, signal, exitCode }: Terminated): string =>
  reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`);

function readinessGatesOf({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return "<none>";
  const isTrue = (type: string) => status?.conditions?.some((it) => it.type === type && it.status === "True");
  return `${gates.filter(({ conditionType }) => isTrue(conditionType)).length}/${gates.length}`;
}
