import type { ServedObject } from "../../../observations/everything.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import { bothEnds } from "../../../observations/text.ts";
import type { ListableKind } from "../../kube/api.ts";
import { redact } from "../../redact/redact.ts";
import { nameOf } from "./served-kinds.ts";

/** What is left of an object of any kind at the door: what it says of its own health, and nothing that may be data. */
export function cutDown(object: KubernetesObject, kind: ListableKind): ServedObject {
  const { spec, status } = object as { spec?: unknown; status?: unknown };
  const shape = SPEC_OF_KIND[nameOf(kind)] ?? SPEC;
  const [keptSpec, keptStatus] = [kept(spec, shape), kept(status, STATUS)] as Record<string, unknown>[];
  return {
    apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: {
      ...(kept(object.metadata, METADATA) as object | undefined),
      ...named("labels", object.metadata?.labels, LABELS),
      ...named("annotations", object.metadata?.annotations, ANNOTATIONS),
    },
    ...(keptSpec && { spec: keptSpec }),
    ...(keptStatus && { status: keptStatus }),
  };
}

/** `true`: a text, number or boolean. In brackets: a list of it. `*`: whatever the key is called. */
type Shape = true | readonly [Shape] | { readonly [key: string]: Shape };

const METADATA: Shape = {
  ...{ name: true, namespace: true, uid: true, generation: true },
  ...{ creationTimestamp: true, deletionTimestamp: true, deletionGracePeriodSeconds: true },
  finalizers: [true],
  ownerReferences: [{ apiVersion: true, kind: true, name: true, uid: true, controller: true }],
};

/** Who made it, and who holds it. */
const LABELS = [
  ...["kustomize.toolkit.fluxcd.io/", "helm.toolkit.fluxcd.io/", "app.kubernetes.io/managed-by"],
  ...["pod-template-hash", "apiserver.kubernetes.io/identity"],
];
/** What was asked of its controller, and what it was told to leave alone. */
const ANNOTATIONS = ["reconcile.fluxcd.io/", "fluxcd.controlplane.io/", "meta.helm.sh/"];

/** Of a spec, only what says that an object rests by design, how often it is looked at, and who holds a lease. */
const SPEC: Shape = {
  ...{ suspend: true, paused: true, replicas: true },
  ...{ interval: true, refreshInterval: true, refreshPolicy: true, validationFrequency: true },
  ...{ renewTime: true, leaseDurationSeconds: true, holderIdentity: true },
};

/** Of an HTTPRoute's backend no filter: it may set an Authorization header. */
const BACKEND: Shape = { group: true, kind: true, name: true, namespace: true, port: true, weight: true };
const ROUTE: Shape = { rules: [{ backendRefs: [BACKEND] }] };
const INGRESS_BACKEND: Shape = { service: { name: true, port: { number: true, name: true } } };

/** Which Services these kinds lead to. */
const SPEC_OF_KIND: Record<string, Shape | undefined> = {
  "apiservices.apiregistration.k8s.io": { service: { namespace: true, name: true, port: true } },
  "ingresses.networking.k8s.io": {
    defaultBackend: INGRESS_BACKEND,
    rules: [{ http: { paths: [{ backend: INGRESS_BACKEND }] } }],
  },
  "httproutes.gateway.networking.k8s.io": ROUTE,
  "grpcroutes.gateway.networking.k8s.io": ROUTE,
  "tlsroutes.gateway.networking.k8s.io": ROUTE,
  "tcproutes.gateway.networking.k8s.io": ROUTE,
  "udproutes.gateway.networking.k8s.io": ROUTE,
};

const CONDITIONS: Shape = [
  { type: true, status: true, reason: true, message: true, lastTransitionTime: true, observedGeneration: true },
];
const PARENT: Shape = { kind: true, namespace: true, name: true, sectionName: true };
const JUDGED: Shape = [{ name: true, controllerName: true, parentRef: PARENT, conditions: CONDITIONS }];
const ERROR: Shape = { message: true, time: true };

const STATUS: Shape = {
  ...{ conditions: CONDITIONS, parents: JUDGED, listeners: JUDGED, ancestors: JUDGED },
  ...{ observedGeneration: true, phase: true, state: true, updateStatus: true, valid: true, ready: true },
  ...{ reason: true, message: true, health: { status: true, message: true } },
  ...{ error: ERROR, errorMessage: true, lastError: true, lastSyncError: true, attachError: ERROR, detachError: ERROR },
  ...{ failureReason: true, failureMessage: true },
  // how many of how many
  ...{ replicas: true, readyReplicas: true, updatedReplicas: true, availableReplicas: true, currentReplicas: true },
  ...{ desiredNumberScheduled: true, currentNumberScheduled: true, updatedNumberScheduled: true },
  ...{ numberReady: true, numberAvailable: true, active: true, succeeded: true, failed: true },
  ...{ currentHealthy: true, desiredHealthy: true, disruptionsAllowed: true, expectedPods: true },
  // when it was looked at last, and when it should be next
  ...{ lastHandledReconcileAt: true, refreshTime: true, renewalTime: true, notAfter: true, startTime: true },
  ...{ lastSyncTime: true, nextSyncTime: true, lastScheduleTime: true, nextScheduleTime: true },
  ...{ lastSuccessfulTime: true, completionTime: true, lastValidationTime: true, lastAutomationRunTime: true },
  lastScanResult: { scanTime: true },
  latestMoverStatus: { result: true },
  history: [{ lastReconciled: true, lastReconciledStatus: true }],
  ceph: { health: true, lastChecked: true, details: { "*": { severity: true, message: true } } },
};

/** Texts may hold kilobytes of a refused object. */
const LONGEST = 1_000;
/** Lists of rules and conditions are shorter; what is longer is no such list. */
const MOST = 500;

/** A value that is simple is kept wherever its key is known: `health` is a word in one kind and an object in another. */
function kept(value: unknown, shape: Shape): unknown {
  // half of a secret is not known as one
  if (typeof value === "string") return value.length > LONGEST ? bothEnds(redact(value), LONGEST) : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null || shape === true) return undefined;
  if (Array.isArray(value))
    return isList(shape) ? value.slice(0, MOST).flatMap((item) => kept(item, shape[0]) ?? []) : undefined;
  return isList(shape) ? undefined : fieldsOf(value as Record<string, unknown>, shape);
}

const isList = (shape: Exclude<Shape, true>): shape is readonly [Shape] => Array.isArray(shape);

function fieldsOf(value: Record<string, unknown>, shape: { readonly [key: string]: Shape }): object | undefined {
  const every = shape["*"];
  let some: Record<string, unknown> | undefined;
  for (const key of Object.keys(value).slice(0, every ? MOST : undefined)) {
    const inner = every ?? (Object.hasOwn(shape, key) ? shape[key] : undefined);
    const field = inner === undefined ? undefined : kept(value[key], inner);
    if (field !== undefined) (some ??= {})[key] = field;
  }
  return some;
}

function named(key: string, all: unknown, prefixes: readonly string[]): object {
  if (typeof all !== "object" || all === null) return {};
  const some = Object.entries(all).filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix)));
  return some.length > 0 ? { [key]: Object.fromEntries(some) } : {};
}
