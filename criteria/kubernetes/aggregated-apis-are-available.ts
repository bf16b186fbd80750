import { criterion, each, type Finding } from "../criterion.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";

/**
 * Those without a Service are the API server's own, and always available.
 * https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
 */
export default criterion({
  id: "kubernetes/aggregated-apis-are-available",
  title: "Every API group that the server offers is available, those of other servers too",
  fails: "An API group does not answer",
  why: "While one is not, discovery fails in part: no namespace can be deleted, and Helm and Flux see kinds missing.",
  serves: ["reliability"],
  needs: ["apiServices"],
  restsOn: ["kubernetes/api-is-ready"],
  advice: "kubectl get apiservices | grep False; kubectl describe apiservice <name>; kubectl delete apiservice <name>",

  examine: ({ apiServices }) =>
    each(apiServices, ({ metadata, spec, status }): Finding | undefined => {
      const available = conditionOf({ status: status ?? {} }, "Available");
      if (available?.status === "True") return undefined;
      const server = spec?.service ? `; it is served by service ${spec.service.namespace}/${spec.service.name}` : "";
      const since = available?.lastTransitionTime;
      return {
        subject: `apiservice/${metadata?.name}`,
        expected: "Available=True",
        actual: `${inWords(available, "Available")}${server}`,
        ...(since && { since }),
      };
    }),
});
