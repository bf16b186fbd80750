import type { ServedObject } from "./everything.ts";
import type { Condition } from "./objects.ts";

/** `Kind` or `Kind.group`: what an object is, whichever version it came in. */
export function kindOf({ apiVersion, kind }: Pick<ServedObject, "apiVersion" | "kind">): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? kind : `${kind}.${apiVersion.slice(0, slash)}`;
}

/** Why a condition that looks wrong is right for what it stands on; `undefined` where nothing excuses it. */
export function isRightByNature(
  object: ServedObject,
  { type = "", status, reason = "" }: Condition,
): string | undefined {
  const excused = CONDITIONS[kindOf(object)]?.find((it) => it.type === type && (it.reasons?.includes(reason) ?? true));
  if (excused) return excused.because;
  return status === "False" && AT_REST.has(reason) ? "it says that it rests" : undefined;
}

/** The same for a word of its phase. */
export const isPhaseRightByNature = (object: ServedObject, phase: string): string | undefined =>
  PHASES[kindOf(object)]?.[phase];

/** Why the generation of an object of this kind may run ahead of its status. */
export const isOldByNature = (object: ServedObject): string | undefined => WRITES_ITS_SPEC[kindOf(object)];

/** Why an object of this kind may have failed and everything be well: it is one attempt, and its owner says how it ended. */
export const isAttempt = (object: ServedObject): string | undefined =>
  object.metadata.ownerReferences?.length ? ATTEMPTS[kindOf(object)] : undefined;

/** Somebody told it to rest: what it says of itself is from before. */
export function rests({ spec: given, metadata }: ServedObject): boolean {
  const spec = given ?? {};
  if (spec["suspend"] === true || spec["paused"] === true || spec["replicas"] === 0) return true;
  return metadata.annotations?.["fluxcd.controlplane.io/reconcile"] === "disabled";
}

/** Reasons of Ready=False and Available=False with which controllers say that nothing is to be done. */
const AT_REST = new Set([
  // https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
  "PodCompleted",
  // Knative and KEDA at zero, CNPG's hibernation, Flux' and operators' suspension
  ...["ScaledToZero", "Hibernated", "Suspended", "Paused", "Disabled", "Completed", "Succeeded"],
]);

const CONDITIONS: Record<string, { type: string; reasons?: string[]; because: string }[] | undefined> = {
  "HorizontalPodAutoscaler.autoscaling": [
    // https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation
    { type: "ScalingActive", reasons: ["ScalingDisabled"], because: "what it scales is scaled to 0" },
  ],
  "CertificateSigningRequest.certificates.k8s.io": [
    { type: "Denied", because: "a request that is denied has its answer" },
  ],
  "CertificateRequest.cert-manager.io": [{ type: "Denied", because: "a request that is denied has its answer" }],
  // https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
  "Job.batch": [{ type: "FailureTarget", because: "Failed=True follows it" }],
};

const ATTEMPTS: Record<string, string | undefined> = {
  // https://cert-manager.io/docs/usage/certificate/#issuance-triggers
  "CertificateRequest.cert-manager.io": "its Certificate asks again",
  "Order.acme.cert-manager.io": "its CertificateRequest asks again",
  "Challenge.acme.cert-manager.io": "its Order asks again",
  // https://cloudnative-pg.io/documentation/current/backup/
  "Backup.postgresql.cnpg.io": "its Cluster says LastBackupSucceeded",
  // https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy
  "ReplicaSet.apps": "its Deployment says whether it is available",
  "CertificateSigningRequest.certificates.k8s.io": "who asked asks again",
};

const PHASES: Record<string, Record<string, string> | undefined> = {
  // https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
  PersistentVolumeClaim: { Pending: "it may wait for its first consumer" },
};

const WRITES_ITS_SPEC: Record<string, string | undefined> = {
  // https://fluxoperator.dev/docs/crd/fluxreport/
  "FluxReport.fluxcd.controlplane.io": "the operator writes its report into the spec, after its condition",
};
