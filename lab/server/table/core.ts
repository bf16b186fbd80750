import { ageOf } from "./age.ts";
import { joined, printer, UNSET } from "./printer.ts";

export const namespaces = printer<{ status?: { phase?: string } }>("Name|Status|Age", ({ metadata, status }, now) => [
  metadata.name,
  status?.phase ?? "",
  ageOf(metadata.creationTimestamp, now),
]);

export const configMaps = printer<{ data?: object | null; binaryData?: object | null }>(
  "Name|Data|Age",
  ({ metadata, data, binaryData }, now) => [
    metadata.name,
    Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    ageOf(metadata.creationTimestamp, now),
  ],
);

export const secrets = printer<{ type?: string; data?: object | null }>(
  "Name|Type|Data|Age",
  ({ metadata, type, data }, now) => [
    metadata.name,
    type ?? "",
    Object.keys(data ?? {}).length,
    ageOf(metadata.creationTimestamp, now),
  ],
);

/** Many kinds have no more than this. */
export const nameAndAge = printer<object>("Name|Age", ({ metadata }, now) => [
  metadata.name,
  ageOf(metadata.creationTimestamp, now),
]);

/** Of kinds without a printer of their own (rest.NewDefaultTableConvertor). */
export const nameAndCreation = printer<object>("Name|Created At:date", ({ metadata }) => [
  metadata.name,
  metadata.creationTimestamp ?? null,
]);

/** In the words of v1 or of events.k8s.io/v1. */
interface Event {
  involvedObject?: { kind?: string; name?: string; fieldPath?: string };
  regarding?: Event["involvedObject"];
  type?: string;
  reason?: string;
  message?: string;
  note?: string;
  count?: number;
  deprecatedCount?: number;
  source?: { component?: string; host?: string } | null;
  deprecatedSource?: Event["source"];
  reportingComponent?: string;
  reportingController?: string;
  reportingInstance?: string;
  firstTimestamp?: string | null;
  deprecatedFirstTimestamp?: string | null;
  lastTimestamp?: string | null;
  deprecatedLastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string } | null;
}

export const events = printer<Event>(
  "Last Seen|Type|Reason|Object|Subobject*|Source*|Message|First Seen*|Count*|Name*",
  (event, now) => {
    const first = event.firstTimestamp || event.deprecatedFirstTimestamp || event.eventTime;
    const last = event.series?.lastObservedTime ?? (event.lastTimestamp || event.deprecatedLastTimestamp || first);
    const { kind = "", name, fieldPath = "" } = event.involvedObject ?? event.regarding ?? {};
    const source = event.source ?? event.deprecatedSource;
    const component = source?.component || event.reportingComponent || event.reportingController;
    const instance = source?.host || event.reportingInstance;
    return [
      ageOf(last, now),
      event.type ?? "",
      event.reason ?? "",
      name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase(),
      fieldPath,
      [component, instance].filter(Boolean).join(", "),
      (event.message ?? event.note ?? "").trim(),
      ageOf(first, now),
      event.series?.count ?? (event.count || event.deprecatedCount || 1),
      event.metadata.name,
    ];
  },
);

interface Claim {
  spec?: {
    accessModes?: string[];
    storageClassName?: string;
    volumeName?: string;
    volumeMode?: string;
    volumeAttributesClassName?: string;
    persistentVolumeReclaimPolicy?: string;
    capacity?: { storage?: string };
    claimRef?: { namespace?: string; name?: string };
  };
  status?: { phase?: string; reason?: string; capacity?: { storage?: string }; accessModes?: string[] };
}

export const persistentVolumeClaims = printer<Claim>(
  "Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|VolumeMode*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    metadata.deletionTimestamp ? "Terminating" : (status?.phase ?? ""),
    spec?.volumeName ?? "",
    spec?.volumeName ? (status?.capacity?.storage ?? "") : "",
    spec?.volumeName ? modesInWords(status?.accessModes) : "",
    spec?.storageClassName ?? "",
    spec?.volumeAttributesClassName ?? UNSET,
    ageOf(metadata.creationTimestamp, now),
    spec?.volumeMode ?? UNSET,
  ],
);

export const persistentVolumes = printer<Claim>(
  "Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|VolumeMode*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    spec?.capacity?.storage ?? "",
    modesInWords(spec?.accessModes),
    spec?.persistentVolumeReclaimPolicy ?? "",
    metadata.deletionTimestamp ? "Terminating" : (status?.phase ?? ""),
    spec?.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : "",
    spec?.storageClassName ?? "",
    spec?.volumeAttributesClassName ?? UNSET,
    status?.reason ?? "",
    ageOf(metadata.creationTimestamp, now),
    spec?.volumeMode ?? UNSET,
  ],
);

