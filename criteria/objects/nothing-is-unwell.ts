import { criterion } from "../criterion.ts";
import { grouped, makerOf, momentsOf, notSeen, servedSubject } from "../derive/everything.ts";
import { judgedElsewhere } from "../derive/judged-elsewhere.ts";
import { kindOf } from "../../observations/by-nature.ts";
import { conditionOf } from "../../observations/conditions.ts";
import type { ServedObject } from "../../observations/everything.ts";
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
      findings: grouped(troubles),
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
