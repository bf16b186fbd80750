import { criterion, each, momentOf, type Finding } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { workloadsOf } from "../../observations/pods.ts";
import type { CustomResource, Pod } from "../../observations/objects.ts";

interface EndpointStatus {
  state?: string;
  networking?: { addressing?: { ipv4?: string; ipv6?: string }[] | null };
}

/** The agent needs some seconds to make a pod's endpoint. */
const NEW_MS = 60_000;

export default criterion({
  id: "cilium/endpoints-are-ready",
  title: "Every pod that Cilium should manage has a ready endpoint",
  fails: "A pod has no ready Cilium endpoint",
  why: "A pod without one runs, is Ready, and is reached by nobody; policies do not hold for it.",
  serves: ["T7"],
  needs: ["pods", "ciliumEndpoints"],
  restsOn: ["cilium/status-is-ok"],
  advice:
    "kubectl -n <namespace> get ciliumendpoints; kubectl -n <namespace> describe <kind> <name>; restart what is older than Cilium",

  irrelevant: withoutCilium,

  examine({ pods, ciliumEndpoints }, context) {
    // a pod has to have its endpoint when endpoints are looked at, whenever pods were
    const now = momentOf(context, "ciliumEndpoints");
    const byName = new Map(ciliumEndpoints.map((endpoint) => [keyOf(endpoint), endpoint]));
    /** Not judged yet, and not counted: were all pods this young, no endpoint would have been seen. */
    const mayWait = (pod: Pod): boolean => !byName.has(keyOf(pod)) && ageOf(pod, now) < NEW_MS;
    const managed = workloadsOf(pods).filter(
      ({ metadata, spec, status }) => !spec?.hostNetwork && status?.phase === "Running" && !metadata?.deletionTimestamp,
    );
    const [due, waiting] = [managed.filter((pod) => !mayWait(pod)), managed.filter(mayWait)];
    const examination = each(due, (pod): Finding | undefined => {
      const subject = `pod/${keyOf(pod)}`;
      const endpoint = byName.get(keyOf(pod));
      const since = pod.status?.startTime;
      if (!endpoint) {
        const age = ageOf(pod, now);
        const actual = Number.isNaN(age) ? "none" : `none, ${inWords(age)} after its start`;
        return { subject, expected: "a CiliumEndpoint", actual, since };
      }
      const { state, networking } = (endpoint.status ?? {}) as EndpointStatus;
      if (state !== "ready")
        return { subject, expected: "an endpoint in state ready", actual: `state ${state ?? "missing"}` };
      const addressed = networking?.addressing?.some(({ ipv4, ipv6 }) => ipv4 || ipv6);
      return addressed ? undefined : { subject, expected: "an endpoint with an address", actual: "none" };
    });
    return waiting.length === 0 ? examination : { ...examination, remarks: [stillWaiting(waiting)] };
  },
});

/** `NaN` where the pod tells no time: such a pod is not new. */
const ageOf = ({ metadata, status }: Pod, now: Date): number =>
  now.getTime() - Date.parse(status?.startTime ?? metadata?.creationTimestamp ?? "");

function stillWaiting(pods: readonly Pod[]): string {
  const [names, more] = [pods.slice(0, 5).map(keyOf).join(", "), pods.length - 5];
  return `started within ${inWords(NEW_MS)} and still without an endpoint: ${names}${more > 0 ? ` and ${more} more` : ""}`;
}

const keyOf = ({ metadata }: Pick<CustomResource, "metadata">): string => `${metadata?.namespace}/${metadata?.name}`;
