import { criterion } from "../criterion.ts";
import { grouped, momentsOf, notSeen } from "../derive/everything.ts";
import { judgedElsewhere } from "../derive/judged-elsewhere.ts";
import { kindOf } from "../../observations/by-nature.ts";
import { conditionsOf } from "../../observations/conditions.ts";
import type { ServedObject } from "../../observations/everything.ts";
import { complaintsOf, isUnseenByItsController, speaks } from "../../observations/health.ts";

/**
 * A controller that is gone leaves everything as it was: only the generation tells.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
 */
export default criterion({
  id: "objects/statuses-are-current",
  title: "Every status speaks of the current spec, and of no time that is still to come",
  fails: "A status is of an old spec or a time to come",
  why: "A status of an older spec says how things were before the change that may have broken them.",
  serves: ["reliability"],
  needs: ["everything"],
  restsOn: ["prerequisites/access-is-enough-and-read-only", "kubernetes/api-is-ready"],
  advice:
    "kubectl get <kind> <name> -n <namespace> -o yaml; compare metadata.generation with status.observedGeneration; " +
    "look for the controller that should have written it",

  examine({ everything }, { profile, now }) {
    const elsewhere = judgedElsewhere(profile);
    const at = momentsOf(everything, now);
    // a pod's conditions are each of the moment in which they changed
    const told = everything.objects.filter(
      (object) => (speaks(object) || isUnseenByItsController(object)) && kindOf(object) !== "Pod",
    );
    const troubles = told.flatMap((object) =>
      complaintsOf(object, at(object))
        .filter(({ of }) => of === "ahead" || (of === "old" && !(HELD.test(object.apiVersion) && elsewhere(object))))
        .map(({ of, sort, words, since }) => ({
          ...{ object, sort, actual: words, since },
          expected: of === "old" ? "a status of the current generation" : "times that have been",
        })),
    );
    return {
      examined: told.filter(saysGeneration).length,
      findings: grouped(troubles),
      unseen: notSeen(everything, profile),
    };
  },
});

/** Groups whose own checks hold their statuses to the generation. */
const HELD =
  /^(apps|[a-z]+\.toolkit\.fluxcd\.io|fluxcd\.controlplane\.io|cert-manager\.io|gateway\.networking\.k8s\.io|ceph\.rook\.io|operator\.victoriametrics\.com|monitoring\.coreos\.com|postgresql\.cnpg\.io)\//;

const saysGeneration = ({ status = {}, metadata }: ServedObject): boolean =>
  metadata.generation !== undefined &&
  (status["observedGeneration"] !== undefined || conditionsOf({ status }).length > 0);
