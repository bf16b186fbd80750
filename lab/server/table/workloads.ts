import { ageOf, humanDuration } from "./age.ts";
import { containersOf, labelsInWords, NONE, orNone, printer, selectorInWords, UNSET } from "./printer.ts";
import type { LabelSelector, PodTemplate } from "./printer.ts";

interface Workload {
  spec?: { replicas?: number; selector?: LabelSelector; template?: PodTemplate };
  status?: Partial<
    Record<
      | "replicas"
      | "readyReplicas"
      | "updatedReplicas"
      | "availableReplicas"
      | "fullyLabeledReplicas"
      | "desiredNumberScheduled"
      | "currentNumberScheduled"
      | "numberReady"
      | "updatedNumberScheduled"
      | "numberAvailable",
      number
    >
  >;
}

export const deployments = printer<Workload>(
  "Name|Ready|Up-to-date|Available|Age|Containers*|Images*|Selector*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 1}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    ageOf(metadata.creationTimestamp, now),
    ...containersOf(spec?.template),
    selectorInWords(spec?.selector),
  ],
);

export const daemonSets = printer<Workload>(
  "Name|Desired:integer|Current:integer|Ready:integer|Up-to-date:integer|Available:integer|Node Selector|Age|Containers*|Images*|Selector*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    labelsInWords(spec?.template?.spec?.nodeSelector),
    ageOf(metadata.creationTimestamp, now),
    ...containersOf(spec?.template),
    selectorInWords(spec?.selector),
  ],
);

export const statefulSets = printer<Workload>(
  "Name|Ready|Age|Containers*|Images*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 1}`,
    ageOf(metadata.creationTimestamp, now),
    ...containersOf(spec?.template),
  ],
);

export const replicaSets = printer<Workload>(
  "Name|Desired:integer|Current:integer|Ready:integer|Age|Containers*|Images*|Selector*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    spec?.replicas ?? 1,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageOf(metadata.creationTimestamp, now),
    ...containersOf(spec?.template),
    selectorInWords(spec?.selector),
  ],
);

export const controllerRevisions = printer<{ revision?: number }>(
  "Name|Controller|Revision|Age",
  ({ metadata, revision }, now) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller);
    const group = owner?.apiVersion?.split("/").at(-2);
    const kind = `${owner?.kind?.toLowerCase()}${group ? `.${group}` : ""}`;
    return [
      metadata.name,
      owner ? `${kind}/${owner.name}` : NONE,
      revision ?? 0,
      ageOf(metadata.creationTimestamp, now),
    ];
  },
);

interface Job {
  spec?: {
    completions?: number;
    parallelism?: number;
    selector?: LabelSelector;
    template?: PodTemplate;
  };
  status?: {
    succeeded?: number;
    startTime?: string;
    completionTime?: string;
    conditions?: { type: string; status: string }[];
  };
}

export const jobs = printer<Job>(
  "Name|Status|Completions|Duration|Age|Containers*|Images*|Selector*",
  ({ metadata, spec, status }, now) => {
    const succeeded = status?.succeeded ?? 0;
    const parallelism = spec?.parallelism ?? 1;
    const whole = spec?.completions ?? (parallelism > 1 ? `1 of ${parallelism}` : 1);
    const end = status?.completionTime ? Date.parse(status.completionTime) : now;
    return [
      metadata.name,
      jobStatusOf(status, metadata.deletionTimestamp),
      `${succeeded}/${whole}`,
      status?.startTime ? humanDuration(end - Date.parse(status.startTime)) : "",
      ageOf(metadata.creationTimestamp, now),
      ...containersOf(spec?.template),
      selectorInWords(spec?.selector),
    ];
  },
);

function jobStatusOf(status: Job["status"], deletionTimestamp: string | null | undefined): string {
  const isTrue = (type: string) => status?.conditions?.some((it) => it.type === type && it.status === "True");
  if (isTrue("Complete")) return "Complete";
  if (isTrue("Failed")) return "Failed";
  if (deletionTimestamp) return "Terminating";
  return ["Suspended", "FailureTarget", "SuccessCriteriaMet"].find(isTrue) ?? "Running";
}

interface CronJob {
  spec?: { schedule?: string; timeZone?: string; suspend?: boolean; jobTemplate?: { spec?: Job["spec"] } };
  status?: { active?: object[]; lastScheduleTime?: string };
}

export const cronJobs = printer<CronJob>(
  "Name|Schedule|Timezone|Suspend:boolean|Active:integer|Last Schedule|Age|Containers*|Images*|Selector*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    spec?.schedule ?? "",
    orNone(spec?.timeZone),
    spec?.suspend ? "True" : "False",
    status?.active?.length ?? 0,
    status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : NONE,
    ageOf(metadata.creationTimestamp, now),
    ...containersOf(spec?.jobTemplate?.spec?.template),
    selectorInWords(spec?.jobTemplate?.spec?.selector),
  ],
);

interface Autoscaler {
  spec?: {
    scaleTargetRef?: { kind?: string; name?: string };
    minReplicas?: number;
    maxReplicas?: number;
    metrics?: { type?: string; resource?: { name?: string; target?: MetricTarget } }[];
  };
  status?: { currentReplicas?: number; currentMetrics?: { resource?: { name?: string; current?: MetricTarget } }[] };
}

interface MetricTarget {
  averageUtilization?: number;
  averageValue?: string;
}

/** Resource metrics are printed as the server does; of the other sources only their type. */
export const horizontalPodAutoscalers = printer<Autoscaler>(
  "Name|Reference|Targets|MinPods|MaxPods|Replicas|Age",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    `${spec?.scaleTargetRef?.kind}/${spec?.scaleTargetRef?.name}`,
    (spec?.metrics ?? []).map((metric) => targetInWords(metric, status)).join(", ") || NONE,
    spec?.minReplicas === undefined ? UNSET : String(spec.minReplicas),
    spec?.maxReplicas ?? 0,
    status?.currentReplicas ?? 0,
    ageOf(metadata.creationTimestamp, now),
  ],
);

type Metric = NonNullable<NonNullable<Autoscaler["spec"]>["metrics"]>[number];

function targetInWords({ type, resource }: Metric, status: Autoscaler["status"]): string {
  if (resource === undefined) return `<unknown>/${type ?? "<auto>"}`;
  const current = status?.currentMetrics?.find((it) => it.resource?.name === resource.name)?.resource?.current;
  return `${resource.name}: ${amountOf(current) ?? "<unknown>"}/${amountOf(resource.target) ?? "<auto>"}`;
}

const amountOf = (target: MetricTarget | undefined): string | undefined =>
  target?.averageUtilization === undefined ? target?.averageValue : `${target.averageUtilization}%`;

interface DisruptionBudget {
  spec?: { minAvailable?: number | string; maxUnavailable?: number | string };
  status?: { disruptionsAllowed?: number };
}

export const podDisruptionBudgets = printer<DisruptionBudget>(
  "Name|Min Available|Max Unavailable|Allowed Disruptions:integer|Age",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    String(spec?.minAvailable ?? "N/A"),
    String(spec?.maxUnavailable ?? "N/A"),
    status?.disruptionsAllowed ?? 0,
    ageOf(metadata.creationTimestamp, now),
  ],
);
