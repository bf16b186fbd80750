import { criterion } from "../criterion.ts";
import { grouped, makerOf, momentsOf, notSeen, servedSubject, type Trouble } from "../derive/everything.ts";
import { judgedElsewhere } from "../derive/judged-elsewhere.ts";
import { kindOf } from "../../observations/by-nature.ts";
import { conditionOf } from "../../observations/conditions.ts";
import type { ServedObject } from "../../observations/everything.ts";
import { saidByFields } from "../../observations/health-fields.ts";
import { complaintsOf, speaks } from "../../observations/health.ts";
import { ownerOf } from "../../observations/pods.ts";

export default criterion({
  id: "objects/nothing-is-unwell",
  title: "No object of any kind says of itself that it is unwell",
  fails: "An object says that it is unwell",
  why: "Most of what can break is of a kind that no other check knows, and its own status says so.",
  serves: ["reliability"],
  needs: ["everything"],
  restsOn: ["prerequisites/access-is-enough-and-read-only", "kubernetes/api-is-ready"],
  advice: "kubectl describe <kind> <name> -n <namespace>; read the log of the controller that works on it",

  examine({ everything }, { profile, now }) {
    const elsewhere = judgedElsewhere(profile);
    const at = momentsOf(everything, now);
    const toldByPods = workloadsOfUnreadyPods(everything.objects);
    const succeeded = cronJobsThatSucceeded(everything.objects);
    const ours = everything.objects.filter((object) => !elsewhere(object) && speaks(object));
    const beside = everything.objects.filter(elsewhere).flatMap((object) => besideItsCheck(object, at(object)));
    const unmeasured = profile.workloads.metrics ? [] : ours.filter(lacksResourceMetrics);
    const troubles = ours
      .filter((object) => !unmeasured.includes(object))
      .filter((object) => !toldByPods.has(servedSubject(object)) && !isPast(object, succeeded))
      .flatMap((object) =>
        complaintsOf(object, at(object))
          .filter(({ of }) => of === "unwell")
          .map(({ sort, words, since }) => ({ object, sort, expected: "well by its own word", actual: words, since })),
      );
    const kinds = new Set(ours.map(kindOf));
    return {
      examined: ours.length,
      findings: grouped([...troubles, ...beside]),
      unseen: notSeen(everything, profile),
      remarks: [
        `${ours.length} objects of ${kinds.size} kinds that no other check judges`,
        ...unmeasured.map(
          (object) => `${servedSubject(object)} does not scale: the profile expects no resource metrics`,
        ),
      ],
    };
  },
});

/**
 * What an object says against itself in a condition that its own check does not read, while it is well by all that this
 * check reads.
 */
function besideItsCheck(object: ServedObject, now: Date): Trouble[] {
  if (READS_ALL.has(kindOf(object)) || saidByFields(object, false).length > 0) return [];
  const reads = READS_FIELDS.test(object.apiVersion) ? [] : SUMMARIES;
  const complaints = complaintsOf(object, now).filter(({ of, sort }) => of === "unwell" && sort.includes("="));
  if (complaints.some(({ sort }) => reads.some((type) => sort.startsWith(`${type}=`)))) return [];
  return complaints.map(({ sort, words, since }) => {
    return { object, sort, expected: "well by its own word", actual: words, since };
  });
}

/** Kinds whose own checks read every condition. */
const READS_ALL = new Set([
  ...["Node", "Pod", "Service"],
  ...["BGPClusterConfig", "LoadBalancerIPPool", "Endpoint", "NetworkPolicy", "ClusterwideNetworkPolicy"].map(
    (kind) => `Cilium${kind}.cilium.io`,
  ),
]);

/** Kinds whose own checks read fields of the status and no condition. */
const READS_FIELDS = /^(ceph\.rook\.io|operator\.victoriametrics\.com)\//;

/** What the checks of all other kinds read. */
const SUMMARIES = [
  ...["Ready", "Available", "Accepted", "Programmed", "ResolvedRefs", "Conflicted"],
  ...["Established", "NamesAccepted", "Reconciled", "ContinuousArchiving", "LastBackupSucceeded"],
  ...["Progressing", "ReplicaFailure"],
];

/** Their pods say it better, in workloads/every-pod-runs: with the reason. */
function workloadsOfUnreadyPods(objects: readonly ServedObject[]): ReadonlySet<string> {
  const unready = objects.filter(
    (object) =>
      kindOf(object) === "Pod" &&
      object.status?.["phase"] !== "Succeeded" &&
      conditionOf(object, "Ready")?.status !== "True",
  );
  return new Set(unready.map(ownerOf));
}

/** By subject: when a CronJob succeeded last. https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits */
function cronJobsThatSucceeded(objects: readonly ServedObject[]): ReadonlyMap<string, number> {
  return new Map(
    objects
      .filter((object) => kindOf(object) === "CronJob.batch")
      .map((object) => [servedSubject(object), Date.parse(String(object.status?.["lastSuccessfulTime"]))]),
  );
}

/** A Job that failed, and whose CronJob has succeeded since. */
function isPast(object: ServedObject, succeeded: ReadonlyMap<string, number>): boolean {
  if (kindOf(object) !== "Job.batch") return false;
  const since = Date.parse(conditionOf(object, "Failed")?.lastTransitionTime ?? "");
  return (succeeded.get(makerOf(object) ?? "") ?? 0) > since;
}

/**
 * It scales by CPU or memory, and nobody serves them. Where they are expected, workloads/resource-metrics-answer says so
 * too. https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/controller/podautoscaler/horizontal.go
 */
const lacksResourceMetrics = (object: ServedObject): boolean =>
  kindOf(object) === "HorizontalPodAutoscaler.autoscaling" &&
  /^FailedGet(Container)?ResourceMetric$/.test(conditionOf(object, "ScalingActive")?.reason ?? "");