const MODES: [mode: string, short: string][] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

const modesInWords = (modes: string[] = []): string =>
  joined(MODES.filter(([mode]) => modes.includes(mode)).map(([, short]) => short));

interface StorageClass {
  provisioner?: string;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
  allowVolumeExpansion?: boolean;
}

export const storageClasses = printer<StorageClass>(
  "Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age",
  ({ metadata, provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion }, now) => [
    metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true"
      ? `${metadata.name} (default)`
      : metadata.name,
    provisioner ?? "",
    reclaimPolicy ?? "Delete",
    volumeBindingMode ?? "Immediate",
    allowVolumeExpansion ?? false,
    ageOf(metadata.creationTimestamp, now),
  ],
);

export const resourceQuotas = printer<{
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}>("Name|Request|Limit|Age", ({ metadata, status }, now) => {
  const words = (limits: boolean) =>
    Object.entries(status?.hard ?? {})
      .filter(([name]) => name.startsWith("limits") === limits)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, hard]) => `${name}: ${status?.used?.[name] ?? "0"}/${hard}`)
      .join(", ");
  return [metadata.name, words(false), words(true), ageOf(metadata.creationTimestamp, now)];
});

export const leases = printer<{ spec?: { holderIdentity?: string } }>("Name|Holder|Age", ({ metadata, spec }, now) => [
  metadata.name,
  spec?.holderIdentity ?? "",
  ageOf(metadata.creationTimestamp, now),
]);

export const priorityClasses = printer<{ value?: number; globalDefault?: boolean; preemptionPolicy?: string }>(
  "Name|Value:integer|Global-Default:boolean|Age|PreemptionPolicy",
  ({ metadata, value, globalDefault, preemptionPolicy }, now) => [
    metadata.name,
    value ?? 0,
    globalDefault ?? false,
    ageOf(metadata.creationTimestamp, now),
    preemptionPolicy ?? "PreemptLowerPriority",
  ],
);

interface APIService {
  spec?: { service?: { namespace?: string; name?: string } | null };
  status?: { conditions?: { type: string; status: string; reason?: string }[] };
}

export const apiServices = printer<APIService>("Name|Service|Available|Age", ({ metadata, spec, status }, now) => {
  const available = status?.conditions?.find(({ type }) => type === "Available");
  const words =
    available?.status === "True" ? "True" : `${available?.status ?? "Unknown"} (${available?.reason ?? ""})`;
  return [
    metadata.name,
    spec?.service ? `${spec.service.namespace}/${spec.service.name}` : "Local",
    available ? words : "Unknown",
    ageOf(metadata.creationTimestamp, now),
  ];
});

export const webhookConfigurations = printer<{ webhooks?: object[] | null }>(
  "Name|Webhooks:integer|Age",
  ({ metadata, webhooks }, now) => [metadata.name, webhooks?.length ?? 0, ageOf(metadata.creationTimestamp, now)],
);

interface Subject {
  kind?: string;
  namespace?: string;
  name?: string;
}

export const roleBindings = printer<{ roleRef?: { kind?: string; name?: string }; subjects?: Subject[] | null }>(
  "Name|Role|Age|Users*|Groups*|ServiceAccounts*",
  ({ metadata, roleRef, subjects }, now) => {
    const named = (kind: string) => subjects?.filter((it) => it.kind === kind) ?? [];
    return [
      metadata.name,
      `${roleRef?.kind}/${roleRef?.name}`,
      ageOf(metadata.creationTimestamp, now),
      named("User")
        .map((it) => it.name)
        .join(", "),
      named("Group")
        .map((it) => it.name)
        .join(", "),
      named("ServiceAccount")
        .map((it) => `${it.namespace}/${it.name}`)
        .join(", "),
    ];
  },
);

export const nodeMetrics = printer<{ usage?: { cpu?: string; memory?: string }; window?: string }>(
  "Name|cpu|memory|window",
  ({ metadata, usage, window }) => [metadata.name, usage?.cpu ?? "", usage?.memory ?? "", window ?? ""],
);

export const componentStatuses = printer<{
  conditions?: { type: string; status: string; message?: string; error?: string }[];
}>("Name|Status|Message|Error", ({ metadata, conditions }) => {
  const healthy = conditions?.find(({ type }) => type === "Healthy");
  const status = healthy === undefined ? "Unknown" : healthy.status === "True" ? "Healthy" : "Unhealthy";
  return [metadata.name, status, healthy?.message ?? "", healthy?.error ?? ""];
});
